"""Rows are read beside the events by a connection that sees the same record, whatever is written meanwhile."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from pysqlite3 import dbapi2
from store_examples import a_store, database, entry, everything, told, with_case

from desktop_app.adapters.record_report import Pace, ReadingStopped
from desktop_app.adapters.row_reading import RowReading
from desktop_app.adapters.sql_verification import seen_alike

LAST = "SELECT max(seq) FROM audit_event"


class Interrupted:
    """A connection beside which an event is written before it first begins to read."""

    def __init__(self, path: Path) -> None:
        self._db, self._writer = (dbapi2.connect(str(path), isolation_level=None) for _ in range(2))
        self.begun = 0

    def execute(self, statement: str) -> Any:
        if statement == "BEGIN":
            self.begun += 1
            if self.begun == 1:
                copy = "INSERT INTO audit_event SELECT seq + 1, case_id, type, at, body FROM audit_event"
                self._writer.execute(f"{copy} ORDER BY seq DESC LIMIT 1")
        return self._db.execute(statement)

    def close(self) -> None:
        self._db.close()
        self._writer.close()


async def test_both_connections_see_the_same_last_event_though_one_was_written_between_them(tmp_path: Path) -> None:
    async with a_store(tmp_path) as store:
        await with_case(store)
    beside = Interrupted(database(tmp_path))
    connections = iter([dbapi2.connect(database(tmp_path), isolation_level=None), beside])
    with seen_alike(lambda: next(connections), Pace()) as pair:
        assert len({each.execute(LAST).fetchone() for each in pair}) == 1
        assert beside.begun == 2


async def test_verifying_while_much_is_written_finds_no_break(tmp_path: Path) -> None:
    async with a_store(tmp_path) as store:
        await with_case(store)
        await store.commit(entry(*everything()))
        done = asyncio.Event()

        async def write() -> None:
            while not done.is_set():
                await store.commit(entry(events=(told(),) * 2))

        writers = [asyncio.create_task(write()) for _ in range(4)]
        found = [await store.verify() for _ in range(4)]
        done.set()
        await asyncio.gather(*writers)
    assert [each.breaks for each in found] == [()] * 4
    assert found[0].events < found[-1].events


class Stopped:
    """A flag that is set."""

    def is_set(self) -> bool:
        return True


async def test_waiting_for_rows_ends_when_nobody_wants_them_any_more(tmp_path: Path) -> None:
    async with a_store(tmp_path) as store:
        await with_case(store)
    db = dbapi2.connect(database(tmp_path), check_same_thread=False)
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    with RowReading(db, (), Pace(stop=Stopped())) as rows:
        rows._dangling = rows._thread.submit(lambda: db.execute(endless).fetchall())
        with pytest.raises((ReadingStopped, dbapi2.OperationalError)):
            rows.dangling()
    db.close()
