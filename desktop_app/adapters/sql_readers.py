"""A few threads that read the store, each question in a short transaction of its own."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy
from pysqlite3 import dbapi2
from sqlalchemy import Connection, Dialect, Engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.util import LRUCache

from desktop_app.adapters.sql_opening import damaged, unreadable
from desktop_app.domain.errors import StoreFailed

READERS = 4
T = TypeVar("T")


@cache
def _dialect() -> Dialect:
    """What questions are written for; they are found again under it."""
    return sqlalchemy.create_engine("sqlite+pysqlite://", module=dbapi2).dialect


class Readers:
    """Asks questions of a store; every transaction sees it as it was at its first question."""

    def __init__(self, path: Path, connect: Callable[[], Any]) -> None:
        self._path = path
        self._engine = _engine(connect)
        self._threads: ThreadPoolExecutor | None = ThreadPoolExecutor(READERS, thread_name_prefix="store reader")

    async def ask(self, question: Callable[[Connection], T]) -> T:
        """The answer. Raises StoreDamaged where what is stored is not whole, StoreFailed where the disk or another
        program stands in the way, and after `close`."""
        return await self.do(lambda: self._ask(question))

    async def do(self, work: Callable[[], T]) -> T:
        """Work of a reading thread."""
        if self._threads is None:
            raise StoreFailed("The store is closed.", next="Open it again.")
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def close(self) -> bool:
        """Wait for the threads and let go of the connections; whether there was something to close. Blocks."""
        threads, self._threads = self._threads, None
        if threads is None:
            return False
        threads.shutdown()
        self._engine.dispose()
        return True

    def _ask(self, question: Callable[[Connection], T]) -> T:
        try:
            with self._engine.begin() as connection:
                return question(connection)
        except DatabaseError as error:
            raise unreadable(self._path, error.orig or error) from error
        except dbapi2.Error as error:  # of a question that was asked past SQLAlchemy
            raise unreadable(self._path, error) from error
        except UnicodeDecodeError as error:  # sqlite's names and words are not text any more
            raise damaged(self._path, "it holds bytes that are no text") from error
        except (ValueError, KeyError) as error:
            raise damaged(self._path, "a row of it cannot be read") from error


_WRITTEN: LRUCache[Any, Any] = LRUCache(500)
"""Questions as SQL, which is the same for every store: writing one takes longer than asking it."""


def _engine(connect: Callable[[], Any]) -> Engine:
    engine = sqlalchemy.create_engine(
        "sqlite+pysqlite://",
        module=dbapi2,
        creator=connect,
        poolclass=sqlalchemy.QueuePool,
        pool_size=READERS,
        execution_options={"compiled_cache": _WRITTEN},
    )
    engine.dialect = _dialect()
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine
