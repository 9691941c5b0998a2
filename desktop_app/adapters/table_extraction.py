"""Rows of a text file that is a table (CSV and its like): decoding only, so it is done in the program's own process."""

import csv
from collections import Counter
from collections.abc import Sequence
from statistics import median

DELIMITERS = "\t|;,"
LEAST_ROWS = 3
LONGEST_CELL = 60
"""Characters of the median cell: longer ones are sentences with commas."""
_SAMPLE = 100_000


def table_rows(text: str) -> list[list[str]] | None:
    """The rows of a table, or None where the text is none.

    A table has at least three rows and two columns, the same number of cells in nearly every row, and short cells.
    """
    for delimiter in DELIMITERS:
        if delimiter in text and _is_table(_rows(_whole_lines(text), delimiter)):
            rows = _rows(text, delimiter)
            return rows if _is_table(rows) else None
    return None


def _whole_lines(text: str) -> str:
    """As much of the text as tells what it is."""
    return text if len(text) <= _SAMPLE else text[: text.rfind("\n", 0, _SAMPLE) + 1]


def _rows(text: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True))
    except csv.Error:
        return []


def _is_table(rows: Sequence[Sequence[str]]) -> bool:
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if len(filled) < LEAST_ROWS:
        return False
    width, as_wide = Counter(map(len, filled)).most_common(1)[0]
    lengths = [len(cell) for row in filled for cell in row]
    return width > 1 and as_wide * 20 >= len(filled) * 19 and median(lengths) <= LONGEST_CELL
