"""A person's key signs with its passphrase and with no other."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.adapters.passphrase_sealing import COST
from desktop_app.adapters.person_keys import PersonKeys
from desktop_app.domain.errors import Locked

KEYS = PersonKeys(cost=4)


@settings(max_examples=20)
@given(st.text(min_size=1), st.binary())
def test_what_a_key_signed_verifies_with_its_public_half(passphrase: str, message: bytes) -> None:
    public, sealed, salt = KEYS.make(passphrase)
    signature = KEYS.sign(sealed, salt, passphrase, message)
    assert KEYS.verifies(public, message, signature)
    assert not KEYS.verifies(public, message + b".", signature)


def test_a_wrong_passphrase_is_told_as_such() -> None:
    _, sealed, salt = KEYS.make("right")
    with pytest.raises(Locked, match="passphrase is wrong"):
        KEYS.sign(sealed, salt, "Right", b"message")


def test_a_passphrase_typed_in_other_code_points_is_the_same() -> None:
    _, sealed, salt = KEYS.make("Zoe\u0301")
    assert KEYS.sign(sealed, salt, "Zo\u00e9", b"message")


def test_equal_passphrases_seal_differently() -> None:
    first, second = KEYS.make("same"), KEYS.make("same")
    assert first[2] != second[2]
    with pytest.raises(Locked):
        KEYS.sign(first[1], second[2], "same", b"message")


def test_a_key_made_at_another_cost_still_opens() -> None:
    _, sealed, salt = PersonKeys(cost=5).make("right")
    assert KEYS.sign(sealed, salt, "right", b"message")


@pytest.mark.parametrize("sealed", [b"", b"\xff" + b"x" * 60, b"\x00" + b"x" * 60, b"\x04"])
def test_a_damaged_key_is_no_open_one_and_costs_no_memory(sealed: bytes) -> None:
    with pytest.raises(Locked):
        KEYS.sign(sealed, b"s" * 16, "right", b"message")


@pytest.mark.parametrize("public", [b"", b"x" * 31, b"x" * 33])
def test_a_malformed_public_key_verifies_nothing(public: bytes) -> None:
    assert not KEYS.verifies(public, b"message", b"s" * 64)


def test_keys_are_made_at_the_cost_that_is_advised() -> None:
    assert PersonKeys()._cost == COST == 17
