"""What drafting tells, for people on a terminal and as JSON."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import click

from desktop_app.cli.session import table
from desktop_app.domain.draft import (
    AnswerUnusable,
    BudgetNear,
    EndpointFell,
    EndpointPassed,
    FindingRaised,
    PipelineEvent,
    RouteKnown,
    RunFailed,
    RunStarted,
    SectionRecorded,
    TextCached,
    UsageKnown,
)
from desktop_app.domain.finding import Finding, words
from desktop_app.domain.form import Form
from desktop_app.domain.person import Actor
from desktop_app.domain.route import reason_words
from desktop_app.domain.usage import Usage
from desktop_app.services.program import Program


@dataclass(slots=True)
class SectionLine:
    """One section as it is reported. A section that a person writes has no endpoint and zeros."""

    section: str
    title: str
    author: str
    endpoint: str | None = None
    route: str | None = None
    band: str | None = None
    reasons: list[str] = field(default_factory=list)
    citations: int = 0
    resolved: int = 0
    findings: list[Finding] = field(default_factory=list)
    seconds: float = 0.0
    failed: str | None = None
    proposal: bool = False
    usage: Usage = Usage()
    cost: str | None = None
    cached: bool = False
    repairs: int = 0
    saved_tokens: int = 0

    def as_json(self) -> dict[str, Any]:
        """The keys that scripts rely on, and more."""
        return {
            "section": self.section,
            "endpoint": self.endpoint,
            "route": self.route,
            "band": self.band,
            "reasons": self.reasons,
            "citations": self.citations,
            "citations_resolved": self.resolved,
            "findings": [finding_json(finding) for finding in self.findings],
            "seconds": round(self.seconds, 4),
            "author": self.author,
            "proposal": self.proposal,
            "failed": self.failed,
            "tokens_in": self.usage.tokens_in,
            "tokens_out": self.usage.tokens_out,
            "cost_usd": self.cost,
            "cached": self.cached,
            "repairs": self.repairs,
            "saved_tokens": self.saved_tokens,
        }


def finding_json(finding: Finding) -> dict[str, Any]:
    """A finding with its words."""
    return {
        "rule": finding.rule.value,
        "severity": finding.severity.value,
        "words": words(finding),
        "start": finding.start,
        "end": finding.end,
        "details": dict(finding.details),
    }


class DraftingOutput:
    """Collects the events of a draft, and shows progress on a terminal."""

    def __init__(self, form: Form, say: Callable[[str], None], sections: tuple[str, ...] | None = None) -> None:
        self._say = say
        self.lines = {
            s.section: SectionLine(s.section, s.title, s.author)
            for s in form.sections
            if sections is None or s.section in sections
        }
        self._bar = sys.stderr is not None and sys.stderr.isatty()
        self._done = 0

    def take(self, event: PipelineEvent) -> None:
        """Take an event in."""
        line = self.lines[event.section]
        match event:
            case RunStarted():
                line.endpoint, line.failed = event.endpoint.name, None
            case TextCached():
                line.endpoint, line.failed, line.cached = event.endpoint.name, None, True
            case AnswerUnusable():
                line.repairs += event.tries_left > 0
                line.saved_tokens += event.saved_tokens
                self._say(f"{line.title}: {_unusable(event)}")
            case FindingRaised():
                line.findings.append(event.finding)
            case UsageKnown():
                line.usage, line.cost = event.usage, event.cost
            case RouteKnown():
                line.band, line.route = event.band.value, event.route.value
                line.reasons = [reason_words(reason) for reason in event.reasons]
            case SectionRecorded():
                line.citations, line.resolved = event.citations, event.resolved
                line.seconds, line.proposal = event.seconds, event.proposal
                self._tick(line.title)
            case RunFailed():
                line.failed = event.words
                self._tick(line.title)
            case EndpointPassed() | BudgetNear():
                self._say(f"{line.title}: {event.words}")
            case EndpointFell():
                self._say(f"{line.title}: {event.words} {_after(event)}")

    def _tick(self, title: str) -> None:
        self._done += 1
        if self._bar:
            total = sum(line.author == "drafter" for line in self.lines.values())
            end = "\n" if self._done == total else ""
            click.echo(f"\r\033[K[{self._done}/{total}] {title}{end}", nl=False, err=True)

    @property
    def failed(self) -> bool:
        """Whether a section has no draft."""
        return any(line.failed for line in self.lines.values())

    def json_lines(self) -> list[dict[str, Any]]:
        """All sections, in the order of the form."""
        return [line.as_json() for line in self.lines.values()]

    def rows(self) -> list[tuple[str, ...]]:
        """All sections, for a table."""
        return [
            (
                line.title,
                f"{line.endpoint}, cached" if line.cached else line.endpoint or "a person",
                (line.band or "").capitalize(),
                line.route or ("failed" if line.failed else ""),
                f"{line.resolved}/{line.citations}",
                str(len(line.findings)),
                f"{line.seconds:.2f}",
            )
            for line in self.lines.values()
        ]

    def finding_lines(self) -> list[str]:
        """Each finding in words."""
        return [
            f"  {finding.severity.value:8} {line.title}: {words(finding)}"
            for line in self.lines.values()
            for finding in line.findings
        ] + [note for line in self.lines.values() for note in _notes(line)]

    def text_lines(self) -> list[str]:
        """The table, and what was found."""
        return [*table(self.rows(), _HEADS), "", *self.finding_lines()]


def _unusable(event: AnswerUnusable) -> str:
    """What is wrong with an answer, and what is done about it."""
    again = f"It is asked for again, {event.tries_left} times at most." if event.tries_left else "A person is to write."
    saved = f" It was stopped early, which saved up to {event.saved_tokens} tokens." if event.saved_tokens else ""
    return f"the answer of {event.endpoint.name} cannot be used: {event.words}. {again}{saved}"


def _after(event: EndpointFell) -> str:
    if event.next_endpoint is None:
        return "No other endpoint is left."
    if event.next_endpoint.name == event.endpoint.name:
        return f"It is asked again in {event.retry_in:.1f} s."
    return f"Next is asked: {event.next_endpoint.name}."


def _notes(line: SectionLine) -> list[str]:
    if line.failed:
        return [f"  failed   {line.title}: {line.failed}"]
    if line.proposal:
        return [f"  waits    {line.title}: a person has written here; accept or reject what the draft proposes."]
    return []


_HEADS = ("Section", "Drafted by", "Band", "Route", "Citations", "Findings", "Seconds")


async def record_json(program: Program) -> dict[str, Any]:
    """Whether the record holds, after reading all of it again."""
    verification = await program.recording.verify(Actor.program())
    return {
        "verified": verification.verified,
        "events": verification.events,
        "breaks": [{"kind": b.kind.value, "event": b.seq, "at": b.at, "words": b.words} for b in verification.breaks],
    }
