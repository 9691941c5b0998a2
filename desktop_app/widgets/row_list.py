"""A list of rows that is as high as they are: the page scrolls, and not the list in it."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QListView

from desktop_app.qt.row_list_model import Row, RowListModel
from desktop_app.widgets.kit import Kit, named
from desktop_app.widgets.row_delegate import RowDelegate


class RowList(QListView):
    """One row is chosen at a time; `opened` comes with Enter or a double click. Of more than `most` rows, where that is
    given, so many are in sight, and the list scrolls."""

    chosen = Signal(str)
    """The key of the chosen row; empty: none."""
    opened = Signal(str)

    def __init__(self, kit: Kit, name: str, *, compact: bool = False, grows: bool = True, most: int = 0) -> None:
        super().__init__()
        named(self, name)
        self._model, self._grows, self._most = RowListModel(self), grows, most
        self.setModel(self._model)
        self.setItemDelegate(RowDelegate(kit.theme, self, compact=compact))
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.selectionModel().currentChanged.connect(self._choose)
        self.activated.connect(self._open)

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows."""
        return self._model.rows

    @property
    def key(self) -> str:
        """The key of the chosen row; empty: none."""
        index = self.currentIndex()
        return self._model.rows[index.row()].key if index.isValid() else ""

    def show_rows(self, rows: Sequence[Row]) -> None:
        """These rows now; the chosen one stays chosen."""
        key = self.key
        self._model.show_rows(rows)
        if self._grows:
            high = self.sizeHintForRow(0) if rows else 0
            in_sight = min(len(rows), self._most) if self._most else len(rows)
            self.setFixedHeight(high * in_sight + 2 * self.frameWidth())
        self.choose(key)

    def choose(self, key: str) -> None:
        """Choose the row with this key, else the first one."""
        if self._model.rows:
            self.setCurrentIndex(self._model.index(max(0, self._model.row_of(key))))

    def move_by(self, rows: int) -> None:
        """Choose another row, so many further down."""
        last = len(self._model.rows) - 1
        if last >= 0:
            self.setCurrentIndex(self._model.index(min(last, max(0, self.currentIndex().row() + rows))))

    def _choose(self, now: QModelIndex, _: QModelIndex) -> None:
        self.chosen.emit(self._model.rows[now.row()].key if now.isValid() else "")

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self._model.rows[index.row()].key)
