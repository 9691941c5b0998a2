"""Each way in which a server of models can fail, through the real client and the real pipeline.

For each: its class, what is kept, who writes next, what it costs, and the words that a person reads.
"""

import asyncio
import re
import socket
import ssl
import tempfile
from codecs import BOM_UTF8
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime
from functools import cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from fakes import server_endpoint
from scripted_server import (
    Answer,
    ScriptedServer,
    Send,
    chunk,
    endless,
    error,
    events,
    frame,
    head,
    replies,
    says,
    silent,
    streams,
)
from service_examples import World, a_world

from desktop_app.adapters.openai_answer import Limits
from desktop_app.adapters.openai_client import OpenAiDrafter
from desktop_app.domain.budget import Scope
from desktop_app.domain.draft import EndpointFell, PipelineEvent, RunFailed, SectionRecorded
from desktop_app.domain.errors import ErrorClass
from desktop_app.domain.usage import RunOutcome
from desktop_app.services.budgeting import Purpose

ROOMY = Limits(connect=5, first_text=10, idle=10, total=20, grace=0.1)
LIMITS = {
    "one byte at a time": replace(ROOMY, first_text=0.3),
    "silence before headers": replace(ROOMY, first_text=0.3),
    "silence after headers": replace(ROOMY, first_text=0.3),
    "silence between words": replace(ROOMY, idle=0.3),
    "too long": replace(ROOMY, total=1.0),
}
"""Faults that end by a limit, each with that one alone short: on a busy machine no other one comes first."""
BEGUN = "The total fee is EUR 48,000 [E1]. And "
GOOD_TEXT = "The total fee is EUR 48,000 [E1]."
WHOLE = events("The total fee is ", "EUR 48,000 [E1].")
CENT = Decimal("0.01")
MEGABYTES = [b"x" * 2**20] * 10
TOLD = chunk(error=error("server_error")["error"])
FREE, PLAIN, SELF_SIGNED = "http://127.0.0.1:{free}/v1", "https://127.0.0.1:{plain}/v1", "https://127.0.0.1:{signed}/v1"
ELSEWHERE = "http://127.0.0.1:9/v1"
RAW = re.compile(r"Traceback|Error\b|Exception|httpx|errno|0x[0-9a-f]{6}|<html|\{|\n", re.I)
"""What no person reads: the program's own words for a fault, and a server's page."""


@dataclass(frozen=True)
class Fault:
    """A way to fail. `calls` is how often the server is asked, `begun` whether it may have used what was reserved."""

    name: str
    answers: Sequence[Answer]
    error_class: ErrorClass
    words: str
    calls: int = 1
    begun: bool = True
    kept: str = ""
    waited: float = 0.0
    address: str = ""


def dripping() -> Answer:
    """One byte at a time, slower than anybody waits for."""
    return streams((bytes([byte]) for byte in chunk("The fee").encode()), pause=0.05)


async def breaking_off(send: Send) -> None:
    """A status of failure whose body ends before it is whole."""
    await send(head(500, {"content-type": "application/json", "content-length": "5000"}) + b"{")


async def going_on(send: Send) -> None:
    """Says that it has finished, and then sends what it used again and again."""
    await send(head(200, {"content-type": "text/event-stream", "transfer-encoding": "chunked"}))
    await send(frame("".join(WHOLE[:3]).encode()))
    while True:
        await send(frame(WHOLE[3].encode()))
        await asyncio.sleep(0.01)


def again(name: str, answer: Answer, error_class: ErrorClass, words: str, **more: object) -> Fault:
    """A fault that is tried once more, after a second."""
    return Fault(name, [answer], error_class, words, **({"calls": 2, "waited": 1.0} | more))  # type: ignore[arg-type]


def limited(name: str, header: str | None, *, calls: int = 2, waited: float = 1.0) -> Fault:
    headers = {} if header is None else {"retry_after": header}
    answer = replies(429, error("rate_limit_exceeded"), **headers)
    return Fault(f"429 {name}", [answer], ErrorClass.RATE, "takes no more requests", calls, begun=False, waited=waited)


