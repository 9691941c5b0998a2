"""What the audit page shows beside the timeline, read in the background."""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from desktop_app.domain.audit import Verification, leaf
from desktop_app.domain.case import CaseFile
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.errors import CountersignError
from desktop_app.domain.person import READERS, Acting, Actor, Role
from desktop_app.domain.provenance import person_name
from desktop_app.domain.section import RevisionKind
from desktop_app.domain.standing import StandingSignature
from desktop_app.qt.window_words import for_window
from desktop_app.services.metering import total_cost

if TYPE_CHECKING:
    from desktop_app.services.program import Program

MOST_OFFERED = 200
"""Cases that are offered to choose from; every other one is found by its name."""
_EDITS = (RevisionKind.EDIT, RevisionKind.SETTLE, RevisionKind.RESTORE, RevisionKind.MERGE)


@dataclass(frozen=True, slots=True)
class PersonPart:
    """What a person did in a case; in the whole record, who they are."""

    name: str
    roles: frozenset[Role]
    is_author: bool = False
    edits: int = 0
    decisions: int = 0
    signatures: int = 0


@dataclass(frozen=True, slots=True)
class ModelPart:
    """What a model did in a case. The cost is in US dollars, None where that of a call is not known."""

    name: str
    sections: int
    calls: int
    cost: Decimal | None


@dataclass(frozen=True, slots=True)
class AuditHead:
    """Whose record is shown. Without a case it is all of it."""

    case_id: str
    title: str
    reference: str
    form: str
    opened_at: datetime | None
    opened_by: str
    choices: tuple[tuple[str, str], ...]
    people: tuple[PersonPart, ...]
    models: tuple[ModelPart, ...]
    may_export: bool
    signatures: tuple[StandingSignature, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordState:
    """How far the record reaches: its events, the digest of the last one, and how far it is anchored, in words."""

    events: int
    head: str
    anchored: str
    read_only: str | None


@dataclass(frozen=True, slots=True)
class Verified:
    """What reading the record again found, when, and how long that took."""

    found: Verification
    at: datetime
    seconds: float


async def read_head(program: "Program", acting: Acting, case_id: str) -> AuditHead:
    """Whose record it is, and who took part."""
    cases = await program.store.named("", MOST_OFFERED)
    people = await program.enrolling.listing()
    choices = tuple((file.case_id, file.reference or file.title) for file in cases)
    if not case_id:
        parts = tuple(PersonPart(person.name, profile.roles) for person, profile in people)
        return AuditHead("", "", "", "", None, "", choices, parts, (), may_export=False)
    record = await program.store.case(case_id, as_is=True)
    await program.keeping.viewed(acting, case_id)
    names = {person.person_id: person.name for person, _ in people}
    roles = {person.person_id: profile.roles for person, profile in people}
    file = record.file
    return AuditHead(
        case_id=case_id,
        title=file.title,
        reference=file.reference,
        form=await _form_title(program, file),
        opened_at=file.created_at,
        opened_by=person_name(record.opened_by, names),
        choices=choices if any(c == case_id for c, _ in choices) else (*choices, (case_id, file.title)),
        people=tuple(people_of(record, names, roles)),
        models=tuple(models_of(record)),
        may_export=not acting.profile.roles.isdisjoint(READERS),
        signatures=program.exporting.standings(record),
    )


async def _form_title(program: "Program", file: CaseFile) -> str:
    """Empty where the form is not in the store as it was: verifying tells of that."""
    try:
        return (await program.keeping.form_of(file)).title
    except CountersignError:
        return ""


def people_of(record: CaseRecord, names: dict[str, str], roles: dict[str, frozenset[Role]]) -> Iterable[PersonPart]:
    """Who took part in a case, its author first."""
    edits = Counter(r.person_id for r in record.revisions if r.kind in _EDITS and r.person_id)
    decisions = Counter(d.person_id for d in record.decisions)
    signing = {s.command_id for s in record.signatures}
    signatures = Counter(d.person_id for d in record.decisions if d.command_id in signing)
    author = record.file.created_by
    for person_id in dict.fromkeys((author, *edits, *decisions)):
        yield PersonPart(
            name=person_name(person_id, names),
            roles=roles.get(person_id, frozenset()),
            is_author=person_id == author,
            edits=edits[person_id],
            decisions=decisions[person_id],
            signatures=signatures[person_id],
        )


def models_of(record: CaseRecord) -> Iterable[ModelPart]:
    """Which models were asked in a case, most often first."""
    sections = {run.run_id: run.section for run in record.runs}
    asked = Counter(_model_name(call.endpoint, call.model) for call in record.calls)
    for name, count in asked.most_common():
        calls = [call for call in record.calls if _model_name(call.endpoint, call.model) == name]
        drafted = {sections[call.run_id] for call in calls if call.run_id in sections}
        yield ModelPart(name, len(drafted), count, total_cost(calls))


def _model_name(endpoint: str, model: str) -> str:
    return endpoint if model in ("", endpoint) else f"{endpoint} ({model})"


async def read_state(program: "Program") -> RecordState:
    """How far the record reaches now."""
    newest = await program.store.event_page(None, None, 1)
    return RecordState(
        events=newest[0].seq if newest else 0,
        head=leaf(newest[0].body) if newest else "",
        anchored=for_window(await program.anchoring.anchored()),
        read_only=program.store.read_only,
    )


async def verify(
    program: "Program", told: Callable[[tuple[int, int]], None], acting: Acting
) -> tuple[Verified, RecordState]:
    """Read the whole record again, which the record tells of; told how many events are read, of how many."""
    began = time.perf_counter()
    actor = Actor(acting.person.person_id, None, acting.auth)
    found = await program.recording.verify(actor, lambda done, of: told((done, of)))
    return Verified(found, datetime.now(UTC), time.perf_counter() - began), await read_state(program)
