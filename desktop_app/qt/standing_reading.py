"""From the facts of a case to why a section's text stands as it does: its route, who drafted it, what was found."""

from collections.abc import Mapping

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.endpoint import ON_DEVICE
from desktop_app.domain.evidence import Passage
from desktop_app.domain.finding import AnswerKind, RaisedFinding, Severity
from desktop_app.domain.finding_fix import fix_of
from desktop_app.domain.form import Section
from desktop_app.domain.route import Route
from desktop_app.domain.section import Revision
from desktop_app.domain.usage import Run
from desktop_app.qt.draft_state import Explained, SectionStanding, ShownFinding
from desktop_app.qt.evidence_reading import cited_sources

Names = Mapping[str, str]


def standing_of(facts: CaseFacts, section: Section, number: int, head: Revision, names: Names) -> SectionStanding:
    """Why a text stands as it does, but for the pass lane."""
    citations = facts.record.citations.get(head.revision_id, ())
    by = drafted_by(facts, head)
    return SectionStanding(
        revision_id=head.revision_id,
        route=route_at(facts, head),
        small_model=by is not None and by.endpoint == ON_DEVICE.name,
        findings=shown_findings(facts, section, number, head, names),
        sources=cited_sources(facts, head.section_text, citations),
        facts_cited=(sum(c.quote_state.resolved for c in citations), len(citations)),
    )


def route_at(facts: CaseFacts, head: Revision | None) -> Route | None:
    """How far a text can be trusted, and where it goes; None where that was not decided."""
    decided = facts.record.routes.get(head.revision_id) if head else None
    return Route(decided.band, decided.route, decided.reasons, decided.factors) if decided else None


def drafted_by(facts: CaseFacts, revision: Revision | None) -> Run | None:
    """The run whose words the revision holds: its own, or that of the draft that it was edited from."""
    while revision is not None and revision.run_id is None:
        revision = facts.record.revision(revision.parent_id) if revision.parent_id else None
    return next((run for run in facts.record.runs if revision and run.run_id == revision.run_id), None)


def shown_findings(
    facts: CaseFacts, section: Section, number: int, head: Revision | None, names: Names
) -> tuple[ShownFinding, ...]:
    """What was found in a text, the gravest first."""
    raised = facts.record.findings.get(head.revision_id, ()) if head else ()
    shown = (_finding(facts, section, number, each, names) for each in raised)
    order = tuple(Severity)
    return tuple(sorted(shown, key=lambda f: (order.index(f.raised.severity), f.raised.start)))


def _finding(facts: CaseFacts, section: Section, number: int, raised: RaisedFinding, names: Names) -> ShownFinding:
    outdated = facts.is_outdated(section, raised)
    return ShownFinding(
        raised=raised,
        section=section.section,
        title=section.title,
        number=number,
        fix=fix_of(raised.finding, facts.pack.form),
        answered=facts.record.answer_to(raised.finding_id) is not None or outdated,
        explained=_explained(facts, raised, names),
        passage=_passage(facts, raised),
        outdated=outdated,
    )


def _passage(facts: CaseFacts, raised: RaisedFinding) -> Passage | None:
    """The passage that a finding is about, where it is about a document."""
    wanted = raised.finding.details.get("passage_id")
    return next((p for p in facts.passages if p.passage_id == wanted), None) if wanted else None


def _explained(facts: CaseFacts, raised: RaisedFinding, names: Names) -> Explained | None:
    answers = [answer for answer in facts.record.finding_answers if answer.finding_id == raised.finding_id]
    if not answers or answers[-1].kind is not AnswerKind.EXPLAINED:
        return None
    last = answers[-1]
    return Explained(names.get(last.person_id, last.person_id), last.at, last.reason.text)
