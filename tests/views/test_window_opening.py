"""The window opens its store: with a passphrase, read only, or not at all and then with words."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pysqlite3 import dbapi2
from window_examples import settle, wait

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.adapters.sql_opening import FILE, unreadable
from desktop_app.adapters.store_key import KEY_FILE
from desktop_app.app import WindowedProgram, opening_of
from desktop_app.assembly import open_program
from desktop_app.qt.questioning import Questioning
from desktop_app.views.home_view import HomeView
from desktop_app.views.store_key_dialog import StoreKeyDialog

ROOT = Path(__file__).parents[2]
ENDED = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from desktop_app import app

class Closing(app.WindowedProgram):
    def start(self):
        super().start()
        self.ticks = QTimer(self)
        self.ticks.timeout.connect(self.end)
        self.ticks.start(20)

    def end(self):
        if self.window.shown is not None:
            self.window.close()

app.WindowedProgram = Closing
sys.exit(app.run(Path(sys.argv[1])))
"""


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.delenv("COUNTERSIGN_SECRET_STORE_KEY", raising=False)


@pytest.fixture
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERSIGN_SECRET_STORE_KEY", "5a" * 32)


@contextmanager
def opened(app: QApplication, home: Path) -> Iterator[WindowedProgram]:
    questioning = Questioning()
    program = WindowedProgram(app, resources_folder(), opening_of(home, questioning), "ana", questioning)
    program.start()
    try:
        yield program
    finally:
        program.window.close()
        program.window.deleteLater()
        program.deleteLater()
        settle()


def words(program: WindowedProgram) -> str:
    return " ".join(label.text() for label in program.window.findChildren(QLabel) if label.isVisible())


def answer(program: WindowedProgram, passphrase: str) -> str:
    """Type it into the dialog and press Enter; what was asked."""
    wait(lambda: program.window.findChild(StoreKeyDialog) is not None)
    dialog = program.window.findChild(StoreKeyDialog)
    assert dialog is not None
    (line,) = dialog.findChildren(QLineEdit)
    asked = line.accessibleDescription()
    QTest.keyClicks(line, passphrase)
    QTest.keyClick(line, Qt.Key.Key_Return)
    wait(lambda: not dialog.isVisible())
    settle()
    return asked


def again(program: WindowedProgram) -> None:
    wait(lambda: "Try again" in [b.text() for b in program.window.findChildren(QPushButton)])
    button = next(b for b in program.window.findChildren(QPushButton) if b.text() == "Try again")
    QTest.keyClick(button, Qt.Key.Key_Space)


def test_without_a_keyring_a_passphrase_is_asked_for_in_the_window(qapp: QApplication, tmp_path: Path) -> None:
    with opened(qapp, tmp_path / "home") as program:
        assert "Choose a passphrase" in answer(program, "harbour light")
        wait(lambda: program.window.shown is not None)
    with opened(qapp, tmp_path / "home") as program:
        assert answer(program, "copper field") == "Passphrase of this store"
        wait(lambda: "passphrase is wrong" in words(program))
        again(program)
        answer(program, "harbour light")
        wait(lambda: program.window.shown is not None)


def test_the_first_question_says_what_the_passphrase_is_for_and_that_the_sample_needs_none(
    qapp: QApplication, tmp_path: Path
) -> None:
    with opened(qapp, tmp_path / "home") as program:
        wait(lambda: program.window.findChild(StoreKeyDialog) is not None)
        said = words(program)
        assert "No keyring can be used on this computer" in said
        assert "The store keeps your cases on this computer" in said
        assert "The sample case is kept apart from the store and needs none" in said
        program.questioning.close()
        program.desk.close()


def test_turning_back_from_the_passphrase_closes_the_program_and_makes_no_store(
    qapp: QApplication, tmp_path: Path
) -> None:
    with opened(qapp, tmp_path / "home") as program:
        wait(lambda: program.window.findChild(StoreKeyDialog) is not None)
        dialog = program.window.findChild(StoreKeyDialog)
        assert dialog is not None
        button = next(b for b in dialog.findChildren(QPushButton) if b.text() == "Cancel")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        wait(lambda: not program.window.isVisible())
    assert not any(thread.name == "services" for thread in threading.enumerate())
    assert not (tmp_path / "home" / KEY_FILE).exists()


def test_closing_the_window_lets_go_of_the_question(qapp: QApplication, tmp_path: Path) -> None:
    with opened(qapp, tmp_path / "home") as program:
        wait(lambda: program.window.findChild(StoreKeyDialog) is not None)
        program.questioning.close()
        program.desk.close()
    assert not (tmp_path / "home" / "secrets.vault").exists()


@pytest.mark.usefixtures("_key")
def test_a_store_that_is_open_elsewhere_is_said_and_tried_again(qapp: QApplication, tmp_path: Path) -> None:
    with opened(qapp, tmp_path / "home") as first:
        wait(lambda: first.window.shown is not None)
        with opened(qapp, tmp_path / "home") as second:
            wait(lambda: "Try again" in [b.text() for b in second.window.findChildren(QPushButton)])
            assert "another" in words(second).casefold()
            first.window.close()
            again(second)
            wait(lambda: second.window.shown is not None)


@pytest.mark.usefixtures("_key")
def test_a_damaged_store_is_left_alone_and_said(qapp: QApplication, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / FILE).write_bytes(b"no database at all" * 50)
    with opened(qapp, home) as program:
        wait(lambda: "cannot be read" in words(program))
        assert "Put a copy from a backup in its place." in words(program)
        wait(lambda: program.window.isActiveWindow())
        first = program.window.focusWidget()
        assert isinstance(first, QPushButton) and first.text() == "Try again"
        others = [b for b in program.window.findChildren(QPushButton) if b.isVisible() and b is not first]
        assert [button.accessibleName() for button in others if button.isEnabled()] == []
    assert (home / FILE).read_bytes() == b"no database at all" * 50


@pytest.mark.usefixtures("_key")
def test_of_a_store_that_is_damaged_inside_nothing_is_claimed(qapp: QApplication, tmp_path: Path) -> None:
    home = tmp_path / "home"
    asyncio.run(_made(home))
    with opened(qapp, home) as program:
        wait(lambda: isinstance(program.window.shown, HomeView))
        page = program.window.shown
        assert isinstance(page, HomeView)
        page._whole.setCurrentIndex(0)
        error = unreadable(home / FILE, dbapi2.DatabaseError("database disk image is malformed"))
        page._fail(error)
        assert "damaged" in words(program) and "malformed" not in words(program) and "--home" not in words(program)
        assert "Nothing needs you" not in words(program) and "No case of yours" not in words(program)


@pytest.mark.usefixtures("_key")
def test_a_store_of_a_newer_program_is_read_only_with_the_reason(qapp: QApplication, tmp_path: Path) -> None:
    home = tmp_path / "home"
    asyncio.run(_made(home))
    with closing(dbapi2.connect(str(home / FILE))) as db:
        db.execute("PRAGMA user_version=999")
    with opened(qapp, home) as program:
        wait(lambda: "Read only" in words(program))
        assert "newer version" in words(program)
        wait(lambda: "New case" in [b.text() for b in program.window.findChildren(QPushButton) if not b.isEnabled()])


async def _made(home: Path) -> None:
    async with open_program(home, lambda _: None, lambda _: None) as program:
        await program.enrolling.current("ana")


@pytest.mark.usefixtures("_key")
def test_a_window_that_is_closed_ends_the_program_with_exit_code_0(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ENDED, str(tmp_path / "home")]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stderr
