"""How a section came to be, in words: who wrote it, how it was routed, what was found in it (in English)."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import groupby

from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.endpoint import ASSEMBLED
from desktop_app.domain.finding import AnswerKind, RaisedFinding, words
from desktop_app.domain.route import RouteDecided, RouteKind, reason_words
from desktop_app.domain.section import Revision, RevisionKind
from desktop_app.domain.usage import Run

_VERBS = {
    RevisionKind.DRAFT: "Drafted",
    RevisionKind.EDIT: "Edited",
    RevisionKind.SETTLE: "Changes accepted or left out",
    RevisionKind.RESTORE: "Taken back: changes accepted or left out",
    RevisionKind.MERGE: "A proposed redraft taken over",
    RevisionKind.CARRY: "Carried over from another case",
}
_ROUTES = {
    RouteKind.PASS: "Passed on",
    RouteKind.FLAG: "Flagged for review",
    RouteKind.BLOCK: "Blocked until approved",
}


def utc(at: datetime) -> str:
    """An instant for people, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def person_name(person_id: str | None, names: Mapping[str, str]) -> str:
    """The person's name, or what is known where there is none."""
    return names.get(person_id, f"person {person_id[:8]}") if person_id else "the program"


def writers(record: CaseRecord, section: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Who wrote the section, oldest first; one line for neighbouring revisions of one kind and writer."""
    head = record.head(section)
    if head is None:
        return ()
    counted = (r for r in record.of_section(section) if r.seq <= head.seq and r.kind in _VERBS)
    told = groupby(counted, key=lambda r: (r.kind, _writer(record, r, names)))
    return tuple(_told(kind, writer, list(revisions)) for (kind, writer), revisions in told)


def _told(kind: RevisionKind, writer: str, revisions: list[Revision]) -> str:
    times = f"{len(revisions)} times, last " if len(revisions) > 1 else ""
    assembled = kind is RevisionKind.DRAFT and writer == ASSEMBLED.name
    by = "Put together from the documents, without a model" if assembled else f"{_VERBS[kind]} by {writer}"
    return f"{by}, {times}{utc(revisions[-1].created_at)}."


def _writer(record: CaseRecord, revision: Revision, names: Mapping[str, str]) -> str:
    if revision.kind is not RevisionKind.DRAFT or not revision.run_id or _run(record, revision.run_id) is None:
        return person_name(revision.person_id, names)
    return drafter_name(record, revision.run_id)


def _run(record: CaseRecord, run_id: str) -> Run | None:
    return next((run for run in record.runs if run.run_id == run_id), None)


def drafter_name(record: CaseRecord, run_id: str) -> str:
    """Who drafted in a run: the endpoint, and the model that it told of."""
    run = _run(record, run_id)
    call = next((c for c in reversed(record.calls) if c.run_id == run_id and c.error_class is None), None)
    endpoint = call.endpoint if call else run.endpoint if run else "a drafter"
    model = call.model if call else ""
    return f"{endpoint} ({model})" if model and model != endpoint else endpoint


def route_line(decided: RouteDecided) -> str:
    """Band, route and why it is not better."""
    line = f"Confidence {decided.band.capitalize()}. {_ROUTES[decided.route]}"
    reasons = "; ".join(map(reason_words, decided.reasons))
    return f"{line}: {reasons}." if reasons else f"{line}."


def standing_findings(record: CaseRecord, revision_id: str, names: Mapping[str, str]) -> Iterator[str]:
    """The findings of a revision that nobody has fixed, each with what a person said about it."""
    for raised in record.findings.get(revision_id, ()):
        if record.answer_to(raised.finding_id) is not AnswerKind.FIXED:
            yield f"{raised.severity.capitalize()}, {_answered(record, raised, names)}"


def _answered(record: CaseRecord, raised: RaisedFinding, names: Mapping[str, str]) -> str:
    answers = [a for a in record.finding_answers if a.finding_id == raised.finding_id]
    if not answers:
        return f"open: {words(raised.finding)}"
    last = answers[-1]
    return f"{last.kind} by {person_name(last.person_id, names)}: {words(raised.finding)} Reason: {last.reason.text}"
