"""What a calculation gives is an answer of its field, a blank, or a fault."""

from datetime import timedelta
from typing import Any

import pytest

from desktop_app.domain.expression import Undecided
from desktop_app.domain.field_check import calculated
from desktop_app.domain.form import FormField

TEXT = FormField.model_validate({"field": "words", "type": "text"})


@pytest.mark.parametrize("result", [timedelta(days=59), {"a": 1}, [1, 2], b"x", None])
def test_what_no_answer_can_be_is_a_fault(result: Any) -> None:
    assert calculated(TEXT, result) is Undecided.FAULT


def test_an_empty_text_is_no_answer() -> None:
    assert calculated(TEXT, "") is Undecided.UNKNOWN
