"""Gates: what a case still needs to leave its stage, and which stage comes next. All pure functions of its facts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from desktop_app.domain.case import CaseState
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.errors import Refusal, Refused
from desktop_app.domain.finding import words
from desktop_app.domain.form import Form, Section, Stage
from desktop_app.domain.person import Role
from desktop_app.domain.route import RouteKind
from desktop_app.domain.section import Revision, SectionState
from desktop_app.domain.sole_editor import sole_editor, who_needs_another
from desktop_app.domain.text import unaccepted_writers
from desktop_app.domain.thread import Thread, unanswered

AUTHOR_GATE = "author"
"""The gate of a case with no relevant sign-off stage: its author's signed confirmation."""

WAITING_STATES = (CaseState.REVIEW, CaseState.SIGN_OFF, CaseState.ESCALATED)
"""The states in which others than the author decide about a case."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that keeps a case where it is: the section (None: the whole case), and words for people. `by_words`
    says that other words in the section do away with it."""

    section: str | None
    words: str
    by_words: bool = False


def routes_of(facts: CaseFacts) -> dict[str, RouteKind]:
    """The route of each section's current revision. What passed passes only as long as its lane is open, until the case
    is sent."""
    record = facts.record
    routes = {section: record.routes[head].route for section, head in record.heads.items() if head in record.routes}
    if not record.file.state.editable:
        return routes
    closed = {s for s, route in routes.items() if route is RouteKind.PASS and record.lane_of(record.heads[s]) is None}
    return routes | dict.fromkeys(closed, RouteKind.FLAG)


def sending_obstacles(facts: CaseFacts) -> tuple[Obstacle, ...]:
    """What must be done before the case can be sent. Empty: it can."""
    return (
        *(Obstacle(None, problem.words) for problem in facts.problems),
        *([] if facts.sections else [Obstacle(None, "These answers leave every section out: there is no text.")]),
        *(o for section in facts.sections for o in _section_obstacles(facts, section)),
        *(_unanswered(facts, thread) for thread in unanswered(facts.record) if _is_to_answer(facts, thread)),
    )


def _is_to_answer(facts: CaseFacts, thread: Thread) -> bool:
    return thread.first.section not in facts.evaluated.left_out and not _waits(facts, thread)


def _waits(facts: CaseFacts, thread: Thread) -> bool:
    """Whether its answer is to accept or reject what a reviewer wrote, which is asked for already."""
    head = facts.record.head(thread.first.section)
    return head is not None and _others_words(facts, head)


def _unanswered(facts: CaseFacts, thread: Thread) -> Obstacle:
    name = thread.first.section
    section = facts.section(name)
    title = section.title if section else name
    return Obstacle(name, f"“{title}”: what must be fixed has no answer yet.", by_words=True)


def _section_obstacles(facts: CaseFacts, section: Section) -> list[Obstacle]:
    state, name = facts.state_of(section), section.section
    head = facts.record.head(name)
    if head is None:
        unfilled = "is not written yet" if section.author == "person" else f"is {state}"
        return [Obstacle(name, f"“{section.title}” {unfilled}.")] if section.required else []
    found = []
    if state is SectionState.STALE:
        changed = ", ".join(facts.changed_words(section))
        found.append(Obstacle(name, f"“{section.title}” stands on what has changed since ({changed})."))
    if facts.record.proposal(name):
        found.append(Obstacle(name, f"A redraft of “{section.title}” waits to be accepted or rejected."))
    if _others_words(facts, head):
        found.append(Obstacle(name, f"What a reviewer changed in “{section.title}” waits to be accepted or rejected."))
    open_ones = facts.record.open_blockers(head.revision_id)
    blockers = [
        raised for raised in open_ones if state is not SectionState.STALE or not facts.is_outdated(section, raised)
    ]
    return found + [Obstacle(name, f"“{section.title}”: {words(raised.finding)}") for raised in blockers]


def _others_words(facts: CaseFacts, head: Revision) -> bool:
    """Whether a returned case holds what others changed and its author has not taken or left out: who changed it could
    never approve it."""
    record, alone = facts.record, sole_editor(facts.record, head)
    here = {revision.revision_id for revision in record.of_section(head.section)}
    spans = (s for s in record.spans.get(head.revision_id, ()) if s.source_revision in here)
    changed = unaccepted_writers(spans) | ({alone.person_id} if alone else set())
    return record.file.state.came_back and bool(changed - record.authors)


def program_role(form: Form, stage: Stage) -> Role:
    """The program's role for the pack's own role of a stage."""
    return form.roles[stage.role]


def deciding_roles(facts: CaseFacts, stage: Stage) -> tuple[Role, ...]:
    """Who may decide now: the stage's role, or while it is escalated the role that it waits for."""
    escalated = escalated_to(facts, stage)
    return (escalated or program_role(facts.pack.form, stage),)


def higher_role(stage: Stage) -> Role:
    """Whom the stage is escalated to."""
    return stage.escalate_to or Role.APPROVER


def escalated_to(facts: CaseFacts, stage: Stage) -> Role | None:
    """The role that the stage waits for where it was escalated, else None."""
    escalation = facts.record.escalation(stage.stage)
    if escalation is not None:
        return escalation.waits_for
    known = facts.record.open_entries  # a case that was escalated before its entries were kept has none
    return higher_role(stage) if facts.record.file.state is CaseState.ESCALATED and not known else None


def state_in(form: Form, stage: Stage | None) -> CaseState:
    """The case's state while it waits in a stage: section by section with a reviewer, as a whole with an approver."""
    if stage is None or program_role(form, stage) is not Role.REVIEWER:
        return CaseState.SIGN_OFF
    return CaseState.REVIEW


