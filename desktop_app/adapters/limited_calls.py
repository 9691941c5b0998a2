"""Calls of what may never answer (a keyring behind a dialog, a folder of the network), each with a time limit."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

SECONDS = 10.0
T = TypeVar("T")


class LimitedCalls:
    """Makes one call at a time, each on a thread of its own. While one hangs no other is begun: it would hang too."""

    def __init__(self, name: str, seconds: float = SECONDS) -> None:
        self._name, self._seconds = name, seconds
        self._turn, self._thread = threading.Lock(), threading.Thread()

    def call(self, work: Callable[[], T]) -> T:
        """What `work` gives, or raises. Raises TimeoutError where it takes longer than the limit, waiting included."""
        end = time.monotonic() + self._seconds
        if not self._turn.acquire(timeout=self._seconds):
            raise TimeoutError(self._name)
        try:
            if self._thread.is_alive():
                raise TimeoutError(self._name)
            return self._made(work, end)
        finally:
            self._turn.release()

    def _made(self, work: Callable[[], T], end: float) -> T:
        outcome: list[T] = []
        errors: list[Exception] = []

        def run() -> None:
            try:
                outcome.append(work())
            except Exception as error:  # noqa: BLE001  # the boundary of the thread: it is raised in the caller's
                errors.append(error)

        self._thread = threading.Thread(target=run, name=self._name, daemon=True)
        self._thread.start()
        self._thread.join(max(0.0, end - time.monotonic()))
        if self._thread.is_alive():
            raise TimeoutError(self._name)
        if errors:
            raise errors[0]
        return outcome[0]
