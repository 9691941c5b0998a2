"""Another person takes over; the window is locked and opened again; it shows nothing of a case meanwhile."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLabel, QLineEdit, QPushButton, QWidget
from shiboken6 import isValid
from window_examples import ANALYST, PASSPHRASES, REVIEWER, Gallery, SampleHome, a_gallery, visible, wait

from desktop_app.qt.place import Place, Visit
from desktop_app.views.lock_view import LockView


@pytest.fixture
def gallery(qapp: QApplication, sample_home: SampleHome, tmp_path: Path) -> Iterator[Gallery]:
    """A window at which the analyst is known by passphrase."""
    with a_gallery(qapp, sample_home.copy(tmp_path / "home").folder) as gallery:
        yield gallery


def name(gallery: Gallery) -> str:
    return str(gallery.program.desk.acting.person.name)


def enter(holder: QWidget, who: str, passphrase: str) -> None:
    """Choose a person, type a passphrase, press Enter."""
    box = visible(holder, QComboBox)[0]
    box.setCurrentIndex(next(at for at in range(box.count()) if box.itemText(at).startswith(who)))
    field = visible(holder, QLineEdit)[0]
    field.setFocus()
    QTest.keyClicks(field, passphrase)
    QTest.keyClick(field, Qt.Key.Key_Return)


def said(holder: QWidget) -> str:
    return " ".join(label.text() for label in visible(holder, QLabel))


def opened(gallery: Gallery) -> QDialog:
    gallery.program.dialogs.open_switch()
    gallery.rest()
    return next(d for d in gallery.window.findChildren(QDialog) if d.isVisible())


def locked(gallery: Gallery) -> LockView:
    gallery.program.dialogs.lock()
    wait(lambda: gallery.window.is_covered)
    return next(iter(visible(gallery.window, LockView)))


def test_the_right_passphrase_puts_another_person_to_work_at_their_own_page(gallery: Gallery) -> None:
    enter(opened(gallery), REVIEWER, PASSPHRASES[REVIEWER])
    wait(lambda: name(gallery) == REVIEWER)
    gallery.rest()
    assert gallery.window.visit == Visit(Place.HOME)
    assert [d for d in gallery.window.findChildren(QDialog) if d.isVisible()] == []


def test_a_wrong_passphrase_is_told_in_words_and_can_be_typed_again(gallery: Gallery) -> None:
    dialog = opened(gallery)
    enter(dialog, REVIEWER, "not the one")
    wait(lambda: "not the passphrase" in said(dialog))
    assert name(gallery) == ANALYST
    assert visible(dialog, QLineEdit)[0].text() == ""
    enter(dialog, REVIEWER, PASSPHRASES[REVIEWER])
    wait(lambda: name(gallery) == REVIEWER)


def test_who_stays_is_where_they_were(gallery: Gallery) -> None:
    gallery.window.go(Visit(Place.SETTINGS, at="people"))
    opened(gallery).reject()
    gallery.rest()
    assert (name(gallery), gallery.window.visit.place) == (ANALYST, Place.SETTINGS)


def test_a_locked_window_shows_and_reaches_nothing_but_the_lock(gallery: Gallery, sample_home: SampleHome) -> None:
    gallery.window.go(Visit(Place.FORM, sample_home.cases["form"]))
    gallery.rest()
    lock = locked(gallery)
    outside = [w for w in visible(gallery.window, QLabel, QPushButton, QLineEdit) if not lock.isAncestorOf(w)]
    assert outside == []
    assert gallery.window.windowTitle() == "Countersign"
    gallery.window.go(Visit(Place.HOME))
    gallery.program.dialogs.open_palette()
    assert gallery.window.is_covered
    assert [d for d in gallery.window.findChildren(QDialog) if d.isVisible()] == []


def test_the_person_who_locked_goes_on_where_they_were(gallery: Gallery) -> None:
    gallery.window.go(Visit(Place.SETTINGS, at="people"))
    gallery.rest()
    enter(locked(gallery), ANALYST, PASSPHRASES[ANALYST])
    wait(lambda: not gallery.window.is_covered)
    assert gallery.window.visit.place is Place.SETTINGS


def test_another_person_can_open_the_lock_and_begins_at_their_own_page(gallery: Gallery) -> None:
    gallery.window.go(Visit(Place.SETTINGS, at="people"))
    gallery.rest()
    enter(locked(gallery), REVIEWER, PASSPHRASES[REVIEWER])
    wait(lambda: not gallery.window.is_covered)
    gallery.rest()
    assert (name(gallery), gallery.window.visit) == (REVIEWER, Visit(Place.HOME))


def test_a_wrong_passphrase_leaves_the_window_locked(gallery: Gallery) -> None:
    lock = locked(gallery)
    enter(lock, ANALYST, "not the one")
    wait(lambda: "not the passphrase" in said(lock))
    assert gallery.window.is_covered


def test_a_dialog_that_is_open_goes_when_the_window_locks(gallery: Gallery) -> None:
    dialog = opened(gallery)
    locked(gallery)
    assert not isValid(dialog) or not dialog.isVisible()


def test_the_window_locks_when_nobody_touches_it(gallery: Gallery) -> None:
    gallery.program.dialogs.idle.idle.emit()
    wait(lambda: gallery.window.is_covered)


def test_a_person_without_a_passphrase_cannot_lock_and_is_told(qapp: QApplication, tmp_path: Path) -> None:
    with a_gallery(qapp, tmp_path / "home", user="ana") as gallery:
        gallery.program.dialogs.lock()
        gallery.rest()
        assert not gallery.window.is_covered
        assert "no passphrase yet" in said(gallery.window.banner)


def test_a_guest_is_told_that_they_change_nothing(qapp: QApplication, sample_home: SampleHome, tmp_path: Path) -> None:
    with a_gallery(qapp, sample_home.copy(tmp_path / "home").folder, user="nobody") as gallery:
        dialog = opened(gallery)
        assert "as a guest" in said(dialog)
        dialog.reject()
