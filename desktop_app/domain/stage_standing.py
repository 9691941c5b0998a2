"""How far a case is in each stage that it waits in, for who looks at it."""

from dataclasses import dataclass
from datetime import datetime

from desktop_app.domain.case import CaseState
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.form import Stage
from desktop_app.domain.gate import deciding_roles, escalated_to, is_done, open_stages, routes_of, signers, state_in
from desktop_app.domain.gate_entry import Escalation
from desktop_app.domain.person import Role
from desktop_app.domain.route import RouteKind


@dataclass(frozen=True, slots=True)
class StageStanding:
    """A stage, the role that it waits for, how many approvals it has, and by when it is due.

    `given` counts the persons who have approved all of it. `escalation` is None where its own role decides.
    """

    stage: Stage
    waits_for: Role
    given: int
    done: bool
    entered_at: datetime | None
    due_at: datetime | None
    escalation: Escalation | None

    def overdue(self, now: datetime) -> bool:
        """Whether its time is over, and it still waits."""
        return not self.done and self.due_at is not None and self.due_at <= now


def stage_standings(facts: CaseFacts) -> tuple[StageStanding, ...]:
    """Each stage that the case waits in, in the order of the form."""
    return tuple(_standing(facts, stage) for stage in open_stages(facts))


def _standing(facts: CaseFacts, stage: Stage) -> StageStanding:
    entry = next((each for each in facts.record.open_entries if each.gate == stage.stage), None)
    return StageStanding(
        stage=stage,
        waits_for=escalated_to(facts, stage) or deciding_roles(facts, stage)[0],
        given=_given(facts, stage),
        done=is_done(facts, stage),
        entered_at=entry.entered_at if entry else None,
        due_at=entry.due_at if entry else None,
        escalation=facts.record.escalation(stage.stage),
    )


def _given(facts: CaseFacts, stage: Stage) -> int:
    if state_in(facts.pack.form, stage) is not CaseState.REVIEW:
        return len(signers(facts, stage))
    asked = [name for name, route in routes_of(facts).items() if route is not RouteKind.PASS]
    return min((len(facts.approvers(name, stage.stage)) for name in asked), default=0)
