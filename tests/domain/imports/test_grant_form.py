"""UK grant forms as packs."""

import json
from pathlib import Path
from typing import Any

import pytest

from desktop_app.domain.imports.grant_form import import_grant_form
from desktop_app.domain.imports.imported import Imported
from desktop_app.domain.imports.sound import sound
from tests.import_examples import evaluated, faults, fields_of

REAL = Path(__file__).parents[4] / "shared" / "data" / "forms-real" / "uk-grant-forms"


def _component(kind: str, name: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "name": name, "title": name.capitalize(), "options": {}, "schema": {}, **more}


def _page(path: str, components: list[dict[str, Any]], *nexts: tuple[str, str], **more: Any) -> dict[str, Any]:
    steps = [{"path": to, **({"condition": when} if when else {})} for to, when in nexts]
    return {"path": path, "title": path.strip("/"), "components": components, "next": steps, **more}


def _condition(name: str, field: str, operator: str, value: str, *more: dict[str, Any]) -> dict[str, Any]:
    one = {"field": {"name": field}, "operator": operator, "value": {"type": "Value", "value": value}}
    return {"name": name, "displayName": name, "value": {"name": name, "conditions": [one, *more]}}


def _form(pages: list[dict[str, Any]], conditions: list[dict[str, Any]] | None = None, **more: Any) -> Imported:
    raw = {"startPage": pages[0]["path"], "pages": pages, "conditions": conditions or [], "lists": [], **more}
    return sound(import_grant_form(raw, "grant"))


YES = _component("YesNoField", "owned")
SPLIT = [
    _page("/start", [YES], ("/owner", "is-owned"), ("/plan", "")),
    _page("/owner", [_component("TextField", "since")], ("/end", "")),
    _page("/plan", [_component("TextField", "when")], ("/end", "")),
    _page("/end", [_component("TextField", "remark", options={"required": False})]),
]


def test_a_page_is_relevant_where_the_way_leads_to_it_and_ways_that_meet_again_leave_no_trace() -> None:
    imported = _form(SPLIT, [_condition("is-owned", "owned", "is", "true")])
    assert {p["page"]: p.get("relevant") for p in imported.form["pages"]} == {
        "start": None,
        "owner": "owned",
        "plan": "!owned",
        "end": None,
    }


def test_only_pages_on_the_way_are_asked_for() -> None:
    imported = _form(SPLIT, [_condition("is-owned", "owned", "is", "true")])
    assert faults(imported, {"owned": "yes"}) == {"since"}
    assert faults(imported, {"owned": "no"}) == {"when"}


def test_the_default_way_is_taken_where_nothing_was_chosen() -> None:
    boxes = _component("CheckboxesField", "needs", list="l", options={"required": False})
    pages = [
        _page("/a", [boxes], ("/b", "c"), ("/d", "")),
        _page("/b", [_component("TextField", "b")]),
        _page("/d", [_component("TextField", "d")]),
    ]
    lists = [{"name": "l", "items": [{"text": "Other", "value": "other"}, {"text": "Roof", "value": "roof"}]}]
    imported = _form(pages, [_condition("c", "needs", "contains", "other")], lists=lists)
    assert "d" in evaluated(imported, {}).relevant
    assert "d" in evaluated(imported, {"needs": ["roof"]}).relevant
    assert "d" not in evaluated(imported, {"needs": ["other", "roof"]}).relevant


def test_conditions_join_with_and_before_or() -> None:
    more = [
        {
            "coordinator": "and",
            "field": {"name": "n"},
            "operator": "is at least",
            "value": {"type": "Value", "value": "3"},
        },
        {"coordinator": "or", "field": {"name": "who"}, "operator": "is", "value": {"type": "Value", "value": "Ana"}},
    ]
    parts = [YES, _component("NumberField", "n"), _component("TextField", "who")]
    pages = [_page("/a", parts, ("/b", "c"), ("/z", "")), _page("/b", [_component("TextField", "b")]), _page("/z", [])]
    imported = _form(pages, [_condition("c", "owned", "is", "true", *more)])
    base = {"owned": "no", "n": 5}
    assert "b" not in evaluated(imported, {**base, "who": "Ben"}).relevant
    assert "b" in evaluated(imported, {**base, "who": "Ana"}).relevant
    assert "b" in evaluated(imported, {"owned": "yes", "n": 3, "who": "Ben"}).relevant


