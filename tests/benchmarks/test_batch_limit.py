"""A batch against a server that takes only so many calls in a stretch of time: how many are made, what is refused."""

import asyncio
import math
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cli_examples import countersign
from scripted_server import ScriptedServer, Send, error, events, replies, streams

ROWS, SECTIONS = 10, 6
AT_ONCE, WAIT_S = 4, 0.5
TAKES, STRETCH_S = 20, 5
"""Calls that the server answers in each stretch."""
MOST_REFUSED = 3 * AT_ONCE
"""In about three stretches, the calls that are under way when one is full."""


@dataclass
class Limited:
    """Answers so many calls in a stretch and refuses the others until the next; `tells` what it takes yet."""

    tells: bool
    began: float = field(default_factory=time.monotonic)
    taken: int = 0
    answered: int = 0
    refused: int = 0
    under_way: int = 0
    most_at_once: int = 0

    async def __call__(self, send: Send) -> bool | None:
        left = self.began + STRETCH_S - time.monotonic()
        if left <= 0:
            self.began, self.taken, left = time.monotonic(), 0, STRETCH_S
        if self.taken >= TAKES:
            self.refused += 1
            return await replies(429, error("rate"), retry_after=f"{math.ceil(left)}")(send)
        self.taken += 1
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        try:
            await asyncio.sleep(WAIT_S)
            left = self.began + STRETCH_S - time.monotonic()
            told = {"x_ratelimit_remaining_requests": f"{TAKES - self.taken}", "x_ratelimit_reset_requests": f"{left}s"}
            return await streams(events("The rent is EUR 2,401 [E1]."), **told if self.tells else {})(send)
        finally:
            self.under_way -= 1
            self.answered += 1


def letters(folder: Path) -> Path:
    folder.mkdir()
    for number in range(ROWS):
        words = f"Halden Property GmbH\n\n14 April 2026\n\nThe rent of room {number} is EUR 2,4{number:02}."
        (folder / f"letter {number}.txt").write_text(words)
    return folder


@pytest.mark.benchmark
@pytest.mark.parametrize("tells", [False, True], ids=["says nothing", "says what it takes yet"])
async def test_a_batch_keeps_to_what_its_server_takes(
    tells: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, limited = tmp_path / "home", Limited(tells)
    async with ScriptedServer([limited]) as server:
        options = ("--url", server.url, "--model", "m", "--no-test", "--at-once", AT_ONCE)
        await asyncio.to_thread(countersign, "endpoint", "add", "server", *options, "--home", home)
        words = ("batch", "document_summary", "--from", letters(tmp_path / "letters"), "--home", home, "--json")
        began = time.monotonic()
        ended = await asyncio.to_thread(countersign, *words)
        seconds = time.monotonic() - began
    with capsys.disabled():
        print(f"\n{limited.answered} answered and {limited.refused} refused in {seconds:.1f} s, "  # noqa: T201
              f"{TAKES} taken in {STRETCH_S} s, at most {limited.most_at_once} at once")  # fmt: skip
    assert ended.json["states"]["drafted"] == ROWS
    assert limited.answered >= ROWS * SECTIONS
    assert limited.most_at_once <= AT_ONCE
    assert limited.refused <= MOST_REFUSED
