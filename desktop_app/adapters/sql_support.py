"""What a second reader and people said of the same sentences."""

from sqlalchemy import Connection, and_, bindparam, select

from desktop_app.adapters import sql_schema as t
from desktop_app.domain.claim_check import ClaimStatus
from desktop_app.domain.support import PEOPLE, Verdict

_read, _judged = t.sentence_support.alias("read"), t.sentence_support.alias("judged")
_BOTH = (
    select(_judged.c.state.label("people"), _read.c.state.label("reader"))
    .join(_read, and_(_read.c.revision_id == _judged.c.revision_id, _read.c.start == _judged.c.start))
    .where(_judged.c.reader == PEOPLE, _read.c.reader == bindparam("reader"))
    .order_by(_judged.c.revision_id, _judged.c.start)
)


def read_and_judged(db: Connection, reader: str) -> tuple[tuple[bool, bool], ...]:
    """For each such sentence: whether people let it stand, and whether the reader found it supported."""
    return tuple(
        (row.people == ClaimStatus.SUPPORTED.value, row.reader == Verdict.SUPPORTED.value)
        for row in db.execute(_BOTH, {"reader": reader})
    )
