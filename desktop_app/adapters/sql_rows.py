"""Domain values to rows and back, derived from the types of their fields."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from functools import cached_property
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import zstandard
from pydantic import TypeAdapter
from sqlalchemy import Table, literal_column
from sqlalchemy.dialects import sqlite

from desktop_app.adapters import sql_schema as schema
from desktop_app.domain.assignment import Assignment, Snooze
from desktop_app.domain.batch import Batch, BatchCase, BatchEnd, BatchRow
from desktop_app.domain.budget import Reservation
from desktop_app.domain.case import Answer, CaseFile
from desktop_app.domain.case_life import CaseOrigin, LeftAnswer, LifeStep, Voided
from desktop_app.domain.change_reason import ChangeReason
from desktop_app.domain.comment import Comment, Resolution
from desktop_app.domain.content import Content, ContentRef
from desktop_app.domain.delegation import DecidedFor, Delegation, DelegationEnd
from desktop_app.domain.endpoint import Endpoint
from desktop_app.domain.errors import StoreDamaged
from desktop_app.domain.evidence import Citation, Document, Page, Passage
from desktop_app.domain.finding import FindingAnswer, RaisedFinding
from desktop_app.domain.gate_entry import Escalation, GateEntry, GateExit
from desktop_app.domain.handover import Handover, Introduced, Machine, Segment
from desktop_app.domain.label import Label
from desktop_app.domain.lane import ClosedLane, LaneStanding, OpenedLane
from desktop_app.domain.person import Person, Profile
from desktop_app.domain.person_key import KeyEnd, KeyLeave, PersonAct, PersonKey
from desktop_app.domain.practice import PracticeCase, PracticeResult
from desktop_app.domain.record_rows import RevisionSpans, Setting, StoredPack
from desktop_app.domain.review import DecidedSection, Decision, Supersession
from desktop_app.domain.route import RouteDecided
from desktop_app.domain.section import Head, Input, Revision
from desktop_app.domain.signature import Signature
from desktop_app.domain.support import SentenceSupport
from desktop_app.domain.text import OriginSpan
from desktop_app.domain.usage import Call, OfferedEvidence, Run, RunSource

Contents = Mapping[str, Content | ContentRef]
LARGEST_PACK = 256 * 2**20


def to_text(at: datetime) -> str:
    """An instant as it is kept: UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


@dataclass(frozen=True, slots=True)
class Cell:
    """How a field is kept: its column, and the ways there and back. `content` marks a sealed one, or its ref."""

    field: str
    column: str
    to_row: Callable[[Any], Any] | None
    from_row: Callable[[Any], Any] | None
    content: type | None = None


def _cell(name: str, hint: Any) -> Cell:
    kind = _without_none(hint)
    if kind in (Content, ContentRef):
        return Cell(name, f"{name}_ref", lambda content: content.item_id, None, kind)
    return Cell(name, name, *_ways(kind))


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in (Union, UnionType):
        (hint,) = (part for part in get_args(hint) if part is not NoneType)
    return hint


def _ways(kind: Any) -> tuple[Callable[[Any], Any] | None, Callable[[Any], Any] | None]:
    if kind in (str, int, bytes):
        return None, None
    simple: dict[Any, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
        bool: (int, bool),
        datetime: (to_text, datetime.fromisoformat),
        date: (date.isoformat, date.fromisoformat),
        Decimal: (str, Decimal),
        Mapping[str, bytes]: (pack_files, unpack_files),
    }
    if kind in simple:
        return simple[kind]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda value: value.value, kind
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    return lambda value: adapter.dump_json(value).decode(), adapter.validate_json


def pack_files(files: Mapping[str, bytes]) -> bytes:
    """Files as they are kept: zstd of JSON, each file in base64."""
    listed = {path: base64.b64encode(body).decode() for path, body in sorted(files.items())}
    return zstandard.compress(json.dumps(listed).encode())


