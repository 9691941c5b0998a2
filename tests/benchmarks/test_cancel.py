"""How long a call lives on after it was cancelled: at most 50 ms to the end of its task, in any state."""

import asyncio
import time
from statistics import median

import pytest
from fakes import draft_request, server_endpoint
from scripted_server import Answer, ScriptedServer, chunk, endless, silent

from desktop_app.adapters.openai_client import OpenAiDrafter
from desktop_app.adapters.system_clock import SystemClock
from desktop_app.domain.draft import Asked
from desktop_app.domain.markup import Words
from desktop_app.services.dispatching import Dispatching

MOST_S = 0.050
MOST_SERVER_S = 0.300
ROUNDS = 10


async def cancelled(answer: Answer, until: type) -> tuple[float, float]:
    """Seconds from the cancelling to the end of the task, and to the server's seeing it."""
    async with ScriptedServer([answer]) as server:
        endpoint = server_endpoint(base_url=server.url)
        drafter = OpenAiDrafter(endpoint)
        await drafter.warm()
        dispatching = Dispatching([drafter], SystemClock(), asyncio.sleep)
        reached = asyncio.Event()

        async def run() -> None:
            async for told in dispatching.stream(draft_request(), [endpoint.name]):
                if isinstance(told, until):
                    reached.set()

        task = asyncio.create_task(run())
        await reached.wait()
        async with asyncio.timeout(5):
            while not server.asked:
                await asyncio.sleep(0)
        started = time.perf_counter()
        task.cancel()
        await asyncio.wait({task})
        ended = time.perf_counter()
        await asyncio.wait_for(server.left.wait(), 5)
        told = time.perf_counter()
        assert task.cancelled()
        await dispatching.close()
    return ended - started, told - started


@pytest.mark.benchmark
@pytest.mark.parametrize(
    ("state", "answer", "until"),
    [
        ("before headers", silent(headed=False), Asked),
        ("before text", silent(), Asked),
        ("between words", silent(chunk("word ")), Words),
        ("while words pour in", endless(), Words),
    ],
)
async def test_cancelling_ends_the_task_at_once(
    state: str, answer: Answer, until: type, capsys: pytest.CaptureFixture[str]
):
    found = [await cancelled(answer, until) for _ in range(ROUNDS)]
    (worst, worst_server) = (max(column) for column in zip(*found, strict=True))
    typical = median(ended for ended, _ in found)
    with capsys.disabled():
        print(  # noqa: T201
            f"\ncancel {state}: {typical * 1e3:.1f} ms, worst {worst * 1e3:.1f} ms, "
            f"ratio to the limit {worst / MOST_S:.2f}; "
            f"the server sees it after {worst_server * 1e3:.1f} ms at the latest"
        )
    assert worst <= MOST_S
    assert worst_server <= MOST_SERVER_S
