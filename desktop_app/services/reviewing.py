"""A case's way through its gates: sent, approved, returned, escalated, signed. Each decision applies exactly once."""

from collections.abc import Sequence
from dataclasses import replace

from desktop_app.domain.audit import EventType
from desktop_app.domain.case import CaseState, CaseStep, after
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.comment import CommentKind, ReturnItem
from desktop_app.domain.errors import Refusal, Refused, UsageError
from desktop_app.domain.form import Section, Stage
from desktop_app.domain.gate import (
    deciding_roles,
    gate_of,
    next_stage,
    program_role,
    require_four_eyes,
    sending_obstacles,
    signers,
    stage_of,
    state_in,
    waiting_sections,
)
from desktop_app.domain.person import Acting, Actor, Role
from desktop_app.domain.review import DecidedSection, Decision, DecisionKind
from desktop_app.domain.route import RouteKind
from desktop_app.domain.text import Span
from desktop_app.domain.thread import open_must_fix
from desktop_app.services.case_keeping import CaseKeeping
from desktop_app.services.commenting import place_in, put_comment
from desktop_app.services.labelling import put_labels
from desktop_app.services.lane_watching import LaneWatching
from desktop_app.services.recording import Recording, Scribe
from desktop_app.services.refusing import told_if_refused
from desktop_app.services.revising import Revising
from desktop_app.services.signing import Signing
from desktop_app.services.withdrawing import withdraw

_EVENTS = {
    DecisionKind.APPROVE: EventType.DECISION_APPROVED,
    DecisionKind.RETURN: EventType.DECISION_RETURNED,
    DecisionKind.ESCALATE: EventType.DECISION_ESCALATED,
}


