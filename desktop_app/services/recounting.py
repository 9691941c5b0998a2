"""Telling what the record holds, to people: pages of the timeline, and one event with all that belongs to it."""

from collections.abc import Callable
from dataclasses import replace

from desktop_app.domain.audit import EventType, Outcome, StoredEvent
from desktop_app.domain.errors import CountersignError, NotFound, UsageError
from desktop_app.domain.event_backing import Behind, Unshown
from desktop_app.domain.event_detail import TEXT, TEXT_TYPES, VALUE, EventDetail, event_detail, wanted_with
from desktop_app.domain.event_kinds import GREATEST_INTEGER
from desktop_app.domain.event_words import Names
from desktop_app.domain.form import Form
from desktop_app.domain.person import READERS, Acting
from desktop_app.domain.settlement import SettledChange, settled_changes
from desktop_app.domain.timeline import (
    LARGEST_PAGE,
    PAGE,
    Filter,
    Group,
    TimelinePage,
    cut,
    fold,
    timeline_entry,
    wanted_of,
)
from desktop_app.domain.told_event import ToldEvent, told_event
from desktop_app.services.pack_restoring import restore_pack
from desktop_app.services.ports import Packs
from desktop_app.services.record_ports import Store

MOST_READ = 2000
"""Events after which a shorter page is given; more than one line can fold, so that each page has a line."""
READ_AT_ONCE = 4
"""Events for each line that is asked for: most cases fold about so many."""
LOOKED_BACK = 500


