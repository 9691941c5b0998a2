"""First word and time per token of the whole way, against the bare client on the same local server.

The server is a process of its own, and all is counted in processor time of the thread that asks: what else the machine
does is in neither. The wait for the network, which is the same for both, is left out with it.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from statistics import median

import pytest
from fakes import draft_request, server_endpoint
from scripted_server import own_process

from desktop_app.adapters.openai_client import OpenAiDrafter
from desktop_app.adapters.system_clock import SystemClock
from desktop_app.domain.markup import Words
from desktop_app.services.dispatching import Dispatching

WORDS = 800
ROUNDS = 15
MOST_FIRST = 1.1
MOST_FIRST_LATER_S = 0.040
MOST_PER_WORD = 1.25

Run = Callable[[], AsyncIterator[str]]


async def times(run: Run) -> tuple[float, float]:
    """Seconds of the thread to the first word, and from there per word."""
    started = time.thread_time()
    first, count = None, 0
    async for text in run():
        first = first or time.thread_time()
        count += text.count("word")
    assert (first is not None, count) == (True, WORDS)
    return first - started, (time.thread_time() - first) / WORDS


@pytest.mark.benchmark
async def test_the_first_word_and_each_token_cost_little_more_than_the_bare_client(capsys: pytest.CaptureFixture[str]):
    from openai import AsyncOpenAI

    async with own_process(WORDS) as url:
        bare = AsyncOpenAI(base_url=url, api_key="none", max_retries=0)
        endpoint = server_endpoint(base_url=url)
        dispatching = Dispatching([OpenAiDrafter(endpoint)], SystemClock(), asyncio.sleep)

        async def bare_run() -> AsyncIterator[str]:
            stream = await bare.chat.completions.create(
                model="m", messages=[{"role": "user", "content": "Write."}], stream=True
            )
            async for event in stream:
                if event.choices and event.choices[0].delta.content:
                    yield event.choices[0].delta.content

        async def own_run() -> AsyncIterator[str]:
            async for told in dispatching.stream(draft_request("A fact."), [endpoint.name]):
                if isinstance(told, Words):
                    yield told.text

        measured: dict[Run, list[tuple[float, float]]] = {bare_run: [], own_run: []}
        for _ in range(ROUNDS + 1):
            for run, found in measured.items():
                found.append(await times(run))
        await dispatching.close()
        await bare.close()
    (bare_first, bare_word), (own_first, own_word) = (
        (median(first for first, _ in found[1:]), median(word for _, word in found[1:])) for found in measured.values()
    )
    with capsys.disabled():
        print(  # noqa: T201
            f"\nfirst word {own_first * 1e3:.1f} ms, bare {bare_first * 1e3:.1f} ms, "
            f"ratio {own_first / bare_first:.2f}; "
            f"per token {own_word * 1e6:.0f} us, bare {bare_word * 1e6:.0f} us, ratio {own_word / bare_word:.2f}"
        )
    assert own_first <= max(bare_first * MOST_FIRST, bare_first + MOST_FIRST_LATER_S)
    assert own_word <= bare_word * MOST_PER_WORD
