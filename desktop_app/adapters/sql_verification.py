"""Reading the whole record again, and naming what is not as it was recorded."""

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2

from desktop_app.adapters.chain_verification import ChainReading, windows
from desktop_app.adapters.guard_verification import UNTOLD, read_guards, read_references, read_trees, tables_of
from desktop_app.adapters.record_report import Flag, Pace, ReadingStopped, Report
from desktop_app.adapters.row_verification import RowMarks, read_rows
from desktop_app.adapters.sql_audit import SELECT_CHECKPOINTS, checkpoint_of, is_signed
from desktop_app.adapters.sql_connections import connect_to_read
from desktop_app.domain.audit import BreakKind, Checkpoint, Verification
from desktop_app.services.ports import Progress

STAGES = 2
"""Of read_record: events, then rows. Opening the sealed contents is a third."""


def verify_file(
    path: Path, told: Progress | None = None, cancelled: Flag | None = None, outside: Iterable[Checkpoint] = ()
) -> Verification:
    """Verify a store without any key: chain, checkpoints, guards, rows; also against checkpoints that left the machine.

    `told` hears of the events done and of how many there are. Raises ReadingStopped when cancelled, and nothing else,
    whatever the file holds.
    """
    report = Report(Pace(told, cancelled, STAGES))
    if not path.is_file():
        report.add(BreakKind.STORE, f"There is no store at {path}.")
        return report.verification
    try:
        with closing(connect_to_read(path)) as connection:
            read_record(connection, report, None, outside)
    except ReadingStopped:
        raise
    except (dbapi2.Error, OSError) as error:
        if report.pace.stopped():
            raise ReadingStopped from error
        report.add(BreakKind.STORE, f"The store cannot be read any further: {error}.")
    except Exception as error:  # noqa: BLE001  # the boundary: a hostile file may hold anything anywhere
        report.add(BreakKind.STORE, f"The store holds what no store holds ({type(error).__name__}).")
    return report.verification


def read_record(connection: Any, report: Report, own_key: bytes | None, outside: Iterable[Checkpoint] = ()) -> None:
    """Verify what needs no content. `own_key` is the store's public key where it is known from its sealed half."""
    report.pace.watch(connection)
    read_guards(connection, report)
    read_references(connection, report, *(table for table in UNTOLD if table in tables_of(connection)))
    (events,) = connection.execute("SELECT coalesce(max(seq), 0) FROM audit_event").fetchone()
    report.pace.start(events)
    connection.text_factory = bytes
    rows = connection.execute(SELECT_CHECKPOINTS).fetchall()
    chain, told = ChainReading(report, _signed(rows, report), outside), RowMarks()
    report.pace.stage(events)
    for window in windows(connection):
        chain.read(window)
        told.read(window)
        report.pace.step(len(window))
    chain.end(own_key)
    read_trees(connection, report)
    report.pace.stage(told.count)
    read_rows(connection, told, report)


def _signed(rows: Iterable[Any], report: Report) -> list[Checkpoint]:
    """The checkpoints whose signature is good."""
    good: list[Checkpoint] = []
    for row in rows:
        report.checkpoints += 1
        try:
            root, head, at = (part.decode() for part in (row[1], row[2], row[5]))
            checkpoint = checkpoint_of((row[0], root, head, row[3], row[4], at))
            signed = is_signed(checkpoint)
        except (UnicodeDecodeError, ValueError, OverflowError):
            signed = False
        if signed:
            good.append(checkpoint)
        else:
            words = f"The checkpoint at event {row[0]} was changed: its signature is not good."
            report.add(BreakKind.CHECKPOINT_SIGNATURE, words, row[0])
    if not report.checkpoints:
        report.add(BreakKind.TAIL_CUT, "No signed checkpoint is left: the end of the record may be missing.")
    return good
