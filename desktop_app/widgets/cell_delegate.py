"""A cell of a table that is filled in: how it looks, and what is typed in it."""

import unicodedata
from functools import partial
from typing import cast

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QComboBox, QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from shiboken6 import isValid

from desktop_app.qt.table_model import CHOICES, WRONG
from desktop_app.qt.theme import Theme
from desktop_app.widgets.kit import named

Index = QModelIndex | QPersistentModelIndex
ENDS = {
    Qt.Key.Key_Return: (1, 0), Qt.Key.Key_Enter: (1, 0), Qt.Key.Key_Tab: (0, 1), Qt.Key.Key_Backtab: (0, -1),
}  # fmt: skip
STEPS = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
"""What ends a line too, but not a list, where it leads to another choice."""


def is_from_right(text: str) -> bool:
    """Whether the first letter of a text is of a writing from right to left."""
    kinds = (unicodedata.bidirectional(letter) for letter in text)
    return next((kind != "L" for kind in kinds if kind in ("L", "R", "AL")), False)


class CellDelegate(QStyledItemDelegate):
    """What is wrong has a border and a corner, the current cell a frame: none of it is told by colour alone."""

    moved = Signal(int, int)
    """Enter or Tab: so many rows down and columns on."""
    written = Signal(int, int, str)
    typing = Signal(int, int, str)
    given_up = Signal()

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._combo: QComboBox | None = None

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The words, then what the cell is."""
        super().paint(painter, option, index)
        rect = option.rect.adjusted(1, 1, -1, -1)
        if index.data(WRONG):
            self._frame(painter, rect, "danger")
            side = self._theme.px(7)
            corner = QRect(rect.right() - side, rect.top(), side, side)
            painter.fillRect(corner, self._theme.colour("danger"))
        if option.state & QStyle.StateFlag.State_HasFocus:
            self._frame(painter, rect, "focus")

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802
        """Words from the left keep their order in a table from the right: 4 May 2026."""
        super().initStyleOption(option, index)
        if option.direction is Qt.LayoutDirection.RightToLeft and not is_from_right(option.text):
            option.displayAlignment = QStyle.visualAlignment(option.direction, option.displayAlignment)
            option.direction = Qt.LayoutDirection.LeftToRight

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: N802, ARG002
        """A list where there are choices, else a line."""
        choices = index.data(CHOICES)
        name = str(index.data(Qt.ItemDataRole.AccessibleTextRole) or "")
        row, column = index.row(), index.column()
        if choices is not None:
            combo = self._combo = QComboBox(parent)
            for words, value in (("", ""), *choices):
                combo.addItem(words, value)
            combo.setFont(self._theme.font())
            combo.activated.connect(partial(self._chosen, combo))
            return named(combo, name)
        line = QLineEdit(parent)
        line.setFont(self._theme.font(tabular=True))
        line.setProperty("cell", "true")
        line.textEdited.connect(partial(self.typing.emit, row, column))
        return named(line, name)

    def open_choices(self) -> None:
        """Show what can be chosen in the cell that is being filled in."""
        if self._combo is not None and isValid(self._combo):
            self._combo.showPopup()

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802
        """What stands in the cell."""
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(0, editor.findData(text)))
        elif isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(text)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:  # noqa: N802, ARG002
        """Tell what is to stand there."""
        text = editor.currentData() if isinstance(editor, QComboBox) else cast(QLineEdit, editor).text()
        self.written.emit(index.row(), index.column(), str(text or ""))

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802, ARG002
        """Over the whole cell."""
        editor.setGeometry(option.rect)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:  # noqa: N802
        """Enter, Tab, up and down end a cell and lead on; Esc gives it up; Ctrl+Enter ends it, and is the page's."""
        if not isinstance(event, QKeyEvent) or not isinstance(editor, QWidget):
            return super().eventFilter(editor, event)
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.type() is QEvent.Type.ShortcutOverride and control and event.key() in ENDS:
            self.commitData.emit(editor)
        elif event.type() is QEvent.Type.KeyPress and event.key() in ENDS and not control:
            self._end(editor, *ENDS[Qt.Key(event.key())], event)
            return True
        elif event.type() is QEvent.Type.KeyPress and event.key() in STEPS and isinstance(editor, QLineEdit):
            self._end(editor, *STEPS[Qt.Key(event.key())], event)
            return True
        elif event.type() is QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.RevertModelCache)
            self.given_up.emit()
            return True
        return super().eventFilter(editor, event)

    def _end(self, editor: QWidget, down: int, right: int, event: QKeyEvent) -> None:
        back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
        self.moved.emit(-down if back else down, right)

    def _chosen(self, combo: QComboBox, _: int) -> None:
        self.commitData.emit(combo)
        self.closeEditor.emit(combo, QStyledItemDelegate.EndEditHint.NoHint)

    def _frame(self, painter: QPainter, rect: QRect, colour: str) -> None:
        painter.save()
        painter.setPen(QPen(self._theme.colour(colour), 2))
        painter.drawRect(rect)
        painter.restore()
