"""Practice in the review queue: its own name, apart from the cases that wait."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.practice_sheet import PracticeStanding
from desktop_app.qt.place import Place, Visit
from desktop_app.qt.practice_presenter import PracticePresenter
from desktop_app.widgets.kit import Kit, named, row


class PracticeLine(QWidget):
    """Says that one is due, and leads to them. It is no case of the queue, and is not counted as one."""

    asked = Signal(object)

    def __init__(self, kit: Kit, presenter: PracticePresenter) -> None:
        super().__init__()
        presenter.setParent(self)
        self._presenter = presenter
        self._words = kit.words(style="small", tone="3", wrapped=True)
        self.button = kit.button(self.tr("Practice"), "secondary", "list-checks", size="small")
        self.button.clicked.connect(self._lead)
        named(self, self.tr("Practice"))
        row(self.button, (self._words, 1), gap=kit.theme.px(10), into=self)
        presenter.stands.connect(self._show)
        self.hide()

    def look(self) -> None:
        """Whether there is something to practise."""
        self._presenter.look()

    def _show(self, standing: PracticeStanding) -> None:
        due = self.tr("A practice case is due. It is no real case, and some of it is wrong on purpose.")
        usual = self.tr("Cases with known errors, apart from real work.")
        self._words.setText(due if standing.is_due else usual)
        self.setVisible(bool(standing.offers))

    def _lead(self) -> None:
        self.asked.emit(Visit(Place.PRACTICE))
