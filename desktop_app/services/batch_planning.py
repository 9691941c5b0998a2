"""What a batch would do, looked at before it is begun: each row checked, and what all of them are expected to take."""

import asyncio
from collections.abc import Sequence
from pathlib import PurePath

from desktop_app.domain.batch import Batch, BatchSource
from desktop_app.domain.batch_plan import (
    BatchForecast,
    BatchPlan,
    PlannedRow,
    checked,
    continuing,
    folder_rows,
    table_rows,
)
from desktop_app.domain.document_pace import reading_span
from desktop_app.domain.endpoint import ASSEMBLED, Endpoint
from desktop_app.domain.form import Form
from desktop_app.domain.pack import Pack
from desktop_app.domain.person import Acting, Role
from desktop_app.services.connecting import Connecting
from desktop_app.services.forecasting import Forecasting
from desktop_app.services.pacing import Pacing
from desktop_app.services.ports import BatchFiles, Clock, Packs
from desktop_app.services.record_ports import Store

MOST_AT_ONCE = 8
"""Rows that are worked at side by side, at most: each has its documents in memory."""


class BatchPlanning:
    """Reads folders and tables, and changes nothing."""

    def __init__(
        self,
        store: Store,
        files: BatchFiles,
        packs: Packs,
        connecting: Connecting,
        forecasting: Forecasting,
        clock: Clock,
    ) -> None:
        self._store, self._files, self._packs, self._clock = store, files, packs, clock
        self._connecting, self._forecasting, self._pacing = connecting, forecasting, Pacing(store, clock)

    async def plan(
        self, acting: Acting, form: str, place: str, folder: str = "", endpoints: Sequence[str] = ()
    ) -> BatchPlan:
        """A batch of this form over a folder of documents, or over a table. `folder` is where a table's files are: its
        own folder, where it is not said. Endpoints are asked in their order, without the assembled draft unless it is
        named or there is no other.

        Raises UsageError where the place cannot be read as a whole, and what naming endpoints raises.
        """
        acting.as_one_of(Role.ANALYST)
        pack = self._packs.load(form)
        is_folder = await asyncio.to_thread(self._files.is_folder, place)
        source = BatchSource.FOLDER if is_folder else BatchSource.TABLE
        folder = folder or (place if is_folder else str(PurePath(place).parent))
        rows = await self._rows(pack, source, place, folder)
        chain = await self.chain(endpoints)
        others = await asyncio.to_thread(self._files.others, place) if is_folder else ()
        forecast = await self._forecast(pack.form, chain, folder, rows)
        return BatchPlan(pack, source, place, folder, chain, rows, forecast, others)

    async def rows_again(self, batch: Batch, pack: Pack) -> tuple[PlannedRow, ...]:
        """The rows as they are where the batch came from now. Raises UsageError where that cannot be read."""
        return await self._rows(pack, batch.source, batch.place, batch.folder, batch.batch_id)

    async def chain(self, endpoints: Sequence[str]) -> tuple[str, ...]:
        """The endpoints to ask: these, else those that were added, else the assembled draft."""
        return await self._connecting.chain(endpoints, alone=True) or (ASSEMBLED.name,)

    async def at_once(self, form: Form, chain: Sequence[str]) -> int:
        """So many rows side by side keep the first endpoint busy, also while one of them has few sections left."""
        first = await self._first(chain)
        return min(-(-first.at_once // max(len(form.drafted), 1)) + 1, MOST_AT_ONCE)

    async def _rows(
        self, pack: Pack, source: BatchSource, place: str, folder: str, batch_id: str = ""
    ) -> tuple[PlannedRow, ...]:
        rows = await asyncio.to_thread(self._read, pack, source, place, folder)
        wanted = frozenset(row.case for row in rows if row.case)
        return continuing(rows, await self._unfinished(pack, wanted, batch_id)) if wanted else rows

    async def _unfinished(self, pack: Pack, wanted: frozenset[str], batch_id: str) -> frozenset[str]:
        """Those of these cases that a row of a batch left unfinished, that no row goes on with yet, and that were never
        sent to anybody. `batch_id` is the batch that asks."""
        batches = [each.batch_id for each in await self._store.batches() if each.batch_id != batch_id]
        rows = [row for each in batches for row in await self._store.batch_rows(each) if row.case_id in wanted]
        taken = {row.case_id for row in rows if not row.may_be_tried_again}
        files = [await self._store.case_file(row.case_id) for row in rows if row.case_id and row.case_id not in taken]
        return frozenset(file.case_id for file in files if file.pack_digest == pack.digest and not file.was_sent)

    def _read(self, pack: Pack, source: BatchSource, place: str, folder: str) -> tuple[PlannedRow, ...]:
        today = self._clock.now().date()
        if source is BatchSource.FOLDER:
            rows = folder_rows(pack.form, self._files.files(place))
        else:
            rows = table_rows(pack.form, self._files.table(place), lambda name: self._files.size(folder, name))
        return checked(pack, rows, today)

    async def _forecast(
        self, form: Form, chain: Sequence[str], folder: str, rows: Sequence[PlannedRow]
    ) -> BatchForecast:
        first = await self._first(chain)
        case = await self._forecasting.usual(form, first)
        skipped = sum(row.is_skipped for row in rows)
        failed = sum(row.problem is not None for row in rows) - skipped
        side = max(first.at_once // max(len(form.drafted), 1), 1) if first.is_model else 1
        documents = await asyncio.to_thread(self._documents, folder, [row for row in rows if row.problem is None])
        reading = reading_span(documents, await self._pacing.readings())
        ready, rows_at_once = len(rows) - failed - skipped, await self.at_once(form, chain)
        return BatchForecast(ready, failed, skipped, case, side, rows_at_once, reading)

    def _documents(self, folder: str, rows: Sequence[PlannedRow]) -> list[tuple[str, int]]:
        """Names and bytes of the documents of these rows."""
        files = [name for row in rows for names in row.files.values() for name in names]
        texts = [(f"{name}.txt", len(text)) for row in rows for name, text in row.texts.items()]
        return [(name, self._files.size(folder, name) or 0) for name in files] + texts

    async def _first(self, chain: Sequence[str]) -> Endpoint:
        known = {endpoint.name: endpoint for endpoint in await self._connecting.listing()}
        return known[chain[0]]
