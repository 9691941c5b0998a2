"""Batches at work: rows become cases and are drafted, some of them side by side, until all have their end.

Each step of a row is a command that follows from the batch and the row, so that going on after the program was killed
loses no row and does none twice.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace

from desktop_app.domain.audit import EventType
from desktop_app.domain.batch import (
    Batch,
    BatchAsk,
    BatchEnd,
    BatchRow,
    BatchState,
    KeptRow,
    PauseReason,
    RowEndKind,
    RowFault,
    RowState,
    row_command,
    row_commitment,
)
from desktop_app.domain.batch_plan import CASE, REFERENCE, TEXT, BatchPlan, PlannedRow, failed_table
from desktop_app.domain.batch_words import fault_words
from desktop_app.domain.draft import RunFailed, SectionRecorded
from desktop_app.domain.errors import ErrorClass, NotFound, Refusal, Refused, UsageError
from desktop_app.domain.form import Form
from desktop_app.domain.pack import Pack
from desktop_app.domain.person import READERS, Acting, Actor, Role
from desktop_app.domain.record_rows import StoredPack
from desktop_app.domain.waiting_section import UNREACHABLE
from desktop_app.services.batch_planning import BatchPlanning
from desktop_app.services.drafting import Drafting
from desktop_app.services.endpoint_standing import EndpointStanding
from desktop_app.services.pack_restoring import restore_pack
from desktop_app.services.ports import BatchAsks, BatchFiles, Chance, Packs
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording, Scribe, unbroken
from desktop_app.services.refusing import told_if_refused
from desktop_app.services.row_filling import RowFailed, RowFilling, commands

WAITS_S = (5.0, 15.0, 45.0, 120.0, 300.0)
"""How long a server that cannot be reached is left alone, time after time; then the batch waits for a person."""

HEEDS_EVERY_S = 0.5
"""How often it is looked whether another program asks for something."""

Wait = Callable[[asyncio.Event, float], Awaitable[None]]
"""Waits until the event, so many seconds at most."""


async def stopped_within(stop: asyncio.Event, seconds: float) -> None:
    """Wait for the event as long."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


@dataclass(frozen=True, slots=True)
class RowTold:
    """A row is in this state now."""

    row: KeptRow
    state: RowState


@dataclass(frozen=True, slots=True)
class BatchRests:
    """No row of the batch is taken up for so many seconds, since no server can be reached."""

    batch_id: str
    seconds: float


@dataclass(frozen=True, slots=True)
class BatchOver:
    """No row is taken up any more: all have their end, or the batch is paused, and why."""

    batch: Batch
    why: PauseReason | None


BatchTold = RowTold | BatchRests | BatchOver


@dataclass(slots=True)
class _Work:
    """A batch that is being worked at. `stop` is set when no more rows are to be taken up, `why` says for which
    reason; `fruitless` counts the times in a row that nobody could be reached."""

    acting: Acting
    actor: Actor
    batch: Batch
    pack: Pack
    chain: tuple[str, ...]
    planned: Mapping[str, PlannedRow]
    rows: Mapping[int, KeptRow]
    waiting: deque[int]
    told: "asyncio.Queue[BatchTold | None]" = field(default_factory=asyncio.Queue)
    running: set[int] = field(default_factory=set)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    open: asyncio.Event = field(default_factory=asyncio.Event)
    why: PauseReason | None = None
    fruitless: int = 0
    cancelled: bool = False

    def pause(self, why: PauseReason) -> None:
        """Take up no more rows."""
        self.why = self.why or why
        self.stop.set()
        self.open.set()

    def cancel(self) -> None:
        """Take up no more rows, now or later."""
        self.cancelled = True
        self.pause(PauseReason.PERSON)


class _Unreached(Exception):
    """Nobody could be asked for a row: it waits."""


