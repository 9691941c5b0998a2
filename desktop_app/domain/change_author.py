"""Who made each change of a redline, and when: read from the origins of new words, and from where old words went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.redline import Change, ChangeKind, Redline, carry, redline
from desktop_app.domain.section import Revision, RevisionKind
from desktop_app.domain.text import Span


@dataclass(frozen=True, slots=True)
class AuthoredChange:
    """A change, who made it and when, and who has accepted its words. `person_id` is None where a draft made it."""

    change: Change
    person_id: str | None
    at: datetime
    accepted_by: str | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    start: int
    end: int


def drafted_before(record: CaseRecord, head: Revision) -> Revision | None:
    """The newest machine text, or text of the version before, that this text came from; None where a person wrote it
    from the beginning."""
    found: Revision | None = head
    while found and found.kind not in (RevisionKind.DRAFT, RevisionKind.CARRY):
        found = record.revision(found.parent_id) if found.parent_id else None
    return found


def authored_changes(
    record: CaseRecord, before: Revision, after: Revision, line: Redline
) -> tuple[AuthoredChange, ...]:
    """The changes of the redline of two revisions of a section, the second of which came from the first."""
    between = _between(record, before, after)
    return tuple(_authored(record, between, change) for change in line.changes)


def _between(record: CaseRecord, before: Revision, after: Revision) -> tuple[Revision, ...]:
    """Both revisions and those between them, oldest first."""
    found = [after]
    while found[-1].revision_id != before.revision_id and found[-1].parent_id:
        parent = record.revision(found[-1].parent_id)
        if parent is None:
            break
        found.append(parent)
    return tuple(reversed(found))


def _authored(record: CaseRecord, between: Sequence[Revision], change: Change) -> AuthoredChange:
    later = {revision.revision_id: revision for revision in between[1:]}
    spans = [s for s in record.spans.get(between[-1].revision_id, ()) if s.span.overlaps(change.after)]
    new = [s for s in spans if s.source_revision in later] if change.kind is ChangeKind.WORDS else []
    if not new:
        maker = _changer(between, change.before)
        return AuthoredChange(change, maker.person_id, maker.created_at)
    most = max(new, key=lambda s: min(s.end, change.after.end) - max(s.start, change.after.start))
    maker = later[most.source_revision or ""]
    return AuthoredChange(change, most.person_id, maker.created_at, most.accepted_by)


def _changer(between: Sequence[Revision], place: Span) -> Revision:
    """The first revision that took these words out, put them elsewhere or made them look otherwise."""
    places: tuple[_Place, ...] = (_Place(place.start, place.end),)
    for older, newer in pairwise(between):
        before, after = older.section_text, newer.section_text
        touched = [s.before_span for s in redline(before, after).segments if s.changed]
        if any(span.overlaps(Span(p.start, p.end)) for span in touched for p in places):
            return newer
        places = tuple(carry(places, before, after)) or places
    return between[-1]
