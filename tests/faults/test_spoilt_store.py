"""Flipped bits and spoilt pages: what is hashed is named, and what is not named is as it was."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flip_examples import SEALED, UNHASHED, Found, Whole, made, opened, put, spoilt

PAGE = 4096
UNSCANNABLE = "a table that cannot be scanned"
Report = Callable[[str], None]


def _flipped(whole: Whole, count: int, seed: int = 1) -> Iterator[bytes]:
    """One bit each: three of four where there is something, the others anywhere."""
    chance, used = random.Random(seed), [offset for offset, byte in enumerate(whole.body) if byte]
    for _ in range(count):
        body = bytearray(whole.body)
        offset = chance.choice(used) if chance.random() < 0.75 else chance.randrange(len(body))
        body[offset] ^= 1 << chance.randrange(8)
        yield bytes(body)


def _pages(whole: Whole, count: int, seed: int = 2) -> Iterator[bytes]:
    chance = random.Random(seed)
    for _ in range(count):
        body, page = bytearray(whole.body), chance.randrange(len(whole.body) // PAGE)
        body[page * PAGE : (page + 1) * PAGE] = chance.randbytes(PAGE) if chance.random() < 0.5 else bytes(PAGE)
        yield bytes(body)


async def _each(whole: Whole, bodies: Iterator[bytes], report: Report) -> None:
    """What events tell of never reads otherwise unless verifying without the key names it; what is sealed, the key."""
    counts, unnamed = Counter[Found](), Counter[str]()
    for body in bodies:
        found, changed = await spoilt(whole, body)
        counts[found] += 1
        unnamed.update(changed if found is Found.UNNAMED else ())
        assert changed <= UNHASHED | {UNSCANNABLE}, (found, changed)
        assert found is not Found.UNNAMED or changed <= UNHASHED - SEALED, changed
    figures = ", ".join(f"{counts[found]} {found}" for found in Found)
    report(f"{counts.total()} spoilt: {figures}" + (f" ({dict(unnamed)})" if unnamed else ""))
    assert counts[Found.NAMED] > 0


async def test_a_flipped_bit_in_what_is_hashed_is_named(tmp_path: Path, report: Report) -> None:
    whole = await made(tmp_path / "whole")
    await _each(whole, _flipped(whole, 8), report)


async def test_a_spoilt_page_is_named_or_nothing_was_on_it(tmp_path: Path, report: Report) -> None:
    whole = await made(tmp_path / "whole")
    await _each(whole, _pages(whole, 6), report)


async def test_reading_a_store_that_is_spoilt_in_many_places_gives_values_or_words(tmp_path: Path) -> None:
    whole, chance = await made(tmp_path / "whole"), random.Random(3)
    for _ in range(12):
        body = bytearray(whole.body)
        for _ in range(8):
            body[chance.randrange(PAGE, len(body))] ^= 0xFF
        await opened(put(whole, bytes(body)).parent, whole)


@pytest.mark.long
async def test_a_thousand_flipped_bits_in_what_is_hashed_are_named(tmp_path: Path, report: Report) -> None:
    whole = await made(tmp_path / "whole")
    await _each(whole, _flipped(whole, 1000), report)


@pytest.mark.long
async def test_two_hundred_spoilt_pages_are_named_or_nothing_was_on_them(tmp_path: Path, report: Report) -> None:
    whole = await made(tmp_path / "whole")
    await _each(whole, _pages(whole, 200), report)


async def test_a_checkpoint_that_keeps_another_tree_than_it_signs_is_named(tmp_path: Path) -> None:
    whole = await made(tmp_path / "whole")
    kept = whole.rows["checkpoint"][1][3]
    assert isinstance(kept, bytes)
    body = bytearray(whole.body)
    body[body.index(kept)] ^= 1
    assert (await spoilt(whole, bytes(body)))[0] is Found.NAMED
