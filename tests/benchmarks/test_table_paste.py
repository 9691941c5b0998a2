"""What a large paste into a table costs, beside reading its cells one by one and nothing else."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from desk_examples import WAIT_MS, a_desk
from pytestqt.qtbot import QtBot
from table_examples import COLUMNS, a_table

from desktop_app.domain.value import columns_of
from desktop_app.domain.value_input import parse
from desktop_app.qt.table_presenter import TablePresenter
from desktop_app.qt.table_work import Pasting

ROWS, RUNS, MOST_TIMES, MOST_S = 1_000, 5, 10.0, 1.0
CELLS = ("2026-01-12", "1,000.50", "wire", "Alder Ltd", "2.5")


def timed(act: Callable[[], object]) -> float:
    """Seconds that it takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


@pytest.mark.benchmark
def test_a_thousand_rows_of_ten_cells_are_pasted(
    qtbot: QtBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    field = a_table(*COLUMNS, *({**column, "field": f"{column['field']}2"} for column in COLUMNS))
    text = "\n".join(["\t".join(CELLS * 2)] * ROWS)
    cells = [*zip(columns_of(field), CELLS * 2, strict=True)]
    bare = min(timed(lambda: [parse(*each) for _ in range(ROWS) for each in cells]) for _ in range(RUNS))
    with a_desk(qtbot, tmp_path) as desk:

        def pastes() -> None:
            presenter = TablePresenter(desk, field)
            with qtbot.waitSignal(presenter.done, timeout=WAIT_MS):
                presenter.paste(Pasting(text, "", 0, 0))
            assert len(presenter.model.rows) == ROWS

        whole = min(timed(pastes) for _ in range(RUNS))
    with capsys.disabled():
        print(f"{ROWS} rows: {whole * 1000:.0f} ms, {whole / bare:.1f} times the bare cells")  # noqa: T201
    assert whole / bare < MOST_TIMES
    assert whole < MOST_S
