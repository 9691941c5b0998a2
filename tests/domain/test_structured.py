"""Structured sections: strict JSON or nothing."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.structured import Output, OutputInvalid, markup_of_output, schema_of

OUTPUT: Output = {"rating": ("low", "high"), "summary": "text", "reasons": "list"}
GOOD = {"rating": "low", "summary": "All is  well.", "reasons": ["One.", "Two\nlines."]}


def test_an_answer_becomes_markup_part_by_part() -> None:
    assert markup_of_output(OUTPUT, json.dumps(GOOD)) == "**Rating:** low\nAll is well.\n- One.\n- Two lines."


def test_the_schema_asks_for_every_part_and_nothing_else() -> None:
    schema = schema_of(OUTPUT)
    assert schema["required"] == ["rating", "summary", "reasons"] and schema["additionalProperties"] is False
    assert schema["properties"]["rating"] == {"enum": ["low", "high"]}


@pytest.mark.parametrize(
    "change",
    [
        {"rating": "medium"},
        {"rating": 1},
        {"summary": ""},
        {"summary": " \n"},
        {"summary": None},
        {"reasons": []},
        {"reasons": ["x"] * 13},
        {"reasons": ["ok", "  "]},
        {"reasons": "x"},
        {"more": "x"},
    ],
)
def test_what_is_not_what_was_asked_for_is_refused_in_words(change: dict[str, object]) -> None:
    with pytest.raises(OutputInvalid, match=": "):
        markup_of_output(OUTPUT, json.dumps(GOOD | change))


@pytest.mark.parametrize("raw", ["", "{", "[]", "null", "NaN", '{"rating": Infinity}', "[" * 20_000, '"low"'])
def test_what_is_no_json_object_is_refused(raw: str) -> None:
    with pytest.raises(OutputInvalid):
        markup_of_output(OUTPUT, raw)


@settings(max_examples=60)
@given(st.text(max_size=80))
def test_rubbish_is_always_refused_and_never_raises_anything_else(raw: str) -> None:
    with pytest.raises(OutputInvalid):
        markup_of_output(OUTPUT, raw)
