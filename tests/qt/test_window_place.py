"""A window opens where all of it can be seen."""

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QByteArray, QRect
from PySide6.QtWidgets import QApplication, QMainWindow

from desktop_app.qt.window_place import take_place, within

places, sizes = st.integers(-3000, 5000), st.integers(1, 4000)
rects = st.builds(QRect, places, places, sizes, sizes)


@given(rects, rects)
@settings(max_examples=60)
def test_a_window_is_wholly_on_its_screen_and_no_larger_than_wanted(wanted: QRect, screen: QRect) -> None:
    found = within(wanted, screen)
    assert screen.contains(found)
    assert found.width() <= wanted.width() and found.height() <= wanted.height()
    assert found == wanted or not screen.contains(wanted)


def test_a_window_that_was_left_on_another_screen_comes_onto_this_one(qapp: QApplication) -> None:
    left, window = QMainWindow(), QMainWindow()
    left.setGeometry(2500, 1400, 1440, 900)
    take_place(window, left.saveGeometry())
    assert window.screen().availableGeometry().contains(window.geometry())
    left.deleteLater()
    window.deleteLater()


def test_the_first_window_is_no_larger_than_its_screen(qapp: QApplication) -> None:
    window = QMainWindow()
    take_place(window, QByteArray())
    available = window.screen().availableGeometry()
    assert window.width() == min(1440, available.width()) and available.contains(window.geometry())
    window.deleteLater()
