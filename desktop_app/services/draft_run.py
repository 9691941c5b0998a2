"""One run of drafting a section: what it is about, and what it has so far."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from desktop_app.domain.budget import Reservation
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.draft import Asked, DraftRequest, PipelineEvent, Skipped
from desktop_app.domain.draft_cache import CachedDraft
from desktop_app.domain.endpoint import Endpoint
from desktop_app.domain.errors import EndpointFailed, ErrorClass
from desktop_app.domain.form import Section
from desktop_app.domain.markup import Cite, Piece, Words
from desktop_app.domain.person import Actor
from desktop_app.services.answer_reading import Answer, answer_to
from desktop_app.services.metering import Tried


@dataclass(frozen=True, slots=True)
class RunContext:
    """What all events and rows of a run share. `turn` lets the runs of a case record one after the other.

    `added` is the line that a person adds to the instruction; `anew`: a model is asked even where it was asked the same
    before.
    """

    actor: Actor
    facts: CaseFacts
    section: Section
    run_id: str
    chain: tuple[str, ...]
    emit: "asyncio.Queue[PipelineEvent | None]"
    turn: asyncio.Lock
    command_id: str | None
    added: str = ""
    anew: bool = False
    stays: bool = False

    @property
    def ids(self) -> dict[str, str]:
        """The identity that every event of the run carries."""
        return {"run_id": self.run_id, "case_id": self.facts.case_id, "section": self.section.section}

    @property
    def command(self) -> str | None:
        """The part of the command that drafts this section."""
        return command_of(self.section, self.command_id)


@dataclass(slots=True)
class RunProgress:
    """What a run has so far: it is what is kept when the run is stopped. Times are the clock's milliseconds.

    `request` is what the run asks, `repair` the same with an answer that could not be used, while it is asked again.
    `cached` is the draft that it took from the cache; `recorded`: its draft is durable.
    """

    started_ms: int
    request: DraftRequest | None = None
    repair: DraftRequest | None = None
    tries: list[Tried] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    answer: Answer | None = None
    asked: Asked | None = None
    reserved: Reservation | None = None
    passed: list[Skipped] = field(default_factory=list)
    asked_ms: int = 0
    first_text_ms: int | None = None
    length: int = 0
    cached: CachedDraft | None = None
    cached_from: Endpoint | None = None
    miscounted: tuple[int, int] | None = None
    moderated: tuple[str, ...] = ()
    recorded: bool = False

    @property
    def done(self) -> Tried:
        """The whole answer. Raises EndpointFailed where there is none: it is then no draft."""
        if self.tries and self.tries[-1].finished and not self.tries[-1].error_class:
            return self.tries[-1]
        raise EndpointFailed(ErrorClass.CUT, "The stream ended without saying that it was finished.")

    @property
    def endpoint(self) -> Endpoint:
        """Who wrote the draft. Raises EndpointFailed where there is none."""
        return self.cached_from or self.done.endpoint

    @property
    def is_whole(self) -> bool:
        """Whether who wrote the draft came to its end; only such a draft is kept in the cache."""
        last = self.tries[-1].finished if self.tries and not self.cached else None
        return last is None or last.is_whole

    @property
    def preview(self) -> str:
        """The streamed text with its citations."""
        return "".join(f"[E{p.number}]" if isinstance(p, Cite) else p.text for p in self.pieces)

    def reserve(self, made: Reservation) -> None:
        """What the next call may use is taken from the budgets."""
        self.reserved = made

    def ask(self, asked: Asked, now_ms: int) -> None:
        """An endpoint is asked: what another one streamed before is void."""
        self.asked, self.asked_ms, self.first_text_ms = asked, now_ms, None
        self._begin(asked.endpoint)

    def take(self, cached: CachedDraft, endpoint: Endpoint) -> None:
        """The endpoint is not asked: what it wrote is there already."""
        self.cached, self.cached_from = cached, endpoint
        self._begin(endpoint)

    def forget(self) -> None:
        """What was taken from the cache is of no use."""
        self.cached = self.cached_from = self.answer = None
        self.pieces.clear()

    def _begin(self, endpoint: Endpoint) -> None:
        self.pieces.clear()
        self.length = 0
        self.answer = answer_to(self.request, endpoint) if self.request else None

    def add(self, piece: Piece, now_ms: int) -> Sequence[Piece]:
        """A piece of the answer; what is to be shown of it. Raises OutputInvalid where it can be of no use any more.

        What cites evidence that was not offered is not shown as a source.
        """
        if self.first_text_ms is None and isinstance(piece, Words) and self.asked:
            self.first_text_ms = now_ms - self.asked_ms
        offered = {item.number for item in self.request.evidence} if self.request else set[int]()
        shown = self.answer.feed(piece) if self.answer else (piece,)
        known = [each for each in shown if not isinstance(each, Cite) or each.number in offered]
        self.pieces += known
        return known

    def end(self, tried: Tried) -> None:
        """The endpoint has answered or failed; what it was sent stands beside it where that was not the request."""
        sent = (self.asked.sent if self.asked else ()) or (self.repair.messages if self.repair else ())
        most = self.asked.max_tokens if self.asked else None
        self.tries.append(replace(tried, sent=sent, max_tokens=most, reserved=self.reserved))
        self.asked = self.reserved = None

    def stop(self, now_ms: int) -> None:
        """A call that nobody waits for any more is a call all the same."""
        if self.asked:
            self.end(Tried(self.asked.endpoint, None, None, self.first_text_ms, now_ms - self.asked_ms))

    def refuse(self, now_ms: int) -> None:
        """What the endpoint gave cannot be used, whether it has ended or not."""
        self.stop(now_ms)
        self.tries[-1] = replace(self.tries[-1], error_class=ErrorClass.UNUSABLE)


def command_of(section: Section, command_id: str | None) -> str | None:
    """The part of a command that drafts this section."""
    return command_id and f"{command_id}:{section.section}"
