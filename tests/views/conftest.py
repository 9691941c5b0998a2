"""After each test of a view no thread, no timer and no window of it is left."""

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from window_examples import SampleHome, make_sample_home, settle


def _windows() -> set[QWidget]:
    """Those that belong to no other: a menu or a popup goes with what opened it."""
    return {widget for widget in QApplication.topLevelWidgets() if widget.parentWidget() is None}


def _timers() -> set[QTimer]:
    """Those that run. All objects are looked through, since a timer need not belong to a window."""
    return {thing for thing in gc.get_objects() if type(thing) is QTimer and _runs(thing)}


def _runs(timer: QTimer) -> bool:
    try:
        return timer.isActive()
    except RuntimeError:  # Qt has let go of it
        return False


def _threads() -> set[str]:
    """The threads that run; those of a store and of a loop go with the services that are open over them."""
    return {thread.name for thread in threading.enumerate() if not thread.name.startswith(("store", "asyncio"))}


def _left(windows: set[QWidget], threads: set[str]) -> list[str]:
    shown = [f"window {type(widget).__name__}" for widget in _windows() - windows]
    return [*(f"thread {name}" for name in _threads() - threads), *shown]


@pytest.fixture(autouse=True, scope="module")
def no_timer_runs_on(qapp: QApplication) -> Iterator[None]:
    """Of all tests of a file together: looking for timers takes its time."""
    before = _timers()
    yield
    settle()
    gc.collect()
    settle()
    assert [str(timer.parent()) for timer in _timers() - before] == []


@pytest.fixture(autouse=True)
def nothing_is_left(qapp: QApplication) -> Iterator[None]:
    """What was there before may stay, as a window that several tests share."""
    windows, threads = _windows(), _threads()
    yield
    settle()
    if _left(windows, threads):  # what nobody holds any more goes with this
        gc.collect()
        settle()
    assert _left(windows, threads) == []


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> SampleHome:
    """A case at each point of its way; to be copied by who changes it."""
    return make_sample_home(tmp_path_factory.mktemp("sample") / "home")
