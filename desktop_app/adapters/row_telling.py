"""What the record tells of rows: each entry's last event names every row that was written with it, by digests.

So whatever a row is changed to, put in or taken out by another program, verifying names it, without any key. Rows hold
commitments and never words; the few columns that hold words of people or cases are left out, since a plain digest of
them could be guessed after they are erased.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Column, LargeBinary, Table

from desktop_app.adapters import sql_schema as schema
from desktop_app.adapters.sql_rows import KEPT, SPANS, Kept

DIGEST_DIGITS = 32
ROWS_AT_ONCE = 20_000
"""That SQLite sorts in memory, which is where it sorts."""
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
    return sha256(_ENCODER.encode(value).encode()).hexdigest()[:DIGEST_DIGITS]


def digest_of_json(encoded: bytes) -> bytes:
    """The same digest, as bytes, of values that SQLite wrote as JSON.

    It writes what is not plain ASCII in a way of its own: then the values are written again.
    """
    if not encoded.isascii() or b"\x7f" in encoded:
        encoded = _ENCODER.encode(json.loads(encoded.decode(errors="replace"))).encode()
    return sha256(encoded).digest()[: DIGEST_DIGITS // 2]


def read_groups(connection: Any, table: Table) -> Iterator[tuple[bytes, bytes, int]]:
    """The rows of a table as they are now, those together that are told of together: key, digest, how many.

    SQLite puts each group together, so that rows need not be held here. The connection gives text as bytes.
    """
    for key, rows, count in _ask(connection, groups_question(table)):
        yield digest_of_json(key), digest_of_json(rows), count


def read_runs(connection: Any, table: Table, *, keys: bool = True) -> Iterator[tuple[bytes, bytes, int]]:
    """The same in little memory, where the rows of a group were written together: else a group may come in parts.

    Without `keys` each is empty.
    """
    question = groups_question(table, keys=keys, within="WHERE t.rowid >= ? AND t.rowid < ?")
    for ends in _stretches(connection, table):
        for key, rows, count in _ask(connection, question, *ends):
            yield digest_of_json(key) if keys else b"", digest_of_json(rows), count


def _ask(connection: Any, question: str, *values: int) -> Any:
    connection.create_function("blob_digest", 1, _blob_digest, deterministic=True)
    return connection.execute(question, values)


def _stretches(connection: Any, table: Table) -> Iterator[tuple[int, int]]:
    """Where to cut a table between groups, so that each part is sorted in memory."""
    name, common = table.name, ", ".join(f't."{name}"' for name in _told_by(table) or ("rowid",))
    (start, last) = connection.execute(f"SELECT min(rowid), max(rowid) FROM {name}").fetchone()  # noqa: S608  # own names
    following = (
        f"SELECT min(t.rowid) FROM {name} t NOT INDEXED WHERE t.rowid > ?1 AND ({common}) IS NOT"  # noqa: S608  # own names
        f" (SELECT {common} FROM {name} t NOT INDEXED WHERE t.rowid <= ?1 ORDER BY t.rowid DESC LIMIT 1)"
    )
    while start is not None:
        (end,) = connection.execute(following, (start + ROWS_AT_ONCE,)).fetchone()
        yield start, last + 1 if end is None else end
        start = end


def _told_of(table: Table, row: Row) -> list[Any]:
    untold = table.info["untold"]
    return [value for column, value in zip(table.columns, row, strict=True) if column.name not in untold]


def groups_question(table: Table, *, keys: bool = True, within: str = "") -> str:
    """For each group of rows: JSON of what they have in common, JSON of them all, and how many they are.

    Asks the table alone: where an index says otherwise, it is the table that the program reads.
    """
    key = _json(c for c in table.columns if c.name in (_told_by(table) or table.columns.keys()))
    row = _json(c for c in table.columns if c.name not in table.info["untold"])
    rows, shown = f"FROM {table.name} t NOT INDEXED {within}", key if keys else "NULL"
    if is_alone(table):
        return f"SELECT k, json_array(json(k)), count(*) FROM (SELECT {key} k {rows}) GROUP BY k"  # noqa: S608  # own names
    if not table.info["told_by"]:
        return f"SELECT {shown}, json_array({row}), 1 {rows}"
    common = ", ".join(f't."{name}"' for name in table.info["told_by"])
    return f"SELECT {shown}, json_group_array({row} ORDER BY t.rowid), count(*) {rows} GROUP BY {common}"


def _json(columns: Iterable[Column[Any]]) -> str:
    return f"json_array({', '.join(map(_value, columns))})"


def _value(column: Column[Any]) -> str:
    if schema.names_content(column):
        return _committed(column.name)
    return f't."{column.name}"' if not isinstance(column.type, LargeBinary) else f'blob_digest(t."{column.name}")'


def _blob_digest(blob: bytes | None) -> str | None:
    return None if blob is None else sha256(blob).hexdigest()


def _committed(column: str) -> str:
    commitment = f'(SELECT c.commitment FROM content c WHERE c.item_id = t."{column}")'  # noqa: S608
    return f"""t."{column}" || '|' || {commitment}"""


def _with_commitment(item_id: str, commitment: str) -> str:
    return f"{item_id}|{commitment}"


_ENCODER = json.JSONEncoder(separators=(",", ":"), default=_blob_digest)
