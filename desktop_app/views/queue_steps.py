"""The place of a case in the reviewer's queue, with the ways to the case before it and the one after it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop_app.qt.review_state import ReviewState
from desktop_app.widgets.kit import Kit, named, row, square


class QueueSteps(QWidget):
    """“1 of 6” between two arrows; nothing where the case is in no queue."""

    chosen = Signal(str)
    """A case is to be shown."""

    def __init__(self, kit: Kit, state: ReviewState) -> None:
        super().__init__()
        self._kit = kit
        number, of = state.place
        words = self.tr("%1 of %2").replace("%1", str(number)).replace("%2", str(of))
        before = self._step(self.tr("Case before in your queue"), "chevron-left", state.preceding)
        after = self._step(self.tr("Next case in your queue"), "chevron-right", state.following)
        row(before, named(kit.words(words, "small", "2"), words), after, gap=kit.theme.px(4), into=self)
        if not number:
            self.hide()

    def _step(self, name: str, icon: str, case_id: str) -> QPushButton:
        button = square(self._kit.button("", "ghost", icon, name=name, size="small"), self._kit.theme.px(28))
        button.setEnabled(bool(case_id))
        button.clicked.connect(lambda: self.chosen.emit(case_id))
        return button
