"""Whose turn a case is."""

from dataclasses import dataclass

from desktop_app.domain.case import CaseFile, CaseState
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
    mine = [case for case in cases if case.file.created_by == person.person_id]
    return Work(
        needs_me=tuple(case for case in cases if waits_for(case.file, person, roles)),
        with_others=tuple(c for c in mine if c.file.state in _DECIDED_BY and not _confirmed_by_author(c.file)),
    )


def waits_for(file: CaseFile, person: Person, roles: frozenset[Role]) -> bool:
    """Whether it is this person's turn. A case in no stage of sign-off waits for its author's confirmation."""
    if file.created_by == person.person_id:
        return file.state in _AUTHORS or _confirmed_by_author(file)
    return not _confirmed_by_author(file) and _DECIDED_BY.get(file.state) in roles


def _confirmed_by_author(file: CaseFile) -> bool:
    return file.state is CaseState.SIGN_OFF and file.stage is None


def segment_of(state: CaseState) -> int | None:
    """Which of the five steps the case is on; None where it has left the way."""
    shown = _SHOWN_AS.get(state, state)
    return SEGMENTS.index(shown) if shown in SEGMENTS else None
