"""One run of drafting a section: what it is about, and what it has so far."""

import asyncio
from dataclasses import dataclass, field, replace

from desktop_app.domain.budget import Reservation
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.draft import (
    Asked,
    DraftRequest,
    PipelineEvent,
    Skipped,
)
from desktop_app.domain.errors import EndpointFailed, ErrorClass
from desktop_app.domain.form import Section
from desktop_app.domain.markup import Cite, Piece, Words
from desktop_app.domain.person import Actor
from desktop_app.services.metering import Tried


@dataclass(frozen=True, slots=True)
class RunContext:
    """What all events and rows of a run share. `turn` lets the runs of a case record one after the other."""

    actor: Actor
    facts: CaseFacts
    section: Section
    run_id: str
    chain: tuple[str, ...]
    emit: "asyncio.Queue[PipelineEvent | None]"
    turn: asyncio.Lock
    command_id: str | None
    added: str = ""

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
    """What a run has so far: it is what is kept when the run is stopped. Times are the clock's milliseconds."""

    started_ms: int
    request: DraftRequest | None = None
    tries: list[Tried] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    asked: Asked | None = None
    reserved: Reservation | None = None
    passed: list[Skipped] = field(default_factory=list)
    asked_ms: int = 0
    first_text_ms: int | None = None

    @property
    def done(self) -> Tried:
        """The whole answer. Raises EndpointFailed where there is none: it is then no draft."""
        if self.tries and self.tries[-1].finished and not self.tries[-1].error_class:
            return self.tries[-1]
        raise EndpointFailed(ErrorClass.CUT, "The stream ended without saying that it was finished.")

    @property
    def preview(self) -> str:
        """The streamed text with its citations."""
        return "".join(f"[E{p.number}]" if isinstance(p, Cite) else p.text for p in self.pieces)

    def ask(self, asked: Asked, now_ms: int) -> None:
        """An endpoint is asked: what another one streamed before is void."""
        self.asked, self.asked_ms, self.first_text_ms = asked, now_ms, None
        self.pieces.clear()

    def add(self, piece: Piece, now_ms: int) -> None:
        """A piece of the answer."""
        if self.first_text_ms is None and isinstance(piece, Words):
            self.first_text_ms = now_ms - self.asked_ms
        self.pieces.append(piece)

    def end(self, tried: Tried) -> None:
        """The endpoint has answered or failed."""
        self.tries.append(replace(tried, sent=self.asked.sent if self.asked else (), reserved=self.reserved))
        self.asked = self.reserved = None

    def stop(self, now_ms: int) -> None:
        """A call that nobody waits for any more is a call all the same."""
        if self.asked:
            self.end(Tried(self.asked.endpoint, None, None, self.first_text_ms, now_ms - self.asked_ms))


def command_of(section: Section, command_id: str | None) -> str | None:
    """The part of a command that drafts this section."""
    return command_id and f"{command_id}:{section.section}"
