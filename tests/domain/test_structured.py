"""Structured sections: strict JSON or nothing."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.markup import read_markup
from desktop_app.domain.structured import Output, OutputInvalid, OutputReader, markup_of_output, schema_of, shape_of
from desktop_app.domain.text import Origin, OriginSpan

MODEL = OriginSpan(0, 0, Origin.MODEL)

OUTPUT: Output = {"rating": ("low", "high"), "summary": "text", "reasons": "list"}
GOOD = {"rating": "low", "summary": "All is  well.", "reasons": ["One.", "Two\nlines."]}


TABLE: Output = {"law": "field", "payments": {"due": "text", "kind": ("fee", "tax")}}
ROWS = {"law": "Germany [E2]", "payments": [{"due": "1 May | June", "kind": "fee"}, {"due": "", "kind": "tax"}]}


def test_an_answer_becomes_markup_part_by_part() -> None:
    assert markup_of_output(OUTPUT, json.dumps(GOOD)) == "**Rating:** low\n\nAll is well.\n\n- One.\n- Two lines."


def test_each_part_is_a_paragraph_of_its_own() -> None:
    text = read_markup(markup_of_output(OUTPUT, json.dumps(GOOD)), MODEL).text
    assert [block.text for block in text.blocks] == ["Rating: low", "All is well.", "One.", "Two lines."]


def test_a_table_becomes_rows_and_a_field_a_line_with_its_name() -> None:
    rows = {**ROWS, "payments": [{"due": "1 May | June", "kind": "fee"}]}
    text = read_markup(markup_of_output(TABLE, json.dumps(rows)), MODEL).text
    assert [block.text for block in text.blocks] == ["Law: Germany", "Due\tKind", "1 May | June\tfee"]


def test_a_blank_cell_is_refused_with_its_place() -> None:
    with pytest.raises(OutputInvalid, match="payments, number 2, due"):
        markup_of_output(TABLE, json.dumps(ROWS))


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ('{"mood"', "not asked for"),
        ('{"rating": "lo', None),
        ('{"rating": "x', "“low” or “high”"),
        ('{"rating": 4', "quotation marks"),
        ('{"rating": "low", "rating"', "twice"),
        ('{"rating": "low", "summary": "' + "x" * 4_001, "longer than 4000"),
        ('{"rating": "low", "reasons": [' + '"x",' * 12, "more than 12"),
        ('{"rating": "low"}', "summary: it is missing"),
        ('{"rating": N', "quotation marks"),
        ("{'", "key in quotation marks"),
        ('{"rating": "\\ud800"', "half a character"),
        ("S", "braces"),
    ],
)
def test_a_doomed_answer_is_refused_at_the_character_that_dooms_it(raw: str, words: str | None) -> None:
    reader = OutputReader(shape_of(OUTPUT))
    reader.feed(raw[:-1])
    if words is None:
        reader.feed(raw[-1])
    else:
        with pytest.raises(OutputInvalid, match=words):
            reader.feed(raw[-1])


strict = st.fixed_dictionaries(
    {
        "rating": st.sampled_from(["low", "high"]),
        "summary": st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(str.strip),
        "reasons": st.lists(st.text(min_size=1, max_size=12).filter(str.strip), min_size=1, max_size=4),
    }
)


@settings(max_examples=60)
@given(strict, st.booleans(), st.data())
def test_what_streams_is_read_the_same_however_it_is_cut(
    value: dict[str, object], plain: bool, data: st.DataObject
) -> None:
    raw = json.dumps(value, ensure_ascii=plain)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=6)))
    reader, whole = OutputReader(shape_of(OUTPUT)), OutputReader(shape_of(OUTPUT))
    parts = [reader.feed(raw[a:b]) for a, b in zip([0, *cuts], [*cuts, len(raw)], strict=True)]
    assert "".join(parts) == whole.feed(raw)
    assert reader.finish() == whole.finish() == value


def test_no_brace_of_it_is_ever_shown() -> None:
    reader = OutputReader(shape_of(TABLE))
    raw = json.dumps({"law": "Germany", "payments": [{"due": "1 May", "kind": "fee"}]})
    shown = "".join(reader.feed(character) for character in raw)
    assert shown == "**Law:** Germany\n\n| Due | Kind |\n| 1 May | fee |\n\n"


def test_a_fence_around_an_answer_is_passed_over() -> None:
    assert markup_of_output({"law": "field"}, '```json\n{"law": "Germany"}\n```\n') == "**Law:** Germany"


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
