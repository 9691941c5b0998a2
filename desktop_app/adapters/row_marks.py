"""What the events tell of rows, just enough to see whether a table is all that was told: a million events are held."""

from binascii import unhexlify
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import Table

from desktop_app.adapters.chain_verification import EventRow
from desktop_app.adapters.row_telling import DIGEST_DIGITS, TABLES, is_alone

MARK = DIGEST_DIGITS // 2
"""Bytes of a digest."""
_ROWS, _ROWS_END, _BETWEEN = b',"rows":["', b'"],"section":', b'","'
_FOUND, _KEY = DIGEST_DIGITS, 2 * DIGEST_DIGITS + 1
_NAME_END = -(_KEY + 1)
"""Where a line is cut, counted from its end: table, key and digest, with a colon between them."""
ALONE = frozenset(table.name.encode() for table in TABLES if is_alone(table))
KEPT = frozenset(table.name.encode() for table in TABLES if table.info["append_only"]) - ALONE
"""Tables whose rows never change, so that each group of them is told of once; their rows hold their key."""


def is_kept(table: Table) -> bool:
    """Whether the digest of a group marks it; else its key and its digest do."""
    return table.name.encode() in KEPT


class RowMarks:
    """Of rows that never change their digest, of others the newest digest by key, of rows without a key how many."""

    def __init__(self) -> None:
        self._kept: defaultdict[bytes, set[bytes]] = defaultdict(set)
        self._changed: defaultdict[bytes, dict[bytes, bytes]] = defaultdict(dict)
        self._alone: defaultdict[bytes, Counter[bytes]] = defaultdict(Counter)

    def read(self, window: Sequence[EventRow]) -> None:
        """The next events. Of one that was changed, which the chain names, nothing is told that cannot be read."""
        by_table: defaultdict[bytes, list[bytes]] = defaultdict(list)
        for line in _BETWEEN.join([told for row in window if (told := rows_told(row[4]))]).split(_BETWEEN):
            by_table[line[:_NAME_END]].append(line)
        by_table.pop(b"", None)
        for table, lines in by_table.items():
            self._add(table, lines)

    def _add(self, table: bytes, lines: list[bytes]) -> None:
        if table in KEPT:
            self._kept[table].update(_digests([line[-_FOUND:] for line in lines]))
        elif table in ALONE:
            self._alone[table].update(_digests([line[-_KEY : -_FOUND - 1] for line in lines]))
        else:
            pairs = _digests([part for line in lines for part in (line[-_KEY : -_FOUND - 1], line[-_FOUND:])])
            self._changed[table].update(zip(pairs[::2], pairs[1::2], strict=True))

    @property
    def count(self) -> int:
        """How many groups there are."""
        return sum(sum(map(len, told.values())) for told in (self._kept, self._changed, self._alone))

    @property
    def tables(self) -> frozenset[bytes]:
        """The tables that have rows."""
        return frozenset((*self._kept, *self._changed, *self._alone))

    def take(self, name: bytes) -> set[bytes]:
        """The marks of a table, which are forgotten here."""
        if name in KEPT:
            return self._kept.pop(name, set())
        return {key + found for key, found in self._changed.pop(name, {}).items()}

    def take_counts(self, name: bytes) -> Counter[bytes]:
        """How many rows of each key a table has in which each row is told of alone."""
        return self._alone.pop(name, Counter())


def rows_told(body: bytes) -> bytes:
    """The lines of an event about rows. Nothing behind them is a list, so the last of that name is the event's own."""
    start = body.rfind(_ROWS)
    return b"" if start < 0 else body[start + len(_ROWS) : body.find(_ROWS_END, start)]


def lines_of(body: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """The same one by one: table, key and digest."""
    for line in rows_told(body).split(_BETWEEN):
        if line.count(b":") == 2:
            table, key, found = line.split(b":")
            yield table, key, found


def cut(marks: bytes, size: int) -> list[bytes]:
    """Marks that stand side by side."""
    return [marks[start : start + size] for start in range(0, len(marks), size)]


def _digests(told: list[bytes]) -> list[bytes]:
    """As bytes. What is none in an event that was changed stands for itself, and is met by no row."""
    try:
        found = cut(unhexlify(b"".join(told)), MARK)
    except ValueError:
        return told
    return found if len(found) == len(told) else told
