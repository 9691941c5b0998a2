"""Handing a case over to another machine through the exchange folder, giving it back, and calling it back.

What is decided is recorded before the folder is written: after a crash between the two the case is away and its file is
not there, which is shown as lost and mended by putting it again. Nothing that was recorded here is lost by any file.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from desktop_app.domain.audit import EventType
from desktop_app.domain.case import CaseState
from desktop_app.domain.errors import NotFound, Refusal, Refused, UsageError
from desktop_app.domain.exchange import AwayFrom, CaseExchange, Standing
from desktop_app.domain.handover import Handover, HandoverState, Machine
from desktop_app.domain.handover_file import ClaimNote, read_strictly, wire_instant
from desktop_app.domain.person import Acting, Role
from desktop_app.services.case_packing import CasePacking
from desktop_app.services.handover_ports import Exchange, Histories, MachineKeys
from desktop_app.services.introducing import Introducing
from desktop_app.services.ports import Chance
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording
from desktop_app.services.refusing import told_if_refused

WORKING = (Role.ANALYST, Role.REVIEWER, Role.APPROVER)
"""Who may hand a case over, take one and give it back."""
WAITING = (CaseState.REVIEW, CaseState.ESCALATED, CaseState.SIGN_OFF)
"""What waits for somebody's decision: what can be handed over."""


