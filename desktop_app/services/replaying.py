"""Asking a model again what it was asked for a draft, and holding the two answers against each other."""

import json
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import timedelta

from desktop_app.domain.audit import EventType
from desktop_app.domain.budget import Reservation
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.draft import Asked, Done, DraftRequest, Fell
from desktop_app.domain.errors import EndpointFailed, ErrorClass, NotFound, UsageError
from desktop_app.domain.form import Section
from desktop_app.domain.markup import Cite, Piece, Words, read_markup, read_pieces
from desktop_app.domain.person import Acting, Actor
from desktop_app.domain.redline import redline
from desktop_app.domain.section import Revision, RevisionKind
from desktop_app.domain.sent_messages import read_messages, write_messages
from desktop_app.domain.structured import OutputInvalid, markup_of_output, schema_of
from desktop_app.domain.text import Origin, OriginSpan, SectionText
from desktop_app.domain.trace import Replay
from desktop_app.domain.usage import Call, Run, RunOutcome, RunSource, SourceKind
from desktop_app.services.budgeting import Budgeting, Purpose
from desktop_app.services.case_keeping import CaseKeeping
from desktop_app.services.dispatching import Dispatching
from desktop_app.services.exporting import READERS
from desktop_app.services.metering import Metering, Tried, tell_call
from desktop_app.services.ports import Chance, Clock
from desktop_app.services.recording import Recording, Scribe, unbroken


@dataclass(slots=True)
class _Asking:
    """What is asked again, and what has come of it so far."""

    facts: CaseFacts
    section: Section
    draft: Revision
    call: Call
    request: DraftRequest
    run_id: str
    started_ms: int
    pieces: list[Piece] = field(default_factory=list)
    tries: list[Tried] = field(default_factory=list)
    reserved: list[Reservation] = field(default_factory=list)


