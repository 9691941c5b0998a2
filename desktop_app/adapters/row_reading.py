"""Reading the rows of a store beside its events: SQLite does most of the work, in a thread of its own."""

import threading
from collections.abc import Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any

from desktop_app.adapters.guard_verification import UNTOLD, Dangling, dangling
from desktop_app.adapters.record_report import LOOK_EVERY, Pace
from desktop_app.adapters.row_marks import is_kept
from desktop_app.adapters.row_telling import TABLES, is_alone, read_runs

SECONDS_BETWEEN = 0.1
"""Between two looks at whether to stop while rows are waited for."""


class RowReading:
    """Begins at once, and ends where the block ends. The connection sees the same record as that of the events."""

    def __init__(self, connection: Any, known: Collection[str], pace: Pace) -> None:
        self._connection, self._pace, self._left = connection, pace, threading.Event()
        connection.set_progress_handler(lambda: self._left.is_set() or pace.stopped(), LOOK_EVERY)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store rows")
        self._dangling = self._thread.submit(dangling, connection, *(table for table in UNTOLD if table in known))
        self._runs = {
            table.name: self._thread.submit(self._read, table)
            for table in TABLES
            if table.name in known and not is_alone(table)
        }

    def __enter__(self) -> "RowReading":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._left.set()
        self._thread.shutdown(cancel_futures=True)
        self._connection.set_progress_handler(None, 0)  # a circle through the connection is never collected

    def dangling(self) -> list[Dangling]:
        """What the tables that no event tells of name and is missing. Raises dbapi2.Error, ReadingStopped."""
        found: list[Dangling] = self._wait(self._dangling)
        return found

    def marks(self, name: str) -> Iterator[bytes]:
        """The marks of a table's rows as they are now, many side by side. Raises dbapi2.Error, ReadingStopped."""
        yield from self._wait(self._runs.pop(name))

    def _read(self, table: Any) -> list[bytes]:
        self._connection.text_factory = bytes
        return list(read_runs(self._connection, table, keys=not is_kept(table)))

    def _wait(self, answer: "Future[Any]") -> Any:
        while True:
            try:
                return answer.result(SECONDS_BETWEEN)
            except TimeoutError:
                self._pace.step(0)
