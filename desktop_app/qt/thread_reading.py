"""The threads of comments as a person sees them: who said what, and what they can do about each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from desktop_app.domain.case import CaseState
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.comment import Comment, CommentKind, ItemAnswer, ItemCode
from desktop_app.domain.person import Acting
from desktop_app.domain.text import Span
from desktop_app.domain.thread import Thread, text_changed, threads_of
from desktop_app.services.commenting import ENDED, WRITERS, may_require


@dataclass(frozen=True, slots=True)
class Said:
    """One comment of a thread."""

    by: str
    at: datetime
    words: str
    answer: ItemAnswer | None = None


@dataclass(frozen=True, slots=True)
class ThreadCard:
    """A thread. `quote` are the words that it was made about (empty: the whole section), `place` where they stand now;
    `changed` says that the section says something else by now."""

    thread_id: str
    section: str
    title: str
    kind: CommentKind
    code: ItemCode | None
    quote: str
    place: Span | None
    said: tuple[Said, ...]
    is_open: bool
    is_item: bool
    answer: ItemAnswer | None
    changed: bool
    can_reply: bool
    can_answer: bool
    can_settle: bool

    @property
    def must_fix(self) -> bool:
        """Whether its section cannot be approved while it is open."""
        return self.kind is CommentKind.MUST_FIX


@dataclass(frozen=True, slots=True)
class Threads:
    """All threads of a case, in the order of the document, and what this person may begin."""

    case_id: str
    cards: tuple[ThreadCard, ...] = ()
    may_comment: bool = False
    may_require: bool = False


def read_threads(facts: CaseFacts, acting: Acting, names: Mapping[str, str]) -> Threads:
    """The threads of a case; `names` are those of people, by person."""
    order = {section.section: at for at, section in enumerate(facts.pack.form.sections)}
    threads = sorted(threads_of(facts.record), key=lambda thread: order.get(thread.first.section, len(order)))
    is_writer = bool(acting.profile.roles & set(WRITERS)) and facts.record.file.state not in ENDED
    return Threads(
        case_id=facts.case_id,
        cards=tuple(_card(facts, acting, names, thread, is_writer=is_writer) for thread in threads),
        may_comment=is_writer,
        may_require=is_writer and facts.record.file.state is not CaseState.DRAFT and may_require(acting, facts),
    )


def _card(facts: CaseFacts, acting: Acting, names: Mapping[str, str], thread: Thread, *, is_writer: bool) -> ThreadCard:
    first, me = thread.first, acting.person.person_id
    section = facts.section(first.section)
    author = facts.record.file.created_by == me
    return ThreadCard(
        thread_id=first.thread_id,
        section=first.section,
        title=section.title if section else first.section,
        kind=first.kind,
        code=first.code,
        quote=thread.quote,
        place=thread.place,
        said=tuple(_said(each, names) for each in (first, *thread.replies)),
        is_open=thread.is_open,
        is_item=thread.is_item,
        answer=thread.answer,
        changed=text_changed(facts.record, first),
        can_reply=is_writer and thread.is_open,
        can_answer=is_writer and author and thread.must_fix and thread.is_open,
        can_settle=is_writer and (first.person_id == me or not thread.must_fix or may_require(acting, facts)),
    )


def _said(comment: Comment, names: Mapping[str, str]) -> Said:
    return Said(names.get(comment.person_id, ""), comment.at, comment.words.text, comment.answer)
