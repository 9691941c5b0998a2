"""Drafts that wait for a model: found in the record, and drafted once an endpoint answers again."""

from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing

from desktop_app.domain.audit import EventType
from desktop_app.domain.case import CaseState
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.draft import PipelineEvent, SectionRecorded
from desktop_app.domain.errors import CountersignError, EndpointFailed, UsageError
from desktop_app.domain.person import Acting, Role
from desktop_app.domain.record_rows import WorkingText
from desktop_app.domain.told_event import told_event
from desktop_app.domain.waiting_section import (
    TELLING,
    WaitingSection,
    is_unreachable,
    may_wait,
    waiting_for_model,
)
from desktop_app.domain.working_text import PlaceKind, is_asked, is_typing, read_place
from desktop_app.services.case_keeping import CaseKeeping
from desktop_app.services.connecting import Connecting
from desktop_app.services.drafting import Drafting
from desktop_app.services.ports import Clock
from desktop_app.services.record_ports import Store

LEAST_WAIT_MS = 15_000
LONGEST_WAIT_MS = 300_000
"""How long an endpoint is left alone after it was tried: twice as long each time, until a draft comes of it."""

MOST_LOOKED_AT = 500
"""Events of interrupted runs, the newest ones, among which drafts that wait are looked for."""


class ResumingDrafts:
    """Finds the sections that wait for a model, and drafts those for which one answers."""

    def __init__(
        self, store: Store, keeping: CaseKeeping, connecting: Connecting, drafting: Drafting, clock: Clock
    ) -> None:
        self._store, self._keeping, self._clock = store, keeping, clock
        self._connecting, self._drafting = connecting, drafting
        self._waits: dict[str, int] = {}
        self._not_before: dict[str, int] = {}

    async def chain(self, names: Sequence[str]) -> tuple[str, ...]:
        """The endpoints to ask for a draft that is to wait for a model: without the assembled draft at their end.

        Raises UsageError where there is none to wait for, and what naming endpoints raises.
        """
        chain = await self._connecting.chain(names, alone=True)
        if not chain:
            raise UsageError(
                "There is no model to wait for.", next="Add one with `countersign endpoint add`, or draft without."
            )
        return chain

    async def waiting(self, case_id: str) -> tuple[WaitingSection, ...]:
        """The sections of a case that wait, in the form's order."""
        return await self.waiting_in(await self._keeping.facts(case_id))

    async def waiting_in(self, facts: CaseFacts) -> tuple[WaitingSection, ...]:
        """The same of a case as it is known; one in which somebody is typing does not wait."""
        if not may_wait(facts):
            return ()
        events = await self._store.event_page(facts.case_id, None, MOST_LOOKED_AT, TELLING)
        kept = await self._store.working_texts(facts.case_id)
        lines = {text.base_revision: text.text for text in kept if is_asked(text.place) and text.base_revision}
        found = waiting_for_model(facts, [told_event(event) for event in events], lines)
        return tuple(each for each in found if each.section not in _typed(kept))

    async def waiting_of(self, acting: Acting) -> tuple[WaitingSection, ...]:
        """The sections that wait because this person had them drafted, in all cases; none where nothing can be."""
        if self._store.read_only or Role.ANALYST not in acting.profile.roles:
            return ()
        me = acting.person.person_id
        events = await self._store.event_page(None, None, MOST_LOOKED_AT, (EventType.RUN_INTERRUPTED,))
        told = [told_event(event) for event in reversed(events)]
        mine = [event for event in told if event.actor.person_id == me and is_unreachable(event)]
        cases = dict.fromkeys(event.case_id for event in mine if event.case_id)
        found = [each for case_id in cases for each in await self._waiting_in_draft(case_id)]
        return tuple(each for each in found if each.person_id == me)

    async def ready(self, waiting: Iterable[WaitingSection], *, now: bool = False) -> tuple[WaitingSection, ...]:
        """Those of them for which an endpoint answers a round trip that holds no text of a case.

        One that was tried a short while ago is left alone, unless all are to be tried `now`.
        """
        waiting, answers = tuple(waiting), dict[str, bool]()
        for name in dict.fromkeys(name for each in waiting for name in each.chain):
            answers[name] = (now or self._is_due(name)) and await self._answers(name)
        return tuple(each for each in waiting if any(answers[name] for name in each.chain))

    async def resume(self, acting: Acting, waiting: Iterable[WaitingSection]) -> AsyncGenerator[PipelineEvent, None]:
        """Draft these one after the other, and tell of everything as it happens.

        Each is looked at again before: what is drafted, written or sent meanwhile is left as it is. The command is the
        run that reached no model, so that no section is drafted twice for it.
        """
        for each in waiting:
            if each in await self.waiting(each.case_id):
                async with aclosing(self.draft(acting, each)) as events:
                    async for event in events:
                        yield event

    async def draft(self, acting: Acting, each: WaitingSection) -> AsyncGenerator[PipelineEvent, None]:
        """Draft one of them by the endpoints that it waits for."""
        known = {endpoint.name for endpoint in await self._connecting.listing()}
        chain = await self._connecting.chain([name for name in each.chain if name in known] or each.chain, alone=True)
        drafting = self._drafting.draft(
            acting, each.case_id, chain, [each.section], added=each.added, command_id=each.run_id
        )
        async with aclosing(drafting) as events:
            async for event in events:
                if isinstance(event, SectionRecorded):
                    self._rest_no_more(event.endpoint.name)
                yield event

    async def _waiting_in_draft(self, case_id: str) -> tuple[WaitingSection, ...]:
        """The same, without reading the whole of a case that is no draft any more."""
        file = await self._store.case_file(case_id)
        return await self.waiting(case_id) if file.state is CaseState.DRAFT else ()

    def _is_due(self, name: str) -> bool:
        return self._clock.mono_ms() >= self._not_before.get(name, 0)

    def _rest_no_more(self, name: str) -> None:
        self._waits.pop(name, None)
        self._not_before.pop(name, None)

    async def _answers(self, name: str) -> bool:
        """Whether it answers now; it is then left alone for a while, and for as long as it asks for, unless a draft
        comes of it."""
        wait, asked_for = self._waits.get(name, LEAST_WAIT_MS), 0.0
        try:
            await self._connecting.test(name)
        except CountersignError as error:
            asked_for = (error.retry_after or 0.0) if isinstance(error, EndpointFailed) else 0.0
            return False
        finally:
            self._waits[name] = min(2 * wait, LONGEST_WAIT_MS)
            self._not_before[name] = self._clock.mono_ms() + max(wait, round(asked_for * 1000))
        return True


def _typed(kept: Iterable[WorkingText]) -> frozenset[str]:
    """The sections in which somebody has typed what is no edit yet."""
    places = [read_place(text.place) for text in kept if is_typing(text.place)]
    return frozenset(name for kind, name in places if kind is PlaceKind.SECTION)
