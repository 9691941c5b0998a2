"""From the facts of a case to what its author sees while it is drafted. Everything here is made in the background."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from desktop_app.domain.calibrated import LaneEvidence
from desktop_app.domain.case import CaseState
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.comparison import compare_plain
from desktop_app.domain.endpoint import ASSEMBLED, ON_DEVICE, EndpointKind
from desktop_app.domain.errors import Refused
from desktop_app.domain.form import FieldType, Section
from desktop_app.domain.gate import sending_obstacles
from desktop_app.domain.lane import LaneKey, LaneStanding
from desktop_app.domain.one_by_one import one_by_one
from desktop_app.domain.person import Acting, Role
from desktop_app.domain.proposed_edit import edits_of
from desktop_app.domain.record_rows import WorkingText
from desktop_app.domain.redline import redline
from desktop_app.domain.redraft_reason import redraft_reason
from desktop_app.domain.review import DecisionKind
from desktop_app.domain.section import Revision, RevisionKind
from desktop_app.domain.support_reading import read_supports
from desktop_app.domain.text import SectionText, Span
from desktop_app.domain.usage import Run, RunOutcome
from desktop_app.domain.waiting_changes import waiting_changes
from desktop_app.domain.working_text import PlaceKind, base_of, read_place, section_place
from desktop_app.qt.draft_state import (
    DraftState,
    Proposal,
    SectionDraft,
    ShownLane,
    Version,
)
from desktop_app.qt.evidence_reading import cited_sources
from desktop_app.qt.meter_reading import meter_of, way_on
from desktop_app.qt.stand_in_reading import replaced_in_runs
from desktop_app.qt.standing_reading import drafted_by, route_at, shown_findings
from desktop_app.qt.thread_reading import read_threads
from desktop_app.services.budgeting import Purpose
from desktop_app.services.covering import case_coverage
from desktop_app.services.metering import total_cost
from desktop_app.services.program import Program

Names = Mapping[str, str]
_UNANSWERED = (RunOutcome.FAILED, RunOutcome.CUT, RunOutcome.REFUSED)


async def read_draft(program: Program, acting: Acting, case_id: str, known: CaseFacts | None = None) -> DraftState:
    """The case as this person sees it now. Documents that are the same as in `known` are not read again."""
    await program.keeping.require_reader(acting, case_id)
    same = known is not None and known.case_id == case_id
    facts = await (program.keeping.facts_again(known) if same and known else program.keeping.facts(case_id))
    people, names = await program.store.people(), await program.store.names()
    waiting = await program.resuming.waiting(acting, case_id)
    chain = await program.connecting.listing()
    offered = [w for w in waiting if _is_offered(program, acting, facts, w.place)]
    sections = tuple(
        _section(program, acting, facts, section, number, names)
        for number, section in enumerate(facts.sections, start=1)
    )
    covered = await case_coverage(program.store, facts)
    sections = tuple(replace(section, coverage=covered.get(section.section)) for section in sections)
    replaced = await replaced_in_runs(program, facts)
    sections = tuple(replace(section, replaced=_replaced(facts, section, replaced)) for section in sections)
    waits = {each.section: each.added for each in await program.resuming_drafts.waiting_in(facts)}
    sections = tuple(replace(s, waits=s.section in waits, waits_with=waits.get(s.section, "")) for s in sections)
    changes = await program.library_keeping.changes(facts) if facts.record.file.state.editable else {}
    sections = tuple(replace(section, library_changes=changes.get(section.section, ())) for section in sections)
    sections = _with_lanes(facts, sections, await program.calibrating.evidence(facts))
    away = await program.handing_over.away(case_id)
    locked = away.words if away else _locked(program, acting, facts)
    purpose = Purpose(facts.pack.form, facts.case_id, "", acting.person.person_id)
    return DraftState(
        facts=facts,
        sections=tuple(_with_offered(section, offered) for section in sections),
        meter=meter_of(facts, await program.budgeting.uses(purpose)),
        obstacles=sending_obstacles(facts),
        way_on=way_on(facts, people),
        chain=(*(e for e in chain if e.kind is EndpointKind.OPENAI), ASSEMBLED),
        locked=locked,
        can_send=not locked and (facts.record.file.state is CaseState.DRAFT or facts.record.file.state.came_back),
        returned_for=_returned_for(facts),
        cached_drafts=await program.caching.count(case_id),
        threads=read_threads(facts, acting, names),
    )


async def resume_typing(program: Program, acting: Acting, facts: CaseFacts) -> None:
    """Go on from what waits in the journal, where the text that it began from still stands."""
    for typed in await program.resuming.waiting(acting, facts.case_id):
        kind, name = read_place(typed.place)
        here = kind is PlaceKind.SECTION and typed.place == section_place(name)
        new = program.journalling.typing(acting, facts.case_id, typed.place) is None
        if here and new and base_of(facts.record, typed.place) == typed.base_revision:
            program.journalling.typed(acting, facts.case_id, typed.place, typed.text, typed.base_revision)


def _is_offered(program: Program, acting: Acting, facts: CaseFacts, place: str) -> bool:
    """Whether typing waits that is neither being typed now nor could go on from what stands there."""
    kind, name = read_place(place)
    if kind is not PlaceKind.SECTION:
        return False
    typing = program.journalling.typing(acting, facts.case_id, place)
    return place != section_place(name) or typing is None or typing.base_revision != base_of(facts.record, place)


def _with_offered(section: SectionDraft, offered: Sequence[WorkingText]) -> SectionDraft:
    mine = tuple(typed for typed in offered if read_place(typed.place)[1] == section.section)
    return replace(section, offered=mine) if mine else section


def _locked(program: Program, acting: Acting, facts: CaseFacts) -> str:
    """Why nothing can be changed; empty where it can."""
    file = facts.record.file
    if program.store.read_only:
        return program.store.read_only
    if not file.state.editable:
        return f"The text cannot be changed here now. {file.state.way_on}"
    return "" if Role.ANALYST in acting.profile.roles else "An analyst can change this."


def _section(
    program: Program, acting: Acting, facts: CaseFacts, section: Section, number: int, names: Names
) -> SectionDraft:
    record, name = facts.record, section.section
    head = record.head(name)
    text = head.section_text if head else SectionText()
    anchors = facts.record.anchors_of(head)
    route = route_at(facts, head)
    runs = record.runs_of(name)
    last = runs[-1] if runs else None
    typing = program.journalling.typing(acting, facts.case_id, section_place(name))
    typing = typing if typing and typing.base_revision == base_of(record, typing.place) else None
    citations = record.citations.get(head.revision_id, ()) if head else ()
    by = drafted_by(facts, head)
    return SectionDraft(
        section=name,
        number=number,
        title=section.title,
        by_person=section.author == "person",
        state=facts.state_of(section),
        text=text,
        anchors=anchors,
        revision_id=head.revision_id if head else None,
        route=route,
        model=_model_name(facts, by),
        small_model=by is not None and by.endpoint == ON_DEVICE.name,
        findings=shown_findings(facts, section, number, head, names),
        sources=cited_sources(facts, text, citations),
        supports=read_supports(facts.record, head) if head else (),
        presets=section.presets,
        uses_answers=_words_of(facts, section, answered=True),
        uses_others=_words_of(facts, section, answered=False),
        changed_inputs=_changed_words(facts, section),
        preview=facts.record.preview_of(section.section),
        typing=typing.text if typing else None,
        offered=(),
        proposal=_proposal(facts, section, head) or _changed_by_others(facts, section, acting, names),
        versions=tuple(_version(facts, revision, names) for revision in reversed(record.of_section(name))),
        changed=_changed(facts, head),
        facts_cited=(sum(c.quote_state.resolved for c in citations), len(citations)),
        cached=by is not None and record.cached_from(by.run_id) is not None,
        unusable=last is not None and last.outcome is RunOutcome.UNUSABLE and _is_newest(last, head),
        unanswered=last is not None and last.outcome in _UNANSWERED and _is_newest(last, head),
        required=section.required,
    )


def _with_lanes(
    facts: CaseFacts, sections: Sequence[SectionDraft], evidence: Mapping[LaneKey, LaneEvidence]
) -> tuple[SectionDraft, ...]:
    """The sections that a drafter alone wrote, with how they stand to the pass lane."""
    shown = []
    for section in sections:
        standing = facts.record.standings.get(section.revision_id or "")
        lane = _lane(facts, standing, evidence) if standing else None
        shown.append(replace(section, lane=lane) if lane else section)
    return tuple(shown)


def _lane(facts: CaseFacts, standing: LaneStanding, evidence: Mapping[LaneKey, LaneEvidence]) -> ShownLane:
    known = evidence[standing.key(facts.pack.digest)]
    opened = facts.record.lane_of(standing.revision_id)
    return ShownLane(known, standing.probability, opened.at_least) if opened else ShownLane(known)


def _words_of(facts: CaseFacts, section: Section, *, answered: bool) -> tuple[str, ...]:
    """What people call the questions that a section uses, or else the documents, decisions and sections."""
    form = facts.pack.form
    fields = {each: form.field(each) for each in section.uses}
    asked = {name for name, field in fields.items() if field and field.type is not FieldType.ATTACHMENT}
    return tuple(form.words_of(each) for each in section.uses if (each in asked) is answered)


def _changed_words(facts: CaseFacts, section: Section) -> tuple[str, ...]:
    """What has changed since the text was made; what is reckoned from answers is named only where nothing else is."""
    form, changed = facts.pack.form, facts.changed_inputs(section)
    reckoned = {each.decision for each in form.decisions}
    told = [name for name in changed if name not in reckoned] or changed
    return tuple(form.words_of(name) for name in told)


def _replaced(facts: CaseFacts, section: SectionDraft, replaced: Mapping[str, int]) -> int:
    """How many names and numbers were replaced for the text that stands there."""
    by = drafted_by(facts, facts.record.head(section.section))
    return replaced.get(by.run_id, 0) if by else 0


def _model_name(facts: CaseFacts, run: Run | None) -> str:
    """The model as its server called itself; empty where no model wrote."""
    if run is None or run.endpoint == ASSEMBLED.name:
        return ""
    asked = facts.record.cached_from(run.run_id) or run.run_id
    calls = [call for call in facts.record.calls if call.run_id == asked and call.error_class is None]
    return calls[-1].model if calls else run.endpoint


def _is_newest(run: Run, head: Revision | None) -> bool:
    """Whether no text has come since the run."""
    return head is None or head.created_at < run.ended


def _proposal(facts: CaseFacts, section: Section, head: Revision | None) -> Proposal | None:
    proposed = facts.record.proposal(section.section)
    if head is None or proposed is None:
        return None
    before, after = head.section_text, proposed.section_text
    line, asked = redline(before, after), proposed.reason.text if proposed.reason else ""
    return Proposal(
        line=line,
        anchors=facts.record.anchors_of(proposed),
        model=_model_name(facts, drafted_by(facts, proposed)),
        edits=edits_of(line, before, after, facts.record.anchors_of(proposed)),
        reason=redraft_reason(facts, section, asked),
        nowhere=frozenset(c.number for c in facts.record.citations.get(proposed.revision_id, ()) if not c.passage_id),
        alone=frozenset(c.number for c in line.changes if one_by_one(facts, section.section, c)),
    )


def _changed_by_others(facts: CaseFacts, section: Section, acting: Acting, names: Names) -> Proposal | None:
    """What came back with words of others, which only count once the author has taken them."""
    if not facts.record.file.state.came_back:
        return None
    try:
        waiting = waiting_changes(facts, section.section, acting.person.person_id)
    except Refused:
        return None
    changes, name = waiting.line.changes, section.section
    return Proposal(
        line=waiting.line,
        anchors=facts.record.anchors_of(waiting.after),
        model="",
        by=names.get(waiting.after.person_id or "", ""),
        one_by_one=len(changes) > 1 and any(one_by_one(facts, name, change) for change in changes),
    )


def _version(facts: CaseFacts, revision: Revision, names: Names) -> Version:
    run = next((r for r in facts.record.runs if r.run_id == revision.run_id), None) if revision.run_id else None
    calls = [call for call in facts.record.calls if run and call.run_id == run.run_id]
    return Version(
        revision_id=revision.revision_id,
        seq=revision.seq,
        kind=revision.kind,
        by=names.get(revision.person_id or "", ""),
        model=_model_name(facts, run),
        at=revision.created_at,
        cost=total_cost(calls) if run else None,
        current=facts.record.heads.get(revision.section) == revision.revision_id,
        text=revision.section_text,
        anchors=facts.record.anchors_of(revision),
        cached=run is not None and facts.record.cached_from(run.run_id) is not None,
        endpoint=run.endpoint if run and run.endpoint != ASSEMBLED.name else "",
    )


def _changed(facts: CaseFacts, head: Revision | None) -> tuple[Span, ...]:
    """The words that a redraft changed against the text before it; none in a first draft or a person's edit."""
    if head is None or head.kind is not RevisionKind.DRAFT or head.parent_id is None:
        return ()
    before = facts.record.revision(head.parent_id)
    if before is None:
        return ()
    segments = compare_plain(before.section_text, head.section_text)
    return tuple(s.after_span for s in segments if s.changed and s.after_span.length)


def _returned_for(facts: CaseFacts) -> str:
    """Why the case came back; empty where it did not."""
    if facts.record.file.state is not CaseState.RETURNED:
        return ""
    returned = [d for d in facts.record.decisions if d.kind is DecisionKind.RETURN and d.reason]
    return returned[-1].reason.text if returned and returned[-1].reason else ""
