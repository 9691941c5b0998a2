"""What a second reader said of texts that people have judged."""

from sqlalchemy import Connection, bindparam, case, func, select

from desktop_app.adapters import sql_schema as t
from desktop_app.domain.label import LabelSource
from desktop_app.domain.support import Verdict

_PEOPLES = (LabelSource.REVIEW.value, LabelSource.SAMPLE.value)
_support, _label = t.sentence_support.c, t.label.c
_READ = (
    select(
        _support.revision_id,
        func.sum(case((_support.state == Verdict.SUPPORTED.value, 0), else_=1)).label("doubts"),
    )
    .where(_support.reader == bindparam("reader"))
    .group_by(_support.revision_id)
    .subquery()
)
_JUDGED = (
    select(_label.is_right, _READ.c.doubts)
    .join(_READ, _READ.c.revision_id == _label.revision_id)
    .where(_label.source.in_(_PEOPLES))
    .order_by(_label.at, _label.label_id)
)


def read_and_judged(db: Connection, reader: str) -> tuple[tuple[bool, bool], ...]:
    """For each such text: whether people found it right, and whether the reader found all that it read supported."""
    return tuple((bool(row.is_right), not row.doubts) for row in db.execute(_JUDGED, {"reader": reader}))
