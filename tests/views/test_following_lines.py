"""What follows from the answers stands below the questions, and on the last step, with the way to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from form_examples import WAIT_MS, a_window, opened
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from service_examples import pack_with

from desktop_app.app import WindowedProgram
from desktop_app.qt.form_state import CHECK
from desktop_app.qt.place import Place, Visit
from desktop_app.views.check_view import CheckView
from desktop_app.views.following_lines import FollowingLines
from desktop_app.views.form_view import FormView

STEP = "contract"
OPEN = "Not decided yet: answers are missing."


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[WindowedProgram]:
    with a_window(qtbot, qapp, tmp_path) as program:
        yield program


def lines(qtbot: QtBot, program: WindowedProgram, at: str = STEP, **answers: object) -> FollowingLines:
    case_id = opened(qtbot, program.desk, pack_with((", min_files: 1", "")), **answers)
    program.window.go(Visit(Place.FORM, case_id, at))
    form = program.window.page(Place.FORM)
    assert isinstance(form, FormView)
    qtbot.waitUntil(lambda: form.state is not None and form.state.read.facts.case_id == case_id, timeout=WAIT_MS)
    held: QWidget | None = form.panel(STEP) if at == STEP else form.findChild(CheckView)
    assert held is not None
    found = held.findChild(FollowingLines)
    assert found is not None
    qtbot.waitUntil(found.isVisible, timeout=WAIT_MS)
    return found


def says(lines: FollowingLines) -> list[str]:
    return [label.text() for label in lines.findChildren(QLabel) if not label.isHidden()]


@pytest.mark.parametrize("at", [STEP, CHECK])
def test_an_outcome_is_shown_with_its_reason(qtbot: QtBot, program: WindowedProgram, at: str) -> None:
    said = says(lines(qtbot, program, at, fee="60000"))
    assert said[1:] == ["Is it large?", "large · It is a large contract"]


def test_without_an_answer_nothing_is_decided(qtbot: QtBot, program: WindowedProgram) -> None:
    assert says(lines(qtbot, program)) == ["What follows from the answers", "Is it large?", OPEN]


def test_it_follows_what_is_typed(qtbot: QtBot, program: WindowedProgram) -> None:
    shown = lines(qtbot, program, fee="60000")
    form = program.window.page(Place.FORM)
    assert isinstance(form, FormView)
    editor = form.panel(STEP).editor("fee")
    editor.take_focus()
    line = editor.inputs()[0]
    line.selectAll()  # type: ignore[attr-defined]
    qtbot.keyClicks(line, "100")
    form.panel(STEP).focus_field("months")
    qtbot.waitUntil(lambda: "small · It is a small contract" in says(shown), timeout=WAIT_MS)


def test_why_shows_the_rows_that_were_looked_at_and_hides_them_again(qtbot: QtBot, program: WindowedProgram) -> None:
    shown = lines(qtbot, program, fee="100")
    why = next(each for each in shown.findChildren(QPushButton) if each.accessibleName() == "Why: Is it large?")
    why.click()
    assert any("does not hold: Fee: EUR 100" in words for words in says(shown))
    why.click()
    assert not any("does not hold" in words for words in says(shown))
