"""Short lists of things with a name, a line about it and a state: endpoints, people, commands, keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex


class RowRole(IntEnum):
    """What a delegate asks of a row."""

    ROW = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Row:
    """What a row says. `key` tells it from the others; `state` stands at the right, as a chip where it has a tone;
    `told` is what a screen reader says in the place of a state that needs to be seen."""

    key: str
    first: str
    second: str = ""
    state: str = ""
    tone: str = ""
    icon: str = ""
    told: str = ""

    @property
    def words(self) -> str:
        """All of it, as a screen reader says it."""
        return ", ".join(filter(None, (self.first, self.second, self.told or self.state)))


class RowListModel(QAbstractListModel):
    """Rows in the order given. Where their keys are the same, a refresh keeps the selection."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """All of them."""
        return self._rows

    def show_rows(self, rows: Sequence[Row]) -> None:
        """These rows now."""
        rows = tuple(rows)
        if [row.key for row in rows] == [row.key for row in self._rows]:
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row_of(self, key: str) -> int:
        """Which row has this key; -1: none."""
        return next((number for number, row in enumerate(self._rows) if row.key == key), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """How many there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a screen reader says, or what the delegate paints."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.words
        return row if role == RowRole.ROW else None
