"""What stands beside the document: the evidence of the section, the findings of the case, the section's versions."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from desktop_app.qt.comment_presenter import CommentPresenter, Marked
from desktop_app.qt.draft_state import DraftState, SectionDraft, ShownFinding, by_what_they_are_about
from desktop_app.qt.evidence_presenter import EvidencePresenter
from desktop_app.qt.second_reader_presenter import SecondReaderPresenter
from desktop_app.views.comments_panel import CommentsPanel
from desktop_app.views.coverage_panel import CoveragePanel
from desktop_app.views.evidence_panel import EvidencePanel
from desktop_app.views.findings_panel import FindingsPanel
from desktop_app.views.second_reader_ask import SecondReaderAsk
from desktop_app.views.support_panel import SupportPanel
from desktop_app.views.versions_panel import VersionsPanel
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.kit import Kit, column
from desktop_app.widgets.sight import bring_into_sight

EVIDENCE, FINDINGS, COMMENTS, VERSIONS = range(4)
"""The tabs, in reading order."""


class DraftAside(QWidget):
    """Four tabs. Under the evidence the findings stand too: most are about what is cited there."""

    tab_shown = Signal()
    """A tab was asked for: the panel is to be in sight."""

    def __init__(
        self,
        kit: Kit,
        evidence: EvidencePresenter,
        comments: CommentPresenter,
        second: SecondReaderPresenter | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("rightPanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self._kit = kit
        self.evidence, self.coverage = EvidencePanel(kit, evidence), CoveragePanel(kit)
        self.beside, self.findings = FindingsPanel(kit), FindingsPanel(kit)
        self.second = SecondReaderAsk(kit, second) if second else None
        self.versions, self.support = VersionsPanel(kit), SupportPanel(kit, self.second)
        if self.second is not None:
            self.second.done.connect(self.support.only.setFocus)
        self.comments = CommentsPanel(kit, comments)
        self._names = (self.tr("Evidence"), self.tr("Findings"), self.tr("Comments"), self.tr("Versions"))
        self._tabs = [self._tab(at) for at in range(len(self._names))]
        self._pages = QStackedWidget()
        self._build()

    def show_loaded(self, *, loaded: bool) -> None:
        """No figure is shown before the case is read."""
        self._pages.setVisible(loaded)

    def show_section(self, state: DraftState, section: SectionDraft) -> None:
        """What there is to say of this section, and what is left to put right in all."""
        locked = bool(state.locked)
        self.evidence.show_sources(section.sources)
        self.coverage.show_coverage(section.coverage)
        for panel in (self.beside, self.findings):
            panel.show_findings(state.findings, state.explained, locked=locked)
        self.versions.show_section(section, locked=locked)
        self.support.show_readings(section.title, section.supports)
        if self.second is not None:
            self.second.show_section(state.facts.case_id, section.section, section.supports, locked=locked)
        self.comments.show_threads(state.threads, section.section if section.has_text else "", section.title)
        findings = by_what_they_are_about(state.findings)
        counts = (len(section.sources), len(findings), self.comments.open_count, len(section.versions))
        for tab, name, count in zip(self._tabs, self._names, counts, strict=True):
            tab.setText(f"{name} {count}" if count else name)

    def show_tab(self, at: int) -> None:
        """Evidence, findings, comments or versions."""
        self._pages.setCurrentIndex(at)
        for number, tab in enumerate(self._tabs):
            tab.setChecked(number == at)
        self.tab_shown.emit()

    def show_finding(self, finding_id: str) -> None:
        """The card of a finding."""
        self.show_tab(FINDINGS)
        card = self.findings.card(finding_id)
        if card is not None:
            bring_into_sight(card)

    def comment(self, marked: Marked) -> None:
        """Ask for a comment."""
        self.show_tab(COMMENTS)
        self.comments.begin(marked)

    def next_comment(self, by: int) -> None:
        """Come to the next comment or the one before."""
        if self.comments.open_count:
            self.show_tab(COMMENTS)
            self.comments.step(by)
            self.tab_shown.emit()

    def show_comment(self, thread_id: str) -> None:
        """Come to a thread."""
        self.show_tab(COMMENTS)
        self.comments.come_to(thread_id)

    def show_comments_on(self, section: str) -> None:
        """Come to the first open thread on a section, where there is one."""
        self.show_tab(COMMENTS)
        self.comments.come_to_section(section)

    def explain(self, finding: ShownFinding) -> None:
        """Ask why a finding may stand."""
        self.show_tab(FINDINGS)
        card = self.findings.card(finding.finding_id)
        if card is not None:
            card.ask_reason()

    def _build(self) -> None:
        kit, px = self._kit, self._kit.theme.px
        evidence = kit.region("scrolled", self.evidence, self.coverage, kit.line(), self.beside, None, gap=px(14))
        for page in (
            evidence,
            kit.region("scrolled", self.findings, kit.line(), self.support, None, gap=px(14)),
            kit.region("scrolled", self.comments, None),
            kit.region("scrolled", self.versions, None),
        ):
            self._pages.addWidget(kit.scrolled(page))
        self._tabs[EVIDENCE].setChecked(True)
        tabs, edge = FlowRow(*self._tabs, gap=px(4)), px(18)
        column(tabs, kit.line(), (self._pages, 1), gap=px(10), around=(edge, px(10), px(8), edge), into=self)
        self.setMinimumWidth(px(260))

    def _tab(self, at: int) -> QPushButton:
        tab = self._kit.button(self._names[at], "tab")
        tab.setCheckable(True)
        tab.toggled.connect(partial(self._tab_toggled, at))
        return tab

    def _tab_toggled(self, at: int, on: bool) -> None:
        """A screen reader toggles where a pointer clicks; the chosen tab stays chosen."""
        shown = self._pages.currentIndex()
        if on and at != shown:
            self.show_tab(at)
        elif not on and at == shown:
            self._tabs[at].setChecked(True)
