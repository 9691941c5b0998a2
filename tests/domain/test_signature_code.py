"""The code on a document: short, forgiving of how it is typed, and not of a slip."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.errors import UsageError
from desktop_app.domain.verification_code import code_of, prefix_of, read_code

commitments = st.binary(min_size=32, max_size=32).map(bytes.hex)


@given(commitments)
def test_a_code_leads_back_to_the_beginning_of_its_commitment(commitment: str) -> None:
    code = code_of(commitment)
    assert read_code(code) == code and commitment.startswith(prefix_of(code))


@given(commitments)
def test_it_may_be_typed_in_any_way(commitment: str) -> None:
    code = code_of(commitment)
    assert read_code(f" {code.lower().replace('-', '  ').replace('0', 'o').replace('1', 'l')} ") == code


@given(commitments, st.integers(0, 15), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_a_wrong_character_is_told(commitment: str, place: int, letter: str) -> None:
    letters = list(code_of(commitment).replace("-", ""))
    if letters[place] != letter:
        letters[place] = letter
        with pytest.raises(UsageError):
            read_code("".join(letters))


@pytest.mark.parametrize("typed", ["", "ABCD", "U" * 16, "4ZE0-KDN3-R63Q-HJQK-0", "ÄÖÜ4-ZE0K-DN3R-63QH"])
def test_what_is_no_code_is_told(typed: str) -> None:
    with pytest.raises(UsageError):
        read_code(typed)
