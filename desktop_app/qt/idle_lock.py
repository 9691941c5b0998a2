"""Tells when nobody has touched the window for a while."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

MINUTE_MS = 60_000
_TOUCHES = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.TabletPress,
}


class IdleLock(QObject):
    """Watches the windows of the program that have the focus, and no other: each key and pointer starts it anew."""

    idle = Signal()
    """So many minutes went by without a touch. It is told once, until the next `begin`."""

    def __init__(self, parent: QObject | None = None, minute_ms: int = MINUTE_MS) -> None:
        super().__init__(parent)
        self._minute_ms, self._minutes = minute_ms, 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.idle)
        QGuiApplication.instance().focusWindowChanged.connect(self._watch)  # type: ignore[union-attr]

    @property
    def is_running(self) -> bool:
        """Whether it will be told at all."""
        return self._timer.isActive()

    def begin(self, minutes: int) -> None:
        """Count from now; 0: never."""
        self._minutes = minutes
        self._watch(QGuiApplication.focusWindow())
        self._timer.stop()
        if minutes:
            self._count()

    def rest(self) -> None:
        """Do not count, as while it is locked."""
        self._timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002, N802
        """Somebody is there."""
        if event.type() in _TOUCHES and self._timer.isActive():
            self._count()
        return False

    def _count(self) -> None:
        """From the start."""
        self._timer.start(self._minutes * self._minute_ms)

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)
