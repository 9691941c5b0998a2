"""Faults of a form's stages: who decides, which are beside each other, and how many people are asked."""

from collections.abc import Iterator

from desktop_app.domain.form import Form, Stage
from desktop_app.domain.pack_check_faults import FormFault
from desktop_app.domain.person import Role


def stage_faults(form: Form) -> Iterator[FormFault]:
    """What is wrong with the stages of a form, apart from their names and expressions."""
    for s, stage in enumerate(form.stages):
        yield from _role(form, stage, s)
        yield from _people(stage, s)
        if stage.beside is not None:
            yield from _beside(form, stage, stage.beside, s)


def _role(form: Form, stage: Stage, s: int) -> Iterator[FormFault]:
    role = form.roles.get(stage.role)
    if role in (Role.AUDITOR, Role.ADMINISTRATOR):
        what = f"“{stage.stage}” is decided by an {role}, who decides about no case."
        yield FormFault(("stages", s, "role"), what, "Let reviewers or approvers decide: name a role of theirs.")
    if stage.escalate_to not in (None, Role.APPROVER):
        what = f"“{stage.stage}” is escalated to a role that decides nothing for others."
        yield FormFault(("stages", s, "escalate_to"), what, "Write “escalate_to: approver”, or leave it out.")


def _people(stage: Stage, s: int) -> Iterator[FormFault]:
    if stage.people is not None and stage.people < stage.approvals:
        what = f"“{stage.stage}” asks for {stage.approvals} approvals of {stage.people} people."
        yield FormFault(("stages", s, "approvals"), what, "Write the smaller number first, such as “2 of 3”.")


def _beside(form: Form, stage: Stage, beside: str, s: int) -> Iterator[FormFault]:
    place = ("stages", s, "beside")
    before = form.stages[s - 1] if s else None
    group = _group(form, s)
    if before is None or beside not in group:
        what = f"“{stage.stage}” does not stand behind “{beside}”, the stage that it is beside."
        fix = f"Put it behind it, or name “{before.stage}”." if before else "Leave “beside” out of the first stage."
        yield FormFault(place, what, fix)
    elif (form.roles.get(stage.role) is Role.REVIEWER) != (form.roles.get(before.role) is Role.REVIEWER):
        what = f"“{before.stage}” decides section by section and “{stage.stage}” about the whole case, or the reverse."
        yield FormFault(place, what, "Let one follow the other, or give both to reviewers or both to approvers.")


def _group(form: Form, s: int) -> set[str]:
    """The names of the stages before this one that it may be beside."""
    found: set[str] = set()
    for stage in reversed(form.stages[:s]):
        found.add(stage.stage)
        if stage.beside is None:
            break
    return found
