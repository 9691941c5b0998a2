"""What an administrator does about a person in the window: a code is shown once, and the person makes their key."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLabel, QLineEdit, QPushButton, QWidget
from window_examples import PASSPHRASES, REVIEWER, USER, Gallery, SampleHome, a_gallery, visible, wait

from desktop_app.domain.person import Role
from desktop_app.qt.place import Place, Visit
from desktop_app.views.switch_person_dialog import SwitchPersonDialog
from desktop_app.widgets.row_list import RowList

STONE, NEW = "meadow stone four", "willow lane twelve"


@pytest.fixture
def gallery(qapp: QApplication, sample_home: SampleHome, tmp_path: Path) -> Iterator[Gallery]:
    """Kim looks after people, and is at work."""
    with a_gallery(qapp, sample_home.copy(tmp_path / "home").folder) as gallery:
        desk = gallery.program.desk
        desk.ask(lambda program: program.enrolling.add("Kim", [Role.ADMINISTRATOR], USER, STONE))
        wait(lambda: desk.runner.busy == 0)
        switch(gallery, "Kim", Passphrase=STONE)
        yield gallery


def switch(gallery: Gallery, name: str, **typed: str) -> None:
    """Take over, with what is typed into these fields."""
    gallery.program.dialogs.open_switch()
    gallery.rest()
    found = gallery.window.findChildren(QDialog)
    dialog = next(d for d in found if isinstance(d, SwitchPersonDialog) and d.isVisible())
    box = visible(dialog, QComboBox)[0]
    box.setCurrentIndex(next(at for at in range(box.count()) if box.itemText(at).startswith(name)))
    for words, given in typed.items():
        field(dialog, words.replace("_", " ")).setText(given)
    gallery.click("Switch person", dialog)
    wait(lambda: gallery.program.desk.acting.person.name == name)
    gallery.rest()


def field(holder: QWidget, name: str) -> QLineEdit:
    return next(f for f in visible(holder, QLineEdit) if f.accessibleName() == name)


def said(gallery: Gallery) -> str:
    return " ".join(label.text() for label in visible(gallery.window, QLabel))


def choose(gallery: Gallery, name: str, words: str) -> QWidget:
    """Their card, with this reason."""
    gallery.window.go(Visit(Place.SETTINGS, at="people"))
    gallery.rest()
    page: QWidget = gallery.window.shown
    people = visible(page, RowList)[0]
    people.choose(next(row.key for row in people.rows if row.first == name))
    field(page, "Reason").setText(words)
    return page


def test_a_new_key_is_allowed_and_its_person_makes_it_with_the_code(gallery: Gallery) -> None:
    choose(gallery, REVIEWER, "The passphrase is forgotten.")
    gallery.click("Allow a new key")
    wait(lambda: "Hand this code" in said(gallery))
    code = next(w.text() for w in visible(gallery.window, QLabel) if w.text().count("-") == 3 and len(w.text()) == 19)
    switch(gallery, REVIEWER, Code_from_the_administrator=code, New_passphrase=NEW, New_passphrase_again=NEW)
    assert gallery.program.desk.acting.person.name == REVIEWER
    gallery.window.go(Visit(Place.SETTINGS, at="people"))
    gallery.rest()
    assert code not in said(gallery)


def test_a_reported_key_is_shown_with_its_end_and_its_reason(gallery: Gallery) -> None:
    choose(gallery, REVIEWER, "It was seen.")
    gallery.click("Report key as compromised")
    wait(lambda: "signs no more" in said(gallery))
    wait(lambda: "reported as compromised since" in said(gallery))
    assert "reported as compromised since" in said(gallery) and "It was seen." in said(gallery)


def test_roles_are_changed_with_a_reason_alone(gallery: Gallery) -> None:
    page = choose(gallery, REVIEWER, "")
    gallery.click("Change roles")
    assert "Say why." in said(gallery)
    field(page, "Reason").setText("He audits now.")
    gallery.click("Change roles")
    wait(lambda: "has other roles" in said(gallery))
    assert REVIEWER in PASSPHRASES and visible(page, QPushButton)
