"""Changes of a case as rows, with what the person has decided of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_app.domain.redline import ChangeKind
from desktop_app.qt.change_html import change_words, kind_words
from desktop_app.qt.review_state import ChangeCard, ChangeKey, Fate

Index = QModelIndex | QPersistentModelIndex


class ChangeRole(IntEnum):
    """What a delegate asks of a row."""

    ROW = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change with the title of its section, where it is the first of it, and its state in words and tone."""

    card: ChangeCard
    heading: str
    state: str
    tone: str


class ChangeListModel(QAbstractListModel):
    """Rows in the order of the document. A refresh with the same changes keeps the current row."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[ChangeRow, ...] = ()

    @property
    def rows(self) -> tuple[ChangeRow, ...]:
        """What is shown."""
        return self._rows

    def show_changes(
        self, cards: tuple[ChangeCard, ...], titles: Mapping[str, str], chosen: Mapping[ChangeKey, bool]
    ) -> None:
        """These changes now; `titles` are those of sections, `chosen` what is decided and not recorded yet."""
        sections = [""] + [card.section for card in cards]
        rows = tuple(
            ChangeRow(card, titles.get(card.section, "") if card.section != before else "", *_state(card, chosen))
            for before, card in zip(sections, cards, strict=False)
        )
        if [row.card.key for row in rows] == [row.card.key for row in self._rows]:
            self._rows = rows
            self.dataChanged.emit(self.index(0), self.index(max(0, len(rows) - 1)))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row_of(self, key: ChangeKey) -> int:
        """The row of a change, -1 where it is not here."""
        return next((i for i, row in enumerate(self._rows) if row.card.key == key), -1)

    def next_waiting(self, after: int) -> int:
        """The row of the next change that is not decided, from here on and then from the top; -1: none."""
        order = [*range(after + 1, len(self._rows)), *range(0, after + 1)]
        return next((i for i in order if self._rows[i].card.fate is Fate.WAITS and not self._rows[i].state), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """How many there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a screen reader says, or what the delegate paints."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return _told(row)
        return row if role == ChangeRole.ROW else None


def _state(card: ChangeCard, chosen: Mapping[ChangeKey, bool]) -> tuple[str, str]:
    tr = QCoreApplication.translate
    if card.fate is Fate.WAITS:
        if card.key not in chosen:
            return "", "2"
        return (tr("change", "Accepted"), "success") if chosen[card.key] else (tr("change", "Rejected"), "danger")
    if card.fate is Fate.WITH_AUTHOR:
        return tr("change", "Yours, waits for the analyst"), "reviewer"
    if card.yours:
        return tr("change", "Yours"), "2"
    if card.settled and not card.accepted:
        return tr("change", "Rejected"), "danger"
    return (tr("change", "Accepted") if card.accepted else tr("change", "Settled")), "success"


def _told(row: ChangeRow) -> str:
    tr = QCoreApplication.translate
    removed, new = change_words(row.card)
    if row.card.kind is not ChangeKind.WORDS:
        removed, new = "", f"{kind_words(row.card)} {new}"
    parts = (
        row.card.author,
        tr("change", "removed: %1").replace("%1", removed) if removed else "",
        tr("change", "new: %1").replace("%1", new) if new else "",
        row.state or tr("change", "waits for you"),
    )
    return ", ".join(filter(None, parts))
