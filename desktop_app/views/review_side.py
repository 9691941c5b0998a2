"""The left side of the review: the sections with what is read of them, the checklist, and who approves."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.case import CaseState
from desktop_app.domain.route import RouteKind, RouteReason
from desktop_app.qt.pace_reading import ShownPace
from desktop_app.qt.review_state import Marks, ReviewState, SectionReview, Step, is_read, tells_approvals
from desktop_app.qt.row_list_model import Row, RowListModel
from desktop_app.views.checklist_panel import ChecklistPanel
from desktop_app.views.document_ways import DocumentWays
from desktop_app.views.lapse_words import lapse_row
from desktop_app.views.pace_words import pace_words
from desktop_app.views.review_words import approvals_words, missing_words, role_words
from desktop_app.views.stage_words import is_late, stage_words
from desktop_app.widgets.key_list import KeyList
from desktop_app.widgets.kit import Kit, add, clear, column, named, restyled, row
from desktop_app.widgets.mark_delegate import MarkDelegate
from desktop_app.widgets.two_ends import TwoEnds

WIDE, LEAST = 264, 220
"""Pixels at 100 %."""


class ReviewSide(QWidget):
    """Leads to sections, and takes the ticks of the checklist."""

    chosen = Signal(str)
    """A section is to be shown."""
    opened = Signal(str)
    """A section is to be read: its text has the keyboard."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.setObjectName("leftPanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        named(self, self.tr("Sections and checks"))
        px = kit.theme.px
        self._place = kit.words(style="small", tone="3", wrapped=True)
        self._stage = kit.words(style="small", tone="2", wrapped=True)
        self._progress = kit.words(style="small", tone="2", wrapped=True)
        self._pace = kit.words(style="small", tone="3", wrapped=True)
        self._pace.hide()
        self._read, self._page = "", (1, 1)
        self._model, self._quiet = RowListModel(self), False
        self._sections = KeyList(self.tr("Sections"))
        self._sections.setModel(self._model)
        self._sections.setItemDelegate(MarkDelegate(kit.theme, self._sections))
        self._sections.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._sections.chosen.connect(self._choose)
        self._sections.opened.connect(self._open)
        self._line, self.checklist = kit.line(), ChecklistPanel(kit)
        self._who_title = kit.words(style="label", tone="2", wrapped=True)
        self._who = kit.words(style="small", tone="3", wrapped=True)
        self._lapsed = column(gap=px(4))
        self._hint = kit.words(self.tr("Space reads on"), "caption", "3")
        head = row(column(kit.icon("users", "3"), None, gap=0), (self._who_title, 1))
        card = kit.card(head, self._who, self._lapsed, kind="flat", gap="xxs", around="s")
        self.documents = DocumentWays(kit)
        inside = kit.region(
            "scrolled", self._place, self._stage, px(8),
            TwoEnds(kit.words(self.tr("Sections"), "subhead"), self._hint, px(8)), self._progress,
            self._pace, self._sections, px(12),
            self._line, px(12), self.checklist, None, px(12), card, px(8), self.documents, gap=px(4), around="m",
        )  # fmt: skip
        column(kit.scrolled(inside), gap=0, into=self)
        self.setMinimumWidth(kit.theme.px(LEAST))

    def show_state(self, state: ReviewState, marks: Marks, current: str) -> None:
        """The case, and what is marked of it."""
        self.documents.show_case(state.file.case_id, state.file.title, changes=state.can_edit)
        number, of = state.place
        words = self.tr("Case %1 of %2 in your queue").replace("%1", str(number)).replace("%2", str(of))
        self._place.setText(words)
        self._place.setVisible(bool(number))
        told = stage_words(state)
        self._stage.setText(told)
        self._stage.setVisible(bool(told))
        restyled(self._stage, tone="warning" if is_late(state) else "2")
        mine = [section for section in state.sections if section.needs_me]
        read = sum(is_read(section, marks) for section in mine)
        words = self.tr("%1 of %2 sections read").replace("%1", str(read)).replace("%2", str(len(mine)))
        self._read = words if mine else ""
        self._tell_progress()
        self._quiet = True
        self._model.show_rows(
            [self._row(section, marks, told=tells_approvals(state, marks, section)) for section in state.sections]
        )
        self._sections.go_to(self._model.row_of(current))
        heights = (self._sections.sizeHintForRow(number) for number in range(len(state.sections)))
        self._sections.setFixedHeight(sum(max(high, 0) for high in heights) + 2)
        self._quiet = False
        self.checklist.show_points(state.checklist, marks.checked, enabled=state.can_decide)
        self._line.setVisible(bool(state.checklist))
        self._who_title.setText(self._approvals(state))
        drafted = self.tr("Drafted by %1.").replace("%1", state.author)
        others = self.tr("Others who can decide: %1.").replace("%1", ", ".join(state.deciders))
        nobody = self.tr("Nobody else here has the role “%1”, so it cannot be escalated.")
        alone = state.can_edit and not state.escalates_to
        parts = (
            drafted,
            others if state.deciders else "",
            nobody.replace("%1", role_words(state.escalate_role)) if alone else "",
            *missing_words(state.needs),
        )
        self._who.setText(" ".join(filter(None, parts)))
        clear(self._lapsed)
        for name, title, lapse in state.lapses:
            add(self._lapsed, lapse_row(self._kit, name, title, lapse))

    def show_pace(self, pace: ShownPace | None) -> None:
        """How long the case has been open, and how long it usually is: to who reads it, and kept nowhere."""
        self._pace.setText(pace_words(pace) if pace else "")
        self._pace.setVisible(bool(self._pace.text()))

    def show_page(self, page: int, of: int) -> None:
        """Which of how many pages of the text is in sight."""
        self._page = min(page, of), of
        self._tell_progress()

    def _tell_progress(self) -> None:
        page, of = self._page
        at = self.tr("page %1 of %2").replace("%1", str(page)).replace("%2", str(of)) if of > 1 else ""
        told = ", ".join(filter(None, (self._read, at)))
        self._progress.setText(told[:1].upper() + told[1:])
        self._progress.setVisible(bool(told))

    def _approvals(self, state: ReviewState) -> str:
        if state.file.state is CaseState.SIGNED:
            return self.tr("Approved and confirmed")
        if state.step is Step.CONFIRM:
            return self.tr("Its author confirms the case")
        return approvals_words(state.needs) if state.needs else self.tr("Its author confirms the case")

    def _choose(self, number: int) -> None:
        if not self._quiet:
            self.chosen.emit(self._model.rows[number].key)

    def _open(self, number: int) -> None:
        self.opened.emit(self._model.rows[number].key)

    def _row(self, section: SectionReview, marks: Marks, *, told: bool) -> Row:
        waiting = sum(card.key not in marks.chosen for card in section.waiting)
        is_done = section.needs_me and not waiting and is_read(section, marks)
        icon, tone, words = "circle", "3", ""
        if section.obstacles:
            icon, tone = "circle-alert", "danger"
            words = self.tr("Waits for the analyst") if section.with_author else self.tr("Cannot be approved as it is")
        elif told:
            icon, tone = "circle-check", "success"
            words = self.tr("Approved by %1").replace("%1", ", ".join(section.approved_by))
        elif section.needs_me and section.is_blocked:
            icon, tone, words = "lock", "danger", self.tr("Blocked: approved by itself")
        elif is_done:
            icon, tone, words = "circle-check", "success", self._sampled(section)
        elif section.section in marks.read:
            icon, tone, words = "circle-dot", "accent", self._sampled(section)
        else:
            words = self._sampled(section)
        count = str(waiting) if waiting else ""
        return Row(section.section, section.title, words, count, tone, icon, self._told(section, marks, waiting))

    def _sampled(self, section: SectionReview) -> str:
        """Of a section that would have passed, why it is here all the same."""
        sampled = section.needs_me and section.reasons == (RouteReason.SPOT_CHECK,)
        return self.tr("Sample: it would pass") if sampled else ""

    def _told(self, section: SectionReview, marks: Marks, waiting: int) -> str:
        """What the mark and the figure say, in words."""
        if waiting:
            return self.tr("%n change(s) to settle", "", waiting)
        if section.needs_me:
            return self.tr("Read") if is_read(section, marks) else self.tr("To read")
        if section.route is RouteKind.PASS:
            return self.tr("Passed on")
        return self.tr("Waits for its reviewer") if section.route else ""
