"""What a command runs in: the home, the profile at work, and where words and JSON go."""

import asyncio
import getpass
import json
import sys
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from desktop_app.assembly import Program, default_home, open_program
from desktop_app.domain.errors import CountersignError, PackInvalid, UsageError
from desktop_app.domain.person import Acting

DONE, PROBLEMS, WRONG_USE = 0, 1, 2
T = TypeVar("T")


@dataclass(slots=True)
class Session:
    """One invocation of the program. JSON alone goes to standard output, words and progress to standard error."""

    home: Path | None = None
    who: str | None = None
    passphrase_stdin: bool = False
    as_json: bool = False
    _passphrase: str | None = field(default=None, repr=False)

    def run(self, work: Callable[[Program], Coroutine[Any, Any, T]], home: Path | None = None) -> T:
        """Open the home's store, do the work, close it. A failure ends the program with its words.

        `home` is a store that keeps no real work.
        """

        async def inside() -> T:
            ask = self.ask if home is None else _nobody
            async with open_program(home or self.home or default_home(), self.say, ask) as program:
                return await work(program)

        return self.guarded(lambda: asyncio.run(inside()))

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
        except KeyboardInterrupt:
            click.echo("Stopped. What was recorded is kept; what was streamed is kept as a preview.", err=True)
            raise SystemExit(130) from None

    def fail(self, error: CountersignError, code: int, **more: Any) -> NoReturn:
        """End with what happened, what was kept and what to do next."""
        if self.as_json:
            self.print_json({"error": {"what": error.what, "kept": error.kept, "next": error.next}, **more})
        for line in (*more.get("faults", ()), str(error)):
            click.echo(line, err=True)
        raise SystemExit(code)

    async def acting(self, program: Program) -> Acting:
        """The profile at work: `--as`, else that of the operating system's user."""
        if self.who is None:
            return await program.enrolling.current(getpass.getuser())
        people = await program.enrolling.listing()
        sealed = any(
            profile.sealed_key is not None
            for person, profile in people
            if person.name == self.who or profile.profile_id.startswith(self.who)
        )
        return await program.enrolling.switch(self.who, self.passphrase() if sealed else None)

    def passphrase(self) -> str:
        """The passphrase of the profile at work, asked for once."""
        if self._passphrase is None:
            self._passphrase = self._ask_passphrase()
        return self._passphrase

    def _ask_passphrase(self) -> str:
        if self.passphrase_stdin:
            return sys.stdin.readline().rstrip("\r\n")
        if not sys.stdin.isatty():
            raise UsageError("A passphrase is needed.", next="Give it on standard input with `--passphrase-stdin`.")
        return str(click.prompt("Passphrase", hide_input=True, err=True))

    def ask(self, words: str) -> str | None:
        """A passphrase, where somebody is there to give it."""
        if not sys.stdin.isatty():
            return None
        return str(click.prompt(words, default="", show_default=False, hide_input=True, err=True)) or None

    def say(self, words: str) -> None:
        """Words for people."""
        click.echo(words, err=True)

    def print_json(self, value: Any) -> None:
        """The one JSON document of this command."""
        click.echo(json.dumps(value, ensure_ascii=False, indent=2))

    def show(self, value: Any, lines: Callable[[], list[str]]) -> None:
        """The result: JSON where it was asked for, else lines for people."""
        if self.as_json:
            self.print_json(value)
        else:
            for line in lines():
                click.echo(line)


def _nobody(_words: str) -> None:
    """A store that is named by the program itself, such as the sample's, asks nobody."""


pass_session = click.make_pass_decorator(Session)


def table(rows: Sequence[tuple[str, ...]], heads: tuple[str, ...]) -> list[str]:
    """Rows in columns as wide as their widest cell."""
    widths = [max(len(row[i]) for row in (heads, *rows)) for i in range(len(heads))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in (heads, *rows)]
    return [line.rstrip() for line in lines]
