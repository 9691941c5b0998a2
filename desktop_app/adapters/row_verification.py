"""Holding each row of a store against the event that tells of it. Needs no key."""

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Table

from desktop_app.adapters.row_telling import TABLES, digest, is_alone, read_groups
from desktop_app.domain.audit import BreakKind, EventType

_TELLING = "SELECT seq, at, body FROM audit_event WHERE instr(body, ?) ORDER BY seq"
_OWN_WORDS = (
    "SELECT DISTINCT d.command_id, s.section FROM decision d JOIN decided_section s ON s.command_id = d.command_id"
    " JOIN span p ON p.revision_id = s.revision_id WHERE d.kind = 'approve' AND p.person_id = d.person_id"
    " AND (p.accepted_by IS NULL OR p.accepted_by = d.person_id)"
)
_KEY_GONE = (
    "SELECT DISTINCT case_id FROM content c WHERE NOT EXISTS (SELECT 1 FROM case_key k WHERE k.case_id = c.case_id)"
    " AND NOT EXISTS (SELECT 1 FROM audit_event e WHERE e.case_id = c.case_id AND e.type = ?)"
)


class Names(Protocol):
    """Where breaks are named."""

    def add(self, kind: BreakKind, words: str, seq: int | None = None, at: str | None = None) -> None:
        """Name a break."""
        ...


@dataclass(frozen=True, slots=True)
class _Told:
    """What an event tells of rows."""

    seq: int
    at: str
    digest: str


def read_rows(connection: Any, report: Names) -> None:
    """Name each row that is not as the newest event that tells of it says, that none tells of, or that is gone."""
    connection.text_factory = lambda text: text.decode(errors="replace")
    told = _told(connection)
    for table in TABLES:
        for key, rows in read_groups(connection, table):
            _hold(table, rows, told.pop((table.name, key), []), report)
    for (table_name, _), lost in told.items():
        words = f"What event {lost[-1].seq} recorded in “{table_name}” is gone."
        report.add(BreakKind.ROW, words, lost[-1].seq, lost[-1].at)
    for command_id, section in connection.execute(_OWN_WORDS):
        words = f"The decision {command_id} approves words of the person who decided, in the section {section}."
        report.add(BreakKind.ROW, words)
    for (case_id,) in connection.execute(_KEY_GONE, (EventType.CONTENT_ERASED.value,)):
        report.add(BreakKind.CONTENT, f"The key of the case {case_id} is gone, and no event tells that it was erased.")


def _hold(table: Table, rows: list[Any], told: list[_Told], report: Names) -> None:
    if not told:
        report.add(BreakKind.ROW, f"No event tells of a row of “{table.name}”: it was put in outside the program.")
        return
    same = len(rows) == len(told) if is_alone(table) else digest(rows) == told[-1].digest
    if not same:
        words = f"What is kept in “{table.name}” is not what event {told[-1].seq} recorded."
        report.add(BreakKind.ROW, words, told[-1].seq, told[-1].at)


def _told(connection: Any) -> dict[tuple[str, str], list[_Told]]:
    """All that events tell of rows, oldest first."""
    told: defaultdict[tuple[str, str], list[_Told]] = defaultdict(list)
    for seq, at, body in connection.execute(_TELLING, (b'"rows":[',)):
        for line in _lines(body):
            table, key, found = line.split(":")
            told[table, key].append(_Told(seq, at, found))
    return told


def _lines(body: bytes) -> list[str]:
    """What the event tells; nothing where it was changed, which the chain names."""
    try:
        lines = json.loads(body)["rows"]
        return [line for line in lines if isinstance(line, str) and line.count(":") == 2]
    except (ValueError, KeyError, TypeError):
        return []
