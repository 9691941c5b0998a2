"""The record: events as canonical bytes, each holding its predecessor's digest."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import rfc8785

from desktop_app.domain.person import Actor

FORMAT_VERSION = 1
ZERO_DIGEST = "0" * 64


class EventType(StrEnum):
    """What an event tells."""

    STORE_OPENED = "store.opened"
    STORE_VERIFIED = "store.verified"
    STORE_RECOVERED = "store.recovered"
    STORE_MIGRATED = "store.migrated"
    STORE_BACKED_UP = "store.backed_up"
    KEY_ROTATED = "key.rotated"
    KEY_PLACED = "key.placed"
    KEY_REMOVED = "key.removed"
    ANCHOR_ACCEPTED = "anchor.accepted"
    LIBRARY_ADDED = "library.added"
    LIBRARY_REMOVED = "library.removed"
    PERSON_ADDED = "person.added"
    PERSON_SWITCHED = "person.switched"
    PERSON_RETIRED = "person.retired"
    DELEGATION_MADE = "delegation.made"
    DELEGATION_ENDED = "delegation.ended"
    PASSPHRASE_CHANGED = "passphrase.changed"
    KEY_MADE = "key.made"
    KEY_ALLOWED = "key.allowed"
    KEY_REVOKED = "key.revoked"
    PERSON_CHANGED = "person.changed"
    SETTING_CHANGED = "setting.changed"
    ENDPOINT_RESTED = "endpoint.rested"
    ENDPOINT_RESUMED = "endpoint.resumed"
    ENDPOINT_PASSED = "endpoint.passed"
    BUDGET_REACHED = "budget.reached"
    CASE_OPENED = "case.opened"
    CASE_SENT = "case.sent"
    CASE_RETURNED = "case.returned"
    CASE_ESCALATED = "case.escalated"
    CASE_WITHDRAWN = "case.withdrawn"
    CASE_ABANDONED = "case.abandoned"
    CASE_REOPENED = "case.reopened"
    CASE_AMENDED = "case.amended"
    CASE_DUE = "case.due"
    CASE_MIGRATED = "case.migrated"
    CASE_REASSIGNED = "case.reassigned"
    CASE_ADVANCED = "case.advanced"
    CASE_VIEWED = "case.viewed"
    CASE_ASSIGNED = "case.assigned"
    CASE_TAKEN = "case.taken"
    CASE_RELEASED = "case.released"
    CASE_SNOOZED = "case.snoozed"
    GATE_ENTERED = "gate.entered"
    ANSWER_SET = "answer.set"
    PREFILL_DECLINED = "prefill.declined"
    DOCUMENT_ATTACHED = "document.attached"
    DOCUMENT_READ = "document.read"
    DOCUMENT_REMOVED = "document.removed"
    CALL_STARTED = "call.started"
    CALL_FINISHED = "call.finished"
    CALL_ABORTED = "call.aborted"
    CALL_FAILED = "call.failed"
    TEXT_MODERATED = "text.moderated"
    DRAFT_RECORDED = "draft.recorded"
    DRAFT_DISCARDED = "draft.discarded"
    RUN_INTERRUPTED = "run.interrupted"
    RUN_CACHED = "run.cached"
    RUN_REPLAYED = "run.replayed"
    SUPPORT_READ = "support.read"
    EDIT_RECORDED = "edit.recorded"
    TEXT_SETTLED = "text.settled"
    TEXT_CARRIED = "text.carried"
    PROPOSAL_MADE = "proposal.made"
    PROPOSAL_ACCEPTED = "proposal.accepted"
    PROPOSAL_DISCARDED = "proposal.discarded"
    FINDING_RAISED = "finding.raised"
    FINDING_ANSWERED = "finding.answered"
    ROUTE_DECIDED = "route.decided"
    COMMENT_MADE = "comment.made"
    COMMENT_RESOLVED = "comment.resolved"
    DECISION_APPROVED = "decision.approved"
    DECISION_RETURNED = "decision.returned"
    DECISION_ESCALATED = "decision.escalated"
    DECISION_HANDED_BACK = "decision.handed_back"
    SIGNATURE_MADE = "signature.made"
    SIGNATURE_SUPERSEDED = "signature.superseded"
    SPOT_CHECK_SEALED = "spot_check.sealed"
    SPOT_CHECK_DRAWN = "spot_check.drawn"
    LABELS_RECORDED = "labels.recorded"
    WORDING_CALIBRATED = "wording.calibrated"
    PRACTICE_STARTED = "practice.started"
    PRACTICE_FINISHED = "practice.finished"
    BATCH_BEGUN = "batch.begun"
    BATCH_PAUSED = "batch.paused"
    BATCH_RESUMED = "batch.resumed"
    BATCH_CANCELLED = "batch.cancelled"
    BATCH_ROW_CONTINUED = "batch.row_continued"
    BATCH_ROW_ENDED = "batch.row_ended"
    BATCH_FINISHED = "batch.finished"
    LANE_OPENED = "lane.opened"
    LANE_CLOSED = "lane.closed"
    THRESHOLD_SIGNED = "threshold.signed"
    RELEASE_SIGNED = "release.signed"
    POLICY_LOADED = "policy.loaded"
    POLICY_REFUSED = "policy.refused"
    HANDOVER_PUT = "handover.put"
    HANDOVER_CLAIMED = "handover.claimed"
    HANDOVER_RETURNED = "handover.returned"
    HANDOVER_CONFLICT = "handover.conflict"
    HANDOVER_ACCEPTED = "handover.accepted"
    EXPORT_MADE = "export.made"
    CHANGES_IMPORTED = "changes.imported"
    CONTENT_ERASED = "content.erased"
    CLOCK_JUMPED = "clock.jumped"


class Outcome(StrEnum):
    """How what an event tells of ended."""

    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


Plain = int | str | bool


@dataclass(frozen=True, slots=True)
class Event:
    """A fact before it has its place in the chain.

    `refs` names commitments; `data` holds integers, enumerations and identifiers: what a type may hold is in
    event_fields. Neither holds free text, names or plain digests of text.
    """

    type: EventType
    at: datetime
    actor: Actor
    case_id: str | None = None
    section: str | None = None
    refs: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Plain | list[Plain]] = field(default_factory=dict)
    outcome: Outcome = Outcome.DONE


@dataclass(frozen=True, slots=True)
class Entry:
    """What becomes durable together: rows (`puts`) and the events that tell of them. A command applies once.

    Each event names the command, so that a forgotten one is seen. Without a `command_id` it is a note beside the
    record, which no event tells of.
    """

    command_id: str | None
    puts: tuple[Any, ...] = ()
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the store answers when an entry is durable: the number of its last event, and whether it was new."""

    last_seq: int
    applied: bool


