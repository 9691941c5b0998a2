"""Cases that wait for a decision as rows."""

from collections.abc import Callable
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_app.domain.review_queue import QueuedCase

Index = QModelIndex | QPersistentModelIndex


class QueueRole(IntEnum):
    """What a delegate asks of a row."""

    CASE = Qt.ItemDataRole.UserRole + 1
    WORDS = Qt.ItemDataRole.UserRole + 2


class QueueModel(QAbstractListModel):
    """Cases in the order given. `words` says of a case why it is here, when it is due, and in which tone."""

    def __init__(self, words: Callable[[QueuedCase], tuple[str, str, str]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._cases: tuple[QueuedCase, ...] = ()

    @property
    def cases(self) -> tuple[QueuedCase, ...]:
        """What is shown."""
        return self._cases

    def show_cases(self, cases: tuple[QueuedCase, ...]) -> None:
        """These now."""
        self.beginResetModel()
        self._cases = cases
        self.endResetModel()

    def row_of(self, case_id: str) -> int:
        """The row of a case, -1 where it is not here."""
        return next((i for i, case in enumerate(self._cases) if case.file.case_id == case_id), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """How many there are."""
        return 0 if parent.isValid() else len(self._cases)

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
