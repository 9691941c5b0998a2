"""What the record tells of rows: each entry's last event names every row that was written with it, by digests.

So whatever a row is changed to, put in or taken out by another program, verifying names it, without any key. Rows hold
commitments and never words; the few columns that hold words of people or cases are left out, since a plain digest of
them could be guessed after they are erased.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Column, LargeBinary, Table

from desktop_app.adapters import sql_schema as schema
from desktop_app.adapters.sql_rows import KEPT, SPANS, Kept

DIGEST_DIGITS = 32
ROWS_AT_ONCE = 20_000
"""That are read as one text: some megabytes."""
_BEFORE_ALL, _LAST_ROW = -(2**63) - 1, 2**63 - 1
"""Row numbers: SQLite counts with 64 bits."""
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

    def add_kept(self, table: Table, row: Row, commitments: Mapping[str, str]) -> None:
        """A row as it is kept; `commitments` of the contents that it names, by item. Raises KeyError."""
        pairs = zip(table.columns, row, strict=True)
        told = [_with_commitment(v, commitments[v]) if schema.names_content(c) and v else v for c, v in pairs]
        self._add(table, told)

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


def read_runs(connection: Any, table: Table, *, keys: bool) -> Iterator[bytes]:
    """The digests of each group side by side, many groups at a time; with `keys` each behind its key's.

    A group whose rows do not stand together comes in parts. SQLite puts very many rows into one text, and works without
    us meanwhile. The connection gives text as bytes.
    """
    question, left = runs_question(table, keys=keys), b""
    last: int | None = _BEFORE_ALL
    while last is not None and last < _LAST_ROW:
        last, text = _ask(connection, question, last + 1, ROWS_AT_ONCE).fetchone()
        whole, begun, group = (left + (text or b"")).rpartition(b"\n")
        yield _digests(whole)
        left = begun + group
    yield _digests(left + b"]")


def _digests(groups: bytes) -> bytes:
    """Of groups as runs_question has them, each behind the end of a line."""
    lines = groups.replace(b"\t", b"\n").split(b"\n")[1:]
    if groups.isascii() and b"\x7f" not in groups:
        return b"".join([sha256(line).digest()[: DIGEST_DIGITS // 2] for line in lines])
    return b"".join(map(digest_of_json, lines))


def runs_question(table: Table, *, keys: bool) -> str:
    """Rows from one on, in order, as one text, and the last of them: each group in a line, with `keys` behind its key.

    No JSON that SQLite writes has a tab or the end of a line in it.
    """
    begin = f"']' || char(10) || {_key(table)} || char(9) || '['" if keys else "']' || char(10) || '['"
    if table.info["told_by"]:
        same = " AND ".join(f'p."{name}" = t."{name}"' for name in table.info["told_by"])
        alike = f"EXISTS (SELECT 1 FROM {table.name} p NOT INDEXED WHERE p.rowid = t.rowid - 1 AND {same})"  # noqa: S608  # own names
        begin = f"CASE WHEN {alike} THEN ',' ELSE {begin} END"
    rows = f"SELECT t.rowid n, {begin} || {_row(table)} line FROM {table.name} t NOT INDEXED"  # noqa: S608  # own names
    return f"SELECT max(n), group_concat(line, '') FROM ({rows} WHERE t.rowid >= ? ORDER BY t.rowid LIMIT ?)"  # noqa: S608


def _ask(connection: Any, question: str, *values: int) -> Any:
    connection.create_function("blob_digest", 1, _blob_digest, deterministic=True)
    return connection.execute(question, values)


def _told_of(table: Table, row: Row) -> list[Any]:
    untold = table.info["untold"]
    return [value for column, value in zip(table.columns, row, strict=True) if column.name not in untold]


def groups_question(table: Table) -> str:
    """For each group of rows: JSON of what they have in common, JSON of them all, and how many they are.

    Asks the table alone: where an index says otherwise, it is the table that the program reads.
    """
    key, row, rows = _key(table), _row(table), f"FROM {table.name} t NOT INDEXED"
    if is_alone(table):
        return f"SELECT k, json_array(json(k)), count(*) FROM (SELECT {key} k {rows}) GROUP BY k"  # noqa: S608  # own names
    if not table.info["told_by"]:
        return f"SELECT {key}, json_array({row}), 1 {rows}"
    common = ", ".join(f't."{name}"' for name in table.info["told_by"])
    return f"SELECT {key}, json_group_array({row} ORDER BY t.rowid), count(*) {rows} GROUP BY {common}"


def _key(table: Table) -> str:
    return _json(column for column in table.columns if column.name in (_told_by(table) or table.columns.keys()))


def _row(table: Table) -> str:
    return _json(column for column in table.columns if column.name not in table.info["untold"])


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
