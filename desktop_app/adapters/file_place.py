"""Whether the files of a store that is open still stand where they were opened.

A system lets a program write on into a file that was removed or replaced: what goes there is lost when it is closed.
"""

import os
from pathlib import Path

from desktop_app.domain.errors import StoreFailed

Identity = tuple[int, int] | None


class FilePlace:
    """The store's file and its log, as they were when the store was opened."""

    def __init__(self, path: Path) -> None:
        self._path, self._log = path, path.with_name(path.name + "-wal")
        self._known = self._now()

    def require(self) -> None:
        """Raises StoreFailed where they are gone or others stand there."""
        if self._now() != self._known:
            raise StoreFailed(
                f"The store {self._path} is no longer where it was opened: it was moved, removed or replaced.",
                kept="What was recorded before is where the file is now; nothing of this step was kept.",
                next="Put the folder back and do it again, or close the program and open the store that is there now.",
            )

    def _now(self) -> tuple[Identity, Identity]:
        return _identity(self._path), _identity(self._log)


def _identity(path: Path) -> Identity:
    try:
        found = os.stat(path)  # noqa: PTH116  # asked once in every commit
    except OSError:
        return None
    return found.st_dev, found.st_ino