class Batching:
    """Begins batches, works at them, pauses them, and tells what came of their rows."""

    def __init__(
        self,
        store: Store,
        recording: Recording,
        filling: RowFilling,
        drafting: Drafting,
        planning: BatchPlanning,
        files: BatchFiles,
        packs: Packs,
        standing: EndpointStanding,
        chance: Chance,
        asks: BatchAsks,
        wait: Wait = stopped_within,
        waits: Sequence[float] = WAITS_S,
    ) -> None:
        self._store, self._recording, self._packs, self._chance = store, recording, packs, chance
        self._filling, self._drafting, self._asks = filling, drafting, asks
        self._planning, self._files, self._standing, self._wait, self._waits = planning, files, standing, wait, waits
        self._works: dict[str, _Work] = {}
        self._beginning: set[str] = set()

    @told_if_refused(EventType.BATCH_BEGUN)
    async def begin(self, acting: Acting, plan: BatchPlan, *, command_id: str | None = None) -> str:
        """Keep the batch and its rows; its identifier. Rows with a problem have their end at once. Nothing is drafted
        yet. The same command again gives the same batch. Raises Refused."""
        actor, form = acting.as_one_of(Role.ANALYST), plan.pack.form
        if not plan.forecast.ready:
            raise UsageError("No row can be drafted.", next="Correct what is wrong with them, and try again.")
        batch_id = command_id or self._chance.new_id()
        scribe, expected = self._recording.begin(actor, None, row_command(batch_id, 0, "begin")), plan.forecast.seconds
        batch = Batch(
            batch_id=batch_id,
            form=form.form,
            pack_digest=plan.pack.digest,
            source=plan.source,
            place=plan.place,
            folder=plan.folder,
            endpoints=plan.endpoints,
            person_id=acting.person.person_id,
            rows=len(plan.rows),
            key=self._chance.new_key(),
            state=BatchState.RUNNING,
            at=scribe.now,
            expected_ms=None if expected is None else round(expected.most * 1000),
            expected_cost=plan.forecast.cost,
        )
        scribe.put(StoredPack(plan.pack.digest, form.form, form.version, plan.pack.files), batch)
        scribe.put(*(BatchRow(batch_id, row.number, row.name, _commitment(batch, row)) for row in plan.rows))
        for row in plan.rows:
            if row.problem is not None:
                kind = RowEndKind.SKIPPED if row.is_skipped else RowEndKind.FAILED
                scribe.put(BatchEnd(batch_id, row.number, kind, row.problem.fault, row.problem.about, scribe.now))
        scribe.tell(
            EventType.BATCH_BEGUN,
            batch=batch_id,
            pack=plan.pack.digest,
            form=form.form,
            source=plan.source.value,
            rows=batch.rows,
            failed=plan.forecast.failed,
            skipped=plan.forecast.skipped,
        )
        await self._recording.write(scribe)
        return batch_id

    async def run(self, acting: Acting, batch_id: str) -> AsyncGenerator[BatchTold, None]:
        """Draft the rows that have no end yet, and tell of everything as it happens; `BatchOver` is the last.

        Closing the iterator pauses the batch: what is being drafted is stopped, and goes on from there later.
        Raises Refused, NotFound, and UsageError where the place that the batch came from cannot be read.
        """
        work = await self._begun(acting, batch_id)
        tasks = [asyncio.create_task(self._heed(work))]
        try:
            count = await self._planning.at_once(work.pack.form, work.chain)
            workers = [asyncio.create_task(self._worker(work)) for _ in range(min(count, len(work.waiting)))]
            tasks += workers
            everything = asyncio.gather(*workers, return_exceptions=True)
            everything.add_done_callback(lambda _: work.told.put_nowait(None))
            while (told := await work.told.get()) is not None:
                yield told
            for result in everything.result():
                if isinstance(result, Exception):
                    raise result
        except (GeneratorExit, asyncio.CancelledError):
            work.pause(PauseReason.ENDED)
            raise
        finally:
            for task in tasks:
                task.cancel()
            await unbroken(self._over(work, tasks))
        yield BatchOver(work.batch, work.why)

    @told_if_refused(EventType.BATCH_PAUSED)
    async def pause(self, acting: Acting, batch_id: str) -> None:
        """Take up no more rows of a batch; those that are being drafted are drafted to their end. Raises Refused."""
        actor = acting.as_one_of(Role.ANALYST)
        batch = await self.require(batch_id)
        if (work := self._works.get(batch.batch_id)) is not None:
            work.pause(PauseReason.PERSON)
        elif batch.state is BatchState.RUNNING:
            await self._keep_state(actor, batch, BatchState.PAUSED, PauseReason.PERSON)

    @told_if_refused(EventType.BATCH_CANCELLED)
    async def cancel(self, acting: Acting, batch_id: str) -> None:
        """End a batch: rows that are being drafted are drafted to their end, the others that are left are never taken
        up. Cases that are open stay. Raises Refused, NotFound."""
        actor = acting.as_one_of(Role.ANALYST)
        batch = await self.require(batch_id)
        if (work := self._works.get(batch.batch_id)) is not None:
            work.cancel()
        else:
            _require_unfinished(batch)
            await self._cancel_left(actor, batch)

    async def listing(self, acting: Acting) -> tuple[Batch, ...]:
        """All batches, newest first. Raises Refused for who reads no cases."""
        acting.as_one_of(*READERS)
        return await self._store.batches()

    async def rows(self, acting: Acting, batch_id: str) -> tuple[tuple[KeptRow, RowState], ...]:
        """The rows of a batch with what is to be seen of each. Raises Refused, NotFound."""
        acting.as_one_of(*READERS)
        batch = await self.require(batch_id)
        work = self._works.get(batch.batch_id)
        running = frozenset(work.running if work else ())
        return tuple((r, r.state(running=r.number in running)) for r in await self._store.batch_rows(batch.batch_id))

    async def failed(self, acting: Acting, batch_id: str) -> tuple[tuple[str, ...], ...]:
        """The failed rows as a table to correct and try again, its heads first; none where no row failed.

        What a row says is read where the batch came from; where that is gone, its name and its fault are left.
        Raises Refused, NotFound.
        """
        acting.as_one_of(*READERS)
        batch = await self.require(batch_id)
        pack = await restore_pack(self._store, self._packs, batch.pack_digest)
        kept = [row for row in await self._store.batch_rows(batch.batch_id) if row.may_be_tried_again]
        now: Mapping[str, PlannedRow] = {}
        with suppress(UsageError):
            now = _by_commitment(batch, await self._planning.rows_again(batch, pack))
        return failed_table(pack.form, [_as_failed(pack.form, row, now) for row in kept]) if kept else ()

    async def write_failed(self, acting: Acting, batch_id: str, place: str) -> int:
        """Write the failed rows to a file; how many. Raises Refused, NotFound, UsageError."""
        table = await self.failed(acting, batch_id)
        if not table:
            raise NotFound("No row of this batch failed.", next="`countersign batch show` tells what came of each.")
        await asyncio.to_thread(self._files.write_table, place, table)
        return len(table) - 1

    async def form_of(self, batch: Batch) -> Form:
        """The form of the version that the batch was begun with."""
        return (await restore_pack(self._store, self._packs, batch.pack_digest)).form

    async def require(self, batch_id: str) -> Batch:
        """The batch of this identifier, or of its beginning. Raises NotFound."""
        found = [each for each in await self._store.batches() if batch_id and each.batch_id.startswith(batch_id)]
        if len(found) == 1:
            return found[0]
        what = "There is no batch" if not found else f"{len(found)} batches are"
        raise NotFound(f"{what} “{batch_id}”.", next="`countersign batch list` names them all.")

    def is_running(self, batch_id: str) -> bool:
        """Whether it is being worked at in this program."""
        return batch_id in self._works

    @told_if_refused(EventType.BATCH_RESUMED)
    async def _begun(self, acting: Acting, batch_id: str) -> _Work:
        actor = acting.as_one_of(Role.ANALYST)
        batch = await self.require(batch_id)
        if batch.batch_id in self._works or batch.batch_id in self._beginning:
            raise Refused("This batch is being worked at.", next="Pause it first.", refusal=Refusal.DRAFTING)
        _require_unfinished(batch)
        self._beginning.add(batch.batch_id)
        try:
            work = self._works[batch.batch_id] = await self._taken_up(acting, actor, batch)
        finally:
            self._beginning.discard(batch.batch_id)
        return work

    async def _taken_up(self, acting: Acting, actor: Actor, batch: Batch) -> _Work:
        pack = await restore_pack(self._store, self._packs, batch.pack_digest)
        planned = _by_commitment(batch, await self._planning.rows_again(batch, pack))
        chain = await self._planning.chain(batch.endpoints)
        rows = {row.number: row for row in await self._store.batch_rows(batch.batch_id)}
        waiting = deque(number for number, row in rows.items() if row.end is None)
        await asyncio.to_thread(self._asks.begins, batch.batch_id)
        if any(row.case_id for row in rows.values()) or batch.state is BatchState.PAUSED:
            batch = await self._keep_state(actor, batch, BatchState.RUNNING, None)
        work = _Work(acting, actor, batch, pack, chain, planned, rows, waiting)
        work.open.set()
        return work

    async def _worker(self, work: _Work) -> None:
        """Take up one row after the other."""
        while work.waiting and not work.stop.is_set():
            await work.open.wait()
            if work.stop.is_set() or not work.waiting:
                return
            number = work.waiting.popleft()
            work.running.add(number)
            work.told.put_nowait(RowTold(work.rows[number], RowState.DRAFTING))
            try:
                await self._row(work, work.rows[number].row)
            except _Unreached:
                work.waiting.appendleft(number)
                work.running.discard(number)
                await self._tell(work, number)
                await self._rest(work)
            else:
                work.running.discard(number)
                await self._tell(work, number)

    async def _tell(self, work: _Work, number: int) -> None:
        (row,) = await self._store.batch_rows(work.batch.batch_id, number)
        work.told.put_nowait(RowTold(row, row.state()))

    async def _row(self, work: _Work, row: BatchRow) -> None:
        """Fill a case and draft it; keep what came of the row. Raises _Unreached."""
        kind, why, about = RowEndKind.DRAFTED, RowFault.NONE, ""
        try:
            planned = work.planned.get(row.commitment)
            case_id, lacking = await self._filling.fill(work.acting, work.batch, work.pack, row, planned)
            await self._draft(work, row, case_id, lacking)
        except RowFailed as failed:
            kind, why, about = RowEndKind.FAILED, failed.why, failed.about
        except Refused as error:
            kind, why, about = RowEndKind.FAILED, RowFault.REFUSED, error.section or ""
        except UsageError:
            kind, why = RowEndKind.FAILED, RowFault.ANSWER
        await unbroken(self._keep_end(work, row, kind, why, about))

    async def _draft(self, work: _Work, row: BatchRow, case_id: str, sections: Sequence[str] | None) -> None:
        """Draft what is not drafted yet. Raises RowFailed for a section that no model can draft, _Unreached."""
        failed: list[RunFailed] = []
        drafting = self._drafting.draft(work.acting, case_id, work.chain, sections, command_id=commands(row)("draft"))
        async with aclosing(drafting) as events:
            async for event in events:
                if isinstance(event, SectionRecorded):
                    work.fruitless = 0
                if isinstance(event, RunFailed):
                    failed.append(event)
        classes = {event.error_class for event in failed}
        if ErrorClass.BUDGET in classes:
            work.pause(PauseReason.BUDGET)
            raise _Unreached
        if classes & (UNREACHABLE | {ErrorClass.AUTH}):
            raise _Unreached
        if failed:
            raise RowFailed(RowFault.MODEL, failed[0].section)

    async def _rest(self, work: _Work) -> None:
        """Leave the servers alone for a while, as long as they ask for; then the batch is paused."""
        if work.stop.is_set() or not work.open.is_set():
            return
        if work.fruitless >= len(self._waits):
            work.pause(PauseReason.UNREACHABLE)
            return
        standing = self._standing
        asked = max((max(standing.rest_ms(name), standing.asked_ms(name)) for name in work.chain), default=0) / 1000
        seconds = max(self._waits[work.fruitless], asked)
        work.fruitless += 1
        work.open.clear()
        work.told.put_nowait(BatchRests(work.batch.batch_id, seconds))
        await self._wait(work.stop, seconds)
        work.open.set()

    async def _keep_end(self, work: _Work, row: BatchRow, kind: RowEndKind, why: RowFault, about: str) -> None:
        scribe = self._recording.begin(work.actor, None, commands(row)("end"))
        scribe.put(BatchEnd(row.batch_id, row.number, kind, why, about, scribe.now))
        told = {"end": kind.value, "why": why.value, "about": about}
        scribe.tell(EventType.BATCH_ROW_ENDED, data=told, batch=row.batch_id, row=row.number)
        await self._recording.write(scribe)

    async def _heed(self, work: _Work) -> None:
        """Do what another program asks of this one, as long as it works at the batch."""
        while True:
            ask = await asyncio.to_thread(self._asks.heard, work.batch.batch_id)
            if ask is BatchAsk.CANCEL:
                work.cancel()
            elif ask is BatchAsk.PAUSE:
                work.pause(PauseReason.PERSON)
            await asyncio.sleep(HEEDS_EVERY_S)

    async def _over(self, work: _Work, tasks: Sequence["asyncio.Task[None]"]) -> None:
        """All workers have ended: keep how the batch stands now."""
        await asyncio.wait(tasks)
        self._works.pop(work.batch.batch_id, None)
        rows = await self._store.batch_rows(work.batch.batch_id)
        if all(row.end for row in rows):
            work.why, work.batch = None, await self._finish(work.actor, work.batch, rows)
        elif work.cancelled:
            work.why, work.batch = None, await self._cancel_left(work.actor, work.batch)
        else:
            work.why = work.why or PauseReason.ENDED
            work.batch = await self._keep_state(work.actor, work.batch, BatchState.PAUSED, work.why)
        await asyncio.to_thread(self._asks.ends, work.batch.batch_id)

    async def _cancel_left(self, actor: Actor, batch: Batch) -> Batch:
        """Give each row that is left its end, and then the batch."""
        rows = await self._store.batch_rows(batch.batch_id)
        scribe = self._recording.begin(actor, None, row_command(batch.batch_id, 0, "cancel"))
        left = [row for row in rows if row.end is None]
        skipped, why = RowEndKind.SKIPPED, RowFault.CANCELLED
        scribe.put(*(BatchEnd(batch.batch_id, row.number, skipped, why, "", scribe.now) for row in left))
        scribe.tell(EventType.BATCH_CANCELLED, batch=batch.batch_id, rows=len(left))
        await self._recording.write(scribe)
        return await self._finish(actor, batch, await self._store.batch_rows(batch.batch_id))

    async def _finish(self, actor: Actor, batch: Batch, rows: Sequence[KeptRow]) -> Batch:
        done = replace(batch, state=BatchState.DONE)
        counts = {kind: sum(row.end is not None and row.end.kind is kind for row in rows) for kind in RowEndKind}
        scribe = self._recording.begin(actor, None, row_command(done.batch_id, 0, "finish"))
        scribe.put(done)
        told = {kind.value: count for kind, count in counts.items()}
        scribe.tell(EventType.BATCH_FINISHED, data={"batch": done.batch_id, **told})
        await self._recording.write(scribe)
        return done

    async def _keep_state(self, actor: Actor, batch: Batch, state: BatchState, why: PauseReason | None) -> Batch:
        scribe: Scribe = self._recording.begin(actor)
        changed = replace(batch, state=state)
        scribe.put(changed)
        if why is None:
            scribe.tell(EventType.BATCH_RESUMED, batch=batch.batch_id)
        else:
            scribe.tell(EventType.BATCH_PAUSED, batch=batch.batch_id, why=why.value)
        await self._recording.write(scribe)
        return changed


def _require_unfinished(batch: Batch) -> None:
    if batch.state is BatchState.DONE:
        raise Refused("This batch is finished.", next="Try its failed rows as a batch of their own.")


def _commitment(batch: Batch, row: PlannedRow) -> str:
    told = {**row.answers, REFERENCE: row.reference} | ({CASE: row.case} if row.case else {})
    told |= {name + TEXT: text for name, text in row.texts.items()}
    return row_commitment(batch.key, row.name, told, row.files)


def _by_commitment(batch: Batch, rows: Iterable[PlannedRow]) -> Mapping[str, PlannedRow]:
    """Rows by what they say: others may have been put between them, or taken away."""
    return {_commitment(batch, row): row for row in reversed(tuple(rows))}


def _as_failed(form: Form, row: KeptRow, now: Mapping[str, PlannedRow]) -> tuple[PlannedRow, str, str]:
    """The row as it can be tried again, its case, and why it failed."""
    found = now.get(row.row.commitment)
    problem = found.problem if found else None
    planned = replace(found, number=row.number) if found else PlannedRow(row.number, row.row.name, {}, {})
    why = problem.words if problem else fault_words(row.end.why, row.end.about, form) if row.end else ""
    return planned, row.case_id or "", why