LATER = format_datetime(datetime.now(UTC) + timedelta(hours=5), usegmt=True)
SOON = format_datetime(datetime.now(UTC) - timedelta(hours=5), usegmt=True)
C = ErrorClass
FAULTS = (
    again("cut before a word", streams([], drop=True), C.CUT, "broke off"),
    again("cut in a chunk", streams([chunk(BEGUN), 'data: {"id": "c1'], drop=True), C.CUT, "broke off", kept=BEGUN),
    again("cut after words", streams([chunk(BEGUN)], drop=True), C.CUT, "broke off", kept=BEGUN),
    again("no finish", streams([chunk(BEGUN)]), C.CUT, "broke off", kept=BEGUN),
    again("[DONE] without a finish", streams(events(BEGUN, finish=None)), C.CUT, "broke off", kept=BEGUN),
    again("corrupt chunk", streams([chunk(BEGUN), "data: {broken\n\n"]), C.GARBLED, "not an answer", kept=BEGUN),
    again("no UTF-8", streams([chunk(BEGUN), b"data: \xff\xfe\n\n"]), C.GARBLED, "not an answer", kept=BEGUN),
    again("10 MB line", streams([chunk(BEGUN), b"data: ", *MEGABYTES]), C.GARBLED, "far too long", kept=BEGUN),
    again("page with status 200", replies(200, "<html>Sign in</html>"), C.GARBLED, "not an answer"),
    again("wrong content type", streams(WHOLE, content_type="application/json"), C.GARBLED, "not an answer"),
    again("500", replies(500, "<html>oops</html>"), C.SERVER, "failed (500)"),
    again("500 that breaks off", breaking_off, C.CUT, "broke off"),
    again("503 for minutes", replies(503, error("loading")), C.SERVER, "failed (503"),
    again("error in the stream", streams([chunk(BEGUN), TOLD]), C.SERVER, "failed", kept=BEGUN),
    limited("without Retry-After", None),
    limited("after 7 s", "7", waited=7.0),
    limited("at a date that is past", SOON, waited=0.0),
    limited("at a far date", LATER, calls=1, waited=0.0),
    limited("after an absurd time", "9" * 400, calls=1, waited=0.0),
    limited("after no number", "soon"),
    Fault("one byte at a time", [dripping()], C.FIRST_TEXT, "sent no text in time"),
    Fault("silence before headers", [silent(headed=False)], C.FIRST_TEXT, "sent no text in time"),
    Fault("silence after headers", [silent()], C.FIRST_TEXT, "sent no text in time"),
    Fault("silence between words", [silent(chunk(BEGUN))], C.IDLE, "stopped sending", kept=BEGUN),
    Fault("too long", [streams((chunk("on ") for _ in range(99)), pause=0.1)], C.TOTAL, "in time", kept="on "),
    Fault("endless", [endless("and so on " * 50)], C.TOTAL, "more than 8000 characters", kept="and so on "),
    again("refused connection", silent(), C.CONNECT, "could not be reached", begun=False, address=FREE),
    again("no TLS", silent(), C.CONNECT, "no secure connection", begun=False, address=PLAIN),
    again("unknown certificate", silent(), C.CONNECT, "no secure connection", begun=False, address=SELF_SIGNED),
    Fault("long context", [replies(400, error("context_length_exceeded"))], C.CONTEXT, "read that much", begun=False),
    Fault("wrong key", [replies(401, error("invalid_api_key"))], C.AUTH, "refused the key", begun=False),
    Fault("bad request", [replies(404, error("model_not_found"))], C.BAD_REQUEST, "did not accept", begun=False),
    Fault("redirect", [replies(307, "", location=ELSEWHERE)], C.BAD_REQUEST, "another address", begun=False),
    Fault("content filter", [says(BEGUN, finish="content_filter")], C.CONTENT_FILTER, "refused the", kept=BEGUN),
    Fault("filtered before", [replies(400, error("content_filter"))], C.CONTENT_FILTER, "refused the content"),
    Fault("empty answer", [says("  ", "\n")], C.EMPTY, "without text"),
)  # fmt: skip


