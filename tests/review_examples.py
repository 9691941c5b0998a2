"""A window or a desk before cases that others have sent, for the tests of the review."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

import desk_examples
from desk_examples import WAIT_MS, a_desk
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QCheckBox, QWidget
from pytestqt.qtbot import QtBot
from service_examples import PASSPHRASE, World, a_world

from desktop_app.app import WindowedProgram
from desktop_app.domain.case import CaseState
from desktop_app.domain.pack import Pack
from desktop_app.qt.place import Place, Visit
from desktop_app.views.queue_view import QueueView
from desktop_app.views.review_view import ReviewView
from desktop_app.views.sign_dialog import SignDialog

T = TypeVar("T")
K = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
__all__ = [
    "CONTROL",
    "WAIT_MS",
    "K",
    "Reviewer",
    "a_desk",
    "a_window",
    "decides",
    "edited_and_sent",
    "prepared",
    "reads_all",
    "signs",
    "state_of",
]


def prepared(home: Path, work: Callable[[World], Awaitable[T]]) -> T:
    """What was done in the store of a home before the window opens."""

    async def run() -> T:
        async with a_world(home) as world:
            return await work(world)

    return asyncio.run(run())


async def edited_and_sent(world: World, pack: Pack | None = None, title: str = "") -> str:
    """A case under review in whose section `fee` the analyst has changed words in two places."""
    case_id = await world.drafted(pack)
    text = await world.text(case_id, "fee")
    words = text.replace("The total fee is", "The whole fee is").replace("counts on", "relies on")
    assert words.count("whole") == words.count("relies") == 1
    await world.editing.edit(world["ana"], case_id, "fee", words.replace("\n", "\n\n"))
    await world.draft(case_id, "rating")
    await world.send(case_id)
    return case_id


@contextmanager
def a_window(qtbot: QtBot, app: QApplication, home: Path, user: str) -> Iterator["Reviewer"]:
    """The whole program over a home, for one person."""
    with desk_examples.a_window(qtbot, app, home, user) as program:
        yield Reviewer(qtbot, program)


class Reviewer:
    """Presses keys where the focus is, and waits for what shows."""

    def __init__(self, qtbot: QtBot, program: WindowedProgram) -> None:
        self.qtbot, self.program, self.window = qtbot, program, program.window

    def until(self, holds: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(holds, timeout=WAIT_MS)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(self.focus, key, modifier)

    def types(self, text: str) -> None:
        self.qtbot.keyClicks(self.focus, text)

    @property
    def focus(self) -> QWidget:
        """What has the keyboard; there is always something, at the latest when what was asked for is shown."""
        self.until(lambda: QApplication.focusWidget() is not None)
        widget = QApplication.focusWidget()
        assert widget is not None, "the focus was lost"
        return widget

    @property
    def queue(self) -> QueueView:
        page = self.window.page(Place.QUEUE)
        assert isinstance(page, QueueView)
        return page

    @property
    def review(self) -> ReviewView:
        page = self.window.page(Place.REVIEW)
        assert isinstance(page, ReviewView)
        return page

    def goes_to_queue(self, waiting: int) -> None:
        self.window.go(Visit(Place.QUEUE))
        self.until(lambda: self.queue.count == waiting)

    def opens(self, case_id: str) -> None:
        self.window.go(Visit(Place.REVIEW, case_id))
        self.sees(case_id)

    def sees(self, case_id: str) -> None:
        self.until(lambda: self.window.visit == Visit(Place.REVIEW, case_id) and self.review.shows(case_id))
        with self.qtbot.waitCallback() as laid_out:  # where the case begins has the keyboard once blocks are laid out
            QTimer.singleShot(0, laid_out)

    def checks_all(self) -> None:
        """Tick every point, by keyboard, from wherever the focus is."""
        for box in self.review.checks:
            self.until(partial(self._ticks, box))

    def _ticks(self, box: QCheckBox) -> bool:
        """A page that is shown anew at this very moment takes the keyboard to where it begins: one is led again."""
        if not box.isChecked():
            self.press(K.Key_Return, CONTROL)
            if box.hasFocus():
                self.press(K.Key_Space)
        return box.isChecked()

    def dialog(self) -> QWidget:
        """The dialog that is open and has the keyboard."""
        self.until(lambda: QApplication.activeModalWidget() is not None)
        dialog = QApplication.activeModalWidget()
        self.until(lambda: QApplication.focusWidget() is not None and self.focus.window() is dialog)
        assert dialog is not None
        return dialog


def signs(reviewer: Reviewer, reason: str = "") -> None:
    """In the dialog that is open: the reason where one is asked, the passphrase, Enter."""
    assert isinstance(reviewer.dialog(), SignDialog)
    if reason:
        reviewer.types(reason)
        reviewer.press(K.Key_Tab)
    reviewer.types(PASSPHRASE)
    reviewer.press(K.Key_Return)
    reviewer.until(lambda: QApplication.activeModalWidget() is None)
    reviewer.until(reviewer.window.isActiveWindow)


def reads_all(reviewer: Reviewer) -> None:
    """Every section by J, until its end has been on screen."""
    state = reviewer.review.presenter.state
    assert state is not None
    for _ in state.sections:
        reviewer.press(K.Key_J)
    reviewer.until(lambda: reviewer.review.presenter.marks.read >= {s.section for s in state.sections if s.needs_me})


def decides(reviewer: Reviewer) -> None:
    """Settle what waits, read, tick, sign."""
    presenter = reviewer.review.presenter
    while any(section.waiting for section in presenter.state.sections if presenter.state):  # type: ignore[union-attr]
        before = sum(len(section.waiting) for section in presenter.state.sections)  # type: ignore[union-attr]
        reviewer.until(lambda: reviewer.focus.accessibleName() == "Changes")
        waiting = [card for section in presenter.state.sections for card in section.waiting]  # type: ignore[union-attr]
        for _ in waiting:
            reviewer.press(K.Key_A)
        reviewer.until(lambda now=before: sum(len(s.waiting) for s in presenter.state.sections) < now)  # type: ignore[misc, union-attr]
    reviewer.checks_all()
    reads_all(reviewer)
    assert presenter.left == ()
    reviewer.press(K.Key_Return, CONTROL)
    signs(reviewer)


def state_of(home: Path, case_id: str) -> CaseState:
    async def look(world: World) -> CaseState:
        return (await world.facts(case_id)).record.file.state

    return prepared(home, look)
