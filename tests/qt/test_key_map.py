"""Which key does what: usual keys, chosen ones, and what a key cannot be."""

from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop_app.qt.appearance import PreferencesFile
from desktop_app.qt.key_map import BY_NAME, COMMANDS, KeyMap, fits, shown, written
from desktop_app.views.key_words import command_words


def a_map(tmp_path: Path) -> KeyMap:
    return KeyMap(PreferencesFile(tmp_path / "window.ini"))


def test_no_two_commands_of_a_page_have_the_same_usual_key() -> None:
    doubled = [(a.name, b.name) for a, b in combinations(COMMANDS, 2) if a.usual == b.usual and a.meets(b)]
    assert doubled == []


def test_every_command_has_words_and_a_key_that_qt_writes_so(qapp: QApplication) -> None:
    assert set(command_words()) == set(BY_NAME)
    assert [c.name for c in COMMANDS if written(c.usual) != c.usual or not fits(c, c.usual)] == []


def test_a_chosen_key_is_kept_over_starts(qapp: QApplication, tmp_path: Path) -> None:
    a_map(tmp_path).give(BY_NAME["redo"], "Ctrl+Shift+R")
    assert a_map(tmp_path).keys(BY_NAME["redo"]) == "Ctrl+Shift+R"
    a_map(tmp_path).restore()
    assert a_map(tmp_path).is_usual(BY_NAME["redo"])


def test_what_the_file_should_not_hold_is_not_taken(qapp: QApplication, tmp_path: Path) -> None:
    preferences = PreferencesFile(tmp_path / "window.ini")
    for name, keys in {"redo": "Q", "send": "Ctrl+C", "lock": "Ctrl+K", "find": "no key", "instruct": "Tab"}.items():
        preferences.keep_words(f"keys/{name}", keys)
    keys = KeyMap(preferences)
    assert all(map(keys.is_usual, COMMANDS))


def test_single_keys_are_switched_off_and_stay_so(qapp: QApplication, tmp_path: Path) -> None:
    a_map(tmp_path).use_letters(False)
    keys = a_map(tmp_path)
    assert keys.hint("accept") == keys.hint("filter") == ""
    assert keys.hint("redo")
    keys.use_letters(True)
    assert a_map(tmp_path).hint("accept") == "A"


@pytest.mark.parametrize(
    ("command", "keys", "other"),
    [("redo", "Ctrl+I", "instruct"), ("redo", "Ctrl+K", "find"), ("find", "Ctrl+R", "redo"), ("redo", "Ctrl+U", "")],
)
def test_a_key_is_taken_where_both_commands_can_be_used(
    qapp: QApplication, tmp_path: Path, command: str, keys: str, other: str
) -> None:
    taken = a_map(tmp_path).taken_by(BY_NAME[command], keys)
    assert (taken.name if taken else "") == other


def test_a_freed_key_can_be_taken(qapp: QApplication, tmp_path: Path) -> None:
    keys = a_map(tmp_path)
    keys.give(BY_NAME["instruct"], "Ctrl+J")
    assert keys.taken_by(BY_NAME["redo"], "Ctrl+I") is None


def test_a_key_is_shown_as_people_read_it(qapp: QApplication) -> None:
    assert shown("Ctrl+Shift+Return") == "Ctrl+Shift+Enter"
