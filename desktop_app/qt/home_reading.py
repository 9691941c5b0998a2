"""Reading My work, in the background: the lists in one go, and what stands beside them in another."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from desktop_app.domain.audit import EventType
from desktop_app.domain.case import CaseFile, CaseState
from desktop_app.domain.errors import CountersignError
from desktop_app.domain.form import Form
from desktop_app.domain.gate import sending_obstacles
from desktop_app.domain.page_count import page_counts
from desktop_app.domain.person import READERS, Acting, Role
from desktop_app.domain.provenance import person_name
from desktop_app.domain.told_event import ToldEvent, told_event
from desktop_app.domain.work import AUTHORS_STATES, WORK_TYPES, Turn, WorkCase, WorkPage
from desktop_app.qt.home_state import MOST_NEWS, DueSoon, GoingOn, HomeAside, HomeState, NewsItem
from desktop_app.qt.kept_forms import forms_of

if TYPE_CHECKING:
    from desktop_app.services.program import Program

LOOKED_BACK = 300
"""Events among which the person's last work is looked for."""
EVENTS_OF_NEWS = 3
"""Events that one decision has at most."""
WEEK, MONTH = timedelta(days=7), timedelta(days=30)


async def read_home(program: "Program", acting: Acting, words: str) -> HomeState:
    """Both lists, from their beginning."""
    seat = await program.delegating.seat(acting)
    mine, my_titles = await _known(program, await program.store.work(seat, Turn.MINE, words))
    others, titles = await _known(program, await program.store.work(seat, Turn.OTHERS, words))
    writes = Role.ANALYST in acting.profile.roles
    return HomeState(mine, others, {**my_titles, **titles}, words, writes, bool(seat.decides), program.store.read_only)


async def read_longer(program: "Program", acting: Acting, state: HomeState, turn: Turn) -> HomeState:
    """The same with the next page of a list."""
    last = state.page(turn).cases[-1].file
    page = await program.store.work(await program.delegating.seat(acting), turn, state.words, last)
    return state.longer(turn, *await _known(program, page))


async def read_counts(program: "Program", acting: Acting, state: HomeState) -> HomeState:
    """The same with what is missing and wrong on each page of the forms that are being filled in. A case that cannot be
    read has no counts: opening it says why."""
    if acting.profile.roles.isdisjoint(READERS):
        return state
    cases = [await _counted(program, case) for case in state.mine.cases]
    return replace(state, mine=replace(state.mine, cases=tuple(cases)))


async def _counted(program: "Program", case: WorkCase) -> WorkCase:
    if case.file.state is not CaseState.FORM:
        return case
    try:
        return replace(case, pages=page_counts(await program.keeping.answers_of(case.file.case_id)))
    except CountersignError:
        return case


async def read_aside(program: "Program", acting: Acting, seen: int, now: datetime) -> HomeAside:
    """What stands beside the lists; news are of events behind the number `seen`."""
    newest = await program.store.event_page(None, None, 1)
    return HomeAside(
        going_on=await _going_on(program, acting),
        news=await _news(program, acting, seen),
        figures=await program.store.work_figures(now - WEEK, now - MONTH),
        newest=newest[0].seq if newest else 0,
        due=await _due(program, acting),
        digest=(await program.noticing.look(acting)).counts(after=seen),
        shows_load=Role.ADMINISTRATOR in acting.profile.roles,
    )


async def _due(program: "Program", acting: Acting) -> DueSoon | None:
    """None where no stage that cases wait in for the person has a time."""
    seat = await program.delegating.seat(acting)
    if not seat.decides:
        return None
    counts = await program.store.queue_counts(program.assigning.query(acting, seat=seat))
    if counts.all and not counts.dated:
        return None
    return DueSoon(counts.soon, counts.overdue)


async def _known(program: "Program", page: WorkPage) -> tuple[WorkPage, Mapping[str, str]]:
    """The page with what the forms of its cases say, and the titles of its forms."""
    forms = await forms_of(program, (case.file for case in page.cases))
    cases = tuple([await _with_form(program, case, forms.get(case.file.pack_digest)) for case in page.cases])
    titles = {c.file.pack_digest: c.form for c in page.cases}
    return replace(page, cases=cases), titles | {digest: form.title for digest, form in forms.items()}


async def _with_form(program: "Program", case: WorkCase, form: Form | None) -> WorkCase:
    """With what its form says: how many sections it has, which may depend on its answers."""
    if form is None or not any(section.relevant for section in form.sections):
        return case if form is None else replace(case, sections=len(form.sections))
    try:
        facts = await program.keeping.answers_of(case.file.case_id)
    except CountersignError:
        return case
    return replace(case, sections=len(facts.sections), drafted=len(facts.record.heads))


async def _going_on(program: "Program", acting: Acting) -> GoingOn | None:
    found = await _worked_on(program, acting)
    if found is None:
        return None
    file, at = found
    try:
        facts = await program.keeping.facts(file.case_id)
    except CountersignError:
        return None
    obstacles = sending_obstacles(facts)
    first = obstacles[0] if obstacles else None
    words, section = (first.words, first.section or "") if first else ("", "")
    return GoingOn(file, facts.pack.form.title, at, words, section, len(obstacles))


async def _worked_on(program: "Program", acting: Acting) -> tuple[CaseFile, datetime] | None:
    """The case of theirs that the person worked on last, where it is still their turn."""
    me, seen = acting.person.person_id, set()
    for event in map(told_event, await program.store.event_page(None, None, LOOKED_BACK, WORK_TYPES)):
        if event.actor.person_id != me or event.case_id is None or event.case_id in seen or event.at is None:
            continue
        seen.add(event.case_id)
        file = await program.store.case_file(event.case_id)
        if file.created_by == me and file.state in AUTHORS_STATES:
            return file, event.at
    return None


async def _news(program: "Program", acting: Acting, seen: int) -> tuple[NewsItem, ...]:
    events = await program.store.news(acting.person.person_id, seen, MOST_NEWS * EVENTS_OF_NEWS)
    names = await program.store.names()
    return tuple([await _item(program, acting, event, names) for event in decided(map(told_event, events))])


def decided(events: Iterable[ToldEvent]) -> list[ToldEvent]:
    """The newest event of each kind of decision, case and person; a signature stands for itself only where nothing else
    tells of it.
    """
    events, signed = tuple(events), EventType.SIGNATURE_MADE
    told = {event.command_id for event in events if event.type is not signed}
    found: dict[tuple[object, ...], ToldEvent] = {}
    for event in events:
        if event.type is not signed or event.command_id not in told:
            found.setdefault((event.case_id, event.actor.person_id, event.type), event)
    return list(found.values())[:MOST_NEWS]


async def _item(program: "Program", acting: Acting, event: ToldEvent, names: Mapping[str, str]) -> NewsItem:
    file = await program.store.case_file(event.case_id or "")
    entry = (await program.recounting.event(acting, event.number, event.case_id)).entry
    who = person_name(event.actor.person_id, names)
    return NewsItem(file, event.type or EventType.SIGNATURE_MADE, who, event.at, entry.why or "")
