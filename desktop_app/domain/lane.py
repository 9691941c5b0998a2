"""The pass lane: a signed decision that sections of one exact kind may pass, how a text meets it, and its end.

A lane fits by its whole key. A new pack, instruction, model or fingerprint is another key, for which nobody has signed:
so any change closes it, without anybody having to think of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

import rfc8785

from desktop_app.domain.calibration import Scale
from desktop_app.domain.confidence import Factor
from desktop_app.domain.endpoint import EndpointKind
from desktop_app.domain.form import Promise
from desktop_app.domain.pack import Pack
from desktop_app.domain.route import LaneState, PassLane

ALL_SECTIONS = ""
"""The section of a lane that is open for each section of its form."""

UNKNOWN_INSTRUCTION = ""
"""The instruction of a draft that a person told more than the pack does: no lane was ever signed for it."""


@dataclass(frozen=True, slots=True)
class LaneKey:
    """What drafted a text: the form's pack, who was asked, which model answered, and what it was told.

    `fingerprint` is what the server says of the very model; None where it does not. `instruction` is a digest of what
    the pack and this version of the program tell a drafter (see instruction_of).
    """

    pack_digest: str
    endpoint: str
    model: str
    fingerprint: str | None
    instruction: str


def instruction_of(pack: Pack, kind: EndpointKind, version: str, *, added: bool = False) -> str:
    """The digest of all instructions of a pack for a kind of drafter, with the version of the program, whose own rules
    stand beside them. `added`: a person told more for this draft."""
    if added:
        return UNKNOWN_INSTRUCTION
    assembled = kind is EndpointKind.ASSEMBLED
    paths = {s.section: s.assembled if assembled else s.prompt for s in pack.form.sections}
    told = {section: pack.text(path) for section, path in paths.items() if path is not None and path in pack.files}
    return sha256(rfc8785.dumps({"version": version, "told": told})).hexdigest()


def fingerprint_of(kind: EndpointKind, reported: str | None, version: str, pack_digest: str) -> str | None:
    """What tells one model from another: what its server reports; of the assembled draft the program and the pack."""
    return f"countersign {version}, pack {pack_digest}" if kind is EndpointKind.ASSEMBLED else reported


@dataclass(frozen=True, slots=True)
class LaneTerms:
    """What a person signs when a lane is opened: the key, from which probability on which scale, the promise of the
    pack, and the evidence: how many labelled sections decided, of which so many would pass and so many of these were
    wrong, and how many sections were labelled by whom."""

    form: str
    section: str
    key: LaneKey
    at_least: Decimal
    scale: Scale
    promise: Promise
    decided: int
    passing: int
    wrong: int
    sources: Mapping[str, int]

    def dump(self, name: str, role: str, at: datetime, commitment: str) -> str:
        """The RFC 8785 text that is signed. Decimals are text; the seed of the sample is there by its commitment."""
        body: dict[str, Any] = {
            "v": 1,
            "meaning": "sections like these may pass without a reviewer",
            "form": self.form,
            "pack": self.key.pack_digest,
            "section": self.section or "all",
            "endpoint": self.key.endpoint,
            "model": self.key.model,
            "fingerprint": self.key.fingerprint,
            "instruction": self.key.instruction,
            "at_least": str(self.at_least),
            "scale": {"bias": str(self.scale.bias), "weights": {k: str(v) for k, v in self.scale.weights.items()}},
            "promise": {
                "escaped_errors_at_most": str(self.promise.escaped_errors_at_most),
                "certainty": str(self.promise.certainty),
                "sample": str(self.promise.sample),
            },
            "evidence": {
                "decided": self.decided,
                "passing": self.passing,
                "wrong": self.wrong,
                "labelled": {**self.sources},
            },
            "spot_check": commitment,
            "name": name,
            "role": role,
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        }
        return rfc8785.dumps(body).decode()


@dataclass(frozen=True, slots=True)
class OpenedLane:
    """A lane as it was signed: its key, the threshold with the scale that it is measured on, and the sealed sample.

    `section` may be all sections; `sample` is the share of passed sections that is drawn; `seed` decides which, and
    `commitment` is what the record holds of it. `manifest` is the very text that the person signed.
    """

    lane_id: str
    form: str
    pack_digest: str
    section: str
    endpoint: str
    model: str
    fingerprint: str
    instruction: str
    at_least: Decimal
    scale: Scale
    sample: Decimal
    manifest: str
    person_id: str
    public_key: bytes
    signature: bytes
    commitment: str
    seed: bytes
    at: datetime

    @property
    def key(self) -> LaneKey:
        """What it was signed for."""
        return LaneKey(self.pack_digest, self.endpoint, self.model, self.fingerprint, self.instruction)

    def is_for(self, section: str) -> bool:
        """Whether it is open for this section."""
        return self.section in (section, ALL_SECTIONS)


@dataclass(frozen=True, slots=True)
class ClosedLane:
    """That a person closed a lane. The seed of its sample is told, so that everybody can draw again."""

    lane_id: str
    person_id: str
    seed: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LaneStanding:
    """How a drafted revision stood to the pass lane when it was recorded.

    The key but for the pack, which is its case's; the lane that was open for it, the probability measured on its scale,
    and whether it was drawn for the sample (None: it did not come so far).
    """

    revision_id: str
    case_id: str
    section: str
    endpoint: str
    model: str
    fingerprint: str | None
    instruction: str
    lane_id: str | None
    probability: Decimal | None
    drawn: bool | None

    def key(self, pack_digest: str) -> LaneKey:
        """What drafted it."""
        return LaneKey(pack_digest, self.endpoint, self.model, self.fingerprint, self.instruction)


@dataclass(frozen=True, slots=True)
class Met:
    """How a text meets the lanes that are open: as the router sees it, and the one that fits."""

    lane: PassLane
    opened: OpenedLane | None = None


def meet(lanes: Sequence[OpenedLane], key: LaneKey, section: str, factors: Sequence[Factor]) -> Met:
    """The newest open lane of exactly this key; else why there is none. `lanes` are the open ones of the form."""
    near = [lane for lane in lanes if lane.endpoint == key.endpoint and lane.is_for(section)]
    fitting = [lane for lane in near if lane.key == key]
    if fitting and key.instruction != UNKNOWN_INSTRUCTION:
        lane = fitting[-1]
        return Met(PassLane(LaneState.OPEN, lane.scale.probability(section, factors), lane.at_least), lane)
    return Met(PassLane(_why_none(near, key)))


def _why_none(near: Sequence[OpenedLane], key: LaneKey) -> LaneState:
    """What differs from the lane that was opened last."""
    if not near:
        return LaneState.CLOSED
    if key.fingerprint is None:
        return LaneState.UNKNOWN_MODEL
    if near[-1].pack_digest != key.pack_digest:
        return LaneState.OTHER_PACK
    if near[-1].instruction != key.instruction:
        return LaneState.OTHER_INSTRUCTION
    return LaneState.OTHER_MODEL
