"""From the facts of a case to what its reviewer sees. Everything here is made in the background."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from desktop_app.domain.authorship import written_words
from desktop_app.domain.case import CaseState
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.change_author import AuthoredChange, authored_changes, drafted_before
from desktop_app.domain.confidence import Band
from desktop_app.domain.delegation import Delegation
from desktop_app.domain.errors import Refused
from desktop_app.domain.evidence import Citation
from desktop_app.domain.form import Section, Stage
from desktop_app.domain.gate import (
    deciding_roles,
    heard_at,
    higher_role,
    require_four_eyes,
    routes_of,
    stage_for,
    state_in,
    waiting_sections,
)
from desktop_app.domain.looking_again import last_looked, text_at
from desktop_app.domain.one_by_one import one_by_one
from desktop_app.domain.person import Acting, Person, Profile, Role
from desktop_app.domain.redline import Redline, edited_share, redline
from desktop_app.domain.review import DecisionKind
from desktop_app.domain.route import RouteDecided
from desktop_app.domain.section import Revision
from desktop_app.domain.sole_editor import who_needs_another
from desktop_app.domain.stage_standing import stage_standings
from desktop_app.domain.standing import Lapse
from desktop_app.domain.standing import standing_of as signature_standing
from desktop_app.domain.support_reading import read_supports
from desktop_app.domain.text import Origin, Span
from desktop_app.domain.thread import open_must_fix
from desktop_app.domain.waiting_changes import Waiting, settled_last, waiting_changes
from desktop_app.qt.approval_needs import approval_needs
from desktop_app.qt.evidence_reading import cited_sources
from desktop_app.qt.queue_reading import in_queue
from desktop_app.qt.review_state import ChangeCard, Fate, ReviewState, SectionReview, Side, Step
from desktop_app.qt.settled_cards import with_settled
from desktop_app.qt.standing_reading import standing_of
from desktop_app.qt.taught_words import taught_words
from desktop_app.qt.thread_reading import read_threads
from desktop_app.services.program import Program

_AUTHOR_SETTLES = (CaseState.REVIEW, CaseState.ESCALATED, CaseState.RETURNED, CaseState.WITHDRAWN)
People = tuple[tuple[Person, Profile], ...]


@dataclass(frozen=True, slots=True)
class _Seat:
    """A case from one person's seat: who they are here, and what they are called."""

    facts: CaseFacts
    acting: Acting
    names: Mapping[str, str]
    stage: Stage | None
    step: Step
    behalf: Delegation | None = None

    @property
    def me(self) -> str:
        """The person."""
        return self.acting.person.person_id

    @property
    def persons(self) -> tuple[str, ...]:
        """The person, and for whom they decide."""
        return (self.me, *([self.behalf.person_id] if self.behalf else []))

    @property
    def settles(self) -> bool:
        """Whether others' changes wait for this person: while they review, or for the author what reviewers wrote."""
        file = self.facts.record.file
        return self.step is Step.APPROVE or (file.created_by == self.me and file.state in _AUTHOR_SETTLES)

    def name(self, person_id: str | None) -> str:
        """A person's name; empty for nobody."""
        return self.names.get(person_id or "", "")

    def side(self, person_id: str | None) -> Side:
        """Which side somebody is on."""
        return Side.ANALYST if person_id in (None, self.facts.record.file.created_by) else Side.REVIEWER


async def read_review(
    program: Program, acting: Acting, case_id: str, decided: frozenset[str] = frozenset()
) -> ReviewState:
    """The case as this person sees it now, with its place in their queue, from which `decided` cases are gone."""
    await program.keeping.require_reader(acting, case_id)
    facts = await program.keeping.facts(case_id)
    people = await program.enrolling.listing()
    query = program.assigning.query(acting, hidden=decided, seat=await program.delegating.seat(acting))
    place = await program.store.queue_place(query, case_id)
    await program.keeping.viewed(acting, case_id)
    marks = await program.holding.marks(acting, case_id, facts.record.heads)
    known, given = await program.store.names(), await program.delegating.given(acting)
    state = in_queue(review_of(facts, acting, people, given, known), place)
    away = await program.handing_over.away(case_id)
    if away is not None:
        state = replace(state, step=Step.NONE, away=away)
    return replace(
        state,
        signatures=program.exporting.standings(facts.record),
        marks=marks,
        names=taught_words(facts) if state.can_edit else frozenset(),
    )


