"""One batch: how its rows stand, which way their sections went, and what can be done with it."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QSizePolicy, QWidget

from desktop_app.domain.batch import KeptRow, RowState
from desktop_app.domain.case import CaseState
from desktop_app.qt.batch_presenter import BatchPresenter
from desktop_app.qt.batch_reading import BatchSheet
from desktop_app.qt.place import Place, Visit
from desktop_app.qt.row_list_model import Row
from desktop_app.views.batch_lines import counts_line, pause_line, routes_lines, row_lines, standing_words, took_lines
from desktop_app.views.save_dialog import RoomyFileDialog, name_parts
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.kit import Kit, column
from desktop_app.widgets.row_list import RowList

FAILED = "failed.csv"


class BatchRowsCard(QWidget):
    """A list of rows that scrolls by itself, however many there are."""

    asked = Signal(object)
    """A Visit: the case of a row."""

    def __init__(self, kit: Kit, presenter: BatchPresenter) -> None:
        super().__init__()
        self._kit, self._presenter = kit, presenter
        self._sheet: BatchSheet | None = None
        self._lines: dict[int, tuple[KeptRow, RowState, Row]] = {}
        self._may = False
        self._title = kit.words(style="subhead", wrapped=True)
        self._counts, self._why = kit.words(tone="2", wrapped=True), kit.words(tone="warning", wrapped=True)
        self._routes = kit.words(style="small", tone="2", wrapped=True)
        self._took = kit.words(style="small", tone="2", wrapped=True)
        self.rows = RowList(kit, self.tr("Rows of the batch"), grows=False)
        self.pause = kit.button(self.tr("Pause"), "secondary", "pause")
        self.resume = kit.button(self.tr("Go on"), "primary", "play")
        self.end = kit.button(self.tr("End the batch"), "secondary", "square")
        self.save = kit.button(self.tr("Save failed rows…"), "secondary", "download")
        self.open = kit.button(self.tr("Open case"), "secondary", "arrow-right")
        self._none = kit.words(tone="2", wrapped=True)
        self._build()
        self._connect()

    def allow(self, *, may: bool) -> None:
        """Whether who is at work may pause it and go on with it."""
        self._may = may
        self._settle()

    def show_sheet(self, sheet: BatchSheet) -> None:
        """Show a batch as it is now; the chosen row stays chosen."""
        if self._sheet is None or self._sheet.batch.batch_id != sheet.batch.batch_id:
            self._lines = {}
        self._sheet = sheet
        self._title.setText(f"{sheet.form.title} · {standing_words(sheet.batch, running=sheet.running)[0]}")
        self._counts.setText(counts_line(sheet))
        self._why.setText(pause_line(sheet))
        self._routes.setText(routes_lines(sheet))
        self._took.setText(took_lines(sheet))
        self.rows.show_rows(self._lines_of(sheet))
        self._settle()

    def _lines_of(self, sheet: BatchSheet) -> list[Row]:
        """The lines of its rows, made anew only where something changed: this happens several times a second."""
        changed = [(row, state) for row, state in sheet.rows if self._is_changed(row, state)]
        for (row, state), line in zip(changed, row_lines(changed, sheet.form), strict=True):
            self._lines[row.number] = (row, state, line)
        return [self._lines[row.number][2] for row, _ in sheet.rows]

    def _is_changed(self, row: KeptRow, state: RowState) -> bool:
        known = self._lines.get(row.number)
        return known is None or known[0] is not row or known[1] is not state

    def _build(self) -> None:
        kit = self._kit
        self._none.setText(self.tr("Rows of a batch appear here, each with its state."))
        self.rows.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.rows.setMinimumHeight(kit.theme.px(160))
        acts = FlowRow(self.pause, self.resume, self.open, self.save, self.end, gap=kit.theme.space("xs"))
        parts = (self._title, self._counts, self._why, self._took, self._routes, acts)
        card = kit.card(self._none, *parts, (self.rows, 1), gap="s")
        column((card, 1), into=self)
        self._settle()

    def _connect(self) -> None:
        self.pause.clicked.connect(self._pause)
        self.resume.clicked.connect(self._resume)
        self.end.clicked.connect(self._end)
        self.open.clicked.connect(self._open_case)
        self.save.clicked.connect(self._ask_where)
        self.rows.opened.connect(self._open_case)
        self.rows.chosen.connect(self._settle)

    def _settle(self, _: object = None) -> None:
        """What can be done now."""
        sheet = self._sheet
        is_there = sheet is not None
        held = self.window().focusWidget()
        self._none.setVisible(not is_there)
        for part in (self._title, self._counts, self.rows):
            part.setVisible(is_there)
        self._why.setVisible(is_there and bool(self._why.text()))
        self._routes.setVisible(is_there and bool(self._routes.text()))
        self._took.setVisible(is_there and bool(self._took.text()))
        self.pause.setVisible(sheet is not None and sheet.running and self._may)
        self.resume.setVisible(sheet is not None and sheet.may_resume and self._may)
        self.end.setVisible(sheet is not None and sheet.may_resume and self._may)
        self.save.setVisible(sheet is not None and any(row.may_be_tried_again for row, _ in sheet.rows))
        self.open.setVisible(is_there and self._case_id() is not None)
        if (
            held in (self.pause, self.resume, self.end) and held.isHidden()
        ):  # the next one would open a case at a second press of the same key
            next((one for one in (self.pause, self.resume) if not one.isHidden()), self.rows).setFocus()

    def _case_id(self) -> tuple[str, CaseState | None] | None:
        """The case of the chosen row, and its state."""
        if self._sheet is None or not self.rows.key:
            return None
        row = next((row for row, _ in self._sheet.rows if str(row.number) == self.rows.key), None)
        return (row.case_id, row.case_state) if row is not None and row.case_id else None

    def _pause(self) -> None:
        if self._sheet is not None:
            self._presenter.pause(self._sheet.batch.batch_id)

    def _resume(self) -> None:
        if self._sheet is not None:
            self._presenter.resume(self._sheet.batch.batch_id)

    def _end(self) -> None:
        if self._sheet is not None:
            self._presenter.cancel(self._sheet.batch.batch_id)

    def _open_case(self, _: object = None) -> None:
        found = self._case_id()
        if found is not None:
            self.asked.emit(Visit(Place.FORM if found[1] is CaseState.FORM else Place.DRAFT, found[0]))

    def _ask_where(self) -> None:
        if self._sheet is None:
            return
        dialog = RoomyFileDialog(self, self.tr("Save failed rows"), self._sheet.batch.folder)
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("Tables (*.csv)"))
        dialog.setDefaultSuffix("csv")
        dialog.selectFile(str(Path(self._sheet.batch.folder) / FAILED))
        name_parts(dialog)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._save)
        dialog.open()

    def _save(self, place: str) -> None:
        if self._sheet is not None:
            self._presenter.save_failed(self._sheet.batch.batch_id, place)
