"""One thread with an asyncio loop. Imported when there is something to do in it: that takes as long as a window."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

LONGEST_END = 2.0
"""Seconds that ending waits for tasks that do not let go, and that anybody waits for one."""
T = TypeVar("T")


class BackgroundLoop:
    """Runs coroutines until it is ended."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="services", daemon=True)
        self._thread.start()

    def submit(self, work: Coroutine[Any, Any, T]) -> "Future[T]":
        """Run it, from any thread."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def result(self, work: Coroutine[Any, Any, T]) -> T:
        """Run it and wait for it. Raises what it raises, and TimeoutError after LONGEST_END."""
        return self.submit(work).result(LONGEST_END)

    def end(self, last: Callable[[], Coroutine[Any, Any, None]] | None = None) -> None:
        """Cancel everything, do the last work, and wait for the thread: LONGEST_END at most."""
        self.submit(self._finish(last))
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
            self._loop.run_until_complete(self._loop.shutdown_default_executor())  # who ends waits for this thread
            self._loop.close()
