"""The guided form of one case: what is typed is journalled at once, becomes answers on leaving, is checked on Continue.

Reads are numbered: one that began before the one that is shown already is dropped.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from itertools import count
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.change_reason import ReasonCode
from desktop_app.domain.evidence import Document
from desktop_app.domain.forecast import Forecast
from desktop_app.domain.form import FormField
from desktop_app.domain.record_rows import WorkingText
from desktop_app.domain.working_text import Saving, SavingState, answer_place, base_of
from desktop_app.qt.appearance import PreferencesFile
from desktop_app.qt.desk import Desk
from desktop_app.qt.document_presenter import DocumentPresenter
from desktop_app.qt.form_match import Match
from desktop_app.qt.form_reading import (
    Settled,
    Turned,
    Why,
    decline_match,
    enter_form,
    read_form,
    settle,
    take_match,
    turn_back,
)
from desktop_app.qt.form_state import CHECK, FormRead, FormState
from desktop_app.qt.form_words import forecast_words
from desktop_app.qt.table_file_presenter import TableFilePresenter
from desktop_app.qt.table_presenter import TablePresenter
from desktop_app.services.program import Program

NO_REASON: Why = ("", ReasonCode.CORRECTION)

LANGUAGE = "forms/language"
"""Under which name the language is kept that forms are read in; empty: their own."""


class FormPresenter(QObject):
    """Holds what is shown of the case that is open, and nothing that the store does not know."""

    shown = Signal(object)
    """A FormState."""
    stopped = Signal()
    """Continue found problems: the summary takes the focus."""
    moved = Signal(str)
    """Another step is shown, and the field in it that is asked for, where one is."""
    failed = Signal(object)
    turned = Signal(object)
    """A Turned: a change of answers was taken back or made again."""
    removed = Signal(object)
    """A Document was removed, and can be put back."""
    saving_changed = Signal()
    """Whether typing is safe has changed."""

    def __init__(self, desk: Desk, preferences: PreferencesFile | None = None) -> None:
        super().__init__()
        self._preferences = preferences or PreferencesFile(parent=self)
        self._desk, self._case_id, self._numbers = desk, "", count(1)
        self._state: FormState | None = None
        self._why: dict[str, Why] = {}
        self._typed: dict[str, int] = {}
        self._changes = 0
        self._at, self._language = "", self._preferences.words(LANGUAGE)
        self._documents = DocumentPresenter(desk)
        self._documents.changed.connect(self._look_again)
        self._documents.removed.connect(self.removed)
        self._documents.failed.connect(self._fail)
        desk.case_changed.connect(self._look_again)
        desk.saving_changed.connect(self._tell_saving)
        desk.acting_changed.connect(self._enter_again)

    @property
    def saving(self) -> Saving | None:
        """Whether all that was typed is safe, and when something of this case was last kept."""
        saving = self._desk.saving
        if self._state is None or (saving is not None and saving.state is not SavingState.SAVED):
            return saving
        kept, typed = self._state.read.saved_at, saving.at if saving is not None and self._changes else None
        return Saving(SavingState.SAVED, max(kept, typed) if typed else kept, "Saved")

    @property
    def state(self) -> FormState | None:
        """What is shown; None while the case is read."""
        return self._state

    def enter(self, case_id: str, at: str = "") -> None:
        """Show this case: at a step, at a field, at the last step, or where there is something left to do."""
        if case_id != self._case_id:
            self._case_id, self._state, self._typed, self._changes = case_id, None, {}, 0
        self._at = at
        acting, numbers, language = self._desk.acting, self._numbers, self._language
        self._desk.ask(
            lambda program: enter_form(program, acting, case_id, numbers, language), self._entered, self._fail
        )

    def typed(self, field: str, text: str) -> None:
        """Keep what stands in the field now."""
        if self._state is None:
            return
        acting, case_id, place = self._desk.acting, self._case_id, answer_place(field)
        base = base_of(self._state.read.facts.record, place)
        self._changes += 1
        self._typed[field] = self._changes

        async def keep(program: Program) -> None:
            program.journalling.typed(acting, case_id, place, text, base)

        self._desk.ask(keep, None, self._fail)

    def left(self, field: str) -> None:
        """The focus left the field: what was typed becomes the answer, where it can be one."""
        if field in self._typed and not self._reason_missing:
            self._settle([field], self._show_read)

    def go_on(self) -> None:
        """Continue: everything typed becomes answers, and the step is checked."""
        if not self._typed or self._may_change():
            self._settle(None, self._checked)

    def go_back(self) -> None:
        """To the step before."""
        self.go_to(self._now.before)

    def go_to(self, step: str, field: str = "") -> None:
        """To any step; what was typed becomes answers on the way. The last one opens when the others are complete."""
        if step == CHECK and not self._now.complete:
            return
        self._settle(None, self._show_read)
        self._move(step, field)

    def change(self, field: str) -> None:
        """From the last step to a field, and back there on Continue."""
        step = next(step.name for step in self._now.steps if step.holds(field))
        self._state = replace(self._now, returning=True)
        self._move(step, field)

    def table(self, field: FormField) -> TableFilePresenter:
        """What looks after the rows of a table field, and its files."""
        table = TablePresenter(self._desk, field, ways=self._now.read.ways)
        return TableFilePresenter(self._desk, self._case_id, table)

    def attach(self, field: str, paths: tuple[Path, ...]) -> None:
        """Keep these files with the case, and read them."""
        if self._may_change():
            self._documents.attach(self._now.read.facts, field, paths, self._reason)

    def remove(self, document: Document) -> None:
        """Take a document out of the case."""
        if self._may_change():
            self._documents.remove(self._now.read.facts, document, self._reason)

    def put_back(self, document: Document) -> None:
        """Give the document its question again, in the case that it was removed from."""
        if self._state is not None and document.case_id == self._case_id and self._may_change():
            self._documents.put_back(self._now.read.facts, document, self._reason)

    def use(self, match: Match) -> None:
        """Make an answer of what a document says."""
        if not self._may_change():
            return
        acting, facts, why = self._desk.acting, self._now.read.facts, self._reason
        self._typed.pop(match.field, None)
        self._desk.ask(
            lambda program: take_match(program, acting, facts, match, why), self._look_again, self._fail_and_look
        )

    def choose_language(self, language: str) -> None:
        """Have forms read in this language, where they have words in it; what was typed becomes answers on the way.

        It is kept for the next time that a form is opened.
        """
        self._language = language
        self._preferences.keep_words(LANGUAGE, language)
        self._settle(None, self._show_read)

    def decline(self, match: Match) -> None:
        """Do not make an answer of what a document says, and do not offer it again."""
        acting, facts = self._desk.acting, self._now.read.facts
        self._desk.ask(lambda program: decline_match(program, acting, facts, match), self._look_again, self._fail)

    def give_reason(self, code: ReasonCode, words: str) -> None:
        """Why this case is changed after it was sent: said once while the window is open."""
        self._why[self._case_id] = (words.strip(), code)
        self._put(replace(self._now, reason_missing=False))
        self._settle(None, self._show_read)

    def take(self, offered: WorkingText) -> None:
        """Make what was typed once the answer, over what stands there now."""
        acting, why = self._desk.acting, self._reason

        async def adopt(program: Program) -> None:
            await program.resuming.adopt(acting, offered.case_id, offered.place, *why)

        self._desk.ask(adopt, self._look_again, self._fail)

    def discard(self, offered: WorkingText) -> None:
        """Give up what was typed once."""
        acting = self._desk.acting

        async def give_up(program: Program) -> None:
            await program.resuming.discard(acting, offered.case_id, offered.place)

        self._desk.ask(give_up, self._look_again, self._fail)

    def undo(self) -> None:
        """Take back what this person answered last, whenever that was."""
        self._turn_back(again=False)

    def redo(self) -> None:
        """Make it again."""
        self._turn_back(again=True)

    def leave_case(self) -> None:
        """Another page is shown: what was typed becomes answers; what cannot be one waits in the journal."""
        if self._state is not None and not self._reason_missing:
            self._settle(None, self._show_read)

    @property
    def _now(self) -> FormState:
        if self._state is None:
            raise LookupError("the case is not read yet")
        return self._state

    @property
    def _reason(self) -> Why:
        return self._why.get(self._case_id, NO_REASON)

    @property
    def _reason_missing(self) -> bool:
        return self._state is not None and self._state.read.facts.record.file.was_sent and not self._reason[0]

    def _may_change(self) -> bool:
        """Whether it was said why, where that is needed; else it is asked for."""
        if self._reason_missing:
            self._put(replace(self._now, reason_missing=True))
            self.stopped.emit()
            return False
        return True

    def _settle(self, fields: Collection[str] | None, done: Callable[[Settled], None]) -> None:
        """Make answers of what was typed at these fields, or at all."""
        acting, facts, numbers, why = self._desk.acting, self._now.read.facts, self._numbers, self._reason
        language, ways = self._language, self._now.read.ways
        typed = {name: at for name, at in self._typed.items() if fields is None or name in fields}

        async def work(program: Program) -> Settled:
            unread = await settle(program, acting, facts, fields, why, ways)
            return Settled(await read_form(program, acting, facts, numbers, language), unread, typed)

        self._desk.ask(work, done, self._fail)

    def _turn_back(self, *, again: bool) -> None:
        if self._state is None or self._state.read.locked or not self._may_change():
            return
        acting, facts, numbers, why = self._desk.acting, self._now.read.facts, self._numbers, self._reason
        language, ways, typed = self._language, self._now.read.ways, dict(self._typed)

        async def work(program: Program) -> tuple[Turned, Settled]:
            turned = await turn_back(program, acting, facts, why, ways, again=again)
            return turned, Settled(await read_form(program, acting, facts, numbers, language), {}, typed)

        self._desk.ask(work, self._show_turned, self._fail_and_look)

    def _show_turned(self, done: tuple[Turned, Settled]) -> None:
        """The first of the questions is shown, with what stands there now."""
        turned, settled = done
        if self._state is None or settled.read.facts.case_id != self._case_id:
            return
        self._show_read(settled)
        self.turned.emit(turned)
        at = {q.name: step.name for step in self._now.steps for q in step.questions if q.relevant}
        field = next((name for name in turned.fields if name in at), "")
        if field:
            self._move(at[field], field)

    def _look_again(self, what: object = None) -> None:
        if self._state is None or (isinstance(what, str) and what != self._case_id):
            return
        acting, facts, numbers, language = self._desk.acting, self._now.read.facts, self._numbers, self._language

        async def look(program: Program) -> Settled:
            return Settled(await read_form(program, acting, facts, numbers, language), {}, {})

        self._desk.ask(look, self._show_read, self._fail)

    def _enter_again(self, _: object) -> None:
        """Somebody else is at work: what they may do, and what they typed, is theirs."""
        if self._state is not None:
            self._why.clear()
            self._typed.clear()
            self.enter(self._case_id, self._state.step)

    def _entered(self, read: FormRead) -> None:
        if read.facts.case_id != self._case_id:
            return
        state = self._state or FormState(read, "", {}, frozenset())
        self._state = replace(state, read=read, faults={})
        at, self._at = self._at, ""
        self._move(*read.place(at))
        if read.reading and not read.locked:
            self._documents.read_waiting(read.facts)

    def _move(self, step: str, field: str = "") -> None:
        self._put(replace(self._now, step=step, faults={}))
        self.moved.emit(field)
        self._prepare(step)
        if step == CHECK and self._now.to_draft:
            facts, sections = self._now.read.facts, self._now.unwritten
            self._desk.ask(lambda program: program.forecasting.expect(facts, sections), self._forecast, self._fail)

    def _prepare(self, step: str) -> None:
        """From the last step on the draft is near: what it needs is done ahead."""
        near = step == CHECK or step == self._now.steps[-1].page.page
        if near and self._now.to_draft and not self._now.read.locked:
            case_id = self._case_id
            self._desk.ask(lambda program: program.preparing.prepare(case_id))

    def _forecast(self, expected: Forecast) -> None:
        if self._state is not None and self._state.step == CHECK:
            self._put(replace(self._now, price=forecast_words(expected)))

    def _show_read(self, settled: Settled) -> None:
        read = settled.read
        self._forget(settled)
        if self._state is None or read.facts.case_id != self._case_id or read.number <= self._now.read.number:
            return
        wrong = read.wrong
        still = {field: wrong.get(field, words) for field, words in self._now.faults.items()}
        fixed = {field for field in still if field not in wrong and field not in read.typing}
        self._put(replace(self._now, read=read, faults={f: words for f, words in still.items() if f not in fixed}))

    def _forget(self, settled: Settled) -> None:
        """What was typed before it was settled is what was read."""
        if settled.read.facts.case_id == self._case_id:
            self._typed = {name: at for name, at in self._typed.items() if settled.typed.get(name) != at}

    def _checked(self, settled: Settled) -> None:
        """The step is checked; with nothing wrong the next one is shown."""
        read, unread = settled.read, settled.unread
        self._forget(settled)
        if self._state is None or read.facts.case_id != self._case_id:
            return
        state = replace(self._now, read=read if read.number > self._now.read.number else self._now.read)
        step = state.current
        if step is None:
            self._put(state)
            return
        wrong = {**read.wrong, **unread}
        faults = {q.name: wrong[q.name] for q in step.questions if q.name in wrong}
        if faults:
            self._put(replace(state, faults=faults))
            self.stopped.emit()
            return
        state = self._state = replace(state, faults={}, passed=state.passed | {step.name})
        after = state.after
        self._state = replace(state, returning=False)
        self._move(after)

    def _put(self, state: FormState) -> None:
        self._state = state
        wanted = self._reason_missing and not state.read.locked
        self._state = replace(state, reason_wanted=wanted, fresh=frozenset(self._typed))
        self.shown.emit(self._state)

    def _tell_saving(self, _: object) -> None:
        self.saving_changed.emit()

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)

    def _fail_and_look(self, error: Exception) -> None:
        """It was not done: what is shown is what stands."""
        self._fail(error)
        self._look_again()
