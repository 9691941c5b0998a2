"""The command palette: cases and commands that fit what is typed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.case import CaseState
from desktop_app.qt.desk import Desk
from desktop_app.services.program import Program

MOST = 50
RECENT = 5
"""Cases that are shown before anything is typed."""


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """Something to go to or to do. `key` tells it from the others; `state` is that of a case."""

    key: str
    words: str
    about: str = ""
    keys: str = ""
    state: CaseState | None = None
    icon: str = ""
    folded: str = field(default="", compare=False)
    """What is searched."""


class PalettePresenter(QObject):
    """Commands are looked through at once, cases by the store, which has them all; both are shown together."""

    found = Signal(object)
    """A tuple of PaletteEntry, best first."""
    failed = Signal(object)

    def __init__(self, desk: Desk, commands: Sequence[PaletteEntry]) -> None:
        super().__init__()
        self._desk, self._text, self._task = desk, "", 0
        self._commands = tuple(entry_of(command) for command in commands)
        self._cases: tuple[PaletteEntry, ...] = ()

    def open(self) -> None:
        """The newest cases; the commands are there at once."""
        self.search("")

    def search(self, text: str) -> None:
        """What fits."""
        self._text = text
        self.found.emit(matching(text, self._commands, self._cases))
        if self._desk.is_open:
            self._desk.runner.cancel(self._task)
            self._task = self._desk.ask(partial(_cases, words=text), self._read, self._fail)

    def _read(self, cases: tuple[PaletteEntry, ...]) -> None:
        self._cases = cases
        self.found.emit(matching(self._text, self._commands, cases))

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)


def entry_of(entry: PaletteEntry) -> PaletteEntry:
    """The same, ready to be searched."""
    return PaletteEntry(
        entry.key,
        entry.words,
        entry.about,
        entry.keys,
        entry.state,
        entry.icon,
        f"{entry.words} {entry.about}".casefold(),
    )


def matching(text: str, commands: Sequence[PaletteEntry], cases: Sequence[PaletteEntry]) -> tuple[PaletteEntry, ...]:
    """The entries that hold every word of the text; those that begin with it first, else in the order given."""
    wanted = text.casefold().split()
    if not wanted:
        return (*commands, *cases[:RECENT])
    fit = [entry for entry in (*cases, *commands) if all(word in entry.folded for word in wanted)]
    return tuple(sorted(fit, key=lambda entry: _rank(entry.folded, wanted))[:MOST])


def _rank(folded: str, wanted: Sequence[str]) -> int:
    """0: it begins so; 1: a word of it does; 2: it is somewhere inside."""
    if folded.startswith(" ".join(wanted)):
        return 0
    return 1 if any(word.startswith(wanted[0]) for word in folded.split()) else 2


async def _cases(program: Program, words: str) -> tuple[PaletteEntry, ...]:
    found = await program.store.named(words, MOST)
    return tuple(
        entry_of(PaletteEntry(f"case:{file.case_id}", file.title, file.reference, state=file.state, icon="file-text"))
        for file in found
    )
