"""Taking in cases that other machines put into the exchange folder, and what they return.

The claim comes first, then the case in one entry under the file's own command, so that a file has its effect once
however often it is there, and a crash at any moment is mended by doing it again. What cannot follow what is here is a
conflict that a person sees to: nothing is merged by itself.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from desktop_app.domain.audit import EventType, Outcome, Plain
from desktop_app.domain.content import Content
from desktop_app.domain.errors import NotFound, Refusal, Refused
from desktop_app.domain.exchange import Coming, Incoming, Taken
from desktop_app.domain.handover import ConflictReason, Course, Handover, HandoverState, Segment, course_of, kept_item
from desktop_app.domain.handover_file import Head, Label, is_file_id, read_beginning, read_strictly
from desktop_app.domain.person import Acting, Actor
from desktop_app.domain.record_rows import StoredPack
from desktop_app.services.handing_over import WORKING, HandingOver
from desktop_app.services.handover_ports import Exchange, FoundFile, Histories, Step
from desktop_app.services.history_reading import CameHistory, HistoryReading, NotTaken
from desktop_app.services.introducing import Introducing
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording, Scribe


class TakingOver:
    """Lists what is in the folder for this machine, and takes it in."""

    def __init__(
        self,
        store: Store,
        recording: Recording,
        histories: Histories,
        introducing: Introducing,
        handing_over: HandingOver,
        reading: HistoryReading,
    ) -> None:
        self._store, self._recording, self._histories = store, recording, histories
        self._introducing, self._handing_over, self._reading = introducing, handing_over, reading

    async def incoming(self) -> tuple[Incoming, ...]:
        """The case files for this machine that are not done with, by who sent them. Raises ExchangeFailed."""
        exchange = await self._introducing.exchange()
        done = {h.file_id for h in await self._histories.handovers() if h.state is not HandoverState.REFUSED}
        seen: dict[str, Incoming] = {}
        for found in await asyncio.to_thread(exchange.files):
            listed = await self._listed(exchange, found)
            if listed is None or listed.file_id in done:
                continue
            key = listed.file_id or listed.name
            if key not in seen or seen[key].label is None:  # a changed copy never hides the file itself
                seen[key] = listed
        return tuple(seen.values())

    async def take(self, acting: Acting, file_id: str) -> Taken:
        """Take in a case file: a case that is new here, or what came back. Raises Refused where another machine has
        claimed it, and where it cannot be trusted (it is then put aside, and the record tells of it), ExchangeFailed.
        """
        actor, exchange = acting.as_one_of(*WORKING), await self._introducing.exchange()
        _require_name(file_id)
        applied = await self._applied(file_id)
        if applied is not None:
            return applied
        found = await self._file(exchange, file_id)
        await self._claim(exchange, acting, file_id)
        try:
            head, label, history = await self._read(exchange, found)
            taken = await self._take_in(acting, actor, head, label, history)
        except NotTaken as error:
            await self._tell_refused(actor, exchange, found, error)
            raise Refused(
                f"The case file was not taken in. {error.words}",
                next="Ask who sent it to put it again.",
                refusal=Refusal.UNTRUSTED,
            ) from None
        if taken.handover.answers:
            for each in (file_id, taken.handover.answers):
                await asyncio.to_thread(exchange.remove, each)
        return taken

    async def release(self, acting: Acting, file_id: str) -> None:
        """Give up a claim of this machine on a file that was not taken in. Raises Refused for another one's."""
        acting.as_one_of(*WORKING)
        _require_name(file_id)
        exchange, keys = await self._introducing.exchange(), await self._histories.keys()
        note = await self._handing_over.claim_of(exchange, file_id)
        if note is None:
            raise NotFound("Nobody has claimed this file.", next="`countersign handover incoming` lists what waits.")
        if note.machine != keys.machine_id or await self._applied(file_id):
            raise Refused(
                "This claim stands: the file was taken.",
                next="Give the case back with `countersign handover return`.",
                refusal=Refusal.HANDED_OVER,
            )
        await asyncio.to_thread(exchange.release, file_id)

    async def _listed(self, exchange: Exchange, found: FoundFile) -> Incoming | None:
        """None where it is for other machines."""
        own = await self._histories.keys()
        try:
            head, *_ = read_beginning(found.beginning)
        except ValueError as error:
            return Incoming(found.name, "", "", Coming.TAMPERED, why=f"{error}")
        if own.machine_id not in (each.machine for each in head.to):
            return None
        known = {k.machine.machine_id: k.machine for k in await self._histories.machines()}
        if head.sender not in known:
            return Incoming(found.name, head.file, head.sender, Coming.UNKNOWN_MACHINE)
        sender = known[head.sender]
        try:
            label = read_strictly(Label, own.label(found.beginning, sender.signing_key))
        except ValueError as error:
            return Incoming(found.name, head.file, sender.name, Coming.TAMPERED, why=f"{error}")
        note = await self._handing_over.claim_of(exchange, head.file)
        if note is None:
            return Incoming(found.name, head.file, sender.name, Coming.WAITS, label)
        by = await self._handing_over.machine_name(note.machine) if note.machine else "somebody"
        coming = Coming.CLAIMED_HERE if note.machine == own.machine_id else Coming.CLAIMED
        return Incoming(found.name, head.file, sender.name, coming, label, by, note.at)

    async def _applied(self, file_id: str) -> Taken | None:
        """What came of a file that was taken in before."""
        for each in await self._histories.handovers():
            if each.file_id == file_id and each.state is not HandoverState.REFUSED:
                return Taken(each.case_id, Course.KNOWN, each)
        return None

    async def _file(self, exchange: Exchange, file_id: str) -> FoundFile:
        """The file of this identifier; of several one that can be believed, where there is one."""
        found = [each for each in await asyncio.to_thread(exchange.files) if _file_id(each) == file_id]
        for each in found:
            listed = await self._listed(exchange, each)
            if listed is not None and listed.label is not None:
                return each
        if not found:
            raise NotFound(
                f"No case file {file_id} is in the exchange folder.", next="Ask who sent it to put it there again."
            )
        return found[0]

    async def _claim(self, exchange: Exchange, acting: Acting, file_id: str) -> None:
        keys = await self._histories.keys()
        note = await self._handing_over.claim(exchange, keys, acting, file_id)
        if note is None or note.machine != keys.machine_id:
            by = await self._handing_over.machine_name(note.machine) if note and note.machine else "another machine"
            raise Refused(
                f"The case was claimed by {by} first.",
                next="Take another one; who has it may release it.",
                refusal=Refusal.HANDED_OVER,
            )

    async def _read(self, exchange: Exchange, found: FoundFile) -> tuple[Head, Label, CameHistory]:
        own = await self._histories.keys()
        try:
            file = await asyncio.to_thread(exchange.read, found.name)
        except ValueError as error:
            raise NotTaken(ConflictReason.TOO_LARGE, f"{error}") from None
        try:
            head, *_ = read_beginning(file)
            known = {k.machine.machine_id: k.machine for k in await self._histories.machines()}
            if head.sender not in known:
                words = f"It comes from a machine that was not accepted here ({head.sender[:8]})."
                raise NotTaken(ConflictReason.UNKNOWN_MACHINE, words)
            key = known[head.sender].signing_key
            label = read_strictly(Label, own.label(file, key))
            body = await asyncio.to_thread(own.body, file, key)
        except ValueError as error:
            raise NotTaken(ConflictReason.TAMPERED, f"It was changed on its way: {error}.") from None
        history = await self._reading.read(body)
        if history.body.case != label.case:
            raise NotTaken(ConflictReason.TAMPERED, "Its label is that of another case.")
        return head, label, history

    async def _take_in(self, acting: Acting, actor: Actor, head: Head, label: Label, came: CameHistory) -> Taken:
        case_id = came.body.case
        here = await self._histories.segments(case_id)
        part = await self._histories.own_part(case_id)
        course = course_of(tuple(s.digest for s in here), came.digests, changed=part.changed)
        known = len(here) if course is Course.NEW else len(came.digests)
        steps = await self._reading.steps(came, 0 if course is Course.APART else known)
        scribe = self._recording.begin(actor, case_id, f"{head.file}:taken")
        handovers = await self._histories.handovers(case_id)
        returns = next((h for h in handovers if h.file_id == label.answers), None)
        state = {
            Course.NEW: HandoverState.BACK if returns else HandoverState.TAKEN,
            Course.KNOWN: HandoverState.CLOSED,
            Course.APART: HandoverState.CONFLICT,
        }[course]
        person_id = acting.person.person_id
        made = Handover(head.file, case_id, head.sender, state, person_id, scribe.now, label.answers)
        told: dict[str, Plain] = {
            "file": head.file,
            "machine": head.sender,
            "head": came.digests[-1],
            "segments": len(came.digests),
            "events": sum(len(segment.events) for segment in came.segments),
            "state": state.value,
        }
        if course is Course.APART:
            kept = Content(case_id, kept_item(head.file), scribe.keep(b"").key, came.body.dump())
            scribe.put(made, kept)
            scribe.tell(
                EventType.HANDOVER_CONFLICT, refs={"history": kept}, data={**told, "why": ConflictReason.APART.value}
            )
        else:
            if course is Course.NEW:
                self._put(scribe, came, here, steps, handovers)
            scribe.put(made)
            scribe.tell(EventType.HANDOVER_RETURNED if returns else EventType.HANDOVER_CLAIMED, data=told)
        await self._recording.write(scribe)
        return Taken(case_id, course, made)

    def _put(
        self,
        scribe: Scribe,
        came: CameHistory,
        here: Sequence[Segment],
        steps: Sequence[Step],
        handovers: Sequence[Handover],
    ) -> None:
        """The rows of the new steps in the order in which they were written, past this store's own guards."""
        after = {HandoverState.AWAY: HandoverState.BACK, HandoverState.TAKEN_BACK: HandoverState.BACK}
        for each in handovers:
            if each.state in (*after, HandoverState.GIVEN_BACK):
                scribe.put(replace(each, state=after.get(each.state, HandoverState.CLOSED), at=scribe.now))
        pack = came.pack
        if not here:
            scribe.put(StoredPack(pack.digest, pack.form.form, pack.form.version, pack.files))
        for step in steps:
            scribe.put(*step.values, *step.contents)
        for number, segment in enumerate(came.body.segments[len(here) :], start=len(here) + 1):
            body = scribe.keep(segment)
            machine = came.segments[number - 1].machine
            scribe.put(Segment(came.digests[number - 1], scribe.case_id, number, machine, 0, body))

    async def _tell_refused(self, actor: Actor, exchange: Exchange, found: FoundFile, error: NotTaken) -> None:
        """The record tells that a file was not taken in, and why; it is put aside where it was changed."""
        head, *_ = read_beginning(found.beginning)
        scribe = self._recording.begin(actor)
        person_id = actor.person_id or ""
        scribe.put(Handover(head.file, "", head.sender, HandoverState.REFUSED, person_id, scribe.now))
        told = {"file": head.file, "machine": head.sender, "state": HandoverState.REFUSED.value}
        scribe.tell(EventType.HANDOVER_CONFLICT, outcome=Outcome.REFUSED, data={**told, "why": error.why.value})
        await self._recording.write(scribe)
        if error.why in (ConflictReason.TAMPERED, ConflictReason.TOO_LARGE):
            await asyncio.to_thread(exchange.refuse, found.name)
        await asyncio.to_thread(partial(exchange.release, head.file))


def _require_name(file_id: str) -> None:
    """Raises NotFound where no case file can be called this."""
    if not is_file_id(file_id):
        raise NotFound(f"No case file is called “{file_id}”.", next="`countersign handover incoming` lists what waits.")


def _file_id(found: FoundFile) -> str:
    try:
        return read_beginning(found.beginning)[0].file
    except ValueError:
        return ""
