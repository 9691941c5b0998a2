"""The threads of comments as a person sees them: who said what, and what they can do about each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from desktop_app.domain.case import CaseState
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.comment import Comment, CommentKind, ItemAnswer, ItemCode
from desktop_app.domain.person import Acting
from desktop_app.domain.text import Span
from desktop_app.domain.thread import Thread, places_now, quote_of, text_changed, threads_of
from desktop_app.services.commenting import WRITERS, may_require


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
    answer: ItemAnswer | None
    changed: bool
    can_reply: bool
    can_answer: bool
    can_settle: bool

    @property
    def must_fix(self) -> bool:
        """Whether its section cannot be approved while it is open."""
        return self.kind is CommentKind.MUST_FIX

    @property
    def told(self) -> str:
        """What was said last, and by whom."""
        return f"{self.said[-1].by}: {self.said[-1].words}"


@dataclass(frozen=True, slots=True)
class CommentMark:
    """Words of a text with a thread about them: where they stand, and what was said last."""

    thread_id: str
    place: Span
    must_fix: bool
    told: str


@dataclass(frozen=True, slots=True)
class Threads:
    """All threads of a case, in the order of the document, and what this person may begin."""

    case_id: str
    cards: tuple[ThreadCard, ...] = ()
    may_comment: bool = False
    may_require: bool = False

    @property
    def open_cards(self) -> tuple[ThreadCard, ...]:
        """Those that nobody has resolved."""
        return tuple(card for card in self.cards if card.is_open)

    @property
    def to_fix(self) -> tuple[ThreadCard, ...]:
        """Those that hold up an approval."""
        return tuple(card for card in self.open_cards if card.must_fix)

    def marks(self, section: str) -> tuple[CommentMark, ...]:
        """What is marked in the text of a section: words that somebody still has something to say about."""
        here = (card for card in self.open_cards if card.section == section)
        return tuple(CommentMark(c.thread_id, c.place, c.must_fix, c.told) for c in here if c.place is not None)


def read_threads(facts: CaseFacts, acting: Acting, names: Mapping[str, str]) -> Threads:
    """The threads of a case; `names` are those of people, by person."""
    order = {section.section: at for at, section in enumerate(facts.pack.form.sections)}
    is_writer = bool(acting.profile.roles & set(WRITERS)) and not facts.record.file.state.ended
    threads = threads_of(facts.record)
    places = places_now(facts.record, (thread.first for thread in threads))
    cards = [_card(facts, acting, names, t, places.get(t.first.comment_id), is_writer=is_writer) for t in threads]
    return Threads(
        case_id=facts.case_id,
        cards=tuple(sorted(cards, key=lambda card: (order.get(card.section, len(order)), _start(card)))),
        may_comment=is_writer,
        may_require=is_writer and facts.record.file.state is not CaseState.DRAFT and may_require(acting, facts),
    )


def _card(
    facts: CaseFacts, acting: Acting, names: Mapping[str, str], thread: Thread, place: Span | None, *, is_writer: bool
) -> ThreadCard:
    first, me = thread.first, acting.person.person_id
    section = facts.section(first.section)
    author = facts.record.file.created_by == me
    return ThreadCard(
        thread_id=first.thread_id,
        section=first.section,
        title=section.title if section else first.section,
        kind=first.kind,
        code=first.code,
        quote=quote_of(facts.record, first),
        place=place,
        said=tuple(_said(each, names) for each in (first, *thread.replies)),
        is_open=thread.is_open,
        answer=thread.answer,
        changed=text_changed(facts.record, thread),
        can_reply=is_writer and thread.is_open,
        can_answer=is_writer and author and thread.must_fix and thread.is_open,
        can_settle=is_writer and (first.person_id == me or not thread.must_fix or may_require(acting, facts)),
    )


def _start(card: ThreadCard) -> int:
    return card.place.start if card.place else -1


def _said(comment: Comment, names: Mapping[str, str]) -> Said:
    return Said(names.get(comment.person_id, ""), comment.at, comment.words.text, comment.answer)
