"""Escalating when the time of a stage is over, and handing back. Nothing is ever approved, and no case is dropped."""

import asyncio
from contextlib import suppress

from desktop_app.domain.audit import EventType
from desktop_app.domain.case import CaseState, CaseStep, after
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.errors import Conflict, CountersignError, Refusal, Refused
from desktop_app.domain.form import Stage
from desktop_app.domain.gate import deciding_roles, escalated_to, higher_role, is_done, open_stages, stage_for
from desktop_app.domain.gate_entry import EscalationCause, OverdueEntry
from desktop_app.domain.person import Acting, Actor
from desktop_app.domain.review import DecisionKind
from desktop_app.services.advancing import come, decide, escalate, hand_back, require_words, stay
from desktop_app.services.case_keeping import CaseKeeping
from desktop_app.services.delegating import Delegating
from desktop_app.services.ports import Clock
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording, unbroken
from desktop_app.services.refusing import told_if_refused

SECONDS = 60.0
"""Between two looks at what is overdue."""
AT_START = 20
"""Overdue stages that the start waits for, at most."""


class Escalating:
    """Looks at the start and from time to time for stages whose time is over, and acts on each exactly once.

    However many programs and timers look: what is done about one is done under a command that is made of its entry.
    """

    def __init__(
        self,
        store: Store,
        keeping: CaseKeeping,
        recording: Recording,
        delegating: Delegating,
        clock: Clock,
        seconds: float = SECONDS,
    ) -> None:
        self._store, self._keeping, self._recording = store, keeping, recording
        self._delegating, self._clock, self._seconds = delegating, clock, seconds
        self._looking: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Look once before any work, at some alone where many are overdue, and then beside it until `close`: what is
        done first is not done while somebody decides."""
        with suppress(CountersignError):
            await self.enter(AT_START)
            await self.look(AT_START)
        self._looking = asyncio.create_task(self._look())

    async def close(self) -> None:
        """Look no more. What is being written is written whole, or not at all."""
        if self._looking is not None:
            self._looking.cancel()
            with suppress(asyncio.CancelledError):
                await self._looking

    async def look(self, most: int | None = None) -> tuple[OverdueEntry, ...]:
        """What was overdue and is now told of or escalated. A case that cannot be read, or that somebody changes at
        the same moment, is left for the next look."""
        if self._store.read_only is not None:
            return ()
        found = []
        for overdue in (await self._store.overdue(self._clock.now()))[:most]:
            with suppress(CountersignError):
                await unbroken(self._time_out(overdue))
                found.append(overdue)
        return tuple(found)

    async def enter(self, most: int | None = None) -> None:
        """Let the time begin now of cases that came to their stage before the record kept when."""
        if self._store.read_only is not None:
            return
        for case_id in (await self._store.unentered())[:most]:
            with suppress(CountersignError):
                await unbroken(self._enter(case_id))

    @told_if_refused(EventType.DECISION_HANDED_BACK)
    async def hand_back(
        self,
        acting: Acting,
        case_id: str,
        reason: str,
        *,
        stage: str | None = None,
        command_id: str | None = None,
    ) -> CaseState:
        """Let the stage's own role decide again, with its time begun anew: by whom it was escalated to."""
        facts = await self._keeping.facts(case_id)
        if await self._recording.is_applied(command_id):
            return facts.record.file.state
        after(facts.record.file.state, CaseStep.HAND_BACK)
        found = await self._escalated(acting, facts, stage)
        decider = await self._delegating.decider(acting, facts, deciding_roles(facts, found))
        require_words(reason)
        scribe = self._recording.begin(decider.actor, case_id, command_id)
        decide(scribe, facts, decider, DecisionKind.HAND_BACK, found.stage, reason)
        state = hand_back(scribe, facts, found)
        await self._recording.write(scribe)
        return state

    async def _escalated(self, acting: Acting, facts: CaseFacts, name: str | None) -> Stage:
        """The stage that was escalated, which who acts decides in where there are several."""
        escalated = [s for s in open_stages(facts) if escalated_to(facts, s) and name in (None, s.stage)]
        if not escalated:
            raise Refused(
                f"The stage “{name}” was not escalated." if name else "No stage of the case was escalated.",
                next="Look at it with `countersign case show`.",
                refusal=Refusal.STATE,
            )
        roles = await self._delegating.roles(acting)
        theirs = stage_for(facts, acting.person.person_id, roles)
        return theirs if theirs in escalated else escalated[0]

    async def _look(self) -> None:
        with suppress(CountersignError):
            await self.enter()
        while True:
            with suppress(CountersignError):  # the store cannot be read: who works is told, and this goes on
                await self.look()
            await asyncio.sleep(self._seconds)

    async def _enter(self, case_id: str) -> None:
        facts = await self._keeping.facts(case_id)
        scribe = self._recording.begin(Actor.program(), case_id, f"{case_id}:entered")
        for stage in open_stages(facts):
            come(scribe, stage)
        if open_stages(facts):
            stay(scribe, facts)
            await self._recording.write(scribe)

    async def _time_out(self, overdue: OverdueEntry) -> None:
        """Do what the form says, in the program's own name: remind, or let the higher role decide."""
        facts = await self._keeping.facts(overdue.case_id)
        stage = next((s for s in open_stages(facts) if s.stage == overdue.gate), None)
        if stage is None or is_done(facts, stage):
            return
        scribe = self._recording.begin(Actor.program(), overdue.case_id, f"{overdue.entry_id}:due")
        scribe.tell(EventType.CASE_DUE, gate=stage.stage, entry=overdue.entry_id, did=stage.on_due)
        if stage.on_due == "escalate" and not escalated_to(facts, stage):
            escalate(scribe, facts, stage, higher_role(stage), EscalationCause.TIME)
        else:
            stay(scribe, facts)
        with suppress(Conflict):  # somebody decided at this moment: if it still waits, the next look finds it
            await self._recording.write(scribe)
