"""Every fault of a server gets its class, within its deadline, and a cut answer is never a draft."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from fakes import draft_request, server_endpoint
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted_server import (
    Answer,
    ScriptedServer,
    chunk,
    endless,
    error,
    events,
    replies,
    says,
    scripted_time,
    silent,
    streams,
)

from desktop_app.adapters.openai_answer import Limits
from desktop_app.adapters.openai_client import OpenAiDrafter
from desktop_app.adapters.openai_faults import left_alone_s, plain, retry_after
from desktop_app.domain.draft import Delta, Finished
from desktop_app.domain.endpoint import Residency
from desktop_app.domain.errors import EndpointFailed, ErrorClass, UsageError
from desktop_app.domain.usage import Usage

KEY = "sk-test-4711"
BOUNDED = Limits(connect=5, first_text=5, idle=5, total=10, grace=0.2, characters=2_000, line_bytes=100_000)
QUICK = Limits(first_text=0.3, idle=0.3, total=1.0)
EVENTS = events("The term ", "is 24 months [E1].")


async def ask(*answers: Answer, limits: Limits = BOUNDED, **more: object) -> list:
    """All outputs of one draft from a server with these answers."""
    async with ScriptedServer(list(answers)) as server:
        drafter = OpenAiDrafter(server_endpoint(base_url=server.url), KEY, limits)
        try:
            return [output async for output in drafter.draft(draft_request("A fact.", **more))]
        finally:
            await drafter.close()


async def failing(*answers: Answer, **more: object) -> EndpointFailed:
    """The failure of one draft."""
    with pytest.raises(EndpointFailed) as raised:
        await ask(*answers, **more)
    return raised.value


async def test_a_good_answer_streams_and_says_who_gave_it():
    *deltas, finished = await ask(says("The term ", "is 24 months [E1]."))
    assert deltas == [Delta("The term "), Delta("is 24 months [E1].")]
    assert finished == Finished("stop", "scripted-1", "fp_1", Usage(2_000, 3, 1_600))


@pytest.mark.parametrize("events_sent", range(len(EVENTS)))
@pytest.mark.parametrize("drop", [True, False])
async def test_a_cut_stream_is_never_a_draft(events_sent: int, drop: bool):
    answer = streams(EVENTS[:events_sent], drop=drop)
    if events_sent <= 2:
        assert (await failing(answer)).error_class is ErrorClass.CUT
    else:  # cut after the finish reason: the text is whole, and at most the usage is missing
        assert isinstance((await ask(answer))[-1], Finished)


async def test_characters_and_lines_may_be_split_anywhere():
    raw = "".join(events("Größe: ", "24 % — ok")).replace("\n", "\r\n").encode()
    answers = [streams([raw[:at], raw[at:]]) for at in range(1, len(raw))]
    async with ScriptedServer(answers) as server:
        drafter = OpenAiDrafter(server_endpoint(base_url=server.url), KEY, BOUNDED)
        for _ in answers:
            *deltas, finished = [o async for o in drafter.draft(draft_request())]
            assert "".join(delta.text for delta in deltas) == "Größe: 24 % — ok"
            assert finished.reason == "stop"
        await drafter.close()


@pytest.mark.parametrize(
    "rubbish",
    [
        "data: {broken\n\n",
        b"data: \xff\xfe\n\n",
        "data: " + "[" * 50_000 + "\n\n",
        "data: " + "x" * 200_000 + "\n\n",
    ],
)
async def test_a_corrupt_event_is_garbled(rubbish: str | bytes):
    fault = await failing(streams([chunk("The term "), rubbish, *events("x")]))
    assert fault.error_class is ErrorClass.GARBLED


@pytest.mark.parametrize("body", ["[1]", '"words"', "null", "7", '{"choices": 3}', '{"choices": [null]}'])
async def test_an_event_of_another_shape_is_no_text(body: str):
    assert (await failing(streams([f"data: {body}\n\n"]))).error_class is ErrorClass.CUT


@pytest.mark.parametrize("kind", ["text/html", "application/json", ""])
async def test_a_page_with_status_200_is_garbled(kind: str):
    fault = await failing(streams(["<html>Sign in</html>"], content_type=kind))
    assert fault.error_class is ErrorClass.GARBLED


async def test_a_packed_answer_that_nobody_asked_for_is_garbled():
    fault = await failing(replies(200, {"a": 1}, content_encoding="gzip"))
    assert fault.error_class is ErrorClass.GARBLED


CONTEXT_WORDS = "This model's maximum context length is 4096 tokens"


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (400, error("invalid_request_error"), ErrorClass.BAD_REQUEST),
        (404, error("model_not_found"), ErrorClass.BAD_REQUEST),
        (307, "moved", ErrorClass.BAD_REQUEST),
        (400, error("context_length_exceeded"), ErrorClass.CONTEXT),
        (400, error("bad", CONTEXT_WORDS), ErrorClass.CONTEXT),
        (413, "too large", ErrorClass.CONTEXT),
        (400, error("content_filter"), ErrorClass.CONTENT_FILTER),
        (401, error("invalid_api_key"), ErrorClass.AUTH),
        (403, "<html>no</html>", ErrorClass.AUTH),
        (429, error("rate_limit_exceeded"), ErrorClass.RATE),
        (500, "", ErrorClass.SERVER),
        (503, error("loading"), ErrorClass.SERVER),
    ],
)
async def test_a_status_gets_its_class(status: int, body: object, expected: ErrorClass):
    assert (await failing(replies(status, body))).error_class is expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("server_error", ErrorClass.SERVER),
        ("context_length_exceeded", ErrorClass.CONTEXT),
        ("rate_limit_exceeded", ErrorClass.RATE),
        ("content_filter", ErrorClass.CONTENT_FILTER),
    ],
)
async def test_an_error_in_the_stream_gets_its_class(code: str, expected: ErrorClass):
    told = chunk(error=error(code)["error"])
    assert (await failing(streams([chunk("The term "), told]))).error_class is expected


async def test_a_refused_connection_is_told_as_such():
    drafter = OpenAiDrafter(server_endpoint(base_url="http://127.0.0.1:9/v1"), None, BOUNDED)
    with pytest.raises(EndpointFailed) as raised:
        await anext(drafter.draft(draft_request()))
    assert raised.value.error_class is ErrorClass.CONNECT


@pytest.mark.parametrize(
    ("answer", "expected", "within"),
    [
        (silent(headed=False), ErrorClass.FIRST_TEXT, 0.3),
        (silent(), ErrorClass.FIRST_TEXT, 0.3),
        (silent(chunk("")), ErrorClass.FIRST_TEXT, 0.3),
        (silent(chunk("The term ")), ErrorClass.IDLE, 0.3),
        (streams((chunk("on ") for _ in range(99)), pause=0.1), ErrorClass.TOTAL, 1.0),
    ],
)
async def test_silence_ends_at_its_deadline(answer: Answer, expected: ErrorClass, within: float):
    await ask(says("ready"))  # the library is loaded
    with scripted_time() as now:
        started = now()
        assert (await failing(answer, limits=QUICK)).error_class is expected
        assert now() - started == pytest.approx(within, abs=0.001)


async def test_an_endless_answer_is_stopped():
    assert (await failing(endless())).error_class is ErrorClass.TOTAL


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (says(), ErrorClass.EMPTY),
        (says("  ", "\n"), ErrorClass.EMPTY),
        (says("The ", finish="content_filter"), ErrorClass.CONTENT_FILTER),
    ],
)
async def test_an_end_without_an_answer_is_no_draft(answer: Answer, expected: ErrorClass):
    assert (await failing(answer)).error_class is expected


async def test_an_answer_that_met_its_limit_says_so():
    assert (await ask(says("The term", finish="length")))[-1].reason == "length"


@pytest.mark.parametrize(
    ("told", "known"),
    [
        ({"prompt_tokens": 2**40, "completion_tokens": 2**40}, Usage()),
        ({"prompt_tokens": "9", "completion_tokens": -1}, Usage()),
        ({"prompt_tokens": 9, "completion_tokens": 3, "prompt_tokens_details": {"cached_tokens": 10}}, Usage(9, 3)),
    ],
)
async def test_counts_that_no_call_can_have_are_not_known(told: dict[str, object], known: Usage):
    assert (await ask(says("Yes.", usage=told)))[-1].usage == known


async def test_silence_after_the_finish_reason_costs_the_usage_only():
    finished = (await ask(silent(chunk("Yes."), chunk(finish="stop"))))[-1]
    assert finished == Finished("stop", "scripted-1", "fp_1", Usage())


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        (None, None),
        ("soon", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
    ],
)
async def test_a_server_may_say_when_to_come_again(header: str | None, seconds: float | None):
    headers = {"retry_after": header} if header else {}
    fault = await failing(replies(429, error("rate_limit_exceeded"), **headers))
    assert fault.retry_after == (pytest.approx(seconds, abs=seconds / 10) if seconds else seconds)


async def test_a_server_may_say_the_moment_to_come_again():
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=3000), usegmt=True)
    fault = await failing(replies(429, error("rate_limit_exceeded"), retry_after=moment))
    assert fault.retry_after == pytest.approx(3000.0, abs=300)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ({"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "1m3.5s"}, 63.5),
        ({"x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "120ms"}, 0.12),
        ({"ratelimit-remaining": "0", "ratelimit-reset": "9"}, 9.0),
        ({"x-ratelimit-remaining-requests": "3", "x-ratelimit-reset-requests": "9s"}, 0.0),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1767225600"}, 0.0),
        ({"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "soon"}, 0.0),
        ({}, 0.0),
    ],
)
def test_a_server_may_say_beside_an_answer_that_it_takes_no_more(told: dict[str, str], seconds: float):
    assert left_alone_s(told) == pytest.approx(seconds)


async def test_what_it_said_of_its_limit_counts_from_when_it_said_it():
    limits = {"x_ratelimit_remaining_requests": "0", "x_ratelimit_reset_requests": "30s"}
    outputs = await ask(streams(events("Fine"), **limits))
    assert isinstance(outputs[-1], Finished) and 29 < outputs[-1].left_alone_s <= 30


@pytest.mark.parametrize(("header", "seconds"), [("4", 4.0), (" 3.25 ", 3.25), ("-3", None), ("1e9", None), ("", None)])
def test_a_server_may_ask_for_parts_of_a_second(header: str, seconds: float | None):
    assert retry_after(header, datetime(2026, 1, 12, tzinfo=UTC)) == seconds


@given(st.text(max_size=40))
def test_any_retry_after_header_is_seconds_or_nothing(header: str):
    seconds = retry_after(header, datetime(2026, 1, 12, tzinfo=UTC))
    assert seconds is None or seconds >= 0


@given(st.text(max_size=400))
@settings(max_examples=50)
def test_a_reason_is_one_short_line_without_the_key(words: str):
    line = plain(words + KEY + words, KEY)
    assert KEY not in line
    assert len(line) <= 120
    assert all(c.isprintable() for c in line)


@pytest.mark.parametrize("status", [400, 401, 429, 500])
async def test_words_for_people_never_hold_the_key(status: int):
    fault = await failing(replies(status, error("bad", f"wrong key {KEY} given")))
    assert KEY not in str(fault)
    assert "server" in fault.what


REFUSALS = {
    "stream_options": "Unrecognized request argument supplied: stream_options",
    "response_format": "response_format is not supported",
    "temperature": "'temperature' does not support 0 with this model",
    "max_tokens": "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
}


@pytest.mark.parametrize("part", REFUSALS)
async def test_what_a_server_refuses_is_left_out_from_then_on(part: str):
    refusal = replies(400, error("unsupported", REFUSALS[part]))
    async with ScriptedServer([refusal, says("Yes.")]) as server:
        drafter = OpenAiDrafter(server_endpoint(base_url=server.url), KEY, BOUNDED)
        for _ in range(2):
            outputs = [o async for o in drafter.draft(draft_request(schema={"type": "object"}))]
            assert outputs[0] == Delta("Yes.")
        await drafter.close()
    assert [part in asked.body for asked in server.asked] == [True, False, False]
    assert server.asked[1].body.keys() >= set(REFUSALS) - {part}


async def test_a_refusal_of_something_else_is_not_remembered():
    async with ScriptedServer([replies(400, error("bad")), replies(400, error("bad")), says("Yes.")]) as server:
        drafter = OpenAiDrafter(server_endpoint(base_url=server.url), KEY, BOUNDED)
        with pytest.raises(EndpointFailed):
            await anext(drafter.draft(draft_request()))
        assert [o async for o in drafter.draft(draft_request())]
        await drafter.close()
    assert "stream_options" in server.asked[2].body


async def test_nothing_of_the_environment_goes_to_another_server(monkeypatch: pytest.MonkeyPatch):
    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.setenv(name, f"secret-{name}")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "Authorization: secret\nX-Own: secret")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    async with ScriptedServer([says("Yes.")]) as server:
        drafter = OpenAiDrafter(server_endpoint(base_url=server.url), None, BOUNDED)
        assert [o async for o in drafter.draft(draft_request())]
        await drafter.close()
    assert "authorization" not in server.asked[0].headers
    assert "x-stainless-os" not in server.asked[0].headers
    assert "secret" not in str(server.asked[0])


async def test_the_key_is_sent_to_its_server(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "Authorization: secret")
    async with ScriptedServer([says("Yes.")]) as server:
        drafter = OpenAiDrafter(server_endpoint(base_url=server.url), KEY, BOUNDED)
        assert [o async for o in drafter.draft(draft_request())]
        await drafter.close()
    assert server.asked[0].headers["authorization"] == f"Bearer {KEY}"


async def test_a_redirect_is_not_followed():
    async with ScriptedServer([says("Yes.")]) as other:
        fault = await failing(replies(307, "", location=other.url + "/chat/completions"))
    assert fault.error_class is ErrorClass.BAD_REQUEST
    assert other.asked == []


async def test_cancelling_closes_the_connection():
    async with ScriptedServer([silent(chunk("The term "))]) as server:
        drafter = OpenAiDrafter(server_endpoint(base_url=server.url), KEY)
        stream = drafter.draft(draft_request())
        assert await anext(stream) == Delta("The term ")
        waiting = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await asyncio.wait_for(server.left.wait(), 1)
        await drafter.close()


async def test_closing_the_stream_closes_the_connection():
    async with ScriptedServer([endless()]) as server:
        drafter = OpenAiDrafter(server_endpoint(base_url=server.url), KEY)
        stream = drafter.draft(draft_request())
        await anext(stream)
        await stream.aclose()
        await asyncio.wait_for(server.left.wait(), 1)
        await drafter.close()


async def test_a_round_trip_shows_what_the_server_can():
    async with ScriptedServer([says("ready"), says('{"ready": true}')]) as server:
        drafter = OpenAiDrafter(server_endpoint(base_url=server.url), KEY, BOUNDED)
        shown = await drafter.test()
        await drafter.close()
    assert (shown.model, shown.usage, shown.json_schema) == ("scripted-1", True, True)
    assert 0 <= shown.first_text_ms <= shown.total_ms


@pytest.mark.parametrize("url", ["", "ftp://h/v1", "file:///etc/passwd", "127.0.0.1:8080", "http://"])
def test_an_address_of_no_server_is_refused(url: str):
    with pytest.raises(UsageError):
        OpenAiDrafter(server_endpoint(base_url=url, residency=Residency.HOSTED))


@pytest.mark.parametrize("key", ["sk\n", "schlüssel", "a\x00b"])
def test_a_key_that_no_header_can_hold_is_refused_without_repeating_it(key: str):
    with pytest.raises(UsageError) as raised:
        OpenAiDrafter(server_endpoint(), key)
    assert key not in str(raised.value)
