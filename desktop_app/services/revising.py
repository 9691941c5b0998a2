"""A new revision of a section, whoever wrote it: checked, given a band and a route, and told of, in one entry."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from desktop_app.domain.answers import ProblemKind
from desktop_app.domain.audit import EventType
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.checked_text import CheckedAnswer, CheckedText, TableReasons, Unread, suspects_of
from desktop_app.domain.confidence import factors_of
from desktop_app.domain.dependency import Inputs
from desktop_app.domain.draft import SlotValue
from desktop_app.domain.endpoint import ASSEMBLED, ON_DEVICE, Endpoint, EndpointKind
from desktop_app.domain.evidence import Citation, DocumentState, EvidenceItem, QuoteState
from desktop_app.domain.finding import AnswerKind, Finding, FindingAnswer, RaisedFinding, Rule, Severity
from desktop_app.domain.form import RuleTable, Section
from desktop_app.domain.markup import MarkedText
from desktop_app.domain.quote_check import CheckedQuote, quote_states
from desktop_app.domain.record_rows import RevisionSpans
from desktop_app.domain.route import PassLane, Route, RouteDecided, route
from desktop_app.domain.section import Input, Revision, RevisionKind
from desktop_app.domain.sentence import sentences
from desktop_app.domain.text import Origin, Span, require_covered
from desktop_app.services.checking import check
from desktop_app.services.ports import Chance
from desktop_app.services.prompting import RULES
from desktop_app.services.recording import Scribe
from desktop_app.services.sending import personal_answers

_EVENTS = {
    RevisionKind.DRAFT: EventType.DRAFT_RECORDED,
    RevisionKind.EDIT: EventType.EDIT_RECORDED,
    RevisionKind.SETTLE: EventType.TEXT_SETTLED,
    RevisionKind.RESTORE: EventType.TEXT_SETTLED,
    RevisionKind.MERGE: EventType.TEXT_SETTLED,
    RevisionKind.PROPOSAL: EventType.PROPOSAL_MADE,
}
_KINDS = {ASSEMBLED.name: EndpointKind.ASSEMBLED, ON_DEVICE.name: EndpointKind.ON_DEVICE}


@dataclass(frozen=True, slots=True)
class NewText:
    """A text that is about to become a revision.

    `evidence` is what its citation numbers mean; `endpoint` is None where a person wrote it; `left_out` counts the
    passages that a drafter was not shown; `inputs` is what the text stands on where that is not the case as it is now;
    `moderated` are the kinds of harm that a moderation service named.

    `missing` are the libraries that were not there; `miscounted` the tokens that the server counted and that were sent,
    where it cannot have read them all.
    """

    revision_id: str
    marked: MarkedText
    kind: RevisionKind
    evidence: tuple[EvidenceItem, ...]
    slots: Mapping[str, tuple[SlotValue, ...]]
    endpoint: Endpoint | None
    run_id: str | None = None
    person_id: str | None = None
    left_out: int = 0
    inputs: Inputs | None = None
    moderated: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    miscounted: tuple[int, int] | None = None
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """A revision with what the checks made of it."""

    revision: Revision
    findings: tuple[Finding, ...]
    citations: tuple[Citation, ...]
    route: Route


def added_before(record: CaseRecord, revision: Revision) -> Added:
    """The same for a revision that is recorded."""
    revision_id = revision.revision_id
    raised, decided = record.findings.get(revision_id, ()), record.routes[revision_id]
    citations = record.citations.get(revision_id, ())
    route_then = Route(decided.band, decided.route, decided.reasons, decided.factors)
    return Added(revision, tuple(each.finding for each in raised), citations, route_then)


class Revising:
    """Adds revisions. A section is never better than its text, and never checked less because a person wrote it."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance

    def add(self, scribe: Scribe, facts: CaseFacts, section: Section, new: NewText) -> Added:
        """Put the revision with its origins, citations, findings, inputs and route, and tell of each."""
        require_covered(new.marked.spans, new.marked.text)
        head = facts.record.head(section.section)
        revision = _revision(scribe, facts, section, new)
        scribe.put(revision, RevisionSpans(revision.revision_id, facts.case_id, new.marked.spans))
        endpoint = _endpoint_kind(facts.record, new)
        subject = _subject(facts, section, new, endpoint)
        citations = tuple(_citation(new, quote) for quote in quote_states(subject))
        findings = (*check(subject), *_answer_findings(facts, section))
        raised = tuple(self._raised(scribe, new.revision_id, finding) for finding in findings)
        scribe.put(*citations, *raised)
        explained = _explained_before(facts.record, head, raised, new.marked.text.plain)
        for (kind, key), value in (facts.inputs_of(section) if new.inputs is None else new.inputs).items():
            scribe.put(Input(new.revision_id, kind, key, value))
        answers = {finding_id: answer.kind for finding_id, answer in explained.items()}
        decided = _route(raised, answers, citations, endpoint, _holds_persons_words(section, new.marked))
        _tell_replaced(scribe, facts, section, revision)
        self._tell(scribe, section, revision, raised)
        for finding_id, answer in explained.items():
            _carry_answer(scribe, section, finding_id, answer)
        _put_route(scribe, section, revision.revision_id, decided)
        return Added(revision, findings, citations, decided)

    def decide_route_again(
        self, scribe: Scribe, facts: CaseFacts, section: Section, revision_id: str, explained: frozenset[str]
    ) -> Route:
        """The route of a revision after findings were answered."""
        record = facts.record
        raised = record.findings.get(revision_id, ())
        answers = {f.finding_id: kind for f in raised if (kind := record.answer_to(f.finding_id))}
        answers |= {f.finding_id: AnswerKind.EXPLAINED for f in raised if f.finding_id in explained}
        spans = record.spans.get(revision_id, ())
        persons = section.author == "person" or any(s.origin is Origin.PERSON for s in spans)
        runs = {s.run_id for s in spans if s.origin is not Origin.PERSON and s.run_id}
        endpoint = _kind_of_runs(record, runs)
        decided = _route(raised, answers, record.citations.get(revision_id, ()), endpoint, persons)
        _put_route(scribe, section, revision_id, decided)
        return decided

    def _raised(self, scribe: Scribe, revision_id: str, finding: Finding) -> RaisedFinding:
        return RaisedFinding(
            finding_id=self._chance.new_id(),
            revision_id=revision_id,
            rule=finding.rule,
            severity=finding.severity,
            start=finding.start,
            end=finding.end,
            data=scribe.keep(_details(finding)),
        )

    def _tell(self, scribe: Scribe, section: Section, revision: Revision, raised: tuple[RaisedFinding, ...]) -> None:
        scribe.tell(
            _EVENTS[revision.kind],
            section=section.section,
            refs={"text": revision.text},
            revision=revision.revision_id,
            seq_in_section=revision.seq,
            kind=revision.kind.value,
            parent=revision.parent_id or "",
            run=revision.run_id or "",
        )
        for finding in raised:
            scribe.tell(
                EventType.FINDING_RAISED,
                section=section.section,
                refs={"data": finding.data},
                finding=finding.finding_id,
                revision=revision.revision_id,
                rule=finding.rule.value,
                severity=finding.severity.value,
            )


