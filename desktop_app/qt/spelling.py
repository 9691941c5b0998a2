"""Words that are not in the dictionary of this machine. Looked up in the background; until then a word is fine."""

import asyncio
import re
from collections.abc import Callable, Iterable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.domain.text import Span
from desktop_app.qt.task_runner import Receiver, TaskRunner
from desktop_app.qt.text_offsets import units

WAIT = 300
"""Milliseconds in which words are gathered before they are looked up together."""
_WORD = re.compile(r"(?<![\w@.])[^\W\d_]+(?:['’][^\W\d_]+)*(?![\w@])")


class Dictionary(Protocol):
    """A dictionary of one language. It may be slow, and is asked from one thread at a time."""

    def knows(self, word: str) -> bool:
        """Whether the word is spelt right."""
        ...

    def suggest(self, word: str) -> tuple[str, ...]:
        """What may be meant, the likeliest first."""
        ...


class Spelling(QObject):
    """What is known of words so far. Without a dictionary every word is fine."""

    looked_up = Signal(object)
    """Words that turned out to be misspelt: a frozenset."""

    def __init__(self, runner: TaskRunner, opening: Callable[[], Dictionary | None], parent: QObject | None = None):
        super().__init__(parent)
        self._runner, self._opening = runner, opening
        self._dictionary: Dictionary | None = None
        self._opened = self._asking = False
        self._fine: dict[str, bool] = {}
        self._wanted: set[str] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT)
        self._timer.timeout.connect(self._ask)

    @property
    def is_open(self) -> bool | None:
        """Whether there is a dictionary; None before it was needed."""
        return self._dictionary is not None if self._opened and not self._asking else None

    def teach(self, words: Iterable[str]) -> None:
        """Words that are right here, such as the names in a case's documents."""
        self._fine |= dict.fromkeys(words, True)

    def is_misspelt(self, word: str) -> bool:
        """Whether the dictionary is known not to know it."""
        return not self._fine.get(word, True)

    def misspelt(self, text: str) -> list[Span]:
        """Where the misspelt words of a line are, in UTF-16 code units; those never seen are looked up soon."""
        found = []
        for word in _WORD.finditer(text):
            if len(word[0]) < 2 or word[0].isupper():
                continue
            if word[0] not in self._fine:
                self._want(word[0])
            elif not self._fine[word[0]]:
                start = units(text[: word.start()])
                found.append(Span(start, start + units(word[0])))
        return found

    def suggest(self, word: str, receiver: Receiver) -> None:
        """Tell the receiver what may be meant: a tuple of words."""
        self._runner.start(lambda: asyncio.to_thread(self._suggestions, word), receiver)

    def _want(self, word: str) -> None:
        if self._opened and self._dictionary is None:
            return
        self._wanted.add(word)
        if not self._timer.isActive() and not self._asking:
            self._timer.start()

    def _ask(self) -> None:
        words, self._wanted, self._asking = frozenset(self._wanted), set(), True
        self._runner.start(lambda: asyncio.to_thread(self._look_up, words), self._take, self._give_up)

    def _look_up(self, words: frozenset[str]) -> dict[str, bool]:
        if not self._opened:
            self._dictionary, self._opened = self._opening(), True
        dictionary = self._dictionary
        return {} if dictionary is None else {word: dictionary.knows(word) for word in words}

    def _suggestions(self, word: str) -> tuple[str, ...]:
        return () if self._dictionary is None else self._dictionary.suggest(word)

    def _take(self, fine: dict[str, bool]) -> None:
        self._asking = False
        self._fine = fine | self._fine
        misspelt = frozenset(word for word in fine if self.is_misspelt(word))
        if misspelt:
            self.looked_up.emit(misspelt)
        if self._wanted:
            self._timer.start()

    def _give_up(self, error: Exception) -> None:  # noqa: ARG002
        """A dictionary that fails is none."""
        self._dictionary, self._opened, self._asking = None, True, False
        self._wanted = set()
