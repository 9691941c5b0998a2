"""A passphrase for the store itself, where no keyring keeps its key."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QWidget

from desktop_app.widgets.kit import Kit, column, named


class StoreKeyDialog(QDialog):
    """Asks in the words it is given. Rejected, or left empty, there is no passphrase."""

    def __init__(self, kit: Kit, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Passphrase"))
        self.setModal(True)
        self._typed = named(QLineEdit(), self.tr("Passphrase"), words)
        self._typed.setEchoMode(QLineEdit.EchoMode.Password)
        asked = kit.words(f"{words}.", wrapped=True)
        asked.setMinimumWidth(kit.theme.px(360))
        about = kit.words(
            self.tr("It seals the keys that this store holds: its own, and those of servers. Without it, the program "
                    "goes on with what it can read without those keys."),
            "small", "2", wrapped=True,
        )  # fmt: skip
        buttons = QDialogButtonBox()
        go_on = kit.button(self.tr("Continue"), "primary")
        leave = kit.button(self.tr("Without passphrase"))
        buttons.addButton(go_on, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(leave, QDialogButtonBox.ButtonRole.RejectRole)
        go_on.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column(asked, about, self._typed, buttons, gap=kit.theme.space("m"), around=kit.around("l"), into=self)
        self._typed.setFocus()

    @property
    def passphrase(self) -> str | None:
        """What was typed, where it was given."""
        return self._typed.text() or None if self.result() == QDialog.DialogCode.Accepted else None