def _tell_replaced(scribe: Scribe, facts: CaseFacts, section: Section, revision: Revision) -> None:
    """Tell of machine text that nobody has worked on and that another draft takes the place of."""
    name, new = section.section, revision.revision_id
    head, waiting = facts.record.head(name), facts.record.proposal(name)
    if revision.kind is RevisionKind.DRAFT and head and head.kind is RevisionKind.DRAFT:
        scribe.tell(EventType.DRAFT_DISCARDED, section=name, draft=head.revision_id, revision=new)
    if revision.kind is RevisionKind.PROPOSAL and waiting:
        scribe.tell(EventType.PROPOSAL_DISCARDED, section=name, proposal=waiting.revision_id, revision=new)


def _put_route(scribe: Scribe, section: Section, revision_id: str, decided: Route) -> None:
    scribe.put(RouteDecided(revision_id, decided.band, decided.kind, decided.reasons, decided.factors))
    scribe.tell(
        EventType.ROUTE_DECIDED,
        section=section.section,
        revision=revision_id,
        band=decided.band.value,
        route=decided.kind.value,
        reasons=[reason.value for reason in decided.reasons],
        factors=[factor.name.value for factor in decided.factors],
    )


def _revision(scribe: Scribe, facts: CaseFacts, section: Section, new: NewText) -> Revision:
    earlier = facts.record.of_section(section.section)
    return Revision(
        revision_id=new.revision_id,
        case_id=facts.case_id,
        section=section.section,
        seq=earlier[-1].seq + 1 if earlier else 1,
        kind=new.kind,
        parent_id=facts.record.heads.get(section.section),
        text=scribe.keep(new.marked.text.dump()),
        run_id=new.run_id,
        person_id=new.person_id,
        reason=scribe.keep(new.asked) if new.asked else scribe.reason.words if scribe.reason else None,
        created_at=scribe.now,
    )


