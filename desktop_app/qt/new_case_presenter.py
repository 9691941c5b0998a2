"""New case: the forms that are installed, and a case opened on one of them."""

import asyncio
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.forecast import Forecast
from desktop_app.domain.form import FieldType, Form
from desktop_app.domain.person import Role
from desktop_app.qt.desk import Desk
from desktop_app.qt.form_words import forecast_words
from desktop_app.services.program import Program

NOT_ASKED = (FieldType.NOTE, FieldType.HIDDEN)


@dataclass(frozen=True, slots=True)
class FormCard:
    """A form to choose."""

    name: str
    title: str
    version: str
    outcome: str
    user: str
    questions: int
    sections: int
    typical: str
    """What drafting such a case takes, in words."""

    def holds(self, words: str) -> bool:
        """Whether a search for these words finds it."""
        return all(word in f"{self.title} {self.outcome} {self.user}".casefold() for word in words.casefold().split())


@dataclass(frozen=True, slots=True)
class NewCaseState:
    """What the page shows; `locked` says why no case can be opened here, in words."""

    forms: tuple[FormCard, ...]
    may_open: bool


class NewCasePresenter(QObject):
    """Reads the forms, and opens cases."""

    shown = Signal(object)
    """A NewCaseState."""
    opened = Signal(str)
    """A case was opened: its identifier."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._task = desk, 0

    def look(self) -> None:
        """Read the forms now."""
        self._desk.runner.cancel(self._task)
        analyst = Role.ANALYST in self._desk.acting.profile.roles

        async def read(program: Program) -> NewCaseState:
            forms = await asyncio.to_thread(program.packs.offered)
            cards = tuple([_card(each.name, each.form, await program.forecasting.usual(each.form)) for each in forms])
            return NewCaseState(cards, may_open=analyst and not program.store.read_only)

        self._task = self._desk.ask(read, self._read, self._fail)

    def open(self, form: str, title: str, reference: str) -> None:
        """Open a case on this form."""
        acting = self._desk.acting

        async def work(program: Program) -> str:
            pack = await asyncio.to_thread(program.packs.load, form)
            return await program.keeping.open(acting, pack, title=title, reference=reference)

        self._desk.ask(work, self._opened, self._fail)

    def _read(self, state: NewCaseState) -> None:
        self.shown.emit(state)

    def _opened(self, case_id: str) -> None:
        self._desk.tell_changed(case_id)
        self.opened.emit(case_id)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)


def _card(name: str, form: Form, usual: Forecast) -> FormCard:
    return FormCard(
        name=name,
        title=form.title,
        version=form.version,
        outcome=form.purpose.outcome,
        user=form.purpose.user,
        questions=sum(f.type not in NOT_ASKED and f.calculation is None for f in form.fields),
        sections=len(form.sections),
        typical=forecast_words(usual),
    )
