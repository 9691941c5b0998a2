"""Sections of a case as rows: what a person reads in one role, everything else for the delegate in another."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section in the list: its state as a chip (word, tone, icon), and the reason beside it."""

    section: str
    number: int
    title: str
    chip: str
    tone: str
    icon: str
    reason: str
    reason_tone: str = "3"

    @property
    def said(self) -> str:
        """As a screen reader says it."""
        return ", ".join(filter(None, (f"{self.number}", self.title, self.chip, self.reason)))


class SectionRole(IntEnum):
    """What a delegate asks of a row."""

    ROW = Qt.ItemDataRole.UserRole + 1


class SectionListModel(QAbstractListModel):
    """Rows in the order of the form, which never changes; a row that changes keeps the selection."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[SectionRow, ...] = ()

    @property
    def rows(self) -> tuple[SectionRow, ...]:
        """What is shown."""
        return self._rows

    def show_rows(self, rows: tuple[SectionRow, ...]) -> None:
        """These now."""
        if [row.section for row in rows] != [row.section for row in self._rows]:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return
        changed = [at for at, (old, new) in enumerate(zip(self._rows, rows, strict=True)) if old != new]
        self._rows = rows
        for at in changed:
            self.dataChanged.emit(self.index(at), self.index(at))

    def index_of(self, section: str) -> QModelIndex:
        """The row of a section; an invalid index where there is none."""
        at = next((i for i, row in enumerate(self._rows) if row.section == section), -1)
        return self.index(at) if at >= 0 else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """How many there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a screen reader says, or what the delegate paints."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return row.said
        return row if role == SectionRole.ROW else None
