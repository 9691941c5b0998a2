"""Cases that wait for a decision as rows, of which more are asked for when the list comes to its end."""

from collections.abc import Callable
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop_app.domain.review_queue import QueuedCase

Index = QModelIndex | QPersistentModelIndex
MOST_DROPPED = 32
"""Rows that are taken out one by one; where more are gone it is another list."""


class QueueRole(IntEnum):
    """What a delegate asks of a row."""

    CASE = Qt.ItemDataRole.UserRole + 1
    WORDS = Qt.ItemDataRole.UserRole + 2


class QueueModel(QAbstractListModel):
    """Cases in the order given. `words` says of a case why it is here, when it is due, and in which tone.

    A refresh keeps rows that stay, and so the selection and the place in the list, as long as their order is the same.
    """

    wanted = Signal()
    """The list has come to the end of what is read."""

    def __init__(self, words: Callable[[QueuedCase], tuple[str, str, str]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._cases: tuple[QueuedCase, ...] = ()
        self._names: list[str] = []
        self._rows: dict[str, int] = {}
        self._is_longer = False

    @property
    def cases(self) -> tuple[QueuedCase, ...]:
        """What is shown."""
        return self._cases

    def show_cases(self, cases: tuple[QueuedCase, ...], *, is_longer: bool = False) -> None:
        """These now; `is_longer` says that more can be read."""
        self._is_longer = is_longer
        names = [case.file.case_id for case in cases]
        wanted, known = set(names), set(self._names)
        few = len(known - wanted) <= MOST_DROPPED
        if few and [name for name in names if name in known] == [name for name in self._names if name in wanted]:
            self._drop(wanted)
            self._add(cases, names, known)
            if cases:
                self.dataChanged.emit(self.index(0), self.index(len(cases) - 1))
            return
        self.beginResetModel()
        self._hold(cases)
        self.endResetModel()

    def _drop(self, wanted: set[str]) -> None:
        for row in reversed([row for row, name in enumerate(self._names) if name not in wanted]):
            self.beginRemoveRows(QModelIndex(), row, row)
            self._hold((*self._cases[:row], *self._cases[row + 1 :]))
            self.endRemoveRows()

    def _add(self, cases: tuple[QueuedCase, ...], names: list[str], known: set[str]) -> None:
        """In runs of neighbours, so that a page that follows is one insertion."""
        row = 0
        while row < len(names):
            end = row
            while end < len(names) and names[end] not in known:
                end += 1
            if end > row:
                self.beginInsertRows(QModelIndex(), row, end - 1)
                self._hold((*self._cases[:row], *cases[row:end], *self._cases[row:]))
                self.endInsertRows()
            row = end + 1
        self._hold(cases)

    def _hold(self, cases: tuple[QueuedCase, ...]) -> None:
        self._cases = cases
        self._names = [case.file.case_id for case in cases]
        self._rows = {name: row for row, name in enumerate(self._names)}

    def row_of(self, case_id: str) -> int:
        """The row of a case, -1 where it is not here."""
        return self._rows.get(case_id, -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """How many there are."""
        return 0 if parent.isValid() else len(self._cases)

    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802
        """Whether more can be read."""
        return self._is_longer and not parent.isValid()

    def fetchMore(self, parent: Index) -> None:  # noqa: N802
        """Ask for it; the rows come later."""
        if not parent.isValid():
            self.wanted.emit()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a screen reader says, or what the delegate paints."""
        if not index.isValid():
            return None
        case = self._cases[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            told = (case.file.title, case.file.reference, *self._words(case)[:2], case.author)
            return ", ".join(filter(None, told))
        if role == QueueRole.CASE:
            return case
        return self._words(case) if role == QueueRole.WORDS else None
