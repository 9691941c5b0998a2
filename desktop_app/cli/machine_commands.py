"""`countersign audit` and `countersign doctor`: whether the record holds, and what the machine has."""

import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from desktop_app.assembly import anchored_words, examine, outside_checkpoints, verify_home
from desktop_app.cli.options import Verb, Verbs
from desktop_app.cli.session import DONE, PROBLEMS, Session, pass_session
from desktop_app.domain.audit import Break, Verification
from desktop_app.domain.errors import CountersignError
from desktop_app.domain.reliance import relied_on


@click.group(cls=Verbs)
def audit() -> None:
    """The record."""


@audit.command()
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="PLACE",
    help="A file or folder with checkpoints that had left this machine.",
)
@pass_session
def verify(session: Session, against: tuple[Path, ...]) -> int:
    """Read the whole record again, and name what is broken and where. Needs no key.

    With --against it is also held against checkpoints that had left the machine, which alone show that an older copy
    was put back.
    """
    verification = session.guarded(lambda: _verified(session, against))
    anchored = anchored_words(session.folder)
    told = verification_json(verification) | {"anchored": anchored}
    session.show(told, lambda: [*_verification_lines(verification), anchored])
    return DONE if verification.verified else PROBLEMS


def _verified(session: Session, against: tuple[Path, ...]) -> Verification:
    outside = [checkpoint for place in against for checkpoint in outside_checkpoints(session.folder, place)]
    counted = _Counted()
    with _until_interrupted() as stop:
        try:
            return verify_home(session.folder, counted, stop, outside)
        except CountersignError:
            if stop.is_set():
                raise KeyboardInterrupt from None
            raise
        finally:
            counted.end()


@contextmanager
def _until_interrupted() -> Iterator[threading.Event]:
    """Set by Ctrl+C, which could otherwise end a question to the store as if the store were broken."""
    stop = threading.Event()
    before = signal.signal(signal.SIGINT, lambda *_: stop.set())
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


class _Counted:
    """Shows on a terminal how many events are read, when it takes longer than a second."""

    def __init__(self) -> None:
        self._from, self._shown = time.monotonic() + 1, False

    def __call__(self, done: int, of: int) -> None:
        """Hear of it."""
        if time.monotonic() >= self._from and sys.stderr is not None and sys.stderr.isatty():
            self._shown = True
            click.echo(f"\r{done:,} of {of:,} events read ", nl=False, err=True)

    def end(self) -> None:
        """What follows stands on a line of its own."""
        if self._shown:
            click.echo(err=True)


def verification_json(verification: Verification) -> dict[str, Any]:
    """The keys that scripts rely on, and more."""
    return {
        "verified": verification.verified,
        "events": verification.events,
        "breaks": [_break_json(found) for found in verification.breaks],
        "checkpoints": verification.checkpoints,
        "anchored_to": verification.anchored_to,
        "anchored_at": verification.anchored_at,
        "draws": {"again": verification.drawn, "waiting": verification.waiting},
        "relied_on": relied_on(verification),
    }


def _break_json(found: Break) -> dict[str, Any]:
    return {"kind": found.kind.value, "event": found.seq, "at": found.at, "words": found.words}


def _verification_lines(found: Verification) -> list[str]:
    if found.verified:
        counted = f"{found.events} events, {found.checkpoints} checkpoints, signed up to event {found.anchored_to}"
        return [f"The record holds: {counted}.", *_draws(found), relied_on(found)]
    return [
        f"The record does not hold: {len(found.breaks)} breaks in {found.events} events.",
        *(f"  event {b.seq if b.seq is not None else '-'} {b.at or ''} {b.kind}: {b.words}" for b in found.breaks),
        relied_on(found),
    ]


def _draws(found: Verification) -> Iterator[str]:
    """What was drawn for samples of passed sections, where anything was."""
    if found.drawn or found.waiting:
        waiting = f"; {found.waiting} can be made again once their lane is closed" if found.waiting else ""
        yield f"Draws of samples: {found.drawn} were made again from their sealed seeds{waiting}."


@click.command(cls=Verb)
@pass_session
def doctor(session: Session) -> int:
    """What this machine has: libraries, display, keyring, model file, store, endpoints."""
    checks = session.guarded(lambda: examine(session.folder))
    session.show(
        {"checks": [{"name": c.name, "ok": c.ok, "needed": c.needed, "words": c.words} for c in checks]},
        lambda: [f"{'ok ' if c.ok else ('NO ' if c.needed else '-- ')} {c.name}: {c.words}" for c in checks],
    )
    return DONE if all(c.ok or not c.needed for c in checks) else PROBLEMS
