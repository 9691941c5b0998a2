"""What follows from a band: pass, flag or block, with reasons."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Lane:
    """How much evidence the pass lane of a pack, section and endpoint has."""

    clean: int = 0
    needed: int = 45
    opened: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """The route of a revision, the band and factors behind it, and each reason why it is not better."""

    band: Band
    kind: RouteKind
    reasons: tuple[RouteReason, ...]
    factors: tuple[Factor, ...]


_ORDER = (RouteKind.PASS, RouteKind.FLAG, RouteKind.BLOCK)


def route(
    factors: Sequence[Factor], holds_persons_words: bool, endpoint_kind: EndpointKind | None, lane: Lane
) -> Route:
    """What follows from the factors, from who wrote the text and from the pass lane's evidence.

    `holds_persons_words` says that a person wrote or edited some of it; `endpoint_kind` is None where no endpoint
    drafted it. The reasons are those that hold the route where it is.
    """
    limits = tuple(_limits(factors, holds_persons_words, endpoint_kind, lane))
    kind = max((limit for limit, _ in limits), key=_ORDER.index, default=RouteKind.PASS)
    reasons = tuple(reason for limit, reason in limits if limit is kind)
    return Route(band_of(factors), kind, reasons, tuple(factors))


def _limits(
    factors: Sequence[Factor], holds_persons_words: bool, endpoint_kind: EndpointKind | None, lane: Lane
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
    if not lane.opened:
        if endpoint_kind is EndpointKind.ASSEMBLED:
            yield RouteKind.FLAG, RouteReason.ASSEMBLED
        yield RouteKind.FLAG, RouteReason.LANE_CLOSED


@dataclass(frozen=True, slots=True)
class RouteDecided:
    """A route as it is recorded with its revision."""

    revision_id: str
    band: Band
    route: RouteKind
    reasons: tuple[RouteReason, ...]
    factors: tuple[Factor, ...]


def reason_words(reason: RouteReason, lane: Lane | None = None) -> str:
    """The reason in English; with the lane also how far its evidence is, which is another one every day."""
    so_far = f" ({lane.clean} of {lane.needed})" if lane else ""
    return {
        RouteReason.BAND_LOW: "confidence is Low",
        RouteReason.BAND_MEDIUM: "confidence is Medium",
        RouteReason.PREVIEW_MODEL: "written by the on-device preview model",
        RouteReason.PERSONS_WORDS: "it holds a person's own words, and no word is approved by its writer alone",
        RouteReason.ASSEMBLED: "assembled, no model",
        RouteReason.LANE_CLOSED: f"a person looks at each section of this form until enough were right{so_far}",
    }[reason]
