"""An append-only folder takes one file for each checkpoint, and nothing there is ever changed."""

import errno
import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from store_examples import AT

from desktop_app.adapters import anchor_folder
from desktop_app.adapters.anchor_folder import AnchorFolder
from desktop_app.adapters.checkpoint_files import read_checkpoints
from desktop_app.domain.anchor import written
from desktop_app.domain.audit import Checkpoint
from desktop_app.domain.errors import AnchorFailed, UsageError

STORE = "2f771d39-6b70-4591-b011-482f92313274"
FIRST = Checkpoint(7, "0a" * 32, "0b" * 32, b"s" * 64, b"k" * 32, AT)
LATER = replace(FIRST, size=1240, signature=b"t" * 64, at=AT + timedelta(hours=1))


@pytest.fixture
def place(tmp_path: Path) -> AnchorFolder:
    return AnchorFolder(tmp_path, STORE, seconds=5)


def test_each_checkpoint_has_a_file_named_by_its_size(place: AnchorFolder, tmp_path: Path) -> None:
    place.put(FIRST)
    place.put(LATER)
    names = sorted(path.name for path in (tmp_path / STORE).iterdir())
    assert names == ["000000000007.json", "000000001240.json"]
    assert (tmp_path / STORE / names[0]).read_text() == written(FIRST) + "\n"


def test_the_furthest_one_is_remembered_and_none_at_first(place: AnchorFolder) -> None:
    assert place.newest(None) is None
    place.put(LATER)
    place.put(FIRST)
    assert place.newest(None) == LATER


def test_only_what_was_signed_after_a_time_is_remembered(place: AnchorFolder) -> None:
    place.put(replace(LATER, at=AT))
    place.put(replace(FIRST, at=AT + timedelta(seconds=1)))
    assert place.newest(AT) == replace(FIRST, at=AT + timedelta(seconds=1))
    assert place.newest(AT + timedelta(days=1)) is None


def test_the_same_checkpoint_twice_is_one_file(place: AnchorFolder, tmp_path: Path) -> None:
    place.put(FIRST)
    place.put(FIRST)
    assert len(list((tmp_path / STORE).iterdir())) == 1


def test_another_checkpoint_of_the_same_size_stands_beside_the_first(place: AnchorFolder, tmp_path: Path) -> None:
    place.put(FIRST)
    other = replace(FIRST, head="0c" * 32, signature=b"u" * 64)
    place.put(other)
    assert (tmp_path / STORE / "000000000007.json").read_text() == written(FIRST) + "\n"
    assert set(read_checkpoints(tmp_path, STORE)) == {FIRST, other}


def test_a_file_that_was_cut_short_is_left_and_passed_over(place: AnchorFolder, tmp_path: Path) -> None:
    place.put(FIRST)
    torn = tmp_path / STORE / "000000001240.json"
    torn.write_text(written(LATER)[:100])
    assert place.newest(None) == FIRST
    place.put(LATER)
    assert place.newest(None) == LATER
    assert torn.read_text() == written(LATER)[:100]


def test_a_folder_that_is_away_is_told_and_taken_up_again(tmp_path: Path) -> None:
    place = AnchorFolder(tmp_path / "mounted", STORE)
    with pytest.raises(AnchorFailed, match="is away"):
        place.put(FIRST)
    with pytest.raises(AnchorFailed, match="is away"):
        place.newest(None)
    assert not (tmp_path / "mounted").exists()
    (tmp_path / "mounted").mkdir()
    place.put(FIRST)
    assert place.newest(None) == FIRST


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(AnchorFailed, match="is no folder"):
        AnchorFolder(tmp_path / "file", STORE).put(FIRST)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "is full"),
        (errno.EACCES, "refuses"),
        (errno.EROFS, "refuses"),
        (errno.EIO, "cannot be used"),
    ],
)
def test_a_folder_that_is_full_or_refuses_is_told_and_tried_again(
    place: AnchorFolder, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(anchor_folder.os, "write", refuse)
        with pytest.raises(AnchorFailed, match=words):
            place.put(FIRST)
    place.put(FIRST)
    assert place.newest(None) == FIRST


@pytest.fixture
def released() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def test_a_folder_that_hangs_is_waited_for_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, released: threading.Event
) -> None:
    place, asked = AnchorFolder(tmp_path, STORE, seconds=0.05), []
    monkeypatch.setattr(AnchorFolder, "_put", lambda *_: asked.append(released.wait(30)))
    for _ in range(3):
        with pytest.raises(AnchorFailed, match="does not answer"):
            place.put(FIRST)
    released.set()
    assert len(asked) <= 1


def test_nothing_that_is_there_is_touched_by_the_next_one(place: AnchorFolder, tmp_path: Path) -> None:
    place.put(FIRST)
    file = tmp_path / STORE / "000000000007.json"
    before = file.stat()
    place.put(LATER)
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_only_the_part_of_one_store_is_read_from_a_folder_of_several(tmp_path: Path) -> None:
    AnchorFolder(tmp_path, STORE).put(FIRST)
    AnchorFolder(tmp_path, "another").put(LATER)
    assert read_checkpoints(tmp_path, STORE) == (FIRST,)
    assert read_checkpoints(tmp_path / "another", STORE) == (LATER,)
    assert read_checkpoints(tmp_path) == (FIRST, LATER)


def test_one_file_is_read_too_and_what_holds_none_is_refused(tmp_path: Path) -> None:
    AnchorFolder(tmp_path, STORE).put(FIRST)
    assert read_checkpoints(tmp_path / STORE / "000000000007.json") == (FIRST,)
    (tmp_path / "words.txt").write_text("no checkpoint")
    for nothing in (tmp_path / "words.txt", tmp_path / "missing"):
        with pytest.raises(UsageError):
            read_checkpoints(nothing)


def test_a_file_that_another_process_made_meanwhile_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "first.json").write_text("theirs")
    with pytest.raises(FileExistsError):
        anchor_folder._write_new(tmp_path / "first.json", b"ours")
    assert (tmp_path / "first.json").read_text() == "theirs"
