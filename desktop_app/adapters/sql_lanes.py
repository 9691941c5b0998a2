"""Pass lanes with the seeds of their samples, and the labels that they stand on."""

from dataclasses import replace

from sqlalchemy import Connection, bindparam, exists, func, literal_column, select

from desktop_app.adapters import sql_schema as t
from desktop_app.adapters.content_sealing import Unsealable, unseal
from desktop_app.adapters.sql_entry import seed_of
from desktop_app.adapters.sql_rows import KEPT_BY_TYPE
from desktop_app.domain.errors import StoreDamaged
from desktop_app.domain.label import Label
from desktop_app.domain.lane import ClosedLane, OpenedLane
from desktop_app.domain.lane_watch import Draws

_CLOSED = exists().where(t.closed_lane.c.lane_id == t.lane.c.lane_id)
_LANES = select(t.lane).order_by(literal_column("lane.rowid"))
_OPEN_OF_PACK = _LANES.where(
    ~_CLOSED, t.lane.c.form == select(t.pack.c.form).where(t.pack.c.digest == bindparam("pack")).scalar_subquery()
)


def read_open_lanes(db: Connection, store_key: bytes, pack_digest: str) -> tuple[OpenedLane, ...]:
    """The lanes of a pack's form, of whatever version, that nobody has closed; oldest first."""
    return tuple(_opened(row, store_key) for row in db.execute(_OPEN_OF_PACK, {"pack": pack_digest}))


def read_lanes(db: Connection, store_key: bytes) -> tuple[tuple[OpenedLane, ClosedLane | None], ...]:
    """All lanes, oldest first, each with its end."""
    closed = {row.lane_id: KEPT_BY_TYPE[ClosedLane].value(row, {}) for row in db.execute(select(t.closed_lane))}
    opened = [_opened(row, store_key) for row in db.execute(_LANES)]
    return tuple((lane, closed.get(lane.lane_id)) for lane in opened)


def read_draws(db: Connection, lane_id: str) -> Draws:
    """How many texts passed by a lane, and how many were drawn for its sample."""
    of = t.lane_standing.c
    rows = db.execute(select(of.drawn, func.count().label("texts")).where(of.lane_id == lane_id).group_by(of.drawn))
    counted = {row.drawn: row.texts for row in rows}
    return Draws(counted.get(0, 0), counted.get(1, 0))


class Labels:
    """The labelled sections of the store. Labels only ever come: those that are known are not read again."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[Label, ...]] = {}

    def read(self, db: Connection, pack_digest: str, endpoint: str) -> tuple[Label, ...]:
        """Those of a pack that an endpoint drafted, in the order in which they were labelled."""
        of = t.label.c
        wanted = (of.pack_digest == pack_digest, of.endpoint == endpoint)
        known = self._known.get((pack_digest, endpoint), ())
        if db.execute(select(func.count()).where(*wanted)).scalar_one() != len(known):
            rows = db.execute(select(t.label).where(*wanted).order_by(literal_column("label.rowid")))
            known = tuple(KEPT_BY_TYPE[Label].value(row, {}) for row in rows)
            self._known[pack_digest, endpoint] = known
        return known


def _opened(row: "tuple[object, ...]", store_key: bytes) -> OpenedLane:
    lane: OpenedLane = KEPT_BY_TYPE[OpenedLane].value(row, {})
    try:
        return replace(lane, seed=unseal(store_key, lane.seed, seed_of(lane.lane_id)))
    except Unsealable as error:
        raise StoreDamaged(
            "The sealed seed of a pass lane is not what was recorded.",
            kept="The file was not touched.",
            next="Look at the record with `countersign audit verify`, and go on with a copy from a backup.",
        ) from error
