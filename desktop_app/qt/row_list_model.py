"""Rows of one kind as a list, and short ones with a name, a line about it and a state: endpoints, people, keys."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
R = TypeVar("R")


class RowRole(IntEnum):
    """What a delegate asks of a row."""

    ROW = Qt.ItemDataRole.UserRole + 1


class KeyedListModel(QAbstractListModel, Generic[R]):
    """Rows in the order given. Where their keys are the same, a refresh keeps the selection.

    `key` tells a row from the others; `words` are all of it, as a screen reader says it.
    """

    def __init__(self, key: Callable[[R], Hashable], words: Callable[[R], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._key, self._words = key, words
        self._rows: tuple[R, ...] = ()

    @property
    def rows(self) -> tuple[R, ...]:
        """All of them."""
        return self._rows

    def show_rows(self, rows: Sequence[R]) -> None:
        """These rows now."""
        rows = tuple(rows)
        if list(map(self._key, rows)) == list(map(self._key, self._rows)):
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row_of(self, key: Hashable) -> int:
        """Which row has this key; -1: none."""
        return next((number for number, row in enumerate(self._rows) if self._key(row) == key), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """How many there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a screen reader says, what a delegate paints, and all of it where that had no room."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._words(row)
        return row if role == RowRole.ROW else None


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


class RowListModel(KeyedListModel[Row]):
    """Such rows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(lambda row: row.key, lambda row: row.words, parent)
