"""The one pipeline: sections are drafted side by side, and everything that happens is a typed event.

The command line prints the events, a window shows them, tests collect them; the pipeline does not know who looks.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from desktop_app.domain.audit import EventType
from desktop_app.domain.case import CaseStep, after
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.draft import (
    DraftRequest,
    EvidenceChosen,
    PipelineEvent,
    RunFailed,
    RunQueued,
    RunStopped,
)
from desktop_app.domain.endpoint import Endpoint
from desktop_app.domain.errors import EndpointFailed, ErrorClass, Refusal, Refused, UsageError
from desktop_app.domain.evidence import DocumentState
from desktop_app.domain.form import Section
from desktop_app.domain.json_shape import OutputInvalid
from desktop_app.domain.markup import MarkedText
from desktop_app.domain.person import Acting, Actor, Role
from desktop_app.domain.token_count import CHARACTERS_PER_TOKEN, characters_per_token
from desktop_app.domain.usage import RunOutcome
from desktop_app.services.case_keeping import CaseKeeping
from desktop_app.services.dispatching import Dispatching
from desktop_app.services.draft_asking import DraftAsking
from desktop_app.services.draft_caching import DraftCaching
from desktop_app.services.draft_recording import DraftRecording
from desktop_app.services.draft_run import RunContext, RunProgress, command_of
from desktop_app.services.grounding import Grounded, Grounding
from desktop_app.services.guarding import Guarding
from desktop_app.services.ports import Chance, Clock
from desktop_app.services.recording import Recording, unbroken
from desktop_app.services.redoing import person_text
from desktop_app.services.refusing import told_if_refused

LONGEST_ADDED = 200
"""Characters of the line that a person adds to an instruction: it is no conversation."""


class Drafting:
    """Drafts sections of a case."""

    def __init__(
        self,
        keeping: CaseKeeping,
        grounding: Grounding,
        dispatching: Dispatching,
        asking: DraftAsking,
        guarding: Guarding,
        caching: DraftCaching,
        drafts: DraftRecording,
        recording: Recording,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self._keeping, self._grounding, self._dispatching, self._caching = keeping, grounding, dispatching, caching
        self._asking, self._guarding, self._drafts = asking, guarding, drafts
        self._recording, self._clock, self._chance = recording, clock, chance
        self._running: dict[tuple[str, str], asyncio.Task[None]] = {}

    async def draft(
        self,
        acting: Acting,
        case_id: str,
        chain: Sequence[str],
        sections: Sequence[str] | None = None,
        *,
        added: str = "",
        anew: bool = False,
        command_id: str | None = None,
    ) -> AsyncGenerator[PipelineEvent, None]:
        """Draft these sections (default: all that are drafted), and tell of everything as it happens.

        `added` is one line that the person adds to the instruction for this draft; it is kept with the calls. Against a
        person's text it brings edits of just the words that they name. Where a model was asked the very same before,
        its answer comes from the cache, unless it is to be asked `anew`.

        Sections without `after` run side by side. Endpoints are tried in the order of `chain`. Closing the iterator
        stops all runs; what was streamed is kept as interrupted previews. The same command again drafts what it has
        not drafted yet: no model is asked again for a draft that is recorded.
        """
        added = _one_line(added)
        actor, facts, chosen = await self._begun(acting, case_id, sections, command_id)
        if not chosen:
            return
        queue: asyncio.Queue[PipelineEvent | None] = asyncio.Queue()
        common = RunContext(actor, facts, chosen[0], "", tuple(chain), queue, asyncio.Lock(), command_id, added, anew)
        tasks = self._start(common, chosen)
        everything = asyncio.gather(*tasks, return_exceptions=True)
        everything.add_done_callback(lambda _: queue.put_nowait(None))
        try:
            while (event := await queue.get()) is not None:
                yield event
            for result in everything.result():
                if isinstance(result, Exception):
                    raise result
        finally:
            for task in tasks:
                task.cancel()
            await unbroken(_ended(tasks))

    @told_if_refused(EventType.DRAFT_RECORDED)
    async def _begun(
        self, acting: Acting, case_id: str, sections: Sequence[str] | None, command_id: str | None
    ) -> tuple[Actor, CaseFacts, tuple[Section, ...]]:
        """Who drafts, the case in its draft, and the sections that are still to be drafted."""
        actor = acting.as_one_of(Role.ANALYST)
        facts = await self._keeping.facts(case_id)
        chosen = await self._undone(_chosen_sections(facts, sections), command_id)
        if chosen:
            self._require_idle(case_id, chosen)
            facts = await self._enter_draft(actor, facts, command_id)
            self._require_idle(case_id, chosen)
        return actor, facts, chosen

    def stop(self, case_id: str, section: str) -> None:
        """Stop drafting a section; what was streamed is kept as an interrupted preview."""
        task = self._running.get((case_id, section))
        if task:
            task.cancel()

    async def _undone(self, sections: tuple[Section, ...], command_id: str | None) -> tuple[Section, ...]:
        """The sections that this command has not drafted yet."""
        commands = {section.section: command_of(section, command_id) for section in sections}
        return tuple([s for s in sections if not await self._recording.is_applied(commands[s.section])])

    def _require_idle(self, case_id: str, sections: Sequence[Section]) -> None:
        for section in sections:
            if (case_id, section.section) in self._running:
                what, way_on = f"“{section.title}” is being drafted already.", "Wait for it, or stop it first."
                raise Refused(what, next=way_on, refusal=Refusal.DRAFTING, section=section.section)

    async def _enter_draft(self, actor: Actor, facts: CaseFacts, command_id: str | None) -> CaseFacts:
        """Move the case from its form to its draft, and give its facts with every document read."""
        file = facts.record.file
        target = after(file.state, CaseStep.DRAFT)
        if any(document.state is DocumentState.READING for document in facts.record.attached):
            await self._keeping.read_waiting(actor, facts.case_id)
            return await self._enter_draft(actor, await self._keeping.facts(facts.case_id), command_id)
        if target is file.state:
            return facts
        scribe = self._recording.begin(actor, facts.case_id, command_id)
        scribe.put(file.moved(target, None))
        scribe.tell(EventType.CASE_ADVANCED, state=target.value)
        await self._recording.write(scribe)
        return await self._keeping.facts_again(facts)

    def _per_token(self, context: RunContext) -> float:
        """The characters per token by which evidence is fitted: those of the endpoint that is asked first."""
        first = next(iter(self._dispatching.endpoints(context.chain, context.section.tier)), None)
        return characters_per_token(self._dispatching.stands.of(first.name)) if first else CHARACTERS_PER_TOKEN

    def _start(self, common: RunContext, sections: Sequence[Section]) -> list[asyncio.Task[None]]:
        """A task for each section; one that is stopped, even before its first step, says so."""
        tasks: dict[str, asyncio.Task[None]] = {}
        for section in sections:
            context = replace(common, section=section, run_id=self._chance.new_id())
            progress = RunProgress(self._clock.mono_ms())
            context.emit.put_nowait(RunQueued(**context.ids))
            task = asyncio.create_task(self._run_in_turn(context, progress, tasks))
            task.add_done_callback(partial(self._ended, context, progress))
            tasks[section.section] = self._running[context.facts.case_id, section.section] = task
        return list(tasks.values())

    def _ended(self, context: RunContext, progress: RunProgress, task: asyncio.Task[None]) -> None:
        self._running.pop((context.facts.case_id, context.section.section), None)
        if task.cancelled():
            context.emit.put_nowait(RunStopped(**context.ids, kept=len(progress.preview)))

    async def _run_in_turn(
        self, context: RunContext, progress: RunProgress, tasks: Mapping[str, asyncio.Task[None]]
    ) -> None:
        """Wait for the sections that this one follows, then run it."""
        earlier = [tasks[name] for name in context.section.after if name in tasks]
        if earlier:
            await asyncio.wait(earlier)
            context = replace(context, facts=await self._keeping.facts_again(context.facts))
        await self._run(context, progress)

    async def _run(self, context: RunContext, progress: RunProgress) -> None:
        try:
            grounded = self._grounding.ground(context.facts, context.section, self._per_token(context))
            chosen = EvidenceChosen(**context.ids, evidence=grounded.evidence, left_out=grounded.left_out)
            context.emit.put_nowait(chosen)
            context, rewrites, grounded = self._rewriting(context, grounded)
            asked = self._asking.request(context, grounded, rewrites)
            request = await self._guarding.guarded(asked, context.facts)
            progress.request, revision_id = request, self._chance.new_id()
            marked = await self._cached(context, request, progress, revision_id)
            if marked is None:
                marked = await self._asking.written(context, request, progress, revision_id)
            plain = marked.text.plain
            progress.moderated = await self._guarding.verdict(context, request, plain, progress.endpoint)
            async with context.turn:
                await unbroken(self._drafts.record(context, grounded, progress, marked, revision_id))
        except asyncio.CancelledError:
            if progress.recorded:  # it came too late
                return
            await unbroken(self._drafts.record_unfinished(context, progress, RunOutcome.STOPPED))
            raise
        except EndpointFailed as error:
            outcome = _outcome(error.error_class)
            await unbroken(self._drafts.record_unfinished(context, progress, outcome, error.error_class))
            context.emit.put_nowait(RunFailed(**context.ids, error_class=error.error_class, words=str(error)))
        except Exception:
            if not progress.recorded:  # a fault of the program: no call may be left without its end
                await unbroken(self._drafts.record_unfinished(context, progress, RunOutcome.FAILED))
            raise

    def _rewriting(self, context: RunContext, grounded: Grounded) -> tuple[RunContext, MarkedText | None, Grounded]:
        """Where a person asks for a change of their own text: that text, with its evidence.

        Where a text stands, models alone are asked that are named at all: what no model wrote is no better than it.
        """
        facts, name = context.facts, context.section.section
        head = facts.record.head(name)
        models = tuple(e.name for e in self._dispatching.endpoints(context.chain) if e.is_model)
        if not (head and models):
            return context, None, grounded
        rewrites = bool(context.added) and facts.holds_persons_text(name)
        context = replace(context, chain=models, stays=not rewrites and len(models) < len(context.chain))
        if not rewrites:
            return context, None, grounded
        marked, grounded = person_text(facts, head, grounded)
        return context, marked, grounded

    async def _cached(
        self, context: RunContext, request: DraftRequest, progress: RunProgress, revision_id: str
    ) -> MarkedText | None:
        """What the model that would be asked wrote when it was asked the very same; None where it was not."""
        endpoint = self._first_model(context)
        found = None if context.anew or endpoint is None else await self._caching.found(context, request, endpoint)
        if found is None or endpoint is None:
            return None
        try:
            return self._asking.repeat(context, progress, found, endpoint, revision_id)
        except OutputInvalid:
            progress.forget()
            return None

    def _first_model(self, context: RunContext) -> Endpoint | None:
        """The endpoint that is asked first, where it is a model's."""
        ordered = self._dispatching.endpoints(context.chain, context.section.tier)
        return ordered[0] if ordered and ordered[0].is_model else None


