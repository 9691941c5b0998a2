"""A case that comes back to somebody: when they last had to do with it, and what it said then."""

from datetime import datetime

from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.review import DecisionKind
from desktop_app.domain.section import Revision, RevisionKind


def last_looked(record: CaseRecord, person_id: str) -> datetime | None:
    """When this person last decided or wrote something before the case was last returned; None where they never did, or
    where it was not returned."""
    returned = max((d.at for d in record.decisions if d.kind is DecisionKind.RETURN), default=None)
    if returned is None:
        return None
    decided = [d.at for d in record.decisions if d.person_id == person_id]
    written = [r.created_at for r in record.revisions if r.person_id == person_id]
    return max((at for at in (*decided, *written) if at <= returned), default=None)


def text_at(record: CaseRecord, section: str, at: datetime) -> Revision | None:
    """What a section said then."""
    then = (r for r in record.of_section(section) if r.created_at <= at and r.kind is not RevisionKind.PROPOSAL)
    return max(then, key=lambda revision: revision.seq, default=None)
