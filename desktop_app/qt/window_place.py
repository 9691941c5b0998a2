"""Where a window opens: never past the edges of its screen."""

from PySide6.QtCore import QByteArray, QRect, QSize
from PySide6.QtWidgets import QMainWindow

USUAL = QSize(1440, 900)


def within(wanted: QRect, available: QRect) -> QRect:
    """As large as wanted and where it was wanted, as far as the room that there is allows."""
    size = wanted.size().boundedTo(available.size())
    left = min(max(wanted.left(), available.left()), available.right() - size.width() + 1)
    top = min(max(wanted.top(), available.top()), available.bottom() - size.height() + 1)
    return QRect(left, top, size.width(), size.height())


def take_place(window: QMainWindow, kept: QByteArray) -> None:
    """As it was left, else in its usual size; on the screen that it is on, which may be another one than then."""
    if not window.restoreGeometry(kept):
        window.resize(USUAL)
    if not window.isMaximized() and not window.isFullScreen():
        window.setGeometry(within(window.geometry(), window.screen().availableGeometry()))
