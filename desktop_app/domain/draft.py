"""What a drafter is asked, what it answers, and the typed events of the one pipeline."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from desktop_app.domain.confidence import Band, Factor
from desktop_app.domain.endpoint import Endpoint, PassedOver
from desktop_app.domain.errors import ErrorClass
from desktop_app.domain.evidence import EvidenceItem
from desktop_app.domain.finding import Finding
from desktop_app.domain.form import Section
from desktop_app.domain.markup import MarkedText, Piece
from desktop_app.domain.route import RouteKind, RouteReason
from desktop_app.domain.stand_in import PersonalAnswer
from desktop_app.domain.text import Span
from desktop_app.domain.usage import Usage


@dataclass(frozen=True, slots=True)
class Message:
    """A message to a model: role `system`, `user` or `assistant`."""

    role: str
    text: str


def without_system(messages: tuple[Message, ...]) -> tuple[Message, ...]:
    """The same with what the system says at the beginning of what the user says."""
    rules = [message.text.rstrip() for message in messages if message.role == "system"]
    others = [message for message in messages if message.role != "system"]
    if not rules or not others or others[0].role != "user":
        return messages
    first = replace(others[0], text="\n\n".join((*rules, others[0].text)))
    return (first, *others[1:])


@dataclass(frozen=True, slots=True)
class SlotValue:
    """What was found for a slot: the value as it stands in the document, the evidence number, its place in the passage.

    `quote` is the text that the draft takes over: the value, or the whole passage where the slot asks for it.
    """

    slot: str
    value: str
    quote: str
    number: int
    place: Span


@dataclass(frozen=True, slots=True)
class QuotedAnswer:
    """An answer as a template sees it: its text for people, who gave it, and of a table the texts of its cells.

    Each of `rows` holds every column; a blank cell is an empty text.
    """

    text: str
    person_id: str | None
    value: Any = None
    rows: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DraftRequest:
    """All that a drafter may use for one section.

    `messages` are for models; `template`, `slots`, `answers`, `outcomes` (decision to outcome and reason) and `paths`
    (the way to each) for the assembled draft. `schema` is the JSON schema of a structured section. `personal` are
    answers that no hosted model is told. `mark` fences what is material in the messages. `rewrites` is a person's text
    that edits are asked for. `reveals`: an administrator has said that hosted models are told what is personal.
    """

    section: Section
    messages: tuple[Message, ...]
    evidence: tuple[EvidenceItem, ...]
    slots: Mapping[str, tuple[SlotValue, ...]] = field(default_factory=dict)
    answers: Mapping[str, QuotedAnswer] = field(default_factory=dict)
    outcomes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    paths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    template: str = ""
    schema: Mapping[str, Any] | None = None
    max_tokens: int = 600
    personal: tuple[PersonalAnswer, ...] = ()
    mark: str = ""
    rewrites: MarkedText | None = None
    reveals: bool = False


@dataclass(frozen=True, slots=True)
class Delta:
    """Raw markup as a model streams it."""

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The model says that it is done: why, who it was, and what it used. Without this there is no draft.

    `refused` are parts of the request that its server would not take, and that were left out. `left_alone_s`: so many
    seconds from now on it takes no call, by what it said of its limit.
    """

    reason: str
    model: str
    fingerprint: str | None = None
    usage: Usage = Usage()
    refused: frozenset[str] = frozenset()
    left_alone_s: float = 0.0

    @property
    def is_whole(self) -> bool:
        """Whether the model came to the end of its text by itself: not at a longest length, not by a fault."""
        return self.reason.casefold() in _OWN_ENDS


_OWN_ENDS = frozenset(("stop", "eos", "eos_token", "end_turn", "stop_sequence"))
"""How servers say it."""


DrafterOutput = Delta | Piece | Finished


# What dispatching tells beside pieces of text. Times are milliseconds from the start of the attempt.


