"""How long a person had a case before them until they decided about it, and what is usual of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from desktop_app.domain.audit import EventType
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.review import DecisionKind
from desktop_app.domain.route import RouteKind
from desktop_app.domain.told_event import ToldEvent

LEAST_CASES = 3
"""Decisions that say what is usual: no fewer."""


@dataclass(frozen=True, slots=True)
class ReadingPace:
    """Words of flagged and blocked sections, and the seconds since the case was opened."""

    words: int
    seconds: int


def opened_at(events: Iterable[ToldEvent], person_id: str, until: datetime) -> datetime | None:
    """When this person last came to the case before that, as the record tells it: once while the store is open."""
    views = (e.at for e in events if e.type is EventType.CASE_VIEWED and e.actor.person_id == person_id)
    return max((at for at in views if at is not None and at <= until), default=None)


def decided_pace(record: CaseRecord, events: Sequence[ToldEvent], person_id: str) -> ReadingPace | None:
    """From opening the case to this person's last approval in it; None where they approved nothing that was held."""
    made = {d.command_id: d.at for d in record.decisions if d.kind is DecisionKind.APPROVE and d.person_id == person_id}
    held = {d.revision_id: made[d.command_id] for d in record.decided if d.command_id in made}
    held = {each: at for each, at in held.items() if is_held(record, each)}
    began = opened_at(events, person_id, min(held.values())) if held else None
    if began is None:
        return None
    words = sum(words_of(record, revision_id) for revision_id in held)
    return ReadingPace(words, round((max(held.values()) - began).total_seconds()))


def is_held(record: CaseRecord, revision_id: str) -> bool:
    """Whether somebody had to look at the text."""
    decided = record.routes.get(revision_id)
    return decided is not None and decided.route is not RouteKind.PASS


def words_of(record: CaseRecord, revision_id: str) -> int:
    """The words of a text."""
    revision = record.revision(revision_id)
    return len(revision.section_text.plain.split()) if revision else 0


def usual_seconds(words: int, past: Sequence[ReadingPace]) -> int | None:
    """How long as many words usually take: by the median of what was decided, None where that is too little to say."""
    known = [each.seconds / each.words for each in past if each.words]
    return round(words * median(known)) if len(known) >= LEAST_CASES else None
