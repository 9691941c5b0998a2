"""A passphrase that the background asks for, and one window for a home."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.domain.errors import UsageError
from desktop_app.qt.questioning import Question, Questioning
from desktop_app.qt.single_instance import SingleInstance


@pytest.fixture
def questioning(qapp: object) -> Questioning:
    return Questioning()


def asked(questioning: Questioning, qtbot: QtBot) -> tuple[threading.Thread, list[str | None], Question]:
    answers: list[str | None] = []

    def ask() -> None:
        with suppress(UsageError):
            answers.append(questioning.ask("Passphrase of this store"))

    asking = threading.Thread(target=ask)
    with qtbot.waitSignal(questioning.asked) as told:
        asking.start()
    question: Question = told.args[0]
    assert question.words == "Passphrase of this store"
    return asking, answers, question


@pytest.mark.parametrize(("typed", "given"), [("harbour light", "harbour light"), ("", None), (None, None)])
def test_who_asked_waits_for_the_answer_and_the_window_does_not(
    questioning: Questioning, qtbot: QtBot, typed: str | None, given: str | None
) -> None:
    asking, answers, question = asked(questioning, qtbot)
    assert asking.is_alive()
    questioning.answer(question, typed)
    asking.join(5)
    assert answers == [given]


def test_closing_lets_go_of_who_asked_and_of_who_asks_later(questioning: Questioning, qtbot: QtBot) -> None:
    asking, answers, question = asked(questioning, qtbot)
    questioning.close()
    asking.join(5)
    assert not asking.is_alive()
    assert answers == []
    questioning.answer(question, "too late")
    with pytest.raises(UsageError, match="closed before"):
        questioning.ask("Passphrase of this store")


def test_a_passphrase_is_not_told_by_what_the_question_prints() -> None:
    question = Question("Passphrase")
    question.answered.put("harbour light")
    assert "harbour" not in repr(question)


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A short path: that of a socket has 107 bytes at most."""
    with TemporaryDirectory() as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield Path(folder)


def test_a_second_start_raises_the_first_window_of_its_home_alone(qtbot: QtBot, tmp_path: Path, runtime: Path) -> None:
    first = SingleInstance(tmp_path / "home")
    assert not first.tell_first()
    assert first.listen()
    with qtbot.waitSignal(first.raised):
        assert SingleInstance(tmp_path / "home").tell_first()
    assert not SingleInstance(tmp_path / "other").tell_first()
    assert [path.stat().st_mode & 0o077 for path in runtime.iterdir()] == [0]
    first.close()


def test_what_a_killed_window_left_is_no_window(qapp: object, tmp_path: Path, runtime: Path) -> None:
    killed = SingleInstance(tmp_path / "home")
    (Path(killed._path)).write_text("")
    assert not SingleInstance(tmp_path / "home").tell_first()
    assert killed.listen()
    killed.close()
