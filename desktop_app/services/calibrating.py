"""Calibrating: the evidence for a pass lane is gathered and weighed, and a person opens or closes the lane by it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256

from desktop_app.domain.audit import EventType, StoredEvent
from desktop_app.domain.calibrated import Calibrated, LaneEvidence, calibrate, evidence_of
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.document_quality import DocumentQuality, QualityRate, rates_by_quality
from desktop_app.domain.endpoint import ON_DEVICE
from desktop_app.domain.errors import NotFound, Refusal, Refused, UsageError
from desktop_app.domain.label import Label
from desktop_app.domain.lane import (
    ALL_SECTIONS,
    UNKNOWN_INSTRUCTION,
    ClosedLane,
    LaneKey,
    LaneTerms,
    OpenedLane,
)
from desktop_app.domain.lane_watch import Draws, LaneWatch, watch
from desktop_app.domain.pack import Pack
from desktop_app.domain.person import Acting, Role
from desktop_app.domain.risk_control import Accepted
from desktop_app.domain.sampling import TOLD, commitment, wrong_draws_told
from desktop_app.services.lane_watching import put_closed
from desktop_app.services.ports import Chance
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording, Scribe
from desktop_app.services.refusing import told_if_refused
from desktop_app.services.signing import Signing

MILLION = 1_000_000
PAGE = 1_000
"""Events that are read at a time."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """The evidence of one exact kind of draft; `key` is None where no section of it was ever labelled. `by_section`
    tells how far each section is by itself, `by_quality` how right sections were by what could be read of their
    documents."""

    key: LaneKey | None
    section: str
    found: Calibrated
    by_section: Mapping[str, LaneEvidence] = field(default_factory=dict)
    by_quality: Mapping[DocumentQuality, QualityRate] = field(default_factory=dict)


class Calibrating:
    """Keeps labels, weighs them, and opens and closes lanes."""

    def __init__(self, store: Store, recording: Recording, signing: Signing, chance: Chance) -> None:
        self._store, self._recording, self._signing, self._chance = store, recording, signing, chance

    async def record(self, acting: Acting, pack: Pack, endpoint: str, labels: Sequence[Label]) -> int:
        """Keep labels of evaluation cases; what is kept already and says the same is not kept again. How many are new.

        Raises Refused for who may change nothing.
        """
        actor = acting.as_one_of(Role.ANALYST, Role.REVIEWER, Role.APPROVER, Role.ADMINISTRATOR)
        known = {_said(label) for label in await self._store.labels(pack.digest, endpoint)}
        new = [label for label in labels if _said(label) not in known]
        if new:
            right = sum(label.is_right for label in new)
            scribe = self._recording.begin(actor)
            scribe.put(*new)
            scribe.tell(
                EventType.LABELS_RECORDED, pack=pack.digest, endpoint=endpoint, right=right, wrong=len(new) - right
            )
            await self._recording.write(scribe)
        return len(new)

    async def weigh(self, pack: Pack, endpoint: str, section: str = ALL_SECTIONS) -> Weighed:
        """What the labels say of drafts as this endpoint made them last, for one section or for all of a form."""
        labels = await self._store.labels(pack.digest, endpoint)
        key = next((label.key for label in reversed(labels) if label.instruction != UNKNOWN_INSTRUCTION), None)
        fitting = [label for label in labels if label.key == key and section in (label.section, ALL_SECTIONS)]
        promise, names = pack.form.promise, [each.section for each in pack.form.sections]
        own = {name: [label for label in fitting if label.section == name] for name in names}
        by_section = {name: evidence_of(labels, promise) for name, labels in own.items() if labels}
        found, qualities = calibrate(fitting, promise), await self._store.label_qualities(pack.digest, endpoint)
        by_quality = rates_by_quality(fitting, qualities, found.scale, promise.certainty)
        return Weighed(key, section, found, by_section, by_quality)

    async def evidence(self, facts: CaseFacts) -> Mapping[LaneKey, LaneEvidence]:
        """How far the evidence for each kind of draft among a case's current texts is."""
        pack, heads = facts.pack, set(facts.record.heads.values())
        standings = [standing for standing in facts.record.standings.values() if standing.revision_id in heads]
        keys = sorted({standing.key(pack.digest) for standing in standings}, key=str)
        labels = {name: await self._store.labels(pack.digest, name) for name in {key.endpoint for key in keys}}
        return {
            key: evidence_of([label for label in labels[key.endpoint] if label.key == key], pack.form.promise)
            for key in keys
        }

    @told_if_refused(EventType.LANE_OPENED)
    async def open(
        self, acting: Acting, passphrase: str, pack: Pack, endpoint: str, section: str = ALL_SECTIONS
    ) -> OpenedLane:
        """Let sections of this kind pass from now on, signed by a reviewer or an approver.

        The lane holds for this pack, endpoint, model, fingerprint and instruction alone. Raises Refused where the
        labels do not keep the pack's promise, or the model cannot be told from another; NotFound for a section that the
        form does not have; Locked for a wrong passphrase.
        """
        actor = acting.as_one_of(Role.APPROVER, Role.REVIEWER)
        if section:
            pack.form.require_section(section)
        weighed = await self.weigh(pack, endpoint, section)
        key, threshold = _require_evidence(weighed, endpoint)
        profile = await self._signing.ready(acting, passphrase)
        evidence, promise = weighed.found.evidence, pack.form.promise
        terms = LaneTerms(
            form=pack.form.form,
            section=section,
            key=key,
            at_least=threshold.at_least,
            scale=weighed.found.scale,
            promise=promise,
            decided=evidence.clean + evidence.wrong,
            passing=threshold.texts,
            wrong=threshold.wrong,
            sources={source.value: rate.sections for source, rate in weighed.found.sources.items()},
        )
        scribe, seed = self._recording.begin(actor), self._chance.new_key()
        role = actor.role.value if actor.role else ""
        manifest = terms.dump(acting.person.name, role, scribe.now, commitment(seed))
        public_key, signature = self._signing.sign_bytes(profile, passphrase, manifest.encode())
        lane = OpenedLane(
            lane_id=self._chance.new_id(),
            form=terms.form,
            pack_digest=key.pack_digest,
            section=section,
            endpoint=key.endpoint,
            model=key.model,
            fingerprint=key.fingerprint or "",
            instruction=key.instruction,
            at_least=terms.at_least,
            scale=terms.scale,
            sample=Decimal(str(promise.sample)),
            manifest=manifest,
            person_id=acting.person.person_id,
            public_key=public_key,
            signature=signature,
            commitment=commitment(seed),
            seed=seed,
            at=scribe.now,
        )
        scribe.put(lane)
        _tell_opened(scribe, lane, terms)
        await self._recording.write(scribe)
        return lane

    @told_if_refused(EventType.LANE_CLOSED)
    async def close(self, acting: Acting, lane_id: str) -> ClosedLane:
        """Let no section pass by this lane any more, and tell the seed of its sample. Raises NotFound, Refused."""
        actor = acting.as_one_of(Role.APPROVER, Role.REVIEWER, Role.ADMINISTRATOR)
        lane = await self._found(lane_id)
        scribe = self._recording.begin(actor, command_id=f"{lane.lane_id}:{EventType.LANE_CLOSED.name.lower()}")
        closed = put_closed(scribe, lane, acting.person.person_id)
        await self._recording.write(scribe)
        return closed

    async def listing(self) -> tuple[tuple[OpenedLane, ClosedLane | None], ...]:
        """All lanes, oldest first, each with its end."""
        return await self._store.lanes()

    async def watch(self, lane: OpenedLane) -> tuple[Draws, LaneWatch]:
        """How many texts passed by a lane or were drawn for its sample, and what people found in that."""
        labels = await self._store.labels(lane.pack_digest, lane.endpoint)
        return await self._store.lane_draws(lane.lane_id), watch(lane, labels)

    async def wrong_draws(self) -> Mapping[str, tuple[str, ...]]:
        """For each closed lane what of its sample does not follow from its seed, by the record alone."""
        told: list[StoredEvent] = []
        before: int | None = None
        while page := await self._store.event_page(None, before, PAGE, TOLD):
            told += page
            before = page[-1].seq
        return wrong_draws_told(reversed(told))

    async def _found(self, lane_id: str) -> OpenedLane:
        """The one open lane whose identifier begins so."""
        found = [lane for lane, end in await self._store.lanes() if end is None and lane.lane_id.startswith(lane_id)]
        if not lane_id or len(found) != 1:
            raise NotFound(f"No one open lane has the name “{lane_id}”.", next="`countersign lane list` names them.")
        return found[0]


