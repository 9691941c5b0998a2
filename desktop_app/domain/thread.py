"""Threads of comments: where they stand in the text as it is now, and what is left to do about them.

What a case is returned for are threads as well. Each is answered by its author, by a reply or by other words in the
section, before the case is sent again; who returned it then looks at each answer and resolves the thread.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.comment import Comment, CommentKind, ItemAnswer
from desktop_app.domain.redline import carry
from desktop_app.domain.section import Revision, RevisionKind
from desktop_app.domain.text import Span


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment, what was replied to it, and where its words stand now (None: none of them is left)."""

    first: Comment
    replies: tuple[Comment, ...]
    resolved_by: str | None
    place: Span | None
    quote: str
    """The words that it was made about."""

    @property
    def is_open(self) -> bool:
        """Whether nobody has resolved it, or somebody opened it again."""
        return self.resolved_by is None

    @property
    def must_fix(self) -> bool:
        """Whether its section cannot be approved while it is open."""
        return self.first.kind is CommentKind.MUST_FIX

    @property
    def is_item(self) -> bool:
        """Whether the case was returned for it."""
        return self.first.decision is not None

    @property
    def answer(self) -> ItemAnswer | None:
        """What the author said last that they did about it."""
        return next((reply.answer for reply in reversed(self.replies) if reply.answer), None)


def threads_of(record: CaseRecord) -> tuple[Thread, ...]:
    """All threads of a case, in the order in which they began."""
    firsts = [comment for comment in record.comments if comment.kind is not CommentKind.REPLY]
    return tuple(_thread(record, first) for first in firsts)


def open_must_fix(record: CaseRecord, section: str) -> tuple[Thread, ...]:
    """What keeps everybody from approving the section."""
    return tuple(t for t in threads_of(record) if t.first.section == section and t.must_fix and t.is_open)


def unanswered(record: CaseRecord) -> tuple[Thread, ...]:
    """What the case was returned for and its author has neither answered nor changed a word of the section for."""
    return tuple(
        t for t in threads_of(record) if t.is_item and t.is_open and not t.answer and not text_changed(record, t.first)
    )


def text_changed(record: CaseRecord, comment: Comment) -> bool:
    """Whether the section says something else by now than when the comment was made."""
    then, head = record.revision(comment.revision_id), record.head(comment.section)
    return then is not None and head is not None and head.section_text != then.section_text


def place_now(record: CaseRecord, comment: Comment) -> Span | None:
    """Where the words stand in the section's current text, followed through each version of it; None where none of
    them is left, or where the text that the comment is about was never the current one."""
    places: tuple[Span, ...] = (Span(comment.start, comment.end),)
    for before, after in _steps(record, comment):
        places = carry(places, before.section_text, after.section_text)
    return places[0] if places and places[0].length else None


def _thread(record: CaseRecord, first: Comment) -> Thread:
    resolutions = [r for r in record.resolutions if r.thread_id == first.thread_id]
    last = resolutions[-1] if resolutions else None
    then = record.revision(first.revision_id)
    return Thread(
        first=first,
        replies=tuple(c for c in record.comments if c.thread_id == first.thread_id and c is not first),
        resolved_by=last.person_id if last and last.resolved else None,
        place=place_now(record, first),
        quote=then.section_text.plain[first.start : first.end] if then else "",
    )


def _steps(record: CaseRecord, comment: Comment) -> Iterable[tuple[Revision, Revision]]:
    """Each current text of the section since the comment, with the one that came after it. A redraft that waits beside
    a text is none."""
    texts = [r for r in record.of_section(comment.section) if r.kind is not RevisionKind.PROPOSAL]
    first = next((i for i, r in enumerate(texts) if r.revision_id == comment.revision_id), len(texts))
    return pairwise(texts[first:])