class Replaying:
    """Replays the drafting of a section. Nothing of the case changes; the calls are recorded as any others."""

    def __init__(
        self,
        keeping: CaseKeeping,
        dispatching: Dispatching,
        metering: Metering,
        budgeting: Budgeting,
        recording: Recording,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self._keeping, self._dispatching, self._metering, self._budgeting = keeping, dispatching, metering, budgeting
        self._recording, self._clock, self._chance = recording, clock, chance

    async def source(self, case_id: str, section: str) -> Call:
        """The call that would be asked again. Raises NotFound, UsageError where no model drafted the section."""
        return self._asking(await self._keeping.facts(case_id), section).call

    async def replay(self, acting: Acting, case_id: str, section: str, endpoint: str) -> Replay:
        """Ask this endpoint what the section's last draft was asked. It is to be ready.

        Raises NotFound for an unknown section or endpoint, UsageError where no model drafted it, EndpointFailed.
        """
        actor = acting.as_one_of(*READERS)
        asking = self._asking(await self._keeping.facts(case_id), section)
        try:
            await self._ask(actor, asking, endpoint)
            again = _text_of(asking)
        except EndpointFailed:
            if asking.tries:
                await unbroken(self._record(actor, case_id, asking, None))
            raise
        line = redline(asking.draft.section_text, again)
        seq, calls = await unbroken(self._record(actor, case_id, asking, (again, len(line.changes))))
        return Replay(asking.draft, asking.call, calls[-1], line, seq)

    def _asking(self, facts: CaseFacts, name: str) -> _Asking:
        section = facts.section(name)
        if section is None:
            known = ", ".join(each.section for each in facts.pack.form.sections)
            raise NotFound(f"The form has no section “{name}”.", next=f"Use one of: {known}.")
        draft, call = _drafted(facts, section)
        started = self._clock.mono_ms()
        return _Asking(facts, section, draft, call, _request(section, call), self._chance.new_id(), started)

    async def _ask(self, actor: Actor, asking: _Asking, endpoint: str) -> None:
        async def admit(asked: Asked, request: DraftRequest) -> None:
            purpose = Purpose.of(asking.facts, asking.section.section, actor)
            await self._budgeting.begin_call(actor, purpose, asking.run_id, asked, request, asking.reserved.append)

        async with aclosing(self._dispatching.stream(asking.request, (endpoint,), admit=admit)) as stream:
            async for told in stream:
                match told:
                    case Asked():
                        asking.pieces.clear()
                    case Words() | Cite():
                        asking.pieces.append(told)
                    case Fell():
                        failed = Tried(told.endpoint, None, told.error_class, told.first_text_ms, told.total_ms)
                        asking.tries.append(failed)
                    case Done():
                        asking.tries.append(
                            Tried(told.endpoint, told.finished, None, told.first_text_ms, told.total_ms)
                        )

    async def _record(
        self, actor: Actor, case_id: str, asking: _Asking, found: tuple[SectionText, int] | None
    ) -> tuple[int, tuple[Call, ...]]:
        """The run, its calls, and how many changes the answer brought; `found` is None where there is no answer."""
        scribe, name, run_id = self._recording.begin(actor, case_id), asking.tries[-1].endpoint.name, asking.run_id
        elapsed = timedelta(milliseconds=self._clock.mono_ms() - asking.started_ms)
        kept = scribe.keep(found[0].dump()) if found else None
        section = asking.section.section
        started = scribe.now - elapsed
        scribe.put(Run(run_id, case_id, section, name, started, scribe.now, RunOutcome.REPLAYED, kept))
        scribe.put(RunSource(run_id, asking.call.run_id, SourceKind.REPLAY))
        calls = self._calls(scribe, asking)
        for call in calls:
            scribe.put(call)
            tell_call(scribe, section, call)
        for made, call in zip(asking.reserved, calls, strict=False):
            self._budgeting.settle(scribe, made, call)
        if found:
            source, changes = asking.call.run_id, found[1]
            scribe.tell(
                EventType.RUN_REPLAYED, section=section, run=run_id, source=source, endpoint=name, changes=changes
            )
        return (await self._recording.write(scribe)).last_seq, calls

    def _calls(self, scribe: Scribe, asking: _Asking) -> tuple[Call, ...]:
        sent = scribe.keep(write_messages(asking.request.messages))
        return tuple(
            self._metering.call(asking.run_id, number, tried, sent, asking.request.max_tokens)
            for number, tried in enumerate(asking.tries, start=1)
        )


def _drafted(facts: CaseFacts, section: Section) -> tuple[Revision, Call]:
    """The section's last draft by a model, and the call that gave it."""
    for draft in reversed(facts.record.of_section(section.section)):
        calls = [call for call in facts.record.calls if draft.run_id and call.run_id == draft.run_id]
        if _is_whole(draft) and calls and calls[-1].instruction:
            return draft, calls[-1]
    raise UsageError(
        f"No model drafted “{section.title}”, so that none can be asked again.",
        next="A text that was put together without a model follows from its documents and answers alone.",
    )


def _is_whole(revision: Revision) -> bool:
    """Whether a model wrote all of it: what was asked of a person's text brought edits, which are no draft."""
    asked_of_a_text = revision.kind is RevisionKind.PROPOSAL and revision.reason is not None
    return revision.kind is RevisionKind.DRAFT or (revision.kind is RevisionKind.PROPOSAL and not asked_of_a_text)


def _request(section: Section, call: Call) -> DraftRequest:
    """The same question; what stood for personal data in it still does."""
    parameters = json.loads(call.parameters)
    return DraftRequest(
        section=section,
        messages=read_messages(call.instruction.text) if call.instruction else (),
        evidence=(),
        schema=schema_of(section.output) if section.output else None,
        max_tokens=int(parameters["max_tokens"]),
    )


def _text_of(asking: _Asking) -> SectionText:
    """The answer as a text. Raises EndpointFailed where it is not what the section asks for."""
    source = OriginSpan(0, 0, Origin.MODEL, run_id=asking.run_id)
    output = asking.section.output
    if not output:
        return read_pieces(tuple(asking.pieces), source).text
    try:
        told = "".join(f"[E{p.number}]" if isinstance(p, Cite) else p.text for p in asking.pieces)
        return read_markup(markup_of_output(output, told), source).text
    except OutputInvalid as error:
        words = f"“{asking.section.title}” got an answer that it cannot use: {error}."
        raise EndpointFailed(ErrorClass.GARBLED, words) from None
