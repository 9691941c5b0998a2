"""A small case made by hand: a drafted and edited section with everything in it, and one that a person writes."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from desktop_app.domain.case import CaseFile, CaseState
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.confidence import Band
from desktop_app.domain.content import Content
from desktop_app.domain.evidence import Citation, Document, DocumentKind, DocumentState, Passage, QuoteState, Source
from desktop_app.domain.finding import AnswerKind, FindingAnswer, RaisedFinding, Rule, Severity
from desktop_app.domain.form import Form
from desktop_app.domain.markup import read_markup
from desktop_app.domain.pack import Pack
from desktop_app.domain.person_key import KnownKey, Signer
from desktop_app.domain.review import DecidedSection, Decision, DecisionKind
from desktop_app.domain.route import RouteDecided, RouteKind, RouteReason
from desktop_app.domain.section import Revision, RevisionKind
from desktop_app.domain.signature import Manifest, Signature, SignedSection
from desktop_app.domain.text import Origin, OriginSpan
from desktop_app.domain.usage import Call, Run, RunOutcome

AT = datetime(2026, 1, 12, 9, 30, tzinfo=UTC)
CASE = "case-1"
ANA, BEN = "person-ana", "person-ben"
NAMES = {ANA: "Ana Analyst", BEN: "Ben Reviewer"}
KEY = bytes(range(32))
MARKUP = """## Term
The agreement runs for **24 months** from 12 January 2026 [E1]. It may be renewed.

- first point
- second **point** [E2]

1. one
2. two

