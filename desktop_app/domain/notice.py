"""Notices: what others did that a person has to know of, what they have seen of it, and when they want quiet.

A notice is not kept: it follows from the record (`notice_rules`). What is kept is which ones a person has seen. A
notice says nothing of a case but its reference, title and state.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from enum import StrEnum

from desktop_app.domain.case import CaseFile
from desktop_app.domain.notice_target import Target

MOST = 200
"""Notices that are told of at most."""
MOST_SEEN = 10 * MOST


class NoticeKind(StrEnum):
    """What a notice is about, the most pressing first."""

    ESCALATED = "escalated"
    RETURNED = "returned"
    REASSIGNED = "reassigned"
    ASSIGNED = "assigned"
    TO_DECIDE = "to_decide"
    TO_CONFIRM = "to_confirm"
    WITHDRAWN = "withdrawn"
    OVERDUE = "overdue"
    BACK = "back"
    SIGNED = "signed"
    APPROVED = "approved"
    REPLIED = "replied"
    COMMENTED = "commented"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a person has to know. `key` tells it from all others, `number` is the event that it follows from.

    `who` is the person who did it, None where it was the program or the time; `target` says by when it is to be told:
    None in the digest alone.
    """

    key: str
    kind: NoticeKind
    file: CaseFile
    at: datetime
    number: int
    who: str | None = None
    target: Target = None

    def is_pressing(self, now: datetime) -> bool:
        """Whether it is to be told now, and not in the digest."""
        return self.target is not None and self.at + self.target <= now


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From when until when a person wants no message, on the clock of their own place; the second may be the next day.
    Where both are the same there is no such time."""

    begin: time
    end: time

    def hold(self, at: time) -> bool:
        """Whether nothing is to be heard at this time of the day."""
        if self.begin <= self.end:
            return self.begin <= at < self.end
        return at >= self.begin or at < self.end


@dataclass(frozen=True, slots=True)
class NoticeState:
    """What a person has seen of their notices, and how they want to be told: `seen` are keys, newest last; `tray` says
    whether the system's tray tells what is pressing."""

    person_id: str
    seen: tuple[str, ...] = ()
    quiet: QuietHours | None = None
    tray: bool = True

    def after(self, keys: Iterable[str]) -> "NoticeState":
        """The same after these were seen; the oldest are forgotten, which are no notices any more by then."""
        return replace(self, seen=tuple(dict.fromkeys((*self.seen, *keys)))[-MOST_SEEN:])


@dataclass(frozen=True, slots=True)
class Notices:
    """What a person has to know now: all of it newest first, and the keys of what they have not seen."""

    all: tuple[Notice, ...] = ()
    unseen: frozenset[str] = frozenset()
    state: NoticeState = field(default_factory=lambda: NoticeState(""))

    @property
    def new(self) -> tuple[Notice, ...]:
        """What they have not seen."""
        return tuple(notice for notice in self.all if notice.key in self.unseen)

    def counts(self, after: int = 0) -> Mapping[NoticeKind, int]:
        """How many of each kind they have not seen, of events behind the number `after`: the digest."""
        new = [notice.kind for notice in self.new if notice.number > after]
        return {kind: new.count(kind) for kind in NoticeKind if kind in new}


def unseen_of(notices: Iterable[Notice], state: NoticeState) -> frozenset[str]:
    """The keys of those that the person has not seen."""
    return frozenset(notice.key for notice in notices) - frozenset(state.seen)