class Reviewing:
    """Moves cases through their stages. A command that is given twice under one `command_id` is applied once, and
    answers the second time with the state that the case is in."""

    def __init__(
        self,
        keeping: CaseKeeping,
        recording: Recording,
        signing: Signing,
        revising: Revising,
        watching: LaneWatching,
    ) -> None:
        self._keeping, self._recording, self._signing = keeping, recording, signing
        self._revising, self._watching = revising, watching

    @told_if_refused(EventType.CASE_ADVANCED)
    async def send(
        self, acting: Acting, case_id: str, *, read_through: bool, command_id: str | None = None
    ) -> CaseState:
        """Send the case to its first relevant stage. The author says that they have read it through."""
        actor = acting.as_one_of(Role.ANALYST)
        facts = await self._keeping.facts(case_id)
        if await self._recording.is_applied(command_id):
            return await self._state(case_id)
        after(facts.record.file.state, CaseStep.SEND)
        if not read_through:
            raise UsageError("The case has not been read through.", next="Read it, then confirm with `--read-through`.")
        obstacles = sending_obstacles(facts)
        if obstacles:
            listed = " ".join(o.words for o in obstacles)
            raise Refused(
                f"The case cannot be sent yet: {listed}",
                next="Put these right, or explain a finding, then send again.",
                refusal=Refusal.OBSTACLES,
            )
        scribe = self._recording.begin(actor, case_id, command_id)
        facts = self._as_lanes_are(scribe, facts)
        stage = next_stage(facts, None)
        scribe.tell(EventType.CASE_SENT, stage=stage.stage if stage else "")
        state = _enter(scribe, facts, stage)
        await self._recording.write(scribe)
        return state

    @told_if_refused(EventType.DECISION_APPROVED)
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
        if await self._recording.is_applied(command_id):
            return await self._state(case_id)
        stage = _reviewing_stage(facts)
        actor = acting.as_one_of(*deciding_roles(facts, stage))
        chosen = _chosen(facts, stage, sections, reason, acting.person.person_id)
        _require_checklist(stage, checklist)
        for section in chosen:
            _require_current(facts, section)
            require_four_eyes(facts, section, acting.person.person_id)
        profile = await self._signing.ready(acting, passphrase)
        scribe = self._recording.begin(actor, case_id, command_id)
        names = tuple(section.section for section in chosen)
        _decide(scribe, facts, actor, DecisionKind.APPROVE, reason, names, len(stage.checklist))
        labels = put_labels(scribe, facts, names, approved=True)
        await self._watching.close_broken(scribe, facts, labels, acting.person.person_id)
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
        if _leaves_review(facts, stage, names, acting.person.person_id):
            state = _enter(scribe, facts, next_stage(facts, stage))
        else:
            state = _stay(scribe, facts)
        await self._recording.write(scribe)
        return state

    @told_if_refused(EventType.SIGNATURE_MADE)
    async def sign(
        self,
        acting: Acting,
        passphrase: str,
        case_id: str,
        *,
        checklist: bool = False,
        command_id: str | None = None,
    ) -> CaseState:
        """Sign the whole case in its sign-off stage, or as its author where no sign-off stage is relevant.

        `checklist` says that every point of the stage's checklist was seen to.
        """
        facts = await self._keeping.facts(case_id)
        if await self._recording.is_applied(command_id):
            return await self._state(case_id)
        signed = after(facts.record.file.state, CaseStep.SIGN)
        stage = stage_of(facts)
        person_id = acting.person.person_id
        actor = _signer(acting, facts, stage)
        if stage:
            _require_checklist(stage, checklist)
        sections = tuple(s for s in facts.pack.form.sections if s.section in facts.record.heads)
        for section in sections:
            _require_current(facts, section)
            if stage:
                require_four_eyes(facts, section, person_id)
        names = tuple(section.section for section in sections)
        profile = await self._signing.ready(acting, passphrase)
        scribe = self._recording.begin(actor, case_id, command_id)
        checked = len(stage.checklist) if stage else 0
        _decide(scribe, facts, actor, DecisionKind.APPROVE, "", names if stage else (), checked)
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
        if stage and len({person_id, *signers(facts, stage)}) < stage.approvals:
            state = _stay(scribe, facts)
        elif stage and (following := next_stage(facts, stage)):
            state = _enter(scribe, facts, following)
        else:
            state = _move(scribe, facts, signed, None)
        await self._recording.write(scribe)
        return state

    @told_if_refused(EventType.DECISION_RETURNED)
    async def return_(
        self,
        acting: Acting,
        case_id: str,
        items: Sequence[ReturnItem],
        reason: str,
        *,
        command_id: str | None = None,
    ) -> None:
        """Give the case back to its author, with a reason and at least one item: a section, and what is to be done.

        What must be fixed already is an item too. Approvals of all those sections are withdrawn. Each item is a thread
        that its author answers before the case is sent again, and that must be resolved before the section is approved.
        """
        facts = await self._keeping.facts(case_id)
        if await self._recording.is_applied(command_id):
            return
        target = after(facts.record.file.state, CaseStep.RETURN)
        stage = stage_of(facts)
        actor = acting.as_one_of(*(deciding_roles(facts, stage) if stage else (Role.ANALYST,)))
        marked = [
            section.section for section in facts.pack.form.sections if open_must_fix(facts.record, section.section)
        ]
        if not items and not marked:
            raise UsageError("A return names at least one section.", next="Name it with `--section`.")
        _require_reason(reason)
        for item in items:
            facts.pack.form.require_section(item.section)
        scribe = self._recording.begin(actor, case_id, command_id)
        names = tuple(dict.fromkeys([*(item.section for item in items), *marked]))
        _decide(scribe, facts, actor, DecisionKind.RETURN, reason, names)
        _put_items(scribe, facts, actor, items, reason)
        if stage:
            labels = put_labels(scribe, facts, names, approved=False)
            await self._watching.close_broken(scribe, facts, labels, acting.person.person_id)
        withdraw(scribe, facts.record, names)
        scribe.tell(EventType.CASE_RETURNED)
        _move(scribe, facts, target, None)
        await self._recording.write(scribe)

    @told_if_refused(EventType.DECISION_ESCALATED)
    async def escalate(self, acting: Acting, case_id: str, reason: str, *, command_id: str | None = None) -> None:
        """Let a higher role decide. The case waits for it and is never lost."""
        facts = await self._keeping.facts(case_id)
        if await self._recording.is_applied(command_id):
            return
        target = after(facts.record.file.state, CaseStep.ESCALATE)
        stage = _reviewing_stage(facts)
        actor = acting.as_one_of(*deciding_roles(facts, stage))
        _require_reason(reason)
        scribe = self._recording.begin(actor, case_id, command_id)
        _decide(scribe, facts, actor, DecisionKind.ESCALATE, reason, ())
        scribe.tell(EventType.CASE_ESCALATED, waits_for=(stage.escalate_to or Role.APPROVER).value)
        _move(scribe, facts, target, stage.stage)
        await self._recording.write(scribe)

    def _as_lanes_are(self, scribe: Scribe, facts: CaseFacts) -> CaseFacts:
        """The case with new routes for sections that passed by a lane that was closed before the case was sent."""
        routes = dict(facts.record.routes)
        for section in facts.pack.form.sections:
            decided = self._revising.close_lane_of(scribe, facts, section)
            if decided is not None:
                head = facts.record.heads[section.section]
                routes[head] = replace(routes[head], route=decided.kind, reasons=decided.reasons)
        return replace(facts, record=replace(facts.record, routes=routes))

    async def _state(self, case_id: str) -> CaseState:
        """The state as it is now, for who gives a command again."""
        return (await self._keeping.facts(case_id)).record.file.state


