"""What a person can do with a case beside its gates, as it stands."""

from collections.abc import Collection
from enum import StrEnum

from desktop_app.domain.case import CaseState, CaseStep, after
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.errors import Refused
from desktop_app.domain.person import Role


class LifeAct(StrEnum):
    """In the order in which they are offered."""

    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    AMEND = "amend"
    COPY = "copy"
    REASSIGN = "reassign"
    MIGRATE = "migrate"
    ABANDON = "abandon"


_STEPS = {
    LifeAct.WITHDRAW: CaseStep.WITHDRAW,
    LifeAct.REOPEN: CaseStep.REOPEN,
    LifeAct.MIGRATE: CaseStep.MIGRATE,
    LifeAct.ABANDON: CaseStep.ABANDON,
    LifeAct.REASSIGN: CaseStep.REASSIGN,
    LifeAct.AMEND: CaseStep.AMEND,
}


def open_acts(record: CaseRecord, person_id: str, roles: Collection[Role]) -> tuple[LifeAct, ...]:
    """What this person can do now."""
    return tuple(act for act in LifeAct if _fits(act, record.file.state) and _may(act, record, person_id, roles))


def _fits(act: LifeAct, state: CaseState) -> bool:
    try:
        return act not in _STEPS or bool(after(state, _STEPS[act]))
    except Refused:
        return False


def _may(act: LifeAct, record: CaseRecord, person_id: str, roles: Collection[Role]) -> bool:
    is_analyst = Role.ANALYST in roles
    if act is LifeAct.REASSIGN and Role.ADMINISTRATOR in roles:
        return True
    if act is LifeAct.AMEND:
        return is_analyst and (record.amendment is None or record.amendment.abandoned)
    return is_analyst and (act is LifeAct.COPY or record.file.created_by == person_id)
