"""A list of cases on a card of its own, as high as its rows: the page scrolls, and not the list in it."""

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop_app.domain.work import WorkCase, WorkPage
from desktop_app.qt.case_list_model import CaseListModel, Told
from desktop_app.views.home_words import widest_confidence
from desktop_app.widgets.case_delegate import CaseDelegate
from desktop_app.widgets.key_list import KeyList
from desktop_app.widgets.kit import Kit, column, named, row


class CaseCard(QFrame):
    """A heading with the number of all cases, the rows that are read, and a button for more of them."""

    opened = Signal(object)
    """A CaseFile."""
    chosen = Signal(str)
    """The case that the keyboard is at."""

    def __init__(self, kit: Kit, name: str, told: Told, *, steps: bool) -> None:
        super().__init__()
        self.setProperty("card", "plain")
        named(self, name)
        self._count = kit.words(tone="accent" if steps else "3")
        self.head = row(kit.words(name, "subhead"), self._count, None)
        self.rows, self._model = KeyList(name), CaseListModel(told, self)
        self.more = kit.button(self.tr("Show more"), "link")
        self._body: QVBoxLayout = column(self.head, self.rows, around=kit.around("m"), into=self)
        self._body.addWidget(self.more, alignment=Qt.AlignmentFlag.AlignLeft)
        self.rows.setModel(self._model)
        self.rows.setItemDelegate(CaseDelegate(kit.theme, widest_confidence(), self.rows, steps=steps))
        self.rows.setUniformItemSizes(True)
        self.rows.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.opened.connect(self._open)
        self.rows.selectionModel().currentChanged.connect(self._choose)
        self.rows.clicked.connect(self._clicked)

    @property
    def cases(self) -> tuple[WorkCase, ...]:
        """What is shown."""
        return self._model.cases

    def put_below_head(self, part: QWidget) -> None:
        """A part between the heading and the rows."""
        self._body.insertWidget(1, part)

    def show_page(self, page: WorkPage, titles: Mapping[str, str]) -> None:
        """These cases now."""
        self._count.setText(str(page.count or ""))
        self._model.show_cases(page.cases, titles)
        high = self.rows.sizeHintForRow(0) if page.cases else 0
        self.rows.setFixedHeight(high * len(page.cases) + 2)
        self.rows.setVisible(bool(page.cases))
        self.more.setVisible(len(page.cases) < page.count)

    def _clicked(self, index: QModelIndex) -> None:
        self._open(index.row())

    def _choose(self, index: QModelIndex, _: QModelIndex) -> None:
        if 0 <= index.row() < len(self._model.cases):
            self.chosen.emit(self._model.cases[index.row()].file.case_id)

    def _open(self, number: int) -> None:
        self.opened.emit(self._model.cases[number].file)
