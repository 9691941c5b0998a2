"""A new revision of a section, whoever wrote it: checked, given a band and a route, and told of, in one entry."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop_app.domain.answers import ProblemKind
from desktop_app.domain.audit import EventType
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.confidence import MEASURED, factors_of
from desktop_app.domain.doubt_standing import doubts_standing
from desktop_app.domain.drafting_finding import of_the_drafting, standing_runs
from desktop_app.domain.endpoint import ASSEMBLED, ON_DEVICE, EndpointKind
from desktop_app.domain.evidence import Citation, QuoteState
from desktop_app.domain.finding import AnswerKind, Finding, FindingAnswer, RaisedFinding, Rule, Severity
from desktop_app.domain.form import FieldType, Section
from desktop_app.domain.lane import LaneKey, LaneStanding, Met, fingerprint_of, instruction_of, meet
from desktop_app.domain.measured_factors import measured_factors
from desktop_app.domain.new_text import NewText
from desktop_app.domain.quote_check import CheckedQuote, quote_states
from desktop_app.domain.record_rows import RevisionSpans
from desktop_app.domain.route import LaneState, PassLane, Route, RouteDecided, RouteKind, RouteReason, route
from desktop_app.domain.sampling import is_drawn
from desktop_app.domain.section import Input, Revision, RevisionKind
from desktop_app.domain.sentence import sentences
from desktop_app.domain.support import supports
from desktop_app.domain.support_score import SupportWeights
from desktop_app.domain.text import Origin, OriginSpan, Span, require_covered
from desktop_app.services.checking import check
from desktop_app.services.gathering import gathered
from desktop_app.services.ports import Chance
from desktop_app.services.recording import Scribe
from desktop_app.services.supporting import kept_supports

_EVENTS = {
    RevisionKind.DRAFT: EventType.DRAFT_RECORDED,
    RevisionKind.EDIT: EventType.EDIT_RECORDED,
    RevisionKind.SETTLE: EventType.TEXT_SETTLED,
    RevisionKind.RESTORE: EventType.TEXT_SETTLED,
    RevisionKind.MERGE: EventType.TEXT_SETTLED,
    RevisionKind.PROPOSAL: EventType.PROPOSAL_MADE,
    RevisionKind.CARRY: EventType.TEXT_CARRIED,
}
_KINDS = {ASSEMBLED.name: EndpointKind.ASSEMBLED, ON_DEVICE.name: EndpointKind.ON_DEVICE}


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
    """Adds revisions. A section is never better than its text, and never checked less because a person wrote it.

    `version` is that of the program: what it tells drafters and how it checks is a part of what a pass lane is for.
    `weights` are those of the score of support; without them only what stands in its passage word by word is close.
    """

    def __init__(self, chance: Chance, version: str, weights: SupportWeights | None = None) -> None:
        self._chance, self._version, self._weights = chance, version, weights

    def add(self, scribe: Scribe, facts: CaseFacts, section: Section, new: NewText) -> Added:
        """Put the revision with its origins, citations, findings, inputs and route, and tell of each."""
        require_covered(new.marked.spans, new.marked.text)
        head = facts.record.head(section.section)
        revision = _revision(scribe, facts, section, new)
        scribe.put(revision, RevisionSpans(revision.revision_id, facts.case_id, new.marked.spans))
        endpoint = _endpoint_kind(facts.record, new)
        subject = gathered(facts, section, new, endpoint)
        quotes = quote_states(subject)
        citations = tuple(_citation(new, quote) for quote in quotes)
        found_now = check(subject)
        passages = {item.number: item.passage.passage_id for item in new.evidence}
        drafted = of_the_drafting(facts.record, section.section, new.marked, new.repeats)
        doubted = doubts_standing(facts.record, head, new.marked, passages)
        still = (each for each in (*drafted, *doubted) if each not in found_now)
        findings = (*found_now, *still, *_answer_findings(facts, section))
        raised = tuple(self._raised(scribe, new.revision_id, finding) for finding in findings)
        scribe.put(*citations, *raised)
        led = replace(subject, anchors=tuple(replace(each.anchor, number=_leads_to(each)) for each in quotes))
        supported = supports(led, self._weights_of(facts))
        scribe.put(*kept_supports(scribe, new.revision_id, supported))
        explained = _explained_before(facts.record, head, raised, new.marked.text.plain)
        for (kind, key), value in (facts.inputs_of(section) if new.inputs is None else new.inputs).items():
            scribe.put(Input(new.revision_id, kind, key, value))
        answers = {finding_id: answer.kind for finding_id, answer in explained.items()}
        found = [(each.finding, answers.get(each.finding_id)) for each in raised]
        factors = factors_of(found, [c.quote_state for c in citations], endpoint, measured_factors(subject, supported))
        made_as = self._key(facts, new)
        met = meet(facts.record.lanes, made_as, section.section, factors) if made_as else Met(PassLane())
        persons = _holds_persons_words(facts, section, new.marked.text.plain, new.marked.spans)
        decided, drawn = _drawn_route(route(factors, persons, endpoint, met.lane), met, facts, revision)
        _tell_replaced(scribe, facts, section, revision)
        self._tell(scribe, section, revision, raised)
        for finding_id, answer in explained.items():
            _carry_answer(scribe, section, finding_id, answer)
        _put_route(scribe, section, revision.revision_id, decided)
        if made_as:
            _put_standing(scribe, revision, made_as, met, drawn)
        return Added(revision, findings, citations, decided)

    def _weights_of(self, facts: CaseFacts) -> SupportWeights | None:
        """With the pack's own threshold of a close match, where it was calibrated."""
        own = facts.record.wording
        return replace(self._weights, close=own.close) if self._weights and own else self._weights

    def decide_route_again(
        self, scribe: Scribe, facts: CaseFacts, section: Section, revision_id: str, explained: frozenset[str]
    ) -> Route:
        """The route of a revision after findings were answered."""
        record = facts.record
        raised = record.findings.get(revision_id, ())
        answers = {f.finding_id: kind for f in raised if (kind := record.answer_to(f.finding_id))}
        answers |= {f.finding_id: AnswerKind.EXPLAINED for f in raised if f.finding_id in explained}
        spans = record.spans.get(revision_id, ())
        revision = record.revision(revision_id)
        persons = _holds_persons_words(facts, section, revision.section_text.plain if revision else "", spans)
        endpoint = _kind_of_runs(record, set(standing_runs(spans)))
        found = [(each.finding, answers.get(each.finding_id)) for each in raised]
        quotes = [citation.quote_state for citation in record.citations.get(revision_id, ())]
        measured = [factor for factor in record.routes[revision_id].factors if factor.name in MEASURED]
        factors = factors_of(found, quotes, endpoint, measured)
        decided = route(factors, persons, endpoint, lane_again(record, revision_id))
        _put_route(scribe, section, revision_id, decided)
        return decided

    def close_lane_of(self, scribe: Scribe, facts: CaseFacts, section: Section) -> Route | None:
        """The route of a section that passed by a lane that is not open any more; None where nothing changes."""
        revision_id = facts.record.heads.get(section.section, "")
        decided = facts.record.routes.get(revision_id)
        if decided is None or decided.route is not RouteKind.PASS:
            return None
        if lane_again(facts.record, revision_id).state is LaneState.OPEN:
            return None
        return self.decide_route_again(scribe, facts, section, revision_id, frozenset())

    def _key(self, facts: CaseFacts, new: NewText) -> LaneKey | None:
        """What drafted the text, where a drafter alone did."""
        if new.kind is not RevisionKind.DRAFT or new.endpoint is None:
            return None
        kind, pack = new.endpoint.kind, facts.pack
        return LaneKey(
            pack_digest=pack.digest,
            endpoint=new.endpoint.name,
            model=new.model,
            fingerprint=fingerprint_of(kind, new.fingerprint, self._version, pack.digest),
            instruction=instruction_of(pack, kind, self._version, added=bool(new.asked)),
        )

    def raise_finding(self, scribe: Scribe, section: Section, revision_id: str, finding: Finding) -> RaisedFinding:
        """Put a finding about a revision that is recorded, and tell of it; the route is decided again after it."""
        raised = self._raised(scribe, revision_id, finding)
        scribe.put(raised)
        _tell_finding(scribe, section, raised)
        return raised

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
            _tell_finding(scribe, section, finding)


