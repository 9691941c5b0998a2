"""A case leaves its way and comes back to it: its author takes it back, gives it up, or opens it again."""

from desktop_app.domain.audit import EventType
from desktop_app.domain.case import CaseState, CaseStep, after
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.case_life import LifeKind, LifeStep, stated_reason
from desktop_app.domain.errors import Refusal, Refused
from desktop_app.domain.person import Acting, Role
from desktop_app.services.advancing import end
from desktop_app.services.case_keeping import CaseKeeping
from desktop_app.services.recording import Recording, Scribe
from desktop_app.services.refusing import told_if_refused


class Ending:
    """Each step is its author's, has a reason, and applies once under one `command_id`; what the case holds stays.

    Approvals stay too: they are of texts, and end where a text or what it stands on changes.
    """

    def __init__(self, keeping: CaseKeeping, recording: Recording) -> None:
        self._keeping, self._recording = keeping, recording

    @told_if_refused(EventType.CASE_WITHDRAWN)
    async def withdraw(self, acting: Acting, case_id: str, reason: str, *, command_id: str | None = None) -> CaseState:
        """Take a case back that was sent and is not signed: its author changes it and sends it again."""
        facts = await self._keeping.facts(case_id)
        if await self._recording.is_applied(command_id):
            return facts.record.file.state
        state = after(facts.record.file.state, CaseStep.WITHDRAW)
        return await self._take(acting, facts, (LifeKind.WITHDRAW, state), reason, command_id)

    @told_if_refused(EventType.CASE_ABANDONED)
    async def abandon(self, acting: Acting, case_id: str, reason: str, *, command_id: str | None = None) -> CaseState:
        """Give a case up that is not signed. Nobody works on it until it is opened again."""
        facts = await self._keeping.facts(case_id)
        if await self._recording.is_applied(command_id):
            return facts.record.file.state
        state = after(facts.record.file.state, CaseStep.ABANDON)
        return await self._take(acting, facts, (LifeKind.ABANDON, state), reason, command_id)

    @told_if_refused(EventType.CASE_REOPENED)
    async def reopen(self, acting: Acting, case_id: str, reason: str, *, command_id: str | None = None) -> CaseState:
        """Open an abandoned case again: with its author, and as sent before where it was."""
        facts = await self._keeping.facts(case_id)
        if await self._recording.is_applied(command_id):
            return facts.record.file.state
        state = after(facts.record.file.state, CaseStep.REOPEN)
        await self._require_only_version(facts)
        if await self._recording.last_actor(case_id, EventType.CASE_SENT):
            state = after(facts.record.file.state, CaseStep.REOPEN_SENT)
        return await self._take(acting, facts, (LifeKind.REOPEN, state), reason, command_id)

    async def _take(
        self, acting: Acting, facts: CaseFacts, step: tuple[LifeKind, CaseState], reason: str, command_id: str | None
    ) -> CaseState:
        kind, state = step
        actor = acting.as_one_of(Role.ANALYST)
        require_its_author(acting, facts)
        words = stated_reason(reason, _VERBS[kind])
        scribe = self._recording.begin(actor, facts.case_id, command_id)
        file = facts.record.file
        taken = put_step(scribe, facts, kind, words, acting.person.person_id)
        told = (
            {"state": state.value}
            if kind is LifeKind.REOPEN
            else {"state": file.state.value, "stage": file.stage or ""}
        )
        scribe.tell(_EVENTS[kind], refs={"reason": taken.words}, data=told)
        end(scribe, facts, state)
        await self._recording.write(scribe)
        return state

    async def _require_only_version(self, facts: CaseFacts) -> None:
        """A version that was given up comes back only where no other one took its place."""
        origin = facts.record.origin
        newest = (await self._keeping.facts(origin.of_case)).record.amendment if origin else None
        if newest and origin and newest.case_id != facts.case_id and newest.version == origin.version:
            raise Refused(
                "Another version has taken the place of this one.",
                next="Go on with that one: `countersign case show` of the signed case names it.",
                refusal=Refusal.AMENDED,
            )


_VERBS = {LifeKind.WITHDRAW: "take back", LifeKind.ABANDON: "abandon", LifeKind.REOPEN: "reopen"}
_EVENTS = {
    LifeKind.WITHDRAW: EventType.CASE_WITHDRAWN,
    LifeKind.ABANDON: EventType.CASE_ABANDONED,
    LifeKind.REOPEN: EventType.CASE_REOPENED,
}


def require_its_author(acting: Acting, facts: CaseFacts) -> None:
    """Raises Refused for who is not the one whose case it is."""
    if acting.person.person_id != facts.record.file.created_by:
        raise Refused(
            "This is for the person whose case it is.",
            next="Use the author's profile with `--as`, or have the case handed to you.",
            refusal=Refusal.NOT_THE_AUTHOR,
        )


def put_step(
    scribe: Scribe,
    facts: CaseFacts,
    kind: LifeKind,
    reason: str,
    person_id: str,
    *,
    was: str | None = None,
    now: str | None = None,
    sections: tuple[str, ...] = (),
) -> LifeStep:
    """The step of the case's next version, with its reason; the case itself is put after it."""
    words = scribe.keep(reason)
    version = facts.record.file.lock_version + 1
    step = LifeStep(facts.case_id, version, kind, words, person_id, was, now, sections, scribe.now)
    scribe.put(step)
    return step
