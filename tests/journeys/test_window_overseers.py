"""Who reads everything and changes nothing, and who looks after people and reads no case, each at the window."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import FakeClock
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from review_examples import CONTROL, K, Reviewer, a_window, prepared
from service_examples import World
from store_examples import KEY
from window_examples import visible

from desktop_app.adapters.sql_store import SqlStore
from desktop_app.adapters.system_clock import SystemChance
from desktop_app.domain.audit import EventType
from desktop_app.domain.person import Role
from desktop_app.qt.place import Place, Visit
from desktop_app.views.audit_view import AuditView
from desktop_app.views.save_dialog import SaveDialog
from desktop_app.views.switch_person_dialog import SwitchPersonDialog
from desktop_app.widgets.row_list import RowList

pytestmark = pytest.mark.usefixtures("store_key")
LETTERS = (K.Key_A, K.Key_X, K.Key_C, K.Key_P, K.Key_R, K.Key_E, K.Key_M, K.Key_S, K.Key_N)
"""Keys that decide, comment or begin something, where somebody may."""
NEW = "willow lane twelve"


def test_an_auditor_reads_every_page_verifies_and_exports_evidence_and_changes_nothing(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    async def signed(world: World) -> tuple[str, str, str]:
        await world.enrol("vera", Role.AUDITOR)
        drafted, under, signed = await world.drafted(), await world.sent(), await world.sent()
        await world.approve(signed)
        await world.sign(signed)
        return drafted, under, signed

    drafted, under, whole = prepared(tmp_path, signed)
    before = prepared(tmp_path, told)
    with a_window(qtbot, qapp, tmp_path, "vera") as vera:
        for visit in pages(drafted, under, whole):
            vera.window.go(visit)
            rests(vera)
            if visit.case_id:
                vera.until(lambda: any(words in said(vera) for words in ("Read only", "can change this")))
            for key in LETTERS:
                vera.qtbot.keyClick(QApplication.focusWidget() or vera.window, key)
            vera.qtbot.keyClick(QApplication.focusWidget() or vera.window, K.Key_Return, CONTROL)
            assert QApplication.activeModalWidget() is None, f"{visit.place} asks for something"
            rests(vera)
        verifies(vera, whole)
        exports(vera, tmp_path / "evidence.docx")
    assert (tmp_path / "evidence.docx").read_bytes().startswith(b"PK")
    after = prepared(tmp_path, told)
    assert after[: len(before)] == before
    assert set(after[len(before) :]) <= LOOKING
    assert EventType.EXPORT_MADE.value in after[len(before) :]


LOOKING = {
    EventType.STORE_OPENED.value,
    EventType.STORE_VERIFIED.value,
    EventType.PERSON_SWITCHED.value,
    EventType.CASE_VIEWED.value,
    EventType.EXPORT_MADE.value,
    EventType.CLOCK_JUMPED.value,
}
"""What the record tells of who only reads. The clock that prepares the cases is another one than the window's."""


async def told(world: World) -> list[str]:
    """The types of all events."""
    return [event.type for event in await world.store.events()]


def pages(drafted: str, under: str, signed: str) -> Iterator[Visit]:
    """Every page, with something on it."""
    for place in (Place.HOME, Place.APPROVED, Place.AUDIT):
        yield Visit(place)
    for place, case_id in ((Place.FORM, drafted), (Place.DRAFT, drafted), (Place.REVIEW, under)):
        yield Visit(place, case_id)
    for part in ("models", "libraries", "people", "delegation", "machines", "notices", "practice", "about"):
        yield Visit(Place.SETTINGS, at=part)
    yield Visit(Place.AUDIT, signed)


def rests(person: Reviewer) -> None:
    """Until all that was asked is answered."""
    person.until(lambda: person.program.desk.runner.busy == 0)


def said(person: Reviewer) -> str:
    return " ".join(label.text() for label in visible(person.window, QLabel))


def verifies(person: Reviewer, case_id: str) -> None:
    """By its key, on the page of the record."""
    person.window.go(Visit(Place.AUDIT, case_id))
    rests(person)
    person.press(K.Key_V)
    person.until(lambda: "Record intact" in said(person))


