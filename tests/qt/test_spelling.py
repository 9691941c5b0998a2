"""Words are looked up in the background, and only what was looked up is underlined."""

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.domain.text import Span
from desktop_app.qt.section_document import SectionDocument
from desktop_app.qt.section_highlighter import SectionHighlighter
from desktop_app.qt.spelling import Dictionary, Spelling
from desktop_app.qt.task_runner import TaskRunner
from desktop_app.qt.theme import Theme


class Words:
    """A dictionary of some words."""

    def __init__(self, *words: str) -> None:
        self.words = frozenset(words)
        self.asked: list[str] = []
        self.threads: set[threading.Thread] = set()

    def knows(self, word: str) -> bool:
        self.asked.append(word)
        self.threads.add(threading.current_thread())
        return word in self.words

    def suggest(self, word: str) -> tuple[str, ...]:
        return tuple(known for known in self.words if known[0] == word[0])


@pytest.fixture
def runner(qapp: QApplication) -> Iterator[TaskRunner]:
    runner = TaskRunner()
    yield runner
    runner.end()


def looked_up(qtbot: QtBot, spelling: Spelling, text: str) -> list[Span]:
    with qtbot.waitSignal(spelling.looked_up):
        assert spelling.misspelt(text) == []
    return spelling.misspelt(text)


def test_a_word_is_fine_until_it_was_looked_up(runner: TaskRunner, qtbot: QtBot) -> None:
    words = Words("the", "deposit")
    spelling = Spelling(runner, lambda: words)
    assert looked_up(qtbot, spelling, "😀 the depositt") == [Span(7, 15)]
    assert sorted(words.asked) == ["depositt", "the"]
    assert threading.main_thread() not in words.threads


def test_numbers_short_forms_and_addresses_are_no_words(runner: TaskRunner, qtbot: QtBot) -> None:
    words = Words()
    spelling = Spelling(runner, lambda: words)
    looked_up(qtbot, spelling, "EUR 9,800 3rd b2b ana@example.org I xyz")
    assert words.asked == ["xyz"]


def test_taught_words_are_fine(runner: TaskRunner, qtbot: QtBot) -> None:
    spelling = Spelling(runner, Words)
    spelling.teach(["Okafor"])
    assert looked_up(qtbot, spelling, "Okafor xyz") == [Span(7, 10)]


def _fail() -> Dictionary:
    raise OSError("no such file")


@pytest.mark.parametrize("opening", [lambda: None, _fail])
def test_without_a_dictionary_every_word_is_fine(
    runner: TaskRunner, qtbot: QtBot, opening: Callable[[], Dictionary | None]
) -> None:
    spelling = Spelling(runner, opening)
    spelling.misspelt("xyz")
    qtbot.waitUntil(lambda: spelling.is_open is False)
    assert spelling.misspelt("xyz") == []
    assert not spelling.is_misspelt("xyz")


def test_misspelt_words_are_underlined_when_their_answer_comes(runner: TaskRunner, qtbot: QtBot) -> None:
    section = SectionDocument(Theme(QApplication.instance(), resources_folder()))  # type: ignore[arg-type]
    highlighter = SectionHighlighter(section.document, section.style.theme)
    section.document.setPlainText("the depositt")
    spelling = Spelling(runner, lambda: Words("the"))
    with qtbot.waitSignal(spelling.looked_up):
        highlighter.check_spelling(spelling)
    formats = section.document.begin().layout().formats()
    assert [(f.start, f.length) for f in formats] == [(4, 8)]
    highlighter.check_spelling(None)
    assert section.document.begin().layout().formats() == []
