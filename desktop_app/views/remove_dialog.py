"""Before something goes that cannot be had back as it was: a server with its key, a library."""

from dataclasses import dataclass

from PySide6.QtWidgets import QDialog, QWidget

from desktop_app.widgets.kit import Kit, column, row

WIDE = 460


@dataclass(frozen=True, slots=True)
class Removal:
    """What removing it means, and the words of both buttons; `asked` where it is no removal."""

    about: str
    keep: str
    remove: str
    asked: str = ""


class RemoveDialog(QDialog):
    """Accepted where what has this name is to go."""

    def __init__(self, kit: Kit, name: str, words: Removal, parent: QWidget) -> None:
        super().__init__(parent)
        title = words.asked or self.tr("Remove %1?").replace("%1", name)
        self.setWindowTitle(title)
        self.setModal(True)
        self.name = name
        keep, remove = kit.button(words.keep), kit.button(words.remove, "danger", "x")
        keep.clicked.connect(self.reject)
        remove.clicked.connect(self.accept)
        heading, about = kit.words(title, "heading", wrapped=True), kit.words(words.about, tone="2", wrapped=True)
        column(heading, about, row(None, keep, remove), gap=kit.theme.space("m"), around=kit.around("l"), into=self)
        self.setFixedWidth(kit.theme.px(WIDE))
        keep.setFocus()
