"""What can be opened behind the window. What is slow to import is imported then, in the background."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale

from desktop_app.domain.errors import UsageError
from desktop_app.qt.desk import Opening
from desktop_app.qt.questioning import Questioning
from desktop_app.qt.sample_home import SampleHome, Story

if TYPE_CHECKING:
    from desktop_app.domain.working_text import Saving
    from desktop_app.qt.spelling import Dictionary
    from desktop_app.services.program import Program

SAMPLE_FOLDER = "sample"
LANGUAGE = "en"


def opening_of(home: Path, questioning: Questioning | None = None) -> Opening:
    """Opens the store of a home. Raises what `open_program` does, and UsageError where the home is no folder."""

    @asynccontextmanager
    async def opening(told: Callable[[Saving], None]) -> AsyncIterator[Program]:
        import desktop_app.views.page_makers
        import desktop_app.views.window_dialogs  # noqa: F401  # here, so that the window need not stand still for them
        from desktop_app.assembly import open_program

        _require_folder(home)
        say, ask = (questioning.say, questioning.ask) if questioning else (_unheard, _unasked)
        async with open_program(home, say, ask, told) as program:
            yield program

    return opening


def sample_home_of(home: Path) -> SampleHome:
    """The sample of a home: a home of its own in it, where `countersign sample` puts it too. It asks nobody for a
    passphrase, and has nothing to warn of.
    """

    @asynccontextmanager
    async def opening(told: Callable[[Saving], None]) -> AsyncIterator[Program]:
        async with opening_of(home / SAMPLE_FOLDER)(told) as program:
            await program.demonstrating.begin(*_story(program))
            yield program

    return SampleHome(opening, _scratch, _story)


def dictionary_of_machine() -> Dictionary | None:
    """The dictionary of the language that forms are written in, as this person writes it; None where there is none."""
    from desktop_app.adapters.enchant_dictionary import open_dictionary

    own = QLocale().name()
    return open_dictionary([*([own] if own.startswith(LANGUAGE) else []), "en_GB", "en_US"])


def fault_log_of(home: Path) -> Callable[[str], None]:
    """Keeps what faults of the program are told as, in the home."""

    def keep(text: str) -> None:
        from desktop_app.adapters.fault_log import keep_fault

        keep_fault(home, text)

    return keep


def _scratch() -> AbstractAsyncContextManager[Program]:
    from desktop_app.assembly import scratch_program

    return scratch_program()


def _story(program: Program) -> Story:
    from desktop_app.assembly import sample_of

    pack = program.packs.load(program.packs.sample_pack())
    return pack, sample_of(pack)


def _require_folder(home: Path) -> None:
    if home.exists() and not home.is_dir():
        raise UsageError(f"{home} is no folder.", next="Name another with --home; it is made if need be.")


def _unheard(_words: str) -> None:
    """Nobody is told."""


def _unasked(_words: str) -> None:
    """Nobody is asked."""
