"""One of a few is chosen, by keyboard as fast as by hand: a list in a dialog, where Enter takes the chosen one."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from desktop_app.qt.row_list_model import Row
from desktop_app.widgets.kit import Kit, column, row
from desktop_app.widgets.row_list import RowList


class RowDialog(QDialog):
    """Accepted with the `key` of a row. `act` is what taking it does, `about` what it is about."""

    def __init__(self, kit: Kit, act: str, about: str, rows: Sequence[Row], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(act)
        self.setModal(True)
        self._rows = RowList(kit, act, compact=True)
        self._rows.show_rows(rows)
        self._take = kit.button(act, "primary")
        self._take.setDefault(True)
        self._take.setEnabled(bool(rows))
        leave = kit.button(self.tr("Cancel"))
        words = kit.words(about, tone="2", wrapped=True)
        column(
            words,
            self._rows,
            None,
            row(None, leave, self._take),
            gap=kit.theme.space("m"),
            around=kit.around("l"),
            into=self,
        )
        self.setMinimumWidth(kit.theme.px(440))
        self._rows.opened.connect(self._opened)
        self._take.clicked.connect(self.accept)
        leave.clicked.connect(self.reject)
        (self._rows if rows else leave).setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def key(self) -> str:
        """The key of the chosen row; empty: none."""
        return self._rows.key

    def _opened(self, _: str) -> None:
        self.accept()