def _tell_finding(scribe: Scribe, section: Section, finding: RaisedFinding) -> None:
    scribe.tell(
        EventType.FINDING_RAISED,
        section=section.section,
        refs={"data": finding.data},
        finding=finding.finding_id,
        revision=finding.revision_id,
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
        parent_id=new.parent or facts.record.heads.get(section.section),
        text=scribe.keep(new.marked.text.dump()),
        run_id=new.run_id,
        person_id=new.person_id,
        reason=scribe.keep(new.asked) if new.asked else scribe.reason.words if scribe.reason else None,
        created_at=scribe.now,
    )


def _citation(new: NewText, quote: CheckedQuote) -> Citation:
    """A citation as it is kept; one whose words stand in another offered passage is repaired to lead there."""
    number = _leads_to(quote)
    passages = {item.number: item.passage.passage_id for item in new.evidence}
    return Citation(new.revision_id, number, quote.anchor.start, quote.anchor.end, passages.get(number), quote.state)


def _leads_to(quote: CheckedQuote) -> int:
    return quote.proposed if quote.state is QuoteState.REPAIRED and quote.proposed else quote.anchor.number


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


def lane_again(record: CaseRecord, revision_id: str) -> PassLane:
    """The pass lane as a recorded revision meets it now: the one that was open for it, as long as that is open. What
    was never drawn for or against the sample is taken as drawn."""
    standing, lane = record.standings.get(revision_id), record.lane_of(revision_id)
    if standing is None or lane is None:
        return PassLane()
    return PassLane(LaneState.OPEN, standing.probability, lane.at_least, drawn=standing.drawn is not False)


