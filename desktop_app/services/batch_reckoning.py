"""What a batch took, by the record."""

from desktop_app.domain.audit import EventType
from desktop_app.domain.batch import Batch, PauseReason
from desktop_app.domain.batch_figures import BatchFigures, Turn, figures
from desktop_app.domain.person import READERS, Acting
from desktop_app.domain.told_event import told_event
from desktop_app.services.connecting import Connecting
from desktop_app.services.ports import Clock
from desktop_app.services.record_ports import Store

LOOKED_AT = 200
"""Events that are read at once, the newest first."""
_BEGINS = (EventType.BATCH_BEGUN, EventType.BATCH_RESUMED)
_RESTS = (EventType.BATCH_PAUSED, EventType.BATCH_FINISHED)
_KINDS = tuple(kind.value for kind in (*_BEGINS, *_RESTS))


class BatchReckoning:
    """Reads what is kept of a batch's time and calls."""

    def __init__(self, store: Store, connecting: Connecting, clock: Clock) -> None:
        self._store, self._connecting, self._clock = store, connecting, clock

    async def figures(self, acting: Acting, batch: Batch, *, running: bool) -> BatchFigures:
        """What it has taken until now. Raises Refused for who reads no cases."""
        acting.as_one_of(*READERS)
        calls = await self._store.batch_calls(batch.batch_id, batch.at)
        rows = await self._store.batch_rows(batch.batch_id)
        acts = [row.end.at for row in rows if row.end] + [call.run for call in calls]
        endpoints = {endpoint.name: endpoint for endpoint in await self._connecting.listing()}
        now = self._clock.now() if running else None
        return figures(batch, await self._turns(batch), acts, calls, endpoints, now)

    async def _turns(self, batch: Batch) -> list[Turn]:
        """When it began to be worked at and when it rested, oldest first."""
        turns: list[Turn] = []
        before = None
        while page := await self._store.event_page(None, before, LOOKED_AT, _KINDS):
            for event in map(told_event, page):
                if event.at is not None and event.at < batch.at:
                    return turns[::-1]
                if event.at is not None and event.text("batch") == batch.batch_id:
                    why = PauseReason(event.text("why")) if event.type is EventType.BATCH_PAUSED else None
                    turns.append(Turn(event.at, event.type in _RESTS, why))
            before = page[-1].seq
        return turns[::-1]
