"""A case's way through its gates: sent, approved, returned, escalated, signed. Each decision applies exactly once."""

from collections.abc import Sequence
from dataclasses import replace

from desktop_app.domain.audit import EventType
from desktop_app.domain.case import CaseState, CaseStep, after
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.case_life import VoidReason
from desktop_app.domain.comment import CommentKind, ReturnItem
from desktop_app.domain.delegation import Decider
from desktop_app.domain.errors import Refusal, Refused, UsageError
from desktop_app.domain.form import Section, Stage
from desktop_app.domain.gate import (
    AUTHOR_GATE,
    deciding_roles,
    escalated_to,
    heard_at,
    higher_role,
    is_done,
    next_stages,
    open_stages,
    require_four_eyes,
    require_not_its_author,
    sending_obstacles,
    stage_for,
    state_in,
    undecided_stages,
    waiting_sections,
)
from desktop_app.domain.gate_entry import EscalationCause
from desktop_app.domain.person import Acting, Actor, Role
from desktop_app.domain.review import DecisionKind
from desktop_app.domain.route import RouteKind
from desktop_app.domain.text import Span
from desktop_app.domain.thread import open_must_fix
from desktop_app.services.advancing import advance, decide, end, enter, escalate, require_words, stay
from desktop_app.services.case_keeping import CaseKeeping
from desktop_app.services.commenting import place_in, put_comment
from desktop_app.services.delegating import Delegating
from desktop_app.services.labelling import put_labels
from desktop_app.services.lane_watching import LaneWatching
from desktop_app.services.recording import Recording, Scribe
from desktop_app.services.refusing import told_if_refused
from desktop_app.services.revising import Revising
from desktop_app.services.signing import Signing
from desktop_app.services.withdrawing import withdraw


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
        delegating: Delegating,
    ) -> None:
        self._keeping, self._recording, self._signing = keeping, recording, signing
        self._revising, self._watching, self._delegating = revising, watching, delegating

    @told_if_refused(EventType.CASE_ADVANCED)
    async def send(
        self, acting: Acting, case_id: str, *, read_through: bool, command_id: str | None = None
    ) -> CaseState:
        """Send the case to its first relevant stages. The author says that they have read it through."""
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
        stages = next_stages(facts, None)
        left_out = [s.section for s in facts.pack.form.sections if s.section in facts.evaluated.left_out]
        scribe.tell(EventType.CASE_SENT, stage=stages[0].stage if stages else "", left_out=left_out)
        state = enter(scribe, facts, stages)
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
        stage: str | None = None,
        command_id: str | None = None,
    ) -> CaseState:
        """Approve sections in review, signed: these, or all flagged ones. A blocked one is named alone, with a reason.

        `checklist` says that every point of the stage's checklist was seen to. Where the case waits in several stages,
        `stage` names the one that is meant; None: the first in which these sections wait for who acts.
        """
        facts = await self._keeping.facts(case_id)
        if await self._recording.is_applied(command_id):
            return await self._state(case_id)
        at = _reviewing_stage(facts, await self._stage(acting, facts, stage, sections or ()))
        decider = await self._delegating.decider(acting, facts, deciding_roles(facts, at))
        chosen = _chosen(facts, at, sections, reason, decider)
        _require_checklist(at, checklist)
        for section in chosen:
            _require_current(facts, section)
            _require_four_eyes(facts, section, decider)
        require_not_its_author(facts, decider.persons)
        profile = await self._signing.ready(acting, passphrase)
        scribe = self._recording.begin(decider.actor, case_id, command_id)
        names = tuple(section.section for section in chosen)
        approve, points = DecisionKind.APPROVE, len(at.checklist)
        decided = decide(scribe, facts, decider, approve, at.stage, reason, names, checked=points)
        labels = put_labels(scribe, facts, names, approved=True)
        await self._watching.close_broken(scribe, facts, labels, acting.person.person_id)
        self._signing.sign(
            scribe,
            facts,
            names,
            gate=at.stage,
            meaning="approved",
            name=acting.person.name,
            behalf=await self._behalf(decider),
            actor=decider.actor,
            profile=profile,
            passphrase=passphrase,
        )
        state = advance(scribe, decided, at) if is_done(decided, at) else stay(scribe, facts)
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
        stage: str | None = None,
        command_id: str | None = None,
    ) -> CaseState:
        """Sign the whole case in its sign-off stage, or as its author where no sign-off stage is relevant.

        `checklist` says that every point of the stage's checklist was seen to. Where the case waits in several stages,
        `stage` names the one that is meant.
        """
        facts = await self._keeping.facts(case_id)
        if await self._recording.is_applied(command_id):
            return await self._state(case_id)
        signed = after(facts.record.file.state, CaseStep.SIGN)
        at = await self._stage(acting, facts, stage)
        decider = await self._signer(acting, facts, at)
        if at:
            _require_checklist(at, checklist)
        sections = tuple(s for s in facts.sections if s.section in facts.record.heads)
        for section in sections:
            _require_current(facts, section)
            if at:
                _require_four_eyes(facts, section, decider)
        if at:
            require_not_its_author(facts, decider.persons)
        elif len(facts.record.authors) > 1:
            await self._require_read_through(case_id, acting.person.person_id)
        names = tuple(section.section for section in sections)
        profile = await self._signing.ready(acting, passphrase)
        scribe = self._recording.begin(decider.actor, case_id, command_id)
        gate, points = (at.stage, len(at.checklist)) if at else (AUTHOR_GATE, 0)
        decided = decide(scribe, facts, decider, DecisionKind.APPROVE, gate, "", names if at else (), checked=points)
        self._signing.sign(
            scribe,
            facts,
            names,
            gate=gate,
            meaning="signed" if at else "confirmed by the author",
            name=acting.person.name,
            behalf=await self._behalf(decider),
            actor=decider.actor,
            profile=profile,
            passphrase=passphrase,
        )
        if at and not is_done(decided, at):
            state = stay(scribe, facts)
        elif at and (undecided_stages(decided) or next_stages(decided, at)):
            state = advance(scribe, decided, at)
        else:
            end(scribe, facts, state := signed)
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
        The case then waits in no other stage either.
        """
        facts = await self._keeping.facts(case_id)
        if await self._recording.is_applied(command_id):
            return
        target = after(facts.record.file.state, CaseStep.RETURN)
        stage = await self._stage(acting, facts, None)
        decider = await self._delegating.decider(
            acting, facts, deciding_roles(facts, stage) if stage else (Role.ANALYST,)
        )
        marked = [section.section for section in facts.sections if open_must_fix(facts.record, section.section)]
        if not items and not marked:
            raise UsageError("A return names at least one section.", next="Name it with `--section`.")
        require_words(reason)
        for item in items:
            facts.require_section(item.section)
        scribe = self._recording.begin(decider.actor, case_id, command_id)
        names = tuple(dict.fromkeys([*(item.section for item in items), *marked]))
        decide(scribe, facts, decider, DecisionKind.RETURN, stage.stage if stage else AUTHOR_GATE, reason, names)
        _put_items(scribe, facts, decider.actor, items, reason)
        if stage:
            labels = put_labels(scribe, facts, names, approved=False)
            await self._watching.close_broken(scribe, facts, labels, acting.person.person_id)
        withdraw(scribe, facts.record, names, VoidReason.RETURNED)
        scribe.tell(EventType.CASE_RETURNED)
        end(scribe, facts, target)
        await self._recording.write(scribe)

    @told_if_refused(EventType.DECISION_ESCALATED)
    async def escalate(
        self, acting: Acting, case_id: str, reason: str, *, stage: str | None = None, command_id: str | None = None
    ) -> None:
        """Let a higher role decide in a stage. The case waits for it and is never lost."""
        facts = await self._keeping.facts(case_id)
        if await self._recording.is_applied(command_id):
            return
        after(facts.record.file.state, CaseStep.ESCALATE)
        at = await self._stage(acting, facts, stage)
        if at is None or escalated_to(facts, at):
            raise Refused(
                "There is nobody higher to decide here.",
                next="Approve it, return it, or hand it back to its stage.",
                refusal=Refusal.STATE,
            )
        decider = await self._delegating.decider(acting, facts, deciding_roles(facts, at))
        require_words(reason)
        scribe = self._recording.begin(decider.actor, case_id, command_id)
        decide(scribe, facts, decider, DecisionKind.ESCALATE, at.stage, reason)
        escalate(scribe, facts, at, higher_role(at), EscalationCause.PERSON)
        await self._recording.write(scribe)

    async def _stage(
        self, acting: Acting, facts: CaseFacts, name: str | None, sections: Sequence[str] = ()
    ) -> Stage | None:
        """The stage that a decision is about: the one that is named, or the one that waits for who acts."""
        if name is None:
            roles = await self._delegating.roles(acting)
            return stage_for(facts, acting.person.person_id, roles, sections)
        found = {stage.stage: stage for stage in open_stages(facts)}
        if name not in found:
            raise Refused(
                f"The case does not wait in the stage “{name}”.",
                next=f"It waits in: {', '.join(found) or 'none'}.",
                refusal=Refusal.STATE,
            )
        return found[name]

    async def _signer(self, acting: Acting, facts: CaseFacts, stage: Stage | None) -> Decider:
        """Who may sign now: the stage's role, once each; with no stage the author of the case."""
        if stage is None:
            return _author(acting, facts)
        if state_in(facts.pack.form, stage) is CaseState.REVIEW:
            raise Refused(
                "This stage decides section by section.",
                next="Approve the sections that wait with `case approve`.",
                refusal=Refusal.STATE,
            )
        decider = await self._delegating.decider(acting, facts, deciding_roles(facts, stage))
        if heard_at(facts, stage) & set(decider.persons):
            raise Refused(
                f"{acting.person.name} has signed already; {stage.approvals} signatures are needed.",
                next="Let another person sign.",
                refusal=Refusal.SIGNED_ALREADY,
            )
        return decider

    async def _behalf(self, decider: Decider) -> str:
        """The name of the person for whom a delegate decides; empty for who decides for themselves."""
        return await self._delegating.name_of(decider.delegation.person_id) if decider.delegation else ""

    def _as_lanes_are(self, scribe: Scribe, facts: CaseFacts) -> CaseFacts:
        """The case with new routes for sections that passed by a lane that was closed before the case was sent."""
        routes = dict(facts.record.routes)
        for section in facts.sections:
            decided = self._revising.close_lane_of(scribe, facts, section)
            if decided is not None:
                head = facts.record.heads[section.section]
                routes[head] = replace(routes[head], route=decided.kind, reasons=decided.reasons)
        return replace(facts, record=replace(facts.record, routes=routes))

    async def _require_read_through(self, case_id: str, person_id: str) -> None:
        """Who confirms a case has read it through themselves: somebody to whom it was handed since sends it first."""
        if await self._recording.last_actor(case_id, EventType.CASE_SENT) != person_id:
            raise Refused(
                "Who confirms a case has read it through and sent it themselves.",
                next="Take the case back, read it through and send it; its approvals stay.",
                refusal=Refusal.NOT_THE_AUTHOR,
            )

    async def _state(self, case_id: str) -> CaseState:
        """The state as it is now, for who gives a command again."""
        return (await self._keeping.facts(case_id)).record.file.state


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


