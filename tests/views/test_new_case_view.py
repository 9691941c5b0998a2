"""New case: the forms as cards, a title and a reference, and the form of the case."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from form_examples import WAIT_MS, a_window, asked
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.app import WindowedProgram
from desktop_app.domain.person import Role
from desktop_app.qt.place import Place, Visit
from desktop_app.views.new_case_view import NewCaseView

FORM = "contract_review"


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[WindowedProgram]:
    with a_window(qtbot, qapp, tmp_path) as program:
        yield program


def shown(qtbot: QtBot, program: WindowedProgram) -> NewCaseView:
    program.window.go(Visit(Place.NEW_CASE))
    page = program.window.page(Place.NEW_CASE)
    assert isinstance(page, NewCaseView)
    qtbot.waitUntil(lambda: any("v2.0.0" in w.text() for w in page.findChildren(QLabel)), timeout=WAIT_MS)
    return page


def chosen(qtbot: QtBot, program: WindowedProgram, form: str = FORM) -> NewCaseView:
    page = shown(qtbot, program)
    page.choose(form)
    return page


def test_what_is_asked_of_a_form_further_down_is_in_sight(qtbot: QtBot, program: WindowedProgram) -> None:
    page = chosen(qtbot, program, "suspicious_activity")
    start = next(b for b in page.findChildren(QPushButton) if b.text() == "Start the form")
    qtbot.waitUntil(lambda: start.visibleRegion().boundingRect().size() == start.size(), timeout=WAIT_MS)


def test_a_card_beside_a_longer_one_keeps_its_words_together(qtbot: QtBot, program: WindowedProgram) -> None:
    page = chosen(qtbot, program, "credit_memo")
    card, long = page._cards["document_summary"], page._cards["credit_memo"]
    qtbot.waitUntil(lambda: card.height() == long.height() > 1.4 * card.sizeHint().height(), timeout=WAIT_MS)
    assert card.findChildren(QLabel)[-1].geometry().bottom() < 0.8 * card.height()


def field(page: NewCaseView, name: str) -> QLineEdit:
    return next(line for line in page.findChildren(QLineEdit) if line.accessibleName() == name)


def test_a_card_says_what_the_form_gives(qtbot: QtBot, program: WindowedProgram) -> None:
    page = shown(qtbot, program)
    pack = asked(qtbot, program.desk, _pack)
    words = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert {pack.form.title, pack.form.purpose.outcome, "To draft: Assembled, no model, no cost"} <= set(words)
    assert any(words.startswith("47 ") and words.endswith("v2.0.0") for words in words)


def test_a_form_that_is_chosen_is_not_offered_again(qtbot: QtBot, program: WindowedProgram) -> None:
    page = chosen(qtbot, program)
    assert field(page, "Title of the case").hasFocus()
    offered = [b.accessibleName() for b in page.findChildren(QPushButton) if b.text() == "Choose" and b.isVisible()]
    assert len(offered) == len(asked(qtbot, program.desk, _names)) - 1
    assert "Choose “Contract review”" not in offered


def test_a_case_without_a_title_is_not_opened(qtbot: QtBot, program: WindowedProgram) -> None:
    page = chosen(qtbot, program)
    QTest.keyClick(field(page, "Reference of the case"), Qt.Key.Key_Return)
    assert any(label.text() == "Enter a title" and label.isVisible() for label in page.findChildren(QLabel))
    assert QApplication.focusWidget() is field(page, "Title of the case")
    assert program.window.visit.place is Place.NEW_CASE


def test_title_and_reference_open_the_first_step(qtbot: QtBot, program: WindowedProgram) -> None:
    page = chosen(qtbot, program)
    QTest.keyClicks(field(page, "Title of the case"), "Harbour Lane")
    QTest.keyClicks(field(page, "Reference of the case"), "R 7")
    QTest.keyClick(field(page, "Reference of the case"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.window.visit.place is Place.FORM, timeout=WAIT_MS)
    record = asked(qtbot, program.desk, lambda p: p.store.case(program.window.visit.case_id))
    assert (record.file.title, record.file.reference) == ("Harbour Lane", "R 7")


def test_who_is_no_analyst_sees_the_forms_and_who_can_open_one(qtbot: QtBot, program: WindowedProgram) -> None:
    rob = asked(qtbot, program.desk, lambda p: p.enrolling.add("Rob", (Role.REVIEWER,), "rob", None))
    program.desk.act_as(rob)
    page = shown(qtbot, program)
    assert "An analyst can open a case. These are the forms." in [w.text() for w in page.findChildren(QLabel)]
    assert [b.text() for b in page.findChildren(QPushButton) if b.isVisible()] == []


async def _pack(program):  # type: ignore[no-untyped-def]
    return program.packs.load(FORM)


async def _names(program):  # type: ignore[no-untyped-def]
    return program.packs.names()