def test_a_condition_on_how_long_ago_a_day_is_counts_months_of_the_calendar() -> None:
    ago = {"type": "RelativeTime", "period": "18", "unit": "years", "direction": "in the past"}
    condition = {
        "name": "adult",
        "value": {"conditions": [{"field": {"name": "born"}, "operator": "is at least", "value": ago}]},
    }
    pages = [
        _page("/a", [_component("DatePartsField", "born")], ("/b", "adult"), ("/z", "")),
        _page("/b", [_component("TextField", "b")]),
        _page("/z", []),
    ]
    imported = _form(pages, [condition])
    assert "b" in evaluated(imported, {"born": "2008-03-02"}).relevant
    assert "b" not in evaluated(imported, {"born": "2008-03-03"}).relevant


@pytest.mark.parametrize(
    ("component", "wrong", "right"),
    [
        (_component("NumberField", "x", options={"prefix": "£"}, schema={"min": 10, "max": 20}), "GBP 21", "GBP 20"),
        (_component("NumberField", "x", schema={"precision": 2}), "1.234", "1.23"),
        (_component("TextField", "x", schema={"regex": "^[A-Z]{2}$"}), "ab", "AB"),
        (_component("WebsiteField", "x"), "nothing", "www.example.org"),
        (_component("DateField", "x", options={"maxDaysInFuture": "5"}), "2026-03-20", "2026-03-05"),
    ],
)
def test_what_a_component_allows_is_what_its_field_allows(component: dict[str, Any], wrong: str, right: str) -> None:
    imported = _form([_page("/a", [component])])
    assert not imported.lost
    assert faults(imported, {"x": wrong}) == {"x"}
    assert not faults(imported, {"x": right})


def test_several_inputs_are_a_table_and_files_keep_their_kinds_number_and_size() -> None:
    cells = [_component("TextField", "item"), _component("NumberField", "cost", schema={"min": 1})]
    zone = {"maxFiles": 2, "maxFilesize": 10, "acceptedFiles": "application/pdf,image/png,.doc"}
    files = _component(
        "ClientSideFileUploadField", "files", options={"dropzoneConfig": zone, "minimumRequiredFiles": 1}
    )
    imported = _form(
        [
            _page(
                "/a",
                [_component("MultiInputField", "costs", children=cells, options={"maxMultiInputFieldRows": 5}), files],
            )
        ]
    )
    fields = fields_of(imported)
    assert not imported.lost
    assert (fields["costs"]["max_rows"], [c["field"] for c in fields["costs"]["columns"]]) == (5, ["item", "cost"])
    assert fields["files"]["accept"] == ["pdf", "image", "doc"]
    assert (fields["files"]["min_files"], fields["files"]["max_files"], fields["files"]["max_megabytes"]) == (1, 2, 10)


def test_words_of_a_page_are_read_without_their_marks() -> None:
    html = "<p>First <b>read</b>&nbsp;this:</p><ul><li>one</li><li>two</li></ul><script>x()</script>"
    imported = _form([_page("/a", [_component("Html", "h", content=html), YES])])
    assert fields_of(imported)["note"]["label"] == "First read this:\n• one\n• two"


@pytest.mark.parametrize(
    ("more", "construct"),
    [
        ({"fees": [{"description": "Fee", "amount": 10}]}, "fee"),
        ({"outputs": [{"name": "mail", "type": "email"}]}, "output"),
        ({"specialThing": {"a": 1}}, "form specialThing"),
    ],
)
def test_what_a_website_does_beyond_the_form_is_lost(more: dict[str, Any], construct: str) -> None:
    (lost,) = _form([_page("/a", [YES])], **more).lost
    assert lost.construct == construct


def test_a_way_back_and_an_unknown_condition_and_component_are_lost_and_the_rest_is_asked() -> None:
    pages = [
        _page("/a", [YES, _component("Odd", "odd")], ("/b", "gone")),
        _page("/b", [_component("TextField", "b")], ("/a", "")),
    ]
    imported = _form(pages)
    assert {told.construct for told in imported.lost} == {"component Odd", "condition", "way back"}
    assert {"owned", "b"} <= fields_of(imported).keys()