def _drawn_route(decided: Route, met: Met, facts: CaseFacts, revision: Revision) -> tuple[Route, bool | None]:
    """The route after the sample was drawn, and what was drawn; None where the text does not pass anyway.

    A section that was drawn once stays drawn: drafting it again does not lead out of the sample.
    """
    lane = met.opened
    if decided.kind is not RouteKind.PASS or lane is None:
        return decided, None
    before = any(
        each.drawn and each.section == revision.section and each.lane_id == lane.lane_id
        for each in facts.record.standings.values()
    )
    drawn = before or is_drawn(lane.seed, revision.revision_id, lane.sample)
    kind = RouteKind.FLAG if drawn else RouteKind.PASS
    reasons = (RouteReason.SPOT_CHECK,) if drawn else ()
    return replace(decided, kind=kind, reasons=reasons), drawn


def _put_standing(scribe: Scribe, revision: Revision, key: LaneKey, met: Met, drawn: bool | None) -> None:
    lane_id = met.opened.lane_id if met.opened else None
    scribe.put(
        LaneStanding(
            revision_id=revision.revision_id,
            case_id=revision.case_id,
            section=revision.section,
            endpoint=key.endpoint,
            model=key.model,
            fingerprint=key.fingerprint,
            instruction=key.instruction,
            lane_id=lane_id,
            probability=met.lane.probability,
            drawn=drawn,
        )
    )
    if lane_id is not None and drawn is not None:
        scribe.tell(
            EventType.SPOT_CHECK_DRAWN,
            section=revision.section,
            lane=lane_id,
            revision=revision.revision_id,
            drawn=drawn,
        )


def _holds_persons_words(facts: CaseFacts, section: Section, plain: str, spans: Sequence[OriginSpan]) -> bool:
    """Whether a person wrote some of it. An answer in whole sentences that a draft quotes is a person's words too; an
    amount, a date or a name that was asked for is none."""
    if section.author == "person" or any(span.origin is Origin.PERSON for span in spans):
        return True
    prose = {f.field for f in facts.pack.form.fields if f.type is FieldType.PARAGRAPH}
    said = {answer.text for name, answer in facts.answers.items() if name in prose and answer.text.strip()}
    quoted = [plain[s.start : s.end] for s in spans if s.origin is Origin.ANSWER]
    return any(words in text or text in words for text in quoted for words in said if text.strip())


def _endpoint_kind(record: CaseRecord, new: NewText) -> EndpointKind | None:
    """Which kind of endpoint drafted words that are still in the text."""
    if new.endpoint:
        return new.endpoint.kind
    return _kind_of_runs(record, set(standing_runs(new.marked.spans)))


def _kind_of_runs(record: CaseRecord, run_ids: set[str]) -> EndpointKind | None:
    """The least trusted of the runs' endpoints."""
    kinds = {_KINDS.get(run.endpoint, EndpointKind.OPENAI) for run in record.runs if run.run_id in run_ids}
    order = (EndpointKind.ON_DEVICE, EndpointKind.ASSEMBLED, EndpointKind.OPENAI)
    return next((kind for kind in order if kind in kinds), None)


def _details(finding: Finding) -> bytes:
    return json.dumps(dict(finding.details), ensure_ascii=False, sort_keys=True).encode()
