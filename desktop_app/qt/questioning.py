"""What the program has to say or to ask while it works in the background: words, and passphrases."""

from dataclasses import dataclass, field
from queue import SimpleQueue

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.errors import UsageError


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A passphrase is wanted, in these words; who asked waits for the answer."""

    words: str
    answered: "SimpleQueue[str | None]" = field(default_factory=SimpleQueue, repr=False)


class Questioning(QObject):
    """Asks and tells from any thread; is answered in the Qt thread, which never waits."""

    said = Signal(str)
    asked = Signal(object)
    """A Question."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open: list[Question] = []
        self._closed = False

    def say(self, words: str) -> None:
        """Tell people."""
        self.said.emit(words)

    def ask(self, words: str) -> str | None:
        """Wait for a person's passphrase; None where one goes on without. For background threads alone.

        Raises UsageError where the window is closed instead: nothing is made without what was asked for.
        """
        question = Question(words)
        self._open.append(question)
        if not self._closed:
            self.asked.emit(question)
            given = question.answered.get()
        if self._closed:
            raise UsageError("The window was closed before its question was answered.", next="Open it again.")
        return given

    def answer(self, question: Question, passphrase: str | None) -> None:
        """Let who asked go on. Empty is no passphrase."""
        if question in self._open:
            self._open.remove(question)
            question.answered.put(passphrase or None)

    def close(self) -> None:
        """Nobody answers any more."""
        self._closed = True
        for question in tuple(self._open):
            self.answer(question, None)