def unpack_files(packed: bytes) -> dict[str, bytes]:
    """The files."""
    listed = json.loads(zstandard.decompress(packed, max_output_size=LARGEST_PACK))
    return {path: base64.b64decode(body) for path, body in listed.items()}


class Way(StrEnum):
    """insert: append-only; keep: once, a second time is no error; upsert: replaces; step: replaces its predecessor."""

    INSERT = "insert"
    KEEP = "keep"
    UPSERT = "upsert"
    STEP = "step"


class Kept:
    """How values of one type are kept in one table."""

    def __init__(self, kind: type, table: Table, way: Way, leave_out: frozenset[str] = frozenset()) -> None:
        self.kind, self.table, self.way = kind, table, way
        hints = get_type_hints(kind)
        cells = {c.column: c for c in (_cell(f.name, hints[f.name]) for f in fields(kind) if f.name not in leave_out)}
        self.cells = tuple(cells[column.name] for column in table.columns if column.name in cells)
        self.contents = tuple(cell.field for cell in self.cells if cell.content is Content)

    @cached_property
    def statement(self) -> str:
        """The SQL that writes one row, its values in the order of the columns."""
        return _statement(self.table, self.way)

    def row(self, value: Any) -> tuple[Any, ...]:
        """The row of a value."""
        found = ((cell, getattr(value, cell.field)) for cell in self.cells)
        return tuple(v if v is None or cell.to_row is None else cell.to_row(v) for cell, v in found)

    def value(self, row: Sequence[Any], contents: Contents, **more: Any) -> Any:
        """The value of a row; `contents` by their item id, `more` for the fields that the row leaves out.

        Raises StoreDamaged where the row holds what was never put.
        """
        try:
            return self.kind(**{c.field: _read(c, v, contents) for c, v in zip(self.cells, row, strict=True)}, **more)
        except (ValueError, LookupError, TypeError, ArithmeticError) as error:
            raise StoreDamaged(
                f"A row of “{self.table.name}” is not one that was recorded.",
                kept="The file was not touched.",
                next="Look at the record with `countersign audit verify`, and go on with a copy from a backup.",
            ) from error

    def items(self, row: Sequence[Any], content: type) -> list[str]:
        """The contents that a row names: to be loaded with their body (Content), or without (ContentRef)."""
        pairs = zip(self.cells, row, strict=True)
        return [v for cell, v in pairs if cell.content is content and v is not None]


def _read(cell: Cell, value: Any, contents: Contents) -> Any:
    if value is None:
        return None
    if cell.content is not None:
        return contents[value]
    return value if cell.from_row is None else cell.from_row(value)


def _statement(table: Table, way: Way) -> str:
    insert = sqlite.insert(table)
    keys = list(table.primary_key.columns)
    if way in (Way.UPSERT, Way.STEP):
        changed = {c.name: insert.excluded[c.name] for c in table.columns if not c.primary_key}
        earlier = (
            table.c.lock_version == insert.excluded.lock_version - literal_column("1") if way is Way.STEP else None
        )
        insert = insert.on_conflict_do_update(index_elements=keys, set_=changed, where=earlier)
    return str(insert.compile(dialect=sqlite.dialect(paramstyle="qmark")))


