"""The second reader behind the window: chosen, asked about a section, and what it could not do."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from draft_examples import a_case, a_server, facts_of, with_server
from form_examples import WAIT_MS, Kept, a_desk, asked
from nli_examples import a_model
from pytestqt.qtbot import QtBot
from scripted_server import Answer, error, replies, says

from desktop_app.domain.errors import UsageError
from desktop_app.domain.person import Role
from desktop_app.domain.support import Verdict
from desktop_app.domain.support_reading import read_supports
from desktop_app.qt.desk import Desk
from desktop_app.qt.second_reader_presenter import SecondReaderPresenter

SUPPORTS = says(json.dumps({"verdict": "supported", "words": ""}))


class Readers:
    """The presenter over a drafted case."""

    def __init__(self, qtbot: QtBot, desk: Desk) -> None:
        self.qtbot, self.desk, self.presenter, self.failed = qtbot, desk, SecondReaderPresenter(desk), Kept()
        self.presenter.failed.connect(self.failed.take)
        self.case_id = a_case(qtbot, desk, "fee")

    def until(self, holds: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(holds()), timeout=WAIT_MS)

    def choose(self, name: str) -> None:
        self.presenter.choose(name)
        self.until(lambda: self.presenter.state.chosen == name)

    def read(self) -> None:
        self.presenter.read(self.case_id, "fee")
        self.presenter.read(self.case_id, "fee")
        assert self.presenter.is_reading(self.case_id, "fee")
        self.until(lambda: not self.presenter.is_reading(self.case_id, "fee"))

    @property
    def verdicts(self) -> list[Verdict]:
        record = facts_of(self.qtbot, self.desk, self.case_id).record
        head = record.head("fee")
        assert head is not None
        return [verdict.verdict for each in read_supports(record, head) for verdict in each.verdicts]


@pytest.fixture
def readers(qtbot: QtBot, tmp_path: Path) -> Iterator[Readers]:
    with a_desk(qtbot, tmp_path) as desk:
        yield Readers(qtbot, desk)


def served(readers: Readers, answer: Answer, then: Callable[[], None]) -> None:
    with a_server(answer) as server:
        with_server(readers.qtbot, readers.desk, server)
        readers.choose("team")
        then()


def test_nobody_reads_until_a_server_is_chosen(readers: Readers) -> None:
    def none_again() -> None:
        assert readers.presenter.state.choices == ("team",) and readers.presenter.state.may_choose
        readers.choose("")

    served(readers, SUPPORTS, none_again)


def test_a_section_is_read_once_and_its_verdicts_stand_with_the_sentences(readers: Readers) -> None:
    served(readers, SUPPORTS, readers.read)
    assert readers.verdicts == [Verdict.SUPPORTED]
    assert readers.presenter.failure(readers.case_id, "fee") == ""
    readers.read()
    (told,) = readers.failed.values
    assert isinstance(told, UsageError) and "has read this text already" in told.what


def test_what_stopped_a_reading_is_kept_in_words(readers: Readers) -> None:
    served(readers, replies(401, error("invalid_api_key")), readers.read)
    assert "refused the key" in readers.presenter.failure(readers.case_id, "fee")
    assert readers.verdicts == []


def test_a_server_that_was_removed_reads_no_more(readers: Readers) -> None:
    served(readers, SUPPORTS, lambda: None)
    asked(readers.qtbot, readers.desk, lambda program: program.connecting.remove(readers.desk.acting, "team"))
    readers.presenter.look()
    readers.until(lambda: readers.presenter.state.choices == ())
    assert readers.presenter.state.chosen == ""


def test_who_does_not_look_after_the_store_cannot_choose(readers: Readers) -> None:
    work = readers.desk.acting.person.person_id
    asked(readers.qtbot, readers.desk, lambda p: p.enrolling.add("Root", [Role.ADMINISTRATOR], work, None))
    readers.presenter.choose("on-device")
    readers.until(lambda: readers.failed.values)
    assert readers.presenter.state.chosen == "" and not readers.presenter.state.may_choose


def test_a_model_in_a_folder_is_chosen_and_reads(readers: Readers, tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime", reason="the optional part `semantic` is not installed")
    pytest.importorskip("tokenizers", reason="the optional part `semantic` is not installed")
    folder = a_model(tmp_path / "nli")
    readers.presenter.choose_folder(str(folder))
    readers.until(lambda: readers.presenter.state.file is not None)
    state = readers.presenter.state
    assert state.file is not None and state.file.folder == str(folder)
    assert state.chosen == state.file.reader and state.choices == (state.chosen,)
    readers.read()
    assert readers.verdicts == [Verdict.NOT_IN_PASSAGE]


def test_a_folder_without_a_model_is_refused_in_words(readers: Readers, tmp_path: Path) -> None:
    readers.presenter.choose_folder(str(tmp_path))
    readers.until(lambda: readers.failed.values)
    assert "There is no model.onnx" in readers.failed.values[0].what
    assert readers.presenter.state.chosen == ""
