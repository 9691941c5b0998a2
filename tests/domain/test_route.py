from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.confidence import Band, Factor, FactorName
from desktop_app.domain.endpoint import EndpointKind
from desktop_app.domain.route import (
    OF_THE_LANE,
    LaneState,
    PassLane,
    RouteKind,
    RouteReason,
    reason_words,
    route,
)

OPEN = PassLane(LaneState.OPEN, Decimal("0.97"), Decimal("0.93"))
CLOSED = PassLane()
LOW = Factor(FactorName.OPEN_BLOCKER, 1, Band.LOW)
MEDIUM = Factor(FactorName.WARNING, 1, Band.MEDIUM)
WEIGHING = Factor(FactorName.NOTE, 1, Band.HIGH)
PREVIEW = Factor(FactorName.PREVIEW_MODEL, 1, Band.LOW)
OPENAI, ASSEMBLED, ON_DEVICE = EndpointKind.OPENAI, EndpointKind.ASSEMBLED, EndpointKind.ON_DEVICE


def test_a_clean_section_passes_only_with_an_open_lane() -> None:
    assert route([], False, OPENAI, OPEN).kind is RouteKind.PASS
    closed = route([], False, OPENAI, CLOSED)
    assert (closed.band, closed.kind, closed.reasons) == (Band.HIGH, RouteKind.FLAG, (RouteReason.LANE_CLOSED,))


def test_low_blocks_and_medium_flags() -> None:
    assert route([MEDIUM, LOW], False, OPENAI, OPEN).reasons == (RouteReason.BAND_LOW,)
    assert route([LOW], False, OPENAI, OPEN).kind is RouteKind.BLOCK
    flagged = route([MEDIUM], False, OPENAI, OPEN)
    assert (flagged.kind, flagged.reasons) == (RouteKind.FLAG, (RouteReason.BAND_MEDIUM,))


def test_what_only_weighs_holds_nothing_back_by_itself() -> None:
    assert route([WEIGHING], False, OPENAI, OPEN).kind is RouteKind.PASS


def test_a_persons_words_are_never_better_than_flag() -> None:
    for kind in (None, OPENAI):
        result = route([], True, kind, OPEN)
        assert (result.kind, result.reasons) == (RouteKind.FLAG, (RouteReason.PERSONS_WORDS,))


def test_an_assembled_draft_is_flagged_until_the_lane_opens() -> None:
    assert route([], False, ASSEMBLED, CLOSED).reasons == (RouteReason.ASSEMBLED, RouteReason.LANE_CLOSED)
    assert route([], False, ASSEMBLED, OPEN).kind is RouteKind.PASS


def test_the_preview_model_always_blocks() -> None:
    for factors in ([], [PREVIEW], [MEDIUM]):
        result = route(factors, False, ON_DEVICE, OPEN)
        assert (result.kind, result.reasons) == (RouteKind.BLOCK, (RouteReason.PREVIEW_MODEL,))
    for kind in (None, OPENAI, ASSEMBLED):  # its words may still stand in what somebody else drafted last
        assert route([PREVIEW], False, kind, OPEN).kind is RouteKind.BLOCK
    assert route([PREVIEW, LOW], False, ON_DEVICE, OPEN).reasons == (RouteReason.BAND_LOW, RouteReason.PREVIEW_MODEL)


@pytest.mark.parametrize(
    ("probability", "kind"),
    [("0.929999", RouteKind.FLAG), ("0.93", RouteKind.PASS), ("1", RouteKind.PASS), (None, RouteKind.FLAG)],
)
def test_a_section_passes_from_the_signed_probability_on(probability: str | None, kind: RouteKind) -> None:
    found = route([], False, OPENAI, PassLane(LaneState.OPEN, probability and Decimal(probability), Decimal("0.93")))
    assert found.kind is kind
    assert found.reasons == (() if kind is RouteKind.PASS else (RouteReason.BELOW_THRESHOLD,))


def test_a_lane_without_a_threshold_passes_nothing() -> None:
    assert route([], False, OPENAI, PassLane(LaneState.OPEN, Decimal(1))).reasons == (RouteReason.BELOW_THRESHOLD,)


def test_what_is_drawn_for_the_sample_is_flagged() -> None:
    drawn = PassLane(LaneState.OPEN, Decimal("0.97"), Decimal("0.93"), drawn=True)
    assert route([], False, OPENAI, drawn).reasons == (RouteReason.SPOT_CHECK,)


@pytest.mark.parametrize("state", [state for state in LaneState if state is not LaneState.OPEN])
def test_a_lane_that_is_not_open_never_passes_and_says_why(state: LaneState) -> None:
    found = route([], False, OPENAI, PassLane(state, Decimal(1), Decimal(0)))
    assert (found.kind, found.reasons) == (RouteKind.FLAG, (RouteReason(f"lane_{state}"),))


def test_every_reason_has_words_and_those_of_the_lane_are_known() -> None:
    assert all(reason_words(reason) for reason in RouteReason)
    assert {reason for reason in RouteReason if reason.startswith("lane_")} < OF_THE_LANE


factors = st.lists(st.sampled_from([LOW, MEDIUM, WEIGHING, PREVIEW]), max_size=3)
chances = st.none() | st.decimals(0, 1, places=2)
lanes = st.builds(PassLane, st.sampled_from(LaneState), chances, chances, st.booleans())
kinds = st.sampled_from([None, *EndpointKind])
ORDER = list(RouteKind)


@settings(max_examples=150)
@given(factors, factors, st.booleans(), kinds, lanes)
def test_more_factors_never_raise_a_route(
    some: list[Factor], more: list[Factor], persons: bool, kind: EndpointKind | None, lane: PassLane
) -> None:
    before, after = (route(f, persons, kind, lane) for f in (some, some + more))
    assert ORDER.index(after.kind) >= ORDER.index(before.kind)
    assert (before.kind is RouteKind.PASS) == (before.reasons == ())


@settings(max_examples=150)
@given(factors, kinds, lanes, st.decimals(0, 1, places=2))
def test_a_lower_probability_never_raises_a_route(
    some: list[Factor], kind: EndpointKind | None, lane: PassLane, lower: Decimal
) -> None:
    less = PassLane(lane.state, None if lane.probability is None else min(lane.probability, lower), lane.at_least)
    before, after = (
        route(some, False, kind, each) for each in (PassLane(lane.state, lane.probability, lane.at_least), less)
    )
    assert ORDER.index(after.kind) >= ORDER.index(before.kind)


@settings(max_examples=150)
@given(factors, st.booleans(), kinds, lanes)
def test_a_route_passes_only_where_every_rule_lets_it(
    some: list[Factor], persons: bool, kind: EndpointKind | None, lane: PassLane
) -> None:
    passes = route(some, persons, kind, lane).kind is RouteKind.PASS
    held = persons or lane.state is not LaneState.OPEN or lane.drawn or any(factor.limits for factor in some)
    assert passes == (not held and lane.reaches and kind is not ON_DEVICE)
