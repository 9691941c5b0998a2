"""JSON Schemas as packs."""

from collections.abc import Mapping
from typing import Any

import pytest

from desktop_app.domain.errors import UsageError
from desktop_app.domain.imports.json_schema import import_schema
from tests.import_examples import evaluated, faults, fields_of, schema

STRING = {"type": "string"}


@pytest.mark.parametrize(
    ("part", "type"),
    [
        (STRING, "text"),
        ({"type": "integer"}, "integer"),
        ({"type": "number"}, "decimal"),
        ({"type": "boolean"}, "boolean"),
        ({"type": "string", "format": "date"}, "date"),
        ({"type": "string", "format": "date-time"}, "datetime"),
        ({"type": "string", "format": "email"}, "email"),
        ({"type": "string", "format": "uri"}, "url"),
        ({"enum": ["a", "b"]}, "choice"),
        ({"type": "array", "items": {"enum": ["a", "b"]}, "uniqueItems": True}, "choices"),
        ({"type": "array", "items": STRING}, "table"),
        ({"type": "string", "maxLength": 2000}, "paragraph"),
        ({"type": "string", "contentEncoding": "base64"}, "attachment"),
        ({"type": ["string", "null"]}, "text"),
        ({"oneOf": [{"const": "a", "title": "First"}, {"const": "b"}]}, "choice"),
        ({"anyOf": [STRING, {"type": "null"}]}, "text"),
        ({"type": "number", "multipleOf": 1}, "integer"),
        ({"type": ["string", "integer"]}, "text"),
        ({"minimum": 3}, "decimal"),
        (True, "text"),
        ({}, "text"),
    ],
)
def test_each_kind_of_value_is_a_type_of_field(part: Any, type: str) -> None:
    imported = schema({"properties": {"asked": part}})
    assert not imported.lost
    assert fields_of(imported)["asked"]["type"] == type


@pytest.mark.parametrize(
    ("part", "wrong", "right"),
    [
        ({"type": "integer", "minimum": 1, "exclusiveMaximum": 5}, 5, 4),
        ({"type": "integer", "minimum": 1, "exclusiveMinimum": True}, 1, 2),
        ({"type": "number", "multipleOf": 0.01}, "1.005", "1.01"),
        ({"type": "integer", "multipleOf": 5}, 7, 10),
        ({"type": "string", "pattern": "^[0-9]{3}$"}, "12", "123"),
        ({"type": "string", "pattern": "^(?!000)[0-9]{3}$"}, "000", "001"),
        ({"type": "string", "pattern": "^(?=.*[A-Z]).+$"}, "abc", "aBc"),
        ({"type": "string", "pattern": "^[\\u00c0-\\u00ff]+$"}, "a", "é"),
        ({"type": "string", "format": "uuid"}, "x", "123e4567-e89b-12d3-a456-426614174000"),
        ({"type": "string", "not": {"const": "none"}}, "none", "some"),
        ({"type": "string", "anyOf": [{"pattern": "^a"}, {"pattern": "^b"}]}, "c", "b"),
        ({"allOf": [{"type": "integer", "minimum": 3}, {"maximum": 5}]}, 6, 5),
        ({"type": "boolean", "enum": [True]}, "no", "yes"),
        ({"type": "array", "items": {"enum": ["a", "b"]}, "maxItems": 1}, ["a", "b"], ["a"]),
        ({"type": "array", "items": STRING, "uniqueItems": True}, [{"answer": "x"}] * 2, [{"answer": "x"}]),
        ({"type": "array", "items": STRING, "contains": {"const": "x"}}, [{"answer": "y"}], [{"answer": "x"}]),
        ({"type": "array", "items": {"type": "integer", "maximum": 3}}, [{"answer": 4}], [{"answer": 3}]),
        ({"type": "integer", "multipleOf": 2.5}, 3, 5),
        ({"type": "integer", "allOf": [{"multipleOf": 4}, {"multipleOf": 6}]}, 8, 12),
        ({"allOf": [{"multipleOf": 2}], "anyOf": [{"multipleOf": 3}], "type": "integer"}, 2, 6),
        ({"type": "string", "pattern": "^[0-9]{3}-(?!00)[0-9]{2}$"}, "123-00", "123-10"),
        ({"type": "string", "pattern": "^((?!www|http).)*$"}, "at www.x.org", "at home"),
        ({"type": "string", "format": "ipv6"}, "1::2::3", "2001:db8::1"),
        ({"type": "string", "format": "uri-reference"}, "a b", "../a?b#c"),
        ({"type": "string", "format": "date", "formatMinimum": "2020-01-01"}, "2019-12-31", "2020-01-01"),
        ({"type": "string", "format": "date", "pattern": "^20"}, "1999-01-01", "2020-01-01"),
        ({"type": "array", "items": {"enum": ["a", "b"]}, "contains": {"const": "a"}}, ["b"], ["a", "b"]),
        ({"type": "string", "enum": ["a ", "b"], "not": {"const": "a "}}, "a", "b"),
    ],
)
def test_a_limit_holds_for_the_answer(part: Mapping[str, Any], wrong: object, right: object) -> None:
    imported = schema({"properties": {"asked": part}})
    assert not imported.lost
    assert faults(imported, {"asked": wrong}) == {"asked"}
    assert not faults(imported, {"asked": right})


