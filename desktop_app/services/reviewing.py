"""A case's way through its gates: sent, approved, returned, escalated, signed. Each decision applies exactly once."""

from collections.abc import Sequence

from desktop_app.domain.audit import EventType
from desktop_app.domain.case import CaseState, CaseStep, after
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.errors import NotFound, Refused, UsageError
from desktop_app.domain.form import Section, Stage
from desktop_app.domain.gate import (
    approvers,
    gate_of,
    next_stage,
    program_role,
    require_four_eyes,
    sending_obstacles,
    stage_of,
    state_in,
    waiting_sections,
)
from desktop_app.domain.person import Acting, Actor, Role
from desktop_app.domain.review import DecidedSection, Decision, DecisionKind
from desktop_app.domain.route import RouteKind
from desktop_app.services.case_keeping import CaseKeeping, changed_lock
from desktop_app.services.recording import Recording, Scribe
from desktop_app.services.signing import Signing

_EVENTS = {
    DecisionKind.APPROVE: EventType.DECISION_APPROVED,
    DecisionKind.RETURN: EventType.DECISION_RETURNED,
    DecisionKind.ESCALATE: EventType.DECISION_ESCALATED,
}


class Reviewing:
    """Moves cases through their stages."""

    def __init__(self, keeping: CaseKeeping, recording: Recording, signing: Signing) -> None:
        self._keeping, self._recording, self._signing = keeping, recording, signing

    async def send(
        self, acting: Acting, case_id: str, *, read_through: bool, command_id: str | None = None
    ) -> CaseState:
        """Send the case to its first relevant stage. The author says that they have read it through."""
        actor = acting.as_one_of(Role.ANALYST)
        facts = await self._keeping.facts(case_id)
        after(facts.record.file.state, CaseStep.SEND)
        if not read_through:
            raise UsageError("The case has not been read through.", next="Read it, then confirm with `--read-through`.")
        obstacles = sending_obstacles(facts)
        if obstacles:
            listed = " ".join(o.words for o in obstacles)
            raise Refused(
                f"The case cannot be sent yet: {listed}", next="Put these right, or explain a finding, then send again."
            )
        stage = next_stage(facts, None)
        scribe = self._recording.begin(actor, case_id, command_id)
        _enter(scribe, facts, stage)
        scribe.tell(EventType.CASE_SENT, stage=stage.stage if stage else "")
        await self._recording.write(scribe)
        return state_in(facts.pack.form, stage)

    async def approve(
        self,
        acting: Acting,
        passphrase: str,
        case_id: str,
        sections: Sequence[str] | None = None,
        *,
        checklist: bool = False,
        reason: str = "",
        command_id: str | None = None,
    ) -> CaseState:
        """Approve sections in review, signed: these, or all flagged ones. A blocked one is named alone, with a reason.

        `checklist` says that every point of the stage's checklist was seen to.
        """
        facts = await self._keeping.facts(case_id)
        stage = _reviewing_stage(facts)
        actor = acting.as_one_of(*_roles(facts, stage))
        chosen = _chosen(facts, sections, reason)
        if stage.checklist and not checklist:
            points = " ".join(f"{i}. {point}." for i, point in enumerate(stage.checklist, start=1))
            raise UsageError(
                f"The checklist is not confirmed. {points}", next="See to each point, then confirm with `--checklist`."
            )
        for section in chosen:
            _require_approvable(facts, section, acting.person.person_id)
        profile = await self._signing.ready(acting, passphrase)
        scribe = self._recording.begin(actor, case_id, command_id)
        names = tuple(section.section for section in chosen)
        _decide(scribe, facts, actor, DecisionKind.APPROVE, reason, names)
        self._signing.sign(
            scribe,
            facts,
            names,
            gate=stage.stage,
            meaning="approved",
            name=acting.person.name,
            actor=actor,
            profile=profile,
            passphrase=passphrase,
        )
        state = facts.record.file.state
        if _leaves_review(facts, stage, names, acting.person.person_id):
            following = next_stage(facts, stage)
            _enter(scribe, facts, following)
            state = state_in(facts.pack.form, following)
        await self._recording.write(scribe)
        return state

    async def sign(self, acting: Acting, passphrase: str, case_id: str, *, command_id: str | None = None) -> CaseState:
        """Sign the whole case in its sign-off stage, or as its author where no sign-off stage is relevant."""
        facts = await self._keeping.facts(case_id)
        signed = after(facts.record.file.state, CaseStep.SIGN)
        stage = stage_of(facts)
        actor = _signer(acting, facts, stage)
        names = tuple(s.section for s in facts.pack.form.sections if s.section in facts.record.heads)
        for name in names:
            section = facts.pack.form.section(name)
            if stage and section:
                _require_approvable(facts, section, acting.person.person_id)
        profile = await self._signing.ready(acting, passphrase)
        scribe = self._recording.begin(actor, case_id, command_id)
        _decide(scribe, facts, actor, DecisionKind.APPROVE, "", names if stage else ())
        self._signing.sign(
            scribe,
            facts,
            names,
            gate=gate_of(facts),
            meaning="signed" if stage else "confirmed by the author",
            name=acting.person.name,
            actor=actor,
            profile=profile,
            passphrase=passphrase,
        )
        state = facts.record.file.state
        signers = {acting.person.person_id, *_whole_case_approvers(facts, names)}
        if stage is None or len(signers) >= stage.approvals:
            following = next_stage(facts, stage) if stage else None
            if following:
                _enter(scribe, facts, following)
                state = state_in(facts.pack.form, following)
            else:
                scribe.put(changed_lock(facts.record.file, state=signed, stage=None))
                scribe.tell(EventType.CASE_ADVANCED, state=signed.value)
                state = signed
        await self._recording.write(scribe)
        return state

    async def return_(
        self,
        acting: Acting,
        case_id: str,
        sections: Sequence[str],
        reason: str,
        *,
        command_id: str | None = None,
    ) -> None:
        """Give the case back to its author, with at least one section and a reason. Other approvals stay."""
        facts = await self._keeping.facts(case_id)
        target = after(facts.record.file.state, CaseStep.RETURN)
        stage = stage_of(facts)
        actor = acting.as_one_of(*(_roles(facts, stage) if stage else (Role.ANALYST,)))
        if not sections:
            raise UsageError("A return names at least one section.", next="Name it with `--section`.")
        _require_reason(reason)
        for name in sections:
            _named(facts, name)
        scribe = self._recording.begin(actor, case_id, command_id)
        _decide(scribe, facts, actor, DecisionKind.RETURN, reason, tuple(sections))
        scribe.put(changed_lock(facts.record.file, state=target, stage=None))
        scribe.tell(EventType.CASE_RETURNED)
        await self._recording.write(scribe)

    async def escalate(self, acting: Acting, case_id: str, reason: str, *, command_id: str | None = None) -> None:
        """Let a higher role decide. The case waits for it and is never lost."""
        facts = await self._keeping.facts(case_id)
        target = after(facts.record.file.state, CaseStep.ESCALATE)
        stage = _reviewing_stage(facts)
        actor = acting.as_one_of(*_roles(facts, stage))
        _require_reason(reason)
        scribe = self._recording.begin(actor, case_id, command_id)
        _decide(scribe, facts, actor, DecisionKind.ESCALATE, reason, ())
        scribe.put(changed_lock(facts.record.file, state=target))
        scribe.tell(EventType.CASE_ESCALATED, waits_for=(stage.escalate_to or Role.APPROVER).value)
        await self._recording.write(scribe)


