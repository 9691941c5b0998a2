"""What a second reader may say, and how far it counts."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.entailment import read_verdict
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