def _reviewing_stage(facts: CaseFacts, stage: Stage | None) -> Stage:
    waits = facts.record.file.state in (CaseState.REVIEW, CaseState.ESCALATED)
    if stage is None or not waits or state_in(facts.pack.form, stage) is not CaseState.REVIEW:
        raise Refused(
            f"The case is not under review: its state is “{facts.record.file.state}”.",
            next="Look at it with `countersign case show`.",
            refusal=Refusal.STATE,
        )
    return stage


def _chosen(
    facts: CaseFacts, stage: Stage, names: Sequence[str] | None, reason: str, decider: Decider
) -> tuple[Section, ...]:
    """The sections to approve, of those that wait for this person: blocked ones only one at a time, with a reason."""
    waiting = {
        name: route
        for name, route in waiting_sections(facts, stage).items()
        if not facts.heard(name, stage.stage) & set(decider.persons)
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
    chosen = tuple(facts.require_section(name) for name in dict.fromkeys(names))
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
        require_words(reason)
    return chosen


def _require_four_eyes(facts: CaseFacts, section: Section, decider: Decider) -> None:
    """Neither a delegate's own words nor those of the person for whom they decide."""
    for person_id in decider.persons:
        require_four_eyes(facts, section, person_id)


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


def _author(acting: Acting, facts: CaseFacts) -> Decider:
    if acting.person.person_id != facts.record.file.created_by:
        raise Refused(
            "The author of the case confirms it.",
            next="Use the author's profile with `--as`.",
            refusal=Refusal.NOT_THE_AUTHOR,
        )
    return Decider(acting.as_one_of(Role.ANALYST))
