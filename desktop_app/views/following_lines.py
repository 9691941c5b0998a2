"""What follows from the answers by the form's rule tables: outcomes with their reasons, and on demand the way there."""

from functools import partial

from PySide6.QtWidgets import QWidget

from desktop_app.qt.form_step import Following
from desktop_app.widgets.kit import Kit, clear, column, named, row


class FollowingLines(QWidget):
    """A block for each rule table; it is made anew where something else follows."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._shown: tuple[Following, ...] = ()
        self._blocks = column(gap=kit.theme.px(12))
        title = kit.words(self.tr("What follows from the answers"), "heading", wrapped=True)
        column(kit.theme.px(14), kit.line(), kit.theme.px(6), title, self._blocks, gap=kit.theme.px(6), into=self)
        self.hide()

    def show_following(self, following: tuple[Following, ...]) -> None:
        """These, in the order of the form."""
        if following == self._shown:
            return
        self._shown = following
        clear(self._blocks)
        for each in following:
            self._blocks.addWidget(self._block(each))
        self.setVisible(bool(following))

    def _block(self, following: Following) -> QWidget:
        kit, held = self._kit, QWidget()
        said = self.tr("Not decided yet: answers are missing.")
        if following.outcome:
            said = f"{following.outcome} · {following.reason}"
        answer = kit.words(said, "strong", "1" if following.outcome else "3", wrapped=True)
        path = kit.words("\n".join(following.path), "small", "2", wrapped=True)
        why = kit.button(self.tr("Why"), "link", size="small")
        named(why, self.tr("Why: %1").replace("%1", following.title))
        why.clicked.connect(partial(_turn, path))
        head = row((kit.words(following.title, "small", "2", wrapped=True), 1), why)
        column(head, answer, path, gap=kit.theme.px(2), into=held)
        path.hide()
        why.setVisible(bool(following.path))
        return held


def _turn(path: QWidget, _checked: bool = False) -> None:
    path.setVisible(path.isHidden())
