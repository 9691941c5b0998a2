"""What the document of a case says, whatever kind of file it becomes (in English)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from desktop_app.domain.case_life import void_words
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.consequences import Consequences
from desktop_app.domain.evaluated import Evaluated
from desktop_app.domain.evidence import Citation, QuoteState, Source
from desktop_app.domain.form import FieldType
from desktop_app.domain.pack import Pack
from desktop_app.domain.provenance import person_name, route_line, standing_findings, utc, writers
from desktop_app.domain.review import DecisionKind
from desktop_app.domain.section import Revision
from desktop_app.domain.slot_finding import flat
from desktop_app.domain.standing import Standing, StandingSignature, is_signed, standing_of, standing_words, why_words
from desktop_app.domain.support_reading import UNSEEN, count_supports, count_words, read_supports
from desktop_app.domain.value import load
from desktop_app.domain.verification_code import code_of

_QUOTE_STATES = {
    QuoteState.VERIFIED: "",
    QuoteState.REPAIRED: " (The link was corrected to the passage that holds the words.)",
    QuoteState.MISATTRIBUTED: " UNRESOLVED: this passage does not hold what it is cited for.",
    QuoteState.NOT_FOUND: " UNRESOLVED: no passage was found that holds what is said.",
}
_DECIDED = {
    DecisionKind.APPROVE: "approved",
    DecisionKind.RETURN: "returned to the analyst",
    DecisionKind.ESCALATE: "escalated",
}
VERIFYING = (
    "This document is a copy made from the record of the case. The record is a chain of events: every draft, edit, "
    "decision and signature is one of them, each event holds the digest of the one before it, and signed checkpoints "
    "hold the whole. Events name texts by keyed commitments and never hold them. To verify, run “countersign audit "
    "verify” on the store that this case is kept in: it reads the whole record again and names what is broken and "
    "where. Then compare the key and manifest digits printed here with those of the record."
)
DECISIONS = ("When", "Who", "Decision", "Sections", "Reason")
SIGNATURES = ("Printed name", "Role", "Signed at", "Meaning", "Key", "Manifest", "Standing")


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A line of a note, and what it is told by where a note before says all of it."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A note after the character before `at` (an offset in the plain text), with its lines."""

    at: int
    lines: tuple[NoteLine, ...]


@dataclass(frozen=True, slots=True)
class FinishedSection:
    """A section: its text (None where it has none), its notes, how it came to be, and what was found in it."""

    section: str
    title: str
    head: Revision | None
    marks: tuple[Mark, ...]
    notes: tuple[str, ...]
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FinishedCase:
    """The whole document. `banner` is empty where the case is signed; `code` is that of its newest valid signature, and
    empty where there is none. Rows are those of the headers `DECISIONS` and `SIGNATURES`."""

    title: str
    lines: tuple[str, ...]
    reference: str
    banner: str
    sections: tuple[FinishedSection, ...]
    decisions: tuple[tuple[str, ...], ...]
    signatures: tuple[tuple[str, ...], ...]
    standings: tuple[StandingSignature, ...]
    wrong: tuple[str, ...]
    """What is not as it was signed, and what is an approval no more, a line each."""
    code: str
    latest: datetime


def finished(
    record: CaseRecord,
    pack: Pack,
    names: Mapping[str, str],
    sources: Mapping[str, Source],
    invalid: Collection[str] = (),
) -> FinishedCase:
    """The document of a case as it is now; `invalid` are the commands whose signature does not verify."""
    file, form = record.file, pack.form
    standings = [standing_of(signature, record, invalid) for signature in record.signatures]
    titles = {section.section: section.title for section in form.sections}
    there = [name for name in titles if name not in _left_out(record, pack)]
    return FinishedCase(
        title=flat(file.title) or form.title,
        lines=(
            f"{form.title}, version {form.version} (fingerprint of the form {pack.digest[:16]})",
            f"Case {flat(file.reference)}, state: {file.state.replace('_', ' ')}",
        ),
        reference=flat(file.reference),
        banner=_banner(record, standings),
        sections=tuple(_section(record, pack, section, titles[section], names, sources) for section in there),
        decisions=tuple(_decisions(record, names, titles)),
        signatures=tuple(_signed(standing, titles) for standing in standings),
        standings=tuple(standings),
        wrong=(
            *(_why(standing) for standing in standings if why_words(standing)),
            *(line for standing in standings for line in _lapses(standing, titles)),
        ),
        code=_code(record, standings),
        latest=_latest(record),
    )


def followed(record: CaseRecord, pack: Pack, day: date) -> Evaluated:
    """What follows from the answers of a case on this day."""
    rules = pack.rules
    given = {a.path: a.value for a in record.answers if a.value and a.path in rules.fields}
    values = {name: load(rules.fields[name], value.body) for name, value in given.items()}
    files = [document.field for document in record.attached]
    attached = {name: files.count(name) for name, f in rules.fields.items() if f.type is FieldType.ATTACHMENT}
    return Consequences.of(rules, values, day, attached).evaluated


