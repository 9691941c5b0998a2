"""What a message at the top of a page offers."""

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.domain.errors import Refused
from desktop_app.qt.theme import Theme
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.kit import Kit


def test_the_details_of_a_fault_can_be_copied_and_are_told_to_be_kept(qtbot: QtBot, qapp: QApplication) -> None:
    banner = Banner(Kit(Theme(qapp, resources_folder())))
    qtbot.addWidget(banner)
    with qtbot.waitSignal(banner.met) as met:
        banner.fail(ValueError("what Ana wrote"))
    (details,) = banner.findChildren(QPushButton)
    details.click()
    assert QGuiApplication.clipboard().text() == met.args[0].text
    assert met.args[0].id in details.text()


def test_what_a_rule_forbids_is_no_fault(qtbot: QtBot, qapp: QApplication) -> None:
    banner = Banner(Kit(Theme(qapp, resources_folder())))
    qtbot.addWidget(banner)
    with qtbot.assertNotEmitted(banner.met):
        banner.fail(Refused("It is signed.", next="Open a new case."))
    assert banner.findChildren(QPushButton) == []


def test_buttons_that_leave_no_room_for_the_words_stand_below_them(qtbot: QtBot, qapp: QApplication) -> None:
    banner = Banner(Kit(Theme(qapp, resources_folder())))
    qtbot.addWidget(banner)
    banner.say(
        "The server does not answer. Finished sections are safe.",
        "warning",
        ("a", "Use assembled draft"),
        ("b", "Write it myself"),
    )
    (words,) = (each for each in banner.findChildren(QLabel) if each.text().startswith("The server"))
    button = banner.findChildren(QPushButton)[0]

    def below() -> bool:
        return _top(button, banner) >= _top(words, banner) + words.height()

    banner.resize(1200, 200)
    qtbot.waitUntil(lambda: not below())
    banner.resize(400, 200)
    qtbot.waitUntil(below)


def _top(part: QWidget, banner: Banner) -> int:
    return part.mapTo(banner, QPoint(0, 0)).y()
