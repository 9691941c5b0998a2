"""The guided form: tasks at the left, the questions of one step, documents at the right."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget
from shiboken6 import isValid

from desktop_app.domain.evidence import Document, Passage
from desktop_app.qt.evidence_presenter import EvidencePresenter
from desktop_app.qt.form_match import Match
from desktop_app.qt.form_presenter import FormPresenter
from desktop_app.qt.form_reading import Turned
from desktop_app.qt.form_state import CHECK, FormState
from desktop_app.qt.form_step import Step
from desktop_app.qt.form_words import reads_from_right, saving_words
from desktop_app.qt.place import Place, Visit
from desktop_app.views.check_view import CheckView
from desktop_app.views.document_panel import DocumentPanel
from desktop_app.views.field_editors import turn_of
from desktop_app.views.file_intake import FileIntake
from desktop_app.views.form_foot import FormFoot
from desktop_app.views.form_panel import StepPanel
from desktop_app.views.held_toast import say_over
from desktop_app.views.home_view import LEADS_TO
from desktop_app.views.page_panel import PagePanel
from desktop_app.views.reason_card import ReasonCard
from desktop_app.views.task_panel import DOCUMENTS, TaskPanel
from desktop_app.views.top_bar import TopBar
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.kit import Kit, row
from desktop_app.widgets.tab_order import set_reading_order

ROOM_FOR_DOCUMENTS = 1100
"""Pixels at 100 % below which the documents are asked for by their task alone."""


class FormView(QWidget):
    """One case's form. Panels for its steps are made once and kept while it is shown."""

    asked = Signal(object)

    def __init__(
        self, kit: Kit, presenter: FormPresenter, pages: EvidencePresenter, bar: TopBar, banner: Banner
    ) -> None:
        super().__init__()
        self._kit, self._presenter, self._bar, self._banner = kit, presenter, bar, banner
        self._case_id, self._state = "", None  # type: tuple[str, FormState | None]
        self._here = self._entering = False
        self._opener: QWidget | None = None
        self._panels: dict[str, StepPanel] = {}
        self._tasks, self._documents = TaskPanel(kit), DocumentPanel(kit)
        self._reason, self._stack, self._check = ReasonCard(kit), QStackedWidget(), CheckView(kit)
        self._page = PagePanel(kit, pages)
        self._stack.addWidget(self._check)
        self._stack.addWidget(self._page)
        self._foot, self._intake = FormFoot(kit), FileIntake(self)
        self._build()
        self._connect()

    def enter(self, visit: Visit) -> None:
        """Show a case, at a place in it where one is named."""
        if visit.case_id != self._case_id:
            self._forget()
        self._case_id = visit.case_id
        self._here = self._entering = True
        self._show_saving()
        self._intake.begin()
        self._presenter.enter(visit.case_id, visit.at)

    def leave(self) -> bool:
        """What was typed becomes answers behind the next page."""
        self._here = False
        self._intake.end()
        self._presenter.leave_case()
        return True

    def crumbs(self) -> tuple[str, ...]:
        """Where this is."""
        title = self._state.read.facts.record.file.title if self._state else ""
        return tuple(filter(None, (self.tr("My work"), title, self.tr("Form"))))

    @property
    def case_page(self) -> Visit | None:
        """Where the case is: past its form once it was drafted. None while it is here."""
        file = self._state.read.facts.record.file if self._state else None
        place = LEADS_TO.get(file.state, Place.FORM) if file else Place.FORM
        return Visit(place, self._case_id) if place is not Place.FORM else None

    def panel(self, step: str) -> StepPanel:
        """The questions of a step that was shown."""
        return self._panels[step]

    @property
    def state(self) -> FormState | None:
        """What is shown."""
        return self._state

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Files may be pasted anywhere. Undo is the case's where a field has nothing of its own to take back."""
        if turn := turn_of(event):
            (self._presenter.undo if turn == "undo" else self._presenter.redo)()
        elif not self._intake.take_pasted(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Narrow windows have no room for the documents at the side."""
        super().resizeEvent(event)
        self._fit()

    def _build(self) -> None:
        middle = self._kit.region("surface", self._reason, (self._stack, 1), self._foot)
        row(self._tasks, (middle, 1), self._documents, gap=0, into=self)
        self._documents.hide()
        self._tasks.hide()
        self._foot.hide()

    def _connect(self) -> None:
        presenter = self._presenter
        presenter.shown.connect(self._show)
        presenter.stopped.connect(self._stop)
        presenter.moved.connect(self._moved)
        presenter.failed.connect(self._banner.fail)
        presenter.saving_changed.connect(self._show_saving)
        presenter.removed.connect(self._tell_removed)
        presenter.turned.connect(self._tell_turned)
        self._tasks.chosen.connect(self._go_to)
        self._tasks.language_chosen.connect(presenter.choose_language)
        self._documents.add_asked.connect(self._intake.ask)
        self._documents.opened.connect(self._open_document)
        self._documents.remove_asked.connect(presenter.remove)
        self._intake.given.connect(self._attach)
        self._page.closed.connect(self._close_document)
        self._reason.given.connect(presenter.give_reason)
        self._check.change_asked.connect(presenter.change)
        self._foot.back_asked.connect(presenter.go_back)
        self._foot.onward_asked.connect(self._go_on)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]
        for keys, act in (("Ctrl+Return", self._go_on), ("Ctrl+Enter", self._go_on), ("Alt+Left", self._go_back)):
            self._key(keys).activated.connect(act)
        self._key("Ctrl+U").activated.connect(self._documents.add)
        for words, turn in (
            (self.tr("Undo the last answer (Ctrl+Z)"), presenter.undo),
            (self.tr("Redo the answer that was undone (Ctrl+Shift+Z)"), presenter.redo),
        ):
            self.addAction(words).triggered.connect(turn)

    def _key(self, keys: str) -> QShortcut:
        return QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _forget(self) -> None:
        """Another case: its panels are made anew."""
        self._state = None
        self._drop_panels()
        for part in (self._foot, self._tasks, self._documents):
            part.hide()

    def _drop_panels(self) -> None:
        if self._stack.currentWidget() is not self._page:
            self._stack.setCurrentWidget(self._check)
        for panel in self._panels.values():
            self._stack.removeWidget(panel)
            panel.deleteLater()
        self._panels.clear()

    def _turn(self, language: str) -> None:
        """A form in a language that is written from the right begins there."""
        if reads_from_right(language):
            self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        else:
            self.unsetLayoutDirection()

    def _show(self, state: FormState) -> None:
        first, self._entering = self._entering, False
        if self._state is not None and self._state.read.language != state.read.language:
            self._drop_panels()
        self._state = state
        self._turn(state.read.language or state.read.facts.pack.form.language)
        facts, step = state.read.facts, state.current
        self._tasks.show_state(state)
        self._reason.show_state(state)
        self._documents.show_documents(state.read.documents, state.read.attachments, editable=not state.read.locked)
        if step is None:
            self._check.show_state(state, self._act(state))
        else:
            self._panel(step, state).show_state(state, step)
        if self._stack.currentWidget() is not self._page:
            self._show_step(state)
        self._foot.show_state(state, self._act(state))
        self._foot.show()
        self._tasks.show()
        self._fit()
        set_reading_order(self)
        self._show_saving()
        if self._here:
            self._show_above(state, first=first)
        self._case_id = facts.case_id

    def _show_step(self, state: FormState) -> None:
        self._stack.setCurrentWidget(self._check if state.current is None else self._panel(state.current, state))
        set_reading_order(self)

    def _show_above(self, state: FormState, *, first: bool) -> None:
        """What the bar, the banner and the title of the window say."""
        title = " · ".join((*reversed(self.crumbs()), "Countersign"))
        self.window().setWindowTitle(self.tr("Error: %1").replace("%1", title) if state.faults else title)
        if first:
            self._bar.show_crumbs(*self.crumbs())
        if first and state.read.locked:
            self._banner.say(state.read.locked, "neutral")
            self._bar.show_chips(self._kit.chip(self.tr("Read only"), icon="lock"))

    def _panel(self, step: Step, state: FormState) -> StepPanel:
        if step.name not in self._panels:
            panel = StepPanel(self._kit, step, self._presenter.table, state.read.ways)
            panel.typed.connect(self._presenter.typed)
            panel.left.connect(self._presenter.left)
            panel.add_asked.connect(self._intake.ask)
            panel.remove_asked.connect(self._presenter.remove)
            panel.used.connect(self._presenter.use)
            panel.declined.connect(self._presenter.decline)
            panel.page_asked.connect(self._open_match)
            panel.taken.connect(self._presenter.take)
            panel.discarded.connect(self._presenter.discard)
            self._stack.addWidget(panel)
            self._panels[step.name] = panel
        return self._panels[step.name]

    def _act(self, state: FormState) -> str:
        """What the button of the last step does."""
        if not _drafts(state):
            return self.tr("Open the draft")
        return self.tr("Draft %n section(s)", "", state.to_draft)

    def _stop(self) -> None:
        """What is wrong takes the focus."""
        if self._state is not None and self._state.reason_missing:
            self._reason.take_focus()
        elif self._state is not None and self._state.step in self._panels:
            self._show_step(self._state)
            self._panels[self._state.step].focus_summary()

    def _moved(self, field: str) -> None:
        state = self._state
        if state is None:
            return
        step = state.current
        self._show_step(state)
        if step is None:
            self._documents.show_help(None)
            self._foot.take_focus()
            return
        self._documents.show_help(step.explained(field))
        panel = self._panels[step.name]
        if field:
            panel.focus_field(field)
        else:
            panel.focus_first()

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        """Leaving a question makes an answer of what was typed; coming to one shows why it is asked."""
        state = self._state
        panel = self._panels.get(state.step) if state else None
        if not self._here or state is None or panel is None or state.current is None:
            return
        before, now = (panel.field_of(widget) if widget is not None else "" for widget in (old, new))
        if before and before != now:
            self._presenter.left(before)
        if now:
            self._documents.show_help(state.current.explained(now))

    def _go_on(self) -> None:
        state = self._state
        if state is None:
            return
        if state.read.locked and state.current is not None:
            self._presenter.go_to(state.after)
        elif state.step != CHECK:
            self._presenter.go_on()
        else:
            self.asked.emit(Visit(Place.DRAFT, self._case_id, "start" if _drafts(state) else ""))

    def _go_back(self) -> None:
        if self._state is not None:
            self._presenter.go_back()

    def _go_to(self, name: str) -> None:
        if name == DOCUMENTS:
            self._to_documents()
        else:
            self._presenter.go_to(name)

    def _to_documents(self) -> None:
        if self._documents.isVisible():
            self._documents.take_focus()
        elif self._state is not None and self._state.read.attachments:
            field = self._state.read.attachments[0].field
            self._presenter.go_to(next(step.name for step in self._state.steps if step.holds(field)), field)

    def _attach(self, field: str, paths: list[str]) -> None:
        """To the question that they are for, else to that of this step which takes documents, else to the first."""
        state = self._state
        if state is None or state.read.locked or not state.read.attachments:
            return
        fields = [each.field for each in state.read.attachments]
        here = [name for name in fields if state.current is not None and state.current.holds(name)]
        self._presenter.attach(field or (here or fields)[0], tuple(map(Path, paths)))

    def _tell_removed(self, document: Document) -> None:
        """What was removed can be put back for ten seconds, or be added again."""
        if self._page.shows(document.document_id):
            self._close_document()
        words = self.tr("Removed %1").replace("%1", document.name.text)
        say_over(self._kit, self.window(), words, can_undo=True).undone.connect(
            partial(self._presenter.put_back, document)
        )

    def _tell_turned(self, turned: Turned) -> None:
        """What was taken back. Fields that show it begin anew: what is undone in them next is the case's."""
        for step in self._state.steps if self._state is not None else ():
            if step.name in self._panels:
                self._panels[step.name].show_anew(q for q in step.questions if q.name in turned.fields)
        if self._here:
            say_over(self._kit, self.window(), turned.words)

    def _open_match(self, match: Match) -> None:
        self._show_document(match.document, match.passage.page, match.passage)

    def _open_document(self, document_id: str, page: int) -> None:
        documents = self._state.read.documents if self._state is not None else ()
        self._show_document(next(each for each in documents if each.document_id == document_id), page)

    def _show_document(self, document: Document, page: int, passage: Passage | None = None) -> None:
        """In the place of the questions, until it is closed; then the keyboard is back where it was."""
        self._opener = QApplication.focusWidget()
        self._stack.setCurrentWidget(self._page)
        self._page.open(self._case_id, document, page, passage)
        set_reading_order(self)

    def _close_document(self) -> None:
        state, opener = self._state, self._opener
        if state is None:
            return
        self._show_step(state)
        if opener is not None and isValid(opener) and opener.isVisible():
            opener.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._documents.isVisible():
            self._documents.take_focus()
        elif state.step in self._panels:
            self._panels[state.step].focus_first()

    def _show_saving(self) -> None:
        if self._here:
            self._bar.show_saved(*saving_words(self._presenter.saving))

    def _fit(self) -> None:
        wide = self.window().width() >= self._kit.theme.px(ROOM_FOR_DOCUMENTS)
        shown = self._state is not None and self._state.step != CHECK and bool(self._state.read.attachments)
        self._documents.setVisible(wide and shown)


def _drafts(state: FormState) -> bool:
    """Whether going on drafts what is not drafted yet: not for who only reads."""
    return bool(state.to_draft) and not state.read.locked