def review_of(
    facts: CaseFacts,
    acting: Acting,
    people: People,
    given: Sequence[Delegation] = (),
    known: Mapping[str, str] | None = None,
) -> ReviewState:
    """The case before the person who decides; `given` are the delegations to them that hold now, `known` the names of
    those too who are not here."""
    file, form = facts.record.file, facts.pack.form
    names = {**(known or {}), **{person.person_id: person.name for person, _ in people}}
    me, held = acting.person.person_id, acting.profile.roles | {each.role for each in given}
    stage = stage_for(facts, me, held)
    role = _wanted_role(facts, stage)
    behalf = None if role in acting.profile.roles else _behalf(facts, given, role)
    deciders = _deciders(facts, stage, people, role)
    step = _step(facts, acting, stage, role, behalf)
    seat = _Seat(facts, acting, names, stage, step, behalf)
    higher = higher_role(stage) if stage else Role.APPROVER
    numbered = enumerate((s for s in form.sections if s.section in facts.record.heads), start=1)
    return ReviewState(
        file=file,
        form_title=form.title,
        author=names.get(file.created_by, ""),
        mine=file.created_by == seat.me,
        step=step,
        role=role.value if role else "",
        behalf=names.get(behalf.person_id, "") if behalf and step is not Step.NONE else "",
        stage=stage.stage if stage else "",
        stages=stage_standings(facts),
        deciders=tuple(name for person_id, name in deciders if person_id != seat.me),
        escalates_to=tuple(p.name for p, profile in people if higher in profile.roles and p.person_id != seat.me),
        escalate_role=higher.value,
        sections=tuple(_section(seat, section, number) for number, section in numbered),
        checklist=stage.checklist if stage else (),
        approvals=stage.approvals if stage else 1,
        needs=approval_needs(facts, people),
        threads=read_threads(facts, acting, names),
        lapses=_lapses(facts),
        looked=last_looked(facts.record, seat.me) if step is Step.APPROVE else None,
        commitments={name: _text(facts, head).text.commitment for name, head in facts.record.heads.items()},
        has_key=any(p.profile_id == acting.profile.profile_id and p.sealed_key for _, p in people),
        reasons=tuple(d.reason.text for d in facts.record.decisions if d.kind is DecisionKind.RETURN and d.reason),
    )


def _lapses(facts: CaseFacts) -> tuple[tuple[str, str, Lapse], ...]:
    """Approvals that do not count any more, the newest last."""
    signatures = (signature_standing(signature, facts.record) for signature in facts.record.signatures)
    known = {section.section: section.title for section in facts.pack.form.sections}
    return tuple((s.name, known.get(each.section, each.section), each) for s in signatures for each in s.lapses)


def _wanted_role(facts: CaseFacts, stage: Stage | None) -> Role | None:
    """The role that the case waits for; None where it waits for nobody's decision."""
    match facts.record.file.state:
        case CaseState.ESCALATED | CaseState.REVIEW | CaseState.SIGN_OFF:
            return deciding_roles(facts, stage)[0] if stage else Role.ANALYST
        case _:
            return None


def _deciders(facts: CaseFacts, stage: Stage | None, people: People, role: Role | None) -> tuple[tuple[str, str], ...]:
    """Who can decide: the author where no stage is left, otherwise everybody in the role whose case it never was."""
    author, authors = facts.record.file.created_by, facts.record.authors
    return tuple(
        (person.person_id, person.name)
        for person, profile in people
        if role in profile.roles and (person.person_id not in authors if stage else person.person_id == author)
    )


def _behalf(facts: CaseFacts, given: Sequence[Delegation], role: Role | None) -> Delegation | None:
    """For whom the person decides; nobody does for the author, nor the author for anybody."""
    author = facts.record.file.created_by
    return next((g for g in given if g.role is role and author not in (g.person_id, g.delegate_id)), None)


