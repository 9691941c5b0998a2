"""Asking a model again what it was asked for a draft, and holding the two answers against each other.

A replay is asked as a draft is: within the same budgets, with the same stand-ins towards a hosted endpoint, past the
same breaker, with the same repairs. It never takes its answer from the cache and leaves none there, and the moderation
service is not asked, since its answer becomes no text of the case.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable

from desktop_app.domain.anchored_edit import EDITS
from desktop_app.domain.audit import EventType
from desktop_app.domain.budget import PARTS
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.draft import BudgetNear, DraftRequest, PipelineEvent
from desktop_app.domain.endpoint import ASSEMBLED
from desktop_app.domain.errors import UsageError
from desktop_app.domain.evidence import EvidenceItem
from desktop_app.domain.form import Section
from desktop_app.domain.json_shape import schema_of_shape
from desktop_app.domain.markup import MarkedText
from desktop_app.domain.person import Acting, Role
from desktop_app.domain.redline import redline
from desktop_app.domain.section import Revision
from desktop_app.domain.sent_messages import read_messages
from desktop_app.domain.stand_in_recall import in_clear
from desktop_app.domain.structured import schema_of
from desktop_app.domain.trace import Replay
from desktop_app.domain.usage import Call, RunOutcome, RunSource, SourceKind
from desktop_app.services.case_keeping import CaseKeeping
from desktop_app.services.draft_asking import DraftAsking
from desktop_app.services.draft_run import RunContext, RunProgress
from desktop_app.services.grounding import Grounded
from desktop_app.services.guarding import Guarding
from desktop_app.services.personal_history import personal_ever
from desktop_app.services.ports import Chance, Clock
from desktop_app.services.prompting import asks_for_edits
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording, unbroken
from desktop_app.services.redoing import person_text
from desktop_app.services.run_recording import RunRecording
from desktop_app.services.tracing import offered_in

ASKERS = (Role.ANALYST, Role.REVIEWER, Role.APPROVER)
"""Who may ask: an auditor reads everything, and has nothing sent or spent."""


Ready = Callable[[tuple[str, ...]], Awaitable[tuple[str, ...]]]
"""Makes endpoints ready to be asked. Raises NotFound, and Refused for a hosted one where none may be asked."""


class Replaying:
    """Replays the drafting of a section. Nothing of the case changes; the calls are recorded as any others."""

    def __init__(
        self,
        keeping: CaseKeeping,
        store: Store,
        asking: DraftAsking,
        runs: RunRecording,
        ready: Ready,
        guarding: Guarding,
        recording: Recording,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self._keeping, self._store, self._asking, self._runs, self._ready = keeping, store, asking, runs, ready
        self._guarding, self._recording, self._clock, self._chance = guarding, recording, clock, chance

    async def replay(
        self, acting: Acting, case_id: str, section: str, endpoint: str | None = None, run_id: str | None = None
    ) -> Replay:
        """Ask this endpoint (default: the one that wrote it) what was asked in a run (default: that of the section's
        last draft).

        Raises Refused, also where the endpoint may not be asked; NotFound for an unknown section or endpoint;
        UsageError where no model drafted it; EndpointFailed. What was asked until it fails or is cancelled is recorded.
        """
        actor, facts = acting.as_one_of(*ASKERS), await self._keeping.facts(case_id)
        _require_model(endpoint)
        of = facts.pack.form.require_section(section)
        draft, asked_then = _drafted(facts, of, run_id)
        chain = await self._ready((endpoint or asked_then.endpoint,))
        emit: asyncio.Queue[PipelineEvent | None] = asyncio.Queue()
        new_run = self._chance.new_id()
        context = RunContext(actor, facts, of, new_run, chain, emit, asyncio.Lock(), None, anew=True)
        request = await self._request(facts, of, draft, asked_then)
        progress = RunProgress(self._clock.mono_ms(), request)
        marked: MarkedText | None = None
        try:
            marked = await self._asking.written(context, request, progress, draft.revision_id)
        finally:
            if marked is None:  # it failed in whatever way, or nobody waits for it any more
                await unbroken(self._record(context, progress, asked_then.run_id, None))
        line = redline(draft.section_text, marked.text)
        seq, calls = await unbroken(self._record(context, progress, asked_then.run_id, len(line.changes)))
        return Replay(draft, asked_then, calls[-1], line, seq, _notes(context, progress))

    async def _request(self, facts: CaseFacts, section: Section, draft: Revision, call: Call) -> DraftRequest:
        """The same question, as it was before anything stood for personal data in it: what stands for it is decided by
        who is asked now."""
        messages = read_messages(call.instruction.text) if call.instruction else ()
        offered = facts.evidence_items(await offered_in(self._store, draft.run_id or ""))
        personal = await personal_ever(self._store, facts)
        rewrites = _rewritten(facts, draft, offered) if asks_for_edits(messages) else None
        shape = schema_of(section.output) if section.output else None
        request = DraftRequest(
            section=section,
            messages=in_clear(messages, _sources(facts, section, draft, offered), personal),
            evidence=offered,
            answers=facts.answers,
            schema=schema_of_shape(EDITS) if rewrites else shape,
            max_tokens=int(json.loads(call.parameters)["max_tokens"]),
            personal=personal,
            rewrites=rewrites,
        )
        return await self._guarding.guarded(request, facts)

    async def _record(
        self, context: RunContext, progress: RunProgress, source: str, changes: int | None
    ) -> tuple[int, tuple[Call, ...]]:
        """The run, its calls, and how many changes the answer brought; `changes` is None where there is no answer."""
        progress.stop(self._clock.mono_ms())
        if not (progress.tries or progress.reserved or progress.passed):
            return 0, ()
        scribe = self._recording.begin(context.actor, context.facts.case_id)
        calls = self._runs.put(scribe, context, progress, RunOutcome.REPLAYED)
        scribe.put(RunSource(context.run_id, source, SourceKind.REPLAY))
        if changes is not None:
            section, name = context.section.section, progress.endpoint.name
            scribe.tell(
                EventType.RUN_REPLAYED,
                section=section,
                run=context.run_id,
                source=source,
                endpoint=name,
                changes=changes,
            )
        seq = (await self._recording.write(scribe)).last_seq
        await self._runs.tell_near(context, progress)
        return seq, calls


def _require_model(endpoint: str | None) -> None:
    if endpoint == ASSEMBLED.name:
        raise UsageError("The assembled draft asks no model.", next="Name a model with `--endpoint`.")


def _drafted(facts: CaseFacts, section: Section, run_id: str | None) -> tuple[Revision, Call]:
    """What a run wrote, or the last that a model wrote of the section, and the call that it was."""
    for draft in reversed(facts.record.of_section(section.section)):
        call = facts.record.answered_in(draft.run_id) if draft.run_id and run_id in (None, draft.run_id) else None
        if call and call.instruction:
            return draft, call
    raise UsageError(
        f"No model drafted “{section.title}”, so that none can be asked again.",
        next="A text that was put together without a model follows from its documents and answers alone.",
    )


def _rewritten(facts: CaseFacts, draft: Revision, offered: tuple[EvidenceItem, ...]) -> MarkedText | None:
    """The person's text that edits were asked of."""
    before = facts.record.revision(draft.parent_id or "")
    return person_text(facts, before, Grounded(offered, {}))[0] if before else None


def _sources(facts: CaseFacts, section: Section, draft: Revision, offered: tuple[EvidenceItem, ...]) -> tuple[str, ...]:
    """The texts of the case that a question about the section is made of."""
    before = facts.record.revision(draft.parent_id or "")
    written = [each for name in section.after for each in facts.record.of_section(name)]
    texts = [each.section_text.plain for each in (*written, *((before,) if before else ()))]
    said = [draft.reason.text] if draft.reason else []
    return (*(item.passage.text for item in offered), *texts, *said)


def _notes(context: RunContext, progress: RunProgress) -> tuple[str, ...]:
    """What is to be known of the asking: that not all may have been read, and budgets that are nearly spent."""
    notes: list[str] = []
    if progress.miscounted:
        counted, sent = progress.miscounted
        notes.append(
            f"The server says that it read {counted:,} {PARTS}, and about {sent:,} were sent: it may not have read all."
        )
    while not context.emit.empty():
        event = context.emit.get_nowait()
        notes += [event.words] if isinstance(event, BudgetNear) else []
    return tuple(notes)
