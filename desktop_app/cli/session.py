"""What a command runs in: the home, the person at work, and where words and JSON go."""

import asyncio
import contextlib
import getpass
import json
import os
import re
import sys
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import Any, NoReturn, TextIO, TypeVar

import click

from desktop_app.assembly import default_home, open_program
from desktop_app.domain.errors import CountersignError, PackInvalid, StoreBusy, UsageError
from desktop_app.domain.person import Acting
from desktop_app.domain.working_text import Saving, SavingState
from desktop_app.services.program import Program

DONE, PROBLEMS, WRONG_USE = 0, 1, 2
WIDEST_CELL = 60
PATIENCE_S = 1.0
"""Seconds that nobody wonders about."""
T = TypeVar("T")

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls of terminals and of the direction of writing: documents and servers must not move the cursor."""


@dataclass(slots=True)
class Session:
    """One invocation of the program. JSON alone goes to standard output, words and progress to standard error."""

    home: Path | None = None
    who: str | None = None
    passphrase_stdin: bool = False
    as_json: bool = False
    _acting: Acting | None = None
    _passphrase: str | None = field(default=None, repr=False)
    _said: SavingState | None = None

    @property
    def folder(self) -> Path:
        """The home: that of `--home`, else the user's own."""
        return self.home or default_home()

    def run(
        self,
        work: Callable[[Program], Coroutine[Any, Any, T]],
        home: Path | None = None,
        busy: Callable[[StoreBusy], T] | None = None,
    ) -> T:
        """Open the home's store, do the work, close it. A failure ends the program with its words.

        `home` is a store that keeps no real work: nobody is asked for its passphrase, and nobody acts in it. `busy` is
        what is done instead where another process has the store open.
        """
        folder = home or self.folder

        async def inside() -> T:
            if folder.exists() and not folder.is_dir():
                raise UsageError(f"{folder} is no folder.", next="Name another with `--home`; it is made if need be.")
            ask = self.ask if home is None else _nobody
            async with open_program(folder, self.say, ask, self._say_saving) as program:
                if home is None and self.who is not None:
                    await self.acting(program)
                result = await work(program)
                if home is None:
                    await self._back_up_if_due(program)
                return result

        def opened() -> T:
            try:
                return asyncio.run(inside())
            except StoreBusy as error:
                if busy is None:
                    raise
                return busy(error)

        return self.guarded(opened)

    async def _back_up_if_due(self, program: Program) -> None:
        """After a command that wrote. That it takes long or fails is said, and is no failure of the command."""
        if not program.recording.has_written:
            return
        loop = asyncio.get_running_loop()
        long = loop.time() + PATIENCE_S
        waiting = loop.call_at(long, self.say, "A backup is due: it is being made and verified.")
        try:
            made = await program.backing_up.make_if_due()
        except CountersignError as error:
            self.say(f"Warning: the backup that was due was not made. {error}")
        else:
            if made is not None and loop.time() >= long:
                self.say(f"The backup is kept: {made.events:,} events, {made.bytes / 10**6:,.1f} MB.")
        finally:
            waiting.cancel()

    def run_as(
        self,
        work: Callable[[Program, Acting], Coroutine[Any, Any, T]],
        busy: Callable[[StoreBusy], T] | None = None,
    ) -> T:
        """The same for what a person does."""

        async def inside(program: Program) -> T:
            return await work(program, await self.acting(program))

        return self.run(inside, busy=busy)

    def run_on(self, name: str, work: Callable[[Program, Acting, str], Coroutine[Any, Any, T]]) -> T:
        """The same for what a person does with the case of this name."""

        async def inside(program: Program, acting: Acting) -> T:
            if not name.strip():
                raise UsageError("A case was not named.", next="`countersign case list` names them all.")
            return await work(program, acting, await program.keeping.find(name))

        return self.run_as(inside)

    def run_alone(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Do work that opens no store of the home."""
        return self.guarded(lambda: asyncio.run(work()))

    def guarded(self, work: Callable[[], T]) -> T:
        """Do it; end the program with words and the right exit code where it fails."""
        try:
            return work()
        except PackInvalid as error:
            self.fail(error, PROBLEMS, faults=list(error.faults))
        except CountersignError as error:
            self.fail(error, WRONG_USE if isinstance(error, UsageError) else PROBLEMS)

    def fail(self, error: CountersignError, code: int, **more: Any) -> NoReturn:
        """End with what happened, what was kept and what to do next."""
        told = {"what": error.what, "kept": error.kept, "next": error.next}
        with contextlib.suppress(OSError):  # where nothing can be written any more the exit code is left
            if self.as_json:
                self.print_json({"error": told, **more})
        with contextlib.suppress(OSError):
            for line in (*more.get("faults", ()), str(error)):
                self.say(line)
        raise SystemExit(code)

    async def acting(self, program: Program) -> Acting:
        """The person at work: `--as`, else that of the operating system's user."""
        if self._acting is None:
            self._acting = await self._switched(program, self.who) if self.who is not None else None
        if self._acting is None:
            self._acting = await program.enrolling.current(os_user())
        return self._acting

    async def _switched(self, program: Program, who: str) -> Acting:
        if not who.strip():
            raise UsageError("`--as` names nobody.", next="`countersign person list` names them all.")
        sealed = any(
            profile.sealed_key is not None
            for person, profile in await program.enrolling.listing()
            if person.name == who or profile.profile_id.startswith(who)
        )
        return await program.enrolling.switch(who, self.passphrase() if sealed else None)

    def passphrase(self) -> str:
        """The passphrase of the person at work, asked for once."""
        if self._passphrase is None:
            self._passphrase = self._ask_passphrase("Passphrase")
        return self._passphrase

    def new_passphrase(self, name: str) -> str:
        """A passphrase for a new person: another one than that of the person at work."""
        return self._ask_passphrase(f"Passphrase for {name}", twice=True)

    def sealing_passphrase(self, words: str) -> str:
        """The passphrase that something is sealed with."""
        return self._ask_passphrase(words)

    def _ask_passphrase(self, words: str, *, twice: bool = False) -> str:
        if self.passphrase_stdin:
            line = _reading(lambda: standard_input().readline())
            if not line:
                raise UsageError(
                    "There is no passphrase on standard input.", next="Put it on a line there, before all else."
                )
            return line.rstrip("\r\n")
        if not somebody_there():
            raise UsageError(
                "A passphrase is needed, and nobody is there to type it.",
                next="Give it on standard input with `--passphrase-stdin`.",
            )
        return str(click.prompt(words, hide_input=True, confirmation_prompt=twice, err=True))

    def typed(self, words: str) -> str:
        """All of standard input behind the passphrase, if there is one; `words` tell a person to type."""
        if self.passphrase_stdin and self.who is not None:
            self.passphrase()
        if somebody_there():
            self.say(words)
        return _reading(lambda: standard_input().read())

    def typing_descriptor(self) -> int:
        """The file descriptor of standard input, for what is typed as it arrives."""
        if self.passphrase_stdin and self.who is not None:
            raise UsageError(
                "Standard input is for what is typed, not for a passphrase.", next="Leave `--passphrase-stdin` out."
            )
        if somebody_there():
            self.say("Type the text; Ctrl-D on a line of its own ends it.")
        try:
            return standard_input().fileno()
        except OSError:
            raise UsageError(
                "Standard input cannot be read as it comes.", next="Use `countersign case edit`."
            ) from None

    def ask(self, words: str) -> str | None:
        """A passphrase, where somebody is there to give it."""
        if not somebody_there():
            return None
        return str(click.prompt(words, default="", show_default=False, hide_input=True, err=True)) or None

    def say(self, words: str) -> None:
        """Words for people."""
        click.echo(visible(words), err=True)

    def _say_saving(self, saving: Saving) -> None:
        """Whether what is typed is safe, each time that this turns."""
        if saving.state is not SavingState.SAVING and saving.state is not self._said:
            self._said = saving.state
            self.say(saving.line(saving.at.astimezone().tzinfo or UTC) if saving.at else saving.words)

    def print_json(self, value: Any) -> None:
        """The one JSON document of this command."""
        click.echo(json.dumps(value, ensure_ascii=False, indent=2))

    def show(self, value: Any, lines: Callable[[], list[str]]) -> None:
        """The result: JSON where it was asked for, else lines for people."""
        if self.as_json:
            self.print_json(value)
        else:
            for line in lines():
                click.echo(visible(line))


pass_session = click.make_pass_decorator(Session)


def _nobody(_words: str) -> None:
    """Ask no one: the store that is opened holds no real work."""


def os_user() -> str:
    """The operating system's name of the user; in a container it may know only a number."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user-{os.getuid()}"


def somebody_there() -> bool:
    """Whether a person can be asked at a terminal."""
    return sys.stdin is not None and sys.stdin.isatty()


def standard_input() -> TextIO:
    """Standard input. Raises UsageError where the program was started without one."""
    if sys.stdin is None:
        raise UsageError("There is no standard input.", next="Start the command with one, or name a file.")
    return sys.stdin


def _reading(read: Callable[[], str]) -> str:
    try:
        return read()
    except UnicodeDecodeError:
        raise UsageError("Standard input holds bytes that are no text.", next="Give it as UTF-8.") from None


def visible(text: str) -> str:
    """A text with everything marked that a terminal would obey instead of showing."""
    return _UNSEEN.sub("�", text)


def is_text(words: str) -> bool:
    """Whether it can be written as UTF-8: bytes that could not be read are no text."""
    try:
        return b"\0" not in words.encode()
    except UnicodeEncodeError:
        return False


def table(rows: Sequence[tuple[str, ...]], heads: tuple[str, ...]) -> list[str]:
    """Rows in columns as wide as their widest cell; a cell is one line and not too long for a screen."""
    rows = [tuple(_short(cell) for cell in row) for row in rows]
    widths = [max(len(row[i]) for row in (heads, *rows)) for i in range(len(heads))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in (heads, *rows)]
    return [line.rstrip() for line in lines]


def _short(cell: str) -> str:
    line = " ".join(cell.split())
    return line if len(line) <= WIDEST_CELL else line[: WIDEST_CELL - 1] + "…"
