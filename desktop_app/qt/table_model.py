"""The rows of a table field as a view shows them.

Every change is a stretch of rows in the place of another one, and one step that can be taken back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from desktop_app.domain.evaluated import CellChoices
from desktop_app.domain.form import FieldType, FormField
from desktop_app.domain.locale_text import WRITTEN, local_figures, local_typed
from desktop_app.domain.locale_writing import NEUTRAL, LocaleWriting
from desktop_app.domain.number_writing import NUMBERS
from desktop_app.domain.table_rows import RowReader, TableRow, cell_words

Index = QModelIndex | QPersistentModelIndex
WRONG = Qt.ItemDataRole.UserRole
"""Whether a cell cannot be kept as it is."""
CHOICES = Qt.ItemDataRole.UserRole + 1
"""What a cell is chosen from, each as words and as what is kept; None where it is typed."""
MOST_STEPS = 200
"""Changes that can be taken back."""
MOST_COMPARED = 500
"""Rows of a step that are held against each other, cell by cell."""
ROLE = Qt.ItemDataRole


@dataclass(frozen=True, slots=True)
class Step:
    """From the row `at` on, these rows stood before and stand after."""

    at: int
    before: tuple[TableRow, ...]
    after: tuple[TableRow, ...]

    @property
    def columns(self) -> range:
        """From the first to the last column in which a row is another one; all where rows came or went, or are many."""
        width = len((self.before or self.after)[0].texts)
        if len(self.before) != len(self.after) or len(self.before) > MOST_COMPARED:
            return range(width)
        changed: set[int] = set()
        for old, new in zip(self.before, self.after, strict=True):
            changed.update(at for at in range(width) if old.texts[at] != new.texts[at])
            if len(changed) == width:
                break
        return range(min(changed, default=0), max(changed, default=width - 1) + 1)


class TableModel(QAbstractTableModel):
    """While it can be changed, a blank row at the end is where a new one begins."""

    changed = Signal()
    """A person changed it."""

    def __init__(self, reader: RowReader, parent: QObject | None = None, ways: LocaleWriting = NEUTRAL) -> None:
        super().__init__(parent)
        self.reader, self.ways = reader, ways
        self.version = 0
        """Counts changes, so that what was worked out from older rows is known as such."""
        self.offers: CellChoices | None = None
        """What its columns offer in a row, where that depends on the row."""
        self._rows: list[TableRow] = []
        self._editable, self._count, self._wrong = True, 1, 0
        self._done: list[Step] = []
        self._undone: list[Step] = []

    @property
    def rows(self) -> tuple[TableRow, ...]:
        """The rows, without the blank one at the end."""
        return tuple(self._rows)

    @property
    def wrong(self) -> list[tuple[int, int]]:
        """Row and column of each cell that cannot be kept: all rows are looked through."""
        wrong = (number for number, row in enumerate(self._rows) if row.wrong)
        return [(number, at) for number in wrong for at, fault in enumerate(self._rows[number].faults) if fault]

    @property
    def wrong_count(self) -> int:
        """How many these are, known without a look."""
        return self._wrong

    def text_at(self, row: int, column: int) -> str:
        """What stands in a cell, as the screen writes numbers and days."""
        field, cells = self.reader.columns[column], self.row_at(row)
        value = cells.values[column]
        if self.ways == NEUTRAL or value is None or field.type not in WRITTEN:
            return cells.texts[column]
        return local_typed(field, value, self.ways)

    def fault_at(self, row: int, column: int) -> str:
        """What is wrong with a cell, in words; empty where nothing is."""
        return local_figures(self.row_at(row).faults[column], self.ways)

    def edge(self, row: int, column: int, down: int, right: int) -> tuple[int, int]:
        """Where Ctrl and an arrow lead: to the last cell that is filled in, or over blank ones to the next that is."""
        at, to = (row, column), (row + down, column + right)
        within = self._has(*to) and self._is_filled(*at) and self._is_filled(*to)
        while self._has(*to) and not (within and not self._is_filled(*to)):
            at, to = to, (to[0] + down, to[1] + right)
            if not within and self._is_filled(*at):
                break
        return at

    def row_at(self, number: int) -> TableRow:
        """A row; past the last one a blank one."""
        return self._rows[number] if number < len(self._rows) else self.reader.blank

    def replace(self, at: int, count: int, rows: Sequence[TableRow]) -> None:
        """Put these in the place of so many rows, as one step."""
        step = Step(at, tuple(self._rows[at : at + count]), tuple(rows))
        if step.before == step.after:
            return
        self._done = [*self._done[1 - MOST_STEPS :], step]
        self._undone.clear()
        self._apply(at, len(step.before), step.after)
        self.changed.emit()

    def undo(self) -> Step | None:
        """Take the last step back; what it was."""
        return self._turn(self._done, self._undone, back=True)

    def redo(self) -> Step | None:
        """Take a step that was taken back; what it is."""
        return self._turn(self._undone, self._done, back=False)

    def can_turn(self, turn: str) -> bool:
        """Whether there is a step to `undo` or `redo`."""
        return bool(self._done if turn == "undo" else self._undone)

    def forget(self) -> None:
        """No step can be taken back any more."""
        self._done.clear()
        self._undone.clear()

    def show_rows(self, rows: Sequence[TableRow]) -> None:
        """Show these without telling. What a person had changed before can still be taken back."""
        if [row.body for row in rows] == [row.body for row in self._rows]:
            return
        if self._done or self._undone:
            self._done.append(Step(0, tuple(self._rows), tuple(rows)))
            self._undone.clear()
        self.version += 1
        self.beginResetModel()
        self._rows, self._wrong = list(rows), _wrong_in(rows)
        self._count = len(self._rows) + self._editable
        self.endResetModel()

    def set_editable(self, editable: bool) -> None:
        """Whether there is a row to begin a new one in."""
        if editable != self._editable:
            self.beginResetModel()
            self._editable = editable
            self._count = len(self._rows) + editable
            self.endResetModel()

    @property
    def is_editable(self) -> bool:
        """Whether its cells can be changed."""
        return self._editable

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Its rows, and the blank one."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Its columns."""
        return 0 if parent.isValid() else len(self.reader.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cells are typed into."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if self._editable and index.isValid() else flags

    def data(self, index: Index, role: int = ROLE.DisplayRole) -> Any:
        """The text of a cell, what a screen reader says of it, and whether it is wrong."""
        column = index.column()
        text, fault = self.text_at(index.row(), column), self.fault_at(index.row(), column)
        words = cell_words(self.reader.columns[column], text)
        match role:
            case ROLE.DisplayRole:
                return words
            case ROLE.EditRole:
                return text
            case ROLE.ToolTipRole:
                return f"{words}\n{fault}" if fault else words
            case ROLE.AccessibleTextRole:
                return self._said(index.row(), column, words, fault)
            case ROLE.TextAlignmentRole:
                sides = Qt.AlignmentFlag
                side = sides.AlignRight if self.reader.columns[column].type in NUMBERS else sides.AlignLeft
                return int(side | sides.AlignVCenter)
            case _ if role == WRONG:
                return bool(fault)
            case _ if role == CHOICES:
                return choices_of(self.reader.columns[column], self._offered(self.row_at(index.row()), column))
            case _:
                return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = ROLE.DisplayRole
    ) -> Any:
        """The columns' labels with their units, which may have no room for all their words, and the numbers of the
        rows."""
        if orientation is Qt.Orientation.Vertical:
            return (str(section + 1) if section < len(self._rows) else "") if role == ROLE.DisplayRole else None
        told = (ROLE.DisplayRole, ROLE.ToolTipRole, ROLE.AccessibleTextRole)
        return column_words(self.reader.columns[section]) if role in told else None

    def _offered(self, row: TableRow, column: int) -> tuple[str, ...] | None:
        """What the column offers in this row, and what stands there; None: all."""
        asked = self.reader.columns[column]
        if self.offers is None or asked.choice_filter is None:
            return None
        cells = zip(self.reader.columns, row.values, strict=True)
        names = self.offers(asked.field, {each.field: value for each, value in cells if value is not None})
        return None if names is None else (*names, row.texts[column])

    def _has(self, row: int, column: int) -> bool:
        return 0 <= row < self._count and 0 <= column < len(self.reader.columns)

    def _is_filled(self, row: int, column: int) -> bool:
        return bool(self.row_at(row).texts[column])

    def _said(self, number: int, column: int, text: str, fault: str) -> str:
        tr = QCoreApplication.translate
        words = tr("TableModel", "%1, row %2: %3").replace("%1", column_words(self.reader.columns[column]))
        words = words.replace("%2", str(number + 1)).replace("%3", text or tr("TableModel", "blank"))
        return f"{words}. {fault}" if fault else words

    def _turn(self, taken: list[Step], kept: list[Step], *, back: bool) -> Step | None:
        if not taken or not self._editable:
            return None
        step = taken.pop()
        kept.append(step)
        before, after = (step.after, step.before) if back else (step.before, step.after)
        self._apply(step.at, len(before), after)
        self.changed.emit()
        return step

    def _apply(self, at: int, count: int, rows: Sequence[TableRow]) -> None:
        """Rows that stay change first, then rows come or go after them. At the end the blank row is one that stays:
        what is typed into it stands where it was, and it follows."""
        self.version += 1
        self._wrong += _wrong_in(rows) - _wrong_in(self._rows[at : at + count])
        kept, ends = min(count, len(rows)), at + count == len(self._rows) and self._editable
        more, first = len(rows) - count, at + kept + ends
        self._rows[at : at + kept] = rows[:kept]
        if ends and more > 0:
            self._rows.append(rows[kept])
        elif ends and more < 0:
            self._rows[at + kept] = self.reader.blank
        last = max(at, min(first, self._count) - 1)
        self.dataChanged.emit(self.index(at, 0), self.index(last, self.columnCount() - 1))
        if more > 0:
            self.beginInsertRows(QModelIndex(), first, first + more - 1)
            self._rows[first:first] = rows[kept + ends :]
            self._count += more
            self.endInsertRows()
        elif more < 0:
            self.beginRemoveRows(QModelIndex(), first, first - more - 1)
            del self._rows[at + kept : at + count]
            self._count += more
            self.endRemoveRows()


def _wrong_in(rows: Sequence[TableRow]) -> int:
    return sum(row.wrong for row in rows)


def choices_of(column: FormField, offered: tuple[str, ...] | None = None) -> tuple[tuple[str, str], ...] | None:
    """What is chosen in a column, in words, and as it stands in the text of a cell; None where it is typed.

    `offered` are the names that a row leaves; None: all.
    """
    if column.type is FieldType.BOOLEAN:
        tr = QCoreApplication.translate
        return ((tr("form", "Yes"), "yes"), (tr("form", "No"), "no"))
    if column.type is not FieldType.CHOICE:
        return None
    left = (choice for choice in column.choices if offered is None or choice.choice in offered)
    return tuple((choice.words, choice.choice) for choice in left)


def column_words(column: FormField) -> str:
    """A column's label, and its unit."""
    label = column.label or column.field
    unit = "%" if column.type is FieldType.PERCENT else column.currency if column.type is FieldType.MONEY else ""
    return f"{label}, {unit}" if unit else label
