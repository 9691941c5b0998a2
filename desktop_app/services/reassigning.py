"""Handing a case to another analyst, when somebody is away: recorded, with a reason, and no way around four-eyes."""

from dataclasses import replace

from desktop_app.domain.audit import EventType
from desktop_app.domain.case import CaseState, CaseStep, after
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.case_life import LifeKind, VoidReason, stated_reason
from desktop_app.domain.errors import NotFound, Refusal, Refused
from desktop_app.domain.person import Acting, Person, Role
from desktop_app.services.advancing import end
from desktop_app.services.case_keeping import CaseKeeping
from desktop_app.services.ending import put_step, require_its_author
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording
from desktop_app.services.refusing import told_if_refused
from desktop_app.services.withdrawing import withdraw


class Reassigning:
    """Its author hands a case on, or an administrator does. Who wrote which words stays as it is."""

    def __init__(self, store: Store, keeping: CaseKeeping, recording: Recording) -> None:
        self._store, self._keeping, self._recording = store, keeping, recording

    @told_if_refused(EventType.CASE_REASSIGNED)
    async def reassign(
        self, acting: Acting, case_id: str, person_id: str, reason: str, *, command_id: str | None = None
    ) -> CaseState:
        """Make the case that of another analyst. Approvals that they gave in it end, since nobody decides about a case
        of their own; where there are some, the case goes back to them, to be sent again.

        Raises NotFound where no analyst is that person.
        """
        facts = await self._keeping.facts(case_id)
        file = facts.record.file
        if await self._recording.is_applied(command_id):
            return file.state
        state = after(file.state, CaseStep.REASSIGN)
        if Role.ADMINISTRATOR not in acting.profile.roles:
            require_its_author(acting, facts)
        actor = acting.as_one_of(Role.ADMINISTRATOR, Role.ANALYST)
        heir = await self.heir(person_id)
        if heir.person_id == file.created_by:
            raise Refused(f"It is the case of {heir.name} already.", next="Name another.", refusal=Refusal.UNCHANGED)
        words = stated_reason(reason, "hand on")
        scribe = self._recording.begin(actor, case_id, command_id)
        at_work = acting.person.person_id
        step = put_step(scribe, facts, LifeKind.REASSIGN, words, at_work, was=file.created_by, now=heir.person_id)
        told = {"was": file.created_by, "now": heir.person_id}
        scribe.tell(EventType.CASE_REASSIGNED, refs={"reason": step.words}, data=told)
        handed = replace(facts, record=replace(facts.record, file=replace(file, created_by=heir.person_id)))
        withdraw(scribe, handed.record, facts.record.heads.keys(), VoidReason.REASSIGNED, by=heir.person_id)
        if _has_approved(facts, heir.person_id) and not state.editable:
            state = after(state, CaseStep.WITHDRAW)
            end(scribe, handed, state)
        else:
            scribe.put(handed.record.file.touched())
        await self._recording.write(scribe)
        return state

    async def heir(self, person_id: str) -> Person:
        """The analyst to hand a case to, by identifier or name. Raises NotFound."""
        for person, profile in await self._store.people():
            if Role.ANALYST in profile.roles and person_id in (person.person_id, person.name):
                return person
        raise NotFound("No analyst has that name.", next="`countersign person list` names everybody.")


def _has_approved(facts: CaseFacts, person_id: str) -> bool:
    lapsed = {(s.command_id, s.section) for s in facts.record.superseded}
    theirs = {d.command_id for d in facts.record.decisions if person_id in facts.record.voices(d)}
    return any(d.command_id in theirs and (d.command_id, d.section) not in lapsed for d in facts.record.decided)
