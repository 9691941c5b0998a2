"""An append-only folder outside the store, named by who administers the machine: one file for each checkpoint.

The program makes files there and never changes, replaces or removes one, so the folder may forbid all of that.
"""

import errno
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from desktop_app.adapters.file_system import sync_folder
from desktop_app.adapters.limited_calls import SECONDS, LimitedCalls
from desktop_app.domain.anchor import FOLDER, read_written, written
from desktop_app.domain.audit import Checkpoint
from desktop_app.domain.errors import AnchorFailed

DIGITS = 12
MOST_TRIES = 10
_WHY = {
    errno.ENOENT: "is away",
    errno.ENOTDIR: "is no folder",
    errno.ENOSPC: "is full",
    errno.EDQUOT: "is full",
    errno.EACCES: "refuses to be written",
    errno.EPERM: "refuses to be written",
    errno.EROFS: "refuses to be written",
}
T = TypeVar("T")


class AnchorFolder:
    """ports.AnchorPlace: `FOLDER/STORE/SIZE.json`. The folder itself must be there: the program does not make it."""

    name = FOLDER

    def __init__(self, folder: Path, store_id: str, seconds: float = SECONDS) -> None:
        self._folder, self._own = folder, folder / store_id
        self._calls = LimitedCalls("anchor folder", seconds)

    def put(self, checkpoint: Checkpoint) -> None:
        """Write it into a file of its own, and return when that is on the disk. Raises AnchorFailed."""
        self._within_limit(lambda: self._put(checkpoint))

    def newest(self, after: datetime | None) -> Checkpoint | None:
        """The one of most events that was signed after that time. Raises AnchorFailed."""
        return self._within_limit(lambda: self._newest(after))

    def _put(self, checkpoint: Checkpoint) -> None:
        if not self._own.is_dir():
            self._own.mkdir()
            sync_folder(self._folder)
        for path in self._names(checkpoint.size):
            kept = _read(path) if path.exists() else None
            if kept == checkpoint:
                return
            if path.exists():  # cut short by a full disk, or of a store that was put back since
                continue
            _write_new(path, written(checkpoint).encode() + b"\n")
            sync_folder(self._own)
            return
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))

    def _names(self, size: int) -> Iterator[Path]:
        yield self._own / f"{size:0{DIGITS}}.json"
        for number in range(2, MOST_TRIES + 1):
            yield self._own / f"{size:0{DIGITS}}.{number}.json"

    def _newest(self, after: datetime | None) -> Checkpoint | None:
        if not self._own.is_dir():
            self._folder.stat()
            return None
        for path in sorted(self._own.glob("*.json"), key=lambda path: path.name, reverse=True):
            kept = _read(path)
            if kept and (after is None or kept.at > after):
                return kept
        return None

    def _within_limit(self, work: Callable[[], T]) -> T:
        try:
            return self._calls.call(work)
        except TimeoutError:
            raise self._failed("does not answer") from None
        except OSError as error:
            raise self._failed(_WHY.get(error.errno or 0, f"cannot be used ({error.strerror})")) from error

    def _failed(self, why: str) -> AnchorFailed:
        return AnchorFailed(
            f"The folder for checkpoints, {self._folder}, {why}.",
            kept="Everything is recorded; the next checkpoint is tried there again.",
            next="See that it is there and can be written.",
        )


def _write_new(path: Path, body: bytes) -> None:
    """One write of a new file, durable. Raises FileExistsError where another process was first."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    try:
        if os.write(descriptor, body) < len(body):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(path: Path) -> Checkpoint | None:
    """The checkpoint of a file, None where it is not whole."""
    try:
        return read_written(path.read_text())
    except ValueError:
        return None
