"""How long a redline takes: 5,000 words while a key is pressed, and 20,000 where the Qt thread does not wait."""

import random
import time

import pytest

from desktop_app.domain.redline import redline
from desktop_app.domain.text import Block, BlockKind, SectionText

WORDS = [f"word{n}" for n in range(2_000)]
KEY_PRESS = 0.020
"""Seconds for 5,000 words."""
REWRITTEN = (0.03, 0.3, 0.6, 0.9)
"""Shares of the words that are another, gone or new."""


def text(words: list[str]) -> SectionText:
    lines = (words[n : n + 120] for n in range(0, len(words), 120))
    return SectionText(tuple(Block(BlockKind.PARAGRAPH, " ".join(line)) for line in lines))


def prose(chance: random.Random, count: int) -> list[str]:
    """Words as frequent as those of prose, in sentences of fifteen."""
    ranks = (min(int(chance.paretovariate(0.6)), len(WORDS) - 1) for _ in range(count))
    return [WORDS[rank] + ("." if n % 15 == 14 else "") for n, rank in enumerate(ranks)]


def rewritten(chance: random.Random, words: list[str], share: float) -> list[str]:
    """A third of that share is left out, a third replaced, and a third has another word after it."""
    result: list[str] = []
    for word in words:
        drawn, other = chance.random() * 3 / share, chance.choice(WORDS)
        result += [] if drawn < 1 else [other] if drawn < 2 else [word, other] if drawn < 3 else [word]
    return result


def seconds(before: SectionText, after: SectionText, times: int) -> float:
    """Of processor time, the least of several."""
    taken = []
    for _ in range(times):
        began = time.process_time()
        assert redline(SectionText(before.blocks), SectionText(after.blocks)).changes
        taken.append(time.process_time() - began)
    return min(taken)


@pytest.mark.benchmark
def test_five_thousand_words_take_a_key_press() -> None:
    """The limit is that of a quiet machine; what holds on a busy one too is how much more a rewritten text takes."""
    chance = random.Random(5)
    words = prose(chance, 5_000)
    took = {share: seconds(text(words), text(rewritten(chance, words, share)), 9) for share in REWRITTEN}
    told = ", ".join(f"{share:.0%} rewritten {each * 1000:.1f} ms" for share, each in took.items())
    print(f"\n5,000 words: {told} (limit {KEY_PRESS * 1000:.0f} ms)")  # noqa: T201
    assert took[REWRITTEN[0]] < KEY_PRESS
    assert max(took.values()) < 4 * took[REWRITTEN[0]]


@pytest.mark.benchmark
@pytest.mark.parametrize("share", REWRITTEN)
def test_twenty_thousand_words_grow_less_than_by_their_square(share: float) -> None:
    chance = random.Random(20)
    words = prose(chance, 20_000)
    other = rewritten(chance, words, share)
    small = seconds(text(words[:5_000]), text(rewritten(chance, words[:5_000], share)), 3)
    large = seconds(text(words), text(other), 3)
    print(f"\n20,000 words, {share:.0%} rewritten: {large * 1000:.0f} ms, {large / small:.1f} times")  # noqa: T201
    assert large < 16 * small
