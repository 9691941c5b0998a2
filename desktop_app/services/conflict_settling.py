"""Conflicts: a case went on here and at another machine, in different ways. A person sees to that; nothing is merged.

Both texts are shown. What a person wants of the other side's words becomes a proposal beside the text that is here,
told as theirs, and is accepted or rejected like any other; the rest stays kept as it came.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from desktop_app.domain.audit import EventType
from desktop_app.domain.change_reason import ReasonCode
from desktop_app.domain.comment import Comment
from desktop_app.domain.errors import NotFound
from desktop_app.domain.exchange import CameComment, CameDecision, Conflict, TwoTexts
from desktop_app.domain.handover import Handover, HandoverState, kept_item
from desktop_app.domain.markup import MarkedText
from desktop_app.domain.new_text import NewText
from desktop_app.domain.person import Acting
from desktop_app.domain.record_rows import RevisionSpans
from desktop_app.domain.review import DecidedSection, Decision
from desktop_app.domain.section import Head, Revision, RevisionKind
from desktop_app.domain.text import OriginSpan, SectionText
from desktop_app.services.case_keeping import CaseKeeping
from desktop_app.services.handing_over import WORKING
from desktop_app.services.handover_ports import Histories, Step
from desktop_app.services.history_reading import HistoryReading, NotTaken
from desktop_app.services.recording import Recording
from desktop_app.services.refusing import told_if_refused
from desktop_app.services.revising import Revising


class ConflictSettling:
    """Shows conflicts, and ends them."""

    def __init__(
        self,
        keeping: CaseKeeping,
        recording: Recording,
        histories: Histories,
        reading: HistoryReading,
        revising: Revising,
    ) -> None:
        self._keeping, self._recording, self._histories = keeping, recording, histories
        self._reading, self._revising = reading, revising

    async def conflicts(self) -> tuple[Conflict, ...]:
        """Those that nobody has settled, oldest first."""
        waiting = [h for h in await self._histories.handovers() if h.state is HandoverState.CONFLICT]
        return tuple([await self._conflict(each) for each in waiting])

    @told_if_refused(EventType.HANDOVER_CONFLICT)
    async def settle(self, acting: Acting, file_id: str, propose: Sequence[str] = ()) -> Handover:
        """End a conflict. Of the sections `propose` the text that came becomes a proposal beside the one that is here;
        of the others what is here stays. All that came is kept."""
        actor = acting.as_one_of(*WORKING)
        found = [h for h in await self._histories.handovers() if h.file_id == file_id]
        if not found or found[0].state is not HandoverState.CONFLICT:
            raise NotFound("This file is no conflict.", next="`countersign handover conflicts` lists those there are.")
        conflict = await self._conflict(found[0])
        facts = await self._keeping.facts(found[0].case_id)
        texts = {each.section: each for each in conflict.texts}
        scribe = self._recording.begin(actor, facts.case_id, f"{file_id}:settled")
        for name in dict.fromkeys(propose):
            section = facts.require_section(name)
            if name not in texts:
                raise NotFound(f"“{section.title}” reads the same on both sides.", next="Name another section.")
            if name == next(iter(propose)):
                scribe.because(facts.record.file, ReasonCode.REDRAFT)
            revision_id, known = scribe.new_id(), {r.revision_id for r in facts.record.revisions}
            spans = tuple(_as_proposed(span, revision_id, known) for span in texts[name].spans)
            self._revising.add(
                scribe,
                facts,
                section,
                NewText(
                    revision_id=revision_id,
                    marked=MarkedText(texts[name].came, (), spans),
                    kind=RevisionKind.PROPOSAL,
                    evidence=(),
                    slots={},
                    endpoint=None,
                    person_id=texts[name].writer or None,
                ),
            )
        settled = replace(found[0], state=HandoverState.SETTLED, person_id=acting.person.person_id, at=scribe.now)
        scribe.put(settled)
        scribe.tell(EventType.HANDOVER_CONFLICT, file=file_id, state=settled.state.value)
        await self._recording.write(scribe)
        return settled

    async def _conflict(self, handover: Handover) -> Conflict:
        facts = await self._keeping.facts(handover.case_id)
        came = await self._history(handover)
        texts = tuple(
            TwoTexts(section.section, section.title, here, *there)
            for section in facts.sections
            if (there := came.get(section.section))
            and (head := facts.record.head(section.section))
            and (here := head.section_text) != there[0]
        )
        machines = {k.machine.machine_id: k.machine.name for k in await self._histories.machines()}
        name = machines.get(handover.machine_id, handover.machine_id[:8])
        file, names = facts.record.file, await self._names()
        titles = {section.section: section.title for section in facts.pack.form.sections}
        values = [value for step in await self._steps(handover) for value in step.values]
        decisions = _decisions(values, {d.command_id for d in facts.record.decisions}, names, titles)
        comments = _comments(values, {c.comment_id for c in facts.record.comments}, names, titles)
        return Conflict(handover, name, file.reference, file.title, texts, decisions, comments)

    async def _names(self) -> dict[str, str]:
        """What the people of other machines are called."""
        people = [person for known in await self._histories.machines() for person, _ in known.people]
        return {person.person_id: person.name for person in people}

    async def _history(self, handover: Handover) -> dict[str, tuple[SectionText, tuple[OriginSpan, ...], str]]:
        """The texts that came, by section, each with the origins of its words and its last writer."""
        values = [value for step in await self._steps(handover) for value in step.values]
        revisions = {v.revision_id: v for v in values if isinstance(v, Revision)}
        spans = {v.revision_id: v.spans for v in values if isinstance(v, RevisionSpans)}
        heads = {v.section: revisions[v.revision_id] for v in values if isinstance(v, Head)}
        return {
            section: (head.section_text, spans.get(head.revision_id, ()), head.person_id or "")
            for section, head in heads.items()
        }

    async def _steps(self, handover: Handover) -> tuple[Step, ...]:
        body = await self._histories.kept(handover.case_id, kept_item(handover.file_id))
        try:
            came = await self._reading.read(body)
            return await self._reading.steps(came, 0)
        except NotTaken as error:
            raise NotFound(f"What came cannot be shown. {error.words}", next="Ask who sent it.") from None


def _decisions(
    values: Sequence[Any], known: set[str], names: Mapping[str, str], titles: Mapping[str, str]
) -> tuple[CameDecision, ...]:
    """What was decided there and not here, oldest first."""
    about: defaultdict[str, list[str]] = defaultdict(list)
    for value in values:
        if isinstance(value, DecidedSection):
            about[value.command_id].append(titles.get(value.section, value.section))
    made = [v for v in values if isinstance(v, Decision) and v.command_id not in known]
    return tuple(
        CameDecision(
            names.get(d.person_id, ""), d.kind, tuple(about[d.command_id]), d.reason.text if d.reason else "", d.at
        )
        for d in made
    )


def _comments(
    values: Sequence[Any], known: set[str], names: Mapping[str, str], titles: Mapping[str, str]
) -> tuple[CameComment, ...]:
    """What was said there and not here, oldest first."""
    said = [v for v in values if isinstance(v, Comment) and v.comment_id not in known]
    return tuple(
        CameComment(names.get(c.person_id, ""), titles.get(c.section, c.section), c.kind, c.words.text, c.at)
        for c in said
    )


def _as_proposed(span: OriginSpan, revision_id: str, known: set[str]) -> OriginSpan:
    """Words that this store does not know yet came with the proposal."""
    return span if span.source_revision in known else replace(span, source_revision=revision_id)
