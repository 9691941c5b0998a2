"""A fault in a slot is told and kept, and the program goes on."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.adapters.fault_log import FAULTS, keep_fault
from desktop_app.qt.slot_faults import SlotFaults
from desktop_app.qt.theme import Theme
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.kit import Kit


@pytest.fixture
def faults(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> SlotFaults:
    monkeypatch.setattr(sys, "excepthook", lambda *_: None)
    faults = SlotFaults()
    faults.listen()
    return faults


def fails() -> None:
    raise ValueError("what Ana wrote")


def test_a_fault_in_a_slot_is_heard_and_later_ones_too(faults: SlotFaults, qtbot: QtBot) -> None:
    for _ in range(2):
        with qtbot.waitSignal(faults.met) as met:
            QTimer.singleShot(0, fails)
        assert isinstance(met.args[0], ValueError)


def test_a_fault_in_telling_of_it_is_not_told_again(faults: SlotFaults, qtbot: QtBot) -> None:
    told: list[object] = []
    faults.met.connect(told.append)
    faults.met.connect(lambda _: fails())
    with qtbot.waitSignal(faults.met):
        QTimer.singleShot(0, fails)
    assert len(told) == 1


def test_it_comes_into_the_log_of_the_home_without_its_words(faults: SlotFaults, qtbot: QtBot, tmp_path: Path) -> None:
    from PySide6.QtWidgets import QApplication

    banner = Banner(Kit(Theme(QApplication.instance(), resources_folder())))  # type: ignore[arg-type]
    banner.met.connect(lambda met: keep_fault(tmp_path, met.text))
    faults.met.connect(banner.fail)
    with qtbot.waitSignal(faults.met):
        QTimer.singleShot(0, fails)
    kept = (tmp_path / FAULTS).read_text()
    assert "ValueError\n  test_slot_faults.py:" in kept
    assert "Ana" not in kept
