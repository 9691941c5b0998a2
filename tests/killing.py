"""A process that is killed at the n-th moment of its work: an operation on files, or a stretch of SQLite's steps."""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from pysqlite3 import dbapi2

STEPS = 300
"""Steps of SQLite's virtual machine that make one moment."""
NEVER = 1 << 62
_FILE_OPERATIONS = frozenset({"os.rename", "os.remove", "os.link", "os.mkdir", "os.chmod", "os.truncate"})


class _Moments:
    """Counts moments in this process, and ends it at the one that is asked for."""

    def __init__(self, last: int) -> None:
        self.count, self._last = 0, last

    def pass_by(self) -> int:
        self.count += 1
        if self.count == self._last:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0


def moments_of(work: Callable[[], object]) -> int:
    """How many moments the work has. It is done in a process of its own."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        _in_child(work, NEVER, writer)
    os.close(writer)
    with os.fdopen(reader) as told:
        count = told.read()
    os.waitpid(child, 0)
    assert count, "the work failed"
    return int(count)


def is_killed_at(moment: int, work: Callable[[], object]) -> bool:
    """Do the work in a process that is killed at this moment; False where it ended before."""
    child = os.fork()
    if not child:
        _in_child(work, moment, os.open(os.devnull, os.O_WRONLY))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def _in_child(work: Callable[[], object], moment: int, told: int) -> None:
    try:
        moments = _Moments(moment)
        sys.addaudithook(lambda name, _: moments.pass_by() if name in _FILE_OPERATIONS else None)
        with patch.object(dbapi2, "connect", _counted(dbapi2.connect, moments)), _synced(moments):
            work()
        os.write(told, str(moments.count).encode())
    finally:
        os._exit(0)


def _counted(connect: Callable[..., Any], moments: _Moments) -> Callable[..., Any]:
    def connect_and_count(*arguments: Any, **more: Any) -> Any:
        connection = connect(*arguments, **more)
        connection.set_progress_handler(moments.pass_by, STEPS)
        connection.set_trace_callback(lambda _: moments.pass_by() and None)
        return connection

    return connect_and_count


def _synced(moments: _Moments) -> Any:
    """Each wait for the disk is a moment too, before it and after it."""
    sync = os.fsync

    def fsync(descriptor: int) -> None:
        moments.pass_by()
        sync(descriptor)
        moments.pass_by()

    return patch.object(os, "fsync", fsync)
