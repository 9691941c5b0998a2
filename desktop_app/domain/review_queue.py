"""What waits for a reviewer's decision: why each case is there, and which is looked at first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desktop_app.domain.case import CaseFile, CaseState
from desktop_app.domain.confidence import Band
from desktop_app.domain.person import Person, Role
from desktop_app.domain.work import waits_for


class Cause(StrEnum):
    """Why a case is in the queue, in the order in which cases are looked at."""

    BLOCKED = "blocked"
    ESCALATED = "escalated"
    FLAGGED = "flagged"
    SAMPLE = "sample"
    SECOND_APPROVAL = "second_approval"
    SIGN_OFF = "sign_off"


_ORDER = tuple(Cause)


@dataclass(frozen=True, slots=True)
class QueuedCase:
    """A case that waits for a decision, as one person sees it.

    `blocked` and `flagged` are its sections that nobody has approved yet, `sampled` those flagged ones that would pass
    and were drawn for the sample, `seconded` those that others have approved and this person has not. `since` is when
    it came to its stage; `band` the worst of what waits.
    """

    file: CaseFile
    form: str
    author: str
    since: datetime
    blocked: int = 0
    flagged: int = 0
    seconded: int = 0
    band: Band | None = None
    returned: int = 0
    due: datetime | None = None
    sampled: int = 0

    @property
    def cause(self) -> Cause | None:
        """Why it is in the queue; None where nothing of it waits for this person."""
        if self.file.state is CaseState.SIGN_OFF:
            return Cause.SIGN_OFF
        if self.file.state is CaseState.ESCALATED:
            return Cause.ESCALATED
        if self.blocked:
            return Cause.BLOCKED
        if self.flagged:
            return Cause.SAMPLE if self.sampled == self.flagged else Cause.FLAGGED
        return Cause.SECOND_APPROVAL if self.seconded else None


def queue_of(cases: Iterable[QueuedCase], person: Person, roles: frozenset[Role]) -> tuple[QueuedCase, ...]:
    """What waits for the person, the blocked first, then the flagged, the oldest of each first."""
    theirs = (case for case in cases if case.cause and waits_for(case.file, person, roles))
    return tuple(sorted(theirs, key=lambda case: (_rank(case), case.since, case.file.case_id)))


def due_at(since: datetime, within: timedelta | None) -> datetime | None:
    """When a case is due that came to its stage then; None where the stage has no time."""
    return since + within if within else None


def _rank(case: QueuedCase) -> int:
    return _ORDER.index(case.cause) if case.cause else len(_ORDER)
