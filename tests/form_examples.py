"""Cases and forms, asked of services, and who fills one in, for the tests of the guided form."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from desk_examples import WAIT_MS, a_desk, a_window
from PySide6.QtCore import QMimeData, QObject, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from service_examples import pack_with

from desktop_app.app import WindowedProgram
from desktop_app.domain.pack import Pack
from desktop_app.qt.desk import Desk
from desktop_app.qt.place import Place
from desktop_app.services.program import Program
from desktop_app.views.form_view import FormView
from desktop_app.views.new_case_view import NewCaseView
from desktop_app.views.top_bar import TopBar

__all__ = [
    "WAIT_MS",
    "FormFiller",
    "Kept",
    "a_desk",
    "a_window",
    "ancestors",
    "asked",
    "every_field_pack",
    "kinds_pack",
    "opened",
]
K = Qt.Key
EVERY_FIELD = """
      - {field: about, type: note, label: All kinds of questions.}
      - {field: party, type: party, label: Other side}
      - {field: share, type: percent, label: Share}
      - {field: points, type: decimal, label: Points}
      - {field: start, type: date, label: Begins on, hint: The first day}
      - {field: kind, type: choice, choices: [lease, loan], label: Kind}
      - {field: place, type: choice, choices: [a, b, c, d, e, f, g, h], label: Place}
      - {field: rights, type: choices, choices: [audit, exit], label: Rights}
      - {field: grade, type: rating, label: Grade}
      - {field: mail, type: email, label: Mail}
      - {field: site, type: url, label: Site}
      - {field: street, type: address, label: Street}
      - {field: words, type: paragraph, label: Words, max_length: 20}
      - {field: at, type: time, label: At}
      - {field: since, type: datetime, label: Since, allow: [not_known, not_applicable]}
      - {field: order, type: rank, choices: [{choice: price, label: The price}, speed], label: Order}
      - {field: call, type: phone, region: DE, label: Call, width: medium}
      - {field: iban, type: identifier, checksum: iban, label: Account}
      - {field: story, type: paragraph, label: Story, words: [2, 5], allow: [not_known]}
      - field: rows
        type: table
        currency: EUR
        label: Rows
        columns:
          - {field: what, type: text, label: What}
          - {field: amount, type: money, label: Amount}
      - {field: months, type: integer, label: Months}
"""


KINDS = """
  - page: kinds
    title: What is known of it?
    fields:
      - {field: since, type: datetime, label: Since, allow: [not_known, not_applicable]}
      - {field: order, type: rank, choices: [{choice: price, label: The price}, speed], label: What counts most?}
      - {field: call, type: phone, region: DE, label: Telephone, width: medium}
      - {field: iban, type: identifier, checksum: iban, label: Account}
      - {field: story, type: paragraph, label: What happened?, words: [2, 5], max_length: 200}
      - {field: land, type: choice, label: Land, choices: [de, ie]}
      - field: town
        type: choice
        label: Town
        choice_filter: choice.land == land
        choices: [{choice: ulm, label: Ulm, attributes: {land: de}}, {choice: cork, attributes: {land: ie}}]
      - field: visits
        type: table
        label: Visits
        columns: [{field: day, type: date, label: Day}]
  - page: each
    title: What of each visit?
    repeat: visits
    fields:
      - {field: why, type: text, label: Why was it made?, allow: [not_known]}
      - {field: at, type: time, label: At what time?, relevant: "!row.why.blank"}
decisions:
"""
KINDS_GIVEN: dict[str, object] = {
    "since": "not known", "order": ["speed", "price"], "call": "030 901820", "iban": "DE89370400440532013000",
    "story": "One two three four five six.", "land": "ie",
    "visits": [{"day": "2026-05-04", "why": "A talk"}, {"day": "2026-05-11"}],
}  # fmt: skip


def kinds_pack() -> Pack:
    """The small pack with a page of newer kinds of questions, and one that is repeated."""
    return pack_with(("decisions:\n", KINDS.lstrip("\n")))


def every_field_pack() -> Pack:
    """The small pack with a question of every type."""
    return pack_with(("      - {field: months, type: integer, label: Months}\n", EVERY_FIELD.lstrip("\n")))


class Kept(QObject):
    """Keeps what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.values: list[Any] = []

    def take(self, value: Any = None) -> None:
        self.values.append(value)