def _said(label: Label) -> tuple[object, ...]:
    """What a label says, whenever it was said."""
    return label.key, label.source, label.of_case, label.section, label.factors, label.is_right


def _require_evidence(weighed: Weighed, endpoint: str) -> tuple[LaneKey, Accepted]:
    """What the lane is for and its threshold. Raises UsageError, or Refused where it cannot be opened."""
    key, found = weighed.key, weighed.found
    if endpoint == ON_DEVICE.name:
        raise UsageError("Drafts of the on-device preview model always block.", next="Name another endpoint.")
    if key is None:
        raise Refused(
            f"No section by “{endpoint}” with this form was ever labelled.",
            next="Gather evidence with `countersign eval calibrate`.",
            refusal=Refusal.EVIDENCE,
        )
    if key.fingerprint is None:
        raise Refused(
            f"“{endpoint}” does not say which model exactly answers, so that nobody would notice another one.",
            next="Use a server that gives a fingerprint of its model.",
            refusal=Refusal.EVIDENCE,
        )
    if found.threshold is None:
        raise Refused(
            f"There is too little evidence: {found.evidence.words}.",
            next="Let people review more drafts, or add evaluation cases, then calibrate again.",
            refusal=Refusal.EVIDENCE,
        )
    return key, found.threshold


def _tell_opened(scribe: Scribe, lane: OpenedLane, terms: LaneTerms) -> None:
    """The sealing of the sample comes first: nothing can be drawn before it."""
    scribe.tell(
        EventType.SPOT_CHECK_SEALED,
        lane=lane.lane_id,
        commitment=lane.commitment,
        sample=int(lane.sample * MILLION),
    )
    scribe.tell(
        EventType.LANE_OPENED,
        section=lane.section or None,
        lane=lane.lane_id,
        pack=lane.pack_digest,
        endpoint=lane.endpoint,
        instruction=lane.instruction,
        at_least=int(lane.at_least * MILLION),
        right=terms.passing - terms.wrong,
        wrong=terms.wrong,
        manifest=sha256(lane.manifest.encode()).hexdigest(),
        key=lane.public_key.hex(),
        signature=lane.signature.hex(),
    )
