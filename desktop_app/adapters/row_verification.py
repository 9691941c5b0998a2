"""Holding each row of a store against the event that tells of it. Needs no key."""

from binascii import hexlify
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Table

from desktop_app.adapters.chain_verification import EventRow, windows
from desktop_app.adapters.guard_verification import dangling, name_dangling, tables_of
from desktop_app.adapters.record_report import Report
from desktop_app.adapters.row_marks import ALONE, MARK, RowMarks, cut, is_kept, lines_of
from desktop_app.adapters.row_reading import RowReading
from desktop_app.adapters.row_telling import TABLES, is_alone, read_groups
from desktop_app.domain.audit import BreakKind, EventType
from desktop_app.domain.content import commit

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
_REASONS = "SELECT act_id, words, words_key, commitment FROM person_act"
_AT = "SELECT at FROM audit_event WHERE seq = ?"


def read_rows(connection: Any, marks: RowMarks, rows: RowReading, report: Report) -> None:
    """Name each row that is not as the newest event that tells of it says, that none tells of, or that is gone."""
    connection.text_factory = str
    known = tables_of(connection)
    connection.text_factory = bytes
    wrong = {
        table.name.encode()
        for table in TABLES
        if table.name in known and not _holds(connection, table, marks, rows, report)
    }
    wrong |= marks.tables
    if wrong:
        _name_rows(connection, known, wrong, report)
    connection.text_factory = lambda text: text.decode(errors="replace")
    _read_decisions(connection, report)
    _read_keys(connection, report)
    _read_reasons(connection, known, report)


def _holds(connection: Any, table: Table, marks: RowMarks, rows: RowReading, report: Report) -> bool:
    """Whether each group is there that was told, and no other. One that comes in parts is not, and is read again."""
    name = table.name.encode()
    if is_alone(table):
        return {key: count for key, _, count in read_groups(connection, table)} == marks.take_counts(name)
    told = marks.take(name)
    for run in rows.marks(table.name):
        found = cut(run, MARK if is_kept(table) else 2 * MARK)
        report.pace.step(len(found))
        left = len(told) - len(found)
        told.difference_update(found)
        if len(told) != left:
            return False
    return not told


class RowsTold:
    """All that the events tell of the rows of some tables: of each group the newest, with its event's number."""

    def __init__(self, tables: Iterable[bytes]) -> None:
        self.tables: dict[bytes, dict[bytes, tuple[bytes | int, int]]] = {name: {} for name in tables}

    def read(self, window: Sequence[EventRow]) -> None:
        """The next events."""
        for seq, _, _, _, body in window:
            for table, key, found in lines_of(body):
                self._hear(table, key, found, seq)

    def _hear(self, table: bytes, key: bytes, found: bytes, seq: int) -> None:
        if table in self.tables:
            before, _ = self.tables[table].get(key, (0, 0))
            self.tables[table][key] = (int(before) + 1 if table in ALONE else found, seq)


def _name_rows(connection: Any, known: Collection[str], wrong: Collection[bytes], report: Report) -> None:
    """Each row of these tables by itself, which takes longer than to see that something is wrong."""
    told = RowsTold(wrong)
    for window in windows(connection):
        told.read(window)
    for table in TABLES:
        if table.name in known and table.name.encode() in wrong:
            _read_table(connection, table, told.tables[table.name.encode()], report)
    connection.text_factory = lambda text: text.decode(errors="replace")
    for name, lost in told.tables.items():
        for _, seq in lost.values():
            words = f"What event {seq} recorded in “{name.decode(errors='replace')}” is gone."
            report.add(BreakKind.ROW, words, seq, _at(connection, seq))
    name_dangling(dangling(connection), report)


def _read_table(connection: Any, table: Table, told: dict[bytes, tuple[bytes | int, int]], report: Report) -> None:
    """Takes out of what is told each group that is there."""
    missing = f"No event tells of a row of “{table.name}”: it was put in outside the program."
    wrong: list[int] = []
    for key, found, count in read_groups(connection, table):
        expected, seq = told.pop(hexlify(key), (None, 0))
        if expected is None:
            report.add(BreakKind.ROW, missing)
        elif expected != (count if is_alone(table) else hexlify(found)):
            wrong.append(seq)
    for seq in wrong:
        words = f"What is kept in “{table.name}” is not what event {seq} recorded."
        report.add(BreakKind.ROW, words, seq, _at(connection, seq))


def _at(connection: Any, seq: int) -> str | None:
    """When the event was recorded."""
    row = connection.execute(_AT, (seq,)).fetchone()
    at = row[0] if row else None
    return at.decode(errors="replace") if isinstance(at, bytes) else at


def _read_decisions(connection: Any, report: Report) -> None:
    for command_id, section in connection.execute(_OWN_WORDS):
        words = f"The decision {command_id} approves words of the person who decided, in the section {section}."
        report.add(BreakKind.ROW, words)


def _read_reasons(connection: Any, known: Collection[str], report: Report) -> None:
    """Words that no digest tells of are held against what was committed to with them."""
    rows = connection.execute(_REASONS).fetchall() if "person_act" in known else ()
    for act_id, words, key, commitment in rows:
        if commit(key, words.encode()) != commitment:
            report.add(
                BreakKind.ROW, f"The reason of what was done about a person ({act_id}) is not what was recorded."
            )


def _read_keys(connection: Any, report: Report) -> None:
    for (case_id,) in connection.execute(_NO_KEY, (EventType.CONTENT_ERASED.value,)).fetchall():
        if connection.execute(_HAS_CONTENT, (case_id,)).fetchone():
            words = f"The key of the case {case_id} is gone, and no event tells that it was erased."
            report.add(BreakKind.CONTENT, words)
