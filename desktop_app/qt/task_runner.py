"""Work that is no painting: one background thread with an asyncio loop, whose results come back to the Qt thread.

A result carries the number of its task. What nobody waits for any more, because the task was cancelled or its receiver
is gone, is dropped.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar
from weakref import WeakMethod

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from desktop_app.domain.errors import CountersignError

LONGEST_END = 2.0
"""Seconds that ending waits for tasks that do not let go."""
T = TypeVar("T")
Receiver = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a task ended, or a word from the middle of it (`partial`)."""

    task: int
    value: Any = None
    error: Exception | None = None
    partial: bool = False


@dataclass(frozen=True, slots=True)
class _Waiting:
    done: WeakMethod[Receiver] | None
    failed: WeakMethod[Receiver] | None
    told: WeakMethod[Receiver] | None
    future: Any


class TaskRunner(QObject):
    """Runs coroutines in its own thread. Receivers are bound methods of QObjects; they are called in the Qt thread."""

    crashed = Signal(object)
    """An error that no receiver took: a fault of the program."""
    _came = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._loop = asyncio.new_event_loop()
        self._waiting: dict[int, _Waiting] = {}
        self._number, self._ended = 0, False
        self._came.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, name="services", daemon=True)
        self._thread.start()

    @property
    def busy(self) -> int:
        """Tasks whose end has not been told yet."""
        return len(self._waiting)

    @property
    def has_ended(self) -> bool:
        """Whether nothing is begun any more."""
        return self._ended

    def start(
        self,
        work: Callable[[], Coroutine[Any, Any, T]],
        done: Receiver | None = None,
        failed: Receiver | None = None,
    ) -> int:
        """Do the work in the background; the number of the task. `failed` is given the exception.

        Once the runner ends nothing is begun any more, and nobody is told.
        """
        return self._start(lambda _: work(), done, failed, None)

    def follow(
        self,
        work: Callable[[Callable[[Any], None]], Coroutine[Any, Any, T]],
        told: Receiver,
        done: Receiver | None = None,
        failed: Receiver | None = None,
    ) -> int:
        """The same for work that tells of its progress: it is given a function that takes one frozen value."""
        return self._start(work, done, failed, told)

    def wait(self, work: Callable[[], Coroutine[Any, Any, T]], otherwise: T) -> T:
        """Do the work and wait for it, LONGEST_END at most: for what has to be known before the program ends.

        `otherwise` where it fails or takes longer, and once the runner has ended.
        """
        if self._ended:
            return otherwise
        try:
            return asyncio.run_coroutine_threadsafe(work(), self._loop).result(LONGEST_END)
        except Exception:  # noqa: BLE001  # the task boundary: who waits is told that it was not done
            return otherwise

    def cancel(self, task: int) -> None:
        """End a task; nothing of it is told any more."""
        waiting = self._waiting.pop(task, None)
        if waiting is not None:
            waiting.future.cancel()

    def end(self, last: Callable[[], Coroutine[Any, Any, None]] | None = None) -> None:
        """Cancel everything, do the last work (closing the store), and wait for the thread: LONGEST_END at most.

        What was asked last is begun before it is cancelled, since keeping what was typed takes no more than that.
        """
        if self._ended:
            return
        self._ended = True
        self._waiting.clear()
        asyncio.run_coroutine_threadsafe(self._finish(last), self._loop)
        self._thread.join(LONGEST_END)

    async def _finish(self, last: Callable[[], Coroutine[Any, Any, None]] | None) -> None:
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.wait(others, timeout=LONGEST_END / 2) if others else None
        try:
            if last is not None:
                await last()
        finally:
            self._loop.stop()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            self._loop.close()

    def _start(self, work: Callable[[Any], Coroutine[Any, Any, Any]], done: Any, failed: Any, told: Any) -> int:
        if self._ended:
            return 0
        self._number += 1
        number = self._number

        async def run() -> None:
            try:
                value = await work(lambda partial: self._tell(Outcome(number, partial, partial=True)))
            except asyncio.CancelledError:
                return
            except Exception as error:  # noqa: BLE001  # the task boundary: its receiver is told
                self._tell(Outcome(number, error=error))
            else:
                self._tell(Outcome(number, value))

        future = asyncio.run_coroutine_threadsafe(run(), self._loop)
        self._waiting[number] = _Waiting(_weak(done), _weak(failed), _weak(told), future)
        return number

    def _tell(self, outcome: Outcome) -> None:
        if not self._ended:
            self._came.emit(outcome)

    @Slot(object)
    def _deliver(self, outcome: Outcome) -> None:
        waiting = self._waiting.get(outcome.task)
        if waiting is None:
            return
        if outcome.partial:
            _call(waiting.told, outcome.value)
            return
        del self._waiting[outcome.task]
        if outcome.error is None:
            _call(waiting.done, outcome.value)
        elif not _call(waiting.failed, outcome.error) or not isinstance(outcome.error, CountersignError):
            self.crashed.emit(outcome.error)


def _weak(receiver: Receiver | None) -> WeakMethod[Receiver] | None:
    return None if receiver is None else WeakMethod(receiver)


def _call(receiver: WeakMethod[Receiver] | None, value: Any) -> bool:
    """Whether there was somebody to tell; an object that Qt has let go of is nobody."""
    method = receiver() if receiver is not None else None
    if method is None or not isValid(method.__self__):  # type: ignore[attr-defined]
        return False
    method(value)
    return True
