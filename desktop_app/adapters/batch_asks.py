"""What one program asks of another that works at a batch: files beside the store, since a store has one owner."""

import re
from contextlib import suppress
from pathlib import Path

from desktop_app.domain.batch import BatchAsk

FOLDER = "batches"
_WORKING = "working"
_NAME = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.working")


class BatchAskFiles:
    """A file says that a batch is worked at, another what is asked. All of it blocks.

    Whoever may write to the home may stop its programs anyway. Where the folder cannot be written nothing is asked, and
    the work goes on.
    """

    def __init__(self, home: Path) -> None:
        self._folder = home / FOLDER

    def begins(self, batch_id: str) -> None:
        """Work is done at the batch here from now on; what was asked of an earlier one is forgotten."""
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, exist_ok=True)
            for ask in BatchAsk:
                self._file(batch_id, ask).unlink(missing_ok=True)
            self._file(batch_id, _WORKING).touch(mode=0o600)

    def ends(self, batch_id: str) -> None:
        """It does so no longer."""
        with suppress(OSError):
            for ask in BatchAsk:
                self._file(batch_id, ask).unlink(missing_ok=True)
            self._file(batch_id, _WORKING).unlink(missing_ok=True)

    def heard(self, batch_id: str) -> BatchAsk | None:
        """What another program asks, once; who asks sees that it was heard."""
        with suppress(OSError):
            for ask in (BatchAsk.CANCEL, BatchAsk.PAUSE):
                if (file := self._file(batch_id, ask)).exists():
                    file.unlink()
                    return ask
        return None

    def working(self) -> tuple[str, ...]:
        """The batches that are worked at, or were when their program was killed."""
        try:
            names = sorted(path.name for path in self._folder.iterdir())
        except OSError:
            return ()
        return tuple(found[1] for name in names if (found := _NAME.fullmatch(name)))

    def ask(self, batch_id: str, ask: BatchAsk) -> None:
        """Ask it of the program that works at the batch. Raises OSError."""
        self._file(batch_id, ask).touch(mode=0o600)

    def waits(self, batch_id: str, ask: BatchAsk) -> bool:
        """Whether nobody has heard it yet."""
        return self._file(batch_id, ask).exists()

    def take_back(self, batch_id: str, ask: BatchAsk) -> None:
        """Ask it no more."""
        with suppress(OSError):
            self._file(batch_id, ask).unlink(missing_ok=True)

    def _file(self, batch_id: str, what: str) -> Path:
        return self._folder / f"{batch_id}.{what}"
