"""Batches: one form filled once for each document of a folder, or for each row of a table.

A batch keeps what it was begun with and what came of each row; what a row says stays where it came from until it is a
case. Everything in between follows: a row whose case is open and that has no end is drafted, or was when the program
ended.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID, uuid5

from desktop_app.domain.case import CaseState
from desktop_app.domain.content import commit
from desktop_app.domain.route import RouteKind

MOST_ROWS = 5_000
"""Rows of one batch: they are told of together in one event."""


class BatchSource(StrEnum):
    """Where rows come from."""

    FOLDER = "folder"
    TABLE = "table"


class BatchState(StrEnum):
    """running: rows are taken up, or were when the program ended; paused: until somebody goes on; done: each row has
    its end."""

    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"


class PauseReason(StrEnum):
    """Why a batch rests."""

    PERSON = "person"
    ENDED = "ended"
    BUDGET = "budget"
    UNREACHABLE = "unreachable"


class BatchAsk(StrEnum):
    """What is asked of the program that works at a batch. cancel: rows that are left are not taken up ever."""

    PAUSE = "pause"
    CANCEL = "cancel"


class RowEndKind(StrEnum):
    """How a row ended."""

    DRAFTED = "drafted"
    FAILED = "failed"
    SKIPPED = "skipped"


class RowFault(StrEnum):
    """Why a row failed or was skipped."""

    NONE = ""
    SHAPE = "shape"
    ANSWER = "answer"
    MISSING = "missing"
    FILE = "file"
    KIND = "kind"
    TWICE = "twice"
    DOCUMENT = "document"
    LOCKED = "locked"
    CASE = "case"
    GONE = "gone"
    MODEL = "model"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class RowState(StrEnum):
    """What is to be seen of a row. passed: no section of it waits for a reviewer."""

    WAITING = "waiting"
    DRAFTING = "drafting"
    DRAFTED = "drafted"
    PASSED = "passed"
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as it was begun. `place` is the folder or the table, `folder` where the files of its rows are; `key` is
    what the commitments of its rows are made with; `endpoints` are asked in this order; `expected_ms` and
    `expected_cost` (US dollars) are what was forecast for all rows, at most and about, None where that was unknown."""

    batch_id: str
    form: str
    pack_digest: str
    source: BatchSource
    place: str
    folder: str
    endpoints: tuple[str, ...]
    person_id: str
    rows: int
    key: bytes
    state: BatchState
    at: datetime
    expected_ms: int | None = None
    expected_cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A row of a batch: its number from 1, what its case is called, and the commitment to what it says."""

    batch_id: str
    number: int
    name: str
    commitment: str


@dataclass(frozen=True, slots=True)
class BatchCase:
    """The case that a row became, or that it goes on with: one that a row of an earlier batch left unfinished."""

    batch_id: str
    number: int
    case_id: str


@dataclass(frozen=True, slots=True)
class BatchEnd:
    """What came of a row, and why; `about` is the question or section where that is so."""

    batch_id: str
    number: int
    kind: RowEndKind
    why: RowFault
    about: str
    at: datetime


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A row with all that is known of it; `routes` are those of its case's sections."""

    row: BatchRow
    case_id: str | None = None
    end: BatchEnd | None = None
    case_state: CaseState | None = None
    routes: Mapping[str, RouteKind] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """Its number, from 1."""
        return self.row.number

    @property
    def may_be_tried_again(self) -> bool:
        """Whether it failed, or was left out since its batch was cancelled."""
        return self.end is not None and (self.end.kind is RowEndKind.FAILED or self.end.why is RowFault.CANCELLED)

    def state(self, *, running: bool = False) -> RowState:
        """What is to be seen of it; `running`: it is drafted right now."""
        if self.end is None:
            return RowState.DRAFTING if running else RowState.WAITING
        if self.end.kind is not RowEndKind.DRAFTED:
            return RowState(self.end.kind.value)
        if self.case_state in _SENT:
            return RowState.SENT
        passed = self.routes and all(route is RouteKind.PASS for route in self.routes.values())
        return RowState.PASSED if passed else RowState.DRAFTED


_SENT = (CaseState.REVIEW, CaseState.SIGN_OFF, CaseState.SIGNED, CaseState.ESCALATED)


@dataclass(frozen=True, slots=True)
class RouteSummary:
    """For each section how many rows go which way, in the order of the form; and how many rows are in which state."""

    sections: tuple[tuple[str, Mapping[RouteKind, int]], ...]
    states: Mapping[RowState, int]


def summary(sections: Iterable[str], rows: Iterable[KeptRow], running: Iterable[int] = ()) -> RouteSummary:
    """The summary of a batch's rows."""
    rows, now = tuple(rows), frozenset(running)
    counted = ((name, Counter(r.routes[name] for r in rows if name in r.routes)) for name in sections)
    states = Counter(row.state(running=row.number in now) for row in rows)
    return RouteSummary(
        tuple((name, {kind: counts[kind] for kind in RouteKind}) for name, counts in counted),
        {state: states[state] for state in RowState},
    )


def row_command(batch_id: str, number: int, step: str) -> str:
    """The command of a step of a row: the same each time, so that no step is ever done twice."""
    return str(uuid5(UUID(batch_id), f"{number}/{step}"))


def row_commitment(key: bytes, name: str, answers: Mapping[str, str], files: Mapping[str, tuple[str, ...]]) -> str:
    """What stands for what a row says: it shows that a table was changed, and gives nothing of it away."""
    told = [name, sorted(answers.items()), [[where, list(names)] for where, names in sorted(files.items())]]
    return commit(key, json.dumps(told).encode())
