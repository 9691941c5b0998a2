"""What the process that reads a file of tables answers. It is hostile ground: the parent checks every value."""

import json
from typing import Any

from desktop_app.domain.number_writing import Exact
from desktop_app.domain.sheet_file import Sheet, SheetFile

_LONGEST = 500


def dump_sheets(file: SheetFile) -> bytes:
    """The child's answer: a cell that is exact is a list of one."""
    sheets = [
        [sheet.name, [[[cell] if isinstance(cell, Exact) else cell for cell in row] for row in sheet.rows]]
        for sheet in file.sheets
    ]
    answer = {"sheets": sheets, "mark": file.mark, "remark": file.remark, "fault": file.fault}
    return json.dumps(answer, separators=(",", ":"), allow_nan=False).encode()


def load_sheets(answer: bytes) -> SheetFile:
    """The file of a child's answer. Raises ValueError for anything that no honest child says."""
    try:
        data = json.loads(answer)
        sheets = tuple(
            Sheet(_text(name), tuple(tuple(map(_cell, row)) for row in rows)) for name, rows in data["sheets"]
        )
        words = (_text(data[name])[:_LONGEST] for name in ("mark", "remark", "fault"))
        return SheetFile(sheets, *words)
    except (KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise ValueError("not a file of tables") from error


def _cell(cell: Any) -> str:
    return Exact(_text(cell[0])) if isinstance(cell, list) and len(cell) == 1 else _text(cell)


def _text(value: Any) -> str:
    if not isinstance(value, str) or any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("not text")
    return value
