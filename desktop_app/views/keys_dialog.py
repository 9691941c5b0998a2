"""The keys of a screen."""

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QWidget

from desktop_app.qt.row_list_model import Row
from desktop_app.views.window_commands import WindowCommand
from desktop_app.widgets.kit import Kit, column, row
from desktop_app.widgets.row_list import RowList


class KeysDialog(QDialog):
    """A list of what can be done, each with its key."""

    def __init__(self, kit: Kit, commands: Sequence[WindowCommand], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys on this screen"))
        self.setModal(True)
        title = kit.words(self.tr("Keys on this screen"), "subhead", wrapped=True)
        keys = RowList(kit, self.tr("Keys on this screen"), compact=True, grows=False)
        keys.show_rows(
            [Row(f"{command.keys} {command.words}", command.words, state=command.keys) for command in commands]
        )
        done = kit.button(self.tr("Close"), "primary")
        done.clicked.connect(self.accept)
        column(title, (keys, 1), row(None, done), gap=kit.theme.space("s"), around=kit.around("m"), into=self)
        self.resize(kit.theme.px(520), min(kit.theme.px(520), parent.window().height() - kit.theme.px(40)))
        keys.setFocus()
