"""Signed cases, newest first, and one of them with its final text: read in the background."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from desktop_app.domain.approved import SignedCase
from desktop_app.domain.audit import Checkpoint, EventType, Outcome
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.form import Form
from desktop_app.domain.markup import Anchor
from desktop_app.domain.person import Acting
from desktop_app.domain.provenance import person_name
from desktop_app.domain.standing import StandingSignature, is_signed
from desktop_app.domain.text import SectionText
from desktop_app.domain.told_event import ToldEvent, told_event
from desktop_app.qt.kept_forms import forms_of
from desktop_app.qt.window_words import for_window
from desktop_app.services.recounting import may_read

if TYPE_CHECKING:
    from desktop_app.services.program import Program

PAGE = 50
"""Signatures that are read at once."""
MOST_EXPORTS = 10
"""Of one case, that are shown."""


@dataclass(frozen=True, slots=True)
class ApprovedCase:
    """A signed case in the table."""

    case_id: str
    title: str
    reference: str
    form: str
    signed_at: datetime | None
    signers: str


@dataclass(frozen=True, slots=True)
class ApprovedPage:
    """Some of them. `next_before` is the number that the next page begins below, None at the end."""

    cases: tuple[ApprovedCase, ...]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class FinalSection:
    """A section as it was signed; `sources` are where its citations lead, by number."""

    section: str
    title: str
    text: SectionText
    anchors: tuple[Anchor, ...]
    sources: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class ApprovedDetail:
    """A signed case. `checkpoint` is the one that covers its last signature; `exports`: when, by whom."""

    case_id: str
    title: str
    reference: str
    form: str
    holds: bool
    sections: tuple[FinalSection, ...]
    signatures: tuple[StandingSignature, ...]
    checkpoint: Checkpoint | None
    anchored: str
    exports: tuple[tuple[datetime | None, str], ...]
    may_read: bool


async def read_page(program: "Program", before: int | None, known: frozenset[str]) -> ApprovedPage:
    """The cases of the next signatures; those that are `known` already are left out."""
    found = await program.store.event_page(None, before, PAGE, (EventType.SIGNATURE_MADE,))
    wanted = dict.fromkeys(e.case_id for e in found if e.case_id and e.case_id not in known)
    cases = await program.store.signed(tuple(wanted))
    forms = await forms_of(program, (case.file for case in cases))
    return ApprovedPage(tuple(_row(case, forms) for case in cases), found[-1].seq if len(found) == PAGE else None)


def _row(case: SignedCase, forms: Mapping[str, Form]) -> ApprovedCase:
    """A case whose form cannot be read any more has its name."""
    form = forms.get(case.file.pack_digest)
    return ApprovedCase(
        case_id=case.file.case_id,
        title=case.file.title,
        reference=case.file.reference,
        form=form.title if form else case.form,
        signed_at=case.at,
        signers=", ".join(case.signers),
    )


async def _told(program: "Program", case_id: str, kind: EventType, most: int) -> list[ToldEvent]:
    """The newest events of a kind that were done."""
    events = map(told_event, await program.store.event_page(case_id, None, most, (kind,)))
    return [event for event in events if event.outcome is Outcome.DONE]


async def read_detail(program: "Program", acting: Acting, case_id: str) -> ApprovedDetail:
    """One of them. The text is left out where the person may not read cases."""
    facts = await program.keeping.facts(case_id, as_is=True)
    await program.keeping.viewed(acting, case_id)
    record, readable = facts.record, may_read(acting)
    signatures = program.exporting.standings(record)
    names = await program.store.names()
    signed = await _told(program, case_id, EventType.SIGNATURE_MADE, 1)
    covering = (await program.recounting.event(acting, signed[0].number, case_id)).checkpoint if signed else None
    exported = await _told(program, case_id, EventType.EXPORT_MADE, MOST_EXPORTS)
    return ApprovedDetail(
        case_id=case_id,
        title=record.file.title,
        reference=record.file.reference,
        form=f"{facts.pack.form.title}, {facts.pack.form.version}",
        holds=is_signed(record, signatures),
        sections=tuple(_sections(facts)) if readable else (),
        signatures=signatures,
        checkpoint=covering,
        anchored=for_window(await program.anchoring.anchored()),
        exports=tuple((event.at, person_name(event.actor.person_id, names)) for event in exported),
        may_read=readable,
    )


def _sections(facts: CaseFacts) -> Iterator[FinalSection]:
    for section in facts.sections:
        head = facts.record.head(section.section)
        if head is None:
            continue
        citations = facts.record.citations.get(head.revision_id, ())
        cited = facts.evidence_items({c.number: c.passage_id for c in citations if c.passage_id})
        sources = {item.number: item.where for item in cited}
        anchors = facts.record.anchors_of(head)
        yield FinalSection(section.section, section.title, head.section_text, anchors, sources)
