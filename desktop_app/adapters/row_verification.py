"""Holding each row of a store against the event that tells of it. Needs no key."""

from binascii import unhexlify
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table

from desktop_app.adapters.chain_verification import EventRow
from desktop_app.adapters.guard_verification import read_references, tables_of
from desktop_app.adapters.record_report import Report
from desktop_app.adapters.row_telling import TABLES, is_alone, read_groups
from desktop_app.domain.audit import BreakKind, EventType

ROWS_AT_ONCE = 1000
_ROWS, _ROWS_END = b',"rows":["', b'"],"section":'
_ALONE = frozenset(table.name.encode() for table in TABLES if is_alone(table))
_NUMBER_BYTES = 16
_OWN_WORDS = (
    "SELECT DISTINCT d.command_id, s.section FROM decision d JOIN decided_section s ON s.command_id = d.command_id"
    " JOIN span p ON p.revision_id = s.revision_id WHERE d.kind = 'approve' AND p.person_id = d.person_id"
    " AND (p.accepted_by IS NULL OR p.accepted_by = d.person_id)"
)
_NO_KEY = (
    "SELECT f.case_id FROM case_file f WHERE NOT EXISTS (SELECT 1 FROM case_key k WHERE k.case_id = f.case_id)"
    " AND NOT EXISTS (SELECT 1 FROM audit_event e WHERE e.case_id = f.case_id AND e.type = ?)"
)
_HAS_CONTENT = "SELECT 1 FROM content WHERE case_id = ? LIMIT 1"
_AT = "SELECT at FROM audit_event WHERE seq = ?"


class RowsTold:
    """What the events tell of rows: the newest of each group, 24 bytes a group so that a million events are held.

    What is told is a digest, or where each row stands alone how many of them there are; the event's number follows.
    """

    def __init__(self) -> None:
        self.tables: defaultdict[bytes, dict[bytes, bytes]] = defaultdict(dict)

    def read(self, window: Sequence[EventRow]) -> None:
        """The next events. Of one that was changed, which the chain names, nothing is told that cannot be read."""
        tables = self.tables
        for seq, _, _, _, body in window:
            start = body.rfind(_ROWS)  # nothing behind it is a list, so the last one is the event's own
            if start < 0:
                continue
            number = seq.to_bytes(8, signed=True)
            for line in body[start + len(_ROWS) : body.find(_ROWS_END, start)].split(b'","'):
                try:
                    table, key, found = line.split(b":")
                    if table in _ALONE:
                        self._count(tables[table], unhexlify(key), number)
                    else:
                        tables[table][unhexlify(key)] = unhexlify(found) + number
                except ValueError:
                    continue  # no line of ours

    def _count(self, told: dict[bytes, bytes], key: bytes, number: bytes) -> None:
        count = int.from_bytes(told.get(key, b"")[:_NUMBER_BYTES]) + 1
        told[key] = count.to_bytes(_NUMBER_BYTES) + number

    @property
    def count(self) -> int:
        """How many groups there are."""
        return sum(map(len, self.tables.values()))


def read_rows(connection: Any, told: RowsTold, report: Report) -> None:
    """Name each row that is not as the newest event that tells of it says, that none tells of, or that is gone."""
    connection.text_factory = str
    known, before = tables_of(connection), len(report.breaks)
    connection.text_factory = bytes
    for table in TABLES:
        if table.name in known:
            _read_table(connection, table, told.tables.get(table.name.encode(), {}), report)
    connection.text_factory = lambda text: text.decode(errors="replace")
    for name, lost in told.tables.items():
        for tail in lost.values():
            seq, at = _place(connection, tail)
            table_name = name.decode(errors="replace")
            report.add(BreakKind.ROW, f"What event {seq} recorded in “{table_name}” is gone.", seq, at)
    if len(report.breaks) > before:
        read_references(connection, report)
    _read_decisions(connection, report)
    _read_keys(connection, report)


def _read_table(connection: Any, table: Table, told: dict[bytes, bytes], report: Report) -> None:
    """Takes out of what is told each group that is there."""
    alone, missing = is_alone(table), f"No event tells of a row of “{table.name}”: it was put in outside the program."
    wrong: list[bytes] = []
    for done, (key, digest, count) in enumerate(read_groups(connection, table), start=1):
        expected = told.pop(key, None)
        if expected is None:
            report.add(BreakKind.ROW, missing)
        elif expected[:-8] != (count.to_bytes(_NUMBER_BYTES) if alone else digest):
            wrong.append(expected)
        if not done % ROWS_AT_ONCE:
            report.pace.step(ROWS_AT_ONCE)
    for expected in wrong:
        seq, at = _place(connection, expected)
        report.add(BreakKind.ROW, f"What is kept in “{table.name}” is not what event {seq} recorded.", seq, at)


def _place(connection: Any, told: bytes) -> tuple[int, str | None]:
    """The event that told it, and when."""
    seq = int.from_bytes(told[-8:], signed=True)
    row = connection.execute(_AT, (seq,)).fetchone()
    at = row[0] if row else None
    return seq, at.decode(errors="replace") if isinstance(at, bytes) else at


def _read_decisions(connection: Any, report: Report) -> None:
    for command_id, section in connection.execute(_OWN_WORDS):
        words = f"The decision {command_id} approves words of the person who decided, in the section {section}."
        report.add(BreakKind.ROW, words)


def _read_keys(connection: Any, report: Report) -> None:
    for (case_id,) in connection.execute(_NO_KEY, (EventType.CONTENT_ERASED.value,)).fetchall():
        if connection.execute(_HAS_CONTENT, (case_id,)).fetchone():
            words = f"The key of the case {case_id} is gone, and no event tells that it was erased."
            report.add(BreakKind.CONTENT, words)
