"""`countersign audit` and `countersign doctor`: whether the record holds, and what the machine has."""

from typing import Any

import click

from desktop_app.assembly import examine, verify_home
from desktop_app.cli.options import Verb, Verbs
from desktop_app.cli.session import DONE, PROBLEMS, Session, pass_session
from desktop_app.domain.audit import Break, Verification


@click.group(cls=Verbs)
def audit() -> None:
    """The record."""


@audit.command()
@pass_session
def verify(session: Session) -> int:
    """Read the whole record again, and name what is broken and where. Needs no key."""
    verification = session.guarded(lambda: verify_home(session.folder))
    result = verification_json(verification)
    session.show(result, lambda: _verification_lines(verification))
    return DONE if verification.verified else PROBLEMS


def verification_json(verification: Verification) -> dict[str, Any]:
    """The keys that scripts rely on, and more."""
    return {
        "verified": verification.verified,
        "events": verification.events,
        "breaks": [_break_json(found) for found in verification.breaks],
        "checkpoints": verification.checkpoints,
        "anchored_to": verification.anchored_to,
    }


def _break_json(found: Break) -> dict[str, Any]:
    return {"kind": found.kind.value, "event": found.seq, "at": found.at, "words": found.words}


def _verification_lines(verification: Verification) -> list[str]:
    if verification.verified:
        return [
            f"The record holds: {verification.events} events, "
            f"{verification.checkpoints} checkpoints, anchored up to event {verification.anchored_to}."
        ]
    return [
        f"The record does not hold: {len(verification.breaks)} breaks in {verification.events} events.",
        *(
            f"  event {b.seq if b.seq is not None else '-'} {b.at or ''} {b.kind}: {b.words}"
            for b in verification.breaks
        ),
    ]


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