def _subject(facts: CaseFacts, section: Section, new: NewText, endpoint: EndpointKind | None) -> CheckedText:
    """Everything that the text is held against."""
    fields = {field.field: field for field in facts.pack.form.fields}
    names, documents = facts.names, facts.documents_of(section)
    return CheckedText(
        text=new.marked.text,
        section=section,
        anchors=new.marked.anchors,
        passages={item.number: item.passage.text for item in new.evidence},
        spans=new.marked.spans,
        answers=tuple(
            CheckedAnswer(name, fields[name].label, answer.text, answer.value) for name, answer in facts.answers.items()
        ),
        outcomes=tuple(reason for _, reason in facts.evaluated.outcomes.values()),
        tables=tuple(_reasons(table, facts) for table in facts.pack.form.decisions),
        slots=new.slots,
        known=(*names.values(), facts.record.file.title, facts.pack.form.title),
        unread=_unread(facts, frozenset(d.document_id for d in documents)),
        suspects=suspects_of(new.evidence),
        left_out=new.left_out,
        missing=new.missing,
        miscounted=new.miscounted,
        endpoint=endpoint if new.endpoint else None,
        language=facts.pack.form.language,
        told=_told(facts, section),
        personal=personal_answers(facts.pack.form, facts.answers),
        moderated=new.moderated,
    )


def _told(facts: CaseFacts, section: Section) -> tuple[str, ...]:
    """What a drafter is told for the section: the rules, its instruction, and its presets."""
    instruction = facts.pack.text(section.prompt) if section.prompt else ""
    return tuple(filter(None, (RULES, instruction, *section.presets.values())))


def _reasons(table: RuleTable, facts: CaseFacts) -> TableReasons:
    _, now = facts.evaluated.outcomes.get(table.decision, ("", ""))
    return TableReasons(table.title, now, tuple(row.reason for row in table.rows if row.reason != now))


def _unread(facts: CaseFacts, documents: frozenset[str]) -> tuple[Unread, ...]:
    names = facts.names
    unread = [
        Unread(names[d.document_id], None, d.reason or f"The document is {d.state}.")
        for d in facts.record.documents
        if d.document_id in documents and d.state is not DocumentState.READ
    ]
    blank = [p for p in facts.pages if p.document_id in documents and not p.text.body.strip()]
    read = {d.document_id for d in facts.record.documents if d.state is DocumentState.READ}
    return (*unread, *(Unread(names[p.document_id], p.number) for p in blank if p.document_id in read))


def _citation(new: NewText, quote: CheckedQuote) -> Citation:
    """A citation as it is kept; one whose words stand in another offered passage is repaired to lead there."""
    number = quote.proposed if quote.state is QuoteState.REPAIRED and quote.proposed else quote.anchor.number
    passages = {item.number: item.passage.passage_id for item in new.evidence}
    return Citation(new.revision_id, number, quote.anchor.start, quote.anchor.end, passages.get(number), quote.state)


