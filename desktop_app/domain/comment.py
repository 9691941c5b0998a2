"""What people say about words of a text. A comment begins a thread, or stands in one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop_app.domain.content import Content


class CommentKind(StrEnum):
    """note: to be read; must_fix: nobody approves the section while it is open; reply: stands in a thread."""

    NOTE = "note"
    MUST_FIX = "must_fix"
    REPLY = "reply"


class ItemCode(StrEnum):
    """What must be fixed, and what a case is returned for."""

    FIGURE = "figure"
    SOURCE = "source"
    MISSING = "missing"
    CONCLUSION = "conclusion"
    WORDING = "wording"
    OTHER = "other"


class ItemAnswer(StrEnum):
    """What the author did about it."""

    DONE = "done"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class ReturnItem:
    """What a case is returned for: why, and about which words of the section (the whole of it where `start` is `end`).

    Without words of its own it says what the return itself says.
    """

    section: str
    code: ItemCode
    words: str = ""
    start: int = 0
    end: int = 0


def items_about(*sections: str, code: ItemCode = ItemCode.OTHER) -> tuple[ReturnItem, ...]:
    """An item for each of these sections, about the whole of it."""
    return tuple(ReturnItem(section, code) for section in dict.fromkeys(sections))


@dataclass(frozen=True, slots=True)
class Comment:
    """Words about a part of a section's text, from `start` to `end` in the plain text of that revision.

    The first of a thread has the thread's id as its own. What must be fixed has a `code`, and the `decision` by which
    the case was returned where it was made with it. A reply of the author's may answer what must be fixed.
    """

    comment_id: str
    thread_id: str
    case_id: str
    section: str
    revision_id: str
    start: int
    end: int
    kind: CommentKind
    code: ItemCode | None
    decision: str | None
    answer: ItemAnswer | None
    words: Content
    person_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Resolution:
    """A thread was resolved, or opened again (`resolved` is false then). The newest one counts.

    `revision_id` is the section's text at that time, `replies` how many there were: what is answered later is told from
    what was answered before without asking a clock.
    """

    thread_id: str
    case_id: str
    resolved: bool
    revision_id: str
    replies: int
    person_id: str
    at: datetime
