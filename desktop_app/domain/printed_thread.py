"""Threads of comments as a document shows them (in English)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.comment import Comment, CommentKind, ItemAnswer, ItemCode
from desktop_app.domain.provenance import person_name
from desktop_app.domain.text import Span
from desktop_app.domain.thread import Thread, places_now, quote_of, threads_of

_CODES = {
    ItemCode.FIGURE: "an amount or a date",
    ItemCode.SOURCE: "no source",
    ItemCode.MISSING: "something is missing",
    ItemCode.CONCLUSION: "a conclusion that does not follow",
    ItemCode.WORDING: "the wording",
    ItemCode.OTHER: "something else",
}
_ANSWERS = {ItemAnswer.DONE: "Mended. ", ItemAnswer.KEPT: "Left as it is. "}


@dataclass(frozen=True, slots=True)
class PrintedComment:
    """What somebody said, when."""

    name: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class PrintedThread:
    """A thread of a section, at its words in the text as it is now.

    `place` is None where it is about the whole section, or none of its words is left.
    """

    section: str
    place: Span | None
    resolved: bool
    comments: tuple[PrintedComment, ...]


def printed_threads(record: CaseRecord, names: Mapping[str, str]) -> tuple[PrintedThread, ...]:
    """All threads of a case, in the order in which they began."""
    threads = threads_of(record)
    places = places_now(record, [thread.first for thread in threads])
    return tuple(_printed(record, each, places.get(each.first.comment_id), names) for each in threads)


def _printed(record: CaseRecord, thread: Thread, place: Span | None, names: Mapping[str, str]) -> PrintedThread:
    said = [_said(comment, names, _quoted(record, comment, place)) for comment in (thread.first, *thread.replies)]
    said += _resolved(record, thread, names)
    return PrintedThread(thread.first.section, place, not thread.is_open, tuple(said))


def _said(comment: Comment, names: Mapping[str, str], quoted: str) -> PrintedComment:
    asked = f"Must be fixed ({_CODES[comment.code]}): " if comment.kind is CommentKind.MUST_FIX and comment.code else ""
    answered = _ANSWERS[comment.answer] if comment.answer else ""
    return PrintedComment(
        person_name(comment.person_id, names), comment.at, f"{asked}{answered}{comment.words.text}{quoted}"
    )


def _quoted(record: CaseRecord, comment: Comment, place: Span | None) -> str:
    """The words that a comment was about, where none of them is left."""
    quote = quote_of(record, comment) if place is None and comment.kind is not CommentKind.REPLY else ""
    return f"\nAbout words that are no longer in the text: “{quote}”" if quote else ""


def _resolved(record: CaseRecord, thread: Thread, names: Mapping[str, str]) -> Iterator[PrintedComment]:
    """Who resolved it: word processors keep that it is, and not who did it."""
    last = next((r for r in reversed(record.resolutions) if r.thread_id == thread.first.thread_id), None)
    if last is not None and last.resolved:
        yield PrintedComment(person_name(last.person_id, names), last.at, "Resolved.")
