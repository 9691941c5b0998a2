"""The way to another machine: a button that names it, and the choice where there are several."""

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.handover import Machine
from desktop_app.qt.row_list_model import Row
from desktop_app.views.row_dialog import RowDialog
from desktop_app.widgets.kit import Kit


class MachineChoice(QObject):
    """Its `button` is put where the sending stands; it is shown where a machine was accepted."""

    chosen = Signal(str)
    """The machine that the case is to go to: its identifier."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit, self._page, self._machines = kit, parent, tuple[Machine, ...]()
        self.button = kit.button("", "secondary", "arrow-right", name=self.tr("Send to another machine"))
        self.button.clicked.connect(self.ask)

    @property
    def has_machines(self) -> bool:
        """Whether there is one to send to."""
        return bool(self._machines)

    def show_machines(self, machines: tuple[Machine, ...]) -> None:
        """These may be sent to."""
        self._machines = machines
        words = self.tr("Send to another machine…")
        if len(machines) == 1:
            words = self.tr("Send to %1…").replace("%1", machines[0].name)
        self.button.setText(words)
        self.button.setAccessibleName(words.rstrip("…"))

    def ask(self) -> RowDialog:
        """Ask which, and tell what that leads to."""
        about = self.tr(
            "The case goes to the exchange folder, sealed for the machine that you choose. It is only read here until "
            "it is back or you call it back."
        )
        rows = [Row(each.machine_id, each.name, icon="server") for each in self._machines]
        dialog = RowDialog(self._kit, self.tr("Send to another machine"), about, rows, self._page)
        dialog.accepted.connect(partial(self._take, dialog))
        dialog.open()
        return dialog

    def _take(self, dialog: RowDialog) -> None:
        self.chosen.emit(dialog.key)
