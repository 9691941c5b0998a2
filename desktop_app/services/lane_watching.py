"""Watching pass lanes: one whose sample shows that its promise is broken is closed with the decision that showed it."""

from collections.abc import Sequence

from desktop_app.domain.audit import EventType
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.label import Label, LabelSource
from desktop_app.domain.lane import ClosedLane, OpenedLane
from desktop_app.domain.lane_watch import watch
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Scribe


class LaneWatching:
    """Closes lanes. It never opens one: that takes a person's signature."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def close_broken(self, scribe: Scribe, facts: CaseFacts, labels: Sequence[Label], person_id: str) -> None:
        """Close each open lane of whose sample one of these new labels says that it was wrong, where the rate of such
        errors is more than was promised whatever chance has done. Fewer errors stand in the list of lanes."""
        wrong = [each for each in labels if each.source is LabelSource.SAMPLE and not each.is_right]
        for lane in facts.record.lanes:
            if any(lane.key == each.key and lane.is_for(each.section) for each in wrong):
                known = await self._store.labels(lane.pack_digest, lane.endpoint)
                if watch(lane, (*known, *labels)).is_broken:
                    put_closed(scribe, lane, person_id, broken=True)


def put_closed(scribe: Scribe, lane: OpenedLane, person_id: str, *, broken: bool = False) -> ClosedLane:
    """Close a lane as part of an entry, and tell the seed of its sample."""
    closed = ClosedLane(lane.lane_id, person_id, lane.seed.hex(), scribe.now)
    scribe.put(closed)
    told: dict[str, int | str | bool] = {"lane": lane.lane_id, "seed": closed.seed}
    scribe.tell(EventType.LANE_CLOSED, data=told | ({"broken": True} if broken else {}))
    return closed
