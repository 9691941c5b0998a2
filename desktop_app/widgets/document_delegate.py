"""A document as a row: its name, and below it what is known of it, in as many lines as that takes."""

from math import ceil

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from desktop_app.qt.document_list_model import DocumentRole
from desktop_app.qt.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_WRAPPED = QTextOption()
_WRAPPED.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)


class DocumentDelegate(QStyledItemDelegate):
    """Paints rows from the theme; a row is as high as its words at the width of the list.

    A row that the pointer or the keyboard is at has a sign at its right that removes it.
    """

    remove_asked = Signal(QModelIndex)

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view
        self._removable = self.is_removing = False

    def set_removable(self, removable: bool) -> None:
        """Whether documents can be removed."""
        self._removable = removable
        self._view.viewport().update()

    def sign(self, rect: QRect) -> QRect:
        """Where in a row the sign of removal is: a target of 24 pixels at 100 %."""
        side = self._theme.px(24)
        return QRect(rect.right() - side, rect.top() + self._theme.px(4), side, side)

    def editorEvent(  # noqa: N802
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """A click on the sign."""
        if isinstance(event, QMouseEvent) and event.button() is Qt.MouseButton.LeftButton:
            self.is_removing = self._removable and self.sign(option.rect).contains(event.position().toPoint())
            if self.is_removing and event.type() is QEvent.Type.MouseButtonRelease:
                self.remove_asked.emit(index)
                return True
        return super().editorEvent(event, model, option, index)

    def helpEvent(  # noqa: N802
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """The sign says what it does."""
        if self._removable and self.sign(option.rect).contains(event.pos()):
            QToolTip.showText(event.globalPos(), self.tr("Remove"), view)
            return True
        return super().helpEvent(event, view, option, index)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802
        """Name and words, and the room around them."""
        width = self._view.viewport().width()
        name, words = self._places(QRect(0, 0, width, 1), index)
        return QSize(self._theme.px(100), name.height() + words.height() + self._theme.px(18))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The row."""
        painter.save()
        theme, rect = self._theme, option.rect
        self._ground(painter, option)
        name, words = self._places(rect, index)
        tone, side = index.data(DocumentRole.TONE), theme.size("icon")
        theme.icon("file-text").paint(painter, QRect(rect.left(), name.top() + theme.px(1), side, side))
        icon = theme.icon(index.data(DocumentRole.ICON), tone)
        icon.paint(painter, QRect(name.left(), words.top(), theme.px(14), theme.px(14)))
        self._words(painter, name, index.data(DocumentRole.NAME), "strong", "1")
        self._words(painter, words, index.data(DocumentRole.WORDS), "small", "warning" if tone == "warning" else "2")
        at = QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus
        if self._removable and option.state & at:
            inset = theme.px(5)
            theme.icon("x").paint(painter, self.sign(rect).adjusted(inset, inset, -inset, -inset))
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        theme, rect = self._theme, option.rect
        if option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.colour("hover"))
        painter.setPen(theme.colour("border"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.colour("focus"))
            painter.drawRect(rect.adjusted(0, 0, -1, -2))

    def _places(self, rect: QRect, index: Index) -> tuple[QRect, QRect]:
        """Where name and words go in the row."""
        theme = self._theme
        left = rect.left() + theme.size("icon") + theme.px(10)
        wide = rect.right() - left - (theme.px(24) if self._removable else 0)
        name = self._measured(left, rect.top() + theme.px(8), wide, index.data(DocumentRole.NAME), 1)
        below = name.bottom() + theme.px(3)
        words = self._measured(left, below, rect.right() - left, index.data(DocumentRole.WORDS), 0)
        return name, words

    def _measured(self, left: int, top: int, width: int, text: str, strong: int) -> QRect:
        style = "strong" if strong else "small"
        inset = 0 if strong else self._theme.px(20)
        high = self._laid(text, style, width - inset).boundingRect().height()
        return QRect(left, top, width, max(ceil(high), self._theme.line(style)))

    def _laid(self, text: str, style: str, width: int) -> QTextLayout:
        """The words in lines; only a word that is wider than a line is broken."""
        layout = QTextLayout(text, self._theme.font(style))
        layout.setTextOption(_WRAPPED)
        layout.beginLayout()
        top = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, width))
            line.setPosition(QPointF(0, top))
            top += line.height()
        layout.endLayout()
        return layout

    def _words(self, painter: QPainter, rect: QRect, text: str, style: str, tone: str) -> None:
        inset = 0 if style == "strong" else self._theme.px(20)
        painter.setPen(self._theme.colour(tone))
        self._laid(text, style, rect.width() - inset).draw(painter, QPointF(rect.left() + inset, rect.top()))
