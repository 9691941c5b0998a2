"""Where cycles are collected."""

import gc
import threading
from collections.abc import Iterator
from weakref import ref

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop_app.qt.qt_collector import QtCollector


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[QtCollector]:
    home = QObject()
    yield QtCollector(home)
    home.deleteLater()


class Ring(QObject):
    """Holds itself, so that only collecting frees it."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


def _many() -> None:
    rings: list[list[object]] = []
    for _ in range(3 * gc.get_threshold()[0]):
        rings.append([rings])


def test_another_thread_collects_nothing(collector: QtCollector) -> None:
    ring = ref(Ring())
    other = threading.Thread(target=_many)
    other.start()
    other.join()
    assert ring() is not None
    collector.look()
    assert ring() is None


def test_the_timer_collects_in_the_qt_thread(qtbot: QtBot, collector: QtCollector) -> None:
    ring = ref(Ring())

    def is_gone() -> bool:
        _many()  # each time, since what an earlier test freed late is subtracted from the interpreter's count
        return ring() is None

    qtbot.waitUntil(is_gone)
