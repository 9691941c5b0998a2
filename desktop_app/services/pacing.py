"""How fast endpoints are, by the calls that are recorded."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta

from desktop_app.domain.latency import Pace, pace_of
from desktop_app.domain.past_call import PastCall
from desktop_app.services.ports import Clock
from desktop_app.services.record_ports import Store

LOOKED_BACK = timedelta(days=30)
MOST_CALLS = 2_000


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
