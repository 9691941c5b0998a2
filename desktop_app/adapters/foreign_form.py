"""A form of another program, read from its file as a pack. Runs in the reading process only."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from desktop_app.adapters.extraction import NotRead
from desktop_app.adapters.foreign_json import read_json
from desktop_app.domain.errors import CountersignError
from desktop_app.domain.evidence import DocumentState
from desktop_app.domain.imports.grant_form import import_grant_form, is_grant_form
from desktop_app.domain.imports.imported import Imported, Told
from desktop_app.domain.imports.json_schema import import_schema, is_schema
from desktop_app.domain.imports.sound import sound
from desktop_app.domain.imports.xlsform import SHEETS, import_xlsform

if TYPE_CHECKING:
    from desktop_app.adapters.form_workbook import Cells

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def read_form(name: str, body: bytes) -> Imported:
    """The form, without anything that the program would refuse. Raises NotRead, CountersignError."""
    base = PurePath(name).stem or "form"
    if body.startswith(_OLE):
        from desktop_app.adapters.old_workbook import read_old_cells

        return _from_cells(read_old_cells(body), base)
    if body.startswith(_ZIP):
        from desktop_app.adapters.form_workbook import read_cells

        _require_xlsx(body)
        return _from_cells(read_cells(body), base)
    _require_no_xml(body)
    raw, twice = read_json(body)
    made = sound(_from_json(raw, base))
    more = [Told("name that stands twice", name, "Of several in one object the last is taken.") for name in twice]
    return replace(made, lost=(*more, *made.lost))


def _from_cells(cells: "Cells", base: str) -> Imported:
    """The form of a workbook; formulas that nobody worked out are told as lost."""
    why = "The workbook holds no value of it: open it in a spreadsheet, save it and import it again."
    read = (place for place in cells.unworked if place.split(" row ")[0].strip().lower() in SHEETS)
    unworked = (Told("formula without a value", place, why) for place in read)
    imported = sound(import_xlsform(cells.sheets, base))
    return replace(imported, lost=(*imported.lost, *unworked))


def _require_xlsx(body: bytes) -> None:
    for kind, mark in (("an OpenDocument file", b"opendocument"), ("a binary workbook (XLSB)", b"xl/workbook.bin")):
        if mark in (body[:200] if kind.startswith("an") else body):
            raise NotRead(DocumentState.UNREADABLE, f"The file is {kind}: open it in a spreadsheet, save it as XLSX.")


def _require_no_xml(body: bytes) -> None:
    start = body[:4_000].lstrip(b"\xef\xbb\xbf \r\n\t")
    if start.startswith(b"<") and b"w3.org/2002/xforms" in start:
        reason = "The file is an XForm (XML), which is made from a workbook: give that workbook (XLSX or XLS)."
        raise NotRead(DocumentState.UNREADABLE, reason)


def _from_json(raw: Any, base: str) -> Imported:
    if is_grant_form(raw):
        return import_grant_form(raw, base)
    if is_schema(raw) or (isinstance(raw, Mapping) and isinstance(raw.get("schema"), Mapping)):
        return import_schema(raw, base)
    raise NotRead(
        DocumentState.UNREADABLE, "The file is no form that is known: an XLSForm workbook, a JSON Schema, a grant form."
    )


def told(error: NotRead | CountersignError) -> str:
    """Why nothing came of it, for people."""
    return error.reason if isinstance(error, NotRead) else str(error)