def stage_of(facts: CaseFacts) -> Stage | None:
    """The stage that the case waits in, the first where there are several; None for its author's confirmation."""
    return next((s for s in facts.pack.form.stages if s.stage == facts.record.file.stage), None)


def open_stages(facts: CaseFacts) -> tuple[Stage, ...]:
    """The stages that the case waits in at the same time, in the order of the form; those that are done are among them
    until all are, since a later change of a text asks for their approval again."""
    if facts.record.file.state not in WAITING_STATES:
        return ()
    waits_in = {entry.gate for entry in facts.record.open_entries} or {facts.record.file.stage or ""}
    return tuple(stage for stage in facts.pack.form.stages if stage.stage in waits_in)


def undecided_stages(facts: CaseFacts) -> tuple[Stage, ...]:
    """Those of them that still wait for a decision."""
    return tuple(stage for stage in open_stages(facts) if not is_done(facts, stage))


def stage_for(
    facts: CaseFacts, person_id: str, roles: Collection[Role], sections: Collection[str] = ()
) -> Stage | None:
    """The stage that somebody with these roles decides in, about these sections where any are named: the first where
    something waits for them; else the first that they may decide in, else the one that the case waits in."""
    theirs = [stage for stage in open_stages(facts) if set(deciding_roles(facts, stage)) & set(roles)]
    waiting = (stage for stage in theirs if _waits_for(facts, stage, person_id, sections))
    return next(waiting, theirs[0] if theirs else stage_of(facts))


def _waits_for(facts: CaseFacts, stage: Stage, person_id: str, sections: Collection[str]) -> bool:
    if state_in(facts.pack.form, stage) is not CaseState.REVIEW:
        return not is_done(facts, stage) and person_id not in heard_at(facts, stage)
    theirs = {s for s in waiting_sections(facts, stage) if person_id not in facts.heard(s, stage.stage)}
    return bool(theirs) and theirs.issuperset(sections)


def next_stages(facts: CaseFacts, behind: Stage | None) -> tuple[Stage, ...]:
    """The relevant stages that the case comes to at the same time behind this one's group (None: from the beginning),
    in which there is still something to decide: what was approved at its current revision is not asked for again. An
    unknown condition keeps its gate shut: the stage is then relevant."""
    groups = facts.pack.form.stage_groups
    at = next((n for n, group in enumerate(groups, start=1) if behind in group), 0)
    found = (tuple(s for s in group if stage_relevant(facts, s) and not is_done(facts, s)) for group in groups[at:])
    return next(filter(None, found), ())


def is_done(facts: CaseFacts, stage: Stage) -> bool:
    """Whether the stage has the approvals that it asks for."""
    if state_in(facts.pack.form, stage) is CaseState.REVIEW:
        return not waiting_sections(facts, stage)
    return len(signers(facts, stage)) >= stage.approvals


def waiting_state(facts: CaseFacts, stages: Collection[Stage]) -> CaseState:
    """The state of a case that waits for decisions in these stages; none: for its author's confirmation."""
    if any(escalated_to(facts, stage) for stage in stages):
        return CaseState.ESCALATED
    return state_in(facts.pack.form, next(iter(stages), None))


def stage_relevant(facts: CaseFacts, stage: Stage) -> bool:
    """Whether the case has to pass the stage."""
    routes = {section: route.value for section, route in routes_of(facts).items()}
    return facts.pack.rules.stage_relevant(stage, facts.evaluated.values, routes, facts.evaluated.today)


def waiting_sections(facts: CaseFacts, stage: Stage | None = None) -> Mapping[str, RouteKind]:
    """The sections that still need an approval in a review stage (default: the case's own), with their route."""
    stage = stage or stage_of(facts)
    if stage is None:
        return {}
    return {
        name: route
        for name, route in routes_of(facts).items()
        if route is not RouteKind.PASS and len(facts.approvers(name, stage.stage)) < stage.approvals
    }


def heard_at(facts: CaseFacts, stage: Stage) -> frozenset[str]:
    """The signers of a sign-off stage, and those for whom a delegate has signed."""
    everybody = [facts.heard(name, stage.stage) for name in facts.record.heads]
    return frozenset.intersection(*everybody) if everybody else frozenset()


def signers(facts: CaseFacts, stage: Stage) -> frozenset[str]:
    """The persons whose signature of the whole case, as it is now, counts at a sign-off stage."""
    everybody = [facts.approvers(name, stage.stage) for name in facts.record.heads]
    return frozenset.intersection(*everybody) if everybody else frozenset()


def require_not_its_author(facts: CaseFacts, persons: Collection[str]) -> None:
    """Refuse a decision by somebody, or for somebody, whose case it is or was: to hand it on makes nobody its
    reviewer."""
    if facts.record.authors & set(persons):
        raise Refused(
            "Nobody decides about a case that is or was their own.",
            next="Let another person decide.",
            refusal=Refusal.OWN_CASE,
        )


def require_four_eyes(facts: CaseFacts, section: Section, person_id: str) -> None:
    """Refuse an approval by a person with words of their own in the text, or who changed it last, also by taking words
    out, moving them or making them look otherwise, where nobody else has accepted that.

    With `strict_four_eyes` the approver has written no word of it at all. Roles make no difference: persons count.
    """
    head = facts.record.head(section.section)
    if head is None:
        return
    spans = facts.record.spans.get(head.revision_id, ())
    theirs = any(span.person_id == person_id for span in spans)
    if person_id in who_needs_another(facts.record, head) or (facts.pack.form.strict_four_eyes and theirs):
        raise Refused(
            f"“{section.title}” holds {'words' if theirs else 'changes'} of your own, and no word is approved by its"
            " writer alone.",
            next="Let another person accept your changes, or let another person approve.",
            refusal=Refusal.FOUR_EYES,
            section=section.section,
        )