def leaf(body: bytes) -> str:
    """The digest of an event: SHA-256 over a zero byte and its bytes (the leaf hash of RFC 6962), hexadecimal."""
    return hashlib.sha256(b"\0" + body).hexdigest()


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed head of the chain: the first `size` events have this root and this last leaf."""

    size: int
    root: str
    head: str
    signature: bytes
    public_key: bytes
    at: datetime

    def signed_bytes(self) -> bytes:
        """What the signature is over."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        return rfc8785.dumps({"size": self.size, "root": self.root, "head": self.head, "at": at})


def rotation_bytes(old: bytes, key: bytes, size: int) -> bytes:
    """What both the old and the new key of a store sign when the new one takes over, after `size` events."""
    return rfc8785.dumps({"old": old.hex(), "key": key.hex(), "size": size})


class BreakKind(StrEnum):
    """What is wrong with a record."""

    BODY = "body"
    ORDER = "order"
    LINK = "link"
    COLUMNS = "columns"
    CHECKPOINT_SIGNATURE = "checkpoint_signature"
    CHECKPOINT_ROOT = "checkpoint_root"
    CHECKPOINT_KEY = "checkpoint_key"
    ROTATION = "rotation"
    ANCHOR = "anchor"
    TAIL_CUT = "tail_cut"
    TRIGGER = "trigger"
    CONTENT = "content"
    ROW = "row"
    SIGNATURE = "signature"
    SPOT_CHECK = "spot_check"
    SEGMENT = "segment"
    STORE = "store"


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the record is not what was recorded: event number (None: not about one event), when, what."""

    kind: BreakKind
    seq: int | None
    at: str | None
    words: str


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as the store holds it."""

    seq: int
    case_id: str | None
    type: str
    at: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of reading the whole record again."""

    events: int
    checkpoints: int
    breaks: tuple[Break, ...]
    anchored_to: int
    """Events covered by the last good checkpoint."""
    anchored_at: str | None = None
    """When that one was signed."""
    drawn: int = 0
    """Draws of samples that were made again from their seed."""
    waiting: int = 0
    """Draws whose seed is told when their lane is closed."""

    @property
    def verified(self) -> bool:
        """Whether nothing is wrong."""
        return not self.breaks