def _enter(scribe: Scribe, facts: CaseFacts, stage: Stage | None) -> CaseState:
    """Let the case wait in a stage; None: for its author's confirmation."""
    return _move(scribe, facts, state_in(facts.pack.form, stage), stage.stage if stage else None)


def _move(scribe: Scribe, facts: CaseFacts, state: CaseState, stage: str | None) -> CaseState:
    scribe.put(facts.record.file.moved(state, stage))
    scribe.tell(EventType.CASE_ADVANCED, state=state.value, stage=stage or "")
    return state


def _stay(scribe: Scribe, facts: CaseFacts) -> CaseState:
    """The case waits for more; whoever decides at the same time is told, so that the last one opens the gate."""
    scribe.put(facts.record.file.touched())
    return facts.record.file.state


def _decide(
    scribe: Scribe,
    facts: CaseFacts,
    actor: Actor,
    kind: DecisionKind,
    reason: str,
    sections: Sequence[str],
    checked: int = 0,
) -> None:
    """The decision and what it is about, with its event, which also counts the points of the checklist."""
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
        checked=checked,
    )


def _put_items(scribe: Scribe, facts: CaseFacts, actor: Actor, items: Sequence[ReturnItem], reason: str) -> None:
    """What the case is returned for, each as a thread of its own; a section without a text has none to comment on."""
    for item in items:
        if item.section in facts.record.heads:
            put_comment(
                scribe,
                facts,
                item.section,
                place_in(facts, item.section, Span(item.start, item.end) if item.start != item.end else None),
                item.words.strip() or reason.strip(),
                CommentKind.MUST_FIX,
                person_id=actor.person_id or "",
                code=item.code,
                returned=True,
            )


def _reviewing_stage(facts: CaseFacts) -> Stage:
    stage = stage_of(facts)
    if stage is None or facts.record.file.state not in (CaseState.REVIEW, CaseState.ESCALATED):
        raise Refused(
            f"The case is not under review: its state is “{facts.record.file.state}”.",
            next="Look at it with `countersign case show`.",
            refusal=Refusal.STATE,
        )
    return stage