@pytest.mark.parametrize("path", sorted(REAL.glob("*.json"))[::6], ids=lambda path: path.stem)
def test_a_real_form_comes_without_a_loss(path: Path) -> None:
    assert not sound(import_grant_form(json.loads(path.read_text()), path.stem)).lost


def test_what_the_program_would_refuse_is_taken_out_alone() -> None:
    parts = [_component("TextField", "x", schema={"max": -1})]
    imported = _form([_page("/a", parts)])
    assert "x" in fields_of(imported)
    assert [told.construct for told in imported.lost] == ["max_length"]


def _second(pages: list[dict[str, Any]], conditions: list[dict[str, Any]], lists: Any = ()) -> Imported:
    """A form of the builder's second engine: pages in turn, each under a condition of its own."""
    return sound(
        import_grant_form(
            {"engine": "V2", "schema": 2, "pages": pages, "conditions": conditions, "lists": list(lists)}, "g"
        )
    )


def _item(component: str, operator: str, value: object, kind: str = "StringValue") -> dict[str, Any]:
    return {"componentId": component, "operator": operator, "value": value, "type": kind}


def test_pages_of_the_second_engine_come_in_turn_each_under_its_condition() -> None:
    owned = _component("YesNoField", "owned", id="1")
    last = _page("/no", [_component("Markdown", "m", content="You cannot apply.")], condition="no")
    pages = [
        _page("/a", [owned]),
        {**last, "controller": "TerminalPageController"},
        _page("/b", [_component("TextField", "b")]),
        _page("/c", [_component("TextField", "c")], condition="yes and yes"),
    ]
    conditions = [
        {"id": "yes", "items": [_item("1", "is", True, "BooleanValue")]},
        {"id": "no", "items": [_item("1", "is", False, "BooleanValue")]},
        {"id": "yes and yes", "coordinator": "and", "items": [{"conditionId": "yes"}, {"conditionId": "yes"}]},
    ]
    imported = _second(pages, conditions)
    assert not imported.lost
    assert {"b", "c"} <= evaluated(imported, {"owned": "yes"}).relevant
    assert not {"b", "c"} & evaluated(imported, {"owned": "no"}).relevant


def test_a_condition_may_name_an_item_of_a_list_by_its_id() -> None:
    lists = [
        {
            "id": "L",
            "name": "colours",
            "items": [{"id": "1", "text": "Red", "value": "r"}, {"id": "2", "text": "Blue", "value": "b"}],
        }
    ]
    pages = [
        _page("/a", [_component("RadiosField", "colour", id="c", list="L")]),
        _page("/b", [_component("TextField", "b")], condition="red or blue"),
        _page("/d", [_component("TextField", "d")], condition="blue"),
    ]
    either = {"listId": "L", "itemId": ["1", "2"]}
    conditions = [
        {"id": "red or blue", "items": [_item("c", "is", either, "ListItemRef")]},
        {"id": "blue", "items": [_item("c", "is", {"listId": "L", "itemId": "2"}, "ListItemRef")]},
    ]
    imported = _second(pages, conditions, lists)
    assert not imported.lost
    assert evaluated(imported, {"colour": "r"}).relevant >= {"b"}
    assert "d" not in evaluated(imported, {"colour": "r"}).relevant
    assert "d" in evaluated(imported, {"colour": "b"}).relevant


def test_a_question_that_nobody_came_to_is_neither_yes_nor_no() -> None:
    pages = [
        _page("/a", [_component("YesNoField", "first", id="1")]),
        _page("/b", [_component("YesNoField", "next", id="2")], condition="first"),
        _page("/c", [_component("TextField", "why")], condition="not next"),
    ]
    conditions = [
        {"id": "first", "items": [_item("1", "is", True)]},
        {"id": "not next", "items": [_item("2", "is", False)]},
    ]
    imported = _second(pages, conditions)
    assert "why" not in evaluated(imported, {"first": "no"}).relevant
    assert "why" in evaluated(imported, {"first": "yes", "next": "no"}).relevant


