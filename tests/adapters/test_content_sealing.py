"""Sealed contents open as what they were sealed as, and as nothing else."""

from dataclasses import replace

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
    assert CaseSeal("c1", KEY).open(content.item_id, CaseSeal("c1", KEY).seal(content)) == content


@given(st.binary(max_size=400), st.binary(max_size=400), st.binary(max_size=40))
def test_a_content_opens_as_it_was_sealed_against_an_earlier_one(start: bytes, end: bytes, new: bytes) -> None:
    base, content, seal_of_case = kept(start + end), kept(start + new + end), CaseSeal("c1", KEY)
    sealed = seal_of_case.seal(content, base)
    assert seal_of_case.open(content.item_id, sealed, base if sealed.base else None) == content


def test_a_small_change_of_a_long_text_is_kept_as_its_difference() -> None:
    words = " ".join(f"The supplier {number} shall keep the goods {number * 7}." for number in range(300))
    base, content = kept(words), kept(words.replace("supplier 150", "carrier 150"))
    sealed = CaseSeal("c1", KEY).seal(content, base)
    assert (sealed.codec, sealed.base) == ("delta", base.item_id)
    assert len(sealed.body) < len(CaseSeal("c1", KEY).seal(content).body) / 5


def test_a_text_that_was_written_anew_is_kept_whole() -> None:
    base, content = kept("The supplier shall keep the goods. " * 50), kept(bytes(range(256)) * 4)
    assert CaseSeal("c1", KEY).seal(content, base).base is None


def test_a_difference_opens_against_its_own_base_only() -> None:
    words = " ".join(str(number) for number in range(400))
    content = kept(words + " more")
    sealed = CaseSeal("c1", KEY).seal(content, kept(words))
    with pytest.raises(Unsealable):
        CaseSeal("c1", KEY).open(content.item_id, sealed, kept(words[::-1]))


@given(st.integers(0), st.integers(0, 7))
def test_a_turned_bit_does_not_open(at: int, bit: int) -> None:
    sealed = bytearray(seal(KEY, b"some words", "about"))
    sealed[at % len(sealed)] ^= 1 << bit
    with pytest.raises(Unsealable):
        unseal(KEY, bytes(sealed), "about")


def test_a_content_opens_under_its_own_name_commitment_and_case_only() -> None:
    content, other = kept("Yes."), kept("No.")
    sealed = CaseSeal("c1", KEY).seal(content)
    for case_id, item_id, commitment in (
        ("c2", content.item_id, content.commitment),
        ("c1", other.item_id, content.commitment),
        ("c1", content.item_id, other.commitment),
    ):
        with pytest.raises(Unsealable):
            CaseSeal(case_id, KEY).open(item_id, replace(sealed, commitment=commitment))


def test_equal_words_are_sealed_differently_each_time() -> None:
    content = kept("Yes.")
    assert len({CaseSeal("c1", KEY).seal(content).body for _ in range(20)}) == 20


def test_long_repeating_text_is_packed() -> None:
    sealed = CaseSeal("c1", KEY).seal(kept("The supplier shall. " * 500))
    assert (sealed.codec, len(sealed.body) < 400) == ("zstd", True)


def test_the_key_of_a_case_opens_under_its_store_and_its_case_only() -> None:
    wrapped = wrap_case_key(KEY, "c1", b"k" * 32)
    assert unwrap_case_key(KEY, "c1", wrapped) == b"k" * 32
    for key, case_id, sealed in ((new_key(), "c1", wrapped), (KEY, "c2", wrapped), (KEY, "c1", b"")):
        with pytest.raises(Unsealable):
            unwrap_case_key(key, case_id, sealed)


def test_forty_small_edits_of_a_text_are_kept_in_a_twentieth_of_their_length() -> None:
    words = [f"word{number * 7919 % 4001}" for number in range(800)]
    base, kept_bytes, whole_bytes = kept(" ".join(words)), 0, 0
    for edit in range(40):
        words[edit * 17] = f"edited{edit}"
        text = kept(" ".join(words))
        sealed = CaseSeal("c1", KEY).seal(text, base)
        base = text if sealed.base is None else base
        kept_bytes, whole_bytes = kept_bytes + len(sealed.body), whole_bytes + len(text.body)
    assert kept_bytes < whole_bytes / 20
