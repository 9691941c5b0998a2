"""Batches as the window shows them, read in the background: each look is one frozen value."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop_app.domain.batch import Batch, BatchState, KeptRow, PauseReason, RowState
from desktop_app.domain.person import READERS, Role
from desktop_app.domain.route import RouteKind
from desktop_app.services.batching import BatchOver, BatchRests, BatchTold, RowTold

if TYPE_CHECKING:
    from desktop_app.domain.batch_figures import BatchFigures
    from desktop_app.domain.batch_plan import BatchPlan
    from desktop_app.domain.form import Form
    from desktop_app.domain.person import Acting
    from desktop_app.services.program import Program


@dataclass(frozen=True, slots=True)
class FormChoice:
    """A form that a batch can be begun of."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class BatchBoard:
    """All there is: forms to choose, endpoints that may be asked, batches with how many of their rows are left.
    `may_begin` and `may_read`: what the person at work may do here."""

    forms: tuple[FormChoice, ...]
    endpoints: tuple[str, ...]
    batches: tuple[Batch, ...]
    running: frozenset[str]
    may_begin: bool
    may_read: bool


Seen = tuple[KeptRow, RowState]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows are in which state, and how many of a section go which way."""

    states: Counter[RowState]
    routes: Counter[tuple[str, RouteKind]]

    def changed(self, before: Iterable[Seen], after: Iterable[Seen]) -> Tally:
        """The same with these rows in the place of those."""
        old, new = tally_of(before), tally_of(after)
        states, routes = self.states.copy(), self.routes.copy()
        for mine, less, more in ((states, old.states, new.states), (routes, old.routes, new.routes)):
            mine.subtract(less)  # type: ignore[arg-type]  # each with its own kind
            mine.update(more)  # type: ignore[arg-type]
        return Tally(states, routes)


def tally_of(rows: Iterable[Seen]) -> Tally:
    """That of all these rows."""
    rows = tuple(rows)
    routes = Counter((name, kind) for row, _ in rows for name, kind in row.routes.items())
    return Tally(Counter(state for _, state in rows), routes)


@dataclass(frozen=True, slots=True)
class BatchSheet:
    """One batch with its rows as they are now. `rests`: seconds until a server is tried again; `why` it was paused;
    `took` what it came to, where nobody works at it."""

    batch: Batch
    form: Form
    rows: tuple[Seen, ...]
    running: bool
    tally: Tally
    rests: float | None = None
    why: PauseReason | None = None
    took: BatchFigures | None = None

    def count(self, *states: RowState) -> int:
        """How many rows are in one of these states."""
        return sum(self.tally.states[state] for state in states)

    @property
    def may_resume(self) -> bool:
        """Whether rows are left that nobody works at."""
        return not self.running and self.batch.state is not BatchState.DONE

    def told(self, news: tuple[BatchTold, ...]) -> BatchSheet:
        """The same with what happened meanwhile."""
        sheet, changed = self, dict[int, Seen]()
        for each in news:
            match each:
                case RowTold(row, state):
                    changed[row.number] = (row, state)
                    sheet = replace(sheet, rests=None, running=True)
                case BatchRests(_, seconds):
                    sheet = replace(sheet, rests=seconds)
                case BatchOver(batch, why):
                    sheet = replace(sheet, batch=batch, running=False, rests=None, why=why)
        if not changed:
            return sheet
        tally = self.tally.changed([each for each in self.rows if each[0].number in changed], changed.values())
        return replace(sheet, rows=tuple(changed.get(each[0].number, each) for each in self.rows), tally=tally)


async def read_board(program: Program, acting: Acting) -> BatchBoard:
    """What there is for the person at work."""
    may_read = not acting.profile.roles.isdisjoint(READERS)
    batches = await program.batching.listing(acting) if may_read else ()
    running = frozenset(each.batch_id for each in batches if program.batching.is_running(each.batch_id))
    forms = tuple(FormChoice(each.name, each.form.title) for each in await asyncio.to_thread(program.packs.offered))
    endpoints = tuple(endpoint.name for endpoint in await program.connecting.order())
    may_begin = Role.ANALYST in acting.profile.roles and not program.store.read_only
    return BatchBoard(forms, endpoints, batches, running, may_begin, may_read)


async def read_sheet(program: Program, acting: Acting, batch_id: str) -> BatchSheet:
    """A batch with its rows."""
    rows = await program.batching.rows(acting, batch_id)
    batch = await program.batching.require(batch_id)
    form = await program.batching.form_of(batch)
    running = program.batching.is_running(batch_id)
    took = None if running else await program.batch_reckoning.figures(acting, batch, running=False)
    return BatchSheet(batch, form, rows, running, tally_of(rows), took=took)


async def read_plan(program: Program, acting: Acting, form: str, place: str, endpoint: str) -> BatchPlan:
    """What a batch would do."""
    return await program.batch_planning.plan(acting, form, place, "", (endpoint,) if endpoint else ())


async def begin_batch(program: Program, acting: Acting, plan: BatchPlan) -> str:
    """Begin it; its identifier."""
    return await program.batching.begin(acting, plan)


@dataclass(frozen=True, slots=True)
class RunEnded:
    """Nobody works at this batch any more, however that came."""

    batch_id: str


async def run_batch(
    program: Program, tell: Callable[[BatchTold | RunEnded], None], acting: Acting, batch_id: str
) -> None:
    """Work at it to its end, and tell of all that happens, its end last."""
    try:
        async with aclosing(program.batching.run(acting, batch_id)) as told:
            async for each in told:
                tell(each)
    finally:
        tell(RunEnded(batch_id))


async def pause_batch(program: Program, acting: Acting, batch_id: str) -> None:
    """Take up no more rows."""
    await program.batching.pause(acting, batch_id)


async def cancel_batch(program: Program, acting: Acting, batch_id: str) -> None:
    """Take up no more rows, now or later."""
    await program.batching.cancel(acting, batch_id)


async def save_failed(program: Program, acting: Acting, batch_id: str, place: str) -> int:
    """Write the failed rows to a file; how many."""
    return await program.batching.write_failed(acting, batch_id, place)
