"""What the window makes of what a batch tells: rows change in place, however many there are and however fast."""

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from service_examples import pack_with

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.domain.batch import (
    Batch,
    BatchEnd,
    BatchRow,
    BatchSource,
    BatchState,
    KeptRow,
    PauseReason,
    RowEndKind,
    RowFault,
    RowState,
)
from desktop_app.qt.batch_presenter import BatchPresenter
from desktop_app.qt.batch_reading import BatchSheet, RunEnded, tally_of
from desktop_app.qt.row_list_model import RowListModel
from desktop_app.qt.theme import Theme
from desktop_app.services.batching import BatchOver, BatchRests, RowTold
from desktop_app.views.batch_lines import row_line
from desktop_app.views.batch_rows_card import BatchRowsCard
from desktop_app.widgets.kit import Kit

NOW = datetime(2026, 1, 12, tzinfo=UTC)
MANY = 1_000


class IdleDesk:
    """Begins nothing of what it is asked."""

    acting = None

    def __init__(self) -> None:
        self.runner = self

    def ask(self, *_: object) -> int:
        return 1

    def cancel(self, task: int) -> None: ...


def batch(state: BatchState = BatchState.RUNNING, rows: int = 3) -> Batch:
    return Batch("b", "fees", "d", BatchSource.FOLDER, "/in", "/in", ("assembled",), "ana", rows, b"k", state, NOW)


def row(number: int, end: RowEndKind | None = None, why: RowFault = RowFault.NONE) -> KeptRow:
    ended = BatchEnd("b", number, end, why, "fee", NOW) if end else None
    return KeptRow(BatchRow("b", number, f"contract {number}", ""), None, ended)


def sheet(count: int = 3) -> BatchSheet:
    rows = tuple((row(number), RowState.WAITING) for number in range(1, count + 1))
    return BatchSheet(batch(rows=count), pack_with().form, rows, running=True, tally=tally_of(rows))


def test_a_row_that_ended_takes_the_place_of_what_it_was() -> None:
    after = sheet().told((RowTold(row(2, RowEndKind.FAILED, RowFault.ANSWER), RowState.FAILED),))
    assert [state for _, state in after.rows] == [RowState.WAITING, RowState.FAILED, RowState.WAITING]
    assert after.count(RowState.FAILED) == 1


def test_a_batch_that_breaks_off_while_another_is_in_view_is_no_longer_running(qtbot: QtBot) -> None:
    presenter = BatchPresenter(IdleDesk())  # type: ignore[arg-type]
    presenter._hear(RowTold(row(2), RowState.DRAFTING))
    presenter._hear(RunEnded("b"))
    presenter._show(replace(sheet(), running=False))
    assert presenter.sheet is not None
    assert presenter.sheet.may_resume and presenter.sheet.count(RowState.DRAFTING) == 0


def test_the_key_that_paused_a_batch_goes_on_with_it(qtbot: QtBot, qapp: QApplication) -> None:
    card = BatchRowsCard(Kit(Theme(qapp, resources_folder())), BatchPresenter(IdleDesk()))  # type: ignore[arg-type]
    qtbot.addWidget(card)
    card.allow(may=True)
    card.show_sheet(sheet())
    card.show()
    card.pause.setFocus()
    card.show_sheet(replace(sheet(), running=False))
    assert card.focusWidget() is card.resume
    card.show_sheet(sheet())
    assert card.focusWidget() is card.pause


def test_a_server_that_is_left_alone_is_told_until_a_row_is_taken_up_again() -> None:
    resting = sheet().told((BatchRests("b", 15.0),))
    assert resting.rests == 15.0
    assert resting.told((RowTold(row(1), RowState.DRAFTING),)).rests is None


def test_a_batch_that_is_paused_says_why_and_may_go_on() -> None:
    paused = sheet().told((BatchOver(batch(BatchState.PAUSED), PauseReason.BUDGET),))
    assert (paused.running, paused.why, paused.may_resume) == (False, PauseReason.BUDGET, True)
    done = sheet().told((BatchOver(batch(BatchState.DONE), None),))
    assert not done.may_resume


def test_a_thousand_rows_change_without_the_list_beginning_anew() -> None:
    model, now, resets = RowListModel(), sheet(MANY), list[int]()
    model.modelReset.connect(lambda: resets.append(1))
    model.show_rows([row_line(*each, now.form) for each in now.rows])
    for number in range(1, 21):
        now = now.told((RowTold(row(number, RowEndKind.DRAFTED), RowState.DRAFTED),))
        model.show_rows([row_line(*each, now.form) for each in now.rows])
    assert len(resets) == 1
    assert model.rows[19].state == "Drafted"
