"""What the current section cites: the page of each passage, as where it was drafted; opening one marks it as seen."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.support_reading import SentenceReading
from desktop_app.qt.evidence_presenter import EvidencePresenter
from desktop_app.qt.review_state import SectionReview
from desktop_app.qt.second_reader_presenter import SecondReaderPresenter
from desktop_app.views.evidence_panel import EvidencePanel
from desktop_app.views.second_reader_ask import SecondReaderAsk
from desktop_app.views.support_panel import SupportPanel
from desktop_app.widgets.kit import Kit, column


class ReviewEvidence(QWidget):
    """The sources of one section, which of them a check doubts, and how its sentences are supported."""

    opened = Signal(str, int)
    """A citation of a section was opened: its number."""

    def __init__(self, kit: Kit, presenter: EvidencePresenter, second: SecondReaderPresenter | None = None) -> None:
        super().__init__()
        self._presenter = presenter
        self._section: SectionReview | None = None
        self._title = kit.words(style="label", tone="3", wrapped=True)
        self._doubt = kit.words(style="small", tone="warning", wrapped=True)
        self.second = SecondReaderAsk(kit, second) if second else None
        self.panel, self.support = EvidencePanel(kit, presenter), SupportPanel(kit, self.second)
        if self.second is not None:
            self.second.done.connect(self.support.only.setFocus)
        parts = (self._title, self._doubt, self.panel, kit.line(), self.support)
        inside = kit.region("scrolled", *parts, None, gap=kit.theme.px(8))
        column(kit.scrolled(inside), gap=0, into=self)
        self._doubt.hide()
        self.panel.chosen.connect(self._open)
        self.support.chosen.connect(self._read_passage)

    @property
    def number(self) -> int | None:
        """The source that is shown."""
        return self.panel.number

    def open_case(self, case_id: str) -> None:
        """Pages are of this case from now on."""
        self._presenter.open_case(case_id, None)

    def show_section(self, case_id: str, section: SectionReview, *, locked: bool) -> None:
        """The sources of a section; `locked`: the person is not asked about the case."""
        if self.second is not None:
            self.second.show_section(case_id, section.section, section.supports, locked=locked)
        if section == self._section:
            return
        self._section = section
        self._title.setText(section.title)
        self._show_doubt()
        self.panel.show_sources(section.sources, self.tr("This section cites no passage."))
        self.support.show_readings(section.title, section.supports)

    def choose(self, number: int) -> None:
        """Show one source; who asked knows that it is opened."""
        self.panel.choose(number, tell=False)

    def _read_passage(self, reading: SentenceReading) -> None:
        for number in reading.numbers[:1]:
            self.panel.choose(number)

    def _show_doubt(self) -> None:
        doubted = sorted(self._section.flagged_citations) if self._section else []
        numbers = ", ".join(map(str, doubted))
        self._doubt.setText(self.tr("A check doubts source %1: open it.").replace("%1", numbers))
        self._doubt.setVisible(bool(doubted))

    def _open(self, number: int) -> None:
        if self._section is not None:
            self.opened.emit(self._section.section, number)


def cited(section: SectionReview) -> list[int]:
    """The numbers that a section cites and that lead somewhere, in the order of its text, each once."""
    known = {source.number for source in section.sources}
    numbers = (anchor.number for anchor in sorted(section.text.anchors, key=lambda each: each.end))
    return list(dict.fromkeys(number for number in numbers if number in known))