def _step(facts: CaseFacts, acting: Acting, stage: Stage | None, role: Role | None, behalf: Delegation | None) -> Step:
    file, person_id = facts.record.file, acting.person.person_id
    if role is None or (role not in acting.profile.roles and behalf is None):
        return Step.NONE
    if stage is None:
        return Step.CONFIRM if file.created_by == person_id else Step.NONE
    if person_id in facts.record.authors:
        return Step.NONE
    if state_in(facts.pack.form, stage) is not CaseState.REVIEW:
        heard = {person_id, *([behalf.person_id] if behalf else [])} & heard_at(facts, stage)
        return Step.NONE if heard else Step.SIGN
    return Step.APPROVE


def _section(seat: _Seat, section: Section, number: int) -> SectionReview:
    facts, name = seat.facts, section.section
    head = _text(facts, facts.record.heads[name])
    waiting, drafted = _waiting(seat, name), drafted_before(facts.record, head)
    settled = settled_last(facts, name, seat.me) if seat.settles and not waiting else None
    since = waiting or settled
    before = since.before if since else drafted
    line = _line(waiting, before, head)
    cards = _cards(seat, name, before, head, line, waiting) if before and line else ()
    cards, taken = with_settled(cards, line, settled, _cards_then(seat, name, settled))
    citations = facts.record.citations.get(head.revision_id, ())
    route = facts.record.routes.get(head.revision_id)
    approvers = facts.approvers(name, seat.stage.stage) if seat.stage else frozenset()
    heard = facts.heard(name, seat.stage.stage) if seat.stage else frozenset()
    asked = seat.step is Step.APPROVE and name in waiting_sections(facts, seat.stage) and not heard & set(seat.persons)
    return SectionReview(
        section=name,
        title=section.title,
        number=number,
        revision_id=head.revision_id,
        text=facts.record.marked(head),
        line=line,
        clean=_alone(head),
        drafted=_alone(drafted) if drafted else None,
        sent=_alone(_left_by_author(seat, head)),
        cards=cards,
        taken=taken,
        since=_since(seat, head),
        band=route.band if route else None,
        was=_was(facts, drafted, route),
        route=routes_of(facts).get(name),
        reasons=route.reasons if route else (),
        needs_me=asked,
        approved_by=tuple(sorted(filter(None, map(seat.name, _known_approvers(seat, name, approvers))))),
        obstacles=_obstacles(seat, section, head) if seat.step is not Step.NONE else (),
        with_author=seat.step in (Step.APPROVE, Step.SIGN) and _holds_own_words(seat, head),
        sources=cited_sources(facts, head.section_text, citations),
        supports=read_supports(facts.record, head),
        flagged_citations=_doubted(citations) if asked else frozenset(),
        written=_written(facts, head),
        words=written_words(facts.record, head, seat.names),
        edited=edited_share(facts.record.spans.get(head.revision_id, ())).get(Origin.PERSON, 0.0),
        why=standing_of(facts, section, number, head, seat.names),
    )


def _known_approvers(seat: _Seat, section: str, here: frozenset[str]) -> frozenset[str]:
    """Who has approved it: at this stage alone for who decides here, since others' decisions are not to lead them."""
    if seat.step is Step.APPROVE:
        return here
    stages = seat.facts.pack.form.stages
    return here.union(*(seat.facts.approvers(section, stage.stage) for stage in stages))


def _waiting(seat: _Seat, section: str) -> Waiting | None:
    """What others changed and this person has not settled; a redraft beside human text is the analyst's to settle."""
    if not seat.settles:
        return None
    try:
        waiting = waiting_changes(seat.facts, section, seat.me)
    except Refused:
        return None
    return None if waiting.is_proposal or not waiting.line.changes else waiting


def _line(waiting: Waiting | None, before: Revision | None, head: Revision) -> Redline | None:
    if waiting:
        return waiting.line
    return redline(before.section_text, head.section_text) if before and before is not head else None


def _since(seat: _Seat, head: Revision) -> Redline | None:
    """What others changed since the person last had to do with the case."""
    record = seat.facts.record
    at = last_looked(record, seat.me) if seat.step is Step.APPROVE else None
    then = text_at(record, head.section, at) if at else None
    line = redline(then.section_text, head.section_text) if then else None
    return line if line and line.changes else None


def _alone(revision: Revision) -> Redline:
    """A text with nothing changed in it."""
    return redline(revision.section_text, revision.section_text)


