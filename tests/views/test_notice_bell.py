"""The bell, its list, the tray and the settings of notices, as a person uses them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QLabel
from window_examples import ANALYST, REVIEWER, Gallery, SampleHome, a_gallery, switch, visible

from desktop_app.domain.notice import QuietHours
from desktop_app.qt.notice_presenter import NoticePresenter
from desktop_app.qt.place import Place, Visit
from desktop_app.views.notice_popover import NoticePopover
from desktop_app.views.notices_panel import NoticesPanel
from desktop_app.views.tray_notices import TrayNotices


@pytest.fixture
def gallery(qapp: QApplication, sample_home: SampleHome, tmp_path: Path) -> Iterator[Gallery]:
    """Ben's window over a sample of its own; Ana has sent him a case."""
    with a_gallery(qapp, sample_home.copy(tmp_path / "home").folder) as gallery:
        for name in (ANALYST, REVIEWER):
            switch(gallery, name)
        gallery.show(REVIEWER, Visit(Place.HOME))
        yield gallery


def presenter(gallery: Gallery) -> NoticePresenter:
    return gallery.program.dialogs.notices


def list_of(gallery: Gallery) -> NoticePopover:
    gallery.press("Ctrl+Shift+N")
    popover = gallery.top
    assert isinstance(popover, NoticePopover)
    return popover


def test_the_bell_says_how_many_are_new_to_the_eye_and_to_the_ear(gallery: Gallery) -> None:
    bell = gallery.window.bar.bell
    assert (bell.text(), bell.accessibleName(), bell.accessibleDescription()) == ("1", "Notices", "1 new")


def test_enter_opens_the_case_and_the_notice_is_read(gallery: Gallery, sample_home: SampleHome) -> None:
    popover = list_of(gallery)
    assert popover.list.rows[0].second.startswith("Waits for your decision · Ana Lindqvist")
    gallery.press("Return")
    assert gallery.window.visit == Visit(Place.REVIEW, sample_home.cases["review"])
    assert gallery.window.bar.bell.text() == ""


def test_all_are_read_with_one_button_and_stay_in_the_list(gallery: Gallery) -> None:
    popover = list_of(gallery)
    gallery.click("Mark all as read")
    assert [row.state for row in popover.list.rows] == [""]
    assert not presenter(gallery).current.notices.unseen


def test_who_opens_the_case_another_way_has_read_it(gallery: Gallery, sample_home: SampleHome) -> None:
    gallery.show(REVIEWER, Visit(Place.REVIEW, sample_home.cases["review"]))
    assert gallery.window.bar.bell.text() == ""


def test_my_work_tells_what_came_since_the_person_looked(gallery: Gallery) -> None:
    words = [label.text() for label in visible(gallery.window, QLabel)]
    assert "New: 1 case to decide." in words


def test_quiet_hours_are_chosen_in_the_settings(gallery: Gallery) -> None:
    gallery.show(REVIEWER, Visit(Place.SETTINGS, at="notices"))
    (panel,) = visible(gallery.window, NoticesPanel)
    assert not panel.begin.isEnabled()
    panel.quiet.click()
    gallery.rest()
    panel.end.setCurrentIndex(panel.end.findText("06:30"))
    panel.end.activated.emit(panel.end.currentIndex())
    gallery.rest()
    quiet = presenter(gallery).current.notices.state.quiet
    assert isinstance(quiet, QuietHours) and f"{quiet.begin:%H:%M} {quiet.end:%H:%M}" == "20:00 06:30"


class FakeTray(QObject):
    """An icon in a tray that keeps what it tells."""

    messageClicked, activated = Signal(), Signal(object)  # noqa: N815

    def __init__(self, _picture: object, parent: QObject) -> None:
        super().__init__(parent)
        self.told: list[str] = []
        self.tip = ""

    def show(self) -> None:
        """It is always there."""

    hide = show

    def setToolTip(self, words: str) -> None:  # noqa: N802
        self.tip = words

    def showMessage(self, _title: str, words: str, *_more: object) -> None:  # noqa: N802
        self.told.append(words)


def a_tray(gallery: Gallery, *, locked: bool = False) -> tuple[TrayNotices, list[Any]]:
    """The tray, what was clicked in it."""
    icon, clicked = gallery.program.theme.icon("bell"), []
    tray = TrayNotices(presenter(gallery), icon, lambda: locked, gallery.program.dialogs, FakeTray)
    tray.clicked.connect(clicked.append)
    presenter(gallery).look()
    gallery.rest()
    return tray, clicked


def test_the_tray_tells_one_by_its_name_and_a_click_leads_to_it(gallery: Gallery) -> None:
    tray, clicked = a_tray(gallery)
    notice = presenter(gallery).current.notices.all[0]
    presenter(gallery).pressing.emit((notice,))
    assert tray._tray.told[0].startswith("Waits for your decision: ") and "1 new notice" in tray._tray.tip
    tray._tray.messageClicked.emit()
    assert clicked == [notice]


def test_the_tray_names_no_case_while_the_window_is_locked(gallery: Gallery) -> None:
    tray, clicked = a_tray(gallery, locked=True)
    presenter(gallery).pressing.emit(presenter(gallery).current.notices.all[:1])
    tray._tray.messageClicked.emit()
    assert tray._tray.told == ["1 new notice"] and clicked == [None]


def test_who_wants_no_messages_has_no_icon(gallery: Gallery) -> None:
    tray, _ = a_tray(gallery)
    assert tray.is_there
    presenter(gallery).tell_as(quiet=None, tray=False)
    gallery.rest()
    assert not tray.is_there
