"""Threads of comments: where they stand in the text as it is now, and what is left to do about them.

What a case is returned for are threads as well: they must be fixed, like every other thread that says so. Each is
answered by the author of the case, by a reply or by other words in the section, before the case is sent again; who
asked for it then looks at each answer and resolves the thread.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.comment import Comment, CommentKind, ItemAnswer
from desktop_app.domain.redline import carry
from desktop_app.domain.section import Revision, RevisionKind
from desktop_app.domain.text import SectionText, Span
from desktop_app.domain.text_token import lone_words


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment, and what was replied to it."""

    first: Comment
    replies: tuple[Comment, ...]
    resolved_by: str | None
    asked_on: str
    """The section's text when it began, or was last opened again: its revision."""
    asked_after: int
    """How many replies there were then: an answer among them is none."""

    @property
    def is_open(self) -> bool:
        """Whether nobody has resolved it, or somebody opened it again."""
        return self.resolved_by is None

    @property
    def must_fix(self) -> bool:
        """Whether its section cannot be approved while it is open."""
        return self.first.kind is CommentKind.MUST_FIX

    @property
    def answer(self) -> ItemAnswer | None:
        """What the author said last that they did about it, since it was asked for."""
        return next((reply.answer for reply in reversed(self.replies[self.asked_after :]) if reply.answer), None)


def threads_of(record: CaseRecord) -> tuple[Thread, ...]:
    """All threads of a case, in the order in which they began."""
    firsts = [comment for comment in record.comments if comment.kind is not CommentKind.REPLY]
    return tuple(_thread(record, first) for first in firsts)


def open_must_fix(record: CaseRecord, section: str) -> tuple[Thread, ...]:
    """What keeps everybody from approving the section."""
    return tuple(t for t in threads_of(record) if t.first.section == section and t.must_fix and t.is_open)


def unanswered(record: CaseRecord) -> tuple[Thread, ...]:
    """What must be fixed and the author has neither answered nor changed a word of the section for."""
    return tuple(
        t for t in threads_of(record) if t.must_fix and t.is_open and not t.answer and not text_changed(record, t)
    )


def text_changed(record: CaseRecord, thread: Thread) -> bool:
    """Whether the section says something else by now than when it was asked for, or what another person had written
    into it was accepted or rejected since."""
    then, head = record.revision(thread.asked_on), record.head(thread.first.section)
    if then is None or head is None:
        return False
    now = record.original(head)
    settled = now.kind is RevisionKind.SETTLE and now.revision_id != then.revision_id
    return settled or head.section_text != then.section_text


def quote_of(record: CaseRecord, comment: Comment) -> str:
    """The words that it was made about; none where it is about the whole section."""
    then = record.revision(comment.revision_id) if comment.end > comment.start else None
    return then.section_text.plain[comment.start : comment.end] if then else ""


def place_now(record: CaseRecord, comment: Comment) -> Span | None:
    """Where the words stand in the section's current text; None where none of them is left, or where it is about the
    whole section."""
    return places_now(record, (comment,)).get(comment.comment_id)


def places_now(record: CaseRecord, comments: Iterable[Comment]) -> dict[str, Span]:
    """Where the words of these comments stand in the current texts, followed through each version, by comment. One of
    whose words none is left is not among them."""
    by_revision: dict[str, list[_Stand]] = {}
    for comment in comments:
        if comment.end > comment.start:
            stand = _Stand(comment.comment_id, comment.start, comment.end)
            by_revision.setdefault(comment.revision_id, []).append(stand)
    sections = {r.section for r in record.revisions if r.revision_id in by_revision}
    stands = [stand for section in sections for stand in _followed(_texts(record, section), by_revision)]
    return {stand.comment_id: Span(stand.start, stand.end) for stand in stands}


@dataclass(frozen=True, slots=True)
class _Stand:
    """Where the words of a comment stand in a text."""

    comment_id: str
    start: int
    end: int


def _followed(texts: Sequence[Revision], by_revision: Mapping[str, Sequence[_Stand]]) -> list[_Stand]:
    """From each text to the one that came after it; comments join at the text that they were made on."""
    stands: list[_Stand] = []
    for before, after in zip_longest(texts, texts[1:]):
        stands += by_revision.get(before.revision_id, ())
        if after is not None and stands:
            stands = _carried(stands, before.section_text, after.section_text)
    return stands


def _carried(stands: Sequence[_Stand], before: SectionText, after: SectionText) -> list[_Stand]:
    """Where the words stand after an edit. What reads as one change may hold a word that was kept: the longest of them
    that stands once in both texts is the same word."""
    moved = [stand for stand in carry(stands, before, after) if stand.start < stand.end]
    lost = {stand.comment_id for stand in stands} - {stand.comment_id for stand in moved}
    if lost:
        old, new = lone_words(before.plain), lone_words(after.plain)
        for stand in (stand for stand in stands if stand.comment_id in lost):
            inside = (w for w, at in old.items() if stand.start <= at and at + len(w) <= stand.end)
            word = max((w for w in inside if w in new), key=len, default=None)
            moved += [replace(stand, start=new[word], end=new[word] + len(word))] if word else []
    return moved


def _thread(record: CaseRecord, first: Comment) -> Thread:
    resolutions = [r for r in record.resolutions if r.thread_id == first.thread_id]
    last = resolutions[-1] if resolutions else None
    reopened = next((r for r in reversed(resolutions) if not r.resolved), None)
    return Thread(
        first=first,
        replies=tuple(c for c in record.comments if c.thread_id == first.thread_id and c is not first),
        resolved_by=last.person_id if last and last.resolved else None,
        asked_on=reopened.revision_id if reopened else first.revision_id,
        asked_after=reopened.replies if reopened else 0,
    )


def _texts(record: CaseRecord, section: str) -> list[Revision]:
    """What was the section's text, oldest first. A redraft that waits beside a text is none."""
    return [r for r in record.of_section(section) if r.kind is not RevisionKind.PROPOSAL]
