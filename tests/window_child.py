"""A server of processes that open the real window over a home, off the screen, and work in it until they are killed.

For each line, a JSON object, it forks one process, so that each need not import everything anew. That process tells
with the time (CLOCK_MONOTONIC, ns) when it begins its act, each letter that it types, and when it is done; when it has
ended its exit code is told.
"""

import json
import os
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from service_examples import PASSPHRASE

import desktop_app.assembly
import desktop_app.views.page_makers
import desktop_app.views.window_dialogs  # noqa: F401  # imported once, before the processes are made
from desktop_app import app
from desktop_app.app import WindowedProgram
from desktop_app.domain.comment import items_about
from desktop_app.domain.evidence import DocumentState
from desktop_app.domain.export_kind import ExportKind
from desktop_app.qt.place import Place, Visit

Step = Callable[[], object]
"""Whether to go on; asked again and again."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
KEY_MS = 5
CONTROL = Qt.KeyboardModifier.ControlModifier
FIELD, SECTION = "words", "advice"
LONGEST_LIST = 100
"""Documents that are attached, one after the other."""
HELD_STEPS = 20
"""Turns for which a decision is held before it is recorded."""


def tell(*words: object) -> None:
    """A line for who started this."""
    os.write(1, f"{' '.join(map(str, words))} {time.monotonic_ns()}\n".encode())


def _scratch(name: str) -> Path:
    """A file outside the home."""
    return Path(os.environ["XDG_CONFIG_HOME"], f"{os.getpid()} {name}")


def _document(name: str, lines: int) -> Path:
    """A document of so many lines."""
    path = _scratch(f"{name}.txt")
    path.write_text("The total fee is EUR 48,000.\n\n" * lines)
    return path


def _read_documents(state: Any) -> list[Any]:
    """The documents of a form that are read."""
    return [document for document in state.read.documents if document.state is DocumentState.READ]


class Worker:
    """Does one act in a window, step by step, as its event loop runs."""

    def __init__(self, program: WindowedProgram, act: str, case_id: str) -> None:
        self.program, self.window, self.case_id = program, program.window, case_id
        self._act: Iterator[Step] = getattr(self, act)()
        self._step: Step = lambda: True
        self._timer = QTimer(program, interval=KEY_MS)
        self._timer.timeout.connect(self._go_on)
        self._timer.start()

    def _go_on(self) -> None:
        if self._step():
            try:
                self._step = next(self._act)
            except StopIteration:
                self._timer.stop()
                tell("done")

    @property
    def page(self) -> Any:
        return self.window.shown

    @property
    def focus(self) -> QWidget:
        return QApplication.focusWidget() or self.window

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.focus, key, modifier)

    def goes(self, place: Place, at: str = "") -> Iterator[Step]:
        """To a page of the case, once there is a window with the keyboard."""
        yield lambda: self.program.desk.is_open and self.window.shown and self.window.isActiveWindow()
        self.window.go(Visit(place, self.case_id, at))
        yield self.has_state

    def looks(self, place: Place) -> Iterator[Step]:
        """To a page that is of no case."""
        yield lambda: self.program.desk.is_open and self.window.shown
        self.window.go(Visit(place))
        yield lambda: self.window.visit.place is place and not self.program.desk.runner.busy

    def has_state(self) -> bool:
        shown = getattr(self.page, "presenter", self.page)
        return getattr(shown, "state", None) is not None

    def types(self, editor: QWidget) -> Iterator[Step]:
        """One letter after another without end."""
        editor.setFocus()
        QTest.keyClick(editor, Qt.Key.Key_End, CONTROL)
        tell("begun")
        while True:
            letter = random.choice(LETTERS)
            QTest.keyClicks(editor, letter)
            tell("typed", letter)
            yield lambda: True

    def types_an_answer(self) -> Iterator[Step]:
        yield from self.goes(Place.FORM, FIELD)
        panel = self.page.panel(self.page.state.step)
        yield lambda: panel.field_of(self.focus) == FIELD
        yield from self.types(self.focus)

    def types_a_section(self) -> Iterator[Step]:
        yield from self.goes(Place.DRAFT, SECTION)
        yield from self.types(self.page.block(SECTION).editor)

    def drafts(self) -> Iterator[Step]:
        """All sections, again and again."""
        yield from self.goes(Place.DRAFT)
        presenter = self.page._presenter
        tell("begun")
        while True:
            presenter.draft([s.section for s in presenter.state.sections if not s.by_person])
            yield lambda: not presenter.is_drafting

    def attaches(self) -> Iterator[Step]:
        """Documents that are kept and read, one after the other."""
        yield from self.goes(Place.FORM)
        presenter = self.page._presenter
        tell("begun")
        for number in range(1, LONGEST_LIST):
            presenter.attach("contract", (_document(f"contract {number}", 200 + number),))
            yield lambda number=number: len(_read_documents(presenter.state)) >= number

    def begins(self) -> Iterator[Step]:
        """The first screen of a new home, and the sample from there."""
        tell("begun")
        yield lambda: self.window.is_covered and isinstance(self.focus, QPushButton)
        self.press(Qt.Key.Key_Space)
        yield lambda: self.window.visit.place is Place.FORM

    def sends(self) -> Iterator[Step]:
        yield from self.goes(Place.DRAFT)
        footer = self.page.footer
        yield footer.read.isVisible
        tell("begun")
        footer.read.click()
        QTest.keyClick(self.page, Qt.Key.Key_Return, CONTROL | Qt.KeyboardModifier.ShiftModifier)
        yield lambda: self.window.visit.place is Place.HOME

    def approves(self) -> Iterator[Step]:
        """As a reviewer: tick, read, sign."""
        yield from self.goes(Place.REVIEW)
        for box in self.page.checks:
            box.setChecked(True)
        for _ in self.page.presenter.state.sections:
            self.press(Qt.Key.Key_J)
        yield lambda: not self.page.presenter.left
        yield from self.signs()

    def marks(self) -> Iterator[Step]:
        """As a reviewer: tick and read all, accept the first change of two."""
        yield from self.goes(Place.REVIEW)
        for box in self.page.checks:
            box.setChecked(True)
        yield lambda: self.focus.accessibleName() == "Changes"
        self.press(Qt.Key.Key_A)
        for _ in self.page.presenter.state.sections:
            self.press(Qt.Key.Key_J)
        yield lambda: [left.kind.value for left in self.page.presenter.left] == ["change"]
        yield lambda: self.program.desk.runner.busy == 0
        tell("begun")

    def returns(self) -> Iterator[Step]:
        """Give the case back, which can be taken back for ten seconds."""
        yield from self.goes(Place.REVIEW)
        yield lambda: self.focus.accessibleName() == "Changes"
        self.press(Qt.Key.Key_R)
        yield lambda: isinstance(self.focus.window(), QDialog)
        QTest.keyClicks(self.focus, "Look again.")
        self.press(Qt.Key.Key_Return, CONTROL)
        yield lambda: self.window.visit.place is Place.QUEUE and self.program.desk.runner.busy == 0
        tell("begun")

    def decides(self) -> Iterator[Step]:
        """As a reviewer: return the case, which can be taken back for a while; then it is recorded."""
        yield from self.goes(Place.REVIEW)
        presenter = self.page.presenter
        tell("begun")
        presenter.return_(items_about("fee"), "The fee is another one.")
        for _ in range(HELD_STEPS):
            yield lambda: True
        presenter.held.record()
        yield lambda: not presenter.held.cases

    def signs_off(self) -> Iterator[Step]:
        yield from self.goes(Place.REVIEW)
        yield from self.signs()

    def signs(self) -> Iterator[Step]:
        """In the dialog, by the passphrase."""
        self.press(Qt.Key.Key_Return, CONTROL)
        yield lambda: isinstance(self.focus.window(), QDialog)
        QTest.keyClicks(self.focus, PASSPHRASE)
        tell("begun")
        self.press(Qt.Key.Key_Return)
        yield lambda: QApplication.activeModalWidget() is None

    def quits_typing(self) -> Iterator[Step]:
        """Close the window with the last letter not told yet."""
        yield from self.goes(Place.DRAFT, SECTION)
        editor = self.page.block(SECTION).editor
        editor.setFocus()
        QTest.keyClicks(editor, "Look again. ")
        yield from self.closes()

    def quits_drafting(self) -> Iterator[Step]:
        """Close the window while sections stream in."""
        yield from self.goes(Place.DRAFT)
        presenter = self.page._presenter
        presenter.draft([s.section for s in presenter.state.sections if not s.by_person])
        yield lambda: presenter.is_drafting and any(live.words for live in presenter.lives)
        yield from self.closes()

    def quits_attaching(self) -> Iterator[Step]:
        """Close the window while a document is read."""
        yield from self.goes(Place.FORM)
        self.page._presenter.attach("contract", (_document("contract", 20_000),))
        yield from self.closes()

    def quits_verifying(self) -> Iterator[Step]:
        """Close the window while the record is verified."""
        yield from self.looks(Place.AUDIT)
        self.page._presenter.verify()
        yield from self.closes()

    def quits_exporting(self) -> Iterator[Step]:
        """Close the window while a document is written."""
        yield from self.looks(Place.APPROVED)
        self.page._presenter.export(self.case_id, _scratch("signed.docx"), ExportKind.DOCX)
        yield from self.closes()

    def quits_backing_up(self) -> Iterator[Step]:
        """Close the window while a backup is made."""
        yield from self.looks(Place.HOME)
        self.program.desk._back_up()
        yield from self.closes()

    def quits_signing(self) -> Iterator[Step]:
        """Close the window while a signature is made."""
        yield from self.goes(Place.REVIEW)
        self.press(Qt.Key.Key_Return, CONTROL)
        yield lambda: isinstance(self.focus.window(), QDialog)
        QTest.keyClicks(self.focus, PASSPHRASE)
        self.press(Qt.Key.Key_Return)
        yield from self.closes()

    def closes(self) -> Iterator[Step]:
        tell("begun")
        self.window.close()
        yield lambda: True

    def waits(self) -> Iterator[Step]:
        """Until somebody else brings the window to the front."""
        yield lambda: self.program.desk.is_open and self.window.shown
        raised: list[bool] = []
        self.window.showMinimized()
        self.program.come_to_front = lambda: raised.append(True)  # type: ignore[method-assign]
        tell("begun")
        yield lambda: raised
        tell("raised")
        self.window.close()


def _work(asked: dict[str, str]) -> int:
    """Open the window as the program itself does; the exit code."""

    class Worked(WindowedProgram):
        def start(self) -> None:
            super().start()
            if asked["act"]:
                self.worker = Worker(self, asked["act"], asked.get("case_id", ""))

    app.WindowedProgram = Worked  # type: ignore[misc]
    code = app.run(Path(asked["home"]))
    others = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]
    tell("threads", *others)
    return code


def _serve() -> int:
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if not child:
            os.environ.update(asked.get("environment", {}))
            return _work(asked)
        tell("process", child)
        threading.Thread(target=_await, args=(child,)).start()
    return 0


def _await(child: int) -> None:
    tell("ended", child, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


if __name__ == "__main__":
    sys.exit(_serve())