class HandingOver:
    """Puts cases into the exchange folder. The same command again puts the same file."""

    def __init__(
        self,
        store: Store,
        recording: Recording,
        histories: Histories,
        introducing: Introducing,
        packing: CasePacking,
        chance: Chance,
    ) -> None:
        self._store, self._recording, self._histories = store, recording, histories
        self._introducing, self._packing, self._chance = introducing, packing, chance

    @told_if_refused(EventType.HANDOVER_PUT)
    async def send(
        self, acting: Acting, case_id: str, machines: Sequence[str] = (), command_id: str | None = None
    ) -> Handover:
        """Put a case that was sent into the folder, for these accepted machines or for all; it is only read here until
        it is back. Raises ExchangeFailed where the folder does not take it: `put_again` does it then.
        """
        if await self._recording.is_applied(command_id):
            return [each for each in await self._histories.handovers(case_id) if not each.answers][-1]
        state = (await self._store.case_file(case_id)).state
        if state not in WAITING:
            raise Refused(
                f"A case in the state “{state}” waits for nobody's decision.",
                next="Send it first; then hand it over.",
                refusal=Refusal.STATE,
            )
        apart = await self._apart(case_id)
        to = [m for m in await self._recipients(machines) if not (m.machine_id in apart and not machines)]
        gone = [machine.name for machine in to if machine.machine_id in apart]
        if gone or not to:
            raise Refused(
                f"{', '.join(gone) or 'The other machine'} has another history of this case since a conflict, and "
                "cannot follow this one.",
                next="Send a copy there (`countersign case copy CASE --documents`), or finish this one here.",
                refusal=Refusal.HANDED_OVER,
            )
        await self._require_here(case_id)
        return await self._put(acting, case_id, to, HandoverState.AWAY, "", command_id)

    @told_if_refused(EventType.HANDOVER_PUT)
    async def give_back(self, acting: Acting, case_id: str) -> Handover:
        """Return a case that was taken in here to who put it, with all that was decided and written since."""
        taken = await self._current(case_id, HandoverState.TAKEN)
        if not taken:
            raise NotFound("This case was not taken from another machine.", next="`countersign handover incoming`.")
        to = await self._recipients([taken[-1].machine_id])
        return await self._put(acting, case_id, to, HandoverState.GIVEN_BACK, taken[-1].file_id, None, taken)

    async def put_again(self, acting: Acting, case_id: str) -> Handover:
        """Put the file of a case that is away once more, as the very same file: for one that was lost."""
        current = await self._current(case_id, HandoverState.AWAY, HandoverState.GIVEN_BACK)
        if not current:
            raise NotFound("This case is not with another machine.", next="Hand it over first.")
        acting.as_one_of(*WORKING)
        handover = current[-1]
        names = handover.machine_id.split(",") if handover.machine_id else ()
        await self._write(acting, handover, await self._recipients(names))
        return handover

    @told_if_refused(EventType.HANDOVER_PUT)
    async def call_back(self, acting: Acting, case_id: str, *, force: bool = False) -> Handover:
        """Go on with a case here that nobody has taken yet. With `force` also with one that somebody has: what they
        return then meets what was done here, and a person decides. Raises Refused where it is claimed.
        """
        actor = acting.as_one_of(*WORKING)
        current = await self._current(case_id, HandoverState.AWAY)
        if not current:
            raise NotFound("This case is not with another machine.", next="Look at it with `countersign case show`.")
        handover, exchange = current[-1], await self._introducing.exchange()
        keys = await self._histories.keys()
        note = await self.claim(exchange, keys, acting, handover.file_id)
        if note is not None and note.machine != keys.machine_id and not force:
            who = await self.machine_name(note.machine)
            raise Refused(
                f"The case was taken by {who} at {note.at}.",
                next="Ask them to return it; or take it back by force, and see to both later.",
                refusal=Refusal.HANDED_OVER,
            )
        forced = note is not None and note.machine != keys.machine_id
        state = HandoverState.TAKEN_BACK if forced else HandoverState.CALLED_BACK
        scribe = self._recording.begin(actor, case_id)
        changed = replace(handover, state=state, person_id=acting.person.person_id, at=scribe.now)
        scribe.put(changed)
        scribe.tell(EventType.HANDOVER_PUT, file=handover.file_id, state=state.value)
        await self._recording.write(scribe)
        await asyncio.to_thread(exchange.remove, handover.file_id)
        return changed

    async def elsewhere(self, case_id: str | None = None) -> tuple[Standing, ...]:
        """The cases, or this one, that are with other machines now, and who has claimed them. Raises ExchangeFailed."""
        exchange = await self._introducing.exchange()
        away = [h for h in await self._histories.handovers(case_id) if h.state is HandoverState.AWAY]
        there = {found.name for found in await asyncio.to_thread(exchange.files)} if away else set()
        return tuple([await self._standing(exchange, h, f"{h.file_id}.case" in there) for h in away])

    async def away(self, case_id: str) -> AwayFrom | None:
        """Which machine a case is with, where it is only read here; asks no folder."""
        for each in await self._histories.handovers(case_id):
            if each.state.holds_still:
                back = each.state is HandoverState.GIVEN_BACK
                return AwayFrom(await self.machine_name(each.machine_id), each.at, given_back=back)
        return None

    async def of_case(self, acting: Acting, case_id: str) -> CaseExchange:
        """Where this person can have a case go, or where it is; asks no folder. Of a case in work, the machines that it
        can go to once it is sent."""
        away = await self.away(case_id)
        works = bool(acting.profile.roles & set(WORKING))
        if away is not None or not works or not await self._introducing.place():
            return CaseExchange(case_id, away=away)
        taken = await self._current(case_id, HandoverState.TAKEN)
        if taken:
            name, at = await self.machine_name(taken[-1].machine_id), taken[-1].at
            return CaseExchange(case_id, came_from=name, since=at, decided=await self._decided(case_id, at))
        state = (await self._store.case_file(case_id)).state
        known = await self._histories.machines() if state.editable or state in WAITING else ()
        apart = await self._apart(case_id)
        follow = tuple(each.machine for each in known if each.machine.machine_id not in apart)
        names = ", ".join(each.machine.name for each in known if each.machine.machine_id in apart)
        return CaseExchange(case_id, follow, apart=names)

    async def going_back(self) -> tuple[tuple[Handover, str], ...]:
        """Cases that were taken in here and about which something was decided since, with the machine that each goes
        back to; asks no folder."""
        taken = [h for h in await self._histories.handovers() if h.state is HandoverState.TAKEN]
        decided = [h for h in taken if await self._decided(h.case_id, h.at)]
        return tuple([(each, await self.machine_name(each.machine_id)) for each in decided])

    async def standing(self) -> tuple[Handover, ...]:
        """The case files that were put here or came here, oldest first."""
        return await self._histories.handovers()

    async def claim(self, exchange: Exchange, keys: MachineKeys, acting: Acting, file_id: str) -> ClaimNote | None:
        """Claim a file for this machine; the claim that stands then. None where the one that stands says nothing."""
        unsigned = ClaimNote(
            file=file_id,
            machine=keys.machine_id,
            person=acting.person.person_id,
            at=wire_instant(self._recording.begin(acting.as_one_of(*WORKING)).now),
        )
        note = unsigned.model_copy(update={"signature": keys.sign(unsigned.signed_bytes).hex()})
        if await asyncio.to_thread(exchange.claim, file_id, note.dump()):
            return note
        return await self.claim_of(exchange, file_id)

    async def claim_of(self, exchange: Exchange, file_id: str) -> ClaimNote | None:
        """The claim on a file, where one stands that an accepted machine or this one signed."""
        body = await asyncio.to_thread(exchange.claim_of, file_id)
        if body is None:
            return None
        own = await self._histories.keys()
        signers = {k.machine.machine_id: k.machine.signing_key for k in await self._histories.machines()}
        signers[own.machine_id] = own.signing_key
        try:
            note = read_strictly(ClaimNote, body)
        except ValueError:
            return _unread(file_id)
        good = note.file == file_id and self._histories.verifies(
            signers.get(note.machine, b""), note.signed_bytes, bytes.fromhex(note.signature)
        )
        return note if good else _unread(file_id)

    async def machine_name(self, machine_id: str) -> str:
        """What a machine is called here."""
        named = {k.machine.machine_id: k.machine.name for k in await self._histories.machines()}
        return ", ".join(named.get(each, f"machine {each[:8]}") for each in machine_id.split(","))

    async def _apart(self, case_id: str) -> set[str]:
        """The machines that went on with the case by themselves: what they gave back could not follow what is here, and
        they keep it, as nothing that was recorded anywhere is undone."""
        return {h.machine_id for h in await self._current(case_id, HandoverState.CONFLICT, HandoverState.SETTLED)}

    async def _decided(self, case_id: str, since: datetime) -> bool:
        """Whether anything was decided about a case since then: it waits for nobody any more, or a decision says so."""
        record = await self._store.case(case_id)
        return record.file.state not in WAITING or any(each.at >= since for each in record.decisions)

    async def _standing(self, exchange: Exchange, handover: Handover, is_there: bool) -> Standing:
        note = await self.claim_of(exchange, handover.file_id)
        by = await self.machine_name(note.machine) if note and note.machine else "somebody" if note else ""
        name = await self.machine_name(handover.machine_id)
        return Standing(handover, name, by, note.at if note else "", lost=note is None and not is_there)

    async def _put(
        self,
        acting: Acting,
        case_id: str,
        to: Sequence[Machine],
        state: HandoverState,
        answers: str,
        command_id: str | None,
        closing: Sequence[Handover] = (),
    ) -> Handover:
        keys, actor = await self._histories.keys(), acting.as_one_of(*WORKING)
        await self._introducing.introduce()
        part = await self._histories.own_part(case_id)
        scribe = self._recording.begin(actor, case_id, command_id)
        head = await self._packing.close_part(scribe, keys, case_id, part)
        recipients = ",".join(machine.machine_id for machine in to)
        person_id = acting.person.person_id
        handover = Handover(self._chance.new_id(), case_id, recipients, state, person_id, scribe.now, answers)
        scribe.put(*(replace(each, state=HandoverState.CLOSED) for each in closing), handover)
        scribe.tell(
            EventType.HANDOVER_PUT,
            file=handover.file_id,
            machines=[machine.machine_id for machine in to],
            answers=answers,
            head=head,
            state=state.value,
        )
        await self._recording.write(scribe)
        await self._write(acting, handover, to)
        return handover

    async def _write(self, acting: Acting, handover: Handover, to: Sequence[Machine]) -> None:
        keys, exchange = await self._histories.keys(), await self._introducing.exchange()
        segments = await self._histories.segments(handover.case_id)
        sealing = {machine.machine_id: machine.sealing_key for machine in to}
        file = await self._packing.pack(keys, sealing, handover, acting, segments)
        await asyncio.to_thread(exchange.put, handover.file_id, file)

    async def _recipients(self, names: Sequence[str]) -> list[Machine]:
        known = [each.machine for each in await self._histories.machines()]
        if not known:
            raise UsageError(
                "No other machine is known yet.",
                next="Let it introduce itself, then accept it: `countersign handover machines`.",
            )
        if not names:
            return known
        chosen = [m for m in known if any(n == m.name or (len(n) >= 8 and m.machine_id.startswith(n)) for n in names)]
        if len(chosen) < len(names):
            raise NotFound("Not every machine of these names is known here.", next="`countersign handover machines`.")
        return chosen

    async def _require_here(self, case_id: str) -> None:
        if any(each.state.holds_still for each in await self._histories.handovers(case_id)):
            raise Refused(
                "This case is with another machine already.",
                next="Wait for its return, or call it back.",
                refusal=Refusal.HANDED_OVER,
            )

    async def _current(self, case_id: str, *states: HandoverState) -> list[Handover]:
        return [each for each in await self._histories.handovers(case_id) if each.state in states]


def _unread(file_id: str) -> ClaimNote:
    """A claim that stands, and of which nothing is believed."""
    return ClaimNote.model_construct(file=file_id, machine="", person="", at="", signature="")
