"""Cases as rows: one column a person reads, everything else by role for the delegate."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_app.domain.work import WorkCase

Index = QModelIndex | QPersistentModelIndex


class CaseRole(IntEnum):
    """What a delegate asks of a row."""

    CASE = Qt.ItemDataRole.UserRole + 1
    WORDS = Qt.ItemDataRole.UserRole + 2


@dataclass(frozen=True, slots=True)
class CaseWords:
    """What a row says of a case: its form, where it stands, its confidence (or that there is none yet), and when it is
    due; `is_pressing`: that is today, or was."""

    form: str
    stands: str
    confidence: str
    due: str = ""
    is_pressing: bool = False
    more: str = ""
    """How far each page of its form is."""


Told = Callable[[WorkCase, str], CaseWords]


class CaseListModel(QAbstractListModel):
    """Cases in the order given. A refresh keeps the selection, since rows are told of as changed and not reset."""

    def __init__(self, told: Told, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._told = told
        self._cases: tuple[WorkCase, ...] = ()
        self._titles: Mapping[str, str] = {}

    @property
    def cases(self) -> tuple[WorkCase, ...]:
        """What is shown."""
        return self._cases

    def show_cases(self, cases: tuple[WorkCase, ...], titles: Mapping[str, str]) -> None:
        """These cases now; `titles` are those of forms, by pack. Where they only go on, rows are added."""
        old, new = _names(self._cases), _names(cases)
        self._titles = titles
        if old and new[: len(old)] == old:
            self._add(cases, len(old))
            return
        self.beginResetModel()
        self._cases = cases
        self.endResetModel()

    def _add(self, cases: tuple[WorkCase, ...], known: int) -> None:
        if len(cases) > known:
            self.beginInsertRows(QModelIndex(), known, len(cases) - 1)
        self._cases = cases
        if len(cases) > known:
            self.endInsertRows()
        self.dataChanged.emit(self.index(0), self.index(known - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """How many there are."""
        return 0 if parent.isValid() else len(self._cases)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a screen reader says, or what the delegate paints."""
        if not index.isValid():
            return None
        case = self._cases[index.row()]
        if role == CaseRole.CASE:
            return case
        words = self._told(case, self._titles.get(case.file.pack_digest, case.form))
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            told = (
                case.file.title,
                case.file.reference,
                words.form,
                words.stands,
                words.due,
                words.confidence,
                words.more,
            )
            return ", ".join(filter(None, told))
        return words if role == CaseRole.WORDS else None


def _names(cases: tuple[WorkCase, ...]) -> list[str]:
    return [case.file.case_id for case in cases]
