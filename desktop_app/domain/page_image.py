"""A document's page as it is shown: its picture, or its text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as PNG, and its size in PDF points (1/72 inch): rectangles of passages count from its lower left."""

    png: bytes
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page of a document of a case: number from 1, how many there are, its text, its picture where it has one.

    The text is that of the record, with its marks around what nobody sees. `reason` says why there is no picture,
    where one was to be expected.
    """

    document_id: str
    document: str
    number: int
    pages: int
    text: str
    image: PageImage | None = None
    reason: str = ""
