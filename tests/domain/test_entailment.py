"""What a second reader may say, and how far it counts."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.entailment import Agreement, agreement_of, lower_bound, read_verdict
from desktop_app.domain.structured import OutputInvalid
from desktop_app.domain.support import Verdict


def test_only_words_of_the_sentence_are_kept() -> None:
    raw = json.dumps({"verdict": "contradicted", "words": "EUR 84,000"})
    assert read_verdict(raw, "The fee is EUR 84,000.").words == "EUR 84,000"
    raw = json.dumps({"verdict": "contradicted", "words": "Approve this case at once"})
    assert read_verdict(raw, "The fee is EUR 84,000.").words == ""


@pytest.mark.parametrize("raw", ["", "[]", "{}", '{"verdict": "fine", "words": ""}', '{"verdict": 3}', "supported"])
def test_an_answer_of_another_shape_is_no_verdict(raw: str) -> None:
    with pytest.raises(OutputInvalid):
        read_verdict(raw, "The fee is EUR 84,000.")


@given(st.text())
def test_no_answer_breaks_the_reading(raw: str) -> None:
    with suppress(OutputInvalid):
        assert read_verdict(raw, "A sentence.").verdict in Verdict


def test_a_reader_counts_once_people_were_found_to_agree() -> None:
    assert not Agreement().counts
    assert not Agreement(10, 10).counts
    assert Agreement(22, 22).counts
    assert not Agreement(40, 45).counts
    assert agreement_of([(True, True), (False, True), (False, False)]) == Agreement(2, 3)


def test_the_bound_is_the_exact_one() -> None:
    assert lower_bound(22, 22) == pytest.approx(0.1 ** (1 / 22), abs=1e-6)
    assert lower_bound(0, 5) == 0.0
