from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app.adapters.library_points import make_points, points_of, read_points
from desktop_app.domain.library import Library


class Lengths:
    """A point is the length of its text, in two bytes; none after so many texts."""

    begun = ready = True

    def __init__(self, most: int = 1_000) -> None:
        self.left = most

    def packed(self, texts):
        given = [len(text).to_bytes(2, "big") for text in texts][: self.left]
        self.left -= len(given)
        return given


def library(passages: int, digest: str = "0" * 64) -> Library:
    return Library("rules", "/rules", digest, 1, 0, 1, passages, datetime(2026, 11, 23, tzinfo=UTC))


def texts(count: int):
    return ("x" * number for number in range(count))


def test_points_are_read_back_under_the_numbers_of_their_passages(tmp_path: Path) -> None:
    path, told = points_of(tmp_path / "rules.library"), list[tuple[int, int]]()
    assert make_points(path, library(100), texts(100), Lengths(), lambda done, of: told.append((done, of)))
    rows = read_points(path, library(100))
    assert rows[0] == (1, b"\0\0") and rows[99] == (100, (99).to_bytes(2, "big"))
    assert told == [(64, 100), (100, 100)]
    assert path.stat().st_mode & 0o077 == 0


def test_points_of_the_library_as_it_was_are_none_of_it_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "rules.points"
    make_points(path, library(3), texts(3), Lengths(), lambda _done, _of: None)
    assert read_points(path, library(3, "1" * 64)) == []
    assert read_points(tmp_path / "other.points", library(3)) == []
    path.write_bytes(path.read_bytes()[:-1])
    assert read_points(path, library(3)) == []


def test_points_that_are_not_all_there_are_none(tmp_path: Path) -> None:
    assert not make_points(tmp_path / "rules.points", library(100), texts(100), Lengths(80), lambda _done, _of: None)
    assert list(tmp_path.iterdir()) == []


def test_points_that_nobody_waits_for_any_more_leave_nothing(tmp_path: Path) -> None:
    def give_up(_done: int, _of: int) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        make_points(tmp_path / "rules.points", library(100), texts(100), Lengths(), give_up)
    assert list(tmp_path.iterdir()) == []
