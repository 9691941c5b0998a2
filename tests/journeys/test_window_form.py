"""An analyst at the keyboard: from New case through the sample's documents and answers to Check your answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from form_examples import FormFiller, a_window, asked
from journal_examples import FULL
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.adapters.bundled_files import forms_folder
from desktop_app.domain.audit import Entry, Receipt
from desktop_app.domain.working_text import DISK_FULL
from desktop_app.qt.form_state import CHECK
from desktop_app.qt.place import Place, Visit
from desktop_app.services.program import Program

SAMPLE = forms_folder() / "contract_review" / "sample"
K = Qt.Key


@pytest.fixture
def typist(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[FormFiller]:
    with a_window(qtbot, qapp, tmp_path) as program:
        yield FormFiller(qtbot, program)
    QGuiApplication.clipboard().clear()  # what a test put there does not outlive Python


def test_the_sample_is_filled_in_by_keyboard_alone(typist: FormFiller) -> None:
    typist.opens("Maintenance of field equipment", "SAMPLE-1")
    typist.at("contract")
    typist.pastes(SAMPLE / "services-agreement.pdf", SAMPLE / "side-letter.docx")
    typist.press(K.Key_Tab)
    typist.fills("Halden Instruments GmbH", "Brightwater Services Limited")
    typist.says(True)
    typist.until(lambda: typist.form.state is not None and typist.form.state.ready == 2)
    typist.fills_term("12 January 2026", "11 January 2028", "60", "96000")
    typist.goes_on()
    typist.at("playbook")
    typist.press(K.Key_Space)
    typist.form.panel("playbook").focus_field("personal_data")
    typist.says(False)
    typist.goes_on()
    typist.says_none_of_the_clauses()
    typist.at(CHECK)
    state = typist.form.state
    assert state is not None
    assert state.complete
    assert typist.window.windowTitle() == "Form · Maintenance of field equipment · My work · Countersign"
    facts = asked(typist.qtbot, typist.program.desk, lambda p: p.keeping.facts(state.read.facts.case_id))
    assert facts.problems == ()
    assert facts.answers["counterparty"].text == "Brightwater Services Limited"
    with typist.qtbot.waitSignal(typist.form.asked) as asked_for:
        typist.goes_on()
    assert asked_for.args == [Visit(Place.DRAFT, facts.case_id, "start")]


def test_a_full_disk_is_said_and_what_was_typed_is_saved_when_there_is_room(typist: FormFiller) -> None:
    typist.opens("A contract", "R1")
    typist.form.panel("contract").focus_field("our_party")
    full = [True]

    async def fill(program: Program) -> None:
        commit = program.store.commit

        async def failing(entry: Entry) -> Receipt:
            if full[0]:
                raise FULL
            return await commit(entry)

        program.store.commit = failing  # type: ignore[method-assign]

    asked(typist.qtbot, typist.program.desk, fill)
    typist.types("Halden")
    typist.until(lambda: typist.saved == DISK_FULL)
    assert typist.form.panel("contract").editor("our_party").text() == "Halden"
    full[0] = False
    typist.until(lambda: typist.saved.startswith("Saved "))
    kept = asked(typist.qtbot, typist.program.desk, lambda program: program.store.working_texts())
    assert [typed.text for typed in kept] == ["Halden"]
