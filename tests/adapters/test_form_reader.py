"""Forms of other programs, read in a process of their own."""

import json
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from desktop_app.adapters.extraction import Limits, NotRead
from desktop_app.adapters.foreign_form import read_form, told
from desktop_app.adapters.form_reader import WORKER, ChildFormReader
from desktop_app.adapters.pack_files import PackFolders
from desktop_app.domain.errors import CountersignError, UsageError
from desktop_app.domain.imports import page_flow
from tests.import_examples import pack_of, workbook

SURVEY = {"survey": [("type", "name", "label"), ("integer", "age", "Age")], "settings": [("form_title",), ("Visit",)]}


async def test_a_workbook_becomes_a_pack_that_loads() -> None:
    made = await ChildFormReader().read("visit.xlsx", workbook(SURVEY))
    pack = PackFolders([]).restore(made.files_as("visit_2"))
    assert (made.name, made.title, pack.form.form) == ("visit", "Visit", "visit_2")
    assert pack.form.fields[0].label == "Age"


async def test_a_schema_and_its_losses_come_through() -> None:
    raw = {"title": "Loan", "properties": {"a": {"type": "integer"}, "b": {"$ref": "http://x.example/y"}}}
    made = await ChildFormReader().read("loan.json", json.dumps(raw).encode())
    assert [told.place for told in made.lost] == ["#/b"]
    assert b"http://x.example/y" in made.files["README.md"]


def _bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", b"<x/>")
        package.writestr("xl/worksheets/sheet1.xml", b"\0" * 60_000_000)
    return out.getvalue()


def _deep() -> bytes:
    return b'{"properties": ' + b'{"a":{"properties":' * 30_000 + b"{}" + b"}}" * 30_000 + b"}"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\0\1\2",
        b"not a form",
        b"[]",
        b"{}",
        b"3",
        b'{"a": 1}',
        b'{"type": "object"',
        b"\xff\xfe{}",
        b'{"properties": {"a": NaN}}',
        b"\xd0\xcf\x11\xe0old",
        b"PK\x03\x04broken",
        b'{"pages": 3, "startPage": "x"}',
        b'{"pages": [{"components": [3, null], "next": "x"}], "lists": 1}',
        b'{"properties": [1]}',
        b'{"type": "object", "required": 3, "properties": {"a": {"enum": 3}}}',
        workbook({"sheet": [("a",)]}),
        workbook({"survey": [("type",), ("",)]}),
    ],
)
def test_a_hostile_file_is_refused_in_words_or_read(body: bytes) -> None:
    try:
        imported = read_form("hostile", body)
    except (NotRead, CountersignError) as error:
        assert told(error).endswith((".", "”"))
    else:
        assert pack_of(imported)


@pytest.mark.parametrize("body", [_bomb(), _deep()], ids=["bomb", "deep"])
async def test_a_file_that_would_break_its_reader_is_refused_in_words(body: bytes) -> None:
    with pytest.raises(UsageError) as refused:
        await ChildFormReader().read("hostile", body)
    assert "broke down" not in refused.value.what


async def test_a_file_that_takes_too_long_is_given_up() -> None:
    hangs = (WORKER[0], "-c", "import time; time.sleep(60)")
    with pytest.raises(UsageError, match="longer than"):
        await ChildFormReader(Limits(seconds=0.2), hangs).read("x", b"{}")


def test_a_question_far_below_the_others_is_read_too() -> None:
    body = workbook({"survey": [*SURVEY["survey"], *[()] * 2_010, ("text", "b")]})
    assert [field["field"] for field in read_form("x.xlsx", body).form["pages"][0]["fields"]] == ["age", "b"]


def test_a_formula_that_nobody_worked_out_is_told_at_its_place() -> None:
    body = workbook({"survey": [("type", "name", "label"), ("integer", "age", '=CONCATENATE("A", "ge")')]})
    (lost,) = read_form("x.xlsx", body).lost
    assert (lost.construct, lost.place) == ("formula without a value", "survey row 2, column 3")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (workbook({**SURVEY, **{f"s{n}": [("a",)] for n in range(101)}}), "more than 100 sheets"),
        (workbook({"survey": [("type", "name", *("c" for _ in range(600))), ("text", "a")]}), "more than 500 columns"),
        (b'<h:html xmlns="http://www.w3.org/2002/xforms">', "an XForm"),
        (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "OpenDocument"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2_000, "save it as XLSX"),
    ],
)
def test_a_file_that_is_no_fair_form_is_refused_with_what_to_do(body: bytes, words: str) -> None:
    with pytest.raises(NotRead) as refused:
        read_form("x", body)
    assert words in told(refused.value)


def test_a_workbook_of_before_2007_is_read_too() -> None:
    imported = read_form("visit.xls", (Path(__file__).parent / "forms" / "visit.xls").read_bytes())
    age, seen, well, weight = imported.form["pages"][0]["fields"]
    assert (age["default"], age["required"], seen["default"], weight["default"]) == ("18", True, "2026-03-02", "2.5")
    assert (imported.form["title"], well["type"], imported.lost) == ("Clinic visit", "choice", ())


def test_a_name_that_stands_twice_is_told_and_halves_of_characters_are_marked() -> None:
    body = b'{"type": "object", "properties": {"a": {"type": "string"}, "a": {"enum": ["x\\ud800", "y"]}}}'
    made = read_form("twice.json", body)
    assert [(lost.construct, lost.place) for lost in made.lost] == [("name that stands twice", "a")]
    assert [choice["choice"] for choice in made.form["pages"][0]["fields"][0]["choices"]] == ["x\ufffd", "y"]
    assert pack_of(made)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_file_in_another_unicode_encoding_is_read(encoding: str) -> None:
    body = json.dumps({"properties": {"a": {"title": "Größe"}}}, ensure_ascii=False).encode(encoding)
    assert read_form("a.json", body).form["pages"][0]["fields"][0]["label"] == "Größe"


def test_ways_that_grow_without_end_and_a_list_that_is_too_long_are_lost_and_the_rest_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(page_flow, "_MOST_NODES", 60)

    def page(number: int) -> dict[str, object]:
        ways = [{"path": f"/{number + 1}", "condition": f"c{number}"}, {"path": f"/{number + 2}"}]
        part = {"type": "YesNoField", "name": f"y{number}", "title": "?"}
        return {"path": f"/{number}", "title": "p", "components": [part], "next": ways}

    def condition(number: int) -> dict[str, object]:
        part = {"field": {"name": f"y{number * 7 % 20}"}, "operator": "is", "value": {"value": "true"}}
        return {"name": f"c{number}", "value": {"conditions": [part]}}

    raw = {
        "startPage": "/0",
        "pages": [page(n) for n in range(20)],
        "conditions": [condition(n) for n in range(20)],
    }
    made = read_form("ladder.json", json.dumps(raw).encode())
    assert "ways between pages" in {lost.construct for lost in made.lost}
    assert pack_of(made).form.field("y19")
    long = {"properties": {"a": {"enum": [f"v{number}" for number in range(20_001)]}}}
    assert [lost.construct for lost in read_form("long.json", json.dumps(long).encode()).lost] == ["enum"]
