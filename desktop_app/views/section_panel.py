"""The sections of a case at the left: where each stands, and why."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QListView, QWidget

from desktop_app.domain.confidence import Band
from desktop_app.domain.track_record import Tally
from desktop_app.qt.section_list_model import SectionListModel, SectionRow
from desktop_app.views.document_ways import DocumentWays
from desktop_app.views.draft_words import meaning_words
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.kit import Kit, column, named, row
from desktop_app.widgets.section_delegate import SectionDelegate

WIDE = 280


class SectionList(QListView):
    """Shows which section is chosen when the keyboard comes to it, wherever it was scrolled to."""

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """The focus is drawn around the chosen section alone."""
        super().focusInEvent(event)
        self.scrollTo(self.currentIndex())


class SectionPanel(QWidget):
    """A list; the chosen section is the one whose text, sources and versions are shown."""

    chosen = Signal(str)
    """A section was chosen."""
    draft_all_asked = Signal()
    redo_all_asked = Signal()
    """Finished sections are to be drafted again, and this was asked for twice."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("leftPanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self._kit, self._filling = kit, False
        self._model, self._list = SectionListModel(self), named(SectionList(), self.tr("Sections"))
        self.draft_all = kit.button(self.tr("Draft all"), size="small")
        self.draft_all.clicked.connect(self.draft_all_asked)
        self._list.setModel(self._model)
        self._list.setItemDelegate(SectionDelegate(kit.theme, self._list))
        self._list.setMouseTracking(True)
        self._list.setResizeMode(QListView.ResizeMode.Adjust)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.selectionModel().currentChanged.connect(self._moved)
        self._list.clicked.connect(self._moved)
        self._about = kit.words(meaning_words(None, Tally(0, 0)), "small", "3", wrapped=True)
        means = kit.words(self.tr("What confidence means"), "label", "2", wrapped=True)
        title = row(kit.icon("info"), (means, 1), gap=kit.theme.px(8))
        meaning = kit.card(title, self._about, kind="flat", around="s")
        edge = kit.theme.px(16)
        self._asked = kit.words(style="small", tone="1", wrapped=True)
        again, leave = kit.button(self.tr("Redo all"), size="small"), kit.button(self.tr("Leave them"), size="small")
        again.clicked.connect(self._redo_all)
        leave.clicked.connect(self._leave_all)
        self._asking = kit.card(self._asked, FlowRow(again, leave, gap=kit.theme.px(8)), kind="selected", around="s")
        self._asking.hide()
        self._leave = leave
        self.documents = DocumentWays(kit)
        head = row((kit.words(self.tr("Sections"), "subhead", wrapped=True), 1), self.draft_all)
        column(
            head,
            self._asking,
            (self._list, 1),
            meaning,
            self.documents,
            gap=kit.theme.px(12),
            around=(edge, kit.theme.px(18), edge, edge),
            into=self,
        )
        self.setMinimumWidth(kit.theme.px(200))

    def show_rows(self, rows: tuple[SectionRow, ...], chosen: str) -> None:
        """These sections, with this one chosen."""
        self._filling = True
        self._model.show_rows(rows)
        index = self._model.index_of(chosen)
        if index.isValid() and index != self._list.currentIndex():
            self._list.setCurrentIndex(index)
        self._filling = False

    def ask_whether_all(self, sections: int) -> None:
        """Ask, in place, before so many finished sections are drafted again."""
        words = self.tr("%n finished section(s) would be drafted again. What a person wrote stays.", "", sections)
        self._asked.setText(words)
        named(self._asking, words)
        self._asking.show()
        self._leave.setFocus(Qt.FocusReason.OtherFocusReason)

    def stop_asking(self) -> None:
        """What was asked is void."""
        self._asking.hide()

    def show_meaning(self, band: Band | None, became: Tally) -> None:
        """What became of earlier sections with the band of the one that is chosen."""
        self._about.setText(meaning_words(band, became))

    def take_focus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Put the keyboard into the list. A focus proxy would do so for Tab as well, past what stands over the list."""
        self._list.setFocus(reason)

    @property
    def rows(self) -> tuple[SectionRow, ...]:
        """What is shown."""
        return self._model.rows

    def _redo_all(self) -> None:
        self.take_focus()
        self._asking.hide()
        self.redo_all_asked.emit()

    def _leave_all(self) -> None:
        self.draft_all.setFocus(Qt.FocusReason.OtherFocusReason)
        self._asking.hide()

    def _moved(self, index: QModelIndex) -> None:
        if index.isValid() and not self._filling:
            self.chosen.emit(self._model.rows[index.row()].section)
