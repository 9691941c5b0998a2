"""The rows of a table while somebody fills it in: the text of each cell, what it means, and what is wrong with it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from desktop_app.domain.column_total import column_total
from desktop_app.domain.errors import UsageError
from desktop_app.domain.form_field import Absence, FieldType, FormField
from desktop_app.domain.line_input import CONTROLS
from desktop_app.domain.number_writing import Writing, plain
from desktop_app.domain.typed_answer import read_structured, typed_text
from desktop_app.domain.value import Money, Party, Value, columns_of
from desktop_app.domain.value_input import parse

Block = Sequence[Sequence[str]]
"""The texts of cells that come from elsewhere, row by row."""
_BLANK = "{}"
_Cell = tuple[str, Value | None, str]
"""Text, value and fault."""
_BETWEEN = {FieldType.CHOICES: ", ", FieldType.RANK: " > "}


@dataclass(frozen=True, slots=True)
class TableRow:
    """Texts and values of its cells, in the order of the columns. A blank cell has no value; one that is wrong has a
    fault, in words. `body` is the row as it stands in the text of the answer, `wrong` counts the faults."""

    texts: tuple[str, ...]
    values: tuple[Value | None, ...]
    faults: tuple[str, ...]
    body: str
    wrong: int

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return self.body == _BLANK


class RowReader:
    """Reads the rows of one table field, each cell as a field of its column's type is read."""

    def __init__(self, field: FormField) -> None:
        self.name = field.label or field.field
        self.columns = columns_of(field)
        self.blank = self.row([""] * len(self.columns))

    def row(self, texts: Sequence[str]) -> TableRow:
        """The row of these texts; those that can be read are written as they would be shown."""
        cells = [self._cell(column, text) for column, text in zip(self.columns, texts, strict=True)]
        return self._row(cells)

    def changed(self, row: TableRow, texts: Mapping[int, str]) -> TableRow:
        """The row with other texts in these columns; its other cells are not read again."""
        cells = [*zip(row.texts, row.values, row.faults, strict=True)]
        for at, text in texts.items():
            cells[at] = self._cell(self.columns[at], text)
        return self._row(cells)

    def read(self, text: str) -> tuple[TableRow, ...]:
        """The rows of the text of an answer; none where it is no table."""
        rows = read_structured(text)
        named = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
        return tuple(self.row([_written(row.get(column.field)) for column in self.columns]) for row in named)

    def laid(self, over: Sequence[TableRow], block: Block, column: int, writing: Writing) -> Iterator[TableRow]:
        """The rows with this block over them, from a column on; past the last row they are new. What is wider than
        the table is left out."""
        room = self.columns[column:]
        for number, cells in enumerate(block):
            new = zip(room, cells, strict=False)
            texts = {at: plain(each, cell, writing) for at, (each, cell) in enumerate(new, column)}
            yield self.changed(over[number] if number < len(over) else self.blank, texts)

    def _row(self, cells: Sequence[_Cell]) -> TableRow:
        shown, values, faults = zip(*cells, strict=True)
        given = {column.field: text for column, text in zip(self.columns, shown, strict=True) if text}
        return TableRow(shown, values, faults, json.dumps(given, ensure_ascii=False), sum(map(bool, faults)))

    def _cell(self, column: FormField, text: str) -> _Cell:
        text = CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
        if not text:
            return "", None, ""
        try:
            value = parse(column, text)
        except UsageError as error:
            return text, None, f"{error.what} {error.next}"
        many: Any = value
        mark = _BETWEEN.get(column.type)
        return (mark.join(many) if mark and isinstance(value, tuple) else typed_text(column, value)), value, ""


def cell_words(column: FormField, text: str) -> str:
    """The text of a cell as people read it: the label of what was chosen, where no other choice has it too."""
    if column.type is not FieldType.CHOICE:
        return text
    labels = [choice.words for choice in column.choices if choice.choice == text]
    return labels[0] if labels and [each.words for each in column.choices].count(labels[0]) == 1 else text


def _written(cell: object) -> str:
    return "" if cell is None else cell if isinstance(cell, str) else json.dumps(cell, ensure_ascii=False)


def answer_of(rows: Sequence[TableRow]) -> str:
    """The text of the answer; blank rows at the end are none of it."""
    last = next((at for at in range(len(rows), 0, -1) if not rows[at - 1].is_blank), 0)
    return f"[{', '.join(row.body for row in rows[:last])}]" if last else ""


def sorted_rows(reader: RowReader, rows: Sequence[TableRow], column: int, *, descending: bool) -> tuple[TableRow, ...]:
    """The rows by the values of a column; cells that say why there is no value come after those, then wrong ones, blank
    ones last."""
    given = [row for row in rows if row.values[column] is not None]
    right = [row for row in given if not isinstance(row.values[column], Absence)]
    absent = [row for row in given if isinstance(row.values[column], Absence)]
    wrong = [row for row in rows if row.values[column] is None and row.texts[column]]
    blank = [row for row in rows if not row.texts[column]]
    choices = {choice: number for number, choice in enumerate(reader.columns[column].choice_names)}
    right.sort(key=lambda row: _rank(row.values[column], choices), reverse=descending)
    return (*right, *absent, *wrong, *blank)


def _rank(value: Any, choices: Mapping[str, int]) -> Any:
    match value:
        case Money():
            return value.currency, value.amount
        case Party():
            return value.name.casefold()
        case tuple():
            return [choices.get(each, 0) for each in value]
        case str():
            return choices.get(value, 0), value.casefold()
        case datetime():
            return value if value.tzinfo else value.replace(tzinfo=UTC)
        case _:
            return value


def totals(reader: RowReader, rows: Sequence[TableRow]) -> tuple[str, ...]:
    """What stands below each column; empty where there is nothing to tell."""
    return tuple(column_total(column, [row.values[at] for row in rows]) for at, column in enumerate(reader.columns))
