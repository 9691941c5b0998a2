"""Before a library goes: drafts find nothing in it any more."""

from PySide6.QtWidgets import QDialog, QWidget

from desktop_app.widgets.kit import Kit, column, row

WIDE = 460


class RemoveLibraryDialog(QDialog):
    """Accepted where the library is to go."""

    def __init__(self, kit: Kit, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        title = self.tr("Remove %1?").replace("%1", name)
        self.setWindowTitle(title)
        self.setModal(True)
        about = self.tr(
            "Drafts find nothing in this library any more. The folder stays as it is, and so does what cases keep of "
            "the library. To use it later, add the folder again."
        )
        keep, remove = kit.button(self.tr("Keep library")), kit.button(self.tr("Remove library"), "danger", "x")
        keep.clicked.connect(self.reject)
        remove.clicked.connect(self.accept)
        heading, words = kit.words(title, "heading", wrapped=True), kit.words(about, tone="2", wrapped=True)
        column(heading, words, row(None, keep, remove), gap=kit.theme.space("m"), around=kit.around("l"), into=self)
        self.setFixedWidth(kit.theme.px(WIDE))
        keep.setFocus()