def test_what_an_object_that_need_not_be_there_must_have_is_needed_once_it_is_there() -> None:
    name = {"type": "object", "required": ["last"], "properties": {"first": STRING, "last": STRING}}
    imported = schema({"properties": {"name": name}})
    assert not faults(imported, {})
    assert faults(imported, {"name_first": "Ann"}) == {"name_last"}


def test_a_large_object_that_need_not_be_there_is_asked_for_first() -> None:
    many = {"type": "object", "required": ["p1"], "properties": {f"p{n}": STRING for n in range(12)}}
    imported = schema({"properties": {"spouse": many}})
    assert not faults(imported, {})
    assert faults(imported, {"has_spouse": "yes"}) == {"spouse_p1"}


@pytest.mark.parametrize(
    ("rule", "answers", "wrong"),
    [
        (
            {"if": {"properties": {"a": {"const": "x"}}, "required": ["a"]}, "then": {"required": ["b"]}},
            {"a": "x"},
            {"b"},
        ),
        (
            {"if": {"properties": {"a": {"const": "x"}}, "required": ["a"]}, "then": {"required": ["b"]}},
            {"a": "y"},
            set(),
        ),
        ({"if": {"required": ["a"]}, "else": {"required": ["b"]}}, {}, {"b"}),
        ({"dependentRequired": {"a": ["b"]}}, {"a": "x"}, {"b"}),
        ({"dependencies": {"a": ["b"]}}, {"b": "x"}, set()),
        ({"dependentSchemas": {"a": {"properties": {"b": {"const": "z"}}}}}, {"a": "x", "b": "y"}, {"b"}),
        ({"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, {}, {"a", "b"}),
        ({"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, {"b": "x"}, set()),
        ({"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}, {"a": "x", "b": "x"}, {"a", "b"}),
        ({"not": {"required": ["a", "b"]}}, {"a": "x", "b": "x"}, {"a", "b"}),
        ({"allOf": [{"if": {"required": ["a"]}, "then": {"required": ["b"]}}]}, {"a": "x"}, {"b"}),
        ({"minProperties": 2}, {"a": "x"}, {"a"}),
        ({"minProperties": 1}, {}, {"a", "b"}),
        ({"maxProperties": 1}, {"a": "x", "b": "y"}, {"a", "b"}),
        ({"anyOf": [{"required": ["a"]}, {"properties": {"b": {"const": "z"}}, "required": ["b"]}]}, {}, {"a", "b"}),
        ({"anyOf": [{"required": ["a"]}, {"properties": {"b": {"const": "z"}}, "required": ["b"]}]}, {"b": "z"}, set()),
        (
            {
                "if": {"properties": {"a": {"enum": ["x", "y"]}}, "required": ["a"]},
                "then": {"properties": {"b": False}},
            },
            {"a": "x", "b": "kept"},
            set(),
        ),
    ],
)
def test_a_rule_between_answers_holds(rule: Mapping[str, Any], answers: Mapping[str, object], wrong: set[str]) -> None:
    imported = schema({"properties": {"a": STRING, "b": STRING}, **rule})
    assert not imported.lost
    assert faults(imported, answers) == wrong


def test_what_stands_in_a_consequence_only_is_asked_only_then() -> None:
    then = {"properties": {"reason": STRING}, "required": ["reason"]}
    imported = schema(
        {
            "properties": {"ok": {"type": "boolean"}},
            "if": {"properties": {"ok": {"const": False}}, "required": ["ok"]},
            "then": then,
        }
    )
    assert faults(imported, {"ok": "no"}) == {"reason"}
    assert "reason" not in evaluated(imported, {"ok": "yes"}).relevant


def test_shapes_to_choose_between_are_told_by_the_property_that_differs() -> None:
    card = {"properties": {"by": {"const": "card"}, "number": STRING}, "required": ["by", "number"]}
    bank = {"properties": {"by": {"const": "bank"}, "iban": STRING}, "required": ["by", "iban"]}
    imported = schema({"properties": {"pay": {"oneOf": [card, bank]}}, "required": ["pay"]})
    assert not imported.lost
    assert faults(imported, {"pay_by": "bank"}) == {"pay_iban"}
    assert "pay_number" not in evaluated(imported, {"pay_by": "bank"}).relevant


def test_a_list_of_objects_is_a_table_with_rules_in_its_rows() -> None:
    item = {
        "type": "object",
        "properties": {"kind": {"enum": ["a", "b"]}, "size": {"type": "integer", "minimum": 1}},
        "required": ["kind"],
        "if": {"properties": {"kind": {"const": "b"}}},
        "then": {"required": ["size"]},
    }
    imported = schema({"properties": {"parts": {"type": "array", "items": item, "minItems": 1}}, "required": ["parts"]})
    assert not imported.lost
    assert faults(imported, {}) == faults(imported, {"parts": [{"kind": "b"}]}) == {"parts"}
    assert faults(imported, {"parts": [{"kind": "a", "size": 0}]}) == {"parts"}
    assert not faults(imported, {"parts": [{"kind": "b", "size": 1}, {"kind": "a"}]})


def test_a_list_that_need_not_be_there_is_counted_once_it_is() -> None:
    item = {"type": "object", "properties": {"x": STRING, "y": STRING}}
    imported = schema({"properties": {"parts": {"type": "array", "items": item, "minItems": 2}}})
    assert not imported.lost and not faults(imported, {})
    assert faults(imported, {"parts": [{"x": "a"}]}) == {"parts"}
    assert not faults(imported, {"parts": [{"x": "a"}, {"x": "b"}]})


def test_a_list_in_a_row_is_a_table_that_names_the_row() -> None:
    inner = {"type": "array", "items": {"type": "object", "properties": {"x": STRING, "y": STRING}}}
    imported = schema(
        {"properties": {"o": {"type": "array", "items": {"type": "object", "properties": {"n": STRING, "i": inner}}}}}
    )
    assert not imported.lost
    assert [c["field"] for c in fields_of(imported)["i"]["columns"]] == ["o_row", "x", "y"]


def test_references_are_followed_in_the_file_and_nowhere_else() -> None:
    raw = {
        "properties": {"a": {"$ref": "#/$defs/n"}, "b": {"$ref": "https://example.org/x.json"}, "c": {"$ref": "#/no"}},
        "$defs": {"n": {"type": "integer"}},
    }
    imported = schema(raw)
    assert fields_of(imported)["a"]["type"] == "integer"
    assert [(told.construct, told.place) for told in imported.lost] == [("$ref", "#/b"), ("$ref", "#/c")]


def test_a_reference_to_itself_ends() -> None:
    node = {"type": "object", "properties": {"name": STRING, "child": {"$ref": "#/$defs/node"}}}
    imported = schema({"properties": {"root": {"$ref": "#/$defs/node"}}, "$defs": {"node": node}})
    assert [told.construct for told in imported.lost] == ["$ref to itself"]
    assert "root_name" in fields_of(imported)


def test_a_small_file_that_spreads_without_end_is_refused() -> None:
    defs = {
        f"d{n}": {"type": "object", "properties": {p: {"$ref": f"#/$defs/d{n + 1}"} for p in "abcdefgh"}}
        for n in range(12)
    }
    with pytest.raises(UsageError, match=r"spreads|asks for more"):
        import_schema({"$ref": "#/$defs/d0", "$defs": defs}, "bomb")


def test_a_pattern_that_cannot_be_matched_in_linear_time_is_lost() -> None:
    (lost,) = schema({"properties": {"a": {"type": "string", "pattern": r"(a+)\1$"}}}).lost
    assert lost.construct == "limit of an answer"


def test_labels_hints_defaults_and_names_of_choices_come_along() -> None:
    part = {
        "type": "string",
        "enum": ["a", "b"],
        "enumNames": ["First", "Second"],
        "title": "Which?",
        "description": "One.",
        "default": "b",
    }
    field = fields_of(schema({"properties": {"whichOne": part}}))["which_one"]
    assert (field["label"], field["hint"], field["default"]) == ("Which?", "One.", "b")
    assert field["choices"][1] == {"choice": "b", "label": "Second"}


def test_a_map_of_any_names_is_a_table_of_names_and_values() -> None:
    imported = schema({"properties": {"prices": {"type": "object", "additionalProperties": {"type": "integer"}}}})
    assert [c["field"] for c in fields_of(imported)["prices_entries"]["columns"]] == ["name", "value_2"]


def test_a_property_that_tells_shapes_apart_is_asked_once_where_it_is_described_outside_too() -> None:
    def shape(kind: str, more: str) -> dict[str, Any]:
        return {"properties": {"kind": {"const": kind}, more: {"type": "integer"}}, "required": ["kind", more]}

    kinds = {"properties": {"kind": {"enum": ["dog", "cat"]}}}
    imported = schema({**kinds, "oneOf": [shape("dog", "barks"), shape("cat", "lives")]})
    assert not imported.lost
    assert faults(imported, {}) == {"kind"}
    assert faults(imported, {"kind": "dog"}) == {"dog_barks"}


def test_a_rule_of_an_object_that_need_not_be_there_waits_for_it() -> None:
    pair = {"type": "object", "properties": {"x": STRING, "y": STRING, "z": STRING}}
    for rule in (
        {"anyOf": [{"required": ["x"]}, {"required": ["y"]}]},
        {"if": {"required": ["x"]}, "else": {"required": ["y"]}},
    ):
        imported = schema({"properties": {"pair": {**pair, **rule}}})
        assert not faults(imported, {})
        assert "pair_y" in faults(imported, {"pair_z": "here"})


def test_the_pages_within_an_optional_object_wait_for_it_too() -> None:
    name = {"type": "object", "required": ["first"], "properties": dict.fromkeys(("first", "b", "c", "d"), STRING)}
    many = dict.fromkeys("pqrstuvwx", STRING)
    carer = {"type": "object", "required": ["p", "name"], "properties": {**many, "name": name}}
    imported = schema({"properties": {"carer": carer}})
    assert {p["title"]: p.get("relevant") for p in imported.form["pages"][1:]} == {
        "Carer": "has_carer",
        "Carer: name": "has_carer",
    }
    assert not faults(imported, {"has_carer": "no"})
    assert faults(imported, {"has_carer": "yes"}) == {"carer_p", "carer_name_first"}


def test_an_alternative_that_needs_a_large_object_asks_whether_there_is_one() -> None:
    many = {"type": "object", "required": ["p0"], "properties": {f"p{n}": STRING for n in range(12)}}
    rule = {"anyOf": [{"required": ["one"]}, {"required": ["two"]}]}
    imported = schema({"properties": {"one": many, "two": many}, **rule})
    assert faults(imported, {}) == {"has_one", "has_two"}
    assert faults(imported, {"has_one": "yes", "has_two": "no"}) == {"one_p0"}


def test_a_property_of_two_consequences_keeps_to_the_one_that_holds() -> None:
    zips = [
        {"properties": {"zip": {"type": "string", "pattern": p}}, "required": ["zip"]} for p in ("^[0-9]+$", "^[A-Z]+$")
    ]
    when = {"properties": {"country": {"const": "US"}}, "required": ["country"]}
    imported = schema({"properties": {"country": STRING}, "if": when, "then": zips[0], "else": zips[1]})
    assert not imported.lost
    assert (
        faults(imported, {"country": "US", "zip": "AB"}) == faults(imported, {"country": "CA", "zip": "12"}) == {"zip"}
    )
    assert not faults(imported, {"country": "US", "zip": "12"})
    assert not faults(imported, {"country": "CA", "zip": "AB"})


def test_alternatives_of_a_dependency_that_one_answer_tells_apart_ask_for_theirs_only() -> None:
    age = {"properties": {"pets": {"enum": ["one"]}, "age": {"type": "integer"}}, "required": ["age"]}
    others = {"properties": {"pets": {"enum": ["more"]}, "names": STRING}, "required": ["names"]}
    none = {"properties": {"pets": {"enum": ["no"]}}}
    imported = schema(
        {
            "properties": {"pets": {"enum": ["no", "one", "more"]}},
            "dependencies": {"pets": {"oneOf": [none, age, others]}},
        }
    )
    assert not imported.lost
    assert not faults(imported, {"pets": "no"})
    assert faults(imported, {"pets": "one"}) == {"age"}
    assert faults(imported, {"pets": "more"}) == {"names"}


def test_shapes_of_which_one_is_all_others_are_named_by_what_tells_them_apart() -> None:
    shapes = [
        {"properties": {"country": {"enum": ["CAN"]}, "state": {"enum": ["ON"]}}},
        {"properties": {"country": {"type": "string", "not": {"enum": ["CAN"]}}, "state": STRING}},
    ]
    imported = schema({"properties": {"at": {"type": "object", "properties": {"city": STRING}, "oneOf": shapes}}})
    choices = fields_of(imported)["at_kind"]["choices"]
    assert [choice["label"] for choice in choices] == ["Country: CAN", "Country: not CAN"]
    assert faults(imported, {"at_kind": "2", "at_country_2": "CAN"}) == {"at_country_2"}
    assert faults(imported, {"at_kind": "1"}) == {"at_country"}


def test_the_names_of_a_map_keep_to_their_pattern_and_stand_once() -> None:
    part = {"type": "object", "additionalProperties": {"type": "integer"}, "propertyNames": {"pattern": "^[a-z]+$"}}
    imported = schema({"properties": {"prices": part}})
    rows = [{"name": "a", "value_2": 1}, {"name": "b", "value_2": 2}]
    assert not faults(imported, {"prices_entries": rows})
    assert faults(imported, {"prices_entries": [{"name": "A", "value_2": 1}]}) == {"prices_entries"}
    assert faults(imported, {"prices_entries": [rows[0], rows[0]]}) == {"prices_entries"}


@pytest.mark.parametrize(
    ("part", "construct"),
    [
        ({"type": "string", "format": "uri-template"}, "format"),
        ({"type": "string", "format": "date", "maxLength": 4}, "maxLength"),
        ({"type": "array", "items": STRING, "enum": [["a"]]}, "enum"),
        ({"type": "array", "prefixItems": [STRING, STRING], "uniqueItems": True}, "uniqueItems"),
        ({"type": "object", "properties": {"x": STRING}, "const": {"x": "a"}}, "const"),
    ],
)
def test_what_a_form_cannot_hold_an_answer_against_is_lost(part: Mapping[str, Any], construct: str) -> None:
    assert [told.construct for told in schema({"properties": {"asked": part}}).lost] == [construct]


def test_what_can_only_be_blank_is_not_asked() -> None:
    parts = {"a": {"const": None}, "b": {"type": "null"}, "c": {"type": "string", "maxLength": 0}, "d": STRING}
    imported = schema({"properties": parts})
    assert fields_of(imported).keys() == {"d"}
    assert len(imported.changed) == 3


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("^[0-9]{9}$", "Write 9 digits."),
        ("^[A-Z]{2}-\\d+$", "The answer has to match the pattern ^[A-Z]{2}-\\d+$"),
        ("^(?!000)[0-9]{3}$", "The answer is not written as it should be."),
    ],
)
def test_what_is_said_of_a_text_that_is_written_otherwise(pattern: str, said: str) -> None:
    imported = schema({"properties": {"asked": {"type": "string", "pattern": pattern}}})
    assert fields_of(imported)["asked"]["constraint_message"] == said


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("ssn", "SSN"),
        ("vaFileNumber", "VA file number"),
        ("veteranSSNOrTIN", "Veteran SSN or TIN"),
        ("isOutsideUs", "Is outside US"),
        ("contactUs", "Contact us"),
        ("claim_ids", "Claim IDs"),
        ("addressLine2", "Address line 2"),
        ("FIRST_NAME", "First name"),
        ("veteranFullName", "Veteran full name"),
    ],
)
def test_a_label_made_of_a_name_keeps_initials_in_capitals(key: str, label: str) -> None:
    assert [each["label"] for each in fields_of(schema({"properties": {key: STRING}})).values()] == [label]


def test_a_long_list_under_a_condition_is_no_longer_than_a_rule_may_be() -> None:
    countries = [f"C{number:03}" for number in range(240)]
    at_home = {"properties": {"country": {"enum": countries[:5]}}}
    abroad = {"properties": {"country": {"enum": countries[5:]}}}
    properties = {"country": {"enum": countries}, "base": {"type": "boolean"}}
    rule = {"if": {"properties": {"base": {"const": True}}, "required": ["base"]}, "then": at_home, "else": abroad}
    imported = schema({"properties": properties, **rule})
    assert not imported.lost
    assert len(fields_of(imported)["country"]["constraint"]) < 500
    assert not faults(imported, {"base": "true", "country": "C004"})
    assert faults(imported, {"base": "true", "country": "C005"})
    assert not faults(imported, {"base": "false", "country": "C239"})
    assert faults(imported, {"base": "false", "country": "C004"})


def test_what_is_said_of_an_object_stands_at_the_first_of_its_answers_and_its_settings_hold_for_all() -> None:
    properties = {"x": STRING, "y": STRING}
    part = {"type": "object", "description": "As on the card", "readOnly": True, "properties": properties}
    fields = fields_of(schema({"properties": {"card": part}}))
    assert [fields[name].get("hint") for name in ("card_x", "card_y")] == ["As on the card", None]
    assert all(fields[name]["read_only"] for name in ("card_x", "card_y"))


def test_a_list_or_an_object_has_no_default() -> None:
    parts = {"a": {"type": "array", "items": STRING, "default": ["x"]}}
    assert [told.construct for told in schema({"properties": parts}).lost] == ["default"]