@cache
def self_signed() -> ssl.SSLContext:
    """A server's own certificate, which nobody vouches for."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(1)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile() as file:
        file.write(builder.sign(key, SHA256()).public_bytes(Encoding.PEM))
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        file.flush()
        context.load_cert_chain(file.name)
    return context


ENDS = {(fault.error_class, bool(fault.kept), fault.begun): fault for fault in FAULTS}.values()
"""One fault of each class, with words before it and without."""


@asynccontextmanager
async def listening(context: ssl.SSLContext | None) -> AsyncIterator[int]:
    """The port of a server that says the same to everybody."""

    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context) as server:
        yield server.sockets[0].getsockname()[1]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Desk:
    """A case, the server that fails, and one that answers."""

    def __init__(self, world: World, case_id: str, server: ScriptedServer) -> None:
        self.world, self.case_id, self.server = world, case_id, server

    async def draft(self, *chain: str) -> tuple[PipelineEvent, ...]:
        return await self.world.draft(self.case_id, "fee", chain=chain)

    async def spent(self) -> Decimal:
        facts = await self.world.facts(self.case_id)
        purpose = Purpose(facts.pack.form, self.case_id, "fee", self.world["ana"].person.person_id)
        uses = await self.world.budgeting.uses(purpose)
        return next(use.spent.usd for use in uses if use.limit.scope is Scope.CASE)


@asynccontextmanager
async def a_desk(home: Path, fault: Fault) -> AsyncIterator[Desk]:
    async with (
        ScriptedServer([*fault.answers]) as server,
        ScriptedServer([streams(WHOLE)]) as good,
        listening(None) as plain,
        listening(self_signed() if fault.address == SELF_SIGNED else None) as signed,
    ):
        address = fault.address.format(free=free_port(), plain=plain, signed=signed) or server.url
        failing = OpenAiDrafter(server_endpoint("failing", base_url=address), "sk-key", LIMITS.get(fault.name, ROOMY))
        answering = OpenAiDrafter(server_endpoint("answering", base_url=good.url), None, ROOMY)
        async with a_world(home, failing, answering) as world:
            yield Desk(world, await world.case(), server)
            await world.dispatching.close()


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
async def test_a_server_that_fails_loses_nothing_and_the_next_one_writes_anew(fault: Fault, tmp_path: Path) -> None:
    async with a_desk(tmp_path, fault) as desk:
        told = await desk.draft("failing", "answering")
        fell = [event for event in told if isinstance(event, EndpointFell)]
        assert [event.error_class for event in fell] == [fault.error_class] * fault.calls
        assert all(fault.words in event.words and RAW.search(event.words) is None for event in fell)
        assert len(desk.server.asked) == (0 if fault.error_class is C.CONNECT else fault.calls)
        assert desk.world.clock.elapsed_ms == pytest.approx(fault.waited * 1000, abs=1)
        last = told[-1]
        assert isinstance(last, SectionRecorded) and last.endpoint.name == "answering"
        assert await desk.world.text(desk.case_id, "fee") == "The total fee is EUR 48,000."
        calls = (await desk.world.facts(desk.case_id)).record.calls
        assert [call.error_class for call in calls] == [*[fault.error_class] * fault.calls, None]
        assert [call.cost for call in calls] == [*[None] * fault.calls, CENT]
        assert await desk.spent() == (fault.begun * fault.calls + 1) * CENT
        assert await desk.world.store.held() == ()


@pytest.mark.parametrize("fault", ENDS, ids=[fault.name for fault in ENDS])
async def test_without_another_server_what_was_streamed_is_kept_and_the_words_say_what_to_do(
    fault: Fault, tmp_path: Path
) -> None:
    async with a_desk(tmp_path, fault) as desk:
        (*_, failed) = await desk.draft("failing")
        assert isinstance(failed, RunFailed) and failed.error_class is fault.error_class
        assert fault.words in failed.words and "“failing”" in failed.words
        assert RAW.search(failed.words) is None and "sk-key" not in failed.words
        assert len(failed.words) < 400 and failed.words.endswith(".")
        record = (await desk.world.facts(desk.case_id)).record
        (run,) = record.runs
        assert run.outcome is not RunOutcome.FINISHED and record.revisions == ()
        kept = (await desk.world.store.body(run.partial)).decode() if run.partial else ""
        assert kept.startswith(fault.kept) and bool(kept.strip()) is bool(fault.kept)
        assert await desk.spent() == fault.begun * fault.calls * CENT


BESIDE = {"index": 1, "delta": {"content": "No fee. "}, "finish_reason": None}
OWN = {"index": 0, "delta": {"content": ""}, "finish_reason": None}
GOOD_WAYS = {
    "CRLF": streams(["".join(WHOLE).replace("\n", "\r\n")]),
    "byte by byte": streams([bytes([byte]) for byte in "".join(WHOLE).encode()]),
    "comments between": streams([": ping\n\n", *WHOLE]),
    "no [DONE]": streams(WHOLE[:-1]),
    "dropped after the finish": streams(WHOLE[:3], drop=True),
    "silent after the finish": silent(*WHOLE[:3]),
    "never silent after the finish": going_on,
    "byte order mark first": streams([BOM_UTF8[:1], BOM_UTF8[1:], *WHOLE]),
    "second answer beside it": streams([WHOLE[0], chunk(choices=[BESIDE]), chunk(choices=[BESIDE, OWN]), *WHOLE[1:]]),
}


@pytest.mark.parametrize("way", GOOD_WAYS)
async def test_an_odd_answer_that_is_whole_is_taken(way: str, tmp_path: Path) -> None:
    fault = Fault(way, [GOOD_WAYS[way]], C.CUT, "")
    async with a_desk(tmp_path, fault) as desk:
        last = (await desk.draft("failing", "answering"))[-1]
        assert isinstance(last, SectionRecorded) and last.endpoint.name == "failing"
        assert await desk.world.text(desk.case_id, "fee") == "The total fee is EUR 48,000."


async def test_a_server_that_fails_for_minutes_is_left_alone_and_asked_again_later(tmp_path: Path) -> None:
    fault = Fault("503", [replies(503, error("loading"))] * 3 + [streams(WHOLE)], C.SERVER, "")
    async with a_desk(tmp_path, fault) as desk:
        for section in ("fee", "term", "rating"):
            await desk.world.draft(desk.case_id, section, chain=("failing", "assembled"))
        assert len(desk.server.asked) == 3
        desk.world.clock.passes(30)
        last = (await desk.world.draft(desk.case_id, "term", chain=("failing", "assembled")))[-1]
        assert isinstance(last, SectionRecorded) and last.endpoint.name == "failing"
