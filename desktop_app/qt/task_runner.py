"""Work that is no painting: one background thread with an asyncio loop, whose results come back to the Qt thread.

A result carries the number of its task. What nobody waits for any more, because the task was cancelled or its receiver
is gone, is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakMethod

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from desktop_app.domain.errors import CountersignError

if TYPE_CHECKING:
    from desktop_app.qt.background_loop import BackgroundLoop

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
        self._loop: BackgroundLoop | None = None
        self._waiting: dict[int, _Waiting] = {}
        self._number, self._ended = 0, False
        self._came.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

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
        """Do the work and wait for it, two seconds at most: for what has to be known before the program ends.

        `otherwise` where it fails or takes longer, and once the runner has ended.
        """
        if self._ended:
            return otherwise
        try:
            return self._ready().result(work())
        except Exception:  # noqa: BLE001  # the task boundary: who waits is told that it was not done
            return otherwise

    def cancel(self, task: int) -> None:
        """End a task; nothing of it is told any more."""
        waiting = self._waiting.pop(task, None)
        if waiting is not None:
            waiting.future.cancel()

    def end(self, last: Callable[[], Coroutine[Any, Any, None]] | None = None) -> None:
        """Cancel everything, do the last work (closing the store), and wait for the thread, two seconds at most.

        What was asked last is begun before it is cancelled, since keeping what was typed takes no more than that.
        Where nothing was ever started there is nothing to close.
        """
        if self._ended:
            return
        self._ended = True
        self._waiting.clear()
        if self._loop is not None:
            self._loop.end(last)

    def _start(self, work: Callable[[Any], Coroutine[Any, Any, Any]], done: Any, failed: Any, told: Any) -> int:
        if self._ended:
            return 0
        self._number += 1
        number = self._number

        async def run() -> None:
            try:
                value = await work(lambda partial: self._tell(Outcome(number, partial, partial=True)))
            except Exception as error:  # noqa: BLE001  # the task boundary: its receiver is told
                self._tell(Outcome(number, error=error))
            else:
                self._tell(Outcome(number, value))

        self._waiting[number] = _Waiting(_weak(done), _weak(failed), _weak(told), self._ready().submit(run()))
        return number

    def _ready(self) -> BackgroundLoop:
        """The loop, made for the first task."""
        if self._loop is None:
            from desktop_app.qt.background_loop import BackgroundLoop

            self._loop = BackgroundLoop()
        return self._loop

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
