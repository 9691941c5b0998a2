"""Faults in what Qt calls: they end in no task's `failed`, so they are told here, as those of tasks are."""

import sys
from types import TracebackType

from PySide6.QtCore import QObject, Signal


class SlotFaults(QObject):
    """Hears of exceptions that a slot, an event handler or a timer let through. The process goes on, as without it."""

    met = Signal(object)
    """An Exception."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._before, self._telling = sys.excepthook, False

    def listen(self) -> None:
        """From here on. What was told before, on the standard error, is told still."""
        self._before = sys.excepthook
        sys.excepthook = self._hear

    def _hear(self, kind: type[BaseException], error: BaseException, places: TracebackType | None) -> None:
        self._before(kind, error, places)
        if self._telling or not isinstance(error, Exception):
            return
        self._telling = True  # a fault in the telling itself is not told again
        try:
            self.met.emit(error)
        finally:
            self._telling = False
