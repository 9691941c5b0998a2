"""How fast endpoints are, and documents read, by what is recorded."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from desktop_app.domain.audit import EventType
from desktop_app.domain.document_pace import PastReading
from desktop_app.domain.evidence import DocumentKind
from desktop_app.domain.latency import Pace, pace_of
from desktop_app.domain.past_call import PastCall
from desktop_app.domain.told_event import told_event
from desktop_app.services.ports import Clock
from desktop_app.services.record_ports import Store

LOOKED_BACK = timedelta(days=30)
MOST_CALLS = 2_000
MOST_EVENTS = 400
"""Of documents that were kept or read, the newest."""
_KEPT_AND_READ = (EventType.DOCUMENT_ATTACHED.value, EventType.DOCUMENT_READ.value)


class Pacing:
    """Looks at the calls of the last month."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    async def paces(self) -> Mapping[str, Pace]:
        """The pace of each endpoint that was asked."""
        calls: defaultdict[str, list[PastCall]] = defaultdict(list)
        for call in await self._store.past_calls(self._clock.now() - LOOKED_BACK, MOST_CALLS):
            calls[call.endpoint].append(call)
        return {endpoint: pace_of(made) for endpoint, made in calls.items()}

    async def readings(self) -> tuple[PastReading, ...]:
        """How long the documents that were read last took, each from when it was kept or the one before it of its case
        was read."""
        page = await self._store.event_page(None, None, MOST_EVENTS, _KEPT_AND_READ)
        kept: dict[str, tuple[datetime, int]] = {}
        before: dict[str | None, datetime] = {}
        found = []
        for event in map(told_event, reversed(page)):
            name, size = event.text("document"), event.count("bytes")
            if event.at is None:
                continue
            if event.type is EventType.DOCUMENT_ATTACHED and size is not None:
                kept[name] = (event.at, size)
            elif event.type is EventType.DOCUMENT_READ and name in kept:
                since, size = kept.pop(name)
                seconds = (event.at - max(since, before.get(event.case_id, since))).total_seconds()
                found.append(PastReading(DocumentKind(event.text("kind")), size, max(seconds, 0.0)))
                before[event.case_id] = event.at
        return tuple(found)
