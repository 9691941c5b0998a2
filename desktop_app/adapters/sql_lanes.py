"""Pass lanes with the seeds of their samples, and the labels that they stand on."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Exists, bindparam, exists, func, literal_column, select

from desktop_app.adapters import sql_schema as t
from desktop_app.adapters.content_sealing import Unsealable, unseal
from desktop_app.adapters.sql_entry import seed_of
from desktop_app.adapters.sql_rows import KEPT_BY_TYPE
from desktop_app.domain.document_quality import RECOGNISED_WORDS, DocumentQuality
from desktop_app.domain.errors import StoreDamaged
from desktop_app.domain.finding import Rule
from desktop_app.domain.label import Label
from desktop_app.domain.lane import ClosedLane, OpenedLane
from desktop_app.domain.lane_watch import Draws
from desktop_app.domain.section import InputKind

_CLOSED = exists().where(t.closed_lane.c.lane_id == t.lane.c.lane_id)
_LANES = select(t.lane).order_by(literal_column("lane.rowid"))
_OPEN_OF_PACK = _LANES.where(
    ~_CLOSED, t.lane.c.form == select(t.pack.c.form).where(t.pack.c.digest == bindparam("pack")).scalar_subquery()
)

_OF_LABEL = t.label.c
_DOCUMENTS = (
    select(func.count())
    .select_from(t.input_.join(t.document, t.document.c.document_id == t.input_.c.key))
    .where(t.input_.c.revision_id == _OF_LABEL.revision_id, t.input_.c.kind == InputKind.DOCUMENT.value)
)


def _raised(*rules: Rule) -> Exists:
    """Whether a check found this in the text that was labelled."""
    return exists().where(t.finding.c.revision_id == _OF_LABEL.revision_id, t.finding.c.rule.in_(rules))


_QUALITIES = select(
    _OF_LABEL.label_id,
    _raised(Rule.PAGE_WITHOUT_TEXT, Rule.DOCUMENT_NOT_READ).label("unread"),
    _raised(Rule.HIDDEN_TEXT).label("hidden"),
    _DOCUMENTS.where(t.document.c.reason.endswith(RECOGNISED_WORDS)).scalar_subquery().label("recognised"),
    _DOCUMENTS.scalar_subquery().label("documents"),
).where(
    _OF_LABEL.pack_digest == bindparam("pack"),
    _OF_LABEL.endpoint == bindparam("endpoint"),
    _OF_LABEL.revision_id.is_not(None),
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


def read_qualities(db: Connection, pack_digest: str, endpoint: str) -> dict[str, DocumentQuality]:
    """How well the documents behind labelled sections could be read, by label: those of which it is known."""
    rows = db.execute(_QUALITIES, {"pack": pack_digest, "endpoint": endpoint})
    return {row.label_id: _quality(row) for row in rows}


def _quality(row: Any) -> DocumentQuality:
    if row.unread:
        return DocumentQuality.UNREAD
    if row.recognised:
        return DocumentQuality.RECOGNISED
    if row.hidden:
        return DocumentQuality.HIDDEN
    return DocumentQuality.TEXT if row.documents else DocumentQuality.NONE


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