def _chosen(
    facts: CaseFacts, stage: Stage, names: Sequence[str] | None, reason: str, person_id: str
) -> tuple[Section, ...]:
    """The sections to approve, of those that wait for this person: blocked ones only one at a time, with a reason."""
    waiting = {
        name: route
        for name, route in waiting_sections(facts).items()
        if person_id not in facts.approvers(name, stage.stage)
    }
    blocked = [name for name, route in waiting.items() if route is RouteKind.BLOCK]
    if names is None:
        names = [name for name in waiting if name not in blocked]
        if not names:
            which = f" Blocked: {', '.join(blocked)}." if blocked else ""
            raise Refused(
                f"No flagged section waits for you.{which}",
                next="Name a blocked one with `--section`.",
                refusal=Refusal.NOT_WAITING,
            )
    chosen = tuple(facts.pack.form.require_section(name) for name in dict.fromkeys(names))
    for section in chosen:
        if section.section not in waiting:
            raise Refused(
                f"“{section.title}” does not wait for your approval.",
                next=f"These do: {', '.join(waiting) or 'none'}.",
                refusal=Refusal.NOT_WAITING,
                section=section.section,
            )
    if any(section.section in blocked for section in chosen):
        if len(chosen) > 1:
            raise UsageError("A blocked section has its own decision.", next="Approve it alone, with a reason.")
        _require_reason(reason)
    return chosen


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise UsageError("This decision needs a reason.", next="Say why with `--reason`.")


def _require_checklist(stage: Stage, confirmed: bool) -> None:
    if stage.checklist and not confirmed:
        points = " ".join(f"{i}. {point}." for i, point in enumerate(stage.checklist, start=1))
        raise UsageError(
            f"The checklist is not confirmed. {points}", next="See to each point, then confirm with `--checklist`."
        )


def _require_current(facts: CaseFacts, section: Section) -> None:
    """Nobody approves or signs a text that stands on what has changed, or that has an open blocker."""
    head = facts.record.head(section.section)
    title, name = section.title, section.section
    to_author = "Return the case to its author."
    if head is None:
        raise Refused(f"“{title}” has no text.", next=to_author, refusal=Refusal.NO_TEXT, section=name)
    if facts.changed_inputs(section):
        what = f"“{title}” stands on what has changed since."
        raise Refused(what, next=to_author, refusal=Refusal.STALE, section=name)
    if facts.record.open_blockers(head.revision_id):
        way_on = "Return the case, or let its author explain it."
        raise Refused(f"“{title}” has an open blocker.", next=way_on, refusal=Refusal.OPEN_BLOCKER, section=name)
    if open_must_fix(facts.record, name):
        raise Refused(
            f"“{title}” has a comment that must be fixed first.",
            next="Resolve it where it is mended, or return the case.",
            refusal=Refusal.OPEN_COMMENT,
            section=name,
        )


def _leaves_review(facts: CaseFacts, stage: Stage, approved: Sequence[str], person_id: str) -> bool:
    """Whether the gate opens with this approval."""
    return all(
        name in approved and len(facts.approvers(name, stage.stage) | {person_id}) >= stage.approvals
        for name in waiting_sections(facts)
    )


def _signer(acting: Acting, facts: CaseFacts, stage: Stage | None) -> Actor:
    """Who may sign now: the stage's role, once each; with no stage the author of the case."""
    person_id = acting.person.person_id
    if stage is None:
        if person_id != facts.record.file.created_by:
            raise Refused(
                "The author of the case confirms it.",
                next="Use the author's profile with `--as`.",
                refusal=Refusal.NOT_THE_AUTHOR,
            )
        return acting.as_one_of(Role.ANALYST)
    if person_id in signers(facts, stage):
        raise Refused(
            f"{acting.person.name} has signed already; {stage.approvals} signatures are needed.",
            next="Let another person sign.",
            refusal=Refusal.SIGNED_ALREADY,
        )
    return acting.as_one_of(program_role(facts.pack.form, stage))