KEPT = (
    Kept(Person, schema.person, Way.UPSERT),
    Kept(Profile, schema.profile, Way.UPSERT),
    Kept(PersonAct, schema.person_act, Way.INSERT),
    Kept(PersonKey, schema.person_key, Way.INSERT),
    Kept(KeyEnd, schema.key_end, Way.INSERT),
    Kept(KeyLeave, schema.key_leave, Way.INSERT),
    Kept(StoredPack, schema.pack, Way.KEEP),
    Kept(CaseFile, schema.case_file, Way.STEP),
    Kept(ChangeReason, schema.change_reason, Way.INSERT),
    Kept(Answer, schema.answer, Way.UPSERT),
    Kept(Document, schema.document, Way.UPSERT),
    Kept(Page, schema.page, Way.UPSERT),
    Kept(Passage, schema.passage, Way.INSERT, frozenset({"text"})),
    Kept(Run, schema.run, Way.INSERT),
    Kept(Call, schema.call, Way.INSERT),
    Kept(RunSource, schema.run_source, Way.INSERT),
    Kept(OfferedEvidence, schema.evidence, Way.INSERT),
    Kept(Reservation, schema.reservation, Way.UPSERT),
    Kept(Revision, schema.revision, Way.INSERT),
    Kept(Head, schema.head, Way.UPSERT),
    Kept(Input, schema.input_, Way.INSERT),
    Kept(Citation, schema.citation, Way.INSERT),
    Kept(RaisedFinding, schema.finding, Way.INSERT),
    Kept(SentenceSupport, schema.sentence_support, Way.INSERT),
    Kept(FindingAnswer, schema.finding_answer, Way.INSERT),
    Kept(RouteDecided, schema.route, Way.INSERT),
    Kept(OpenedLane, schema.lane, Way.INSERT),
    Kept(ClosedLane, schema.closed_lane, Way.INSERT),
    Kept(LaneStanding, schema.lane_standing, Way.INSERT),
    Kept(Label, schema.label, Way.INSERT),
    Kept(Decision, schema.decision, Way.INSERT),
    Kept(DecidedSection, schema.decided_section, Way.INSERT),
    Kept(Supersession, schema.supersession, Way.INSERT),
    Kept(LifeStep, schema.life_step, Way.INSERT),
    Kept(CaseOrigin, schema.case_origin, Way.INSERT),
    Kept(Voided, schema.voided, Way.INSERT),
    Kept(LeftAnswer, schema.left_answer, Way.INSERT),
    Kept(Comment, schema.comment, Way.INSERT),
    Kept(Resolution, schema.resolution, Way.INSERT),
    Kept(GateEntry, schema.gate_entry, Way.INSERT),
    Kept(GateExit, schema.gate_exit, Way.INSERT),
    Kept(Escalation, schema.escalation, Way.INSERT),
    Kept(Delegation, schema.delegation, Way.INSERT),
    Kept(DelegationEnd, schema.delegation_end, Way.INSERT),
    Kept(DecidedFor, schema.decided_for, Way.INSERT),
    Kept(Signature, schema.signature, Way.INSERT),
    Kept(PracticeCase, schema.practice_case, Way.INSERT),
    Kept(PracticeResult, schema.practice_result, Way.INSERT),
    Kept(Batch, schema.batch, Way.UPSERT),
    Kept(BatchRow, schema.batch_row, Way.INSERT),
    Kept(BatchCase, schema.batch_case, Way.INSERT),
    Kept(BatchEnd, schema.batch_end, Way.INSERT),
    Kept(Assignment, schema.assignment, Way.UPSERT),
    Kept(Snooze, schema.snooze, Way.UPSERT),
    Kept(Endpoint, schema.endpoint, Way.UPSERT, frozenset({"a_minute"})),
    Kept(Setting, schema.setting, Way.UPSERT),
    Kept(Machine, schema.machine, Way.UPSERT),
    Kept(Introduced, schema.introduced, Way.UPSERT),
    Kept(Handover, schema.handover, Way.UPSERT),
    Kept(Segment, schema.segment, Way.INSERT),
)
KEPT_BY_TYPE = {kept.kind: kept for kept in KEPT}
"""All types that can be put, but for Content (sealed) and RevisionSpans (many rows)."""


SPANS = Kept(OriginSpan, schema.span, Way.INSERT)
"""Rows of origins: the revision and the case stand before what a span itself holds."""


def span_rows(put: RevisionSpans) -> list[tuple[Any, ...]]:
    """The rows of a revision's origins."""
    return [(put.revision_id, put.case_id, *SPANS.row(span)) for span in put.spans]
