"""Whose turn a case is."""

from dataclasses import dataclass

from desktop_app.domain.case import CaseState
from desktop_app.domain.case_record import CaseSummary
from desktop_app.domain.person import Person, Role

_AUTHORS = (CaseState.FORM, CaseState.DRAFT, CaseState.RETURNED)
_DECIDED_BY = {
    CaseState.REVIEW: Role.REVIEWER,
    CaseState.ESCALATED: Role.APPROVER,
    CaseState.SIGN_OFF: Role.APPROVER,
}
SEGMENTS = (CaseState.FORM, CaseState.DRAFT, CaseState.REVIEW, CaseState.SIGN_OFF, CaseState.SIGNED)
"""The five steps that every case is shown on."""
_SHOWN_AS = {CaseState.RETURNED: CaseState.DRAFT, CaseState.ESCALATED: CaseState.REVIEW}


@dataclass(frozen=True, slots=True)
class Work:
    """The open cases, from one person's seat."""

    needs_me: tuple[CaseSummary, ...]
    with_others: tuple[CaseSummary, ...]


def work_of(cases: tuple[CaseSummary, ...], person: Person, roles: frozenset[Role]) -> Work:
    """What waits for the person, and what of theirs waits for others. Nobody decides about a case that they opened."""
    mine = tuple(case for case in cases if case.file.created_by == person.person_id)
    asked = tuple(case for case in cases if case not in mine and _DECIDED_BY.get(case.file.state) in roles)
    return Work(
        needs_me=tuple(c for c in cases if (c in mine and c.file.state in _AUTHORS) or c in asked),
        with_others=tuple(c for c in mine if c.file.state in _DECIDED_BY),
    )


def segment_of(state: CaseState) -> int | None:
    """Which of the five steps the case is on; None where it has left the way."""
    shown = _SHOWN_AS.get(state, state)
    return SEGMENTS.index(shown) if shown in SEGMENTS else None
