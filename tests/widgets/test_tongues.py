"""What the gate of untranslated words must catch."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QStringListModel
from PySide6.QtWidgets import QApplication, QLabel, QListView, QPushButton, QWidget
from tongues import LONGER, Longer, untranslated

DATA = ("Lease of a van",)


@pytest.fixture
def window(qapp: QApplication) -> Iterator[QWidget]:
    window = QWidget()
    window.resize(400, 300)
    window.show()
    yield window
    window.deleteLater()


def labelled(window: QWidget, words: str) -> list[str]:
    label = QLabel(words, window)
    label.show()
    return untranslated(window, DATA)


@pytest.mark.parametrize(
    "words", ["Opens it now", "«Title»: opens it now", "Lease of a van opens", "opens «it now» twice"]
)
def test_words_outside_of_the_marks_are_found(window: QWidget, words: str) -> None:
    assert "opens" in labelled(window, words)[0].lower()


@pytest.mark.parametrize(
    "words",
    [
        "«Opens it now»",
        "«Opens “«this»” now»",
        "Lease of a van · «draft»",
        "«Opens and was c…",
        "12 January 2026",
        "Ctrl+K",
    ],
)
def test_what_is_translated_or_data_passes(window: QWidget, words: str) -> None:
    assert labelled(window, words) == []


def test_a_name_that_only_a_screen_reader_says_is_found(window: QWidget) -> None:
    button = QPushButton("«Go»", window)
    button.setAccessibleName("Opens it now")
    button.show()
    assert "Opens it now" in untranslated(window, DATA)[0]


def test_a_row_of_a_list_is_found(window: QWidget) -> None:
    view = QListView(window)
    view.setModel(QStringListModel(["«Translated»", "Opens it now"], view))
    view.show()
    assert all("Opens it now" in found for found in untranslated(window, DATA))
    assert untranslated(window, DATA)


@pytest.mark.parametrize("source", ["Open", "Find a case or run a command", "%n case(s) need you"])
def test_a_longer_string_is_as_much_longer_as_a_layout_must_bear(source: str) -> None:
    longer = Longer().translate("", source)
    assert longer is not None
    assert longer[1:].startswith(source)
    assert len(longer) >= LONGER * len(source)
