"""Work in the background comes back to the Qt thread, or is dropped."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop_app.domain.errors import StoreFailed
from desktop_app.qt.task_runner import TaskRunner


class Receiver(QObject):
    """Keeps what it is told, and in which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.values: list[Any] = []
        self.threads: set[threading.Thread] = set()

    def take(self, value: Any) -> None:
        self.values.append(value)
        self.threads.add(threading.current_thread())


@pytest.fixture
def runner(qapp: object) -> Iterator[TaskRunner]:
    runner = TaskRunner()
    yield runner
    runner.end()
    assert not any(thread.name == "services" for thread in threading.enumerate())


async def _answer() -> int:
    return 42


async def _refuse() -> int:
    raise StoreFailed("No.", next="Wait.")


async def _wait_for_ever() -> None:
    await asyncio.Event().wait()


def test_a_result_comes_back_in_the_qt_thread(runner: TaskRunner, qtbot: QtBot) -> None:
    receiver = Receiver()
    runner.start(_answer, receiver.take)
    qtbot.waitUntil(lambda: receiver.values == [42])
    assert receiver.threads == {threading.main_thread()}


def test_an_error_for_people_goes_to_who_asked(runner: TaskRunner, qtbot: QtBot) -> None:
    receiver, crashes = Receiver(), Receiver()
    runner.crashed.connect(crashes.take)
    runner.start(_refuse, None, receiver.take)
    qtbot.waitUntil(lambda: len(receiver.values) == 1)
    assert isinstance(receiver.values[0], StoreFailed)
    assert crashes.values == []


def test_an_error_that_nobody_takes_is_told_as_a_crash(runner: TaskRunner, qtbot: QtBot) -> None:
    with qtbot.waitSignal(runner.crashed):
        runner.start(_refuse)


def test_a_cancelled_task_tells_nothing_any_more(runner: TaskRunner, qtbot: QtBot) -> None:
    receiver = Receiver()
    runner.cancel(runner.start(_answer, receiver.take))
    runner.start(_answer, receiver.take)
    qtbot.waitUntil(lambda: runner.busy == 0)
    assert receiver.values == [42]


def test_progress_comes_before_the_end_and_in_order(runner: TaskRunner, qtbot: QtBot) -> None:
    receiver = Receiver()

    async def work(tell: Callable[[int], None]) -> int:
        for step in range(5):
            tell(step)
        return 5

    runner.follow(work, receiver.take, receiver.take)
    qtbot.waitUntil(lambda: receiver.values == [0, 1, 2, 3, 4, 5])


def test_a_result_for_a_receiver_that_is_gone_is_dropped(runner: TaskRunner, qtbot: QtBot) -> None:
    receiver = Receiver()
    runner.start(_answer, receiver.take)
    del receiver
    qtbot.waitUntil(lambda: runner.busy == 0)


def test_ending_does_the_last_work_and_does_not_wait_for_what_hangs(runner: TaskRunner) -> None:
    closed: list[bool] = []

    async def close() -> None:
        closed.append(True)

    runner.start(_wait_for_ever)
    runner.end(close)
    assert closed == [True]


def test_a_receiver_that_qt_has_let_go_of_is_told_nothing(runner: TaskRunner, qtbot: QtBot) -> None:
    gone, there = Receiver(), Receiver()
    runner.start(_answer, gone.take)
    shiboken6.delete(gone)
    runner.start(_answer, there.take)
    qtbot.waitUntil(lambda: there.values == [42])
    assert gone.values == []


def test_what_was_asked_last_is_begun_before_the_end(runner: TaskRunner) -> None:
    begun: list[bool] = []
    ending = threading.Event()

    async def busy() -> None:
        ending.wait(5)

    async def note() -> None:
        begun.append(True)

    runner.start(busy)
    runner.start(note)
    threading.Timer(0.05, ending.set).start()  # while the end waits for the thread
    runner.end()
    assert begun == [True]


def test_after_the_end_nothing_is_begun_and_nobody_waits(runner: TaskRunner) -> None:
    runner.end()
    runner.start(_refuse)
    assert runner.busy == 0
    assert runner.wait(_answer, 0) == 0


def test_a_wait_gives_the_value_or_says_that_it_was_not_done(runner: TaskRunner) -> None:
    assert runner.wait(_answer, 0) == 42
    assert runner.wait(_refuse, None) is None
