"""Signed cases as a table, narrowed by words and sorted by a column."""

from collections.abc import Callable
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop_app.qt.approved_reading import ApprovedCase

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


class Column(IntEnum):
    """What stands in a column."""

    CASE = 0
    FORM = 1
    SIGNED = 2
    SIGNERS = 3


class ApprovedModel(QAbstractTableModel):
    """The cases that were read so far. `heads` are the words of the columns."""

    more_wanted = Signal()

    def __init__(self, heads: tuple[str, ...], has_more: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heads, self._has_more = heads, has_more
        self._cases: tuple[ApprovedCase, ...] = ()
        self._shown: list[ApprovedCase] = []
        self._words = ""
        self._column, self._order = Column.SIGNED, Qt.SortOrder.DescendingOrder

    def begin(self, cases: tuple[ApprovedCase, ...]) -> None:
        """These alone."""
        self._cases = cases
        self._arrange()

    def append(self, cases: tuple[ApprovedCase, ...]) -> None:
        """These too."""
        self._cases += cases
        self._arrange()

    def narrow(self, words: str) -> None:
        """Only those that hold all of these words."""
        self._words = words
        self._arrange()

    def case_at(self, row: int) -> ApprovedCase | None:
        """The case of a row."""
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def row_of(self, case_id: str) -> int:
        """The row of a case; -1: it is not here."""
        return next((row for row, case in enumerate(self._shown) if case.case_id == case_id), -1)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By this column."""
        self._column, self._order = Column(column), order
        self._arrange()

    def rowCount(self, parent: Index = ROOT) -> int:  # noqa: N802
        """How many are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = ROOT) -> int:  # noqa: N802
        """Case, form, day, signers."""
        return 0 if parent.isValid() else len(Column)

    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802
        """Whether there are older ones."""
        return not parent.isValid() and self._has_more()

    def fetchMore(self, parent: Index) -> None:  # noqa: ARG002, N802
        """Ask for them."""
        self.more_wanted.emit()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802
        """The words of the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return self._heads[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words of a cell."""
        case = self.case_at(index.row()) if index.isValid() else None
        wanted = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
        return cell(case, Column(index.column())) if case and role in wanted else None

    def _arrange(self) -> None:
        wanted = self._words.casefold().split()
        shown = [case for case in self._cases if all(word in _all(case) for word in wanted)]
        self.beginResetModel()
        self._shown = sorted(shown, key=self._key, reverse=self._order is Qt.SortOrder.DescendingOrder)
        self.endResetModel()

    def _key(self, case: ApprovedCase) -> str:
        if self._column is Column.SIGNED:
            return case.signed_at.isoformat() if case.signed_at else ""
        return cell(case, self._column).casefold()


def cell(case: ApprovedCase, column: Column) -> str:
    """What stands there."""
    match column:
        case Column.CASE:
            return ", ".join(filter(None, (case.title, case.reference)))
        case Column.FORM:
            return case.form
        case Column.SIGNED:
            return f"{case.signed_at.astimezone():%d %b %Y, %H:%M}".lstrip("0") if case.signed_at else ""
    return case.signers


def _all(case: ApprovedCase) -> str:
    return " ".join(cell(case, column) for column in Column).casefold()
