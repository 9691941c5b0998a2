"""What a model call used, and what that cost. None means unknown, never zero."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from desktop_app.domain.content import Content
from desktop_app.domain.errors import ErrorClass


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the server counted them."""

    tokens_in: int | None = None
    tokens_out: int | None = None
    tokens_cached: int | None = None


@dataclass(frozen=True, slots=True)
class Price:
    """What a call cost in US dollars, by the price list of `listed`. None where the model's price is unknown."""

    cost: Decimal | None
    listed: date | None


class RunOutcome(StrEnum):
    """How an attempt to draft a section ended. Only `finished` gives a draft; `replayed` asked for one anew only to
    compare it, and `read` had its sentences read a second time."""

    FINISHED = "finished"
    STOPPED = "stopped"
    CUT = "cut"
    FAILED = "failed"
    REFUSED = "refused"
    UNUSABLE = "unusable"
    REPLAYED = "replayed"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Run:
    """One attempt to draft a section. `partial` keeps the interrupted preview, or what was only to be compared."""

    run_id: str
    case_id: str
    section: str
    endpoint: str
    started: datetime
    ended: datetime
    outcome: RunOutcome
    partial: Content | None


class SourceKind(StrEnum):
    """What a run did with an earlier one: took its text from the cache, asked the same again to compare it, or is that
    very run in a case that another one was carried to."""

    CACHED = "cached"
    REPLAY = "replay"
    CARRIED = "carried"


@dataclass(frozen=True, slots=True)
class RunSource:
    """The run that another one goes back to."""

    run_id: str
    source_run: str
    kind: SourceKind


@dataclass(frozen=True, slots=True)
class Call:
    """One model request in a run. Times are milliseconds from its start."""

    call_id: str
    run_id: str
    attempt: int
    endpoint: str
    model: str
    fingerprint: str | None
    instruction: Content | None
    parameters: str
    tokens_in: int | None
    tokens_out: int | None
    tokens_cached: int | None
    cost: Decimal | None
    price_date: date | None
    first_text_ms: int | None
    total_ms: int
    finish_reason: str | None
    error_class: ErrorClass | None


@dataclass(frozen=True, slots=True)
class OfferedEvidence:
    """A passage that a run was offered, or that did not fit (`left_out`); `rank` is its number, from 1."""

    run_id: str
    passage_id: str
    rank: int
    left_out: bool
