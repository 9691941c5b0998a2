"""Nothing of a form is dropped in silence: what is left out of a source changes the pack or the report."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from desktop_app.domain.imports.grant_form import import_grant_form
from desktop_app.domain.imports.imported import Imported
from desktop_app.domain.imports.json_schema import import_schema
from desktop_app.domain.imports.sound import sound
from desktop_app.domain.imports.xlsform import import_xlsform

SOME = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
PICKS = st.integers(0, 99)
ALL = settings(max_examples=4_000, deadline=None, suppress_health_check=list(HealthCheck))

Cells = Mapping[str, str]
TYPES = (
    "text", "integer", "decimal", "date", "time", "dateTime", "note", "calculate", "hidden", "select_one l",
    "select_multiple l", "rank l", "select_one l or_other", "select_one gone", "select_one_from_file f.csv",
    "acknowledge", "range", "image", "audio", "file", "geopoint", "geoshape", "barcode", "osm", "odd",
    "begin group", "begin repeat",
)  # fmt: skip
CELLS = {
    "label": "Said", "label::French (fr)": "Dit", "hint": "Hint", "hint::French (fr)": "Indice",
    "guidance_hint": "More", "relevant": "${b} > 3", "required": "yes", "required_message": "Needed",
    "constraint": "${b} > 5", "constraint_message": "Wrong", "calculation": "${b} + 1", "default": "1",
    "read_only": "yes", "choice_filter": "extra = ${a}", "repeat_count": "3", "parameters": "start=2 end=7 step=1",
    "appearance": "minimal", "trigger": "${a}", "media::image": "a.png", "media::audio::French (fr)": "a.mp3",
    "bind::odk:length": "5", "instance::tag": "x", "body::kb:x": "y", "save_to": "p", "autoplay": "audio",
    "anything": "else",
}  # fmt: skip
OF_CHOICES = {"label": "Said", "label::French (fr)": "Dit", "extra": "1", "image": "a.png"}
OF_SETTINGS = {
    "form_title": "Titled", "form_id": "known", "version": "3", "default_language": "fr", "style": "pages",
    "public_key": "k", "submission_url": "https://x.example", "instance_name": "${a}", "odd": "x",
}  # fmt: skip


ANSWERS: Mapping[str, Mapping[str, Any]] = {
    "string": {
        "minLength": 2, "maxLength": 9, "pattern": "^[a-z]+$", "format": "email", "default": "abc",
        "enum": ["abc", "de"], "examples": ["abcd"], "contentEncoding": "base64", "formatMinimum": "2020-01-01",
    },
    "integer": {"minimum": 2, "maximum": 9, "exclusiveMinimum": 3, "multipleOf": 3, "default": 6},
    "number": {"minimum": 2, "maximum": 9.5, "exclusiveMinimum": 3, "multipleOf": 0.5, "enum": [4.5, 6.5]},
    "boolean": {"default": True, "const": True},
    "array": {
        "minItems": 2, "maxItems": 4, "uniqueItems": True, "items": {"type": "string", "maxLength": 4},
        "contains": {"const": "abc"}, "default": ["abc"],
    },
    "object": {
        "properties": {"x": {"type": "string"}, "y": {"type": "integer"}}, "required": ["x"], "minProperties": 2,
        "maxProperties": 1, "dependentRequired": {"x": ["y"]}, "additionalProperties": {"type": "string"},
        "dependentSchemas": {"x": {"required": ["y"]}},
        "not": {"required": ["y"]}, "propertyNames": {"maxLength": 5}, "patternProperties": {"^z": {"type": "integer"}},
    },
}  # fmt: skip
OF_ALL: Mapping[str, Any] = {
    "title": "Said", "description": "Told", "readOnly": True, "$comment": "c", "x-odd": 1, "deprecated": True,
    "ui:widget": "textarea",
}  # fmt: skip
COMPONENTS = (
    "TextField", "MultilineTextField", "NumberField", "YesNoField", "RadiosField", "CheckboxesField", "DatePartsField",
    "EmailAddressField", "WebsiteField", "TelephoneNumberField", "UkAddressField", "MonthYearField", "FreeTextField",
    "FileUploadField", "ClientSideFileUploadField", "AutocompleteField", "SelectField", "TimeField"
)  # fmt: skip
OPTIONS: Mapping[str, Any] = {
    "required": False, "prefix": "£", "maxWords": 50, "hideTitle": True, "classes": "wide", "condition": "c",
    "customValidationMessage": "Wrong", "optionalText": True, "suffix": "%", "maxDaysInPast": 3, "odd": "x",
    "dropzoneConfig": {"maxFiles": 2},
}  # fmt: skip
LIMITS: Mapping[str, Any] = {
    "min": 2, "max": 9, "length": 5, "regex": "^[a-z]+$", "precision": 2, "integer": True, "rows": 9, "odd": "x",
}  # fmt: skip


def _told(imported: Imported) -> tuple[object, ...]:
    made = sound(imported)
    return made.form, made.locales, made.carried, made.lost, made.changed, made.looks, made.sources


def _workbook(kind: str, cells: Cells, around: str, choice: Cells, of_form: Cells) -> Mapping[str, list[list[str]]]:
    """A form whose question `asked` has these cells, in a group or repeat or in none."""
    blank = ["" for _ in cells]
    above = [[f"begin {around}", "around", *blank], ["text", "beside", *blank]] if around else []
    inside = [["text", "inside", *blank], [f"end {kind.split()[1]}"]] if kind.startswith("begin ") else []
    rows = [
        ["text", "a"],
        ["integer", "b"],
        ["select_one l", "of_l"],
        *above,
        [kind, "asked", *cells.values()],
        *inside,
    ]
    return {
        "survey": [["type", "name", *cells], *rows, *([[f"end {around}"]] if around else [])],
        "choices": [["list_name", "name", *choice], ["l", "x", *choice.values()], ["l", "y"]],
        "settings": [list(of_form), list(of_form.values())] if of_form else [],
    }


def _without(cells: Cells, name: str) -> dict[str, str]:
    return {column: "" if column == name else text for column, text in cells.items()}


def _cells(of: Cells) -> st.SearchStrategy[dict[str, str]]:
    return st.sets(st.sampled_from(sorted(of)), max_size=4).map(
        lambda names: {name: of[name] for name in sorted(names)}
    )


def _xlsform(kind: str, around: str, cells: Cells, choice: Cells, of_form: Cells, pick: int) -> None:
    parts = (cells, choice, of_form)
    places = [(at, name) for at, part in enumerate(parts) for name in part]
    at, name = places[pick % len(places)]
    less = [_without(part, name) if at == own else part for own, part in enumerate(parts)]
    whole = import_xlsform(_workbook(kind, cells, around, choice, of_form), "form")
    assert _told(whole) != _told(import_xlsform(_workbook(kind, less[0], around, less[1], less[2]), "form")), name


XLSFORMS = given(
    st.sampled_from(TYPES), st.sampled_from(("", "group", "repeat")),
    _cells(CELLS).filter(bool), _cells(OF_CHOICES), _cells(OF_SETTINGS), PICKS,
)  # fmt: skip
test_no_cell_of_a_workbook_is_dropped_in_silence = SOME(XLSFORMS(_xlsform))
test_no_cell_of_many_workbooks_is_dropped_in_silence = pytest.mark.long(ALL(XLSFORMS(_xlsform)))


def _schema(asked: tuple[str, dict[str, Any]], around: str, pick: int) -> None:
    kind, keywords = asked
    assume(around != "rows" or "contentEncoding" not in keywords)  # lost as a whole: a file is no column
    name = sorted(keywords)[pick % len(keywords)]
    parts = (keywords, {key: value for key, value in keywords.items() if key != name})
    asked_of = ({"beside": {"type": "string"}, "asked": _around(around, {"type": kind, **part})} for part in parts)
    whole, less = ({"type": "object", "properties": properties} for properties in asked_of)
    assert _told(import_schema(whole, "form")) != _told(import_schema(less, "form")), name


def _around(around: str, part: Mapping[str, Any]) -> Mapping[str, Any]:
    match around:
        case "object":
            return {"type": "object", "properties": {"inside": part, "other": {"type": "string"}}}
        case "rows":
            return {"type": "array", "items": _around("object", part)}
    return part


def _keywords(kind: str) -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    known = {**ANSWERS[kind], **OF_ALL}
    names = st.sets(st.sampled_from(sorted(known)), min_size=1, max_size=3)
    return names.map(lambda names: (kind, {name: known[name] for name in sorted(names)}))


def _grant(kind: str, options: Mapping[str, Any], limits: Mapping[str, Any], pick: int) -> None:
    places = [("options", name) for name in options] + [("schema", name) for name in limits]
    part, name = places[pick % len(places)]
    component = {"type": kind, "name": "asked", "title": "Asked", "list": "l", "options": options, "schema": limits}
    less = {**component, part: {key: value for key, value in component[part].items() if key != name}}  # type: ignore[attr-defined]
    assert _told(_form_of(component)) != _told(_form_of(less)), name


def _form_of(component: Mapping[str, Any]) -> Imported:
    field = {"name": "first", "display": "First", "type": "YesNoField"}
    condition = {"field": field, "operator": "is", "value": {"type": "Value", "value": "true", "display": "true"}}
    first = {"type": "YesNoField", "name": "first", "title": "First", "options": {}, "schema": {}}
    raw = {
        "startPage": "/a",
        "pages": [{"path": "/a", "title": "A", "components": [first, component], "next": []}],
        "lists": [{"name": "l", "title": "L", "type": "string", "items": [{"text": "One", "value": "1"}]}],
        "conditions": [{"name": "c", "displayName": "c", "value": {"name": "c", "conditions": [condition]}}],
    }
    return import_grant_form(raw, "form")


def _some(of: Mapping[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    names = st.sets(st.sampled_from(sorted(of)), min_size=1, max_size=3)
    return names.map(lambda names: {name: of[name] for name in sorted(names)})


SCHEMAS = given(st.sampled_from(sorted(ANSWERS)).flatmap(_keywords), st.sampled_from(("", "object", "rows")), PICKS)
GRANTS = given(st.sampled_from(COMPONENTS), _some(OPTIONS), _some(LIMITS), PICKS)
test_no_keyword_of_a_schema_is_dropped_in_silence = SOME(SCHEMAS(_schema))
test_no_keyword_of_many_schemas_is_dropped_in_silence = pytest.mark.long(ALL(SCHEMAS(_schema)))
test_no_option_of_a_grant_form_is_dropped_in_silence = SOME(GRANTS(_grant))
test_no_option_of_many_grant_forms_is_dropped_in_silence = pytest.mark.long(ALL(GRANTS(_grant)))
