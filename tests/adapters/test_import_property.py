"""Whatever form is imported, the pack checks clean."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.adapters.form_answer import dump_pack, load_pack
from desktop_app.adapters.locale_files import faults_in_locales
from desktop_app.adapters.pack_files import PackFolders
from desktop_app.domain.errors import UsageError
from desktop_app.domain.imports.grant_form import import_grant_form
from desktop_app.domain.imports.imported import Imported
from desktop_app.domain.imports.imported_pack import ImportedPack
from desktop_app.domain.imports.json_schema import import_schema
from desktop_app.domain.imports.sound import sound
from desktop_app.domain.imports.xlsform import import_xlsform

FEW = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=1_500, deadline=None, suppress_health_check=list(HealthCheck))
WORDS = st.sampled_from(
    ["a", "b", "total", "size", "type", "row", "Größe", "2nd", "yes no", "", "true", "x" * 60, "é\t1", "choice"]
)
TYPES = st.sampled_from(
    [
        "text",
        "integer",
        "decimal",
        "date",
        "time",
        "dateTime",
        "note",
        "calculate",
        "select_one l",
        "select_multiple l",
        "rank l",
        "select_one l or_other",
        "select_one gone",
        "begin group",
        "end group",
        "begin repeat",
        "end repeat",
        "acknowledge",
        "range",
        "image",
        "geopoint",
        "start",
        "hidden",
        "odd",
        "",
    ]
)
XPATHS = st.recursive(
    st.sampled_from(
        ["${a}", "${b}", "${total}", ".", "'x'", "1", "2.5", "today()", "''", "../a", "true()", "count(${b})", "now()"]
    ),
    lambda inner: (
        st.builds(
            "{} {} {}".format, inner, st.sampled_from(["+", "=", "!=", "<", "and", "or", "div", "mod", "-"]), inner
        )
        | st.builds(
            "{}({})".format,
            st.sampled_from(["not", "int", "string-length", "sum", "number", "date", "selected", "max"]),
            inner,
        )
        | st.builds("if({}, {}, {})".format, inner, inner, inner)
        | st.builds("concat({}, {})".format, inner, inner)
        | st.builds("selected({}, {})".format, inner, inner)
    ),
    max_leaves=5,
)
CELLS = st.one_of(st.just(""), st.just(""), XPATHS, WORDS)
ROWS = st.lists(st.tuples(TYPES, WORDS, WORDS, CELLS, CELLS, CELLS, CELLS, CELLS, CELLS, WORDS), max_size=12)
HEADS = [
    "type",
    "name",
    "label",
    "relevant",
    "constraint",
    "calculation",
    "required",
    "default",
    "repeat_count",
    "label::French (fr)",
]
LISTS = st.lists(st.tuples(st.just("l"), WORDS, WORDS, WORDS), max_size=4)

SCALARS = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(
            ["string", "integer", "number", "boolean", "null", ["string", "null"], ["integer", "array"], 3]
        ),
        "enum": st.lists(st.one_of(st.none(), st.booleans(), st.integers(), WORDS), max_size=3),
        "const": st.one_of(WORDS, st.integers(), st.none()),
        "pattern": st.sampled_from(["^[0-9]+$", "(?=a)b", "(", "^(?!x).*$", "\\u00e9"]),
        "minimum": st.one_of(st.integers(-9, 9), st.floats(-2, 2), st.just("x")),
        "multipleOf": st.sampled_from([0.01, 2, 0, 1]),
        "maxLength": st.integers(-1, 300),
        "format": st.sampled_from(["date", "email", "uuid", "odd", 3]),
        "default": st.one_of(WORDS, st.integers(), st.lists(WORDS, max_size=2)),
        "title": WORDS,
    },
)
KEYS = st.sampled_from(["a", "b", "type", "row", "x y"])


def _wider(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    properties = st.dictionaries(KEYS, inner, max_size=3)
    return st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(["object", "array"]),
            "properties": properties,
            "items": inner,
            "required": st.lists(KEYS, max_size=3),
            "minItems": st.integers(0, 3),
            "uniqueItems": st.booleans(),
            "anyOf": st.lists(inner, max_size=3),
            "oneOf": st.lists(inner, max_size=3),
            "allOf": st.lists(inner, max_size=2),
            "not": inner,
            "if": inner,
            "then": inner,
            "else": inner,
            "contains": inner,
            "dependentRequired": st.dictionaries(KEYS, st.lists(KEYS, max_size=2), max_size=2),
            "dependentSchemas": st.dictionaries(KEYS, inner, max_size=2),
            "additionalProperties": inner,
            "$ref": st.sampled_from(["#", "#/properties/a", "#/nowhere", "other.json"]),
        },
    )


SCHEMAS = st.recursive(st.one_of(SCALARS, st.booleans()), _wider, max_leaves=8).filter(
    lambda raw: isinstance(raw, dict)
)

COMPONENTS = st.fixed_dictionaries(
    {
        "type": st.sampled_from(
            [
                "TextField",
                "NumberField",
                "YesNoField",
                "CheckboxesField",
                "RadiosField",
                "Para",
                "MultiInputField",
                "DatePartsField",
                "ClientSideFileUploadField",
                "MonthYearField",
                "Odd",
            ]
        ),
        "name": WORDS,
    },
    optional={
        "title": WORDS,
        "list": st.just("l"),
        "content": WORDS,
        "children": st.lists(
            st.fixed_dictionaries(
                {"type": st.sampled_from(["TextField", "NumberField", "YesNoField", "Para"]), "name": WORDS}
            ),
            max_size=2,
        ),
        "options": st.fixed_dictionaries(
            {}, optional={"required": st.booleans(), "condition": st.sampled_from(["c", "d"]), "prefix": st.just("£")}
        ),
        "schema": st.fixed_dictionaries(
            {}, optional={"min": st.integers(-1, 3), "precision": st.just("2"), "regex": st.just("(")}
        ),
    },
)
PATHS = st.sampled_from(["/a", "/b", "/c", "/d"])
NEXTS = st.lists(
    st.fixed_dictionaries({"path": PATHS}, optional={"condition": st.sampled_from(["c", "d", "gone"])}), max_size=3
)
PAGES = st.lists(
    st.fixed_dictionaries(
        {"path": PATHS, "title": WORDS, "components": st.lists(COMPONENTS, max_size=3), "next": NEXTS}
    ),
    min_size=1,
    max_size=4,
)
CONDITIONS = st.lists(
    st.builds(
        lambda name, field, operator, value: {
            "name": name,
            "value": {
                "conditions": [
                    {"field": {"name": field}, "operator": operator, "value": {"type": "Value", "value": value}}
                ]
            },
        },
        st.sampled_from(["c", "d"]),
        WORDS,
        st.sampled_from(["is", "is not", "contains", "is at least", "odd"]),
        WORDS | st.just("true"),
    ),
    max_size=2,
)


def _clean(imported: Imported) -> None:
    made = load_pack(dump_pack("form", imported))
    assert isinstance(made, ImportedPack)
    pack = PackFolders([]).restore(made.files)
    assert not list(faults_in_locales(made.files, pack.form))


def _xlsform(survey: list[Any], choices: list[Any]) -> None:
    sheets = {
        "survey": [HEADS, *map(list, survey)],
        "choices": [["list_name", "name", "label", "extra"], *map(list, choices)],
    }
    try:
        _clean(sound(import_xlsform(sheets, "form")))
    except UsageError as error:
        assert "nothing to ask" in error.what


def _schema(raw: dict[str, Any]) -> None:
    try:
        _clean(sound(import_schema(raw, "form")))
    except UsageError as error:
        assert error.kept == "Nothing was written."


def _grant(pages: list[Any], conditions: list[Any]) -> None:
    lists = [{"name": "l", "items": [{"text": "One", "value": "a"}, {"text": "Two", "value": "true"}]}]
    try:
        _clean(
            sound(
                import_grant_form({"startPage": "/a", "pages": pages, "conditions": conditions, "lists": lists}, "form")
            )
        )
    except UsageError as error:
        assert "nothing to ask" in error.what


test_an_xlsform_makes_a_pack_without_faults = FEW(given(ROWS, LISTS)(_xlsform))
test_a_schema_makes_a_pack_without_faults = FEW(given(SCHEMAS)(_schema))
test_a_grant_form_makes_a_pack_without_faults = FEW(given(PAGES, CONDITIONS)(_grant))
test_many_xlsforms_make_packs_without_faults = pytest.mark.long(MANY(given(ROWS, LISTS)(_xlsform)))
test_many_schemas_make_packs_without_faults = pytest.mark.long(MANY(given(SCHEMAS)(_schema)))
test_many_grant_forms_make_packs_without_faults = pytest.mark.long(MANY(given(PAGES, CONDITIONS)(_grant)))
