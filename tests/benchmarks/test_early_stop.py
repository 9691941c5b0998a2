"""A doomed answer is stopped early: how many tokens a server writes until it sees that nobody listens, of how many."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import server_endpoint
from scripted_server import EVENT_STREAM, ScriptedServer, Send, chunk, frame, head
from service_examples import a_world

from desktop_app.adapters.openai_client import OpenAiDrafter
from desktop_app.domain.draft import AnswerUnusable

TOKENS = 500
PACE_S = 0.01
"""A hundred tokens a second."""
REASONS = [f"Reason number {n} is that the cap is low and the term is long." for n in range(40)]
DOOMED = {
    "an unknown part first": json.dumps({"mood": "high", "rating": "high", "reasons": REASONS}),
    "no choice of the form": json.dumps({"rating": "enormous", "reasons": REASONS}),
    "words before the JSON": "Sure! " + json.dumps({"rating": "high", "reasons": REASONS}),
    "a thirteenth reason": json.dumps({"rating": "high", "reasons": REASONS}),
    "right (nothing is saved)": json.dumps({"rating": "high", "reasons": REASONS[:12]}),
}


def tokens(text: str) -> Iterator[str]:
    """The text in pieces of four characters, as many as an answer may have."""
    yield from (text[at : at + 4] for at in range(0, min(len(text), 4 * TOKENS), 4))


@pytest.mark.benchmark
@pytest.mark.parametrize("why", DOOMED)
async def test_tokens_that_an_early_stop_saves(why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written: list[int] = []

    async def answer(send: Send) -> bool:
        written.append(0)
        await send(head(200, {"content-type": EVENT_STREAM, "transfer-encoding": "chunked"}))
        for piece in tokens(DOOMED[why]):
            await asyncio.sleep(PACE_S)
            await send(frame(chunk(piece).encode()))
            written[-1] += 1
        await send(frame((chunk(finish="stop") + "data: [DONE]\n\n").encode()) + b"0\r\n\r\n")
        return True

    async with ScriptedServer([answer]) as server:
        drafter = OpenAiDrafter(server_endpoint(base_url=server.url))
        async with a_world(tmp_path, drafter) as world:
            case_id = await world.case()
            told = await world.draft(case_id, "rating", chain=["server"])
            while server.serving and why[:5] != "right":
                await asyncio.sleep(PACE_S)
            await drafter.close()
    whole = len(list(tokens(DOOMED[why])))
    said = [event.saved_tokens for event in told if isinstance(event, AnswerUnusable)]
    saved = 1 - sum(written) / whole / len(written)
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{why}: {written} of {whole} tokens written in each call, saved {saved:.0%}"
            f"; said to be saved of {TOKENS} allowed: {said}"
        )
    assert all(count < whole for count in written) or why[:5] == "right"
