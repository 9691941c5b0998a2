"""Moving a case from gate to gate, as part of an entry: it comes to stages, waits there, and leaves them."""

from collections.abc import Sequence
from dataclasses import replace

from desktop_app.domain.audit import EventType
from desktop_app.domain.case import CaseState
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.delegation import DecidedFor, Decider
from desktop_app.domain.errors import UsageError
from desktop_app.domain.form import Stage
from desktop_app.domain.gate import is_done, next_stages, open_stages, stage_of, state_in, waiting_state
from desktop_app.domain.gate_entry import Escalation, EscalationCause, GateEntry, GateExit, due_time
from desktop_app.domain.person import Role
from desktop_app.domain.review import DecidedSection, Decision, DecisionKind
from desktop_app.services.recording import Scribe

_EVENTS = {
    DecisionKind.APPROVE: EventType.DECISION_APPROVED,
    DecisionKind.RETURN: EventType.DECISION_RETURNED,
    DecisionKind.ESCALATE: EventType.DECISION_ESCALATED,
    DecisionKind.HAND_BACK: EventType.DECISION_HANDED_BACK,
}


def advance(scribe: Scribe, facts: CaseFacts, stage: Stage | None) -> CaseState:
    """The case goes on from here. `facts` are those that will be, once this entry is durable.

    Where it waits in other stages beside this one, it goes on waiting there; else it comes to the next ones. None: it
    has no stage behind it, and comes to its first.
    """
    left = tuple(each for each in open_stages(facts) if not is_done(facts, each)) if stage else ()
    if left:
        return _move(scribe, facts, waiting_state(facts, left), left[0].stage)
    return enter(scribe, facts, next_stages(facts, stage))


def enter(scribe: Scribe, facts: CaseFacts, stages: Sequence[Stage]) -> CaseState:
    """Let the case wait in these stages at the same time; none: for its author's confirmation."""
    leave(scribe, facts)
    for stage in stages:
        come(scribe, stage)
    first = stages[0] if stages else None
    return _move(scribe, facts, state_in(facts.pack.form, first), first.stage if first else None)


def come(scribe: Scribe, stage: Stage) -> None:
    """Its time at the gate begins."""
    entry = GateEntry(scribe.new_id(), scribe.case_id, stage.stage, scribe.now, due_time(stage, scribe.now))
    scribe.put(entry)
    scribe.tell(EventType.GATE_ENTERED, gate=stage.stage, entry=entry.entry_id)


def leave(scribe: Scribe, facts: CaseFacts, *stages: Stage) -> None:
    """It waits no more in these stages; none given: in any."""
    gates = {stage.stage for stage in stages} or {entry.gate for entry in facts.record.open_entries}
    for entry in facts.record.open_entries:
        if entry.gate in gates:
            scribe.put(GateExit(entry.entry_id, scribe.case_id, scribe.now))


def end(scribe: Scribe, facts: CaseFacts, state: CaseState) -> None:
    """The case leaves all its stages, to a state in which it waits at no gate."""
    leave(scribe, facts)
    _move(scribe, facts, state, None)


def stay(scribe: Scribe, facts: CaseFacts) -> CaseState:
    """The case waits for more; whoever decides at the same time is told, so that the last one opens the gate."""
    scribe.put(facts.record.file.touched())
    return facts.record.file.state


def escalate(scribe: Scribe, facts: CaseFacts, stage: Stage, role: Role, cause: EscalationCause) -> None:
    """From here on the stage waits for this role; the case is shown as escalated."""
    entry = next((each for each in facts.record.open_entries if each.gate == stage.stage), None)
    if entry is None:  # it came there before entries were kept
        entry = GateEntry(scribe.new_id(), scribe.case_id, stage.stage, scribe.now, None)
        scribe.put(entry)
    scribe.put(Escalation(entry.entry_id, scribe.case_id, role, cause, scribe.now))
    scribe.tell(EventType.CASE_ESCALATED, waits_for=role.value, gate=stage.stage)
    waits_in = stage_of(facts) or stage
    _move(scribe, facts, CaseState.ESCALATED, waits_in.stage)


def hand_back(scribe: Scribe, facts: CaseFacts, stage: Stage) -> CaseState:
    """The stage waits for its own role again, and its time begins anew."""
    leave(scribe, facts, stage)
    come(scribe, stage)
    others = tuple(each for each in open_stages(facts) if each != stage)
    state = waiting_state(facts, others)
    state = state if others and state is CaseState.ESCALATED else state_in(facts.pack.form, stage)
    return _move(scribe, facts, state, (stage_of(facts) or stage).stage)


def decide(
    scribe: Scribe,
    facts: CaseFacts,
    decider: Decider,
    kind: DecisionKind,
    gate: str,
    reason: str,
    sections: Sequence[str] = (),
    *,
    checked: int = 0,
) -> CaseFacts:
    """The decision and what it is about, with its event, which also counts the points of the checklist. The case as it
    will be with it."""
    words = scribe.keep(reason) if reason.strip() else None
    heads, command = facts.record.heads, scribe.command_id
    made = Decision(command, facts.case_id, gate, kind, decider.person_id, words, scribe.now)
    about = tuple(DecidedSection(command, facts.case_id, name, heads[name]) for name in sections if name in heads)
    behalf = decider.delegation
    on_behalf = (DecidedFor(command, facts.case_id, behalf.delegation_id, behalf.person_id),) if behalf else ()
    scribe.put(made, *on_behalf, *about)
    scribe.tell(
        _EVENTS[kind],
        refs={"reason": words} if words else {},
        gate=gate,
        sections=list(sections),
        revisions=[each.revision_id for each in about],
        checked=checked,
        data={"for": behalf.person_id} if behalf else {},
    )
    record = facts.record
    after = replace(
        record,
        decisions=(*record.decisions, made),
        decided=(*record.decided, *about),
        decided_for=(*record.decided_for, *on_behalf),
    )
    return replace(facts, record=after)


def require_words(reason: str) -> None:
    """Refuse a decision without a reason."""
    if not reason.strip():
        raise UsageError("This decision needs a reason.", next="Say why with `--reason`.")


def _move(scribe: Scribe, facts: CaseFacts, state: CaseState, stage: str | None) -> CaseState:
    scribe.put(facts.record.file.moved(state, stage))
    scribe.tell(EventType.CASE_ADVANCED, state=state.value, stage=stage or "")
    return state
