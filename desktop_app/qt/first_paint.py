"""When a window has been painted for the first time: what can wait begins then."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

LONGEST_MS = 1000
"""A window that is started minimised is not painted; then it begins after so long."""


class FirstPaint(QObject):
    """Tells once."""

    painted = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window, self._late = window, QTimer(self)
        self._late.setSingleShot(True)
        self._late.timeout.connect(self._tell)
        window.installEventFilter(self)
        self._late.start(LONGEST_MS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """It is told after the event, so that the paint is done."""
        if watched is self._window and event.type() is QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            self._late.start(0)
        return False

    def _tell(self) -> None:
        self._window.removeEventFilter(self)
        self.painted.emit()
