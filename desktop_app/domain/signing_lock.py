"""Signing is locked for a while after wrong passphrases: it is the record that counts them, and no program."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop_app.domain.audit import EventType, Outcome, StoredEvent
from desktop_app.domain.errors import Refusal

MOST_WRONG = 3
LOCKED_FOR = timedelta(minutes=5)
SIGNING = (
    EventType.DECISION_APPROVED,
    EventType.SIGNATURE_MADE,
    EventType.LANE_OPENED,
    EventType.PASSPHRASE_CHANGED,
    EventType.KEY_MADE,
)
"""What an attempt to open a signing key is told as, whether it was one or was refused."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A passphrase that was given to sign with: when, and whether it was right."""

    at: datetime
    right: bool


def attempts_of(person_id: str, events: Iterable[StoredEvent]) -> tuple[Attempt, ...]:
    """The attempts of a person that these events tell of, oldest first."""
    found = []
    for event in sorted(events, key=lambda each: each.seq):
        body = json.loads(event.body)
        wrong = body["data"].get("refusal") == Refusal.PASSPHRASE
        if body["actor"]["person"] == person_id and (wrong or body["outcome"] == Outcome.DONE):
            found.append(Attempt(datetime.fromisoformat(event.at), not wrong))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Tries:
    """How many wrong passphrases are left before signing locks, and how long it is locked still (None: it is not)."""

    left: int = MOST_WRONG
    locked: timedelta | None = None


def tries(attempts: Iterable[Attempt], now: datetime) -> Tries:
    """Where a person stands who gave these passphrases, oldest first."""
    given = tuple(attempts)
    until = locked_until(given)
    if until is not None and now < until:
        return Tries(0, until - now)
    wrong = 0
    for attempt in given:
        wrong = 0 if attempt.right else (wrong + 1) % MOST_WRONG
    return Tries(MOST_WRONG - wrong)


def locked_until(attempts: Iterable[Attempt]) -> datetime | None:
    """Until when the last lock holds; None where there was none since the last right passphrase.

    The third wrong passphrase in a row locks. After a lock the count begins anew.
    """
    wrong, until = 0, None
    for attempt in attempts:
        if attempt.right:
            wrong, until = 0, None
            continue
        wrong += 1
        if wrong == MOST_WRONG:
            wrong, until = 0, attempt.at + LOCKED_FOR
    return until