class Recounting:
    """Reads the record back, with what it names opened where the person may read the case."""

    def __init__(self, store: Store, packs: Packs) -> None:
        self._store, self._packs = store, packs
        self._forms: dict[str, Form | None] = {}
        self._openings: dict[str, ToldEvent] = {}

    async def page(
        self,
        acting: Acting,
        case_id: str | None = None,
        *,
        before: int | None = None,
        limit: int = PAGE,
        shown: Filter = Filter.EVERYTHING,
    ) -> TimelinePage:
        """Lines of a case, or of the whole store, newest first: at most `limit`, of events with numbers below `before`.

        A page ends where a line does, so that no event is hidden or told twice. It is shorter than `limit` where very
        many events are folded; `next_before` says whether there is more. Raises UsageError for a page of no size.
        """
        if not 1 <= limit <= LARGEST_PAGE or not (before is None or 1 <= before < GREATEST_INTEGER):
            raise UsageError(
                f"A page has 1 to {LARGEST_PAGE} lines, and begins below an event's number.",
                next="Ask for such a page.",
            )
        groups, more = await self._groups(case_id, before, limit, shown)
        behind = await self._behind(acting, case_id, groups)
        opened = await self._opened(case_id)
        cases = dict.fromkeys(group[0].case_id for group in groups)
        names = {case: await self._names(await self._opened(case), behind) for case in cases}
        return TimelinePage(
            case_id=case_id,
            form=f"{opened.text('form')} {opened.text('version')}" if opened else None,
            shown=shown,
            entries=tuple(timeline_entry(group, names[group[0].case_id], behind) for group in groups),
            next_before=groups[-1][-1].number if more else None,
        )

    async def _groups(
        self, case_id: str | None, before: int | None, limit: int, shown: Filter
    ) -> tuple[tuple[Group, ...], bool]:
        """The events of a page, and whether there are older ones."""
        events: list[ToldEvent] = []
        size = limit * READ_AT_ONCE
        while True:
            found = await self._store.event_page(case_id, before, size, shown.types)
            events += map(told_event, found)
            groups, whole = fold(events), len(found) < size
            page = cut(groups, limit, whole=whole, enough=len(events) >= MOST_READ)
            if page is not None:
                return page, len(page) < len(groups) or not whole
            before, size = found[-1].seq, len(events)

    async def _behind(self, acting: Acting, case_id: str | None, groups: tuple[Group, ...]) -> Behind:
        readable = may_read(acting)
        behind = await self._store.behind(case_id, wanted_of(groups, contents=readable and case_id is not None))
        return replace(behind, absent=Unshown.ELSEWHERE) if readable and case_id is None else behind

    async def event(self, acting: Acting, number: int, case_id: str | None = None) -> EventDetail:
        """One event, with what it changed. Raises NotFound where there is none of that number (in that case)."""
        stored = await self._event(number, case_id)
        event = told_event(stored)
        before = await self._before(stored, event)
        wanted = wanted_with(event, before, contents=may_read(acting) and stored.case_id is not None)
        behind = await self._store.behind(stored.case_id, wanted)
        opened = await self._opened(stored.case_id)
        names = await self._names(opened, behind)
        settled = await self._settled(acting, event)
        detail = event_detail(event, before, names, behind, await self._form(opened), settled)
        made_with = {**detail.entry.settings, **_form_settings(opened)}
        return replace(detail, entry=replace(detail.entry, settings=made_with))

    async def _event(self, number: int, case_id: str | None) -> StoredEvent:
        found = await self._store.event_page(None, number + 1, 1) if 1 <= number < GREATEST_INTEGER else ()
        if not found or found[0].seq != number or case_id not in (None, found[0].case_id):
            where = "the case" if case_id else "the store"
            raise NotFound(f"There is no event {number} in the record of {where}.", next="Look at the timeline again.")
        return found[0]

    async def _before(self, stored: StoredEvent, event: ToldEvent) -> str | None:
        """The commitment to what the event changed: the text of the revision before, or the answer before."""
        if event.type is EventType.ANSWER_SET:
            return await self._earlier(
                stored, frozenset((event.type,)), VALUE, lambda e: e.text("path") == event.text("path")
            )
        parent = event.text("parent")
        if event.type in TEXT_TYPES and parent:
            return await self._earlier(stored, TEXT_TYPES, TEXT, lambda e: e.text("revision") == parent)
        return None

    async def _settled(self, acting: Acting, event: ToldEvent) -> tuple[SettledChange, ...]:
        """The changes that it accepted or left out; none where the case cannot be read, or not by this person."""
        if event.type is not EventType.TEXT_SETTLED or event.case_id is None or not may_read(acting):
            return ()
        try:
            record = await self._store.case(event.case_id)
        except CountersignError:
            return ()
        revision = record.revision(event.text("revision"))
        return settled_changes(record, revision, event.text("code")) if revision else ()

    async def _earlier(
        self, stored: StoredEvent, types: frozenset[EventType], ref: str, is_it: Callable[[ToldEvent], bool]
    ) -> str | None:
        """What the nearest such event before this one names."""
        before = stored.seq
        while found := await self._store.event_page(stored.case_id, before, LOOKED_BACK, types):
            for event in map(told_event, found):
                if event.outcome is Outcome.DONE and is_it(event):
                    return event.refs.get(ref)
            before = found[-1].seq
        return None

    async def _opened(self, case_id: str | None) -> ToldEvent | None:
        """The event that opened the case: it names the form pack. It is recorded once and never changes."""
        if case_id is not None and case_id not in self._openings:
            found = await self._store.event_page(case_id, None, 1, (EventType.CASE_OPENED,))
            self._openings |= {case_id: told_event(found[0])} if found else {}
        return self._openings.get(case_id or "")

    async def _names(self, opened: ToldEvent | None, behind: Behind) -> Names:
        form = await self._form(opened)
        if form is None:
            return Names(behind.people)
        sections = {section.section: section.title for section in form.sections}
        return Names(behind.people, sections, {f.field: f.label for f in form.fields if f.label})

    async def _form(self, opened: ToldEvent | None) -> Form | None:
        """The case's form, for titles and labels; without it identifiers stand for themselves."""
        digest = opened.text("pack") if opened else ""
        if digest not in self._forms:
            try:
                self._forms[digest] = await self._restored(digest) if digest else None
            except CountersignError:
                self._forms[digest] = None
        return self._forms[digest]

    async def _restored(self, digest: str) -> Form:
        return (await restore_pack(self._store, self._packs, digest)).form


def may_read(acting: Acting) -> bool:
    """Whether the person may read what cases hold: an administrator may not by that role alone."""
    return not acting.profile.roles.isdisjoint(READERS)


def _form_settings(opened: ToldEvent | None) -> dict[str, str]:
    return {name: opened.text(name) for name in ("form", "version") if opened.text(name)} if opened else {}
