"""Who alone has changed a text last: their edits, also those that left no word of theirs, that nobody has accepted.

To delete words, to move them or to make them look otherwise makes nobody their writer, and changes what is said.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.section import Revision, RevisionKind
from desktop_app.domain.text import unaccepted_writers


@dataclass(frozen=True, slots=True)
class SoleEditor:
    """Somebody whose edits stand in a text and that nobody else has worked on since; `before` is the text without them,
    None where they wrote it from the beginning."""

    person_id: str
    before: Revision | None


def sole_editor(record: CaseRecord, head: Revision) -> SoleEditor | None:
    """Whose edits nobody else has accepted, left out or gone on from. A settling that was taken back did not happen."""
    person_id, edited = record.original(head).person_id, False
    for revision in _back_from(record, head):
        if revision.person_id != person_id or revision.kind is RevisionKind.CARRY:
            return SoleEditor(person_id, revision) if person_id and edited else None
        edited = edited or revision.kind is RevisionKind.EDIT
    return SoleEditor(person_id, None) if person_id and edited else None


def who_needs_another(record: CaseRecord, head: Revision) -> frozenset[str]:
    """The persons who may not be the only ones to approve the text: its unaccepted writers, and who changed it last."""
    alone = sole_editor(record, head)
    writers = unaccepted_writers(record.spans.get(head.revision_id, ()))
    return writers | {alone.person_id} if alone else writers


def _back_from(record: CaseRecord, head: Revision) -> Iterator[Revision]:
    """The text and those that it came from, newest first."""
    found: Revision | None = record.original(head)
    while found:
        yield found
        parent = record.revision(found.parent_id) if found.parent_id else None
        found = record.original(parent) if parent else None
