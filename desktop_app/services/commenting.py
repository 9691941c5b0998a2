"""Comments on words of a text: made, answered, resolved. None of them changes a text or moves a case."""

from desktop_app.domain.audit import EventType
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.comment import Comment, CommentKind, ItemAnswer, ItemCode, Resolution
from desktop_app.domain.errors import NotFound, Refusal, Refused, UsageError
from desktop_app.domain.gate import deciding_roles, stage_of
from desktop_app.domain.person import Acting, Actor, Role
from desktop_app.domain.text import Span
from desktop_app.domain.thread import Thread, place_now, threads_of
from desktop_app.services.case_keeping import CaseKeeping
from desktop_app.services.recording import Recording, Scribe
from desktop_app.services.refusing import told_if_refused

WRITERS = (Role.ANALYST, Role.REVIEWER, Role.APPROVER)


class Commenting:
    """Keeps what people say about a text. A command that is given twice under one `command_id` is applied once."""

    def __init__(self, keeping: CaseKeeping, recording: Recording) -> None:
        self._keeping, self._recording = keeping, recording

    @told_if_refused(EventType.COMMENT_MADE)
    async def comment(
        self,
        acting: Acting,
        case_id: str,
        section: str,
        words: str,
        place: Span | None = None,
        code: ItemCode | None = None,
        *,
        command_id: str | None = None,
    ) -> None:
        """Say something about words of the section's current text (None: about all of it).

        With a `code` it must be fixed, which is said by who decides about the case in its stage. Raises Refused,
        NotFound, UsageError.
        """
        if await self._recording.is_applied(command_id):
            return
        facts = await self._facts(case_id)
        actor = _writer(acting, facts, deciding=code is not None)
        at = place_in(facts, section, place)
        scribe = self._begin(actor, facts, command_id)
        kind = CommentKind.MUST_FIX if code else CommentKind.NOTE
        put_comment(scribe, facts, section, at, _words(words), kind, person_id=acting.person.person_id, code=code)
        await self._recording.write(scribe)

    @told_if_refused(EventType.COMMENT_MADE)
    async def reply(
        self,
        acting: Acting,
        case_id: str,
        thread_id: str,
        words: str,
        answer: ItemAnswer | None = None,
        *,
        command_id: str | None = None,
    ) -> None:
        """Say something in a thread. The author of a case answers so what must be fixed."""
        if await self._recording.is_applied(command_id):
            return
        facts = await self._facts(case_id)
        actor, thread = _writer(acting, facts), _thread(facts, thread_id)
        if answer and (not thread.must_fix or not _is_author(acting, facts)):
            raise Refused(
                "Only the author of the case answers what must be fixed.",
                next="Reply without an answer.",
                refusal=Refusal.NOT_THE_AUTHOR,
            )
        scribe = self._begin(actor, facts, command_id)
        first = thread.first
        put_comment(
            scribe,
            facts,
            first.section,
            place_now(facts.record, first) or Span(0, 0),
            _words(words),
            CommentKind.REPLY,
            person_id=acting.person.person_id,
            thread_id=first.thread_id,
            answer=answer,
        )
        await self._recording.write(scribe)

    @told_if_refused(EventType.COMMENT_RESOLVED)
    async def resolve(self, acting: Acting, case_id: str, thread_id: str, *, command_id: str | None = None) -> None:
        """Nothing is left to say. What must be fixed is resolved by who said so, or by another who decides there."""
        await self._settle(acting, case_id, thread_id, resolved=True, command_id=command_id)

    @told_if_refused(EventType.COMMENT_RESOLVED)
    async def reopen(self, acting: Acting, case_id: str, thread_id: str, *, command_id: str | None = None) -> None:
        """Something is left to say after all."""
        await self._settle(acting, case_id, thread_id, resolved=False, command_id=command_id)

    async def _settle(
        self, acting: Acting, case_id: str, thread_id: str, *, resolved: bool, command_id: str | None
    ) -> None:
        if await self._recording.is_applied(command_id):
            return
        facts = await self._facts(case_id)
        thread = _thread(facts, thread_id)
        begun = thread.first.person_id == acting.person.person_id
        actor = _writer(acting, facts, deciding=thread.must_fix and not begun)
        if thread.is_open is not resolved:
            how = "resolved" if resolved else "open"
            raise Refused(f"This comment is {how} already.", next="Look at it again.", refusal=Refusal.UNCHANGED)
        scribe = self._begin(actor, facts, command_id)
        head, person_id = facts.record.heads[thread.first.section], acting.person.person_id
        scribe.put(Resolution(thread_id, case_id, resolved, head, len(thread.replies), person_id, scribe.now))
        scribe.tell(EventType.COMMENT_RESOLVED, section=thread.first.section, thread=thread_id, resolved=resolved)
        await self._recording.write(scribe)

    def _begin(self, actor: Actor, facts: CaseFacts, command_id: str | None) -> Scribe:
        """Whoever decides about the case at the same time has to look again: the case is another one by then."""
        scribe = self._recording.begin(actor, facts.case_id, command_id)
        scribe.put(facts.record.file.touched())
        return scribe

    async def _facts(self, case_id: str) -> CaseFacts:
        facts = await self._keeping.facts(case_id)
        if facts.record.file.state.ended:
            raise Refused(
                f"Nothing more is said about a case that is {facts.record.file.state}.",
                next="Open a new case for what has changed.",
                refusal=Refusal.STATE,
            )
        return facts


