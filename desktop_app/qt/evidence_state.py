"""What the evidence pane shows: the sources of a section, and a page of one of them."""

from dataclasses import dataclass

from PySide6.QtGui import QImage

from desktop_app.domain.evidence import Passage
from desktop_app.domain.page_image import ShownPage


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A citation of a section: its number, its passage and document, and the words of the text that it is given for."""

    number: int
    passage: Passage
    document: str
    claim: str
    label: str = ""

    @property
    def line(self) -> str:
        """Document and page or paragraph, as a tool tip says them."""
        return f"{self.document}, {self.label or f'page {self.passage.page}'}"


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """A page to show, and the passage to mark where it stands on this page. `image` is its picture, ready to paint."""

    page: ShownPage
    passage: Passage | None
    image: QImage | None
