"""Before work goes on here at a case that another machine has: what that leads to."""

from PySide6.QtWidgets import QWidget

from desktop_app.views.remove_dialog import Removal, RemoveDialog
from desktop_app.widgets.kit import Kit


class TakeBackDialog(RemoveDialog):
    """Accepted where the person goes on here all the same; `by` works at the case of this title."""

    def __init__(self, kit: Kit, title: str, by: str, parent: QWidget) -> None:
        words = self.tr(
            "%1 works at it. You can go on here all the same: when it comes back, both texts are shown and a "
            "person decides. Nothing is merged by itself."
        )
        asked = self.tr("Take back %1?").replace("%1", title)
        keep, take = self.tr("Wait for its return"), self.tr("Take it back")
        super().__init__(kit, title, Removal(words.replace("%1", by), keep, take, asked), parent)
