"""Reference libraries behind the settings: made in the background, given up, and taken away."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from form_examples import WAIT_MS, Heard, a_desk, asked
from pytestqt.qtbot import QtBot

from desktop_app.domain.errors import UsageError
from desktop_app.domain.library import Library
from desktop_app.qt.desk import Desk
from desktop_app.qt.library_presenter import LibraryPresenter, Stopped
from desktop_app.services.library_keeping import LibraryKeeping


class Shelf(Heard):
    """The presenter, and what it told."""

    def __init__(self, qtbot: QtBot, desk: Desk) -> None:
        self.desk, self.presenter = desk, LibraryPresenter(desk)
        super().__init__(qtbot, self.presenter, "shown", "moved", "added", "stopped", "failed")

    def add(self, folder: Path, name: str = "") -> Library:
        told = self.next("added", lambda: self.presenter.add(str(folder), name))
        assert isinstance(told, Library)
        return told

    @property
    def stored(self) -> list[str]:
        libraries = asked(self.qtbot, self.desk, lambda program: program.library_keeping.listing())
        return [each.name for each in libraries]


@pytest.fixture
def shelf(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    monkeypatch.setenv("COUNTERSIGN_SEARCH", "words")
    with a_desk(qtbot, tmp_path / "home") as desk:
        yield Shelf(qtbot, desk)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "House rules"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text("A fee above EUR 48,000 needs two approvals.")
    return folder


def test_a_folder_becomes_a_library_and_each_document_is_told(shelf: Shelf, folder: Path) -> None:
    assert shelf.add(folder).name == "house_rules"
    assert [now.documents for now in shelf.told["moved"].values] == [0, 1, 2, 3, 3]
    shelf.qtbot.waitUntil(lambda: [each.name for each in shelf.presenter.libraries] == ["house_rules"])
    assert shelf.presenter.now is None


def test_what_is_given_up_leaves_nothing(shelf: Shelf, folder: Path) -> None:
    shelf.next("moved", lambda: shelf.presenter.add(str(folder)))
    assert shelf.next("stopped", shelf.presenter.cancel) == Stopped()
    assert shelf.stored == [] and shelf.presenter.now is None
    shelf.add(folder)


def test_search_by_meaning_that_is_given_up_leaves_the_library(
    shelf: Shelf, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def ready(_: LibraryKeeping) -> bool:
        return True

    async def add_points(*_: object) -> bool:
        await asyncio.Event().wait()
        return True

    monkeypatch.setattr(LibraryKeeping, "ready", ready)
    monkeypatch.setattr(LibraryKeeping, "add_points", add_points)
    shelf.presenter.add(str(folder))
    shelf.qtbot.waitUntil(lambda: bool(shelf.presenter.now and shelf.presenter.now.library), timeout=WAIT_MS)
    assert shelf.next("stopped", shelf.presenter.cancel) == Stopped("house_rules")
    assert shelf.stored == ["house_rules"]


def test_one_folder_is_read_at_a_time(shelf: Shelf, folder: Path, tmp_path: Path) -> None:
    shelf.presenter.add(str(folder))
    shelf.presenter.add(str(tmp_path), "other")
    shelf.qtbot.waitUntil(lambda: shelf.presenter.now is None, timeout=WAIT_MS)
    assert shelf.stored == ["house_rules"]


def test_a_folder_that_cannot_be_used_is_told_in_words(shelf: Shelf, tmp_path: Path) -> None:
    told = shelf.next("failed", lambda: shelf.presenter.add(str(tmp_path / "nowhere")))
    assert isinstance(told, UsageError) and "is no folder" in str(told)
    assert shelf.told["stopped"].values == [Stopped()]


def test_a_library_that_is_removed_is_gone(shelf: Shelf, folder: Path) -> None:
    shelf.add(folder)
    shelf.next("shown", lambda: shelf.presenter.look())
    shelf.presenter.remove("house_rules")
    shelf.qtbot.waitUntil(lambda: not shelf.presenter.libraries, timeout=WAIT_MS)
    assert shelf.stored == []
