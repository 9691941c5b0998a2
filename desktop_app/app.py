"""The window over the program: shown first, while the store is opened behind it."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.domain.errors import UsageError
from desktop_app.domain.person import Acting
from desktop_app.qt.appearance import PreferencesFile, preferences_path
from desktop_app.qt.desk import Desk, Opening
from desktop_app.qt.place import Place, Visit
from desktop_app.qt.questioning import Question, Questioning
from desktop_app.qt.theme import Theme
from desktop_app.qt.translation import install_translation
from desktop_app.views.main_window import MainWindow, Maker
from desktop_app.views.store_key_dialog import StoreKeyDialog
from desktop_app.widgets.kit import Kit

if TYPE_CHECKING:
    from desktop_app.domain.working_text import Recovered, Saving
    from desktop_app.services.program import Program

REOPEN = "reopen"
WINDOW = "main"


class WindowedProgram(QObject):
    """Composes window, presenters and program. Nothing that is slow to import is needed before it is shown."""

    def __init__(
        self,
        app: QApplication,
        resources: Path,
        opening: Opening,
        user: str | None = None,
        questioning: Questioning | None = None,
        preferences: PreferencesFile | None = None,
    ) -> None:
        super().__init__(app)
        install_translation(app, resources)
        self.preferences = preferences or PreferencesFile(parent=self)
        self.theme = Theme(app, resources)
        chosen = self.preferences.current
        self.theme.apply(chosen.appearance, chosen.scale, calm=chosen.reduced_motion)
        self.kit = Kit(self.theme)
        self.desk = Desk(opening, user, self)
        self._makers: dict[Place, Maker] = {}
        self._heard: list[str] = []
        self.window = MainWindow(self.kit, self._makers)
        self.questioning = questioning or Questioning(self)
        self.questioning.said.connect(self._hear)
        self.questioning.asked.connect(self._ask)
        self.window.banner.acted.connect(self._act)
        self.window.closed.connect(self._close)
        self._attend(self.desk)

    def start(self) -> None:
        """Show the window, then open the store behind it."""
        if not self.window.restoreGeometry(self.preferences.geometry(WINDOW)):
            self.window.resize(1440, 900)
        self.window.show()
        self.desk.open()

    def come_to_front(self) -> None:
        """The window, before all others."""
        self.window.setWindowState(self.window.windowState() & ~self.window.windowState().WindowMinimized)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def _attend(self, desk: Desk) -> None:
        desk.opened.connect(self._opened)
        desk.refused.connect(self._refused)
        desk.runner.crashed.connect(self.window.banner.fail)
        desk.acting_changed.connect(self.window.show_person)
        desk.recovered.connect(self._tell_recovered)

    def _opened(self, acting: Acting) -> None:
        from desktop_app.views.page_makers import page_makers  # by now the program has imported all that pages need
        from desktop_app.views.window_dialogs import WindowDialogs

        self.dialogs = WindowDialogs(self.window, self.kit, self.desk, self.preferences)
        self._makers.update(page_makers(self.kit, self.desk, self.preferences, self.dialogs))
        self.window.show_person(acting)
        self.window.go(Visit(Place.HOME))
        if self._heard:
            self.window.banner.say(" ".join(self._heard), "warning")

    def _refused(self, error: Exception) -> None:
        self.window.banner.fail(error, (REOPEN, self.tr("Try again")))

    def _act(self, name: str) -> None:
        if name == REOPEN:
            self.window.banner.hide()
            self.desk.open()

    def _hear(self, words: str) -> None:
        """What is said before there is a page stands over the first one."""
        if self.desk.is_open:
            self.window.banner.say(words, "warning")
        else:
            self._heard.append(words)

    def _ask(self, question: Question) -> None:
        dialog = StoreKeyDialog(self.kit, question.words, self.window)
        dialog.finished.connect(partial(self._answer, dialog, question))
        dialog.open()

    def _answer(self, dialog: StoreKeyDialog, question: Question, _: int) -> None:
        self.questioning.answer(question, dialog.passphrase)
        dialog.deleteLater()

    def _close(self) -> None:
        self.preferences.keep_geometry(WINDOW, self.window.saveGeometry())
        self.questioning.close()
        self.desk.close()

    def _tell_recovered(self, recovered: Recovered) -> None:
        """What was typed before the program ended is not lost: say so."""
        kept, offered = len(recovered.adopted), len(recovered.offered)
        words = [
            self.tr("%n text(s) that you typed last time are in their place now.", "", kept) if kept else "",
            self.tr("%n wait at their place for you to look at.", "", offered) if offered else "",
        ]
        self.window.banner.say(" ".join(filter(None, words)), "accent")


def opening_of(home: Path, questioning: Questioning | None = None) -> Opening:
    """Opens the store of a home; what is slow to import is imported then, behind the window."""

    @asynccontextmanager
    async def opening(told: Callable[[Saving], None]) -> AsyncIterator[Program]:
        from desktop_app.assembly import open_program

        _require_folder(home)
        say, ask = (questioning.say, questioning.ask) if questioning else (_unheard, _unasked)
        async with open_program(home, say, ask, told) as program:
            yield program

    return opening


def _require_folder(home: Path) -> None:
    if home.exists() and not home.is_dir():
        raise UsageError(f"{home} is no folder.", next="Name another with --home; it is made if need be.")


def _unheard(_words: str) -> None:
    """Nobody is told."""


def _unasked(_words: str) -> None:
    """Nobody is asked."""


def run(home: Path | None = None) -> int:
    """Open the window of a home, or raise the one that shows it; the exit code."""
    from desktop_app.adapters.home_folder import default_home
    from desktop_app.qt.single_instance import SingleInstance

    home = home or default_home()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Countersign")
    app.setDesktopFileName("countersign")
    instance = SingleInstance(home, app)
    if instance.tell_first():
        return 0
    questioning = Questioning(app)
    opening, preferences = opening_of(home, questioning), PreferencesFile(preferences_path(), app)
    program = WindowedProgram(app, resources_folder(), opening, questioning=questioning, preferences=preferences)
    instance.raised.connect(program.come_to_front)
    instance.listen()
    program.start()
    return app.exec()