def test_a_page_that_repeats_is_a_table_with_its_fewest_and_most_rows() -> None:
    more = {"options": {"name": "pets", "title": "Pets"}, "schema": {"min": 1, "max": 4}}
    page = {**_page("/a", [_component("TextField", "called")]), "controller": "RepeatPageController", "repeat": more}
    (field,) = fields_of(_second([page], [])).values()
    assert (field["type"], field["label"], field["min_rows"], field["max_rows"]) == ("table", "Pets", 1, 4)


def test_choices_are_offered_under_conditions_and_ask_for_more_once_chosen() -> None:
    more = {"components": [_component("TextField", "which")]}
    items = [
        {"text": "Own", "value": "own", "condition": "c"},
        {"text": "Other", "value": "other", "conditional": more},
    ]
    parts = [YES, _component("RadiosField", "kind", list="l")]
    imported = _form(
        [_page("/a", parts)], [_condition("c", "owned", "is", "true")], lists=[{"name": "l", "items": items}]
    )
    assert not imported.lost
    assert evaluated(imported, {"owned": "no"}).offered["kind"] == ("other",)
    assert evaluated(imported, {"owned": "yes"}).offered["kind"] == ("own", "other")
    assert faults(imported, {"owned": "yes", "kind": "other"}) == {"which"}
    assert not faults(imported, {"owned": "yes", "kind": "own"})


def test_questions_of_one_name_are_told_apart_by_their_section() -> None:
    pages = [
        _page("/a", [_component("TextField", "name")], ("/b", ""), section="one"),
        _page("/b", [_component("TextField", "name")], ("/c", "c"), ("/d", ""), section="two"),
        _page("/c", [_component("TextField", "c")], ("/d", "")),
        _page("/d", [_component("TextField", "d")]),
    ]
    sections = [{"name": "one", "title": "Applicant 1"}, {"name": "two", "title": "Applicant 2"}]
    imported = _form(pages, [_condition("c", "two.name", "is", "Ann")], sections=sections)
    assert [page["title"] for page in imported.form["pages"]][:2] == ["Applicant 1: a", "Applicant 2: b"]
    assert "c" in evaluated(imported, {"name": "Ben", "name_2": "Ann"}).relevant
    assert "c" not in evaluated(imported, {"name": "Ann", "name_2": "Ben"}).relevant


@pytest.mark.parametrize(
    ("pages", "construct"),
    [
        ([_page("/a", [YES]), _page("/a", [_component("TextField", "x")])], "page"),
        ([_page("/a", [YES], special={"x": 1})], "page special"),
        ([_page("/a", [{**YES, "special": "x"}])], "component special"),
        ([_page("/a", [YES, _component("PaymentField", "pay")])], "component PaymentField"),
    ],
)
def test_nothing_of_a_page_is_dropped_in_silence(pages: list[dict[str, Any]], construct: str) -> None:
    assert [told.construct for told in _form(pages).lost] == [construct]


def test_a_list_of_words_without_labels_and_a_value_with_blanks_around_it_are_read() -> None:
    words = [{"text": "one", "value": "one"}, {"text": "Two", "value": "two "}]
    parts = [_component("List", "words", list="l"), _component("RadiosField", "pick", list="l")]
    pages = [_page("/a", parts, ("/b", "c"), ("/z", "")), _page("/b", [_component("TextField", "b")]), _page("/z", [])]
    imported = _form(pages, [_condition("c", "pick", "is", "two ")], lists=[{"name": "l", "items": words}])
    assert not imported.lost
    assert fields_of(imported)["note"]["label"] == "Words\n• one\n• Two"
    assert "b" in evaluated(imported, {"pick": "two"}).relevant


def test_a_declaration_has_to_be_agreed_to_and_the_website_s_own_keeping_is_the_program_s() -> None:
    part = _component("DeclarationField", "agree", content="I have read it.")
    imported = _form([_page("/a", [part])], outputs=[{"name": "keep", "type": "savePerPage"}])
    assert not imported.lost
    assert [told.construct for told in imported.changed] == ["output"]
    assert faults(imported, {"agree": "no"}) == faults(imported, {}) == {"agree"}
    assert not faults(imported, {"agree": "yes"})
