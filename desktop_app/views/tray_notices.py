"""The system's tray, where there is one: it tells what is pressing, and leads to it. Closing the window ends it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QSystemTrayIcon

from desktop_app.domain.notice import Notice
from desktop_app.qt.notice_presenter import NoticePresenter, NoticesShown
from desktop_app.views.notice_words import heard_words

Make = Callable[[QIcon, QObject], Any]
SHOWN_MS = 10_000


class TrayNotices(QObject):
    """An icon in the tray as long as the person wants messages there. It says nothing of a case while the window is
    locked, since anybody may be looking then."""

    clicked = Signal(object)
    """The Notice that was told, or None: show the window."""

    def __init__(
        self,
        presenter: NoticePresenter,
        icon: QIcon,
        is_locked: Callable[[], bool],
        parent: QObject,
        make: Make | None = None,
    ) -> None:
        super().__init__(parent)
        self._picture, self._is_locked, self._make = icon, is_locked, make
        self._tray: Any = None
        self._last: Notice | None = None
        presenter.shown.connect(self._show)
        presenter.pressing.connect(self._tell)

    @property
    def is_there(self) -> bool:
        """Whether the icon stands in the tray."""
        return self._tray is not None

    def _show(self, shown: NoticesShown) -> None:
        wanted = shown.notices.state.tray and (self._make is not None or QSystemTrayIcon.isSystemTrayAvailable())
        if wanted and self._tray is None:
            self._tray = (self._make or QSystemTrayIcon)(self._picture, self)
            self._tray.messageClicked.connect(self._open)
            self._tray.activated.connect(self._raise)
            self._tray.show()
        elif not wanted and self._tray is not None:
            self._tray.hide()
            self._tray.deleteLater()
            self._tray = None
        if self._tray is not None:
            count = len(shown.notices.new)
            new = self.tr("Countersign: %n new notice(s)", "", count)
            self._tray.setToolTip(new if count else "Countersign")

    def _tell(self, notices: tuple[Notice, ...]) -> None:
        if self._tray is None:
            return
        self._last = notices[0] if len(notices) == 1 else None
        words = self.tr("%n new notice(s)", "", len(notices)) if self._is_locked() else heard_words(notices)
        self._tray.showMessage("Countersign", words, self._picture, SHOWN_MS)

    def _open(self) -> None:
        self.clicked.emit(None if self._is_locked() else self._last)

    def _raise(self, *_: object) -> None:
        self.clicked.emit(None)