| Party | Role |
| Acme Ltd | Supplier [E1] |
"""
SOURCES = {
    "passage-1": Source("contract.pdf", 2, "a term of twenty-four months\nfrom 12 January 2026"),
    "passage-2": Source("side letter.pdf", 1, "The second point is agreed."),
}


def content(body: str | bytes, item: str) -> Content:
    """A content of the case."""
    return Content(CASE, item, item.encode().ljust(32, b"."), body.encode() if isinstance(body, str) else body)


def example_pack(template: bytes | None = None) -> Pack:
    """A pack of two sections, with an export template where one is given."""
    raw = {
        "form": "small_review",
        "version": "1.2.3",
        "title": "Small review",
        "purpose": {
            "problem": "p",
            "user": "u",
            "outcome": "o",
            "success": {"minutes": {"at_most": 20}},
            "volume": {"cases_per_day": 4},
        },
        "roles": {"analyst": "analyst", "reviewer": "reviewer"},
        "pages": [{"page": "one", "title": "One", "fields": [{"field": "papers", "type": "attachment"}]}],
        "sections": [
            {"section": "term", "title": "Term of the agreement"},
            {"section": "advice", "title": "Recommendation", "author": "person"},
        ],
        "promise": {"escaped_errors_at_most": 0.05, "certainty": 0.9, "sample": 0.1},
        "stages": [{"stage": "review", "role": "reviewer"}],
        "budget": {"case_cost": "0.25 USD", "section_tokens": {"input": 6000, "output": 500}},
        "export": {"docx": "export/report.docx"} if template else {},
    }
    return Pack(Form.model_validate(raw), "ab" * 32, {"export/report.docx": template} if template else {})


def revision(section: str, seq: int, kind: RevisionKind, markup: str, **more: object) -> Revision:
    """A version of a section, made `seq` minutes into the case."""
    name = f"{section}-{seq}"
    text = read_markup(markup, OriginSpan(0, 0, Origin.MODEL)).text
    plain = Revision(
        revision_id=name,
        case_id=CASE,
        section=section,
        seq=seq,
        kind=kind,
        parent_id=f"{section}-{seq - 1}" if seq > 1 else None,
        text=content(text.dump(), name),
        run_id=None,
        person_id=None,
        reason=None,
        created_at=AT + timedelta(minutes=seq),
    )
    return replace(plain, **more)


def example_record() -> CaseRecord:
    """The case in review: drafted by a server, edited by Ana, with one explained blocker and one open warning."""
    marked = read_markup(MARKUP, OriginSpan(0, 0, Origin.MODEL))
    draft = revision("term", 1, RevisionKind.DRAFT, MARKUP, run_id="run-1")
    edited = revision("term", 2, RevisionKind.EDIT, MARKUP, person_id=ANA)
    advice = revision("advice", 1, RevisionKind.EDIT, "Sign it.", person_id=ANA)
    findings = tuple(
        RaisedFinding(f"finding-{i}", "term-2", rule, severity, 0, 4, content(json.dumps(details), f"finding-{i}"))
        for i, (rule, severity, details) in enumerate(
            (
                (Rule.CONTRADICTED_FIGURE, Severity.BLOCKER, {"figure": "84,000", "passage": "45,000"}),
                (Rule.UNCITED_SENTENCE, Severity.WARNING, {}),
            )
        )
    )
    reason = content("The side letter counts.", "reason")
    return CaseRecord(
        file=CaseFile(CASE, "ab" * 32, "R-7", "Acme services", CaseState.REVIEW, "review", 1, ANA, AT),
        documents=(example_document(),),
        revisions=(draft, edited, advice),
        heads={"term": "term-2", "advice": "advice-1"},
        citations={
            "term-2": tuple(
                Citation("term-2", a.number, a.start, a.end, f"passage-{a.number}", QuoteState.VERIFIED)
                for a in marked.anchors
            )
        },
        findings={"term-2": findings},
        finding_answers=(FindingAnswer("finding-0", AnswerKind.EXPLAINED, ANA, reason, AT),),
        routes={
            "term-2": RouteDecided("term-2", Band.MEDIUM, RouteKind.FLAG, (RouteReason.BAND_MEDIUM,), ()),
        },
        runs=(Run("run-1", CASE, "term", "server", AT, AT, RunOutcome.FINISHED, None),),
        calls=(example_call(),),
    )


def example_call() -> Call:
    """The call of the draft."""
    return Call(
        call_id="call-1",
        run_id="run-1",
        attempt=1,
        endpoint="server",
        model="scripted-1",
        fingerprint=None,
        instruction=None,
        parameters="{}",
        tokens_in=10,
        tokens_out=20,
        tokens_cached=None,
        cost=Decimal("0.001"),
        price_date=None,
        first_text_ms=5,
        total_ms=50,
        finish_reason="stop",
        error_class=None,
    )


def example_document() -> Document:
    """The contract."""
    return Document(
        document_id="document-1",
        case_id=CASE,
        field="papers",
        name=content("contract.pdf", "document-name"),
        original=content(b"%PDF", "document-1").ref,
        kind=DocumentKind.PDF,
        state=DocumentState.READ,
        pages=2,
        reason="",
    )


def example_passages() -> tuple[Passage, ...]:
    """The passages that are cited, and one that is not."""
    texts = {"passage-1": "twenty-four months", "passage-2": "second point", "passage-3": "not cited"}
    return tuple(Passage(name, "document-1", 2, 0, len(t), (), t) for name, t in texts.items())


def signed(record: CaseRecord) -> CaseRecord:
    """The same case, approved and signed by Ben as it is."""
    sections = tuple(
        SignedSection(name, revision_id, record.revision(revision_id).text.commitment, ())
        for name, revision_id in record.heads.items()
    )
    at = AT + timedelta(hours=1)
    meaning = "I have read and approve."
    manifest = Manifest(CASE, "ab" * 32, "review", meaning, NAMES[BEN], "reviewer", at, sections, (), _papers(record))
    reason = content("All figures agree.", "why")
    return replace(
        record,
        file=replace(record.file, state=CaseState.SIGNED),
        decisions=(Decision("command-1", CASE, "review", DecisionKind.APPROVE, BEN, reason, at),),
        decided=tuple(DecidedSection("command-1", CASE, s.section, s.revision_id) for s in sections),
        signatures=(Signature("command-1", CASE, KEY, content(manifest.dump(), "manifest"), b"s" * 64),),
        signers={BEN: Signer(NAMES[BEN], (KnownKey(KEY.hex(), BEN, "ben-1", AT),))},
    )


def _papers(record: CaseRecord) -> tuple[tuple[str, str], ...]:
    return tuple((d.document_id, d.original.commitment) for d in record.documents)
