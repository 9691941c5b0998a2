"""What follows from a band: pass, flag or block, with reasons."""

from dataclasses import dataclass
from enum import StrEnum

from desktop_app.domain.confidence import Band, Factor


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


@dataclass(frozen=True, slots=True)
class RouteDecided:
    """A route as it is recorded with its revision."""

    revision_id: str
    band: Band
    route: RouteKind
    reasons: tuple[RouteReason, ...]
    factors: tuple[Factor, ...]


def reason_words(reason: RouteReason, lane: Lane) -> str:
    """The reason in English (the source text of translations)."""
    return {
        RouteReason.BAND_LOW: "confidence is Low",
        RouteReason.BAND_MEDIUM: "confidence is Medium",
        RouteReason.PREVIEW_MODEL: "written by the on-device preview model",
        RouteReason.PERSONS_WORDS: "it holds a person's own words, and no word is approved by its writer alone",
        RouteReason.ASSEMBLED: "assembled, no model",
        RouteReason.LANE_CLOSED: f"pass lane closed, {lane.clean} of {lane.needed} clean sections",
    }[reason]
