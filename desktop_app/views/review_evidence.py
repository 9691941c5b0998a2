"""What the current section cites: each passage with its document and page."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop_app.domain.evidence import EvidenceItem
from desktop_app.qt.review_state import SectionReview
from desktop_app.widgets.kit import Kit, add, clear, column, held, row


class ReviewEvidence(QWidget):
    """Passages by number; opening one marks its citation as seen."""

    opened = Signal(str, int)
    """A citation of a section was opened: its number."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._section: SectionReview | None = None
        self._number = 0
        self._list = QVBoxLayout()
        self._list.setSpacing(kit.theme.space("xs"))
        inside = kit.region("scrolled", self._list, None)
        column(kit.scrolled(inside), gap=0, into=self)

    def show_section(self, section: SectionReview, number: int = 0) -> None:
        """The evidence of a section, one passage open."""
        if (section, number) == (self._section, self._number):
            return
        self._section, self._number = section, number
        clear(self._list)
        add(self._list, self._kit.words(section.title, "label", "3", wrapped=True))
        for item in section.evidence:
            add(self._list, self._item(section, item, is_open=item.number == number))
        if not section.evidence:
            add(self._list, self._kit.words(self.tr("This section cites no passage."), "small", "3", wrapped=True))

    def take_focus(self) -> None:
        """The open passage, else the first one."""
        buttons = [b for b in self.findChildren(QPushButton) if b.isVisible()]
        if buttons:
            next((b for b in buttons if b.property("number") == self._number), buttons[0]).setFocus()

    def _item(self, section: SectionReview, item: EvidenceItem, *, is_open: bool) -> QWidget:
        kit = self._kit
        where = self.tr("%1, page %2").replace("%1", item.document_name).replace("%2", str(item.passage.page))
        doubted = item.number in section.flagged_citations
        button = kit.button(str(item.number), "soft" if not is_open else "primary", size="small")
        name = self.tr("Citation %1: %2").replace("%1", str(item.number)).replace("%2", where)
        button.setAccessibleName(name)
        button.setProperty("number", item.number)
        button.clicked.connect(lambda: self.opened.emit(section.section, item.number))
        words = kit.words(where, "small", "2", wrapped=True)
        parts = [row(button, (words, 1))]
        card = kit.card(*parts, kind="selected" if is_open else "plain", around="s")
        layout = card.layout()
        if doubted:
            add(layout, kit.words(self.tr("A check doubts this citation: open it."), "small", "warning", wrapped=True))  # type: ignore[arg-type]
        if is_open:
            add(layout, kit.words(item.passage.text, "small", wrapped=True))  # type: ignore[arg-type]
        return card

    @property
    def shown(self) -> list[QWidget]:
        """The cards, for who looks at them."""
        return held(self._list, QWidget)
