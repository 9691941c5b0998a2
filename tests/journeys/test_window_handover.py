"""A case goes from one window to another through the exchange folder, and back, by the keyboard alone."""

import asyncio
from pathlib import Path

import pytest
from handover_examples import a_desk, two_desks
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from review_examples import K, Reviewer, a_window

from desktop_app.qt.place import Place, Visit
from desktop_app.views.handover_panel import HandoverPanel

pytestmark = [pytest.mark.usefixtures("store_key"), pytest.mark.long]


def _presses(person: Reviewer, words: str) -> None:
    """Go to the page of other machines, and press the button of these words with the keyboard."""
    person.window.go(Visit(Place.SETTINGS, at="machines"))
    person.until(lambda: _button(person, words) is not None)
    button = _button(person, words)
    assert button is not None
    button.setFocus(Qt.FocusReason.TabFocusReason)
    person.press(K.Key_Space)
    person.until(lambda: person.program.desk.runner.busy == 0 and _button(person, words) is None)


def _button(person: Reviewer, words: str) -> QPushButton | None:
    panel: HandoverPanel | None = person.window.findChild(HandoverPanel)
    buttons = panel.findChildren(QPushButton) if panel is not None else []
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
            await there.world.approve(case_id)

    async def approvals(case_id: str) -> int:
        async with a_desk(tmp_path / "a", tmp_path / "exchange", "here") as here:
            assert (await here.verified()).breaks == ()
            return len((await here.record(case_id)).signatures)

    case_id = asyncio.run(prepare())
    with a_window(qtbot, qapp, tmp_path / "a", "ana") as ana:
        _presses(ana, "Hand over")
    with a_window(qtbot, qapp, tmp_path / "b", "rob") as rob:
        _presses(rob, "Take in")
    asyncio.run(approve(case_id))
    with a_window(qtbot, qapp, tmp_path / "b", "rob") as rob:
        _presses(rob, "Give back")
    with a_window(qtbot, qapp, tmp_path / "a", "ana") as ana:
        _presses(ana, "Take in")
    assert asyncio.run(approvals(case_id)) == 1
