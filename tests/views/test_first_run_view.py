"""The first screen, and the sample that opens from it; by keyboard where a person would."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from window_examples import cheap_keys, clipped, name_of, settle, visible, wait

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.app import WindowedProgram, opening_of
from desktop_app.assembly import open_program
from desktop_app.openings import sample_home_of
from desktop_app.qt.appearance import PreferencesFile
from desktop_app.qt.held_words import NO_BREAK
from desktop_app.qt.place import Place
from desktop_app.views.first_run_view import FirstRunView


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERSIGN_SECRET_STORE_KEY", "5a" * 32)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")


@contextmanager
def a_first_run(app: QApplication, home: Path) -> Iterator[WindowedProgram]:
    """The program over a home in which nothing was begun."""
    with cheap_keys():
        program = WindowedProgram(
            app, resources_folder(), opening_of(home), "ana", preferences=PreferencesFile(), sample=sample_home_of(home)
        )
        program.window.resize(1280, 720)
        program.start()
        try:
            yield program
        finally:
            program.window.close()
            program.window.deleteLater()
            program.deleteLater()
            settle()


async def open_case(home: Path) -> None:
    async with open_program(home, lambda _: None, lambda _: None) as program:
        ana = await program.enrolling.current("ana")
        await program.keeping.open(ana, program.packs.load("contract_review"), title="A case")


def words(program: WindowedProgram) -> str:
    shown = (label.text() for label in program.window.findChildren(QLabel) if label.isVisible())
    return " ".join(shown).replace(NO_BREAK, " ")


def welcome(program: WindowedProgram) -> FirstRunView:
    wait(lambda: program.window.findChild(FirstRunView) is not None)
    view = program.window.findChild(FirstRunView)
    assert view is not None
    return view


def test_it_offers_three_ways_with_the_sample_in_focus(qapp: QApplication, tmp_path: Path) -> None:
    with a_first_run(qapp, tmp_path / "home") as program:
        welcome(program)
        program.window.activateWindow()
        wait(lambda: " forms included: content from a brief, contract review, " in words(program))
        assert "A filled form with 2 documents" in words(program)
        wait(lambda: isinstance(QApplication.focusWidget(), QPushButton))
        assert name_of(QApplication.focusWidget()) == "Start the sample case"
        buttons = visible(program.window, QPushButton)
        assert [name_of(b) for b in buttons] == [
            "Start the sample case",
            "Connect your model",
            "Open a case of your own",
        ]
        assert clipped(program.window) == []


def test_the_fragment_is_the_sample_played_through(qapp: QApplication, tmp_path: Path) -> None:
    with a_first_run(qapp, tmp_path / "home") as program:
        wait(lambda: "Signed by Ben Achterberg and Ana Lindqvist" in words(program), 60_000)
        assert "side-letter.docx, page 1" in words(program)
        assert "lowered from EUR 48,000 to EUR 45,000" in words(program)
        assert "2 signatures" in words(program)
        assert "record intact" in words(program)
        assert clipped(program.window) == []


@pytest.mark.parametrize(
    ("name", "place"), [("Connect your model", Place.SETTINGS), ("Open a case of your own", Place.NEW_CASE)]
)
def test_the_other_ways_lead_to_their_pages(qapp: QApplication, tmp_path: Path, name: str, place: Place) -> None:
    with a_first_run(qapp, tmp_path / "home") as program:
        welcome(program)
        button = next(b for b in program.window.findChildren(QPushButton) if b.accessibleName() == name)
        QTest.keyClick(button, Qt.Key.Key_Space)
        wait(lambda: not program.window.is_covered)
        assert program.window.visit.place is place


def test_a_home_with_work_begins_with_it(qapp: QApplication, tmp_path: Path) -> None:
    asyncio.run(open_case(tmp_path / "home"))
    with a_first_run(qapp, tmp_path / "home") as program:
        wait(lambda: "One case needs you" in words(program))
        assert program.window.findChild(FirstRunView) is None


def test_a_store_that_cannot_be_opened_is_said_with_a_way_on(qapp: QApplication, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("no folder")
    with a_first_run(qapp, tmp_path / "home") as program:
        wait(lambda: "is no folder" in words(program))
        (tmp_path / "home").unlink()
        again = next(b for b in program.window.findChildren(QPushButton) if b.text() == "Try again")
        QTest.keyClick(again, Qt.Key.Key_Space)
        welcome(program)


def test_what_takes_long_says_so_and_the_keyboard_stays(qapp: QApplication, tmp_path: Path) -> None:
    with a_first_run(qapp, tmp_path / "home") as program:
        view, asked = welcome(program), list[str]()
        view.sample_asked.disconnect()
        view.sample_asked.connect(lambda: asked.append("sample"))
        program.window.activateWindow()
        wait(lambda: view._start.hasFocus())
        for _ in range(2):
            QTest.keyClick(view._start, Qt.Key.Key_Space)
        wait(lambda: "Making the sample case…" in words(program))
        assert view._start.hasFocus()
        assert asked == ["sample"]
        view.fail(ValueError())
        assert "Making the sample case…" not in words(program)


def test_a_fault_that_is_shown_is_kept_in_the_home(qapp: QApplication, tmp_path: Path) -> None:
    with a_first_run(qapp, tmp_path / "home") as program:
        kept = list[str]()
        welcome(program)
        program._fault_keeper = kept.append
        program.window.banner.fail(ValueError("what Ana wrote"))
        wait(lambda: bool(kept))
        assert "ValueError" in kept[0]
        assert "Ana" not in kept[0]
