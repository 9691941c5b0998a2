"""An analyst at the keyboard: from New case through the sample's documents and answers to Check your answers."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from form_examples import WAIT_MS, a_window, asked
from journal_examples import FULL
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.adapters.bundled_files import forms_folder
from desktop_app.app import WindowedProgram
from desktop_app.domain.audit import Entry, Receipt
from desktop_app.domain.working_text import DISK_FULL
from desktop_app.qt.form_state import CHECK
from desktop_app.qt.place import Place, Visit
from desktop_app.services.program import Program
from desktop_app.views.form_view import FormView
from desktop_app.views.new_case_view import NewCaseView
from desktop_app.views.top_bar import TopBar

SAMPLE = forms_folder() / "contract_review" / "sample"
K = Qt.Key


class Typist:
    """Types and presses keys where the focus is, and waits for what shows."""

    def __init__(self, qtbot: QtBot, program: WindowedProgram) -> None:
        self.qtbot, self.program, self.window = qtbot, program, program.window

    def until(self, holds: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(holds, timeout=WAIT_MS)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def types(self, text: str) -> None:
        self.qtbot.keyClicks(QApplication.focusWidget(), text)

    def fills(self, *texts: str) -> None:
        """Text, Tab, text, Tab."""
        for text in texts:
            self.types(text)
            self.press(K.Key_Tab)

    def says(self, answer: bool, shows: str = "") -> None:
        """Yes or no, and on, once the question that follows from it is there."""
        if not answer:
            self.press(K.Key_Right)
        self.press(K.Key_Space)
        state = self.form.state
        if shows and state is not None:
            self.until(lambda: self.form.panel(state.step).editor(shows).isVisible())
        self.press(K.Key_Tab)

    def goes_on(self) -> None:
        self.press(K.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def pastes(self, *paths: Path) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        QGuiApplication.clipboard().setMimeData(mime)
        self.press(K.Key_V, Qt.KeyboardModifier.ControlModifier)

    @property
    def form(self) -> FormView:
        page = self.window.page(Place.FORM)
        assert isinstance(page, FormView)
        return page

    def at(self, step: str) -> None:
        """Until this step is shown and its first question has the focus."""
        self.until(lambda: self.form.state is not None and self.form.state.step == step)

    def opens(self, title: str, reference: str) -> None:
        """A case on the only form."""
        self.press(K.Key_2, Qt.KeyboardModifier.ControlModifier)
        self.until(lambda: isinstance(self.window.page(Place.NEW_CASE), NewCaseView) and self._asked())
        self.fills(title)
        self.types(reference)
        self.press(K.Key_Return)
        self.until(lambda: self.window.visit.place is Place.FORM and self.form.state is not None)

    def _asked(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and focus.accessibleName() == "Title of the case"

    @property
    def saved(self) -> str:
        return self.window.findChild(TopBar)._saved.accessibleName()  # type: ignore[union-attr]


@pytest.fixture
def typist(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Typist]:
    with a_window(qtbot, qapp, tmp_path) as program:
        yield Typist(qtbot, program)
    QGuiApplication.clipboard().clear()  # what a test put there does not outlive Python


def test_the_sample_is_filled_in_by_keyboard_alone(typist: Typist) -> None:
    typist.opens("Maintenance of field equipment", "SAMPLE-1")
    typist.at("contract")
    typist.pastes(SAMPLE / "services-agreement.pdf", SAMPLE / "side-letter.docx")
    typist.press(K.Key_Tab)
    typist.fills("Halden Instruments GmbH", "Brightwater Services Limited")
    typist.says(True)
    typist.until(lambda: typist.form.state is not None and typist.form.state.ready == 2)
    typist.goes_on()
    typist.at("term")
    typist.fills("12 January 2026", "12 January 2026")
    typist.says(True, shows="end_date")
    typist.fills("11 January 2028")
    typist.says(True, shows="renewal_notice_days")
    typist.types("60")
    typist.goes_on()
    typist.at("money")
    typist.fills("96000")
    typist.says(False)
    typist.goes_on()
    typist.at("playbook")
    typist.press(K.Key_Space)
    typist.form.panel("playbook").focus_field("personal_data")
    typist.says(False)
    typist.goes_on()
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


def test_a_full_disk_is_said_and_what_was_typed_is_saved_when_there_is_room(typist: Typist) -> None:
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
