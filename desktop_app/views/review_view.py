"""The review workspace."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QStackedWidget, QWidget

from desktop_app.domain.case import CaseState
from desktop_app.domain.review import DecisionKind
from desktop_app.qt.evidence_presenter import EvidencePresenter
from desktop_app.qt.place import Place, Visit
from desktop_app.qt.review_presenter import ReviewPresenter
from desktop_app.qt.review_state import ChangeKey, Left, LeftKind, ReviewState
from desktop_app.qt.spelling import Spelling
from desktop_app.views.changes_panel import ChangesPanel
from desktop_app.views.decision_bar import DecisionBar
from desktop_app.views.review_block import CHANGES, CLEAN, DRAFT
from desktop_app.views.review_decisions import ReviewDecisions
from desktop_app.views.review_document import ReviewDocument
from desktop_app.views.review_evidence import ReviewEvidence
from desktop_app.views.review_side import ReviewSide
from desktop_app.views.state_words import case_states
from desktop_app.views.top_bar import TopBar
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.kit import Kit, named, row
from desktop_app.widgets.tab_order import set_reading_order

ASIDE = 336
SECTIONS = 2
"""The number of the tab that holds the sections where the window is narrow."""
NARROW_BELOW = 1100
"""Pixels at 100 % that three columns need."""
VIEWS = {Qt.Key.Key_1: CHANGES, Qt.Key.Key_2: DRAFT, Qt.Key.Key_3: CLEAN}


class ReviewView(QWidget):
    """One case before the person who decides about it."""

    asked = Signal(object)

    def __init__(
        self,
        kit: Kit,
        presenter: ReviewPresenter,
        evidence: EvidencePresenter,
        bar: TopBar,
        banner: Banner,
        spelling: Spelling | None = None,
    ) -> None:
        super().__init__()
        for each in (presenter, evidence):
            each.setParent(self)  # it goes with the page, in the thread of the page
        self._kit, self._presenter, self._bar, self._banner = kit, presenter, bar, banner
        self._side, self._text, self._decision = ReviewSide(kit), ReviewDocument(kit, spelling), DecisionBar(kit)
        self._changes, self._evidence = ChangesPanel(kit), ReviewEvidence(kit, evidence)
        self._share = kit.words(style="small", tone="2", wrapped=True)
        self._aside = QStackedWidget()
        self._decisions = ReviewDecisions(kit, presenter, banner, self)
        self._case_id, self._at, self._title, self._fresh = "", "", "", True
        self._tabs = self._make_tabs()
        self._build()
        self._connect()

    # The page

    def enter(self, visit: Visit) -> None:
        """Show the case of the visit."""
        self._fresh = self._fresh or visit.case_id != self._case_id
        self._case_id, self._at = visit.case_id, visit.at
        self._presenter.open(visit.case_id)

    def leave(self) -> bool:
        """A text that is being edited is settled first."""
        if self._text.editing:
            self._banner.say(self.tr("Keep or discard your edit first."), "warning")
            return False
        self._fresh = True
        return True

    def crumbs(self) -> tuple[str, ...]:
        """Where this is."""
        above = self.tr("My work") if self.above is Place.HOME else self.tr("Review queue")
        return (above, self._title or self.tr("Review"))

    @property
    def above(self) -> Place:
        """Where the first breadcrumb leads."""
        state = self._presenter.state
        return Place.HOME if state is not None and state.mine else Place.QUEUE

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Single keys, where no text is typed: fields take theirs before they come here."""
        key = Qt.Key(event.key())
        acts: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_A: self._changes.accept,
            Qt.Key.Key_X: self._changes.reject,
            Qt.Key.Key_U: self._changes.undo,
            Qt.Key.Key_P: lambda: self._decisions.approve_section(self._text.current),
            Qt.Key.Key_R: partial(self._decide, DecisionKind.RETURN),
            Qt.Key.Key_E: partial(self._decide, DecisionKind.ESCALATE),
            Qt.Key.Key_J: partial(self._step, 1),
            Qt.Key.Key_K: partial(self._step, -1),
        }
        acts |= {digit: partial(self._text.show_view, view) for digit, view in VIEWS.items()}
        if event.modifiers() or key not in acts:
            super().keyPressEvent(event)
        else:
            acts[key]()

    def shows(self, case_id: str) -> bool:
        """Whether this case is on the page."""
        state = self._presenter.state
        return state is not None and state.file.case_id == case_id

    @property
    def presenter(self) -> ReviewPresenter:
        """What stands behind the page."""
        return self._presenter

    @property
    def checks(self) -> list[QCheckBox]:
        """The boxes of the checklist."""
        return self._side.checklist.boxes

    # Building

    def _build(self) -> None:
        kit, px = self._kit, self._kit.theme.px
        centre = kit.region("surface", (self._text, 1), self._decision)
        self._aside.addWidget(self._changes)
        self._aside.addWidget(self._evidence)
        tabs = row(*self._tabs, None, gap=px(12))
        right = kit.region(
            "rightPanel", tabs, kit.line(), (self._aside, 1), kit.line(), self._share, gap=px(10), around="m"
        )
        self._right = named(right, self.tr("Changes and evidence"))
        right.setFixedWidth(px(ASIDE))
        self._row = row(self._side, (centre, 1), right, gap=0, into=self)

    def _make_tabs(self) -> tuple[QWidget, ...]:
        tabs = []
        for number, words in enumerate((self.tr("Changes"), self.tr("Evidence"), self.tr("Sections"))):
            button = self._kit.button(words, "tab")
            button.setCheckable(True)
            button.setChecked(number == 0)
            if number == SECTIONS:
                button.hide()
            button.clicked.connect(partial(self._show_tab, number))
            tabs.append(button)
        return tuple(tabs)

    def _connect(self) -> None:
        presenter, text, changes = self._presenter, self._text, self._changes
        presenter.shown.connect(self._show)
        presenter.marked.connect(self._refresh)
        presenter.failed.connect(self._banner.fail)
        self._decisions.asked.connect(self.asked)
        self._decisions.led.connect(self._lead)
        self._decisions.stayed.connect(self._take_focus)
        text.chosen.connect(self._choose_section)
        text.change_chosen.connect(changes.go_to)
        text.citation_chosen.connect(self._open_citation)
        text.approve_asked.connect(self._decisions.approve_section)
        text.edited.connect(presenter.edit)
        text.end_seen.connect(self._see_end)
        changes.chosen.connect(self._choose_change)
        changes.decided.connect(presenter.choose)
        changes.undone.connect(presenter.undo)
        self._evidence.opened.connect(self._open_citation)
        self._side.chosen.connect(self._look_at_section)
        self._side.opened.connect(self._lead_to_section)
        self._side.checklist.checked.connect(presenter.check)
        self._decision.returned.connect(partial(self._decide, DecisionKind.RETURN))
        self._decision.escalated.connect(partial(self._decide, DecisionKind.ESCALATE))
        self._decision.signed.connect(self._decisions.sign)
        self._decision.led.connect(self._lead)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Where there is no room for three columns, the sections become a tab of the right one."""
        super().resizeEvent(event)
        if self.isVisible():
            self._fit()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """The width is known now."""
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        narrow = self.width() < self._kit.theme.px(NARROW_BELOW)
        if narrow == (self._aside.indexOf(self._side) >= 0):
            return
        self._side.set_alone(not narrow)
        if narrow:
            self._row.removeWidget(self._side)
            self._aside.addWidget(self._side)
        else:
            self._aside.removeWidget(self._side)
            self._row.insertWidget(0, self._side)
            self._side.show()
        self._tabs[SECTIONS].setVisible(narrow)
        self._show_tab(SECTIONS if narrow else 0)
        self._text.set_narrow(narrow)
        self._decision.set_narrow(narrow)

    # Showing

    def _show(self, state: ReviewState) -> None:
        if not self.isVisible():
            return
        self._title = state.file.title
        self._bar.show_crumbs(*self.crumbs())
        states = case_states()
        signed = state.file.state is CaseState.SIGNED
        chips = [self._kit.chip(states[state.file.state], "success" if signed else "accent", "eye")]
        if not state.can_decide:
            chips.append(self._kit.chip(self.tr("Read only"), "neutral", "lock"))
        self._bar.show_chips(*chips)
        self._text.show_state(state)
        self._show_share(state)
        self._refresh()
        set_reading_order(self._side, self._text, self._decision, self._right)
        if self._fresh:
            self._fresh = False
            self._begin(state)

    def _refresh(self) -> None:
        presenter, state = self._presenter, self._presenter.state
        if state is None:
            return
        titles = {section.section: section.title for section in state.sections}
        self._changes.show_changes(state.cards, titles, presenter.marks.chosen)
        self._side.show_state(state, presenter.marks, self._text.current)
        self._decision.show_state(state, presenter.left, held=presenter.is_held)
        self._show_evidence()

    def _begin(self, state: ReviewState) -> None:
        """The first change that waits, else the first section to decide, has the keyboard."""
        if self._at and state.section(self._at):
            self._text.set_current(self._at, focus=True, top=True)
        elif any(section.waiting for section in state.sections):
            self._show_tab(0)
            self._changes.go_to_waiting()
        else:
            self._text.set_current(self._text.current, focus=True)

    def _show_share(self, state: ReviewState) -> None:
        length = sum(len(section.text.text.plain) for section in state.sections)
        edited = sum(section.edited * len(section.text.text.plain) for section in state.sections)
        share = round(100 * edited / length) if length else 0
        self._share.setText(self.tr("Written by people: %1 % of the text").replace("%1", str(share)))

    def _show_evidence(self) -> None:
        section = self._presenter.state.section(self._text.current) if self._presenter.state else None
        if section is not None:
            self._evidence.open_case(self._case_id)
            self._evidence.show_section(section)

    def _show_sections(self) -> None:
        """The sections and the checklist, where they are a tab."""
        if self._aside.indexOf(self._side) >= 0:
            self._show_tab(SECTIONS)

    def _show_tab(self, number: int, *_: object) -> None:
        self._aside.setCurrentIndex(number)
        for at, tab in enumerate(self._tabs):
            tab.setChecked(at == number)  # type: ignore[attr-defined]

    # Moving

    def _choose_section(self, section: str) -> None:
        self._text.set_current(section)
        self._refresh()

    def _look_at_section(self, section: str) -> None:
        self._text.set_current(section, top=True)
        self._refresh()

    def _lead_to_section(self, section: str) -> None:
        self._text.set_current(section, focus=True, top=True)
        self._refresh()

    def _choose_change(self, key: ChangeKey) -> None:
        self._text.set_current(key[0])
        self._text.select_change(*key)
        self._refresh()

    def _open_citation(self, section: str, number: int) -> None:
        self._text.set_current(section)
        self._presenter.mark_opened(section, number)
        self._show_tab(1)
        self._show_evidence()
        self._evidence.choose(number)
        block = self._text.block(section)
        if block is not None:
            block.text.choose_citation(number)

    def _see_end(self, section: str) -> None:
        if self.isVisible():
            self._presenter.mark_read(section)

    def _step(self, by: int) -> None:
        """The section before or after."""
        names = [section.section for section in self._presenter.state.sections] if self._presenter.state else []
        at = names.index(self._text.current) + by if self._text.current in names else 0
        if 0 <= at < len(names):
            self._lead_to_section(names[at])

    def _lead(self, left: Left) -> None:
        """To what is left."""
        if left.kind is LeftKind.CHECK:
            self._show_sections()
            self._side.checklist.take_focus()
        elif left.kind is LeftKind.CHANGE:
            self._show_tab(0)
            self._changes.go_to_waiting(left.section)
        else:
            self._lead_to_section(left.section)
            self._show_doubted(left.section)

    def _show_doubted(self, section: str) -> None:
        """A citation that a check doubts is opened before its section counts as read."""
        found = self._presenter.state.section(section) if self._presenter.state else None
        if found is not None and found.flagged_citations:
            self._show_tab(1)

    def _decide(self, kind: DecisionKind) -> None:
        self._decisions.decide(kind, self._text.current)

    def _take_focus(self) -> None:
        self._text.set_current(self._text.current, focus=True)
