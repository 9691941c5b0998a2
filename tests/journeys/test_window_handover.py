"""A case goes from one window to another through the exchange folder, and back, by the keyboard alone."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from handover_examples import a_desk, two_desks
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from review_examples import K, Reviewer, a_window

from desktop_app.qt.place import Place, Visit

pytestmark = [pytest.mark.usefixtures("store_key"), pytest.mark.long]


def _presses(person: Reviewer, visit: Visit, words: str, then: str = "") -> None:
    """Go to a page, and press the button of these words with the keyboard; `then`: that of the dialog too."""
    person.window.go(visit)
    for each in filter(None, (words, then)):
        person.until(lambda wanted=each: _button(person, wanted) is not None)
        button = _button(person, each)
        assert button is not None
        button.setFocus(Qt.FocusReason.TabFocusReason)
        person.until(button.hasFocus)
        person.press(K.Key_Space)
    person.until(lambda: person.program.desk.runner.busy == 0 and _button(person, words) is None)


def _button(person: Reviewer, words: str) -> QPushButton | None:
    top = QApplication.activeModalWidget() or person.window
    buttons = top.findChildren(QPushButton)
    return next((b for b in buttons if b.text() == words and b.isVisible() and b.isEnabled()), None)


def test_a_case_goes_to_another_window_and_back(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNTERSIGN_HANDOVER_FOLDER", str(tmp_path / "exchange"))

    async def prepare() -> str:
        async with two_desks(tmp_path) as (here, _):
            return await here.world.sent()

    async def approve(case_id: str) -> None:
        async with a_desk(tmp_path / "b", tmp_path / "exchange", "there") as there:
            clock = there.world.clock  # it was taken at the time of the window
            clock.passes((datetime.now(UTC) - clock.now()).total_seconds())
            await there.world.approve(case_id)

    async def approvals(case_id: str) -> int:
        async with a_desk(tmp_path / "a", tmp_path / "exchange", "here") as here:
            assert (await here.verified()).breaks == ()
            return len((await here.record(case_id)).signatures)

    case_id = asyncio.run(prepare())
    with a_window(qtbot, qapp, tmp_path / "a", "ana") as ana:
        _presses(ana, Visit(Place.REVIEW, case_id), "Send to there…", "Send to another machine")
        ana.until(lambda: _button(ana, "Call back") is not None)
    with a_window(qtbot, qapp, tmp_path / "b", "rob") as rob:
        _presses(rob, Visit(Place.QUEUE), "Take")
    asyncio.run(approve(case_id))
    with a_window(qtbot, qapp, tmp_path / "b", "rob") as rob:
        _presses(rob, Visit(Place.REVIEW, case_id), "Return to here")
    with a_window(qtbot, qapp, tmp_path / "a", "ana") as ana:
        _presses(ana, Visit(Place.HOME), "Take")
    assert asyncio.run(approvals(case_id)) == 1
