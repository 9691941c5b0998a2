"""The second reader: who it is, how far people agree with it, and having it read a section."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.endpoint import EndpointKind
from desktop_app.domain.errors import CountersignError
from desktop_app.domain.person import Acting
from desktop_app.domain.reader_agreement import Agreement
from desktop_app.domain.reader_file import ReaderFile
from desktop_app.qt.desk import Desk
from desktop_app.qt.window_words import for_window
from desktop_app.services.program import Program

Place = tuple[str, str]
"""A case and a section of it."""


@dataclass(frozen=True, slots=True)
class SecondReader:
    """Who reads a second time (empty: nobody) and who could, by name; the `file` that it is in, where it is no
    server; whether the person may choose."""

    chosen: str = ""
    choices: tuple[str, ...] = ()
    file: ReaderFile | None = None
    agreement: Agreement = Agreement()
    may_choose: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """A reading is over: what stopped it, in words (`failure`), or what kept it from being done (`error`)."""

    place: Place
    failure: str = ""
    error: CountersignError | None = None


class SecondReaderPresenter(QObject):
    """Chooses the second reader, and asks it."""

    shown = Signal(object)
    """A SecondReader."""
    moved = Signal()
    """A section began or ended to be read."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._task = desk, 0
        self._state = SecondReader()
        self._reading: set[Place] = set()
        self._failures: dict[Place, str] = {}
        desk.models_changed.connect(self.look)

    @property
    def state(self) -> SecondReader:
        """What was read last."""
        return self._state

    def is_reading(self, case_id: str, section: str) -> bool:
        """Whether the section is read now."""
        return (case_id, section) in self._reading

    def failure(self, case_id: str, section: str) -> str:
        """What stopped the last reading of a section; empty where nothing did."""
        return self._failures.get((case_id, section), "")

    def look(self) -> None:
        """Read who it is now."""
        self._desk.runner.cancel(self._task)
        acting = self._desk.acting
        self._task = self._desk.ask(lambda program: _looked(program, acting), self._show, self._fail)

    def choose(self, name: str) -> None:
        """Have this one read from now on; nobody where it is empty."""
        acting = self._desk.acting
        self._desk.ask(lambda program: _chosen(program, acting, name), self._chose, self._look_and_fail)

    def choose_folder(self, folder: str) -> None:
        """Have the model in this folder read from now on, once it is found to be one."""
        acting = self._desk.acting
        self._desk.ask(lambda program: _chosen(program, acting, "", folder), self._chose, self._look_and_fail)

    def read(self, case_id: str, section: str) -> None:
        """Have the section read as it is stored; one that is being read is not begun again."""
        place = (case_id, section)
        if place in self._reading:
            return
        self._reading.add(place)
        self._failures.pop(place, None)
        self.moved.emit()
        acting = self._desk.acting
        self._desk.ask(lambda program: _read(program, acting, place), self._heard, self._lost)

    def _show(self, state: SecondReader) -> None:
        self._state = state
        self.shown.emit(state)

    def _chose(self, state: SecondReader) -> None:
        self._show(state)
        self._desk.models_changed.emit()

    def _heard(self, heard: Heard) -> None:
        self._reading.discard(heard.place)
        if heard.failure:
            self._failures[heard.place] = heard.failure
        self.moved.emit()
        self._desk.tell_changed(heard.place[0])
        self.look()
        if heard.error is not None:
            self.failed.emit(heard.error)

    def _lost(self, error: Exception) -> None:
        self._reading.clear()
        self.moved.emit()
        self._fail(error)

    def _look_and_fail(self, error: Exception) -> None:
        self.look()
        self._fail(error)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)


async def _looked(program: Program, acting: Acting) -> SecondReader:
    """A server that was removed reads no more."""
    listed = await program.connecting.listing()
    chosen, file = await program.second_reading.chosen(), await program.second_reading.chosen_file()
    chosen = chosen if file or any(each.name == chosen and each.is_model for each in listed) else ""
    servers = [each.name for each in listed if each.kind is EndpointKind.OPENAI or each.name == chosen]
    choices = (*servers, file.reader) if file else servers
    agreement = await program.second_reading.agreement(chosen) if chosen else Agreement()
    return SecondReader(chosen, tuple(choices), file, agreement, await program.guarding.may_change(acting))


async def _chosen(program: Program, acting: Acting, name: str, folder: str = "") -> SecondReader:
    if folder:
        await program.second_reading.choose_folder(acting, folder)
    else:
        await program.second_reading.choose(acting, name)
    return await _looked(program, acting)


async def _read(program: Program, acting: Acting, place: Place) -> Heard:
    try:
        read = await program.second_reading.read(acting, *place)
    except CountersignError as error:
        return Heard(place, error=error)
    return Heard(place, for_window(read.failure))
