"""What reads rows beside the events goes when it is done."""

import gc
from contextlib import closing
from pathlib import Path
from weakref import ref

from pysqlite3 import dbapi2

from desktop_app.adapters.record_report import Pace
from desktop_app.adapters.row_reading import RowReading


def test_a_reading_that_is_done_holds_nothing(tmp_path: Path) -> None:
    with closing(dbapi2.connect(str(tmp_path / "empty"), check_same_thread=False)) as connection:
        rows = RowReading(connection, (), Pace(None, None))
        with rows:
            assert rows.dangling() == []
        gone = ref(rows)
        del rows
        gc.collect()
        assert gone() is None
