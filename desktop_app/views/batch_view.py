"""Batch: many cases of one form at once, from a folder of documents or a table."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.qt.batch_presenter import BatchPresenter
from desktop_app.qt.batch_reading import BatchBoard, BatchSheet
from desktop_app.qt.place import Place, Visit
from desktop_app.views.batch_lines import batch_row
from desktop_app.views.batch_rows_card import BatchRowsCard
from desktop_app.views.batch_start_card import BatchStartCard
from desktop_app.widgets.arriving import Arriving
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.kit import Kit, column, named
from desktop_app.widgets.row_list import RowList

MOST_BATCHES = 6
"""Batches in sight; the list scrolls."""


class BatchView(QWidget):
    """What can be begun and what was at the left, one batch at the right."""

    asked = Signal(object)
    above = Place.NEW_CASE

    def __init__(self, kit: Kit, presenter: BatchPresenter, banner: Banner) -> None:
        super().__init__()
        presenter.setParent(self)
        self._kit, self._presenter, self._banner = kit, presenter, banner
        self._awaited = False
        self.start, self.sheet = BatchStartCard(kit, presenter), BatchRowsCard(kit, presenter)
        self.batches = RowList(kit, self.tr("Batches"), most=MOST_BATCHES)
        self._none = kit.words(tone="2", wrapped=True)
        named(self, self.tr("Batch"))
        self._build()
        self._connect()

    def enter(self, visit: Visit) -> None:  # noqa: ARG002
        """Look at what there is; what is at work goes on."""
        self._whole.wait()
        self._presenter.look()

    def leave(self) -> bool:
        """What is at work goes on."""
        return True

    def crumbs(self) -> tuple[str, ...]:
        """Where this is."""
        return self.tr("New case"), self.tr("Batch")

    def _build(self) -> None:
        kit, gap = self._kit, self._kit.theme.space("m")
        below = self.tr("One case for each document of a folder, or for each row of a table.")
        title = column(kit.words(self.tr("Batch"), "title"), kit.words(below, tone="3", wrapped=True), gap=gap // 4)
        listed = kit.card(kit.words(self.tr("Batches"), "subhead"), self._none, self.batches, gap="s")
        left = QWidget()
        column(self.start, listed, None, gap=gap, into=left)
        scrolled = kit.scrolled(left)
        scrolled.setMinimumWidth(kit.theme.px(340))
        body = kit.beside("batch", self.tr("Batches and their rows"), (scrolled, 4), (kit.scrolled(self.sheet), 6))
        inside = QWidget()
        column(title, (body, 1), gap=gap, around=kit.around("l"), into=inside)
        self._whole = Arriving(kit, inside)
        column(self._whole, into=self)

    def _connect(self) -> None:
        presenter = self._presenter
        presenter.known.connect(self._show)
        presenter.shown.connect(self._show_sheet)
        presenter.saved.connect(self._say_saved)
        presenter.failed.connect(self._fail)
        self.batches.chosen.connect(self._choose)
        self.start.begun.connect(self._await_sheet)
        self.sheet.asked.connect(self.asked)

    def _show(self, board: BatchBoard) -> None:
        is_first = not self._whole.has_arrived
        self._whole.arrived()
        self.start.show_board(board)
        titles = {form.name: form.title for form in board.forms}
        rows = [
            batch_row(each, titles.get(each.form, each.form), running=each.batch_id in board.running)
            for each in board.batches
        ]
        in_view = self._presenter.sheet
        with QSignalBlocker(self.batches):
            self.batches.show_rows(rows)
            if in_view is not None:
                self.batches.choose(in_view.batch.batch_id)
        if in_view is None:
            self._choose(self.batches.key)
        self.batches.setVisible(bool(rows))
        self._none.setText(
            self.tr("No batch yet. Choose a form, and a folder or a table.")
            if board.may_read
            else self.tr("What cases hold is read by analysts, reviewers, approvers and auditors.")
        )
        self._none.setVisible(not rows)
        self.sheet.allow(may=board.may_begin)
        if is_first and self.isVisible():
            (self.start.forms if board.may_begin else self.batches if rows else self).setFocus()

    def _choose(self, batch_id: str) -> None:
        in_view = self._presenter.sheet
        if batch_id and (in_view is None or in_view.batch.batch_id != batch_id):
            self._presenter.open(batch_id)

    def _await_sheet(self) -> None:
        """The batch that was begun is what the keyboard goes to."""
        self._awaited = True
        self.start.forms.setFocus()

    def _show_sheet(self, sheet: BatchSheet) -> None:
        self.sheet.show_sheet(sheet)
        if self._awaited:
            self._awaited = False
            self.sheet.rows.setFocus()
        if sheet.batch.batch_id in {row.key for row in self.batches.rows}:
            with QSignalBlocker(self.batches):
                self.batches.choose(sheet.batch.batch_id)

    def _say_saved(self, count: int) -> None:
        self._banner.say(
            self.tr("%n failed row(s) saved. Correct them, and begin a batch of them.", "", count), "success"
        )

    def _fail(self, error: Exception) -> None:
        self._whole.give_up()
        self.start.give_up()
        self._banner.fail(error)
