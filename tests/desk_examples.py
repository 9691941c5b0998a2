"""A desk or a window over a store of its own, for the tests of every page."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.app import WindowedProgram, opening_of
from desktop_app.qt.desk import Desk

WAIT_MS = 15_000


@contextmanager
def a_desk(qtbot: QtBot, home: Path, user: str = "ana") -> Iterator[Desk]:
    """The services of a home, for one person; nothing of them is left afterwards."""
    desk = Desk(opening_of(home), user)
    with qtbot.waitSignal(desk.opened, timeout=WAIT_MS):
        desk.open()
    try:
        yield desk
    finally:
        desk.close()
        assert not any(thread.name == "services" for thread in threading.enumerate())


@contextmanager
def a_window(qtbot: QtBot, app: QApplication, home: Path, user: str = "ana") -> Iterator[WindowedProgram]:
    """The whole program over a home, for one person."""
    program = WindowedProgram(app, resources_folder(), opening_of(home), user)
    with qtbot.waitSignal(program.desk.opened, timeout=WAIT_MS):
        program.start()
    qtbot.waitUntil(program.window.isActiveWindow, timeout=WAIT_MS)
    try:
        yield program
    finally:
        program.window.close()
        assert not any(thread.name == "services" for thread in threading.enumerate())
        program.window.deleteLater()
        program.deleteLater()
