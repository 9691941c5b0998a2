"""What comes next in the sample case."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.answers import parse, show
from desktop_app.domain.case import CaseState
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.gate import program_role, stage_of
from desktop_app.domain.person import Acting, Role
from desktop_app.domain.sample import Sample
from desktop_app.domain.section import SectionState
from desktop_app.qt.desk import Desk
from desktop_app.qt.sample_home import SampleHome

if TYPE_CHECKING:
    from desktop_app.services.program import Program


class Step(StrEnum):
    """What the person does next."""

    DRAFT = "draft"
    CORRECT = "correct"
    REDO = "redo"
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


class CoachPresenter(QObject):
    """Looks again after every change of the case and of the person."""

    coached = Signal(object)
    """A Coaching."""
    failed = Signal(object)

    def __init__(self, desk: Desk, home: SampleHome) -> None:
        super().__init__()
        self._desk, self._home, self._task = desk, home, 0
        desk.case_changed.connect(self._look_again)
        desk.acting_changed.connect(self._look_again)

    def look(self) -> None:
        """Read it now."""
        self._desk.runner.cancel(self._task)
        acting = self._desk.acting
        self._task = self._desk.ask(lambda program: _read(program, acting, self._home), self._told, self._fail)

    def _look_again(self, _: object) -> None:
        self.look()

    def _told(self, coaching: Coaching | None) -> None:
        if coaching is not None:
            self.coached.emit(coaching)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)


async def _read(program: "Program", acting: Acting, home: SampleHome) -> Coaching | None:
    _, sample = home.story(program)
    cases = [c for c in await program.keeping.listing() if c.file.reference == sample.reference]
    if not cases:
        return None
    return coaching(await program.keeping.facts(cases[0].file.case_id), acting, sample)


def coaching(facts: CaseFacts, acting: Acting, sample: Sample) -> Coaching:
    """What comes next in the case for the person at work."""
    file = facts.record.file
    if file.state is CaseState.SIGNED:
        return Coaching(Step.VERIFY, file.case_id, file.state)
    stage = stage_of(facts) if file.state not in (CaseState.FORM, CaseState.DRAFT, CaseState.RETURNED) else None
    role = program_role(facts.pack.form, stage) if stage else Role.ANALYST
    person = next(p for p in sample.people if role in p.roles)
    known = {"person": person.name, "passphrase": person.passphrase}
    if acting.person.name != person.name:
        return Coaching(Step.SWITCH, file.case_id, file.state, **known)
    if file.state is CaseState.FORM:
        return Coaching(Step.DRAFT, file.case_id, file.state)
    if file.state in (CaseState.DRAFT, CaseState.RETURNED):
        return _writing(facts, sample)
    step = Step.SIGN if file.state is CaseState.SIGN_OFF else Step.APPROVE
    return Coaching(step, file.case_id, file.state, **known)


def _writing(facts: CaseFacts, sample: Sample) -> Coaching:
    """What the author still has to do."""
    file, form = facts.record.file, facts.pack.form
    for path, wanted in sample.correction.answers.items():
        field = form.field(path)
        value = parse(field, wanted) if field else None
        if field and facts.evaluated.values.get(path) != value:
            label = field.label or path
            to = show(field, value) if value is not None else ""
            section, why = sample.correction.section, sample.correction.reason
            return Coaching(Step.CORRECT, file.case_id, file.state, label, to, why, section=section)
    states = {section.section: facts.state_of(section) for section in form.sections}
    titles = {section.section: section.title for section in form.sections}
    redo = (SectionState.STALE, SectionState.INTERRUPTED)
    for name, state in states.items():
        if state in redo or (state is SectionState.EMPTY and name not in sample.written):
            return Coaching(Step.REDO, file.case_id, file.state, titles[name], section=name)
    for name in sample.written:
        if facts.record.head(name) is None:
            return Coaching(Step.WRITE, file.case_id, file.state, titles[name], section=name)
    return Coaching(Step.SEND, file.case_id, file.state)
