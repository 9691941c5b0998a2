"""What the record tells of rows: each entry's last event names every row that was written with it, by digests.

So whatever a row is changed to, put in or taken out by another program, verifying names it, without any key. Rows hold
commitments and never words; the few columns that hold words of people or cases are left out, since a plain digest of
them could be guessed after they are erased.
"""

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Table

from desktop_app.adapters import sql_schema as schema
from desktop_app.adapters.sql_rows import KEPT, SPANS, Kept

DIGEST_DIGITS = 32
TABLES = (*(kept.table for kept in KEPT), SPANS.table)

Row = Sequence[Any]


class RowTelling:
    """The rows of one entry, as they are written."""

    def __init__(self) -> None:
        self._groups: dict[tuple[Table, str], dict[Any, Row]] = {}

    def add(self, kept: Kept, value: Any, row: Row) -> None:
        """A row of a value; a later one of the same key takes its place."""
        contents = ((cell, getattr(value, cell.field)) for cell in kept.cells)
        commitments = [content.commitment if cell.content and content else None for cell, content in contents]
        told = [v if of is None else _with_commitment(v, of) for v, of in zip(row, commitments, strict=True)]
        self._add(kept.table, told)

    def add_spans(self, rows: Sequence[Row]) -> None:
        """The origins of a revision."""
        for row in rows:
            self._add(SPANS.table, row)

    @property
    def lines(self) -> tuple[str, ...]:
        """What the event names: a table, which rows of it, and their digest."""
        return tuple(
            f"{table.name}:{key}:{digest([*rows.values()])}"
            for (table, key), rows in self._groups.items()
            for _ in (rows if is_alone(table) else ["together"])
        )

    def _add(self, table: Table, row: Row) -> None:
        group = self._groups.setdefault((table, key_of(table, row)), {})
        own = tuple(value for column, value in zip(table.columns, row, strict=True) if column.primary_key)
        group[own or len(group)] = _told_of(table, row)


def key_of(table: Table, row: Row) -> str:
    """Which rows are told of together: those of one key, or a row alone where its table has none."""
    names = _told_by(table) or table.columns.keys()
    return digest([value for column, value in zip(table.columns, row, strict=True) if column.name in names])


def is_alone(table: Table) -> bool:
    """Whether the table has no key, so that each row is told of by a line of its own."""
    return not _told_by(table)


def _told_by(table: Table) -> tuple[str, ...]:
    """The columns whose values rows that are told of together have in common."""
    return table.info["told_by"] or tuple(column.name for column in table.primary_key.columns)


def digest(value: Any) -> str:
    """A digest of plain values: of 128 bits, which is enough where a second one of the same digest must be found."""
    encoded = json.dumps(value, separators=(",", ":"), default=lambda blob: sha256(blob).hexdigest())
    return sha256(encoded.encode()).hexdigest()[:DIGEST_DIGITS]


def read_groups(connection: Any, table: Table) -> Iterator[tuple[str, list[Row]]]:
    """The rows of a table as they are now, those together that are told of together."""
    groups: dict[str, list[Row]] = {}
    for row in connection.execute(_question(table)):
        groups.setdefault(key_of(table, row), []).append(_told_of(table, row))
    yield from groups.items()


def _told_of(table: Table, row: Row) -> list[Any]:
    untold = table.info["untold"]
    return [value for column, value in zip(table.columns, row, strict=True) if column.name not in untold]


def _question(table: Table) -> str:
    columns = (_committed(c.name) if schema.names_content(c) else f't."{c.name}"' for c in table.columns)
    return f"SELECT {', '.join(columns)} FROM {table.name} t ORDER BY t.rowid"  # noqa: S608  # names of our own schema


def _committed(column: str) -> str:
    commitment = f'(SELECT c.commitment FROM content c WHERE c.item_id = t."{column}")'  # noqa: S608
    return f"""t."{column}" || '|' || {commitment}"""


def _with_commitment(item_id: str, commitment: str) -> str:
    return f"{item_id}|{commitment}"
