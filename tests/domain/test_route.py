from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.confidence import Band, Factor, FactorName
from desktop_app.domain.endpoint import EndpointKind
from desktop_app.domain.route import Lane, RouteKind, RouteReason, reason_words, route

OPEN = Lane(clean=45, opened=True)
LOW = Factor(FactorName.OPEN_BLOCKER, 1, Band.LOW)
MEDIUM = Factor(FactorName.WARNING, 1, Band.MEDIUM)
PREVIEW = Factor(FactorName.PREVIEW_MODEL, 1, Band.LOW)
OPENAI, ASSEMBLED, ON_DEVICE = EndpointKind.OPENAI, EndpointKind.ASSEMBLED, EndpointKind.ON_DEVICE


def test_a_clean_section_passes_only_with_an_open_lane() -> None:
    assert route([], False, OPENAI, OPEN).kind is RouteKind.PASS
    closed = route([], False, OPENAI, Lane())
    assert (closed.band, closed.kind, closed.reasons) == (Band.HIGH, RouteKind.FLAG, (RouteReason.LANE_CLOSED,))
    words = "a person looks at each section of this form until enough were right"
    assert reason_words(RouteReason.LANE_CLOSED) == words
    assert reason_words(RouteReason.LANE_CLOSED, Lane()) == f"{words} (0 of 45)"


def test_low_blocks_and_medium_flags() -> None:
    assert route([MEDIUM, LOW], False, OPENAI, OPEN).reasons == (RouteReason.BAND_LOW,)
    assert route([LOW], False, OPENAI, OPEN).kind is RouteKind.BLOCK
    flagged = route([MEDIUM], False, OPENAI, OPEN)
    assert (flagged.kind, flagged.reasons) == (RouteKind.FLAG, (RouteReason.BAND_MEDIUM,))


def test_a_persons_words_are_never_better_than_flag() -> None:
    for kind in (None, OPENAI):
        result = route([], True, kind, OPEN)
        assert (result.kind, result.reasons) == (RouteKind.FLAG, (RouteReason.PERSONS_WORDS,))


def test_an_assembled_draft_is_flagged_until_the_lane_opens() -> None:
    assert route([], False, ASSEMBLED, Lane()).reasons == (RouteReason.ASSEMBLED, RouteReason.LANE_CLOSED)
    assert route([], False, ASSEMBLED, OPEN).kind is RouteKind.PASS


def test_the_preview_model_always_blocks() -> None:
    for factors in ([], [PREVIEW], [MEDIUM]):
        result = route(factors, False, ON_DEVICE, OPEN)
        assert (result.kind, result.reasons) == (RouteKind.BLOCK, (RouteReason.PREVIEW_MODEL,))
    assert route([PREVIEW, LOW], False, ON_DEVICE, OPEN).reasons == (RouteReason.BAND_LOW, RouteReason.PREVIEW_MODEL)


factors = st.lists(st.sampled_from([LOW, MEDIUM, PREVIEW]), max_size=3)


@settings(max_examples=150)
@given(factors, factors, st.booleans(), st.sampled_from([None, *EndpointKind]), st.booleans())
def test_more_factors_never_raise_a_route(
    some: list[Factor], more: list[Factor], persons: bool, kind: EndpointKind | None, opened: bool
) -> None:
    order = list(RouteKind)
    before, after = (route(f, persons, kind, Lane(opened=opened)) for f in (some, some + more))
    assert order.index(after.kind) >= order.index(before.kind)
    assert (before.kind is RouteKind.PASS) == (before.reasons == ())
