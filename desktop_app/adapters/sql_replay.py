"""Replaying the record: the cases rebuilt from their events and sealed contents alone.

Each event names the rows that were written with it. Put again in that order, past the same guards, they give the same
tables, byte for byte; where they do not, a row was changed outside the program or a change was never told of.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

from pysqlite3 import dbapi2
from sqlalchemy import Table

from desktop_app.adapters import sql_schema as schema
from desktop_app.adapters.content_sealing import CaseSeal, Sealed, Unsealable, unwrap_case_key
from desktop_app.adapters.row_journal import read_journal, rows_item
from desktop_app.adapters.sql_audit import INSERT_EVENT
from desktop_app.adapters.sql_entry import FIND_CONTENT, OF_THE_PROGRAM, OF_THE_STORE
from desktop_app.adapters.sql_rows import KEPT, SPANS
from desktop_app.domain.audit import EventType

STATEMENTS = {kept.table.name: kept.statement for kept in KEPT} | {SPANS.table.name: SPANS.statement}
_PEOPLE = (schema.person, schema.profile, schema.person_act, schema.person_key, schema.key_end, schema.key_leave)
COPIED = (*_PEOPLE, schema.pack, schema.case_key, schema.content)
"""What events point to and do not hold: people, packs, keys and sealed contents."""
REBUILT = (*(kept.table for kept in KEPT if kept.kind not in OF_THE_PROGRAM | OF_THE_STORE), SPANS.table)


def replay(source: Any, store_key: bytes, target: Any) -> None:
    """Rebuild the cases of a store in an empty database, event by event.

    Raises Unsealable where the rows of an event cannot be opened, dbapi2.Error where a guard refuses them.
    """
    target.execute("PRAGMA foreign_keys=OFF")
    for statement in schema.statements():
        target.execute(statement)
    for table in COPIED:
        marks = ", ".join("?" * len(table.columns))
        target.executemany(f"INSERT INTO {table.name} VALUES ({marks})", _rows(source, table))  # noqa: S608
    for command_id, events in _commands(source):
        for name, row in _written(source, store_key, events[-1][1], command_id):
            target.execute(STATEMENTS[name], row)
        target.executemany(INSERT_EVENT, events)


def differences(source: Any, store_key: bytes) -> tuple[str, ...]:
    """The tables that hold other rows than the events rebuild, in words; none where all are the same.

    Rows of cases that were opened before events kept their rows (schema 1) cannot be rebuilt and are passed over.
    """
    with closing(dbapi2.connect(":memory:", isolation_level=None)) as target:
        try:
            replay(source, store_key, target)
        except (dbapi2.Error, Unsealable, ValueError) as error:
            return (f"The events cannot be replayed: {error}.",)
        same = Counter.__le__ if _older_cases(source) else Counter.__eq__
        return tuple(
            f"“{table.name}” holds other rows than its events rebuild."
            for table in REBUILT
            if not same(Counter(_rows(target, table)), Counter(_rows(source, table)))
        )


def _older_cases(source: Any) -> bool:
    question = "SELECT body FROM audit_event WHERE type = ? AND case_id IS NOT NULL"  # one that was refused is no case
    opened = source.execute(question, (EventType.CASE_OPENED.value,))
    items = (rows_item(json.loads(body)["command"]) for (body,) in opened.fetchall())
    return any(source.execute(FIND_CONTENT, (item,)).fetchone() is None for item in items)


def _rows(connection: Any, table: Table) -> Sequence[Any]:
    rows: Sequence[Any] = connection.execute(f"SELECT * FROM {table.name} ORDER BY rowid").fetchall()  # noqa: S608
    return rows


def _commands(source: Any) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    """The events of each command, together."""
    question = "SELECT seq, case_id, type, at, body FROM audit_event ORDER BY seq"
    command, events = "", list[tuple[Any, ...]]()
    for row in source.execute(question):
        its_command = str(json.loads(row[4])["command"])
        if events and its_command != command:
            yield command, events
            events = []
        command = its_command
        events.append(row)
    if events:
        yield command, events


def _written(source: Any, store_key: bytes, case_id: str | None, command_id: str) -> Iterator[tuple[str, list[Any]]]:
    """The rows that were written with a command's events; none where they are erased or there were none."""
    if case_id is None:
        return
    question = "SELECT item_id, commitment, codec, base, body FROM content WHERE item_id = ?"
    found = source.execute(question, (rows_item(command_id),)).fetchone()
    key = source.execute("SELECT sealed FROM case_key WHERE case_id = ?", (case_id,)).fetchone()
    if found is None or key is None:
        return
    seal = CaseSeal(case_id, unwrap_case_key(store_key, case_id, key[0]))
    yield from read_journal(seal.open(found[0], Sealed(*found[1:])).body)