def _left_by_author(seat: _Seat, head: Revision) -> Revision:
    """The newest text that no reviewer has touched."""
    found: Revision | None = head
    while found and found.person_id and seat.side(found.person_id) is Side.REVIEWER:
        found = seat.facts.record.revision(found.parent_id) if found.parent_id else None
    return found or head


def _was(facts: CaseFacts, drafted: Revision | None, route: RouteDecided | None) -> Band | None:
    """How far the draft could be trusted, where people have made it better since."""
    before = facts.record.routes.get(drafted.revision_id) if drafted else None
    order = tuple(Band)
    return before.band if before and route and order.index(before.band) > order.index(route.band) else None


def _cards(
    seat: _Seat, section: str, before: Revision, head: Revision, line: Redline, waiting: Waiting | None
) -> tuple[ChangeCard, ...]:
    made = authored_changes(seat.facts.record, before, head, line)
    unaccepted = who_needs_another(seat.facts.record, head)
    return tuple(_card(seat, section, change, waiting, unaccepted) for change in made)


def _cards_then(seat: _Seat, section: str, settled: Waiting | None) -> tuple[ChangeCard, ...]:
    """The changes as they waited before they were settled."""
    return _cards(seat, section, settled.before, settled.after, settled.line, settled) if settled else ()


def _card(
    seat: _Seat, section: str, made: AuthoredChange, waiting: Waiting | None, unaccepted: frozenset[str]
) -> ChangeCard:
    yours = made.person_id == seat.me
    open_ = seat.side(made.person_id) is Side.REVIEWER and made.person_id in unaccepted
    open_ = open_ and made.accepted_by in (None, made.person_id)
    fate = Fate.WAITS if waiting and not yours else Fate.WITH_AUTHOR if open_ and yours else Fate.SETTLED
    return ChangeCard(
        section=section,
        number=made.change.number,
        before=made.change.before_text,
        after=made.change.after_text,
        author=seat.name(made.person_id),
        side=seat.side(made.person_id),
        yours=yours,
        at=made.at,
        fate=fate,
        accepted=not yours and made.accepted_by == seat.me,
        kind=made.change.kind,
        one_by_one=one_by_one(seat.facts, section, made.change),
    )


def _obstacles(seat: _Seat, section: Section, head: Revision) -> tuple[str, ...]:
    """Why nobody, or not this person, can approve the section as it is: what the gate would say."""
    facts, found = seat.facts, []
    changed = facts.changed_words(section)
    if changed:
        found.append(f"It stands on what has changed since ({', '.join(changed)}). Return the case to its author.")
    if facts.record.open_blockers(head.revision_id):
        found.append("It has an open blocker. Return the case, or let its author explain it.")
    if open_must_fix(facts.record, section.section):
        found.append("A comment says what must be fixed first. Resolve it where it is mended, or return the case.")
    if seat.step is not Step.CONFIRM:
        try:
            for person_id in seat.persons:
                require_four_eyes(facts, section, person_id)
        except Refused:
            found.append(_own_words(seat, head))
    return tuple(found)


def _holds_own_words(seat: _Seat, head: Revision) -> bool:
    return seat.me in who_needs_another(seat.facts.record, head)


def _own_words(seat: _Seat, head: Revision) -> str:
    if _holds_own_words(seat, head):
        return "It holds changes of your own: its author accepts them first, or another person approves."
    return (
        f"{'You have' if not seat.behalf else 'You or who you decide for has'} written in it: another person approves."
    )


def _doubted(citations: Sequence[Citation]) -> frozenset[int]:
    """The citations that a check doubts and that lead somewhere."""
    return frozenset(c.number for c in citations if c.passage_id and not c.quote_state.resolved)


def _written(facts: CaseFacts, head: Revision) -> tuple[int, int]:
    """The words that hold a character of a person's, and all words."""
    spans = facts.record.spans.get(head.revision_id, ())
    persons = [span.span for span in spans if span.origin is Origin.PERSON]
    words = [Span(found.start(), found.end()) for found in re.finditer(r"\S+", head.section_text.plain)]
    return sum(any(word.overlaps(span) for span in persons) for word in words), len(words)


def _text(facts: CaseFacts, revision_id: str) -> Revision:
    revision = facts.record.revision(revision_id)
    if revision is None:
        raise ValueError("a head without its revision")
    return revision