def _enter(scribe: Scribe, facts: CaseFacts, stage: Stage | None) -> None:
    state = state_in(facts.pack.form, stage)
    scribe.put(changed_lock(facts.record.file, state=state, stage=stage.stage if stage else None))
    scribe.tell(EventType.CASE_ADVANCED, state=state.value, stage=stage.stage if stage else "")


def _decide(
    scribe: Scribe, facts: CaseFacts, actor: Actor, kind: DecisionKind, reason: str, sections: Sequence[str]
) -> None:
    """The decision and what it is about, with its event."""
    words = scribe.keep(reason) if reason.strip() else None
    person_id = actor.person_id or ""
    scribe.put(Decision(scribe.command_id, facts.case_id, gate_of(facts), kind, person_id, words, scribe.now))
    heads = facts.record.heads
    for name in sections:
        if name in heads:
            scribe.put(DecidedSection(scribe.command_id, facts.case_id, name, heads[name]))
    scribe.tell(
        _EVENTS[kind],
        refs={"reason": words} if words else {},
        gate=gate_of(facts),
        sections=list(sections),
        revisions=[heads[name] for name in sections if name in heads],
    )


def _reviewing_stage(facts: CaseFacts) -> Stage:
    stage = stage_of(facts)
    if stage is None or facts.record.file.state not in (CaseState.REVIEW, CaseState.ESCALATED):
        raise Refused(
            f"The case is not under review: its state is “{facts.record.file.state}”.",
            next="Look at it with `countersign case show`.",
        )
    return stage


