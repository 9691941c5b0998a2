"""What comes next in the sample case, from where the case stands."""

from dataclasses import dataclass
from enum import StrEnum

from desktop_app.domain.answers import parse, show
from desktop_app.domain.case import CaseState
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.finding import RaisedFinding
from desktop_app.domain.form import Section
from desktop_app.domain.gate import program_role, sending_obstacles, stage_of
from desktop_app.domain.person import Acting, Role
from desktop_app.domain.sample import Sample
from desktop_app.domain.section import SectionState


class Step(StrEnum):
    """What the person does next."""

    DRAFT = "draft"
    ANSWER = "answer"
    CORRECT = "correct"
    SETTLE = "settle"
    REDO = "redo"
    FINISH = "finish"
    CHOOSE = "choose"
    WRITE = "write"
    SEND = "send"
    SWITCH = "switch"
    APPROVE = "approve"
    SIGN = "sign"
    VERIFY = "verify"


@dataclass(frozen=True, slots=True)
class Coaching:
    """The next step. `what` is the section or answer that it is about, `to` what the answer is to be, and why.

    `person` takes it, with this passphrase: it seals nothing but the sample.
    """

    step: Step
    case_id: str
    state: CaseState
    what: str = ""
    to: str = ""
    why: str = ""
    person: str = ""
    passphrase: str = ""
    section: str = ""
    """Where the step is taken."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What keeps a case with its author: whether answers are missing, whether drafting has begun, and the sections
    that something blocks, that are stale, not drafted, not written by their person, or wait for a choice."""

    unanswered: bool = False
    begun: bool = True
    blocked: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    unwritten: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()


def coaching(facts: CaseFacts, acting: Acting, sample: Sample) -> Coaching:
    """What comes next in the case for the person at work."""
    file = facts.record.file
    if file.state.ended:
        return Coaching(Step.VERIFY, file.case_id, file.state)
    stage = None if file.state.editable else stage_of(facts)
    role = program_role(facts.pack.form, stage) if stage else Role.ANALYST
    person = next(p for p in sample.people if role in p.roles)
    known = {"person": person.name, "passphrase": person.passphrase}
    if acting.person.name != person.name:
        return Coaching(Step.SWITCH, file.case_id, file.state, **known)
    if file.state.editable:
        return _writing(facts, sample)
    step = Step.SIGN if file.state is CaseState.SIGN_OFF else Step.APPROVE
    return Coaching(step, file.case_id, file.state, **known)


def next_step(standing: Standing) -> tuple[Step, str]:
    """What its author does next, and in which section (empty: in the case)."""
    if standing.unanswered:
        return Step.ANSWER, ""
    if not standing.begun:
        return Step.DRAFT, ""
    waiting = (
        (Step.SETTLE, standing.blocked),
        (Step.REDO, standing.stale),
        (Step.FINISH, standing.empty),
        (Step.WRITE, standing.unwritten),
        (Step.CHOOSE, standing.waiting),
    )
    return next(((step, sections[0]) for step, sections in waiting if sections), (Step.SEND, ""))


def standing_of(facts: CaseFacts) -> Standing:
    """What its author has left to do; a stale section is redone before what blocks it is looked at."""
    sections, obstacles = facts.sections, sending_obstacles(facts)
    states = {section.section: facts.state_of(section) for section in sections}
    drafted = [section.section for section in facts.drafted]
    stale = [name for name in drafted if states[name] is SectionState.STALE]
    return Standing(
        unanswered=any(obstacle.section is None for obstacle in obstacles),
        begun=bool(facts.record.heads),
        blocked=tuple(s.section for s in sections if s.section not in stale and _blocking(facts, s)),
        stale=tuple(stale),
        empty=tuple(name for name in drafted if states[name] in (SectionState.EMPTY, SectionState.INTERRUPTED)),
        unwritten=tuple(
            s.section
            for s in sections
            if s.section not in drafted and s.required and s.section not in facts.record.heads
        ),
        waiting=tuple(obstacle.section for obstacle in obstacles if obstacle.section),
    )


def _writing(facts: CaseFacts, sample: Sample) -> Coaching:
    file = facts.record.file
    step, name = next_step(standing_of(facts))
    section = facts.section(name)
    if section is None:
        return Coaching(step, file.case_id, file.state)
    if step is Step.SETTLE:
        return _settling(facts, section, sample)
    return Coaching(step, file.case_id, file.state, section.title, section=name)


def _settling(facts: CaseFacts, section: Section, sample: Sample) -> Coaching:
    """What blocks the section; where it is the finding of the sample's story, what the answer is to be, and why."""
    file, plan = facts.record.file, sample.correction
    told = section.section == plan.section and any(raised.rule is plan.rule for raised in _blocking(facts, section))
    for path, wanted in plan.answers.items() if told else ():
        field = facts.pack.form.field(path)
        value = parse(field, wanted) if field else None
        if field and value is not None and facts.evaluated.values.get(path) != value:
            label, to = field.label or path, show(field, value)
            return Coaching(Step.CORRECT, file.case_id, file.state, label, to, plan.reason, section=plan.section)
    return Coaching(Step.SETTLE, file.case_id, file.state, section.title, section=section.section)


def _blocking(facts: CaseFacts, section: Section) -> tuple[RaisedFinding, ...]:
    head = facts.record.heads.get(section.section)
    found = facts.record.open_blockers(head) if head else ()
    return tuple(raised for raised in found if not facts.is_outdated(section, raised))
