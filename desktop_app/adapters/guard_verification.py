"""Holding the tables and guards of a store against those that its schema is built with."""

import re
from collections.abc import Iterable
from contextlib import closing
from typing import Any

from pysqlite3 import dbapi2

from desktop_app.adapters.alembic_steps import definitions_of
from desktop_app.adapters.record_report import MOST_BREAKS, Report
from desktop_app.adapters.sql_audit import DIGEST_BYTES
from desktop_app.adapters.sql_schema import SCHEMA_VERSION, squeezed, statements
from desktop_app.domain.audit import BreakKind
from desktop_app.domain.merkle import Frontier

UNTOLD = ("content", "case_key", "working_text", "cached_draft")
"""Tables that no event tells of. What the rows of all others name is held when the rows are."""
_DEFINITIONS = "SELECT name, type, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
_QUOTED_NAME = re.compile(r'^(CREATE TABLE )"(\w+)"')

_ALL = "PRAGMA foreign_key_check"

Dangling = tuple[str, int, str, int]
"""A table, its row, the table that it names, and by which of its keys."""
Definitions = dict[str, tuple[str, str]]


def read_guards(connection: Any, report: Report) -> None:
    """Name each table, index and guard that is missing, was added or was changed."""
    (schema,) = connection.execute("PRAGMA user_version").fetchone()
    if not 1 <= schema <= SCHEMA_VERSION:
        words = f"The store is of schema {schema}, which this version does not know: its guards were not held."
        report.add(BreakKind.STORE, words)
        return
    found, built = _definitions(connection), _built(schema)
    for name in sorted(built.keys() | found.keys()):
        kind = (built.get(name) or found[name])[0]
        if found.get(name) == built.get(name) or (name not in built and kind != "trigger"):
            continue
        what = "is missing" if name not in found else "was added" if name not in built else "was changed"
        report.add(
            BreakKind.TRIGGER if kind == "trigger" else BreakKind.STORE,
            f"The {'guard' if kind == 'trigger' else kind} “{name}” of the store {what}.",
        )


def dangling(connection: Any, *tables: str) -> list[Dangling]:
    """Rows that name what is missing, in these tables or else in all; of each table not without end."""
    return [
        row
        for table in tables or ("",)
        for row in connection.execute(f"PRAGMA foreign_key_check({table})" if table else _ALL).fetchmany(MOST_BREAKS)
    ]


def name_dangling(rows: Iterable[Dangling], report: Report) -> None:
    """Name them."""
    for child, rowid, parent, _ in rows:
        kind = BreakKind.CONTENT if parent == "content" else BreakKind.STORE
        report.add(kind, f"Row {rowid} of “{child}” names something in “{parent}” that is missing.")


def read_trees(connection: Any, report: Report) -> None:
    """Name checkpoints that keep another tree than they sign: an opening store goes on from the newest one's.

    The connection gives text as bytes.
    """
    for size, root, kept in connection.execute("SELECT size, root, frontier FROM checkpoint ORDER BY size"):
        kept = kept if isinstance(kept, bytes) else b""
        parts = tuple(kept[start : start + DIGEST_BYTES] for start in range(0, len(kept), DIGEST_BYTES))
        if Frontier(size, parts).root.encode() != root:
            words = f"The checkpoint at event {size} keeps another tree than the one that it signs."
            report.add(BreakKind.CHECKPOINT_ROOT, words, size)


def tables_of(connection: Any) -> frozenset[str]:
    """The names of the tables that are there."""
    return frozenset(name for name, kind, _ in connection.execute(_DEFINITIONS) if kind == "table")


def _built(schema: int) -> Definitions:
    lines = statements() if schema == SCHEMA_VERSION else definitions_of(schema).values()
    with closing(dbapi2.connect(":memory:")) as connection:
        for line in sorted(lines, key=_in_order):
            connection.execute(line)
        return _definitions(connection)


def _in_order(statement: str) -> bool:
    """Tables before what is put on them."""
    return not statement.startswith("CREATE TABLE")


def _definitions(connection: Any) -> Definitions:
    """What a file is made of. A table that was renamed has its name in quotation marks: it is the same table."""
    rows = connection.execute(_DEFINITIONS)
    return {name: (kind, _QUOTED_NAME.sub(r"\1\2", squeezed(sql or ""))) for name, kind, sql in rows}
