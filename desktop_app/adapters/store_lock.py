"""One owner process of a store: an advisory lock on a file beside it, which ends with its process."""

import os
import sys
from pathlib import Path

from desktop_app.domain.errors import StoreBusy


class StoreLock:
    """Held from `take` to `release`."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def take(cls, path: Path) -> "StoreLock":
        """Take it. Raises StoreBusy where another process has it, OSError where the file cannot be made."""
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        try:
            _lock(descriptor)
        except OSError:
            os.close(descriptor)
            raise StoreBusy(
                f"The store in {path.parent} is open in another process.",
                next="Close the other window or command, or choose another store with --home.",
            ) from None
        return cls(descriptor)

    def release(self) -> None:
        """Let go of it."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
