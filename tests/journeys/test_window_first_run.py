"""From the first screen to the sample case, and through it as far as its draft, by keyboard."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from window_examples import cheap_keys, settle, wait

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.app import WindowedProgram, opening_of
from desktop_app.openings import sample_home_of
from desktop_app.qt.appearance import PreferencesFile
from desktop_app.qt.held_words import NO_BREAK
from desktop_app.qt.place import Place

CONTROL = Qt.KeyboardModifier.ControlModifier


def words(program: WindowedProgram) -> str:
    shown = (label.text() for label in program.window.findChildren(QLabel) if label.isVisible())
    return " ".join(shown).replace(NO_BREAK, " ")


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    at = QApplication.focusWidget()
    assert at is not None
    QTest.keyClick(at, key, modifier)


def test_the_sample_opens_in_its_own_home_and_is_led_to_its_draft(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNTERSIGN_SECRET_STORE_KEY", "5a" * 32)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    home = tmp_path / "home"
    with cheap_keys():
        program = WindowedProgram(
            qapp,
            resources_folder(),
            opening_of(home),
            "ana",
            preferences=PreferencesFile(),
            sample=sample_home_of(home),
        )
        program.start()
        window = program.window
        window.activateWindow()
        try:
            wait(lambda: isinstance(QApplication.focusWidget(), QPushButton) and window.is_covered)
            press(Qt.Key.Key_Space)
            wait(lambda: window.visit.place is Place.FORM, 60_000)
            assert (home / "sample" / "countersign.db").exists()
            wait(lambda: "Next: look at the answers" in words(program))
            wait(lambda: "2 of 2 ready" in words(program))
            wait(lambda: QApplication.focusWidget() is not None)
            press(Qt.Key.Key_Return, CONTROL)
            wait(lambda: "Next: one answer disagrees with the documents" in words(program), 60_000)
            assert "45,000" in words(program)
            leave = next(b for b in window.findChildren(QPushButton) if b.text() == "Leave the sample")
            QTest.keyClick(leave, Qt.Key.Key_Space)
            wait(lambda: window.is_covered)
            assert program.desk.acting.person.name == "ana"
        finally:
            window.close()
            window.deleteLater()
            program.deleteLater()
            settle()
