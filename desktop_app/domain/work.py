"""Whose turn a case is, and what a person finds when they come to work."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from desktop_app.domain.audit import EventType
from desktop_app.domain.case import CaseFile, CaseState
from desktop_app.domain.confidence import Band
from desktop_app.domain.page_count import PageCount
from desktop_app.domain.person import Acting, Person, Role

AUTHORS_STATES = frozenset((CaseState.FORM, CaseState.DRAFT, CaseState.RETURNED, CaseState.WITHDRAWN))
"""The states in which a case is its author's."""
DECIDED_BY = {
    CaseState.REVIEW: Role.REVIEWER,
    CaseState.ESCALATED: Role.APPROVER,
    CaseState.SIGN_OFF: Role.APPROVER,
}
"""The states in which a case is for somebody else to decide about, and in which role."""
SEGMENTS = (CaseState.FORM, CaseState.DRAFT, CaseState.REVIEW, CaseState.SIGN_OFF, CaseState.SIGNED)
"""The five steps that every case is shown on."""
_SHOWN_AS = {
    CaseState.RETURNED: CaseState.DRAFT,
    CaseState.WITHDRAWN: CaseState.DRAFT,
    CaseState.ESCALATED: CaseState.REVIEW,
}
PAGE = 50
"""Cases that are shown at once."""
WORK_TYPES = frozenset(
    (
        EventType.CASE_OPENED,
        EventType.ANSWER_SET,
        EventType.DOCUMENT_ATTACHED,
        EventType.DOCUMENT_REMOVED,
        EventType.DRAFT_RECORDED,
        EventType.EDIT_RECORDED,
        EventType.TEXT_SETTLED,
        EventType.PROPOSAL_ACCEPTED,
        EventType.FINDING_ANSWERED,
    )
)
"""Events that say that a person has worked on a case."""
NEWS_TYPES = frozenset(
    (
        EventType.DECISION_APPROVED,
        EventType.DECISION_RETURNED,
        EventType.DECISION_ESCALATED,
        EventType.SIGNATURE_MADE,
        EventType.CASE_REASSIGNED,
    )
)
"""Events that the author of a case is told of when they come back."""


class Turn(StrEnum):
    """Whose turn the cases of a list are."""

    MINE = "mine"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Seat:
    """From where work is looked at: the person, and the states in which they decide about the cases of others."""

    person_id: str
    decides: frozenset[CaseState]


@dataclass(frozen=True, slots=True)
class WorkCase:
    """An open case in a list of work.

    `drafted` of its `sections` have a text (0 sections: their number is not known), and `blocked` are those whose text
    is blocked and that nobody has approved; `band` is the worst of its texts. `since` is when it came to where it is,
    `due` when it is to be decided there (None: there is no time for that), `returned_by` the name of the person who
    returned it last.
    """

    file: CaseFile
    form: str
    since: datetime
    drafted: int = 0
    sections: int = 0
    blocked: int = 0
    band: Band | None = None
    returned_by: str = ""
    due: datetime | None = None
    pages: tuple[PageCount, ...] = ()
    """Of a form that is being filled in: how far each of its pages is, where that was counted."""

    @property
    def decided_in(self) -> Role | None:
        """The role that decides about it; None where it is its author's turn."""
        return None if confirmed_by_author(self.file) else DECIDED_BY.get(self.file.state)


@dataclass(frozen=True, slots=True)
class WorkPage:
    """Cases of a list: those that came back first, then the newest. `count` and `returned` are of the whole list."""

    cases: tuple[WorkCase, ...] = ()
    count: int = 0
    returned: int = 0


@dataclass(frozen=True, slots=True)
class Signed:
    """Cases that were signed in some time: how many of them never came back from review, and the median time from the
    first draft to the last signature, None where there is none.
    """

    cases: int = 0
    smooth: int = 0
    took: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Drafted:
    """Sections that were drafted in some time, and how many were flagged or blocked as they were drafted first."""

    sections: int = 0
    flagged: int = 0


@dataclass(frozen=True, slots=True)
class ModelCost:
    """Calls of models, what they cost in US dollars as far as it is known, and of how many it is not."""

    calls: int = 0
    dollars: Decimal = Decimal(0)
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Load:
    """Open cases of a person: those that they write, and those that wait for a decision."""

    name: str
    writing: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class WorkFigures:
    """What was signed lately and in the time before that, and in all; what was drafted, likewise; what models cost; and
    who has how much.
    """

    signed: Signed = Signed()
    signed_before: Signed = Signed()
    signed_ever: int = 0
    drafted: Drafted = Drafted()
    drafted_before: Drafted = Drafted()
    cost: ModelCost = ModelCost()
    loads: tuple[Load, ...] = ()


def seat_of(acting: Acting, given: Collection[Role] = ()) -> Seat:
    """The seat of the person at work, who may decide in the roles given to them too."""
    roles = acting.profile.roles.union(given)
    return Seat(acting.person.person_id, frozenset(state for state, role in DECIDED_BY.items() if role in roles))


def waits_for(file: CaseFile, person: Person, roles: frozenset[Role]) -> bool:
    """Whether it is this person's turn. Nobody decides about a case of their own; a case in no stage of sign-off
    waits for its author's confirmation."""
    if file.created_by == person.person_id:
        return file.state in AUTHORS_STATES or confirmed_by_author(file)
    return not confirmed_by_author(file) and DECIDED_BY.get(file.state) in roles


def confirmed_by_author(file: CaseFile) -> bool:
    """Whether the case waits for its author's confirmation."""
    return file.state is CaseState.SIGN_OFF and file.stage is None


def segment_of(state: CaseState) -> int | None:
    """Which of the five steps the case is on; None where it has left the way."""
    shown = _SHOWN_AS.get(state, state)
    return SEGMENTS.index(shown) if shown in SEGMENTS else None
