"""Voiding: approvals that were signed with a key after it was reported as compromised."""

from functools import partial

from desktop_app.domain.case import CaseState
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.case_life import VoidReason
from desktop_app.domain.errors import CountersignError
from desktop_app.domain.gate import next_stages, open_stages
from desktop_app.domain.person import Actor
from desktop_app.domain.person_key import EndKind
from desktop_app.domain.review import DecisionKind
from desktop_app.services.advancing import enter, stay
from desktop_app.services.case_keeping import CaseKeeping
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording, Scribe, repeated

WAITING = (CaseState.REVIEW, CaseState.SIGN_OFF, CaseState.ESCALATED)
ENDED = (CaseState.SIGNED, CaseState.WITHDRAWN, CaseState.ABANDONED)


class Voiding:
    """Withdraws them, case by case. What is left undone by a crash is done the next time: until then they do not count
    all the same, because the key is revoked."""

    def __init__(self, store: Store, recording: Recording, keeping: CaseKeeping) -> None:
        self._store, self._recording, self._keeping = store, recording, keeping

    async def void(self) -> tuple[str, ...]:
        """Withdraw all that still stand in cases that have not ended; the cases."""
        history = await self._store.people_history()
        revoked = [end for end in history.ends if end.kind is EndKind.REVOKED]
        found = {case for end in revoked for case in await self._store.signed_with(end.key, end.until)}
        return tuple([case_id for case_id in sorted(found) if await self._tried(case_id)])

    async def _tried(self, case_id: str) -> bool:
        """A case that cannot be read, or that is worked on elsewhere, is passed over."""
        try:
            return await repeated(partial(self._void, case_id))
        except CountersignError:
            return False

    async def _void(self, case_id: str) -> bool:
        facts = await self._keeping.facts(case_id)
        approvals = _voided(facts)
        if facts.record.file.state in ENDED or not approvals:
            return False
        scribe = self._recording.begin(Actor.program(), case_id)
        for command_id, section in approvals:
            scribe.supersede(command_id, section, VoidReason.KEY_REVOKED, facts.record.file.lock_version + 1)
        _put_back(scribe, facts)
        await self._recording.write(scribe)
        return True


def _voided(facts: CaseFacts) -> tuple[tuple[str, str], ...]:
    """Approvals of sections by a revoked key that have not lapsed yet."""
    record = facts.record
    approvals = {d.command_id for d in record.decisions if d.kind is DecisionKind.APPROVE} & record.revoked
    lapsed = {(s.command_id, s.section) for s in record.superseded}
    told = ((d.command_id, d.section) for d in record.decided if d.command_id in approvals)
    return tuple(each for each in told if each not in lapsed)


def _put_back(scribe: Scribe, facts: CaseFacts) -> None:
    """The case waits again where an approval is missing; elsewhere it has changed, and stays where it is."""
    missing, here = next_stages(facts, None), open_stages(facts)
    if facts.record.file.state in WAITING and not set(missing) <= set(here):
        enter(scribe, facts, missing)
    else:
        stay(scribe, facts)