def _answer_findings(facts: CaseFacts, section: Section) -> tuple[Finding, ...]:
    """Missing and wrong answers that the section stands on."""
    labels = {field.field: field.label for field in facts.pack.form.fields}
    return tuple(
        Finding(
            Rule.MISSING_ANSWER if problem.kind is ProblemKind.MISSING else Rule.INVALID_ANSWER,
            Severity.WARNING,
            0,
            0,
            {"label": labels.get(problem.field, problem.field), "field": problem.field, "message": problem.words},
        )
        for problem in facts.problems
        if problem.field in section.uses
    )


def _explained_before(
    record: CaseRecord, head: Revision | None, raised: tuple[RaisedFinding, ...], plain: str
) -> dict[str, FindingAnswer]:
    """Explanations of the revision before that still fit: the same found in the same sentences, each used once."""
    answers = {answer.finding_id: answer for answer in record.finding_answers}
    before = head.section_text.plain if head else ""
    left: dict[tuple[Rule, bytes, str], list[FindingAnswer]] = {}
    for each in record.findings.get(head.revision_id, ()) if head else ():
        if each.finding_id in answers:
            left.setdefault(_about(each, before), []).append(answers[each.finding_id])
    return {each.finding_id: fits.pop(0) for each in raised if (fits := left.get(_about(each, plain)))}


def _about(raised: RaisedFinding, plain: str) -> tuple[Rule, bytes, str]:
    """What a finding is about: its rule, its details, and the words of the sentences that it stands in."""
    place = Span(raised.start, raised.end)
    words = " ".join(plain[s.start : s.end] for s in sentences(plain) if s.overlaps(place))
    return raised.rule, raised.data.body, words


def _carry_answer(scribe: Scribe, section: Section, finding_id: str, answer: FindingAnswer) -> None:
    """What a person said about a finding holds for the same finding in the next revision."""
    reason = scribe.keep(answer.reason.body)
    scribe.put(FindingAnswer(finding_id, answer.kind, answer.person_id, reason, scribe.now))
    scribe.tell(
        EventType.FINDING_ANSWERED,
        section=section.section,
        refs={"reason": reason},
        finding=finding_id,
        carried_from=answer.finding_id,
        answer=answer.kind.value,
    )


def _route(
    raised: tuple[RaisedFinding, ...],
    answers: Mapping[str, AnswerKind],
    citations: tuple[Citation, ...],
    endpoint: EndpointKind | None,
    persons_words: bool,
) -> Route:
    found = [(f.finding, answers.get(f.finding_id)) for f in raised]
    factors = factors_of(found, [c.quote_state for c in citations], endpoint)
    return route(factors, persons_words, endpoint, PassLane())


def _holds_persons_words(section: Section, marked: MarkedText) -> bool:
    return section.author == "person" or any(span.origin is Origin.PERSON for span in marked.spans)


def _endpoint_kind(record: CaseRecord, new: NewText) -> EndpointKind | None:
    """Which kind of endpoint drafted words that are still in the text."""
    if new.endpoint:
        return new.endpoint.kind
    return _kind_of_runs(record, {s.run_id for s in new.marked.spans if s.origin is not Origin.PERSON and s.run_id})


def _kind_of_runs(record: CaseRecord, run_ids: set[str]) -> EndpointKind | None:
    """The least trusted of the runs' endpoints."""
    kinds = {_KINDS.get(run.endpoint, EndpointKind.OPENAI) for run in record.runs if run.run_id in run_ids}
    order = (EndpointKind.ON_DEVICE, EndpointKind.ASSEMBLED, EndpointKind.OPENAI)
    return next((kind for kind in order if kind in kinds), None)


def _details(finding: Finding) -> bytes:
    return json.dumps(dict(finding.details), ensure_ascii=False, sort_keys=True).encode()
