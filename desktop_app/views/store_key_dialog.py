"""A passphrase for the store itself, where no keyring keeps its key."""

from functools import partial

from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QWidget

from desktop_app.widgets.kit import Kit, column, named, row

WITHOUT = 2
"""What the dialog ends with where one goes on without a passphrase, beside Qt's accepted and rejected."""


class StoreKeyDialog(QDialog):
    """Asks in the words it is given. Left empty, there is no passphrase; rejected, the program is not gone on with.

    `begins`: the store is not open yet, so that one can still turn back.
    """

    def __init__(self, kit: Kit, words: str, parent: QWidget, *, begins: bool) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Passphrase"))
        self.setModal(True)
        self._begins = begins
        self._typed = named(QLineEdit(), self.tr("Passphrase"), words)
        self._typed.setEchoMode(QLineEdit.EchoMode.Password)
        asked = kit.words(f"{words}.", wrapped=True)
        asked.setMinimumWidth(kit.theme.px(360))
        asked.setBuddy(self._typed)
        about = kit.words(self._about(), "small", "2", wrapped=True)
        go_on = kit.button(self.tr("Continue"), "primary")
        leave = kit.button(self.tr("Without passphrase"))
        go_on.setDefault(True)
        go_on.clicked.connect(self.accept)
        leave.clicked.connect(partial(self.done, WITHOUT))
        buttons = row(self._cancel(kit) if begins else None, None, leave, go_on)
        column(asked, about, self._typed, buttons, gap=kit.theme.space("m"), around=kit.around("l"), into=self)
        self._typed.setFocus()

    def _about(self) -> str:
        if self._begins:
            return self.tr(
                "The store keeps your cases on this computer, their texts encrypted. The passphrase is asked for at "
                "each start, and nobody can recover it. The sample case is kept apart from the store and needs none."
            )
        return self.tr(
            "It seals the keys that this store holds: its own, and those of servers. Without it, the program goes on "
            "with what it can read without those keys."
        )

    def _cancel(self, kit: Kit) -> QPushButton:
        cancel = kit.button(self.tr("Cancel"), "ghost")
        cancel.setToolTip(self.tr("Closes the program. The store stays as it is."))
        cancel.clicked.connect(self.reject)
        return cancel

    @property
    def passphrase(self) -> str | None:
        """What was typed, where it was given."""
        return self._typed.text() or None if self.result() == QDialog.DialogCode.Accepted else None

    @property
    def is_cancelled(self) -> bool:
        """Whether the store is not to be opened at all."""
        return self._begins and self.result() == QDialog.DialogCode.Rejected
