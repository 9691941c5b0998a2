"""Nobody touches the window for a while."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.qt.idle_lock import IdleLock

MINUTE_MS = 40
"""A minute of these tests."""


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


@pytest.fixture
def lock(window: QWidget) -> Iterator[IdleLock]:
    lock = IdleLock(window, MINUTE_MS)
    yield lock
    lock.rest()


def test_it_is_told_when_nobody_touches_the_window(lock: IdleLock, qtbot: QtBot) -> None:
    with qtbot.waitSignal(lock.idle):
        lock.begin(1)
    assert not lock.is_running


def test_no_minutes_are_never(lock: IdleLock) -> None:
    lock.begin(0)
    assert not lock.is_running


@pytest.mark.parametrize("key", [True, False])
def test_a_key_or_the_pointer_starts_the_count_anew(lock: IdleLock, window: QWidget, qtbot: QtBot, key: bool) -> None:
    told: list[bool] = []
    lock.idle.connect(lambda: told.append(True))
    lock.begin(1000)
    begun = lock._timer.remainingTime()
    qtbot.waitUntil(lambda: lock._timer.remainingTime() < begun - MINUTE_MS)
    later = lock._timer.remainingTime()
    if key:
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
    else:
        QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: lock._timer.remainingTime() > later)
    assert told == []


def test_while_it_rests_nothing_is_told_and_no_key_starts_it(lock: IdleLock, window: QWidget) -> None:
    lock.begin(1)
    lock.rest()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
    assert not lock.is_running
