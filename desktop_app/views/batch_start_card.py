"""A new batch: which form, from where, what it takes, and which rows cannot be drafted."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QWidget

from desktop_app.domain.batch_plan import BatchPlan
from desktop_app.qt.batch_presenter import BatchPresenter
from desktop_app.qt.batch_reading import BatchBoard
from desktop_app.views.batch_lines import forecast_line, problem_rows, takes_line
from desktop_app.views.file_intake import documents_folder
from desktop_app.views.save_dialog import RoomyFileDialog, name_parts
from desktop_app.widgets.drop_down import DropDown
from desktop_app.widgets.field_frame import FieldFrame
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.kit import Kit, column, row
from desktop_app.widgets.row_list import RowList

MOST_SHOWN = 6
"""Rows with a fault in sight; the list scrolls."""


class BatchStartCard(QWidget):
    """Choose, see what it takes, begin."""

    begun = Signal()

    def __init__(self, kit: Kit, presenter: BatchPresenter) -> None:
        super().__init__()
        self._kit, self._presenter = kit, presenter
        self._plan: BatchPlan | None = None
        self._place = ""
        self.forms = DropDown(kit.theme, self.tr("Form"))
        self.drafters = DropDown(kit.theme, self.tr("Drafted by"))
        self._folder = kit.button(self.tr("Choose folder…"), "secondary", "folder-open")
        self._table = kit.button(self.tr("Choose table…"), "secondary", "file-spreadsheet")
        self._from, self._says = kit.words(tone="2", wrapped=True), kit.words(wrapped=True)
        self._takes, self._reading = kit.words(tone="2", wrapped=True), kit.words(tone="2", wrapped=True)
        self.problems = RowList(kit, self.tr("Rows that cannot be drafted"), most=MOST_SHOWN)
        self._begin = kit.button(self.tr("Begin the batch"), "primary", "play")
        self._may = kit.words(tone="2", wrapped=True)
        self._fields = self._made_fields()
        column(self._made_card(), into=self)
        self._connect()
        self._show_plan(None)

    def show_board(self, board: BatchBoard) -> None:
        """What there is to choose from; the chosen form stays chosen."""
        chosen, drafter = self.forms.currentData(), self.drafters.currentData()
        self.forms.show_choices([(form.title, form.name) for form in board.forms])
        usual = self.tr("Your models, in their order") if board.endpoints else self.tr("Assembled, no model")
        assembled = [(self.tr("Assembled, no model"), "assembled")] if board.endpoints else []
        self.drafters.show_choices([(usual, ""), *((name, name) for name in board.endpoints), *assembled])
        if chosen:
            self.forms.choose(chosen)
        if drafter and drafter in board.endpoints:
            self.drafters.choose(drafter)
        self._may.setText("" if board.may_begin else self.tr("An analyst can begin a batch."))
        self._may.setVisible(not board.may_begin)
        self._fields.setVisible(board.may_begin)

    def take(self, place: str) -> None:
        """Look at this folder or table."""
        self._place = place
        self._look()

    def give_up(self) -> None:
        """What was to be looked at cannot be."""
        self._reading.hide()

    def _made_fields(self) -> QWidget:
        kit, gap = self._kit, self._kit.theme.space("s")
        fields = QWidget()
        hint = self.tr(
            "A folder: one case for each document. A table (CSV): one case for each row, its columns named as the "
            "questions; files stand beside it."
        )
        column(
            FieldFrame(kit, self.tr("Form"), self.forms, nested=True),
            FieldFrame(kit, self.tr("Drafted by"), self.drafters, nested=True),
            kit.words(hint, "small", "3", wrapped=True),
            FlowRow(self._folder, self._table, gap=kit.theme.space("xs")),
            self._reading, self._from, self._says, self._takes, row(self._begin, None), self.problems,
            gap=gap, into=fields,
        )  # fmt: skip
        return fields

    def _made_card(self) -> QFrame:
        kit = self._kit
        return kit.card(kit.words(self.tr("New batch"), "subhead"), self._may, self._fields, gap="s")

    def _connect(self) -> None:
        self._folder.clicked.connect(self._ask_for_folder)
        self._table.clicked.connect(self._ask_for_table)
        self._begin.clicked.connect(self._start)
        self.forms.activated.connect(self._look)
        self.drafters.activated.connect(self._look)
        self._presenter.planned.connect(self._show_plan)

    def _look(self) -> None:
        if self._place and self.forms.currentData():
            self._show_plan(None)
            self._reading.setText(self.tr("Reading %1").replace("%1", self._place))
            self._reading.show()
            self._presenter.plan(self.forms.currentData(), self._place, self.drafters.currentData() or "")

    def _show_plan(self, plan: BatchPlan | None) -> None:
        self._plan = plan
        self._reading.hide()
        parts = (self._from, self._says, self._takes, self.problems, self._begin)
        for part in parts:
            part.setVisible(plan is not None)
        if plan is None:
            return
        self._from.setText(self.tr("From %1").replace("%1", plan.place))
        self._says.setText(forecast_line(plan))
        self._takes.setText(takes_line(plan))
        found = problem_rows(plan.rows)
        self.problems.show_rows(found)
        self.problems.setVisible(bool(found))
        self._begin.setVisible(plan.forecast.ready > 0)
        if plan.forecast.ready:
            self._begin.setFocus(Qt.FocusReason.OtherFocusReason)

    def _start(self) -> None:
        if self._plan is not None:
            plan, self._place = self._plan, ""
            self._show_plan(None)
            self._presenter.begin(plan)
            self.begun.emit()

    def _ask_for_folder(self) -> None:
        dialog = RoomyFileDialog(self, self.tr("Choose a folder of documents"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        self._open(dialog)

    def _ask_for_table(self) -> None:
        dialog = RoomyFileDialog(self, self.tr("Choose a table"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("Tables (*.csv *.tsv *.txt)"))
        self._open(dialog)

    def _open(self, dialog: QFileDialog) -> None:
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setDirectory(documents_folder())
        name_parts(dialog)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.take)
        dialog.open()
