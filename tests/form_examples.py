"""Cases and forms, asked of services, for the tests of the guided form."""

from collections.abc import Callable, Coroutine
from typing import Any

from desk_examples import WAIT_MS, a_desk, a_window
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from service_examples import pack_with

from desktop_app.domain.pack import Pack
from desktop_app.qt.desk import Desk
from desktop_app.services.program import Program

__all__ = ["WAIT_MS", "Kept", "a_desk", "a_window", "ancestors", "asked", "every_field_pack", "opened"]
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
      - field: rows
        type: table
        currency: EUR
        label: Rows
        columns:
          - {field: what, type: text, label: What}
          - {field: amount, type: money, label: Amount}
      - {field: months, type: integer, label: Months}
"""


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