@dataclass(frozen=True, slots=True)
class Asked:
    """An endpoint is about to be asked; attempts count from 1. What was streamed before is void.

    `sent` is what it is sent where that differs from the request, because `stand_ins` stand for personal data in it or
    because it can take less; `max_tokens` is how much it may write, where that differs.
    """

    endpoint: Endpoint
    attempt: int
    sent: tuple[Message, ...] = ()
    stand_ins: int = 0
    max_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Fell:
    """An attempt failed; the next endpoint (None: none is left) is asked after `retry_in` seconds."""

    endpoint: Endpoint
    attempt: int
    error_class: ErrorClass
    words: str
    next_endpoint: Endpoint | None
    retry_in: float
    first_text_ms: int | None
    total_ms: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """An endpoint was not asked: it failed again and again a moment ago, or no budget allows it."""

    endpoint: Endpoint
    words: str
    why: PassedOver


@dataclass(frozen=True, slots=True)
class Done:
    """The attempt gave a whole text: all pieces since it was asked."""

    endpoint: Endpoint
    attempt: int
    finished: Finished
    first_text_ms: int | None
    total_ms: int


Dispatched = Asked | Piece | Fell | Skipped | Done


# Pipeline events. Only SectionRecorded makes a draft; what was streamed and not recorded is a preview.


@dataclass(frozen=True, slots=True)
class PipelineEvent:
    """Something happened in a run."""

    run_id: str
    case_id: str
    section: str


@dataclass(frozen=True, slots=True)
class RunQueued(PipelineEvent):
    """The section waits for its turn."""


@dataclass(frozen=True, slots=True)
class RunStarted(PipelineEvent):
    """An endpoint was asked; the preview is empty again."""

    endpoint: Endpoint
    attempt: int


@dataclass(frozen=True, slots=True)
class EvidenceChosen(PipelineEvent):
    """These passages are offered; so many did not fit."""

    evidence: tuple[EvidenceItem, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class TextAdded(PipelineEvent):
    """Words of the preview; `at` is their offset in it."""

    text: str
    at: int


@dataclass(frozen=True, slots=True)
class CitationAdded(PipelineEvent):
    """The preview cites this evidence at this offset."""

    number: int
    at: int


@dataclass(frozen=True, slots=True)
class EndpointFell(PipelineEvent):
    """An endpoint failed; the next one (None: none is left) is asked after `retry_in` seconds."""

    endpoint: Endpoint
    error_class: ErrorClass
    words: str
    next_endpoint: Endpoint | None
    retry_in: float


@dataclass(frozen=True, slots=True)
class AnswerUnusable(PipelineEvent):
    """An answer has not the shape that was asked for; `words` say what is wrong with it.

    It is asked for again as often as `tries_left`. `saved_tokens`: how many more the model could have written, had it
    not been stopped at the first character after which no right answer can follow; 0 where it had ended by itself.
    """

    endpoint: Endpoint
    words: str
    tries_left: int
    saved_tokens: int


@dataclass(frozen=True, slots=True)
class TextCached(PipelineEvent):
    """No model is asked: it is the text that this run got for the same request, from this endpoint."""

    source_run: str
    endpoint: Endpoint


@dataclass(frozen=True, slots=True)
class EndpointPassed(PipelineEvent):
    """An endpoint of the order was not asked, and why."""

    endpoint: Endpoint
    why: PassedOver
    words: str


@dataclass(frozen=True, slots=True)
class BudgetNear(PipelineEvent):
    """So much of a budget is spent that it is said; `share` is 1 where all of it is."""

    share: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class UsageKnown(PipelineEvent):
    """What the run used; `cost` is US dollars as text, None where the price is unknown."""

    usage: Usage
    cost: str | None


@dataclass(frozen=True, slots=True)
class FindingRaised(PipelineEvent):
    """A check found something in the draft."""

    finding: Finding


@dataclass(frozen=True, slots=True)
class RouteKnown(PipelineEvent):
    """The band and the route of the draft, with reasons."""

    band: Band
    route: RouteKind
    reasons: tuple[RouteReason, ...]
    factors: tuple[Factor, ...]


@dataclass(frozen=True, slots=True)
class RunStopped(PipelineEvent):
    """A person stopped the run; so many characters are kept as an interrupted preview."""

    kept: int


@dataclass(frozen=True, slots=True)
class RunFailed(PipelineEvent):
    """No endpoint gave a draft."""

    error_class: ErrorClass
    words: str


@dataclass(frozen=True, slots=True)
class SectionRecorded(PipelineEvent):
    """The draft is durable: this revision, told by this event."""

    revision_id: str
    seq: int
    proposal: bool
    endpoint: Endpoint
    citations: int
    resolved: int
    seconds: float
