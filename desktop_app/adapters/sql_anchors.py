"""What left last for places outside the store, as the store notes it."""

from contextlib import closing
from datetime import datetime
from pathlib import Path

from pysqlite3 import dbapi2
from sqlalchemy import Connection, select

from desktop_app.adapters import sql_schema as t
from desktop_app.adapters.sql_connections import connect_to_read
from desktop_app.domain.anchor import Anchor


def read_anchors(db: Connection) -> tuple[Anchor, ...]:
    """All of them, by the name of the place."""
    rows = db.execute(select(t.anchor).order_by(t.anchor.c.place))
    return tuple(Anchor(place, size, datetime.fromisoformat(at)) for place, size, at in rows)


def anchors_of(path: Path) -> tuple[Anchor, ...]:
    """The same of a store that nobody has open, without any key; none where it cannot be read."""
    try:
        with closing(connect_to_read(path)) as connection:
            rows = connection.execute("SELECT place, size, at FROM anchor ORDER BY place").fetchall()
        return tuple(Anchor(str(place), int(size), datetime.fromisoformat(at)) for place, size, at in rows)
    except (dbapi2.Error, OSError, ValueError, TypeError):
        return ()
