"""Reading the history of a case that came, as hostile as it may be, before anything of it is believed."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop_app.domain.case_segment import require_segment
from desktop_app.domain.delegation import DELEGATED
from desktop_app.domain.form import Form
from desktop_app.domain.gate import AUTHOR_GATE, higher_role, program_role
from desktop_app.domain.handover import ConflictReason
from desktop_app.domain.handover_check import Attribution, approvals_of, signatures_of
from desktop_app.domain.handover_file import (
    CaseBody,
    SegmentBody,
    read_strictly,
    segment_digest,
)
from desktop_app.domain.pack import Pack
from desktop_app.domain.person import Person, Profile, Role
from desktop_app.domain.review import Decision
from desktop_app.services.handover_ports import Histories, KnownMachine, Step
from desktop_app.services.ports import Packs
from desktop_app.services.record_ports import Store

People = Mapping[str, tuple[Person, tuple[Profile, ...]]]
"""People of a machine, by their identifier."""


class NotTaken(Exception):
    """Why a case file cannot be taken in, by its code and in words."""

    def __init__(self, why: ConflictReason, words: str) -> None:
        super().__init__(words)
        self.why, self.words = why, words


@dataclass(frozen=True, slots=True)
class CameHistory:
    """A history whose segments hold: their digests and bytes in order, and what each machine is here."""

    body: CaseBody
    segments: tuple[SegmentBody, ...]
    digests: tuple[str, ...]
    pack: Pack


class HistoryReading:
    """Holds what came against signatures, proofs, commitments and what was accepted here."""

    def __init__(self, store: Store, histories: Histories, packs: Packs) -> None:
        self._store, self._histories, self._packs = store, histories, packs

    async def read(self, packed: bytes) -> CameHistory:
        """The history in the body of a case file. Raises NotTaken."""
        try:
            body = read_strictly(CaseBody, packed)
        except ValueError as error:
            raise _tampered(f"{error}") from None
        if body.store != self._histories.store_version:
            what = f"It was written by another version of the program (rows of schema {body.store})."
            raise NotTaken(ConflictReason.OTHER_VERSION, what)
        machines = {known.machine.machine_id: known for known in await self._histories.machines()}
        segments: list[SegmentBody] = []
        digests: list[str] = []
        for each in body.segments:
            try:
                segment = read_strictly(SegmentBody, each.encode())
            except ValueError as error:
                raise _tampered(f"{error}") from None
            await self._require_segment(body.case, segment, digests[-1] if digests else "", machines)
            segments.append(segment)
            digests.append(segment_digest(each.encode()))
        if not segments:
            raise _tampered("it has no history")
        return CameHistory(body, tuple(segments), tuple(digests), self._pack(body))

    async def steps(self, came: CameHistory, known: int) -> tuple[Step, ...]:
        """What its segments wrote behind the first `known` of them. Raises NotTaken."""
        try:
            every = await self._histories.steps(came.body, came.segments)
            await self._require_allowed(came, every, known)
        except ValueError as error:
            raise _tampered(f"{error}") from None
        return tuple(step for steps in every[known:] for step in steps)

    async def _require_segment(
        self, case_id: str, segment: SegmentBody, after: str, machines: Mapping[str, KnownMachine]
    ) -> None:
        """Signed by a machine that was accepted, in its place, and each event in the record that it signed."""
        own = await self._histories.keys()
        known = machines.get(segment.machine)
        key = own.signing_key if segment.machine == own.machine_id else known.machine.signing_key if known else None
        if key is None:
            words = f"A part of it was recorded by a machine that was not accepted here ({segment.machine[:8]})."
            raise NotTaken(ConflictReason.UNKNOWN_MACHINE, words)
        try:
            require_segment(segment, case_id, after, key, self._histories.verifies)
        except (ValueError, LookupError, TypeError) as error:
            raise _tampered(f"{error}") from None

    async def _require_allowed(self, came: CameHistory, every: Sequence[Sequence[Step]], known: int) -> None:
        """No words are put into anybody's mouth; what is new is by people of the machine that recorded it, in roles
        that they have here, and signed by them where it approves."""
        machines, attribution = await self._people(), Attribution()
        for number, (segment, steps) in enumerate(zip(came.segments, every, strict=True)):
            people = machines.get(segment.machine, {})
            for step in steps:
                attribution.follow(step.values, step.people)
                if number >= known:
                    _require_trusted(step, people)
                    self._require_signed(step, people, came.pack.form)

    def _require_signed(self, step: Step, people: People, form: Form) -> None:
        signed = signatures_of(step.values)
        for decision in approvals_of(step.values):
            _require_decider(decision, people, form)
            made = signed.get(decision.command_id)
            keys = {profile.public_key for profile in people[decision.person_id][1]}
            if made is None or made.public_key not in keys:
                raise ValueError("an approval is not signed with a key of its person that was accepted here")
            if not self._histories.verifies(made.public_key, made.manifest.body, made.signature):
                raise ValueError("the signature of an approval is not good")

    async def _people(self) -> dict[str, People]:
        """The people of each machine, this one's included."""
        found: dict[str, People] = {
            known.machine.machine_id: {person.person_id: (person, profiles) for person, profiles in known.people}
            for known in await self._histories.machines()
        }
        own: dict[str, tuple[Person, tuple[Profile, ...]]] = {}
        for person, profile in await self._store.people():
            own[person.person_id] = (person, (*own.get(person.person_id, (person, ()))[1], profile))
        return {**found, (await self._histories.keys()).machine_id: own}

    def _pack(self, body: CaseBody) -> Pack:
        try:
            files = {path: base64.b64decode(file, validate=True) for path, file in body.pack.files.items()}
            pack = self._packs.restore(files)
        except Exception as error:  # noqa: BLE001  # the boundary: a form pack from outside may be anything
            raise _tampered(f"its form pack cannot be read ({type(error).__name__})") from None
        if pack.digest != body.pack.digest:
            raise _tampered("its form pack is not the one that it names")
        return pack


def _require_trusted(step: Step, people: People) -> None:
    if not step.people <= people.keys():
        words = "A person acted there who was not introduced here: accept that machine again."
        raise NotTaken(ConflictReason.UNTRUSTED, words)
    for person_id, role in step.roles:
        person, profiles = people[person_id]
        if not any(role in profile.roles for profile in profiles):
            words = f"“{person.name}” acted there as {role}, and is not trusted as that here."
            raise NotTaken(ConflictReason.UNTRUSTED, words)


def _require_decider(decision: Decision, people: People, form: Form) -> None:
    """Whatever role a step says that it was taken in, who approves has one here that decides at that gate."""
    stage = next((each for each in form.stages if each.stage == decision.gate), None)
    deciding = {program_role(form, stage), higher_role(stage)} if stage else {*DELEGATED}
    asked = {Role.ANALYST} if decision.gate == AUTHOR_GATE else deciding
    person, profiles = people[decision.person_id]
    if not any(asked & profile.roles for profile in profiles):
        words = f"“{person.name}” approved there, and is not trusted with that here."
        raise NotTaken(ConflictReason.UNTRUSTED, words)


def _tampered(words: str) -> NotTaken:
    return NotTaken(ConflictReason.TAMPERED, f"It was changed on its way: {words}.")
