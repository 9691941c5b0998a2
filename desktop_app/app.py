"""The window over the program: shown first, while the store is opened behind it."""

import os
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from desktop_app.domain.person import Acting
from desktop_app.domain.working_text import Recovered, Saving
from desktop_app.qt.desk import Desk, Opening
from desktop_app.qt.home_presenter import HomePresenter
from desktop_app.qt.place import Place, Visit
from desktop_app.qt.theme import Appearance, Theme
from desktop_app.services.program import Program
from desktop_app.views.home_view import HomeView
from desktop_app.views.main_window import MainWindow, Maker
from desktop_app.widgets.kit import Kit


class WindowedProgram(QObject):
    """Composes window, presenters and program."""

    def __init__(self, app: QApplication, resources: Path, opening: Opening, user: str | None = None) -> None:
        super().__init__(app)
        self.theme = Theme(app, resources)
        self.theme.apply(Appearance.SYSTEM)
        self.kit = Kit(self.theme)
        self.desk = Desk(opening, user, self)
        self.window = MainWindow(self.kit, self._makers())
        self.desk.opened.connect(self._opened)
        self.desk.refused.connect(self.window.banner.fail)
        self.desk.runner.crashed.connect(self.window.banner.fail)
        self.desk.acting_changed.connect(self.window.show_person)
        self.desk.recovered.connect(self._tell_recovered)
        self.window.closed.connect(self.desk.close)

    def start(self) -> None:
        """Show the window, then open the store behind it."""
        self.window.resize(1440, 900)
        self.window.show()
        self.desk.open()

    def _makers(self) -> dict[Place, Maker]:
        return {
            Place.HOME: lambda _, banner: HomeView(self.kit, HomePresenter(self.desk), banner),
        }

    def _opened(self, acting: Acting) -> None:
        self.window.show_person(acting)
        self.window.go(Visit(Place.HOME))

    def _tell_recovered(self, recovered: Recovered) -> None:
        """What was typed before the program ended is not lost: say so."""
        kept, offered = len(recovered.adopted), len(recovered.offered)
        words = [
            self.tr("%n text(s) that you typed last time are in their place now.", "", kept) if kept else "",
            self.tr("%n wait at their place for you to look at.", "", offered) if offered else "",
        ]
        self.window.banner.say(" ".join(filter(None, words)), "accent")


def opening_of(home: Path) -> Opening:
    """Opens the store of a home; what is slow to import is imported then, behind the window."""

    @asynccontextmanager
    async def opening(told: Callable[[Saving], None]) -> AsyncIterator[Program]:
        from desktop_app.assembly import open_program

        async with open_program(home, lambda _: None, lambda _: None, told) as program:
            yield program

    return opening


def run(home: Path, resources: Path, arguments: Sequence[str] = ()) -> int:
    """Open the window; the exit code."""
    app = QApplication([sys.argv[0], *arguments])
    app.setApplicationName("Countersign")
    program = WindowedProgram(app, resources, opening_of(home))
    program.start()
    return app.exec()


def has_display() -> bool:
    """Whether there is a screen to open a window on."""
    named = os.environ.get("QT_QPA_PLATFORM", "")
    return (
        bool(named) or sys.platform in ("win32", "darwin") or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))
    )