def _roles(facts: CaseFacts, stage: Stage) -> tuple[Role, ...]:
    """Who may decide now: the stage's role, or while the case is escalated the role that it waits for."""
    if facts.record.file.state is CaseState.ESCALATED:
        return (stage.escalate_to or Role.APPROVER,)
    return (program_role(facts.pack.form, stage),)


def _named(facts: CaseFacts, name: str) -> Section:
    section = facts.section(name)
    if section is None:
        known = ", ".join(s.section for s in facts.pack.form.sections)
        raise NotFound(f"The form has no section “{name}”.", next=f"Use one of: {known}.")
    return section


def _chosen(facts: CaseFacts, names: Sequence[str] | None, reason: str) -> tuple[Section, ...]:
    """The sections to approve: blocked ones only one at a time, by name, with a reason."""
    waiting = waiting_sections(facts)
    blocked = [name for name, route in waiting.items() if route is RouteKind.BLOCK]
    if names is None:
        names = [name for name in waiting if name not in blocked]
        if not names:
            which = f"Blocked: {', '.join(blocked)}. " if blocked else ""
            raise Refused(f"No flagged section waits. {which}".strip(), next="Name a blocked one with `--section`.")
    if any(name in blocked for name in names):
        if len(names) > 1:
            raise UsageError("A blocked section has its own decision.", next="Approve it alone, with a reason.")
        _require_reason(reason)
    return tuple(_named(facts, name) for name in names)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise UsageError("This decision needs a reason.", next="Say why with `--reason`.")


def _require_approvable(facts: CaseFacts, section: Section, person_id: str) -> None:
    head = facts.record.head(section.section)
    if head is None:
        raise Refused(f"“{section.title}” has no text.", next="Return the case to its author.")
    if facts.changed_inputs(section):
        raise Refused(f"“{section.title}” stands on what has changed since.", next="Return the case to its author.")
    if facts.record.open_blockers(head.revision_id):
        raise Refused(f"“{section.title}” has an open blocker.", next="Return the case, or let its author explain it.")
    require_four_eyes(facts, section, head, person_id)


def _leaves_review(facts: CaseFacts, stage: Stage, approved: Sequence[str], person_id: str) -> bool:
    """Whether the gate opens with this approval."""
    return all(
        name in approved and len(approvers(facts, name, stage.stage) | {person_id}) >= stage.approvals
        for name in waiting_sections(facts)
    )


def _signer(acting: Acting, facts: CaseFacts, stage: Stage | None) -> Actor:
    if stage:
        return acting.as_one_of(program_role(facts.pack.form, stage))
    if acting.person.person_id != facts.record.file.created_by:
        raise Refused("The author of the case confirms it.", next="Use the author's profile with `--as`.")
    return acting.as_one_of(Role.ANALYST)


def _whole_case_approvers(facts: CaseFacts, names: Sequence[str]) -> frozenset[str]:
    gate = gate_of(facts)
    return frozenset.intersection(*(approvers(facts, name, gate) for name in names)) if names else frozenset()
