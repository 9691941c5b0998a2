"""The approvals that a case needs on its whole way, and whether there are people who can give them."""

from collections.abc import Iterable
from dataclasses import dataclass

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.gate import program_role, stage_relevant
from desktop_app.domain.person import Person, Profile


@dataclass(frozen=True, slots=True)
class ApprovalNeed:
    """What a stage asks for: so many approvals by people in a role. `can` counts those in it who did not write the
    case."""

    role: str
    approvals: int
    can: int

    @property
    def is_met(self) -> bool:
        """Whether there are people enough."""
        return self.can >= self.approvals


def approval_needs(facts: CaseFacts, people: Iterable[tuple[Person, Profile]]) -> tuple[ApprovalNeed, ...]:
    """What each stage that the case has to pass asks for, in their order."""
    author, everybody = facts.record.file.created_by, tuple(people)
    relevant = (stage for stage in facts.pack.form.stages if stage_relevant(facts, stage))
    asked = ((program_role(facts.pack.form, stage), stage.approvals) for stage in relevant)
    return tuple(
        ApprovalNeed(
            role.value,
            approvals,
            len({p.person_id for p, profile in everybody if role in profile.roles} - {author}),
        )
        for role, approvals in asked
    )
