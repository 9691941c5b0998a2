"""Documents, their pages and passages, and the citations that lead back to them."""

from dataclasses import dataclass
from enum import StrEnum

from desktop_app.domain.content import Content, ContentRef
from desktop_app.domain.hidden_text import hidden_text

Rect = tuple[float, float, float, float]
"""Left, bottom, right, top in PDF points (1/72 inch) from the page's lower left corner."""


class DocumentState(StrEnum):
    """What is known of a document."""

    READING = "reading"
    READ = "read"
    NO_TEXT = "no_text"
    LOCKED = "locked"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"


class DocumentKind(StrEnum):
    """What a document is, by its content and not by its name."""

    PDF = "pdf"
    DOCX = "docx"
    TEXT = "text"
    UNKNOWN = "unknown"
    TABLE = "table"
    WORKBOOK = "workbook"
    HTML = "html"
    EMAIL = "email"
    IMAGE = "image"


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """A sentence-sized piece of a page: code point offsets in the page's text and, for PDF, its rectangles."""

    start: int
    end: int
    rects: tuple[Rect, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page as it was extracted: number from 1, raw text, passages in reading order."""

    number: int
    text: str
    passages: tuple[ReadPassage, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a document gave. `reason` is one plain sentence; when the state is `read` it is empty, or says what
    the reading had to leave out or guess.

    A page without text is in `pages` with an empty text, so that it is counted and never silently skipped.
    """

    kind: DocumentKind
    state: DocumentState
    pages: tuple[ReadPage, ...] = ()
    reason: str = ""


NO_FIELD = ""
"""The attachment field of a document that was removed."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a case: its name and its original bytes are kept sealed. `field` is the attachment field.

    One that was removed has no field: it answers nothing, and stays for the texts that cited it.
    """

    document_id: str
    case_id: str
    field: str
    name: Content
    original: ContentRef
    kind: DocumentKind
    state: DocumentState
    pages: int
    reason: str

    @property
    def removed(self) -> bool:
        """Whether it was taken out of the case."""
        return self.field == NO_FIELD


@dataclass(frozen=True, slots=True)
class Page:
    """The kept text of a document's page; number from 1."""

    document_id: str
    number: int
    text: Content


@dataclass(frozen=True, slots=True)
class Passage:
    """An addressable piece of a page. `text` is the page's text from `start` to `end`."""

    passage_id: str
    document_id: str
    page: int
    start: int
    end: int
    rects: tuple[Rect, ...]
    text: str

    @property
    def hidden(self) -> bool:
        """Whether nobody who reads the document sees it: it is no evidence."""
        return hidden_text(self.text) is not None


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """A passage offered to a draft under a number (from 1), with the document's name for people, and the id of the
    paragraph that it stands in, where its page numbers its paragraphs."""

    number: int
    passage: Passage
    document_name: str
    label: str = ""

    @property
    def where(self) -> str:
        """The document, and the paragraph or the page."""
        return f"{self.document_name}, {self.label or f'page {self.passage.page}'}"


@dataclass(frozen=True, slots=True)
class Source:
    """What a citation leads to, for people: the document's name, the page (from 1), the passage's words, and the id of
    its paragraph, where its page numbers its paragraphs."""

    document: str
    page: int
    quote: str
    label: str = ""

    @property
    def where(self) -> str:
        """The page, or the paragraph."""
        return self.label or f"page {self.page}"


class QuoteState(StrEnum):
    """What is known of a citation."""

    VERIFIED = "verified"
    REPAIRED = "repaired"
    MISATTRIBUTED = "misattributed"
    NOT_FOUND = "not_found"

    @property
    def resolved(self) -> bool:
        """Whether the citation leads to a passage that holds what it is cited for."""
        return self in (QuoteState.VERIFIED, QuoteState.REPAIRED)


@dataclass(frozen=True, slots=True)
class Citation:
    """A link from characters of a revision's text to a passage; `number` is the evidence number of its draft."""

    revision_id: str
    number: int
    start: int
    end: int
    passage_id: str | None
    quote_state: QuoteState
