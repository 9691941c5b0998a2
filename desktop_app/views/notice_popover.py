"""Notices under their bell: the case is opened with Enter, and what was seen is said to be; Esc closes it."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from desktop_app.qt.notice_presenter import NoticePresenter, NoticesShown
from desktop_app.views.notice_words import notice_row
from desktop_app.widgets.kit import Kit, column, named, row
from desktop_app.widgets.row_list import RowList

WIDE, HIGH = 460, 420
"""Pixels at 100 %."""


class NoticePopover(QDialog):
    """A list over the page; it follows what arrives while it is open."""

    opened = Signal(object)
    """A Notice whose case is to be shown."""
    settings_asked = Signal()

    def __init__(self, kit: Kit, presenter: NoticePresenter, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("card", "plain")
        named(self, self.tr("Notices"))
        self._kit, self._presenter, self._shown = kit, presenter, NoticesShown()
        self.list = RowList(kit, self.tr("Notices, newest first"), grows=False)
        self._none = kit.words(self.tr("Nothing yet. You are told here what others do with your cases."), wrapped=True)
        self.read = kit.button(self.tr("Mark as read"), "secondary", size="small")
        self.read_all = kit.button(self.tr("Mark all as read"), "secondary", "check", size="small")
        self.settings = kit.button(self.tr("Quiet hours"), "ghost", "clock", size="small")
        px = kit.theme.px
        head = row(kit.words(self.tr("Notices"), "subhead"), None, self.settings)
        foot = row(self.read, self.read_all, None)
        column(head, self._none, self.list, foot, gap=px(8), around=kit.around("s"), into=self)
        self.setFixedWidth(px(WIDE))
        self.list.opened.connect(self._open)
        self.list.chosen.connect(self._choose)
        self.read.clicked.connect(self._read_one)
        self.read_all.clicked.connect(self._read_every)
        self.settings.clicked.connect(self._ask_settings)
        presenter.shown.connect(self.show_notices)
        self.show_notices(presenter.current)

    def open_at(self, corner: QPoint) -> None:
        """With its right upper corner there, and the keyboard on the newest."""
        self.adjustSize()
        self.move(corner.x() - self.width(), corner.y())
        self.show()
        (self.list if self.list.rows else self.settings).setFocus(Qt.FocusReason.PopupFocusReason)

    def show_notices(self, shown: NoticesShown) -> None:
        """These now."""
        self._shown = shown
        rows = [notice_row(notice, shown) for notice in shown.notices.all]
        self.list.show_rows(rows)
        high = self.list.sizeHintForRow(0) * len(rows) + 2 * self.list.frameWidth()
        self.list.setFixedHeight(min(self._kit.theme.px(HIGH), high))
        for part in (self.list, self.read, self.read_all):
            part.setVisible(bool(rows))
        self._none.setVisible(not rows)
        self.read_all.setEnabled(bool(shown.notices.unseen))
        self._choose(self.list.key)
        self.adjustSize()

    def _choose(self, key: str) -> None:
        self.read.setEnabled(key in self._shown.notices.unseen)

    def _open(self, key: str) -> None:
        notice = next((notice for notice in self._shown.notices.all if notice.key == key), None)
        if notice is not None:
            self._presenter.see((key,))
            self.accept()
            self.opened.emit(notice)

    def _read_one(self) -> None:
        self._presenter.see((self.list.key,))
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _read_every(self) -> None:
        self._presenter.see()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_settings(self) -> None:
        self.accept()
        self.settings_asked.emit()
