"""Reference libraries: listed, made from folders in the background, and taken away."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.evidence import Reading
from desktop_app.domain.library import Library
from desktop_app.domain.person import Acting
from desktop_app.qt.desk import Desk
from desktop_app.services.program import Program


@dataclass(frozen=True, slots=True)
class Indexing:
    """How far a folder is: documents read, and once it can be searched by words (`library` is its name then), of how
    many passages (`of`) the meaning is known (`done`)."""

    folder: str
    documents: int = 0
    library: str = ""
    done: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class Stopped:
    """A folder was given up. `library`: it can be searched by words all the same, under this name."""

    library: str = ""


class _GivenUp(Exception):
    """Nobody waits for the work in the other thread any more."""


class LibraryPresenter(QObject):
    """The libraries of this machine, one folder at a time."""

    shown = Signal(object)
    """All Library values, by name."""
    moved = Signal(object)
    """An Indexing: how far the folder is."""
    added = Signal(object)
    """A folder is done: its Library."""
    stopped = Signal(object)
    """It was given up or failed: a Stopped."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._task, self._work = desk, 0, 0
        self._libraries: tuple[Library, ...] = ()
        self._now: Indexing | None = None

    @property
    def libraries(self) -> tuple[Library, ...]:
        """What was read last."""
        return self._libraries

    @property
    def now(self) -> Indexing | None:
        """How far the folder is that is read now; None where none is."""
        return self._now

    def look(self) -> None:
        """Read what there is now."""
        self._desk.runner.cancel(self._task)
        self._task = self._desk.ask(lambda program: program.library_keeping.listing(), self._show, self._fail)

    def add(self, folder: str, name: str = "") -> None:
        """Read and index a folder, or the one that a library was made of again; one at a time."""
        if self._now is not None:
            return
        acting = self._desk.acting
        self._tell(Indexing(folder))
        self._work = self._desk.follow(
            lambda program, tell: _added(program, acting, folder, name, tell), self._tell, self._done, self._fell
        )

    def cancel(self) -> None:
        """Give up the folder that is read now; what was there before stays."""
        if self._now is not None:
            self._desk.runner.cancel(self._work)
            self._end(Stopped(self._now.library))
            self.look()

    def remove(self, name: str) -> None:
        """Take a library away; what cases keep of it stays with them."""
        acting = self._desk.acting
        self._desk.ask(lambda program: _removed(program, acting, name), self._show, self._fail)

    def _show(self, libraries: tuple[Library, ...]) -> None:
        self._libraries = libraries
        self.shown.emit(libraries)

    def _tell(self, now: Indexing) -> None:
        if now.library and (self._now is None or not self._now.library):
            self.look()
        self._now = now
        self.moved.emit(now)

    def _done(self, library: Library) -> None:
        self._now = None
        self.added.emit(library)
        self.look()

    def _fell(self, error: Exception) -> None:
        self._end(Stopped(self._now.library if self._now else ""))
        self._fail(error)
        self.look()

    def _end(self, stopped: Stopped) -> None:
        self._now = None
        self.stopped.emit(stopped)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)


async def _added(program: Program, acting: Acting, folder: str, name: str, tell: Callable[[Indexing], None]) -> Library:
    """By words first, then by meaning where that is installed."""
    read, waited_for = 0, True

    def heard(_path: str, _reading: Reading) -> None:
        nonlocal read
        read += 1
        tell(Indexing(folder, read))

    library = await program.library_keeping.add(acting, folder, name, heard)

    def located(done: int, of: int) -> None:
        if not waited_for:
            raise _GivenUp
        tell(Indexing(folder, read, library.name, done, of))

    tell(Indexing(folder, read, library.name, 0, library.passages))
    try:
        if await program.library_keeping.ready():
            await program.library_keeping.add_points(library.name, located)
    finally:
        waited_for = False
    return library


async def _removed(program: Program, acting: Acting, name: str) -> tuple[Library, ...]:
    await program.library_keeping.remove(acting, name)
    return await program.library_keeping.listing()