def put_comment(
    scribe: Scribe,
    facts: CaseFacts,
    section: str,
    place: Span,
    words: str,
    kind: CommentKind,
    *,
    person_id: str,
    thread_id: str | None = None,
    code: ItemCode | None = None,
    returned: bool = False,
    answer: ItemAnswer | None = None,
) -> None:
    """A comment on the section's current text, with its event, as part of an entry. Without a thread it begins one;
    `returned` says that the entry is the return of the case, which is for this."""
    comment_id = scribe.new_id()
    comment = Comment(
        comment_id=comment_id,
        thread_id=thread_id or comment_id,
        case_id=facts.case_id,
        section=section,
        revision_id=facts.record.heads[section],
        start=place.start,
        end=place.end,
        kind=kind,
        code=code,
        decision=scribe.command_id if returned else None,
        answer=answer,
        words=scribe.keep(words),
        person_id=person_id,
        at=scribe.now,
    )
    scribe.put(comment)
    scribe.tell(
        EventType.COMMENT_MADE,
        section=section,
        refs={"words": comment.words},
        comment=comment_id,
        thread=comment.thread_id,
        revision=comment.revision_id,
        kind=kind.value,
        code=code.value if code else "",
        decision=comment.decision or "",
        answer=answer.value if answer else "",
    )


def _writer(acting: Acting, facts: CaseFacts, *, deciding: bool = False) -> Actor:
    """Who may say something: whoever works on cases; where it holds up a decision, only who decides there."""
    if not deciding:
        return acting.as_one_of(*WRITERS)
    if _is_author(acting, facts):
        raise Refused(
            "The author of a case does not decide what must be fixed in it.",
            next="Answer it, and let the person who asked for it resolve it.",
            refusal=Refusal.FOUR_EYES,
        )
    return acting.as_one_of(*_deciding(facts))


def may_require(acting: Acting, facts: CaseFacts) -> bool:
    """Whether this person says what must be fixed in the case, and resolves it."""
    return not _is_author(acting, facts) and bool(acting.profile.roles & set(_deciding(facts)))


def _deciding(facts: CaseFacts) -> tuple[Role, ...]:
    """Who decides about the case where it stands, or will where it is back with its author."""
    stage = stage_of(facts)
    return deciding_roles(facts, stage) if stage else (Role.REVIEWER, Role.APPROVER)


def _is_author(acting: Acting, facts: CaseFacts) -> bool:
    return acting.person.person_id in facts.record.authors


def _thread(facts: CaseFacts, thread_id: str) -> Thread:
    found = next((t for t in threads_of(facts.record) if t.first.thread_id == thread_id), None)
    if found is None:
        raise NotFound("The case has no such comment.", next="`countersign case show` lists them.")
    return found


def place_in(facts: CaseFacts, section: str, place: Span | None) -> Span:
    """Where a comment stands in the section's current text. Raises NotFound, UsageError."""
    head = facts.record.head(section)
    if head is None:
        raise NotFound(f"The section “{section}” has no text.", next="Look at it with `countersign case show`.")
    at = place or Span(0, 0)
    text = head.section_text.plain
    if place and not (0 <= at.start < at.end <= len(text) and text[at.start : at.end].strip()):
        raise UsageError("These are no words of the section's text.", next="Mark the words, and comment on them.")
    return at


def _words(words: str) -> str:
    if not words.strip():
        raise UsageError("The comment has no words.", next="Say what it is about.")
    return words.strip()
