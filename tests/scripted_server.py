"""An OpenAI-compatible server that answers by script, faults included. It runs on the test's own event loop."""

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

Send = Callable[[bytes], Awaitable[None]]
Answer = Callable[[Send], Awaitable[bool | None]]
"""Sends the bytes of one HTTP response; True keeps the connection open for the next request."""

EVENT_STREAM = "text/event-stream"
ON_ITS_WAY_S = 0.05
"""What was sent on this machine is there by then."""


class Dropped(Exception):
    """The server lets the connection fall without a word."""


@dataclass
class Asked:
    """A request as it arrived."""

    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]


@dataclass
class ScriptedServer:
    """Gives its answers in order, the last one again and again. `left` is set when a client goes away early; `heard` is
    every request as its bytes came."""

    answers: list[Answer]
    asked: list[Asked] = field(default_factory=list)
    left: asyncio.Event = field(default_factory=asyncio.Event)
    listed: int = 0
    heard: list[bytes] = field(default_factory=list)

    async def __aenter__(self) -> "ScriptedServer":
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=256)
        self.port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def serving(self) -> int:
        """How many connections are open."""
        return len(self._tasks)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        try:
            while await self._answer(await self._read(reader), reader, writer):
                pass
        except Dropped:
            writer.transport.abort()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            self._tasks.discard(task)

    async def _read(self, reader: asyncio.StreamReader) -> Asked:
        begin = await reader.readuntil(b"\r\n\r\n")
        first, *lines = begin.decode("latin-1").split("\r\n")
        headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines if line)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.heard.append(begin + body)
        return Asked(first.split()[1], headers, json.loads(body or b"{}"))

    async def _answer(self, asked: Asked, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        if asked.path.endswith("/models"):  # who asks for the list of models asks for no answer
            self.listed += 1
            return await self._send(replies(404, error("not_found")), reader, writer)
        self.asked.append(asked)
        answer = self.answers[min(len(self.asked), len(self.answers)) - 1]
        return await self._send(answer, reader, writer)

    async def _send(self, answer: Answer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        async def send(data: bytes) -> None:
            writer.write(data)
            await writer.drain()

        answering = asyncio.ensure_future(answer(send))
        watching = asyncio.ensure_future(reader.read(1))
        try:
            await asyncio.wait({answering, watching}, return_when=asyncio.FIRST_COMPLETED)
            if answering.done():
                return bool(answering.result())
            self.left.set()
            return False
        except ConnectionError:
            self.left.set()
            raise
        finally:
            for future in (answering, watching):
                future.cancel()
                with contextlib.suppress(asyncio.CancelledError, ConnectionError, Dropped):
                    await future


def chunk(text: str | None = None, finish: str | None = None, **more: Any) -> str:
    """A chat completion chunk as an event."""
    delta = {} if text is None else {"content": text}
    body = {
        "id": "c1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "scripted-1",
        "system_fingerprint": "fp_1",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }
    return f"data: {json.dumps(body | more, ensure_ascii=False)}\n\n"


USAGE = {"prompt_tokens": 2_000, "completion_tokens": 3, "prompt_tokens_details": {"cached_tokens": 1_600}}
DONE = "data: [DONE]\n\n"


def events(*texts: str, finish: str | None = "stop", usage: Mapping[str, Any] | None = USAGE) -> list[str]:
    """The events of a whole answer of these pieces."""
    last = [chunk(finish=finish)] if finish else []
    used = [chunk(choices=[], usage=usage)] if usage else []
    return [*(chunk(text) for text in texts), *last, *used, DONE]


def head(status: int, headers: Mapping[str, str]) -> bytes:
    """The status line and headers of a response."""
    lines = [f"HTTP/1.1 {status} Scripted", *(f"{k}: {v}" for k, v in headers.items())]
    return "\r\n".join((*lines, "", "")).encode()


def frame(data: bytes) -> bytes:
    """A chunk of the chunked transfer coding."""
    return b"%x\r\n%s\r\n" % (len(data), data)


def streams(
    parts: Iterable[str | bytes],
    *,
    wait: float = 0,
    pause: float = 0,
    content_type: str = EVENT_STREAM,
    drop: bool = False,
    **headers: str,
) -> Answer:
    """Sends these parts one by one, after `wait` seconds, then ends the response properly, or drops the connection."""

    async def answer(send: Send) -> bool:
        await asyncio.sleep(wait)
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        await send(head(200, {"content-type": content_type, "transfer-encoding": "chunked", **told}))
        for part in parts:
            if pause:
                await asyncio.sleep(pause)
            await send(frame(part.encode() if isinstance(part, str) else part))
        if drop:
            raise Dropped
        await send(b"0\r\n\r\n")
        return True

    return answer


def says(*texts: str, **options: Any) -> Answer:
    """A good answer of these pieces."""
    return streams(events(*texts, **options))


def replies(status: int, body: str | Mapping[str, Any] = "", **headers: str) -> Answer:
    """One response with a body; header names are written with underscores."""

    async def answer(send: Send) -> bool:
        data = (body if isinstance(body, str) else json.dumps(body)).encode()
        kind = "text/html" if isinstance(body, str) else "application/json"
        own = {k.replace("_", "-"): v for k, v in headers.items()}
        await send(head(status, {"content-type": kind, "content-length": str(len(data)), **own}) + data)
        return True

    return answer


def error(code: str, message: str = "no") -> dict[str, Any]:
    """The body of an error answer."""
    return {"error": {"message": message, "type": code, "code": code}}


def silent(*before: str, headed: bool = True) -> Answer:
    """Sends these events and then nothing, without closing; `headed` False sends not even a status line."""

    async def answer(send: Send) -> None:
        if headed:
            await send(head(200, {"content-type": EVENT_STREAM, "transfer-encoding": "chunked"}))
        for event in before:
            await send(frame(event.encode()))
        await asyncio.Event().wait()

    return answer


def endless(text: str = "and so on ") -> Answer:
    """Never stops."""

    async def answer(send: Send) -> None:
        await send(head(200, {"content-type": EVENT_STREAM, "transfer-encoding": "chunked"}))
        while True:
            await send(frame(chunk(text).encode()))
            await asyncio.sleep(0)

    return answer


@contextmanager
def scripted_time() -> Iterator[Callable[[], float]]:
    """The running loop's clock stands still while anything is to be done, and passes to the next deadline when nothing
    is: how fast the machine is changes no outcome. Gives the clock."""
    loop: Any = asyncio.get_running_loop()
    select, now = loop._selector.select, loop.time()

    def waits(seconds: float | None) -> Any:
        nonlocal now
        if seconds is None or seconds <= 0:
            return select(seconds)
        came = select(ON_ITS_WAY_S)
        now += 0 if came else seconds
        return came

    with mock.patch.object(loop._selector, "select", waits), mock.patch.object(loop, "time", lambda: now):
        yield loop.time


@asynccontextmanager
async def own_process(words: int, wait: float = 0.0) -> AsyncIterator[str]:
    """The address of a server in a process of its own that always says so many words, after `wait` seconds."""
    code = (
        "import asyncio\n"
        "from scripted_server import ScriptedServer, events, streams\n"
        "async def serve():\n"
        f"    async with ScriptedServer([streams(events(*['word '] * {words}), wait={wait})]) as server:\n"
        "        print(server.url, flush=True)\n"
        "        await asyncio.to_thread(input)\n"
        "asyncio.run(serve())\n"
    )
    pipe = asyncio.subprocess.PIPE
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdin=pipe, stdout=pipe, cwd=Path(__file__).parent
    )
    assert server.stdin
    assert server.stdout
    try:
        yield (await server.stdout.readline()).decode().strip()
    finally:
        server.stdin.write(b"\n")
        await server.wait()
