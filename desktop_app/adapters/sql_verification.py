"""Reading the whole record again, and naming what is not as it was recorded."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2

from desktop_app.adapters.chain_verification import ChainReading, windows
from desktop_app.adapters.command_verification import CommandMarks, read_commands
from desktop_app.adapters.guard_verification import name_dangling, read_guards, read_trees, tables_of
from desktop_app.adapters.record_report import Flag, Pace, ReadingStopped, Report
from desktop_app.adapters.row_marks import RowMarks
from desktop_app.adapters.row_reading import RowReading
from desktop_app.adapters.row_verification import read_rows
from desktop_app.adapters.sample_verification import SampleReading
from desktop_app.adapters.sql_audit import SELECT_CHECKPOINTS, checkpoint_of, is_signed
from desktop_app.adapters.sql_connections import connect_to_read
from desktop_app.domain.audit import BreakKind, Checkpoint, Verification
from desktop_app.services.ports import Progress

_LAST = "SELECT coalesce(max(seq), 0) FROM audit_event"
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
        with seen_alike(partial(connect_to_read, path), report.pace) as (connection, beside):
            read_record(connection, beside, report, None, outside)
    except ReadingStopped:
        raise
    except (dbapi2.Error, OSError) as error:
        if report.pace.stopped():
            raise ReadingStopped from error
        report.add(BreakKind.STORE, f"The store cannot be read any further: {error}.")
    except Exception as error:  # noqa: BLE001  # the boundary: a hostile file may hold anything anywhere
        report.add(BreakKind.STORE, f"The store holds what no store holds ({type(error).__name__}).")
    return report.verification


@contextmanager
def seen_alike(connect: Callable[[], Any], pace: Pace) -> Iterator[tuple[Any, Any]]:
    """Two connections that see the record as it was at one moment. Raises ReadingStopped.

    Both see the same where they see the same last event: whatever the record holds is written with an event. While
    much is written they may have to look again.
    """
    with closing(connect()) as connection, closing(connect()) as beside:
        while _begun(connection) != _begun(beside):
            pace.step(0)
            for each in (connection, beside):
                each.execute("ROLLBACK")
        yield connection, beside


def _begun(connection: Any) -> int:
    connection.execute("BEGIN")
    last: int = connection.execute(_LAST).fetchone()[0]
    return last


def read_record(
    connection: Any, beside: Any, report: Report, own_key: bytes | None, outside: Iterable[Checkpoint] = ()
) -> None:
    """Verify what needs no content; the rows are read by the connection `beside` while the events are.

    `own_key` is the store's public key where it is known from its sealed half.
    """
    report.pace.watch(connection)
    read_guards(connection, report)
    (events,) = connection.execute(_LAST).fetchone()
    report.pace.start(events)
    with RowReading(beside, tables_of(connection), report.pace) as rows:
        connection.text_factory = bytes
        checkpoints = _signed(connection.execute(SELECT_CHECKPOINTS).fetchall(), report)
        chain, told, commands = ChainReading(report, checkpoints, outside), RowMarks(), CommandMarks()
        samples = SampleReading(report)
        report.pace.stage(events)
        for window in windows(connection):
            chain.read(window)
            told.read(window)
            commands.read(window)
            samples.read(window)
            report.pace.step(len(window))
        chain.end(own_key)
        read_trees(connection, report)
        read_commands(connection, commands, report)
        samples.end(connection)
        name_dangling(rows.dangling(), report)
        report.pace.stage(told.count)
        read_rows(connection, told, rows, report)


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
