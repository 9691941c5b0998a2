"""The timeline as rows: days, lines, and what is expanded under a line. Read page by page as one scrolls."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop_app.domain.event_detail import EventDetail
from desktop_app.domain.event_words import in_short
from desktop_app.domain.timeline import TimelineEntry, TimelinePage

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


class TimelineRole(IntEnum):
    """What a delegate asks of a row."""

    ROW = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class DayRow:
    """The day of the lines below it; None where the time of one cannot be read."""

    day: date | None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line; `depth` is 1 where it was folded away under another."""

    entry: TimelineEntry
    depth: int = 0
    is_open: bool = False

    @property
    def time(self) -> str:
        """The hour on this computer's clock."""
        return f"{self.entry.at.astimezone():%H:%M:%S}" if self.entry.at else ""

    @property
    def about(self) -> str:
        """Who it was, and with what."""
        entry = self.entry
        reason = f"“{entry.why}”" if entry.why and not entry.folded else ""
        return ", ".join(filter(None, (entry.who.words, *in_short(entry.settings), reason)))


@dataclass(frozen=True, slots=True)
class DetailRow:
    """What an event changed; None while it is read."""

    number: int
    detail: EventDetail | None
    depth: int


Row = DayRow | LineRow | DetailRow


class TimelineModel(QAbstractListModel):
    """Rows of the pages that were read so far."""

    more_wanted = Signal()
    """The reader has come to the end, and there is more."""
    detail_wanted = Signal(int)
    """An event was expanded: its number."""
    detail_shown = Signal(QModelIndex)
    """What it changed stands in this row now."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self._day: date | None = None
        self._next: int | None = None
        self._asked, self._is_fresh = False, True
        self.hidden = 0

    def begin(self, page: TimelinePage) -> None:
        """Show this page alone."""
        self.beginResetModel()
        self._is_fresh, self.hidden = True, 0
        self._rows = list(self._rows_of(page))
        self.endResetModel()

    def append(self, page: TimelinePage) -> None:
        """Show this page below the others."""
        rows = list(self._rows_of(page))
        if rows:
            self.beginInsertRows(ROOT, len(self._rows), len(self._rows) + len(rows) - 1)
            self._rows += rows
            self.endInsertRows()

    def row_at(self, index: Index) -> Row | None:
        """The row."""
        return self._rows[index.row()] if index.isValid() else None

    def toggle(self, index: Index) -> None:
        """Open or close a line."""
        row = self.row_at(index)
        if not isinstance(row, LineRow):
            return
        at = index.row()
        self._rows[at] = replace(row, is_open=not row.is_open)
        if row.is_open:
            self._close(at)
        elif row.entry.folded:
            self._insert(at + 1, [LineRow(entry, row.depth + 1) for entry in row.entry.folded])
        else:
            self._insert(at + 1, [DetailRow(row.entry.number, None, row.depth + 1)])
            self.detail_wanted.emit(row.entry.number)
        self.dataChanged.emit(self.index(at), self.index(at))

    def put_detail(self, detail: EventDetail) -> None:
        """Show what an event changed, where it is still open."""
        for at, row in enumerate(self._rows):
            if isinstance(row, DetailRow) and row.number == detail.entry.number:
                self._rows[at] = replace(row, detail=detail)
                self.dataChanged.emit(self.index(at), self.index(at))
                self.detail_shown.emit(self.index(at))

    def rowCount(self, parent: Index = ROOT) -> int:  # noqa: N802
        """How many there are so far."""
        return 0 if parent.isValid() else len(self._rows)

    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802
        """Whether there are older ones."""
        return not parent.isValid() and self._next is not None and not self._asked

    def fetchMore(self, parent: Index) -> None:  # noqa: ARG002, N802
        """Ask for the next page."""
        self._asked = True
        self.more_wanted.emit()

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Lines alone can be chosen."""
        line = isinstance(self.row_at(index), LineRow)
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable if line else Qt.ItemFlag.ItemIsEnabled

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a screen reader says, or what the delegate paints."""
        row = self.row_at(index)
        if role == TimelineRole.ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return _said(row, short=role == Qt.ItemDataRole.DisplayRole)
        return None

    def _rows_of(self, page: TimelinePage) -> Iterator[Row]:
        self._next, self._asked = page.next_before, False
        self.hidden += page.hidden
        for entry in page.entries:
            day = entry.at.astimezone().date() if entry.at else None
            if self._is_fresh or day != self._day:
                yield DayRow(day)
            self._day, self._is_fresh = day, False
            yield LineRow(entry)

    def _insert(self, at: int, rows: Sequence[Row]) -> None:
        self.beginInsertRows(ROOT, at, at + len(rows) - 1)
        self._rows[at:at] = rows
        self.endInsertRows()

    def _close(self, at: int) -> None:
        """Take away what is under a line."""
        end = at + 1
        while end < len(self._rows) and self._rows[end].depth > self._rows[at].depth:
            end += 1
        self.beginRemoveRows(ROOT, at + 1, end - 1)
        del self._rows[at + 1 : end]
        self.endRemoveRows()


def _said(row: Row | None, *, short: bool) -> str:
    match row:
        case DayRow():
            return row.day.isoformat() if row.day else ""
        case LineRow():
            parts = (row.time, row.entry.what) if short else (row.time, row.entry.what, row.about, row.entry.digest)
            return ", ".join(filter(None, parts))
    return ""