def _chosen_sections(facts: CaseFacts, names: Sequence[str] | None) -> tuple[Section, ...]:
    if names is None:
        return facts.drafted
    for name in names:
        section = facts.require_section(name)
        if section.author == "person":
            raise UsageError(
                f"“{section.title}” is written by a person.", next="Write it with `countersign case edit`."
            )
    return tuple(section for section in facts.sections if section.section in names)


def _one_line(added: str) -> str:
    """What a person adds to an instruction, in one line. Raises UsageError where it is too long."""
    line = " ".join(added.split())
    if len(line) > LONGEST_ADDED:
        raise UsageError(
            f"An instruction has at most {LONGEST_ADDED} characters; this one has {len(line)}.",
            next="Say it in fewer words, or edit the text.",
        )
    return line


def _outcome(error_class: ErrorClass) -> RunOutcome:
    known = {
        ErrorClass.CUT: RunOutcome.CUT,
        ErrorClass.CONTENT_FILTER: RunOutcome.REFUSED,
        ErrorClass.BUDGET: RunOutcome.REFUSED,
        ErrorClass.UNUSABLE: RunOutcome.UNUSABLE,
    }
    return known.get(error_class, RunOutcome.FAILED)


async def _ended(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Wait until all of them have ended, however."""
    if tasks:
        await asyncio.wait(tasks)
