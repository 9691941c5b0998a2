"""Before a server goes with its key: a key that is taken away cannot be read again."""

from PySide6.QtWidgets import QDialog, QWidget

from desktop_app.widgets.kit import Kit, column, row

WIDE = 460


class RemoveDialog(QDialog):
    """Accepted where the server is to go."""

    def __init__(self, kit: Kit, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        title = self.tr("Remove %1?").replace("%1", name)
        self.setWindowTitle(title)
        self.setModal(True)
        self.name = name
        about = self.tr(
            "Drafts ask this server no more. Its key is taken out of this computer's key store, unless another server "
            "uses it. It cannot be shown again: to use the server later, enter the key anew."
        )
        keep, remove = kit.button(self.tr("Keep server")), kit.button(self.tr("Remove server"), "danger", "x")
        keep.clicked.connect(self.reject)
        remove.clicked.connect(self.accept)
        heading, words = kit.words(title, "heading", wrapped=True), kit.words(about, tone="2", wrapped=True)
        column(heading, words, row(None, keep, remove), gap=kit.theme.space("m"), around=kit.around("l"), into=self)
        self.setFixedWidth(kit.theme.px(WIDE))
        keep.setFocus()
