"""The review workspace."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton, QStackedWidget, QWidget

from desktop_app.domain.case import CaseState
from desktop_app.domain.review import DecisionKind
from desktop_app.domain.text import Span
from desktop_app.qt.case_exchange_presenter import CaseExchangePresenter
from desktop_app.qt.comment_presenter import CommentPresenter, Marked
from desktop_app.qt.evidence_presenter import EvidencePresenter
from desktop_app.qt.place import Place, Visit
from desktop_app.qt.review_presenter import ReviewPresenter
from desktop_app.qt.review_state import ChangeKey, Left, LeftKind, ReviewState
from desktop_app.qt.second_reader_presenter import SecondReaderPresenter
from desktop_app.qt.spelling import Spelling
from desktop_app.views.changes_panel import ChangesPanel
from desktop_app.views.comments_panel import CommentsPanel
from desktop_app.views.day_words import moment_words
from desktop_app.views.decision_bar import DecisionBar
from desktop_app.views.document_ways import DocumentWays
from desktop_app.views.edit_share import EditShare
from desktop_app.views.exchange_line import ExchangeLine
from desktop_app.views.queue_steps import QueueSteps
from desktop_app.views.review_block import ANALYST, CHANGES, DRAFT, SINCE
from desktop_app.views.review_decisions import ReviewDecisions
from desktop_app.views.review_document import PAGE, VIEWS, ReviewDocument
from desktop_app.views.review_evidence import ReviewEvidence, cited
from desktop_app.views.review_side import WIDE, ReviewSide
from desktop_app.views.state_words import case_states
from desktop_app.views.top_bar import TopBar
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.kit import Kit, column, named
from desktop_app.widgets.tab_order import set_reading_order
from desktop_app.widgets.workspace_panes import Pane, WorkspacePanes

ASIDE, ASIDE_LEAST = 336, 260
"""Pixels at 100 %."""
SECTIONS, TEXT, BESIDE = range(3)
"""The panels of the page, in reading order."""
CHANGES_TAB, COMMENTS_TAB, EVIDENCE_TAB = range(3)
KEYS = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_5, Qt.Key.Key_6)
SHOW_NEW, SHOW_ITEMS = "show what is new", "show what was to be fixed"


class ReviewView(QWidget):
    """One case before the person who decides about it."""

    asked = Signal(object)
    origin_asked = Signal(str, str, str, int)
    """Where a sentence came from: its case and section, its words, and their offset."""

    def __init__(
        self,
        kit: Kit,
        presenter: ReviewPresenter,
        evidence: EvidencePresenter,
        comments: CommentPresenter,
        bar: TopBar,
        banner: Banner,
        spelling: Spelling | None = None,
        second: SecondReaderPresenter | None = None,
        exchange: CaseExchangePresenter | None = None,
    ) -> None:
        super().__init__()
        self.exchange = ExchangeLine(kit, exchange, banner) if exchange else None
        if second is not None:
            second.failed.connect(banner.fail)
        for each in (presenter, evidence):
            each.setParent(self)  # it goes with the page, in the thread of the page
        self._kit, self._presenter, self._bar, self._banner = kit, presenter, bar, banner
        self._side, self._text, self._decision = ReviewSide(kit), ReviewDocument(kit, spelling), DecisionBar(kit)
        self._changes, self._evidence = ChangesPanel(kit), ReviewEvidence(kit, evidence, second)
        self._comments = CommentsPanel(kit, comments, filters=True)
        comments.failed.connect(banner.fail)
        self._share = EditShare(kit)
        self._aside = QStackedWidget()
        self._decisions = ReviewDecisions(kit, presenter, banner, self)
        self._case_id, self._at, self._title, self._fresh = "", "", "", True
        self._cited = ("", 0)
        self._tabs = self._make_tabs()
        self._build()
        self._decision.hide()  # until there is a case to decide about
        self._connect()

    # The page

    @property
    def documents(self) -> DocumentWays:
        """The document of the case: written somewhere, or brought back."""
        return self._side.documents

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
        self._presenter.taking.leave()
        if self.exchange is not None:
            self.exchange.leave()
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
        """Single keys, where no text is typed: fields take theirs before they come here. Those that decide act on what
        has the keyboard and is on screen."""
        key = Qt.Key(event.key())
        acts = self._moves() | (self._deeds() if self._reads() else {})
        if event.modifiers() or key not in acts:
            super().keyPressEvent(event)
        else:
            acts[key]()

    def _moves(self) -> dict[Qt.Key, Callable[[], object]]:
        return {
            Qt.Key.Key_J: partial(self._step, 1),
            Qt.Key.Key_K: partial(self._step, -1),
            Qt.Key.Key_Space: self._read_on,
            Qt.Key.Key_PageDown: partial(self._text.scroll_by_page, PAGE),
            Qt.Key.Key_PageUp: partial(self._text.scroll_by_page, -PAGE),
            Qt.Key.Key_BracketRight: partial(self._step_citation, 1),
            Qt.Key.Key_BracketLeft: partial(self._step_citation, -1),
        }

    def _deeds(self) -> dict[Qt.Key, Callable[[], object]]:
        acts: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_A: partial(self._settle, self._changes.accept),
            Qt.Key.Key_X: partial(self._settle, self._changes.reject),
            Qt.Key.Key_U: partial(self._settle, self._changes.undo),
            Qt.Key.Key_C: self._comment_here,
            Qt.Key.Key_P: lambda: self._decisions.approve_section(self._text.current),
            Qt.Key.Key_R: partial(self._decide, DecisionKind.RETURN),
            Qt.Key.Key_E: partial(self._decide, DecisionKind.ESCALATE),
        }
        return acts | {digit: partial(self._text.show_view, view) for digit, view in zip(KEYS, VIEWS, strict=True)}

    def _reads(self) -> bool:
        """Whether the text or the changes have the keyboard, and can be seen."""
        focus = QApplication.focusWidget()
        inside = focus is not None and (self._text.isAncestorOf(focus) or self._changes.isAncestorOf(focus))
        return inside and focus is not None and focus.isVisible()

    def _settle(self, act: Callable[[], None]) -> None:
        """From the text, only a change of the section that is read: one of another section is brought into sight."""
        focus, change = QApplication.focusWidget(), self._changes.current
        reads = focus is not None and self._text.isAncestorOf(focus)
        if reads and change is not None and change.section != self._text.current:
            self._changes.go_to_section(self._text.current)
        elif reads and (keys := self._text.selected_changes()) and act != self._changes.undo:
            self._presenter.choose_several(keys, act == self._changes.accept)
        else:
            act()

    def _ask_origin(self, section: str, words: str, offset: int) -> None:
        self.origin_asked.emit(self._case_id, section, words, offset)

    def _comment(self, section: str, words: str, offset: int) -> None:
        self._text.set_current(section)
        self._refresh()
        self._show_beside(COMMENTS_TAB)
        self._comments.begin(Marked(section, words, offset))

    def _comment_here(self) -> None:
        """On the change that has the keyboard, else on the section that is read."""
        change, focus = self._changes.current, QApplication.focusWidget()
        on_change = change is not None and focus is not None and self._changes.isAncestorOf(focus)
        if change is not None and on_change and change.after.strip():
            self._comment(change.section, change.after, 0)
        else:
            self._comment(self._text.current, "", 0)

    def _show_commented(self, section: str, place: Span | None) -> None:
        self._lead_to_section(section)
        block = self._text.block(section)
        if block is not None and place is not None and not block.editing:
            if self._text.view in (DRAFT, ANALYST):
                self._text.show_view(CHANGES)
            block.text.select_span(place)

    def _compare(self, section: str) -> None:
        """What changed in a section since the person last looked."""
        self._text.show_view(SINCE)
        self._lead_to_section(section)

    def _next_comment(self, by: int) -> None:
        if self._comments.open_count:
            self._show_tab(COMMENTS_TAB)
            self._comments.step(by)
            self.panes.show_pane(BESIDE)

    def _come_to_comment(self, thread_id: str) -> None:
        self._show_beside(COMMENTS_TAB)
        self._comments.come_to(thread_id)

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
        foot = (self.exchange, self._decision) if self.exchange else (self._decision,)
        self._centre = kit.region("surface", (self._text, 1), *foot)
        self._aside.addWidget(self._changes)
        self._aside.addWidget(kit.scrolled(kit.region("scrolled", self._comments, None)))
        self._aside.addWidget(self._evidence)
        tabs = FlowRow(*self._tabs, gap=px(4))
        self._right = named(
            kit.region(
                "rightPanel", tabs, kit.line(), (self._aside, 1), kit.line(), self._share, gap=px(10), around="m"
            ),
            self.tr("Changes and evidence"),
        )
        self._right.setMinimumWidth(px(ASIDE_LEAST))
        self.panes = WorkspacePanes(
            kit,
            self.tr("Sections, text, changes"),
            Pane(self.tr("Sections"), self._side, WIDE),
            Pane(self.tr("Text"), self._centre, 780, main=True),
            Pane(self.tr("Changes and evidence"), self._right, ASIDE),
        )
        column((self.panes, 1), gap=0, into=self)

    def _make_tabs(self) -> tuple[QPushButton, ...]:
        tabs = []
        for number, words in enumerate((self.tr("Changes"), self.tr("Comments"), self.tr("Evidence"))):
            button = self._kit.button(words, "tab")
            button.setCheckable(True)
            button.setChecked(number == CHANGES_TAB)
            button.toggled.connect(partial(self._tab_toggled, number))
            tabs.append(button)
        return tuple(tabs)

    def _connect(self) -> None:
        presenter, text, changes = self._presenter, self._text, self._changes
        presenter.shown.connect(self._show)
        presenter.marked.connect(self._refresh)
        presenter.failed.connect(self._banner.fail)
        presenter.taking.taken_by_other.connect(self._tell_taken)
        self._banner.acted.connect(self._act)
        self._decisions.asked.connect(self.asked)
        self._decisions.led.connect(self._lead)
        self._decisions.stayed.connect(self._take_focus)
        text.chosen.connect(self._choose_section)
        text.change_chosen.connect(changes.go_to)
        text.citation_chosen.connect(self._open_citation)
        text.citation_stepped.connect(self._step_citation)
        text.approve_asked.connect(self._decisions.approve_section)
        text.edited.connect(presenter.edit)
        text.end_seen.connect(self._see_end)
        text.page_shown.connect(self._side.show_page)
        text.origin_asked.connect(self._ask_origin)
        text.comment_asked.connect(self._comment)
        self._comments.chosen.connect(self._show_commented)
        self._comments.compared.connect(self._compare)
        self._comments.filtered.connect(lambda: text.show_only(self._comments.only))
        self._comments.left.connect(self._take_focus)
        text.comment_chosen.connect(self._come_to_comment)
        for keys, by in (("F7", 1), ("Shift+F7", -1)):
            QShortcut(QKeySequence(keys), self, partial(self._next_comment, by))
        changes.chosen.connect(self._choose_change)
        changes.decided.connect(presenter.choose)
        changes.several.connect(presenter.choose_several)
        presenter.left_alone.connect(self._tell_left_alone)
        changes.read_on.connect(self._read_on)
        changes.undone.connect(self._undo)
        self._evidence.opened.connect(self._open_citation)
        self._side.chosen.connect(self._look_at_section)
        self._side.opened.connect(self._lead_to_section)
        self._side.checklist.checked.connect(presenter.check)
        self._decision.returned.connect(partial(self._decide, DecisionKind.RETURN))
        self._decision.escalated.connect(partial(self._decide, DecisionKind.ESCALATE))
        self._decision.signed.connect(self._decisions.sign)
        self._decision.led.connect(self._lead)
        self.panes.narrowed.connect(self._fit)

    def _tell_taken(self, words: str) -> None:
        self._banner.say(words, "accent")

    def _fit(self, narrow: bool) -> None:
        """The decision stands under the text, or in a narrow window under whichever panel is shown."""
        self._text.set_narrow(narrow)
        self._decision.set_narrow(narrow)
        layout = self.layout() if narrow else self._centre.layout()
        if layout is not None:
            for part in filter(None, (self.exchange, self._decision)):
                layout.addWidget(part)
        self._order()

    def _order(self) -> None:
        decision = (self.exchange, self._decision) if self.exchange else (self._decision,)
        foot = (self._right, *decision) if self.panes.is_narrow else (*decision, self._right)
        set_reading_order(self._side, self._text, *foot)

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
        steps = QueueSteps(self._kit, state)
        steps.chosen.connect(self._go_to_case)
        self._bar.show_chips(*chips, steps)
        if self.exchange is not None:
            self.exchange.show_case(state.file.case_id, state.file.title, waits=True)
        self._text.show_state(state)
        self._refresh()
        self._order()
        if self._fresh:
            self._fresh = False
            QTimer.singleShot(0, self, partial(self._begin, state))

    def _refresh(self) -> None:
        presenter, state = self._presenter, self._presenter.state
        if state is None:
            return
        titles = {section.section: section.title for section in state.sections}
        self._changes.show_changes(state.cards, titles, presenter.marks.chosen)
        here = state.section(self._text.current)
        title, compares = here.title if here else "", state.looked is not None
        self._comments.show_threads(state.threads, self._text.current, title, compares=compares)
        self._text.show_only(self._comments.only)
        names = (
            (self.tr("Changes"), len(state.cards)),
            (self.tr("Comments"), self._comments.open_count),
            (self.tr("Evidence"), 0),
        )
        for tab, (name, count) in zip(self._tabs, names, strict=True):
            tab.setText(f"{name} {count}" if count else name)
        self._side.show_state(state, presenter.marks, self._text.current)
        self._decision.show_state(state, presenter.left, held=presenter.is_held)
        self._share.show_state(state)
        self._side.show_pace(presenter.pace)
        self._show_evidence()

    def _begin(self, state: ReviewState) -> None:
        """The first section that needs something has the keyboard, or its first change: once blocks are laid out."""
        self._tell_returned(state)
        asked = state.section(self._at) if self._at else None
        needy = asked or next((s for s in state.sections if s.obstacles or s.waiting), None)
        if asked is not None and not asked.waiting:
            self._text.set_current(self._at, focus=True, top=True)
        elif needy is not None and needy.waiting and not self.panes.is_narrow:
            self._show_tab(CHANGES_TAB)
            self._changes.go_to_waiting(needy.section)
            self._text.set_current(self._text.current, top=True)
        else:
            wanted = needy.section if needy else self._text.current
            self._text.set_current(wanted, focus=True, top=wanted != state.sections[0].section)
        self._refresh()

    def _tell_returned(self, state: ReviewState) -> None:
        """A case that has come back: what is new in it for this person."""
        if state.looked is None:
            return
        words = self.tr("Sent again. Since you last looked, %1: %2").replace("%1", moment_words(state.looked))
        new = [section.title for section in state.sections if section.since]
        kept = sum(not section.since for section in state.sections)
        told = self.tr("%1 changed.").replace("%1", ", ".join(new)) if new else self.tr("no text was changed.")
        rest = self.tr("%n section(s) are as they were.", "", kept) if new and kept else ""
        actions = [(SHOW_NEW, self.tr("Show what is new"))] if new else []
        items = state.threads.to_fix
        answered = sum(bool(card.answer or card.changed) for card in items)
        asked = self.tr("Of %n thing(s) to fix, %1 answered or changed.", "", len(items)) if items else ""
        actions += [(SHOW_ITEMS, self.tr("Show the comments"))] if items else []
        said = (words.replace("%2", told), rest, asked.replace("%1", str(answered)))
        self._banner.say(" ".join(filter(None, said)), "accent", *actions)

    def _act(self, name: str) -> None:
        if name == SHOW_ITEMS and self.isVisible():
            self._banner.hide()
            self._next_comment(1)
        if name == SHOW_NEW and self.isVisible():
            self._banner.hide()
            self._text.show_view(SINCE)
            state = self._presenter.state
            new = next((s.section for s in state.sections if s.since), "") if state else ""
            if new:
                self._lead_to_section(new)

    def _show_evidence(self) -> None:
        state = self._presenter.state
        section = state.section(self._text.current) if state else None
        if state is not None and section is not None:
            self._evidence.open_case(self._case_id)
            self._evidence.show_section(self._case_id, section, locked=not state.can_decide)

    def _tab_toggled(self, number: int, on: bool) -> None:
        """A screen reader toggles where a pointer clicks; the chosen tab stays chosen."""
        shown = self._aside.currentIndex()
        if on and number != shown:
            self._show_tab(number)
        elif not on and number == shown:
            self._tabs[number].setChecked(True)

    def _show_tab(self, number: int) -> None:
        self._aside.setCurrentIndex(number)
        for at, tab in enumerate(self._tabs):
            tab.setChecked(at == number)

    def _show_beside(self, number: int) -> None:
        """Changes or evidence, also where one panel is shown at a time."""
        self._show_tab(number)
        self.panes.show_pane(BESIDE)

    # Moving

    def _choose_section(self, section: str) -> None:
        self._text.set_current(section)
        self._refresh()

    def _look_at_section(self, section: str) -> None:
        self._text.set_current(section, top=True)
        self.panes.show_pane(TEXT)
        self._refresh()

    def _lead_to_section(self, section: str) -> None:
        self.panes.show_pane(TEXT)
        self._text.set_current(section, focus=True, top=True)
        self._refresh()

    def _choose_change(self, key: ChangeKey) -> None:
        self._text.set_current(key[0])
        self._text.select_change(*key)
        self._refresh()

    def _open_citation(self, section: str, number: int) -> None:
        self._text.set_current(section)
        self._presenter.mark_opened(section, number)
        self._show_beside(EVIDENCE_TAB)
        self._show_evidence()
        self._evidence.choose(number)
        self._cited = section, number
        block = self._text.block(section)
        if block is not None and not block.editing:
            block.text.show_citation(number)

    def _see_end(self, section: str) -> None:
        if self.isVisible():
            self._presenter.mark_read(section)

    def _step(self, by: int) -> None:
        """The section before or after."""
        names = self._text.sections
        at = names.index(self._text.current) + by if self._text.current in names else 0
        if 0 <= at < len(names):
            self._lead_to_section(names[at])

    def _step_citation(self, by: int) -> None:
        """The citation after the one that is shown, or the one before, through all sections."""
        state = self._presenter.state
        every = [(s.section, number) for s in state.sections for number in cited(s)] if state else []
        if not every:
            return
        here = (self._text.current, self._evidence.number or 0)
        if self._cited == here:
            at = every.index(here) + by
        else:
            names = [section for section, _ in every]
            at = names.index(here[0]) if here[0] in names else 0
        if 0 <= at < len(every):
            self._open_citation(*every[at])
            self._text.set_current(every[at][0], focus=True)

    def _go_to_case(self, case_id: str) -> None:
        self.asked.emit(Visit(Place.REVIEW, case_id))

    def _lead(self, left: Left) -> None:
        """To what is left."""
        if left.kind is LeftKind.CHECK:
            self.panes.show_pane(SECTIONS)
            self._side.checklist.take_focus()
        elif left.kind is LeftKind.CHANGE:
            self._show_beside(CHANGES_TAB)
            self._changes.go_to_waiting(left.section)
        else:
            self._lead_to_section(left.section)
            self._show_doubted(left.section)

    def _show_doubted(self, section: str) -> None:
        """A citation that a check doubts is opened before its section counts as read."""
        found = self._presenter.state.section(section) if self._presenter.state else None
        if found is not None and found.flagged_citations:
            self._show_tab(EVIDENCE_TAB)

    def _read_on(self) -> None:
        state, marks = self._presenter.state, self._presenter.marks
        unread = [s.section for s in state.sections if s.needs_me and s.section not in marks.read] if state else []
        self._text.read_on(unread)

    def _undo(self, key: ChangeKey) -> None:
        if not self._presenter.undo(key):
            words = self.tr("This section is approved or was changed since. Edit it to change it again.")
            self._banner.say(words, "accent")

    def _tell_left_alone(self, settled: int, left: int) -> None:
        """Changes of amounts and dates are never settled with others."""
        if left and self.isVisible():
            words = self.tr("%n change(s) settled.", "", settled)
            rest = self.tr("%n with amounts or dates, or in a section that was Low: settle each by itself.", "", left)
            self._banner.say(f"{words} {rest}", "accent")

    def _decide(self, kind: DecisionKind) -> None:
        self._decisions.decide(kind, self._text.current)

    def _take_focus(self) -> None:
        self.panes.show_pane(TEXT)  # in a narrow window the text may be hidden, and what is hidden takes no keys
        self._text.set_current(self._text.current, focus=True)
