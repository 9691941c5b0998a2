"""A window that is killed while its reviewer is at work: what they marked is still marked, and what they decided is
offered again and recorded once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from review_examples import K, a_window, edited_and_sent, prepared
from service_examples import World
from window_processes import WindowProcesses, window_processes

from desktop_app.domain.case import CaseState
from desktop_app.qt.place import Place, Visit
from desktop_app.widgets.toast import Toast

pytestmark = pytest.mark.usefixtures("store_key")


@pytest.fixture(scope="module")
def processes() -> Iterator[WindowProcesses]:
    with window_processes() as processes:
        yield processes


def killed(processes: WindowProcesses, home: Path, act: str) -> str:
    """A case whose reviewer was killed after this act."""
    case_id = prepared(home, edited_and_sent)
    process = processes.start(home, act, "rob", case_id)
    process.until("begun")
    process.kill()
    return case_id


def returned(home: Path, case_id: str) -> tuple[CaseState, int]:
    """Where the case is, and how often it was returned."""

    async def look(world: World) -> tuple[CaseState, int]:
        state = (await world.facts(case_id)).record.file.state
        return state, (await world.told(case_id)).count("decision.returned")

    return prepared(home, look)


def test_what_a_reviewer_marked_is_marked_after_a_kill(
    processes: WindowProcesses, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case_id = killed(processes, tmp_path, "marks")
    with a_window(qtbot, qapp, tmp_path, "rob") as rob:
        rob.opens(case_id)
        marks = rob.review.presenter.marks
        assert (marks.checked, marks.chosen) == ({0}, {("fee", 1): True})
        assert [(left.kind.value, left.count) for left in rob.review.presenter.left] == [("change", 1)]
        assert all(box.isChecked() for box in rob.review.checks)


def test_a_held_return_is_offered_after_a_kill_and_recorded_once(
    processes: WindowProcesses, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case_id = killed(processes, tmp_path, "returns")
    assert returned(tmp_path, case_id) == (CaseState.REVIEW, 0)
    with a_window(qtbot, qapp, tmp_path, "rob") as rob:
        rob.until(lambda: any(toast.isVisible() for toast in rob.window.findChildren(Toast)))
        rob.window.go(Visit(Place.QUEUE))
        rob.until(lambda: rob.queue.isVisible() and rob.program.desk.runner.busy == 0)
        assert rob.queue.count == 0
    assert returned(tmp_path, case_id) == (CaseState.RETURNED, 1)
    with a_window(qtbot, qapp, tmp_path, "rob"):
        pass
    assert returned(tmp_path, case_id) == (CaseState.RETURNED, 1)


def test_a_held_return_can_be_taken_back_after_a_kill(
    processes: WindowProcesses, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case_id = killed(processes, tmp_path, "returns")
    with a_window(qtbot, qapp, tmp_path, "rob") as rob:
        rob.until(lambda: any(toast.isVisible() for toast in rob.window.findChildren(Toast)))
        rob.until(lambda: QApplication.focusWidget() is not None)
        rob.press(K.Key_Z, Qt.KeyboardModifier.ControlModifier)
        rob.sees(case_id)
    assert returned(tmp_path, case_id) == (CaseState.REVIEW, 0)
