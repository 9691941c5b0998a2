"""The settings as a person uses them: servers, people, colours, text size, and what is about the program."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QPushButton, QWidget
from window_examples import PASSPHRASES, REVIEWER, USER, Gallery, SampleHome, a_gallery, settle, switch, visible, wait

from desktop_app.domain.budget import Limit, Scope
from desktop_app.domain.person import Role
from desktop_app.qt.place import Place, Visit
from desktop_app.qt.theme import Appearance
from desktop_app.services.program import Program
from desktop_app.views.guard_card import GuardCard
from desktop_app.views.remove_dialog import RemoveDialog
from desktop_app.widgets.row_list import RowList


@pytest.fixture
def gallery(
    qapp: QApplication, sample_home: SampleHome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Gallery]:
    """A window over a sample of its own, on a machine without a keyring."""
    monkeypatch.setattr("desktop_app.adapters.keyring_secrets.real_backend", lambda: None)
    with a_gallery(qapp, sample_home.copy(tmp_path / "home").folder) as gallery:
        yield gallery


def part(gallery: Gallery, name: str) -> QWidget:
    return gallery.show("", Visit(Place.SETTINGS, at=name))


def field(page: QWidget, name: str) -> QLineEdit:
    return next(field for field in visible(page, QLineEdit) if field.accessibleName() == name)


def press(gallery: Gallery, words: str) -> None:
    button = next(b for b in visible(gallery.window, QPushButton) if b.text() == words and b.isEnabled())
    button.click()
    gallery.rest()


def rows(page: QWidget) -> list[Any]:
    return list(visible(page, RowList)[0].rows)


def said(gallery: Gallery) -> str:
    settle()
    return " ".join(label.text() for label in visible(gallery.window, QLabel))


def add_server(gallery: Gallery, name: str, key: str = "") -> QWidget:
    page = part(gallery, "models")
    for label, text in (("Name", name), ("Address", "http://127.0.0.1:9/v1"), ("Model", "large-1"), ("Key", key)):
        field(page, label).setText(text)
    press(gallery, "Add server")
    return page


def test_a_server_is_added_with_its_key_and_no_field_keeps_the_key(gallery: Gallery) -> None:
    page = add_server(gallery, "house", "sk-0123456789abcdef")
    assert rows(page)[0].first == "1. house, large-1"
    assert "key ends in cdef" in rows(page)[0].second
    assert field(page, "Key").text() == ""
    assert "sk-0123456789abcdef" not in said(gallery)


def test_without_a_key_store_the_words_of_the_specification_are_said(gallery: Gallery) -> None:
    add_server(gallery, "house", "sk-0123456789abcdef")
    assert "This computer has no key store the app can use. You can enter the key until the app closes" in said(gallery)
    wait(lambda: "Access keys" in said(gallery))


def test_a_server_that_is_gone_is_told_beside_the_list(gallery: Gallery) -> None:
    page = add_server(gallery, "house")
    press(gallery, "Test")
    wait(lambda: rows(page)[0].state == "Not ready")
    assert "could not be reached" in said(gallery)


def test_a_server_that_is_added_is_tried_by_itself(gallery: Gallery) -> None:
    page = add_server(gallery, "house")
    wait(lambda: rows(page)[0].state == "Not ready")


def test_how_the_first_try_went_is_told_where_the_server_was_added(gallery: Gallery) -> None:
    add_server(gallery, "house")
    wait(lambda: any("house is kept. " in label.text() for label in visible(gallery.window, QLabel)))
    (words,) = [label.text() for label in visible(gallery.window, QLabel) if "house is kept." in label.text()]
    assert "could not be reached" in words


def test_who_connects_a_model_begins_in_the_form_of_a_server(gallery: Gallery) -> None:
    page = part(gallery, "models:add")
    name = field(page, "Name")
    wait(name.hasFocus)
    wait(lambda: name.visibleRegion().boundingRect() == name.rect())


def test_servers_are_moved_and_removed(gallery: Gallery) -> None:
    add_server(gallery, "one")
    page = add_server(gallery, "two")
    visible(page, RowList)[0].choose("two")
    press(gallery, "Move up")
    assert [row.key for row in rows(page)] == ["two", "one", "assembled", "on-device"]
    press(gallery, "Remove")
    assert [row.key for row in rows(page)] == ["one", "assembled", "on-device"]


def test_a_server_with_a_key_is_removed_after_it_was_asked_and_its_key_goes_with_it(gallery: Gallery) -> None:
    page = add_server(gallery, "house", "sk-0123456789abcdef")
    visible(page, RowList)[0].choose("house")
    press(gallery, "Remove")
    press(gallery, "Remove server")
    assert [row.key for row in rows(page)] == ["assembled", "on-device"]
    ends: list[str] = []
    receiver = Ends(ends)
    gallery.program.desk.ask(_key, receiver.take)
    wait(lambda: bool(ends))
    assert ends == ["gone"]


class Ends(QObject):
    """Keeps what it is told."""

    def __init__(self, values: list[str]) -> None:
        super().__init__()
        self.values = values

    def take(self, value: str) -> None:
        self.values.append(value)


async def _key(program: Program) -> str:
    return program.secrets.get("endpoint.house") or "gone"


def test_a_server_with_a_key_stays_where_it_is_to_be_kept(gallery: Gallery) -> None:
    page = add_server(gallery, "house", "sk-0123456789abcdef")
    visible(page, RowList)[0].choose("house")
    press(gallery, "Remove")
    next(d for d in gallery.window.findChildren(RemoveDialog)).reject()
    gallery.rest()
    assert rows(page)[0].key == "house"


def test_what_makes_no_sense_is_told_and_what_was_typed_stays(gallery: Gallery) -> None:
    page = part(gallery, "models")
    field(page, "Name").setText("house")
    field(page, "Address").setText("nowhere")
    press(gallery, "Add server")
    assert "That is no address." in said(gallery)
    assert field(page, "Address").text() == "nowhere"


def test_how_often_a_server_may_be_asked_is_kept_with_it(gallery: Gallery) -> None:
    field(part(gallery, "models"), "Calls a minute").setText("90")
    page = add_server(gallery, "house")
    assert field(page, "Calls a minute").text() == ""
    visible(page, RowList)[0].choose("house")
    press(gallery, "Change")
    assert field(page, "Calls a minute").text() == "90"


def test_a_key_that_was_typed_and_not_kept_is_forgotten_with_the_page(gallery: Gallery) -> None:
    page = part(gallery, "models")
    field(page, "Key").setText("sk-0123456789abcdef")
    gallery.window.go(Visit(Place.HOME))
    gallery.show("", Visit(Place.SETTINGS, at="models"))
    assert field(page, "Key").text() == ""


def test_a_person_is_added_with_roles_and_a_passphrase(gallery: Gallery) -> None:
    page = part(gallery, "people")
    field(page, "Name").setText("Mia Okafor")
    next(tick for tick in visible(page, QCheckBox) if tick.text() == "Auditor").click()
    field(page, "Passphrase").setText("a good long passphrase")
    field(page, "Passphrase again").setText("another passphrase")
    press(gallery, "Add person")
    assert "not the same passphrase" in said(gallery)
    field(page, "Passphrase again").setText("a good long passphrase")
    press(gallery, "Add person")
    assert ("Mia Okafor", "Auditor") in [(row.first, row.second) for row in rows(page)]
    assert field(page, "Passphrase").text() == ""


def test_a_person_without_a_name_is_asked_for_it_where_it_is_to_be_typed(gallery: Gallery) -> None:
    page = part(gallery, "people")
    QTest.keyClick(field(page, "Passphrase again"), Qt.Key.Key_Return)
    assert "Give their name." in said(gallery)
    assert gallery.window.focusWidget() is field(page, "Name")
    field(page, "Name").setText("M")
    assert "Give their name." not in said(gallery)
    field(page, "Name").clear()


def test_what_is_known_of_a_server_is_said_beside_it(gallery: Gallery) -> None:
    page = add_server(gallery, "team")
    visible(page, RowList)[0].choose("team")
    assert "Its price is not known: what it writes is counted and never shown as free." in said(gallery)
    assert "Test it to see what its server can." in said(gallery)


def test_budgets_stand_beside_the_models_with_what_is_used(gallery: Gallery) -> None:
    async def limited(program: Program) -> None:
        boss = await program.enrolling.add("Boss", [Role.ADMINISTRATOR], USER, "a good long passphrase")
        await program.budgeting.set_limit(boss, Limit(Scope.MONTH, usd=Decimal(200), form="contract_review"))
        await program.budgeting.set_limit(boss, Limit(Scope.SECTION, tokens=5000))

    gallery.program.desk.ask(limited)
    gallery.rest()
    page = part(gallery, "models")
    budgets = next(each for each in visible(page, RowList) if each.accessibleName() == "What drafting may cost")
    shown = [(row.first, row.second, row.state) for row in budgets.rows]
    assert shown == [
        ("This month, Contract review", "0.00 of 200.00 USD", "0% used"),
        ("Each section", "5,000 word parts", ""),
    ]


def test_what_is_asked_by_name_alone_has_no_place_in_the_order(gallery: Gallery) -> None:
    page = part(gallery, "models")
    firsts = [row.first for row in rows(page)]
    assert firsts[-1] == "On-device model" and all(words[0].isdigit() for words in firsts[:-1])


def test_the_passphrase_of_who_is_at_work_is_changed(gallery: Gallery) -> None:
    page = part(gallery, "people")
    field(page, "Passphrase now").setText(PASSPHRASES["Ana Lindqvist"])
    for name in ("New passphrase", "New passphrase again"):
        field(page, name).setText("harbour light eight")
    press(gallery, "Change passphrase")
    assert "The passphrase is changed." in said(gallery)


def test_who_is_no_administrator_sees_nothing_to_retire_anybody(gallery: Gallery) -> None:
    part(gallery, "people")
    assert not [button for button in visible(gallery.window, QPushButton) if button.text() == "Retire"]


def test_an_administrator_retires_another_person(qapp: QApplication, gallery: Gallery) -> None:
    desk = gallery.program.desk
    desk.ask(lambda program: program.enrolling.add("Root", [Role.ADMINISTRATOR], USER, "a good long passphrase"))
    wait(lambda: desk.runner.busy == 0)
    PASSPHRASES["Root"] = "a good long passphrase"
    switch(gallery, "Root")
    page = gallery.show("Root", Visit(Place.SETTINGS, at="people"))
    visible(page, RowList)[0].choose(next(row.key for row in rows(page) if row.first == REVIEWER))
    press(gallery, "Retire")
    assert "Say why." in said(gallery) and REVIEWER in [row.first for row in rows(page)]
    field(page, "Reason").setText("Has left the firm.")
    press(gallery, "Retire")
    assert REVIEWER not in [row.first for row in rows(page)]
    del PASSPHRASES["Root"]


def test_the_lock_is_never_or_after_minutes(gallery: Gallery) -> None:
    assert gallery.program.dialogs.idle.is_running
    gallery.program.preferences.keep_lock(0)
    assert not gallery.program.dialogs.idle.is_running


@pytest.mark.parametrize(("words", "chosen"), [("Dark", Appearance.DARK), ("Light", Appearance.LIGHT)])
def test_colours_are_in_use_at_once(gallery: Gallery, words: str, chosen: Appearance) -> None:
    part(gallery, "appearance")
    press(gallery, words)
    assert gallery.program.theme.appearance is chosen


def test_another_text_size_makes_every_part_anew_and_leaves_the_focus_where_it_was(gallery: Gallery) -> None:
    page = part(gallery, "appearance")
    press(gallery, "150 %")
    assert gallery.program.theme.scale == 1.5
    assert gallery.window.shown is not page
    focused = QApplication.focusWidget()
    assert isinstance(focused, QPushButton)
    assert (focused.text(), focused.isChecked()) == ("150 %", True)


def test_reduced_motion_leaves_no_movement(gallery: Gallery) -> None:
    page = part(gallery, "appearance")
    assert gallery.program.theme.motion("base") > 0
    visible(page, QCheckBox)[0].click()
    assert gallery.program.theme.motion("base") == 0


def test_the_report_is_copied(gallery: Gallery) -> None:
    part(gallery, "about")
    press(gallery, "Copy report")
    report = QGuiApplication.clipboard().text()
    assert "Countersign: " in report
    assert "Maintenance" not in report


def test_a_screen_reader_that_toggles_a_place_or_a_part_is_led_there(gallery: Gallery) -> None:
    next(
        b for b in visible(gallery.window, QPushButton) if b.text() == "Settings" or b.toolTip() == "Settings"
    ).toggle()
    gallery.rest()
    assert gallery.window.visit.place is Place.SETTINGS
    next(b for b in visible(gallery.window, QPushButton) if b.text() == "People").toggle()
    gallery.rest()
    assert "Who works here" in said(gallery)


def guard(gallery: Gallery) -> GuardCard:
    page = part(gallery, "models")
    return visible(page, GuardCard)[0]


def test_who_is_no_administrator_sees_what_goes_out_and_cannot_change_it(gallery: Gallery) -> None:
    card = guard(gallery)
    wait(lambda: card.replace.isChecked())
    assert not card.replace.isEnabled()
    assert "An administrator can change this." in said(gallery)


def test_an_administrator_lets_personal_data_out_and_it_is_kept(gallery: Gallery) -> None:
    desk = gallery.program.desk
    desk.ask(lambda program: program.enrolling.add("Root", [Role.ADMINISTRATOR], USER, "a good long passphrase"))
    wait(lambda: desk.runner.busy == 0)
    PASSPHRASES["Root"] = "a good long passphrase"
    switch(gallery, "Root")
    card = visible(gallery.show("Root", Visit(Place.SETTINGS, at="models")), GuardCard)[0]
    wait(card.replace.isEnabled)
    card.replace.click()
    wait(lambda: desk.runner.busy == 0)
    part(gallery, "people")
    part(gallery, "models")
    wait(lambda: not card.replace.isChecked())
    del PASSPHRASES["Root"]
