"""What follows from a band and from the pass lane: pass, flag or block, with reasons."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from desktop_app.domain.confidence import Band, Factor, FactorName, band_of
from desktop_app.domain.endpoint import EndpointKind


class RouteKind(StrEnum):
    """pass: the author's read-through is enough; flag: approved with others; block: its own decision and reason."""

    PASS = "pass"
    FLAG = "flag"
    BLOCK = "block"


class RouteReason(StrEnum):
    """Why a route is not better."""

    BAND_LOW = "band_low"
    BAND_MEDIUM = "band_medium"
    PREVIEW_MODEL = "preview_model"
    PERSONS_WORDS = "persons_words"
    ASSEMBLED = "assembled"
    LANE_CLOSED = "lane_closed"
    LANE_OTHER_PACK = "lane_other_pack"
    LANE_OTHER_INSTRUCTION = "lane_other_instruction"
    LANE_OTHER_MODEL = "lane_other_model"
    LANE_UNKNOWN_MODEL = "lane_unknown_model"
    BELOW_THRESHOLD = "below_threshold"
    SPOT_CHECK = "spot_check"


class LaneState(StrEnum):
    """open: a signed decision fits this very text's pack, section, endpoint, model and instruction.

    The others say why none does: there is none, or one was signed for another pack, instruction or model, or the model
    does not say which one it is.
    """

    OPEN = "open"
    CLOSED = "closed"
    OTHER_PACK = "other_pack"
    OTHER_INSTRUCTION = "other_instruction"
    OTHER_MODEL = "other_model"
    UNKNOWN_MODEL = "unknown_model"


@dataclass(frozen=True, slots=True)
class PassLane:
    """The pass lane as one text meets it.

    `probability` is the calibrated chance that the text is right, `at_least` the signed threshold; both are None where
    no lane is open. `drawn`: it would pass, and is looked at all the same.
    """

    state: LaneState = LaneState.CLOSED
    probability: Decimal | None = None
    at_least: Decimal | None = None
    drawn: bool = False

    @property
    def reaches(self) -> bool:
        """Whether the chance is as good as was signed for. What is not known does not reach it."""
        return self.probability is not None and self.at_least is not None and self.probability >= self.at_least


@dataclass(frozen=True, slots=True)
class Route:
    """The route of a revision, the band and factors behind it, and each reason why it is not better."""

    band: Band
    kind: RouteKind
    reasons: tuple[RouteReason, ...]
    factors: tuple[Factor, ...]


_ORDER = (RouteKind.PASS, RouteKind.FLAG, RouteKind.BLOCK)
_CLOSED = {
    LaneState.CLOSED: RouteReason.LANE_CLOSED,
    LaneState.OTHER_PACK: RouteReason.LANE_OTHER_PACK,
    LaneState.OTHER_INSTRUCTION: RouteReason.LANE_OTHER_INSTRUCTION,
    LaneState.OTHER_MODEL: RouteReason.LANE_OTHER_MODEL,
    LaneState.UNKNOWN_MODEL: RouteReason.LANE_UNKNOWN_MODEL,
}
OF_THE_LANE = frozenset((*_CLOSED.values(), RouteReason.BELOW_THRESHOLD, RouteReason.SPOT_CHECK))
"""Reasons that are about the pass lane and not about the text."""


def route(
    factors: Sequence[Factor], holds_persons_words: bool, endpoint_kind: EndpointKind | None, lane: PassLane
) -> Route:
    """What follows from the factors, from who wrote the text and from the pass lane.

    `holds_persons_words` says that a person wrote or edited some of it; `endpoint_kind` is None where no endpoint
    drafted it. The reasons are those that hold the route where it is.
    """
    limits = tuple(_limits(factors, holds_persons_words, endpoint_kind, lane))
    kind = max((limit for limit, _ in limits), key=_ORDER.index, default=RouteKind.PASS)
    reasons = tuple(reason for limit, reason in limits if limit is kind)
    return Route(band_of(factors), kind, reasons, tuple(factors))


def _limits(
    factors: Sequence[Factor], holds_persons_words: bool, endpoint_kind: EndpointKind | None, lane: PassLane
) -> Iterator[tuple[RouteKind, RouteReason]]:
    """The best route that each reason still allows."""
    measured = band_of([f for f in factors if f.name is not FactorName.PREVIEW_MODEL])
    if measured is Band.LOW:
        yield RouteKind.BLOCK, RouteReason.BAND_LOW
    if endpoint_kind is EndpointKind.ON_DEVICE or any(f.name is FactorName.PREVIEW_MODEL for f in factors):
        yield RouteKind.BLOCK, RouteReason.PREVIEW_MODEL
    if measured is Band.MEDIUM:
        yield RouteKind.FLAG, RouteReason.BAND_MEDIUM
    if holds_persons_words:
        yield RouteKind.FLAG, RouteReason.PERSONS_WORDS
    yield from _limits_of_lane(endpoint_kind, lane)


def _limits_of_lane(endpoint_kind: EndpointKind | None, lane: PassLane) -> Iterator[tuple[RouteKind, RouteReason]]:
    if lane.state in _CLOSED:
        if endpoint_kind is EndpointKind.ASSEMBLED:
            yield RouteKind.FLAG, RouteReason.ASSEMBLED
        yield RouteKind.FLAG, _CLOSED[lane.state]
        return
    if not lane.reaches:
        yield RouteKind.FLAG, RouteReason.BELOW_THRESHOLD
    if lane.drawn:
        yield RouteKind.FLAG, RouteReason.SPOT_CHECK


@dataclass(frozen=True, slots=True)
class RouteDecided:
    """A route as it is recorded with its revision."""

    revision_id: str
    band: Band
    route: RouteKind
    reasons: tuple[RouteReason, ...]
    factors: tuple[Factor, ...]


_WORDS = {
    RouteReason.BAND_LOW: "confidence is Low",
    RouteReason.BAND_MEDIUM: "confidence is Medium",
    RouteReason.PREVIEW_MODEL: "written by the on-device preview model",
    RouteReason.PERSONS_WORDS: "it holds a person's own words, and no word is approved by its writer alone",
    RouteReason.ASSEMBLED: "assembled, no model",
    RouteReason.LANE_CLOSED: "a person looks at each section of this form until enough were right",
    RouteReason.LANE_OTHER_PACK: "sections passed with another version of this form; this one has no signed decision",
    RouteReason.LANE_OTHER_INSTRUCTION: "sections passed with other instructions; these have no signed decision",
    RouteReason.LANE_OTHER_MODEL: "sections passed with another model; this one has no signed decision",
    RouteReason.LANE_UNKNOWN_MODEL: "the server does not say which model exactly answered",
    RouteReason.BELOW_THRESHOLD: "sections like this one were not right often enough",
    RouteReason.SPOT_CHECK: "drawn for a sample of the sections that pass",
}


def reason_words(reason: RouteReason) -> str:
    """The reason in English."""
    return _WORDS[reason]
