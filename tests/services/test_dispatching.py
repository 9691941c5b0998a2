"""Which endpoint is asked, when again and which next, with fake drafters and a clock that stands still."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace

import pytest
from fakes import FakeClock, FakeDrafter, Script, draft_request, server_endpoint
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.draft import (
    Asked,
    Delta,
    Dispatched,
    Done,
    DrafterOutput,
    DraftRequest,
    Fell,
    Finished,
    Message,
    Skipped,
)
from desktop_app.domain.endpoint import (
    ASSEMBLED,
    ON_DEVICE,
    Endpoint,
    EndpointTest,
    PassedOver,
    Residency,
    Tier,
    in_tier_order,
)
from desktop_app.domain.errors import EndpointFailed, ErrorClass, NotFound
from desktop_app.domain.form import Section
from desktop_app.domain.latency import OnBreach, Patience
from desktop_app.domain.markup import Cite, Words
from desktop_app.services.dispatching import LONGEST_WAIT_S, Dispatching
from desktop_app.services.endpoint_standing import BREAKER_FAILURES

FIRST, SECOND = server_endpoint("first"), server_endpoint("second")
HOSTED = server_endpoint("hosted", residency=Residency.HOSTED)
GOOD: Script = (Delta("Fine"), Delta(" [E1]."), Finished("stop", "m"))
RETRIED = [error_class for error_class in ErrorClass if error_class.retried]
NOT_RETRIED = [each for each in ErrorClass if not each.retried and each is not ErrorClass.BUDGET]


def fails(error_class: ErrorClass, *before: str, retry_after: float | None = None) -> Script:
    return (*map(Delta, before), EndpointFailed(error_class, "It failed.", retry_after=retry_after))


class Desk:
    """A dispatching with these endpoints and what it told."""

    def __init__(self, *drafters: FakeDrafter) -> None:
        self.clock = FakeClock()
        self.drafters = {drafter.endpoint.name: drafter for drafter in drafters}
        self.dispatching = Dispatching(drafters, self.clock, self.clock.sleep)

    async def told(self, chain: Sequence[str] | None = None) -> list[Dispatched]:
        names = list(self.drafters) if chain is None else chain
        return [each async for each in self.dispatching.stream(draft_request("A fact."), names)]

    async def told_until_failure(self) -> tuple[list[Dispatched], EndpointFailed]:
        told: list[Dispatched] = []
        with pytest.raises(EndpointFailed) as raised:
            async for each in self.dispatching.stream(draft_request("A fact."), list(self.drafters)):
                told.append(each)  # noqa: PERF401  # what was told before the failure counts
        return told, raised.value


def drafter(endpoint: Endpoint, *scripts: Script) -> FakeDrafter:
    return FakeDrafter(endpoint, scripts or (GOOD,))


async def test_a_good_answer_becomes_words_and_citations():
    told = await Desk(drafter(FIRST)).told()
    assert told == [
        Asked(FIRST, 1),
        Words("Fine"),
        Words(" "),
        Cite(1),
        Words("."),
        Done(FIRST, 1, Finished("stop", "m"), 0, 0),
    ]


@given(st.lists(st.integers(1, 3)))
@settings(max_examples=30)
def test_half_a_marker_is_never_shown(cuts: list[int]):
    text, deltas = "Law [E1] and [E22], not [E] nor [x].", []
    for cut in (*cuts, len(text)):
        deltas.append(Delta(text[:cut]))
        text = text[cut:]
    told = asyncio.run(Desk(drafter(FIRST, (*deltas, Finished("stop", "m")))).told())
    shown = "".join(each.text for each in told if isinstance(each, Words))
    assert shown == "Law  and , not [E] nor [x]."
    assert [each.number for each in told if isinstance(each, Cite)] == [1, 22]


@pytest.mark.parametrize("error_class", RETRIED)
async def test_what_is_worth_it_is_tried_once_more(error_class: ErrorClass):
    desk = Desk(drafter(FIRST, fails(error_class, "Half a "), GOOD), drafter(SECOND))
    told = await desk.told()
    (fell,) = (each for each in told if isinstance(each, Fell))
    assert (fell.next_endpoint, fell.retry_in, fell.first_text_ms) == (FIRST, 1.0, 0)
    assert (told[-1].endpoint, told[-1].attempt) == (FIRST, 2)
    assert desk.drafters["second"].asked == []


@pytest.mark.parametrize("error_class", NOT_RETRIED)
async def test_what_is_not_goes_to_the_next_at_once(error_class: ErrorClass):
    desk = Desk(drafter(FIRST, fails(error_class), GOOD), drafter(SECOND))
    told = await desk.told()
    (fell,) = (each for each in told if isinstance(each, Fell))
    assert (fell.next_endpoint, fell.retry_in, fell.error_class) == (SECOND, 0.0, error_class)
    assert len(desk.drafters["first"].asked) == 1
    assert desk.clock.elapsed_ms == 0


async def test_a_second_try_that_fails_goes_to_the_next():
    desk = Desk(drafter(FIRST, fails(ErrorClass.CUT, "Half")), drafter(SECOND))
    told = await desk.told()
    assert [(each.endpoint.name, each.attempt) for each in told if isinstance(each, Asked)] == [
        ("first", 1),
        ("first", 2),
        ("second", 3),
    ]
    assert told[-1].endpoint is SECOND


async def test_two_models_texts_are_never_spliced():
    told = await Desk(drafter(FIRST, fails(ErrorClass.IDLE, "Half a [E1] text [E")), drafter(SECOND)).told()
    begins = max(i for i, each in enumerate(told) if isinstance(each, Asked))
    assert "".join(each.text for each in told[begins:] if isinstance(each, Words)) == "Fine ."


async def test_the_wait_that_a_server_asks_for_is_kept():
    desk = Desk(drafter(FIRST, fails(ErrorClass.RATE, retry_after=7.0), GOOD))
    assert isinstance((await desk.told())[-1], Done)
    assert desk.clock.elapsed_ms == 7_000


async def test_too_long_a_wait_goes_to_the_next():
    desk = Desk(drafter(FIRST, fails(ErrorClass.RATE, retry_after=LONGEST_WAIT_S + 1)), drafter(SECOND))
    assert (await desk.told())[-1].endpoint is SECOND
    assert desk.clock.elapsed_ms == 0


async def test_another_call_waits_as_long_as_the_server_asked_to_be_left_alone():
    desk = Desk(drafter(FIRST))
    desk.dispatching.stands.asks(FIRST.name, 7.0)
    assert isinstance((await desk.told())[-1], Done)
    assert desk.clock.elapsed_ms == 7_000


async def test_a_server_that_asked_for_long_is_passed_over_without_a_call():
    desk = Desk(drafter(FIRST), drafter(SECOND))
    desk.dispatching.stands.asks(FIRST.name, LONGEST_WAIT_S + 1)
    told = await desk.told()
    assert isinstance(told[0], Skipped) and "asks to be left alone" in told[0].words
    assert told[-1].endpoint is SECOND and desk.clock.elapsed_ms == 0


async def test_a_server_that_is_asked_too_much_and_says_until_when_does_not_count_as_failing():
    busy = fails(ErrorClass.RATE, retry_after=1.0)
    desk = Desk(drafter(FIRST, *[busy] * 2 * BREAKER_FAILURES, GOOD))
    for _ in range(BREAKER_FAILURES):
        with pytest.raises(EndpointFailed):
            await desk.told()
    assert isinstance((await desk.told())[-1], Done)


async def test_where_none_is_left_the_last_failure_is_raised():
    desk = Desk(drafter(FIRST, fails(ErrorClass.AUTH)), drafter(SECOND, fails(ErrorClass.CONTEXT)))
    told, failure = await desk.told_until_failure()
    assert failure.error_class is ErrorClass.CONTEXT
    assert [each.next_endpoint for each in told if isinstance(each, Fell)] == [SECOND, None]
    assert not any(isinstance(each, Done) for each in told)


async def test_an_end_without_a_finish_is_cut():
    told, failure = await Desk(drafter(FIRST, (Delta("Half"),))).told_until_failure()
    assert failure.error_class is ErrorClass.CUT
    assert not any(isinstance(each, Done) for each in told)


@pytest.mark.parametrize("home", [FIRST, HOSTED])
async def test_text_never_crosses_to_another_residency(home: Endpoint):
    other = HOSTED if home is FIRST else FIRST
    desk = Desk(drafter(home, fails(ErrorClass.AUTH)), drafter(other), drafter(ASSEMBLED))
    told = await desk.told()
    assert desk.drafters[other.name].asked == []
    assert told[-1].endpoint is ASSEMBLED


async def test_an_endpoint_that_fails_again_and_again_rests():
    desk = Desk(drafter(FIRST, fails(ErrorClass.AUTH)), drafter(SECOND))
    for _ in range(BREAKER_FAILURES):
        await desk.told()
    told = await desk.told()
    assert isinstance(told[0], Skipped)
    assert len(desk.drafters["first"].asked) == BREAKER_FAILURES
    desk.clock.passes(30)
    assert isinstance((await desk.told())[0], Asked)


async def test_where_all_rest_it_is_told_without_asking():
    desk = Desk(drafter(FIRST, fails(ErrorClass.AUTH)))
    for _ in range(BREAKER_FAILURES):
        await desk.told_until_failure()
    told, failure = await desk.told_until_failure()
    assert (failure.error_class, failure.retry_after) == (ErrorClass.AUTH, 30.0)
    assert [type(each) for each in told] == [Skipped]


async def test_a_success_or_a_bad_request_does_not_wear_an_endpoint_out():
    broken, good, refused = fails(ErrorClass.AUTH), GOOD, fails(ErrorClass.BAD_REQUEST)
    desk = Desk(drafter(FIRST, broken, broken, good, broken, refused, refused, refused, broken, good), drafter(SECOND))
    for _ in range(9):
        assert not any(isinstance(each, Skipped) for each in await desk.told())
    assert len(desk.drafters["first"].asked) == 9


async def test_no_more_calls_than_an_endpoint_takes_run_side_by_side():
    endpoint = server_endpoint("narrow", at_once=2)
    desk = Desk(drafter(endpoint))
    streams = [desk.dispatching.stream(draft_request(), ["narrow"]) for _ in range(5)]

    async def slowly(stream) -> None:
        async for _ in stream:
            await asyncio.sleep(0)

    await asyncio.gather(*map(slowly, streams))
    assert desk.drafters["narrow"].most_open == 2


async def test_no_more_calls_than_an_endpoint_takes_are_begun_in_a_minute():
    desk, begun = Desk(drafter(server_endpoint("narrow", a_minute=3))), []
    for _ in range(7):
        await desk.told()
        begun.append(desk.clock.mono_ms())
    assert all(later - earlier >= 60_000 for earlier, later in zip(begun, begun[3:], strict=False))
    assert begun[5] == begun[3]


async def test_calls_of_a_minute_are_counted_on_when_an_endpoint_has_another_key():
    desk, endpoint = Desk(drafter(server_endpoint("narrow", a_minute=1))), server_endpoint("narrow", a_minute=1)
    await desk.told()
    desk.dispatching.bring(drafter(endpoint))
    await desk.told()
    assert desk.clock.mono_ms() >= 60_000


async def test_closing_the_stream_ends_the_call():
    desk = Desk(drafter(FIRST))
    stream = desk.dispatching.stream(draft_request(), ["first"])
    assert [await anext(stream), await anext(stream)] == [Asked(FIRST, 1), Words("Fine")]
    assert desk.drafters["first"].open_streams == 1
    await stream.aclose()
    assert desk.drafters["first"].open_streams == 0


@pytest.mark.parametrize("chain", [[], ["nobody"], ["first", "nobody"]])
async def test_an_unknown_name_is_told_before_anything_is_asked(chain: list[str]):
    desk = Desk(drafter(FIRST))
    with pytest.raises(NotFound):
        await desk.told(chain)
    assert desk.drafters["first"].asked == []


async def test_closing_lets_go_of_every_endpoint():
    desk = Desk(drafter(FIRST), drafter(SECOND))
    await desk.dispatching.close()
    assert all(each.closed for each in desk.drafters.values())
    assert not desk.dispatching.has("first")


SMALL, LARGE = server_endpoint("small"), server_endpoint("large", tier=Tier.FRONTIER)
FAR = server_endpoint("far", residency=Residency.HOSTED, tier=Tier.FRONTIER)
FRONTIER = Section(section="term", title="Term", tier="frontier")


class SlowDrafter(FakeDrafter):
    """Begins its answer and never ends it."""

    async def draft(self, request: DraftRequest) -> AsyncGenerator[DrafterOutput, None]:
        self.asked.append(request)
        self.open_streams += 1
        try:
            yield Delta("It begins ")
            await asyncio.Event().wait()
        finally:
            self.open_streams -= 1


class SilentDrafter(SlowDrafter):
    """Is asked and says nothing."""

    async def draft(self, request: DraftRequest) -> AsyncGenerator[DrafterOutput, None]:
        self.open_streams += 1
        try:
            await asyncio.Event().wait()
            yield Delta("never")
        finally:
            self.open_streams -= 1


@pytest.mark.parametrize(
    ("tier", "chain", "expected"),
    [
        ("small", [LARGE, SMALL, ASSEMBLED], [SMALL, LARGE, ASSEMBLED]),
        ("frontier", [SMALL, LARGE, ASSEMBLED], [LARGE, SMALL, ASSEMBLED]),
        ("frontier", [SMALL, FAR, LARGE, ASSEMBLED], [LARGE, SMALL, ASSEMBLED]),
        ("frontier", [FAR, SMALL, ASSEMBLED], [FAR, ASSEMBLED]),
        ("small", [ASSEMBLED, LARGE], [ASSEMBLED, LARGE]),
        ("small", [], []),
    ],
)
def test_the_models_of_a_sections_tier_come_first_and_text_stays_where_it_is(
    tier: str, chain: list[Endpoint], expected: list[Endpoint]
):
    assert in_tier_order(chain, Tier(tier)) == tuple(expected)


async def test_a_section_that_asks_for_a_large_model_gets_it_first():
    desk = Desk(drafter(SMALL), drafter(LARGE))
    request = draft_request("A fact.", section=FRONTIER)
    told = [each async for each in desk.dispatching.stream(request, ["small", "large"])]
    assert told[-1].endpoint is LARGE


@pytest.mark.parametrize(("then", "expected"), [(OnBreach.ASSEMBLED, ASSEMBLED), (OnBreach.SMALLER_MODEL, SMALL)])
async def test_where_a_form_waits_no_longer_the_call_ends_and_its_own_way_on_is_taken(
    then: OnBreach, expected: Endpoint
):
    desk = Desk(
        SlowDrafter(LARGE), drafter(server_endpoint("other", tier=Tier.FRONTIER)), drafter(SMALL), drafter(ASSEMBLED)
    )
    request, names = draft_request("A fact.", section=FRONTIER), ["large", "other", "small", "assembled"]
    told = [each async for each in desk.dispatching.stream(request, names, patience=Patience(0.02, then))]
    (fell,) = (each for each in told if isinstance(each, Fell))
    assert (fell.error_class, fell.next_endpoint, told[-1].endpoint) == (ErrorClass.TOTAL, expected, expected)
    assert "longer than the 0.02 s that the form allows" in fell.words
    assert desk.drafters["large"].open_streams == 0
    assert desk.dispatching.stands.of("large").failures == 0


async def test_where_first_words_are_late_a_smaller_model_is_asked_and_told_of():
    desk = Desk(SilentDrafter(LARGE), drafter(server_endpoint("other", tier=Tier.FRONTIER)), drafter(SMALL))
    request, patience = draft_request("A fact.", section=FRONTIER), Patience(60.0, OnBreach.SMALLER_MODEL, 0.02)
    told = [each async for each in desk.dispatching.stream(request, ["large", "other", "small"], patience=patience)]
    (fell,) = (each for each in told if isinstance(each, Fell))
    assert (fell.error_class, fell.next_endpoint, told[-1].endpoint) == (ErrorClass.FIRST_TEXT, SMALL, SMALL)
    assert "No words came" in fell.words and "within the 0.02 s that the form allows" in fell.words
    assert desk.drafters["large"].open_streams == 0
    assert desk.dispatching.stands.of("large").failures == 0


@pytest.mark.parametrize(
    ("then", "chain"),
    [(OnBreach.ASSEMBLED, [LARGE, ASSEMBLED]), (OnBreach.SMALLER_MODEL, [LARGE, ASSEMBLED]), (OnBreach.WAIT, [LARGE])],
)
async def test_late_first_words_alone_take_no_model_away_that_no_smaller_one_follows(
    then: OnBreach, chain: list[Endpoint]
):
    desk, patience = Desk(*map(drafter, chain)), Patience(60.0, then, 0.0)
    stream = desk.dispatching.stream(draft_request("A fact."), [e.name for e in chain], patience=patience)
    assert [each async for each in stream][-1].endpoint is LARGE


async def test_once_words_have_come_only_the_time_of_the_section_counts():
    desk = Desk(SlowDrafter(LARGE), drafter(SMALL))
    request, patience = draft_request("A fact.", section=FRONTIER), Patience(0.05, OnBreach.SMALLER_MODEL, 0.04)
    told = [each async for each in desk.dispatching.stream(request, ["large", "small"], patience=patience)]
    assert [each.error_class for each in told if isinstance(each, Fell)] == [ErrorClass.TOTAL]


@pytest.mark.parametrize(
    ("patience", "chain"),
    [
        (Patience(0.0, OnBreach.WAIT), [FIRST, ASSEMBLED]),
        (Patience(0.0, OnBreach.ASSEMBLED), [FIRST, SECOND]),
        (Patience(0.0, OnBreach.ASSEMBLED), [ON_DEVICE, ASSEMBLED]),
    ],
)
async def test_a_form_waits_on_where_it_says_so_or_nobody_else_is_there_or_the_model_is_on_this_machine(
    patience: Patience, chain: list[Endpoint]
):
    desk = Desk(*map(drafter, chain))
    stream = desk.dispatching.stream(draft_request("A fact."), [e.name for e in chain], patience=patience)
    assert [each async for each in stream][-1].endpoint is chain[0]


async def test_an_endpoint_that_no_budget_allows_is_passed_over_for_one_that_it_does():
    async def only_second(asked: Asked, _request: DraftRequest) -> None:
        if asked.endpoint is FIRST:
            raise EndpointFailed(ErrorClass.BUDGET, "It is spent.")

    desk = Desk(drafter(FIRST), drafter(SECOND))
    told = [each async for each in desk.dispatching.stream(draft_request(), ["first", "second"], admit=only_second)]
    assert told[0] == Skipped(FIRST, "It is spent.", PassedOver.BUDGET)
    assert (told[-1].endpoint, told[-1].attempt, desk.drafters["first"].asked) == (SECOND, 1, [])


async def test_a_model_that_is_known_to_read_less_at_once_is_not_asked():
    desk = Desk(drafter(FIRST), drafter(SECOND))
    seen = EndpointTest("m", 0, 0, usage=True, json_schema=True, context_tokens=100)
    await desk.dispatching.stands.tested(FIRST, seen)
    request = replace(draft_request(), messages=(Message("user", "A fact. " * 100),))
    told = [each async for each in desk.dispatching.stream(request, ["first", "second"])]
    assert told[0] == Skipped(FIRST, "The endpoint “first” cannot read that much at once.", PassedOver.WINDOW)
    assert (told[-1].endpoint, desk.drafters["first"].asked) == (SECOND, [])
    with pytest.raises(EndpointFailed, match="at once"):
        [each async for each in desk.dispatching.stream(request, ["first"])]


async def test_where_no_budget_allows_any_model_the_assembled_draft_is_not_taken_unasked():
    async def no_model(asked: Asked, _request: DraftRequest) -> None:
        if asked.endpoint.is_model:
            raise EndpointFailed(ErrorClass.BUDGET, "It is spent.")

    desk = Desk(drafter(FIRST), drafter(ASSEMBLED))
    with pytest.raises(EndpointFailed, match="spent"):
        [each async for each in desk.dispatching.stream(draft_request(), ["first", "assembled"], admit=no_model)]
    assert desk.drafters["assembled"].asked == []


async def test_what_is_told_of_a_call_is_what_a_model_that_takes_less_is_sent() -> None:
    class Small(FakeDrafter):
        def shortened(self, request: DraftRequest) -> DraftRequest:
            return replace(request, messages=request.messages[:1], max_tokens=9)

    desk = Desk(Small(FIRST, [GOOD]))
    asked = (await desk.told())[0]
    (request,) = desk.drafters["first"].asked
    assert asked == Asked(FIRST, 1, request.messages, max_tokens=9) and len(request.messages) == 1
