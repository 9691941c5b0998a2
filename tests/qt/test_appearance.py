"""What a person chose is there the next time, and nothing that makes no sense is taken."""

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray

from desktop_app.qt.appearance import Preferences, PreferencesFile
from desktop_app.qt.theme import Appearance

CHOSEN = Preferences(Appearance.DARK, text_percent=125, reduced_motion=True, lock_minutes=0)


def test_what_was_chosen_is_there_the_next_time(qapp: object, tmp_path: Path) -> None:
    file = PreferencesFile(tmp_path / "window.ini")
    file.keep(CHOSEN)
    file.keep_geometry("main", QByteArray(b"large"))
    del file
    again = PreferencesFile(tmp_path / "window.ini")
    assert again.current == CHOSEN
    assert again.geometry("main") == QByteArray(b"large")


def test_without_a_file_nothing_is_kept_and_all_works(qapp: object) -> None:
    file = PreferencesFile()
    file.keep(CHOSEN)
    file.keep_geometry("main", QByteArray(b"large"))
    assert file.current == CHOSEN
    assert file.geometry("main").isEmpty()
    assert PreferencesFile().current == Preferences()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("appearance=pink", Preferences()),
        ("text_percent=9000", Preferences(text_percent=150)),
        ("text_percent=many", Preferences()),
        ("lock_minutes=-5", Preferences(lock_minutes=0)),
        ("\x00\x01", Preferences()),
    ],
)
def test_a_file_that_makes_no_sense_is_no_trouble(
    qapp: object, tmp_path: Path, line: str, expected: Preferences
) -> None:
    path = tmp_path / "window.ini"
    path.write_text(f"[General]\n{line}\n")
    assert PreferencesFile(path).current == expected
