"""One table field while somebody fills it in: what is done to its rows, worked out in the background where it is much.

What was worked out from rows that were changed meanwhile is worked out again.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QLocale, QObject, Signal

from desktop_app.domain.errors import CountersignError
from desktop_app.domain.form import FormField
from desktop_app.domain.locale_text import local_figures, neutral_text
from desktop_app.domain.locale_writing import NEUTRAL, LocaleWriting
from desktop_app.domain.number_writing import Writing
from desktop_app.domain.table_rows import RowReader, TableRow, answer_of, sorted_rows, totals
from desktop_app.domain.value_input import most_rows
from desktop_app.qt.desk import Desk
from desktop_app.qt.table_model import Step, TableModel
from desktop_app.qt.table_work import Pasted, Pasting, cleared, copied, filled, paste, require_room

LITTLE = 5_000
"""Characters, or cells, that are read in a third of a frame; more are read in the background."""


@dataclass(frozen=True, slots=True)
class Region:
    """Cells that were changed together, to be selected."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1

    @property
    def last(self) -> int:
        """Its last column."""
        return self.column + self.columns - 1


class TablePresenter(QObject):
    """Holds the rows and the text of the answer that they are."""

    typed = Signal(object)
    """A person changed the rows: the text of the answer now, which may be millions of letters: as an object it is not
    written anew for each who is told."""
    shown = Signal()
    """Other rows are shown, or the same ones have changed."""
    done = Signal(object)
    """A Region to select."""
    summed = Signal()
    """The totals are those of the rows."""
    copied = Signal(str)
    """Cells as text that spreadsheets take."""
    told = Signal(str, int)
    """What came of it: `pasted` or `left_out`, and how many."""
    failed = Signal(object)

    def __init__(
        self, desk: Desk | None, field: FormField, parent: QObject | None = None, ways: LocaleWriting = NEUTRAL
    ) -> None:
        super().__init__(parent)
        self._desk, self.field, self.ways = desk, field, ways
        self.model = TableModel(RowReader(field), self, ways)
        self.most = most_rows(field)
        self._text = ""
        self._asked: str | None = None
        self._again: Callable[[], None] | None = None
        self._at_version = 0
        self._is_typing = self._is_summing = False
        self._totals = totals(self.model.reader, ())
        self.model.changed.connect(self._changed)

    @property
    def text(self) -> str:
        """The answer as it stands in the field."""
        return self._text

    @property
    def totals(self) -> tuple[str, ...]:
        """The sums of columns of amounts and numbers, in words; of a large table as they last were."""
        return self._totals

    def show_text(self, text: str) -> None:
        """Show this answer; of several that are asked for, the last."""
        if text == (self._text if self._asked is None else self._asked):
            return
        self._asked, reader = text, self.model.reader
        self._work(len(text), lambda: (text, reader.read(text)), self._read)

    def write(self, row: int, column: int, text: str) -> None:
        """Put what was typed into a cell."""
        rows, reader = self.model.rows, self.model.reader
        if text.strip() == self.model.text_at(row, column):
            self.give_up()
        elif self._try(partial(require_room, row + 1, self.most)):
            self._is_typing = False
            laid = tuple(reader.laid(rows[row : row + 1], [[self._neutral(column, text)]], column, Writing()))
            self.model.replace(min(row, len(rows)), len(rows[row : row + 1]), laid)

    def give_up(self) -> None:
        """What was being typed in a cell is not to be kept."""
        if self._is_typing:
            self._is_typing = False
            self.typed.emit(self._text)

    def typing(self, row: int, column: int, text: str) -> None:
        """So far this is typed in a cell: it is safe, and can still be given up."""
        self._is_typing, rows = True, [*self.model.rows]
        laid = next(self.model.reader.laid(rows[row : row + 1], [[self._neutral(column, text)]], column, Writing()))
        rows[row : row + 1] = [laid]
        self.typed.emit(answer_of(rows))

    def paste(self, what: Pasting) -> None:
        """Lay what the clipboard holds over the rows, as one step; a picture is no cells."""
        if not what.text and "<table" not in what.html.lower():
            return
        rows, reader, most, usual = self.model.rows, self.model.reader, self.most, usual_writing()
        self._begin(partial(self.paste, what))
        self._work(len(what.text or what.html), lambda: paste(reader, rows, what, usual, most), self._pasted)

    def sort(self, column: int, *, descending: bool) -> None:
        """By the values of a column, as one step."""
        rows, reader = self.model.rows, self.model.reader
        self._begin(partial(self.sort, column, descending=descending))
        work = partial(sorted_rows, reader, rows, column, descending=descending)
        self._work(self._cells(len(rows)), lambda: (0, work()), self._replace)

    def clear(self, region: Region) -> None:
        """Make these cells blank."""
        rows, reader = self.model.rows[region.row : region.row + region.rows], self.model.reader
        self._begin(partial(self.clear, region))
        work = partial(cleared, reader, rows, region.column, region.last)
        self._work(self._cells(len(rows)), lambda: (region.row, work()), self._replace)

    def fill(self, region: Region, *, right: bool) -> None:
        """Fill these cells with the first row or column of them, as one step; a single one with what is before it."""
        rows, reader = self.model.rows, self.model.reader
        count = region.rows if region.rows == 1 else min(region.rows, len(rows) - region.row)
        alone = count == 1 and (region.rows > 1 or not region.row)
        if count < 1 or (right and not region.last) or (not right and alone):
            return
        self._begin(partial(self.fill, region, right=right))
        work = partial(filled, reader, rows, region.row, count, range(region.column, region.last + 1), right=right)
        self._work(self._cells(count), lambda: (region.row, work()), self._replace)

    def copy(self, region: Region) -> None:
        """Tell these cells as text that spreadsheets take."""
        rows = self.model.rows[region.row : region.row + region.rows] or (self.model.reader.blank,)
        work = partial(copied, self.model.reader, rows, region.column, region.last, usual_writing().decimal)
        self._work(self._cells(len(rows)), work, self._tell_copied)

    def insert(self, at: int, count: int = 1) -> None:
        """Blank rows before this one."""
        at = min(at, len(self.model.rows))
        if self._try(partial(require_room, len(self.model.rows) + count, self.most)):
            self.model.replace(at, 0, (self.model.reader.blank,) * count)
            self.done.emit(Region(at, 0, count, self.model.columnCount()))

    def remove(self, at: int, count: int = 1) -> None:
        """Take rows out."""
        self.model.replace(at, len(self.model.rows[at : at + count]), ())
        self.done.emit(Region(min(at, self.model.rowCount() - 1), 0))

    def undo(self) -> None:
        """Take the last change back."""
        self._select(self.model.undo(), back=True)

    def redo(self) -> None:
        """Make it again."""
        self._select(self.model.redo(), back=False)

    def take(self, rows: tuple[TableRow, ...], *, below: bool) -> None:
        """Rows of a file, in the place of all or below them, as one step."""
        at = len(self.model.rows) if below else 0
        if self._try(partial(require_room, at + len(rows), self.most)):
            self.model.replace(at, len(self.model.rows) - at, rows)
            self.told.emit("pasted", len(rows))
            self.done.emit(Region(at, 0))

    def _select(self, step: Step | None, *, back: bool) -> None:
        if step is not None:
            rows, columns = len(step.before if back else step.after), step.columns
            self.done.emit(Region(step.at, columns.start, max(1, rows), len(columns) if rows else 1))

    def _pasted(self, pasted: Pasted) -> None:
        if self._is_stale():
            return
        self.model.replace(pasted.at, pasted.count, pasted.rows)
        self.told.emit("pasted", len(pasted.rows))
        if pasted.left_out:
            self.told.emit("left_out", pasted.left_out)
        self.done.emit(Region(pasted.at, pasted.column, len(pasted.rows), pasted.width))

    def _tell_copied(self, text: str) -> None:
        self.copied.emit(text)

    def _replace(self, found: tuple[int, tuple[TableRow, ...]]) -> None:
        """The rows from this one on become these."""
        at, rows = found
        if not self._is_stale() and self._try(partial(require_room, at + len(rows), self.most)):
            self.model.replace(at, len(rows), rows)

    def _read(self, read: tuple[str, tuple[TableRow, ...]]) -> None:
        text, rows = read
        if text == self._asked:
            self._text, self._asked = text, None
            self.model.show_rows(rows)
            self._sum()
            self.shown.emit()

    def _changed(self) -> None:
        self._text, self._asked = answer_of(self.model.rows), None
        self._sum()
        self.shown.emit()
        self.typed.emit(self._text)

    def _sum(self) -> None:
        """Of a large table behind the window, one after another; what changed meanwhile is summed up again."""
        if self._is_summing:
            return
        self._is_summing, rows, reader = True, self.model.rows, self.model.reader
        version, ways = self.model.version, self.ways

        def work() -> tuple[int, tuple[str, ...]]:
            return version, tuple(local_figures(each, ways) for each in totals(reader, rows))

        self._work(self._cells(len(rows)), work, self._summed)

    def _summed(self, found: tuple[int, tuple[str, ...]]) -> None:
        version, self._totals = found
        self._is_summing = False
        self.summed.emit()
        if version != self.model.version:
            self._sum()

    def _neutral(self, column: int, text: str) -> str:
        """As it is kept."""
        return neutral_text(self.model.reader.columns[column], text, self.ways)

    def _cells(self, rows: int) -> int:
        return rows * self.model.columnCount()

    def _begin(self, again: Callable[[], None]) -> None:
        self._again, self._at_version = again, self.model.version

    def _is_stale(self) -> bool:
        """Whether the rows were changed since, so that it is done again."""
        if self._again is None or self._at_version == self.model.version:
            return False
        self._again()
        return True

    def _work(self, size: int, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        if size <= LITTLE or self._desk is None:
            self._try(lambda: done(work()))
        else:
            self._desk.ask(lambda _: asyncio.to_thread(work), done, self._fail)

    def _try(self, act: Callable[[], None]) -> bool:
        try:
            act()
        except CountersignError as error:
            self._fail(error)
            return False
        return True

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)


def usual_writing() -> Writing:
    """How numbers and dates are written on this machine."""
    locale = QLocale.system()
    order = locale.dateFormat(QLocale.FormatType.ShortFormat).lower()
    day_first = order.find("d") < order.find("m") if locale.language() is not QLocale.Language.C else None
    return Writing("," if locale.decimalPoint() == "," else ".", day_first)
