"""Steps of a case that other machines recorded: their rows, held against the events that tell of them, as values.

What comes is data from outside. A row is taken only where it has the shape of its table, is of this case, names nothing
of another case, and is exactly what a signed event commits to.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Integer, LargeBinary, Table

from desktop_app.adapters.row_journal import ROWS, read_journal, rows_item
from desktop_app.adapters.row_telling import RowTelling
from desktop_app.adapters.sql_entry import OF_THE_PROGRAM, OF_THE_STORE
from desktop_app.adapters.sql_rows import KEPT, SPANS, Kept
from desktop_app.adapters.sql_schema import names_content
from desktop_app.domain.budget import Reservation
from desktop_app.domain.content import Content
from desktop_app.domain.errors import StoreDamaged
from desktop_app.domain.evidence import Passage
from desktop_app.domain.handover_file import SegmentBody, event_of
from desktop_app.domain.record_rows import RevisionSpans
from desktop_app.services.handover_ports import Step

LEFT_HERE = OF_THE_PROGRAM | OF_THE_STORE | {Reservation}
"""What is so in one store alone, such as what a person there may still spend."""
_OF_PEOPLE = frozenset({"person_act", "person_key", "key_end", "key_leave"})
_AGREED = frozenset({"delegation", "delegation_end", "decided_for", "assignment", "snooze"})
NOT_NAMED = _OF_PEOPLE | _AGREED | {"case_origin", "run_source"}
"""What is so of the people of one machine, what they have agreed on among themselves, and what names another case."""
TRAVELS: Mapping[str, Kept] = {
    kept.table.name: kept for kept in KEPT if kept.kind not in LEFT_HERE and kept.table.name not in NOT_NAMED
}
TABLES: Mapping[str, Table] = {name: kept.table for name, kept in TRAVELS.items()} | {SPANS.table.name: SPANS.table}
_OWN = "handover."
OUTSIDE = frozenset({"content", "case_file", "pack", "lane"})
"""Tables whose rows are named in other ways than by rows of the same case."""


@dataclass(frozen=True, slots=True)
class Told:
    """The events of one command: the last of them tells of rows."""

    command_id: str
    events: tuple[dict[str, Any], ...]

    @property
    def rows_commitment(self) -> str | None:
        """What it commits to as the rows of the case; None where it changed nothing of it."""
        last = self.events[-1]
        found = last["refs"].get(ROWS)
        return None if found is None or last["type"].startswith(_OWN) else str(found)


def told_in(events: Sequence[dict[str, Any]]) -> Iterator[Told]:
    """The events by command. Raises ValueError, KeyError, TypeError where they are none."""
    for command_id, group in groupby(events, key=lambda event: str(event["command"])):
        yield Told(command_id, tuple(group))


def items_of(rows: Sequence[tuple[str, list[Any]]]) -> tuple[str, ...]:
    """The contents that rows name."""
    return tuple(
        value
        for table, row in rows
        if table in TABLES
        for column, value in zip(TABLES[table].columns, row, strict=True)
        if names_content(column) and value is not None
    )


def journal_of(told: Told, contents: Mapping[str, Content]) -> list[tuple[str, list[Any]]]:
    """The rows of a command that travel. Raises ValueError where they are not what its event commits to."""
    kept = contents.get(rows_item(told.command_id))
    if kept is None or kept.commitment != told.rows_commitment:
        raise ValueError("the rows of an event are not those that it commits to")
    return [(table, row) for table, row in read_journal(kept.body) if table in TABLES]


class StepReading:
    """Reads the steps of one case in order; what earlier ones wrote is what later ones may name."""

    def __init__(self, case_id: str, contents: Mapping[str, Content]) -> None:
        self._case_id, self._contents = case_id, contents
        self._known: defaultdict[str, set[str]] = defaultdict(set)

    def read(self, segment: SegmentBody) -> Iterator[Step]:
        """The steps of the next segment. Raises ValueError."""
        try:
            events = [event_of(event.body) for event in segment.events]
            for told in told_in(events):
                if told.rows_commitment is not None:
                    yield self._step(told)
        except (LookupError, TypeError, AttributeError, StoreDamaged) as error:
            raise ValueError("a step of the case is none") from error

    def _step(self, told: Told) -> Step:
        rows = journal_of(told, self._contents)
        for table, row in rows:
            self._require(TABLES[table], row)
        self._require_told(told, rows)
        actors = [(e["actor"]["person"], e["actor"]["role"]) for e in told.events]
        used = [self._contents[item] for item in (*items_of(rows), rows_item(told.command_id))]
        return Step(
            command_id=told.command_id,
            people=frozenset(str(person) for person, _ in actors if person is not None),
            roles=frozenset((str(p), str(role)) for p, role in actors if p is not None and role is not None),
            values=tuple(self._values(rows)),
            contents=tuple(used),
        )

    def _require(self, table: Table, row: list[Any]) -> None:
        """The shape of its table, this case, and nothing that another case has."""
        for column, value in zip(table.columns, row, strict=True):
            kind = int if isinstance(column.type, Integer) else bytes if isinstance(column.type, LargeBinary) else str
            if type(value) is not kind and not (value is None and column.nullable):
                raise ValueError("a row holds another kind of value than its table")
            if column.name == "case_id" and value != self._case_id:
                raise ValueError("a row is of another case")
            for key in column.foreign_keys:
                target = key.column.table.name
                if (target == table.name and row[0] == value) or target in OUTSIDE or value is None:
                    continue
                if value not in self._known[target]:
                    raise ValueError("a row names what is not of this case")
        self._known[table.name].add(str(row[0]))

    def _require_told(self, told: Told, rows: Sequence[tuple[str, list[Any]]]) -> None:
        """The last event of the command names exactly these rows of what travels."""
        telling = RowTelling()
        commitments = {item: self._contents[item].commitment for item in items_of(rows)}
        for table, row in rows:
            telling.add_kept(TABLES[table], row, commitments)
        named = sorted(line for line in told.events[-1].get("rows", ()) if line.split(":")[0] in TABLES)
        if sorted(telling.lines) != named:
            raise ValueError("the rows of an event are not those that it names")

    def _values(self, rows: Sequence[tuple[str, list[Any]]]) -> Iterator[Any]:
        for table, group in groupby(rows, key=lambda pair: _together(*pair)):
            written = [row for _, row in group]
            if table == (SPANS.table.name, written[0][0]):
                spans = tuple(SPANS.value(row[2:], {}) for row in written)
                yield RevisionSpans(written[0][0], self._case_id, spans)
            else:
                for row in written:
                    yield from self._value(TRAVELS[table[0]], row)

    def _value(self, kept: Kept, row: list[Any]) -> Iterator[Any]:
        if kept.table.name == "lane_standing":  # a lane of another store is none here
            row = [None if c.name == "lane_id" else v for c, v in zip(kept.table.columns, row, strict=True)]
        refs = {item for cell, item in zip(kept.cells, row, strict=True) if _is_ref(cell) and item is not None}
        yield from (self._contents[item] for item in refs)
        found = {item: self._contents[item].ref if item in refs else self._contents[item] for item in _named(kept, row)}
        yield kept.value(row, found, **({"text": ""} if kept.kind is Passage else {}))


def _together(table: str, row: list[Any]) -> tuple[str, str]:
    return (table, str(row[0])) if table == SPANS.table.name else (table, "")


def _is_ref(cell: Any) -> bool:
    return cell.content is not None and cell.content is not Content


def _named(kept: Kept, row: list[Any]) -> tuple[str, ...]:
    return tuple(v for cell, v in zip(kept.cells, row, strict=True) if cell.content is not None and v is not None)
