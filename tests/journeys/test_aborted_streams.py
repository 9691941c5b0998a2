"""Streams that nobody waits for any more leave nothing: no task, no thread, no socket, no memory."""

import asyncio
import gc
import os
import threading
import time
from pathlib import Path

import pytest
from fakes import draft_request, server_endpoint
from scripted_server import Answer, ScriptedServer, chunk, endless, silent

from desktop_app.adapters.openai_client import OpenAiDrafter
from desktop_app.adapters.system_clock import SystemClock
from desktop_app.domain.draft import Asked
from desktop_app.domain.markup import Words
from desktop_app.services.dispatching import Dispatching

MOST_BYTES = 10 * 2**20
STATES: tuple[tuple[Answer, type], ...] = (
    (silent(headed=False), Asked),
    (silent(), Asked),
    (silent(chunk("word ")), Words),
    (endless(), Words),
)
"""Where a stream may stand when it is left: before headers, before text, between words, while words pour in."""
TURNS = 10
"""Of the loop, in which sockets that were let go of are closed."""


def resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def sockets() -> int:
    """Open sockets of this process."""
    links = [*Path("/proc/self/fd").iterdir()]
    return sum(str(link.readlink()).startswith("socket:") for link in links if link.is_symlink())


class Left:
    """What there is of this process now."""

    def __init__(self) -> None:
        gc.collect()
        self.threads = threading.active_count()
        self.tasks = len(asyncio.all_tasks())
        self.sockets = sockets()
        self.bytes = resident()


async def aborted(dispatching: Dispatching, server: ScriptedServer, until: type, *, close: bool) -> None:
    """A stream that is left once it has come so far: its task is cancelled, or its iterator closed.

    Before any words it is left once the server has been asked.
    """
    reached, asked = asyncio.Event(), len(server.asked)

    async def run() -> None:
        stream = dispatching.stream(draft_request(), ["server"])
        async for told in stream:
            if isinstance(told, until):
                reached.set()
                if close:
                    break
        await stream.aclose()

    task = asyncio.create_task(run())
    await reached.wait()
    if not close:
        while len(server.asked) == asked:
            await asyncio.sleep(0)
        task.cancel()
    await asyncio.wait({task})


async def abort(count: int) -> tuple[Left, Left]:
    """What there was before that many streams were aborted, and after; ten more are first, which load all there is."""
    answers = [STATES[number % len(STATES)][0] for number in range(count + 10)]
    async with ScriptedServer(answers) as server:
        drafter = OpenAiDrafter(server_endpoint(base_url=server.url, at_once=16))
        await drafter.warm()
        await asyncio.gather(
            *(asyncio.to_thread(time.sleep, 0.05) for _ in range(32))
        )  # the loop's own threads are there
        dispatching = Dispatching([drafter], SystemClock(), asyncio.sleep)
        before = Left()
        for number in range(count + 10):
            if number == 10:
                before = await settled(server)
            until = STATES[len(server.asked) % len(STATES)][1]
            await aborted(dispatching, server, until, close=number % 3 == 0 and until is Words)
        after = await settled(server)
        await dispatching.close()
    return before, after


async def settled(server: ScriptedServer) -> Left:
    """What there is once the server has seen all its clients go."""
    async with asyncio.timeout(10):
        while server.serving:
            await asyncio.sleep(0)
    for _ in range(TURNS):
        await asyncio.sleep(0)
    return Left()


@pytest.mark.parametrize("count", [25, pytest.param(500, marks=pytest.mark.long)])
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="open sockets are counted in /proc")
async def test_aborted_streams_leave_nothing(count: int, capsys: pytest.CaptureFixture[str]) -> None:
    before, after = await abort(count)
    assert (after.threads, after.tasks, after.sockets) == (before.threads, before.tasks, before.sockets)
    assert after.bytes - before.bytes < MOST_BYTES
    if count > 25:
        grown = (after.bytes - before.bytes) / 2**20
        with capsys.disabled():
            print(  # noqa: T201
                f"\n{count} aborted streams: threads {before.threads} to {after.threads}, tasks {before.tasks} to"
                f" {after.tasks}, sockets {before.sockets} to {after.sockets}, memory {grown:+.1f} MB (limit 10)"
            )
