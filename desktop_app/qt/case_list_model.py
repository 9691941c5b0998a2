"""Cases as rows: one column a person reads, everything else by role for the delegate."""

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_app.domain.case_record import CaseSummary

Index = QModelIndex | QPersistentModelIndex


class CaseRole(IntEnum):
    """What a delegate asks of a row."""

    SUMMARY = Qt.ItemDataRole.UserRole + 1
    FORM_TITLE = Qt.ItemDataRole.UserRole + 2


class CaseListModel(QAbstractListModel):
    """Summaries in the order given. A refresh keeps the selection, since rows are told of as changed and not reset."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cases: tuple[CaseSummary, ...] = ()
        self._titles: dict[str, str] = {}

    def show_cases(self, cases: tuple[CaseSummary, ...], titles: dict[str, str]) -> None:
        """These cases now; `titles` are those of forms."""
        self._titles = titles
        same = [case.file.case_id for case in cases] == [case.file.case_id for case in self._cases]
        if same:
            self._cases = cases
            self.dataChanged.emit(self.index(0), self.index(max(0, len(cases) - 1)))
            return
        self.beginResetModel()
        self._cases = cases
        self.endResetModel()

    def case_at(self, index: Index) -> CaseSummary:
        """The case of a row."""
        return self._cases[index.row()]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """How many there are."""
        return 0 if parent.isValid() else len(self._cases)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a screen reader says, or what the delegate paints."""
        if not index.isValid():
            return None
        case = self._cases[index.row()]
        title = self._titles.get(case.form, case.form)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{case.file.title}, {case.file.reference}, {title}, {case.file.state.value}"
        if role == CaseRole.SUMMARY:
            return case
        return title if role == CaseRole.FORM_TITLE else None
