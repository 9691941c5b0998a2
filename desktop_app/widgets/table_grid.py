"""Cells that are filled in as in a spreadsheet: by typing, by the keyboard alone, and by ranges."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QHeaderView, QTableView

from desktop_app.qt.key_binding import TAKES_TEXT
from desktop_app.qt.table_model import CHOICES, Index, TableModel
from desktop_app.qt.theme import Theme
from desktop_app.widgets.cell_delegate import CellDelegate
from desktop_app.widgets.sheet_heads import SheetHeads
from desktop_app.widgets.sight import bring_into_sight

Keys = QKeySequence.StandardKey
K = Qt.Key
LEAST_ROWS, MOST_ROWS = 4, 12
"""Rows that it is high, with its heads; more can be scrolled to."""
ACTS = {
    Keys.Copy: "copy", Keys.Cut: "cut", Keys.Paste: "paste", Keys.Undo: "undo", Keys.Redo: "redo",
}  # fmt: skip
OTHERS = {"Ctrl++": "insert", "Ctrl+=": "insert", "Ctrl+-": "remove", "Ctrl+D": "fill_down", "Ctrl+R": "fill_right",
          "Ctrl+Y": "redo"}  # fmt: skip
ARROWS = {K.Key_Up: (-1, 0), K.Key_Down: (1, 0), K.Key_Left: (0, -1), K.Key_Right: (0, 1)}
TO_ENDS = (K.Key_Home, K.Key_End)
PAGES = {K.Key_PageUp: -1, K.Key_PageDown: 1}
ENDS = (K.Key_Return, K.Key_Enter)


@dataclass(frozen=True, slots=True)
class Cells:
    """A range: its first row and column, and how many of each."""

    row: int
    column: int
    rows: int
    columns: int


class TableGrid(QTableView):
    """Tab goes through its cells while somebody fills them in; before, and after Esc, it leads past the table."""

    asked = Signal(str, object)
    """Copy, cut, paste, clear, undo, redo, insert, remove, fill_down or fill_right: for these Cells."""
    written = Signal(int, int, str)
    """Row, column and text of a cell."""
    typing = Signal(int, int, str)
    given_up = Signal()
    came = Signal()
    """Another cell is the current one."""

    def __init__(self, theme: Theme, model: TableModel, widths: Sequence[int], most: int = MOST_ROWS) -> None:
        super().__init__()
        self._theme, self._model, self._is_filling, self._most = theme, model, False, most
        self._tabbed: tuple[tuple[int, int], int] | None = None
        """The cell that Tab led to, and the column where filling in its row began: Enter leads back to it."""
        self.setProperty("grid", "sheet")
        self.setProperty(TAKES_TEXT, True)
        self.setFont(theme.font(tabular=True))
        self.setModel(model)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.AnyKeyPressed | trigger.EditKeyPressed | trigger.DoubleClicked)
        self._delegate, self._heads = CellDelegate(theme, self), SheetHeads(theme)
        self._delegate.moved.connect(self._move)
        self._delegate.written.connect(self._write)
        self._delegate.typing.connect(self.typing)
        self._delegate.given_up.connect(self.given_up)
        self.setItemDelegate(self._delegate)
        self._set_heads(widths)
        for signal in (model.rowsInserted, model.rowsRemoved, model.modelReset):
            signal.connect(self._fit)
        model.modelReset.connect(self._begin)
        self._begin()
        self._fit()

    @property
    def cells(self) -> Cells:
        """What is selected; the current cell where nothing is."""
        ranges = self.selectionModel().selection().toList()
        if not ranges:
            at = self.currentIndex()
            return Cells(max(0, at.row()), max(0, at.column()), 1, 1)
        first, last = min(r.top() for r in ranges), max(r.bottom() for r in ranges)
        left, right = min(r.left() for r in ranges), max(r.right() for r in ranges)
        return Cells(first, left, last - first + 1, right - left + 1)

    @property
    def is_led(self) -> bool:
        """Whether a key leads from cell to cell: under a mouse that is pressed nothing moves away."""
        at_work = QApplication.focusWidget()
        here = at_work is self or (at_work is not None and self.isAncestorOf(at_work))
        return here and QApplication.mouseButtons() == Qt.MouseButton.NoButton

    def choose(self, cells: Cells) -> None:
        """Select these, the first of them as the current one."""
        model = self.model()
        first = model.index(min(cells.row, model.rowCount() - 1), cells.column)
        bottom = min(cells.row + cells.rows, model.rowCount()) - 1
        right = min(cells.column + cells.columns, model.columnCount()) - 1
        last = model.index(max(first.row(), bottom), max(first.column(), right))
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(first, flags.NoUpdate)
        self.selectionModel().select(QItemSelection(first, last), flags.ClearAndSelect)
        self.scrollTo(first)

    def event(self, event: QEvent) -> bool:
        """The keys of a spreadsheet, and letters, are its own."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._takes(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """What a spreadsheet does with it; all else is the page's."""
        act, editable = _act_of(event), self.model().flags(self.currentIndex()) & Qt.ItemFlag.ItemIsEditable
        if (act == "paste" and self.is_for_page()) or self._leaves(act):
            event.ignore()
        elif act and (editable or act == "copy"):
            self.asked.emit(act, self.cells)
        elif self._goes(event):
            self.scrollTo(self.currentIndex())
        elif event.key() in ENDS and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._move(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1, 0)
        elif event.key() == K.Key_Escape and self._is_filling:
            self._is_filling = False
        elif event.key() in ENDS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """With Shift to where the selection reaches, from where the keyboard left it too."""
        at, shift = self.indexAt(event.position().toPoint()), Qt.KeyboardModifier.ShiftModifier
        if at.isValid() and event.button() is Qt.MouseButton.LeftButton and event.modifiers() == shift:
            self._reach(at.row(), at.column())
        else:
            super().mousePressEvent(event)

    def is_for_page(self) -> bool:
        """Whether what is on the clipboard is for the page and not for the cells."""
        return False

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Who comes back begins anew."""
        super().focusOutEvent(event)
        if self.state() is not QAbstractItemView.State.EditingState:
            self._is_filling = False

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Heads stand over the words of their columns, which begin at the right in a table from there."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self._heads.align()

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802
        """Another cell."""
        super().currentChanged(current, previous)
        self.came.emit()
        if self.is_led:
            bring_into_sight(self, self._current_rect)

    def focusNextPrevChild(self, onward: bool) -> bool:  # noqa: N802
        """Tab, as Qt asks for it."""
        if not self._is_filling:
            return super().focusNextPrevChild(onward)
        self._move(0, 1 if onward else -1)
        return True

    def _goes(self, event: QKeyEvent) -> bool:
        """Whether the key leads to another cell, or chooses more of them."""
        pressed = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        shift, control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
        if event.key() == K.Key_Space and pressed in (shift, control):
            self._choose_line(whole_row=pressed == shift)
            return True
        if event.key() == K.Key_Down and pressed == Qt.KeyboardModifier.AltModifier:
            self._open_choices()
            return True
        if pressed & ~(shift | control):
            return False
        to = self._led_to(K(event.key()), far=bool(pressed & control))
        if to is not None:
            (self._reach if pressed & shift else self._choose_one)(*to)
        return to is not None

    def _led_to(self, key: Qt.Key, *, far: bool) -> tuple[int, int] | None:
        """The row and column that a key leads to, with Ctrl far; None for any other key."""
        model, at = self._model, self.currentIndex()
        row, column, last = at.row(), at.column(), model.columnCount() - 1
        if key in ARROWS:
            down, right = ARROWS[key]
            right = -right if self.isRightToLeft() else right
            if far:
                return model.edge(row, column, down, right)
            row, column = row + down, column + right
        elif key in TO_ENDS:
            column = 0 if key is K.Key_Home else last
            row = row if not far else 0 if key is K.Key_Home else len(model.rows) - 1
        elif key in PAGES:
            row += PAGES[key] * max(1, self.viewport().height() // self.verticalHeader().defaultSectionSize() - 1)
        else:
            return None
        return min(max(row, 0), model.rowCount() - 1), min(max(column, 0), last)

    def _choose_one(self, row: int, column: int) -> None:
        self.choose(Cells(row, column, 1, 1))

    def _reach(self, row: int, column: int) -> None:
        """Choose from the far corner of what is chosen to this cell."""
        at, cells = self.currentIndex(), self.cells
        bottom, right = cells.row + cells.rows - 1, cells.column + cells.columns - 1
        top = cells.row if at.row() == bottom else bottom if at.row() == cells.row else at.row()
        left = cells.column if at.column() == right else right if at.column() == cells.column else at.column()
        flags = QItemSelectionModel.SelectionFlag
        to, area = self._model.index(row, column), (*sorted((top, row)), *sorted((left, column)))
        self.selectionModel().setCurrentIndex(to, flags.NoUpdate)
        corners = self._model.index(area[0], area[2]), self._model.index(area[1], area[3])
        self.selectionModel().select(QItemSelection(*corners), flags.ClearAndSelect)

    def _choose_line(self, *, whole_row: bool) -> None:
        """All columns of the rows that are chosen, or all rows of the columns; the cell stays the current one."""
        cells, model = self.cells, self._model
        rows = (cells.row, cells.row + cells.rows - 1) if whole_row else (0, model.rowCount() - 1)
        columns = (0, model.columnCount() - 1) if whole_row else (cells.column, cells.column + cells.columns - 1)
        area = QItemSelection(model.index(rows[0], columns[0]), model.index(rows[1], columns[1]))
        self.selectionModel().select(area, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _open_choices(self) -> None:
        if self.currentIndex().data(CHOICES) is not None:
            self.edit(self.currentIndex())
            self._delegate.open_choices()

    def _takes(self, event: QKeyEvent) -> bool:
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        led = event.key() in ARROWS and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        spaced = event.key() == K.Key_Space and not event.modifiers() & Qt.KeyboardModifier.AltModifier
        typed = plain and bool(event.text()) and event.text().isprintable()
        act = _act_of(event)
        return bool(act and not self._leaves(act)) or led or spaced or typed

    def _leaves(self, act: str) -> bool:
        """Whether it is the page's, since nothing was changed here that could be taken back."""
        return act in ("undo", "redo") and not self._model.can_turn(act)

    def _move(self, down: int, right: int) -> None:
        """To the next cell, and past the end of a row to the next one; down to the column where its row was begun."""
        model, at = self.model(), self.currentIndex()
        self._is_filling = True
        begun = self._tabbed[1] if self._tabbed and self._tabbed[0] == (at.row(), at.column()) else at.column()
        row, column = at.row() + down, begun if down else at.column() + right
        if not 0 <= column < model.columnCount():
            row, column = row + right, 0 if right > 0 else model.columnCount() - 1
            begun = column
        if 0 <= row < model.rowCount():
            self.choose(Cells(row, column, 1, 1))
            self._tabbed = ((row, column), begun) if right else None
        elif right:
            self._is_filling = False
            super().focusNextPrevChild(right > 0)

    def _write(self, row: int, column: int, text: str) -> None:
        self._is_filling = True
        self.written.emit(row, column, text)

    def _begin(self) -> None:
        """A first cell is the current one, so that the keyboard is somewhere."""
        if self.model().rowCount() and not self.currentIndex().isValid():
            self.selectionModel().setCurrentIndex(self.model().index(0, 0), QItemSelectionModel.SelectionFlag.NoUpdate)

    def _set_heads(self, widths: Sequence[int]) -> None:
        theme, heads, numbers = self._theme, self._heads, self.verticalHeader()
        self.setHorizontalHeader(heads)
        for number, width in enumerate(widths):
            least = theme.metrics().averageCharWidth() * (width + 2) + theme.px(16)
            self.setColumnWidth(number, heads.width_for(number, least))
        heads.setStretchLastSection(True)
        heads.sectionResized.connect(self._fit)
        numbers.setFont(theme.font("small"))
        numbers.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        numbers.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        numbers.setDefaultSectionSize(theme.line() + theme.px(10))
        numbers.setMinimumWidth(theme.metrics("small").horizontalAdvance("00000") + theme.px(8))
        numbers.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def _current_rect(self) -> QRect:
        """Where the current cell is, as far as it is seen here."""
        seen = self.visualRect(self.currentIndex()) & self.viewport().rect()
        return seen.translated(self.viewport().pos())

    def _fit(self) -> None:
        rows = min(self._most, max(LEAST_ROWS, self.model().rowCount()))
        heads, bar = self._heads.sizeHint().height(), self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(heads + rows * self.verticalHeader().defaultSectionSize() + bar + self._theme.px(6))


def _act_of(event: QKeyEvent) -> str:
    """What the key does in a table; empty where it is none of its own."""
    found = next((act for keys, act in ACTS.items() if event.matches(keys)), "")
    pressed = QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
    pressed = pressed.replace("Num+", "").replace("Shift+", "") if "Ctrl" in pressed else pressed
    if event.key() in (K.Key_Delete, K.Key_Backspace) and not event.modifiers():
        return "clear"
    return found or OTHERS.get(pressed, "")