class Heard:
    """A presenter, and what its signals told, by their names."""

    def __init__(self, qtbot: QtBot, presenter: QObject, *signals: str) -> None:
        self.qtbot, self.told = qtbot, {name: Kept() for name in signals}
        for name, kept in self.told.items():
            getattr(presenter, name).connect(kept.take)

    def next(self, name: str, act: Callable[[], None]) -> Any:
        """What it tells next when this is done."""
        before = len(self.told[name].values)
        act()
        self.qtbot.waitUntil(lambda: len(self.told[name].values) > before, timeout=WAIT_MS)
        return self.told[name].values[-1]


def asked(qtbot: QtBot, desk: Desk, work: Callable[[Program], Coroutine[Any, Any, Any]]) -> Any:
    """What services answer, waited for."""
    done, failed = Kept(), Kept()
    desk.ask(work, done.take, failed.take)
    qtbot.waitUntil(lambda: bool(done.values or failed.values), timeout=WAIT_MS)
    if failed.values:
        raise failed.values[0]
    return done.values[0]


def opened(qtbot: QtBot, desk: Desk, pack: Pack | None = None, **answers: object) -> str:
    """A case on this pack with these answers."""

    async def work(program: Program) -> str:
        case_id = await program.keeping.open(desk.acting, pack or pack_with(), title="A contract", reference="R1")
        if answers:
            await program.keeping.answer(desk.acting, case_id, answers)
        return case_id

    return str(asked(qtbot, desk, work))


def ancestors(widget: QWidget | None) -> list[QWidget]:
    """A widget and what holds it."""
    found = []
    while widget is not None:
        found.append(widget)
        widget = widget.parentWidget()
    return found


class FormFiller:
    """Types and presses keys where the focus is, and waits for what shows."""

    def __init__(self, qtbot: QtBot, program: WindowedProgram) -> None:
        self.qtbot, self.program, self.window = qtbot, program, program.window

    def until(self, holds: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(holds, timeout=WAIT_MS)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def types(self, text: str) -> None:
        self.qtbot.keyClicks(QApplication.focusWidget(), text)

    def fills(self, *texts: str) -> None:
        """Text, Tab, text, Tab."""
        for text in texts:
            self.types(text)
            self.press(K.Key_Tab)

    def says(self, answer: bool, shows: str = "") -> None:
        """Yes or no, and on, once the question that follows from it is there."""
        if not answer:
            self.press(K.Key_Right)
        self.press(K.Key_Space)
        state = self.form.state
        if shows and state is not None:
            self.until(lambda: self.form.panel(state.step).editor(shows).isVisible())
        self.press(K.Key_Tab)

    def fills_term(self, made: str, end: str, notice: str, value: str) -> None:
        """How long it runs and renews, and what is at stake: liability is not capped."""
        self.goes_on()
        self.at("term")
        self.fills(made, made)
        self.says(True, shows="end_date")
        self.fills(end)
        self.says(True, shows="renewal_notice_days")
        self.types(notice)
        self.goes_on()
        self.at("money")
        self.fills(value)
        self.says(False)

    def says_none_of_the_clauses(self) -> None:
        """On each step with clause questions: none of these."""
        for step in ("freedom", "price", "rights", "cover"):
            self.at(step)
            self.press(Qt.Key.Key_Space)
            self.goes_on()

    def goes_on(self) -> None:
        self.press(K.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def pastes(self, *paths: Path) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        QGuiApplication.clipboard().setMimeData(mime)
        self.press(K.Key_V, Qt.KeyboardModifier.ControlModifier)

    @property
    def form(self) -> FormView:
        page = self.window.page(Place.FORM)
        assert isinstance(page, FormView)
        return page

    def at(self, step: str) -> None:
        """Until this step is shown and its first question has the focus."""
        self.until(lambda: self.form.state is not None and self.form.state.step == step)

    def opens(self, title: str, reference: str) -> None:
        """A case on the form for contracts."""
        self.press(K.Key_2, Qt.KeyboardModifier.ControlModifier)
        self.until(self._is_chosen)
        self.until(self._asked)
        self.fills(title)
        self.types(reference)
        self.press(K.Key_Return)
        self.until(lambda: self.window.visit.place is Place.FORM and self.form.state is not None)

    def _is_chosen(self) -> bool:
        page = self.window.page(Place.NEW_CASE)
        offered = page.findChildren(QPushButton) if isinstance(page, NewCaseView) else []
        if not any(button.accessibleName() == "Choose “Contract review”" for button in offered):
            return False
        page.choose("contract_review")  # type: ignore[union-attr]
        return True

    def _asked(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and focus.accessibleName() == "Title of the case"

    @property
    def saved(self) -> str:
        return self.window.findChild(TopBar)._saved.accessibleName()  # type: ignore[union-attr]
