"""Notices of one window: how many are new, the list under the bell, a word for the ear, and the system's tray."""

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from desktop_app.domain.notice import Notice
from desktop_app.qt.notice_presenter import NoticePresenter, NoticesShown
from desktop_app.qt.place import Place, Visit
from desktop_app.views.home_view import LEADS_TO
from desktop_app.views.main_window import MainWindow
from desktop_app.views.notice_popover import NoticePopover
from desktop_app.views.notice_words import heard_words
from desktop_app.views.settings_view import SettingsPart
from desktop_app.views.tray_notices import TrayNotices
from desktop_app.widgets.kit import Kit

ICON = 64
"""Pixels of the icon in the tray, which the system makes smaller."""


class NoticeBell(QObject):
    """Opens what it tells of, in its window."""

    fronted = Signal()
    """The window is to come before all others."""

    def __init__(self, kit: Kit, presenter: NoticePresenter, window: MainWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._kit, self._presenter, self._window = kit, presenter, window
        presenter.shown.connect(self._show)
        presenter.arrived.connect(self._say)
        presenter.failed.connect(window.banner.fail)
        window.notices_asked.connect(self.open_list)
        window.page_shown.connect(self._attend)
        self.tray = TrayNotices(presenter, kit.theme.icon("bell", "accent"), self._is_locked, self)
        self.tray.clicked.connect(self._follow)

    def open_list(self) -> NoticePopover | None:
        """Show the list under the bell."""
        if self._window.is_covered:
            return None
        popover, bell = NoticePopover(self._kit, self._presenter, self._window), self._window.bar.bell
        popover.opened.connect(self._lead)
        popover.settings_asked.connect(self._show_settings)
        popover.open_at(bell.mapToGlobal(QPoint(bell.width(), bell.height())))
        return popover

    def _show(self, shown: NoticesShown) -> None:
        self._window.show_notices(len(shown.notices.new))

    def _say(self, notices: tuple[Notice, ...]) -> None:
        """Behind the lock nothing is said."""
        if not self._window.is_covered:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._window, heard_words(notices)))

    def _attend(self, *_: object) -> None:
        if self._window.visit.case_id:
            self._presenter.see_case(self._window.visit.case_id)

    def _is_locked(self) -> bool:
        return self._window.is_covered

    def _follow(self, notice: Notice | None) -> None:
        self.fronted.emit()
        if notice is not None:
            self._presenter.see((notice.key,))
            self._lead(notice)

    def _lead(self, notice: Notice) -> None:
        file = notice.file
        self._window.go(Visit(LEADS_TO.get(file.state, Place.AUDIT), file.case_id))

    def _show_settings(self) -> None:
        self._window.go(Visit(Place.SETTINGS, at=SettingsPart.NOTICES.value))
