"""Forms of other programs, for tests: workbooks of a few rows, and the answers of their packs."""

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from desktop_app.adapters.form_answer import dump_pack, load_pack
from desktop_app.adapters.pack_files import PackFolders
from desktop_app.domain.answers import Evaluated, evaluate, parse, problems
from desktop_app.domain.imports.imported import Imported
from desktop_app.domain.imports.imported_pack import ImportedPack
from desktop_app.domain.imports.json_schema import import_schema
from desktop_app.domain.imports.sound import sound
from desktop_app.domain.imports.xlsform import import_xlsform
from desktop_app.domain.pack import Pack

TODAY = date(2026, 3, 2)
Rows = Sequence[Sequence[str]]


def xlsform(survey: Rows, choices: Rows = (), settings: Rows = ()) -> Imported:
    """An XLSForm of these rows; the first of each sheet names its columns."""
    sheets = {"survey": survey, "choices": choices, "settings": settings}
    return sound(import_xlsform({title: [list(row) for row in rows] for title, rows in sheets.items()}, "visit"))


def workbook(sheets: Mapping[str, Rows]) -> bytes:
    """A workbook of these sheets."""
    book = Workbook()
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.remove(book.worksheets[0])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def schema(raw: Mapping[str, Any]) -> Imported:
    """A JSON Schema of an object, imported."""
    return sound(import_schema({"type": "object", **raw}, "schema"))


def written(imported: Imported) -> ImportedPack:
    """The pack as it is written."""
    made = load_pack(dump_pack("form", imported))
    assert isinstance(made, ImportedPack)
    return made


def pack_of(imported: Imported) -> Pack:
    """The pack as cases use it."""
    return PackFolders([]).restore(written(imported).files)


def fields_of(imported: Imported) -> dict[str, dict[str, Any]]:
    """All fields by name."""
    return {field["field"]: field for page in imported.form["pages"] for field in page["fields"]}


def evaluated(imported: Imported, answers: Mapping[str, object]) -> Evaluated:
    """What follows from answers as people give them."""
    pack = pack_of(imported)
    values = {name: parse(pack.form.field(name), raw) for name, raw in answers.items()}  # type: ignore[arg-type]
    return evaluate(pack.form, pack.rules, values, TODAY)


def faults(imported: Imported, answers: Mapping[str, object]) -> set[str]:
    """The fields that something is wrong or missing at."""
    pack, found = pack_of(imported), evaluated(imported, answers)
    return {problem.field for problem in problems(pack.form, pack.rules, found, {})}