def _left_out(record: CaseRecord, pack: Pack) -> frozenset[str]:
    """The sections that are no part of the case; no rule of one asks for the day."""
    if not any(section.relevant for section in pack.form.sections):
        return frozenset()
    return followed(record, pack, record.file.created_at.date()).left_out


def _banner(record: CaseRecord, standings: Collection[StandingSignature]) -> str:
    if is_signed(record, standings):
        return ""
    found = {s.standing for s in standings}
    if Standing.INVALID in found:
        return "NOT SIGNED: A SIGNATURE IS INVALID"
    return "NOT SIGNED: A KEY WAS REVOKED" if Standing.REVOKED in found else "NOT SIGNED"


def _code(record: CaseRecord, standings: Collection[StandingSignature]) -> str:
    pairs = zip(record.signatures, standings, strict=True)
    valid = [signature for signature, standing in pairs if standing.standing is Standing.VALID]
    return code_of(valid[-1].manifest.commitment) if valid and is_signed(record, standings) else ""


def _section(
    record: CaseRecord,
    pack: Pack,
    section: str,
    title: str,
    names: Mapping[str, str],
    sources: Mapping[str, Source],
) -> FinishedSection:
    head = record.head(section)
    if head is None:
        return FinishedSection(section, title, None, (), (), ())
    notes = tuple(_notes(record, pack, section, head, names))
    findings = tuple(standing_findings(record, head.revision_id, names))
    return FinishedSection(section, title, head, tuple(_marks(record, head, sources)), notes, findings)


def _marks(record: CaseRecord, head: Revision, sources: Mapping[str, Source]) -> Iterator[Mark]:
    citations = sorted(record.citations.get(head.revision_id, ()), key=lambda c: (c.end, c.number))
    for end, same in groupby(citations, key=lambda c: c.end):
        yield Mark(end, tuple(dict.fromkeys(_source_line(c, sources) for c in same)))


def _source_line(citation: Citation, sources: Mapping[str, Source]) -> NoteLine:
    source = sources.get(citation.passage_id or "")
    if source is None:
        return NoteLine(f"No source stands behind this.{_QUOTE_STATES[QuoteState.NOT_FOUND]}", "no source")
    place = f"{flat(source.document)}, {flat(source.where)}"
    return NoteLine(f"{place}: “{flat(source.quote)}”{_QUOTE_STATES[citation.quote_state]}", place)


def _notes(record: CaseRecord, pack: Pack, section: str, head: Revision, names: Mapping[str, str]) -> Iterator[str]:
    """How a section came to be."""
    yield " ".join(writers(record, section, names))
    decided = record.routes.get(head.revision_id)
    if decided:
        yield route_line(decided)
    if readings := read_supports(record, head):
        yield f"Checked by the program: {count_words(count_supports(readings))}. {UNSEEN}"
    for stage in pack.form.stages:
        for decision in record.approvals(section, stage.stage):
            yield f"Approved by {person_name(decision.person_id, names)} ({_shown(decision.gate)}), {utc(decision.at)}."


def _decisions(record: CaseRecord, names: Mapping[str, str], titles: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    for decision in record.decisions:
        sections = (each.section for each in record.decided if each.command_id == decision.command_id)
        yield (
            utc(decision.at),
            person_name(decision.person_id, names),
            f"{_shown(decision.gate)}: {_DECIDED[decision.kind]}",
            _titled(sections, titles),
            decision.reason.text if decision.reason else "",
        )


def _signed(s: StandingSignature, titles: Mapping[str, str]) -> tuple[str, ...]:
    lapsed = _titled(s.lapsed, titles)
    standing = standing_words(s, [lapsed] if lapsed else ())
    return (s.name, s.role, utc(s.at) if s.at else "", s.meaning, s.key, s.manifest, standing)


def _why(s: StandingSignature) -> str:
    return f"{s.name or 'A signature'}: {standing_words(s)}. {why_words(s)}"


def _lapses(s: StandingSignature, titles: Mapping[str, str]) -> Iterator[str]:
    """What ended its approval of sections, and what was said about that."""
    for lapse in s.lapses:
        if lapse.reason is not None:
            why = f"{void_words(lapse.reason)} ({lapse.words})" if lapse.words else void_words(lapse.reason)
            yield f"{s.name}: SUPERSEDED for {_titled([lapse.section], titles)}: {why}."


def _titled(sections: Iterable[str], titles: Mapping[str, str]) -> str:
    return ", ".join(titles.get(section, section) for section in sections)


def _shown(name: str) -> str:
    """A stage's name for people."""
    return name.replace("_", " ").capitalize()


def _latest(record: CaseRecord) -> datetime:
    """When the record last changed."""
    at = [record.file.created_at, *(r.created_at for r in record.revisions), *(d.at for d in record.decisions)]
    return max(at)
