"""Sealed contents open as what they were sealed as, and as nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_examples import kept

from desktop_app.adapters.content_sealing import (
    CaseSeal,
    Unsealable,
    new_key,
    seal,
    unseal,
    unwrap_case_key,
    wrap_case_key,
)

KEY = new_key()


@given(st.one_of(st.binary(max_size=400), st.builds(lambda part: part * 50, st.binary(max_size=40))))
def test_a_content_opens_as_it_was_sealed(body: bytes) -> None:
    content = kept(body)
    assert CaseSeal("c1", KEY).open(content.item_id, *CaseSeal("c1", KEY).seal(content)) == content


@given(st.integers(0), st.integers(0, 7))
def test_a_turned_bit_does_not_open(at: int, bit: int) -> None:
    sealed = bytearray(seal(KEY, b"some words", "about"))
    sealed[at % len(sealed)] ^= 1 << bit
    with pytest.raises(Unsealable):
        unseal(KEY, bytes(sealed), "about")


def test_a_content_opens_under_its_own_name_commitment_and_case_only() -> None:
    content, other = kept("Yes."), kept("No.")
    _, codec, sealed = CaseSeal("c1", KEY).seal(content)
    for case_id, item_id, commitment in (
        ("c2", content.item_id, content.commitment),
        ("c1", other.item_id, content.commitment),
        ("c1", content.item_id, other.commitment),
    ):
        with pytest.raises(Unsealable):
            CaseSeal(case_id, KEY).open(item_id, commitment, codec, sealed)


def test_equal_words_are_sealed_differently_each_time() -> None:
    content = kept("Yes.")
    assert len({CaseSeal("c1", KEY).seal(content)[2] for _ in range(20)}) == 20


def test_long_repeating_text_is_packed() -> None:
    _, codec, sealed = CaseSeal("c1", KEY).seal(kept("The supplier shall. " * 500))
    assert (codec, len(sealed) < 400) == ("zstd", True)


def test_the_key_of_a_case_opens_under_its_store_and_its_case_only() -> None:
    wrapped = wrap_case_key(KEY, "c1", b"k" * 32)
    assert unwrap_case_key(KEY, "c1", wrapped) == b"k" * 32
    for key, case_id, sealed in ((new_key(), "c1", wrapped), (KEY, "c2", wrapped), (KEY, "c1", b"")):
        with pytest.raises(Unsealable):
            unwrap_case_key(key, case_id, sealed)