def exports(person: Reviewer, path: Path) -> None:
    """From the page of the record, by the keyboard, to this file."""
    page = person.window.shown
    assert isinstance(page, AuditView)
    button = next(b for b in visible(page, QPushButton) if b.text() == "Export document")
    button.setFocus()
    person.press(K.Key_Space)
    dialog = person.dialog()
    assert isinstance(dialog, SaveDialog)
    name = dialog.findChild(QLineEdit)
    assert name is not None
    name.selectAll()
    person.types(str(path))
    person.press(K.Key_Return)
    person.until(path.exists)
    rests(person)


def test_an_administrator_adds_a_person_allows_a_new_key_lets_one_leave_and_reads_no_case(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    async def with_kim(world: World) -> tuple[str, str]:
        await world.enrol("kim", Role.ADMINISTRATOR)
        return await world.drafted(), await world.sent()

    drafted, under = prepared(tmp_path, with_kim)
    with a_window(qtbot, qapp, tmp_path, "kim") as kim:
        for place, case_id in ((Place.FORM, drafted), (Place.DRAFT, drafted), (Place.REVIEW, under)):
            kim.window.go(Visit(place, case_id))
            rests(kim)
            assert "reads no case by that role" in said(kim) and "48,000" not in said(kim)
        adds(kim, "Noor", "Reviewer")
        does(kim, "rob", "The passphrase is forgotten.", "Allow a new key")
        kim.until(lambda: "Hand this code" in said(kim))
        code = next(each.text() for each in visible(kim.window, QLabel) if each.text().count("-") == 3)
        does(kim, "amy", "She has left.", "Retire")
        kim.until(lambda: "acts no more" in said(kim))
        takes_over(kim, "rob", code)
        kim.window.go(Visit(Place.SETTINGS, at="people"))
        rests(kim)
        assert code not in said(kim)

    working = asyncio.run(who_works(tmp_path))
    assert working == {"ana", "rob", "ola", "kim", "Noor"}


async def who_works(home: Path) -> set[str]:
    """Everybody who has not left."""
    store = SqlStore.open(home, FakeClock(), SystemChance(), KEY)
    try:
        return {person.name for person, profile in await store.people() if profile.retired_at is None}
    finally:
        await store.close()


def card(kim: Reviewer) -> QWidget:
    """The page of people."""
    kim.window.go(Visit(Place.SETTINGS, at="people"))
    rests(kim)
    page = kim.window.shown
    assert page is not None
    return page


def field(holder: QWidget, name: str) -> QLineEdit:
    return next(each for each in visible(holder, QLineEdit) if each.accessibleName() == name)


def press(holder: QWidget, words: str) -> None:
    """A button, by the keyboard."""
    button = next(each for each in visible(holder, QAbstractButton) if each.text() == words and each.isEnabled())
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, K.Key_Space)


def adds(kim: Reviewer, name: str, role: str) -> None:
    """Somebody new, whose first signature asks for a passphrase."""
    page = card(kim)
    field(page, "Name").setText(name)
    boxes = [each for each in visible(page, QCheckBox) if each.text() == role]
    boxes[-1].click()
    press(page, "Add person")
    kim.until(lambda: f"{name} was added." in said(kim))
    rests(kim)


def does(kim: Reviewer, name: str, why: str, words: str) -> None:
    """What is done about a person, with its reason."""
    page = card(kim)
    people = visible(page, RowList)[0]
    people.choose(next(row.key for row in people.rows if row.first == name))
    field(page, "Reason").setText(why)
    press(page, words)
    rests(kim)


def takes_over(kim: Reviewer, name: str, code: str) -> None:
    """They make their new key with the code, and are at work with it."""
    kim.program.dialogs.open_switch()
    dialog = kim.dialog()
    assert isinstance(dialog, SwitchPersonDialog)
    kim.until(lambda: any(box.count() for box in visible(dialog, QComboBox)))
    box = visible(dialog, QComboBox)[0]
    box.setCurrentIndex(next(at for at in range(box.count()) if box.itemText(at).startswith(name)))
    for label, words in (("Code from the administrator", code), ("New passphrase", NEW), ("New passphrase again", NEW)):
        field(dialog, label).setText(words)
    press(dialog, "Switch person")
    kim.until(lambda: kim.program.desk.acting.person.name == name)
    rests(kim)
