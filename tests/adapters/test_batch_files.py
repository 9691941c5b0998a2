"""Folders and tables that batches come from: read as data, whole or refused in words, and nothing beside the folder."""

from pathlib import Path

import pytest

from desktop_app.adapters.batch_files import LARGEST_TABLE, LONGEST_CELL, BatchFolders
from desktop_app.domain.errors import UsageError

FILES = BatchFolders()


def table(folder: Path, body: bytes) -> str:
    path = folder / "rows.csv"
    path.write_bytes(body)
    return str(path)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_rows_come_with_their_lines(tmp_path: Path, delimiter: str, end: str) -> None:
    lines = ["a,b", '"1\n2",x', "", "3,y"]
    body = end.join(lines).replace(",", delimiter).encode("utf-8-sig")
    found = FILES.table(table(tmp_path, body))
    assert found.heads == ("a", "b")
    assert found.rows == ((2, ("1\n2", "x")), (5, ("3", "y")))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"a,b\n1,\xff\xfe", "line 2"),
        ("a,b\n1,ä".encode("latin-1"), "no UTF-8"),
        ("a,b\n1,2".encode("utf-16"), "no UTF-8"),
        (b"a,b\n1,\x002", "line 2 holds a zero"),
        (b"", "no heads"),
        (b"\n\n1,2", "no heads"),
        (b"a" * (LARGEST_TABLE + 1), "larger than"),
        (b"a,b\n" + b"1,2\n" * 5_001, "too many rows"),
        (b",".join([b"a"] * 400), "400 columns"),
    ],
)
def test_what_is_no_table_is_refused_in_words(tmp_path: Path, body: bytes, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        FILES.table(table(tmp_path, body))


def test_a_huge_cell_and_a_stray_quotation_mark_are_faults_of_their_lines(tmp_path: Path) -> None:
    huge, vast = b"x" * (LONGEST_CELL + 1), b"y" * 200_000
    body = b"\n".join((b"a,b", b"1," + huge, b'2,"x"y', b"3,ok", b"4," + vast, b"5,ok"))
    found = FILES.table(table(tmp_path, body))
    assert [cells[0] for _, cells in found.rows] == ["3", "5"]
    assert set(found.broken) == {2, 3, 5}


def test_a_quotation_mark_that_is_never_closed_is_told(tmp_path: Path) -> None:
    found = FILES.table(table(tmp_path, b'a,b\n1,2\n3,"4\n5,6\n'))
    assert found.rows == ((2, ("1", "2")),)
    assert "never closed" in found.broken[3]


def test_only_files_below_the_folder_are_found(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    (inside / "deeper").mkdir(parents=True)
    (inside / "deeper" / "a.txt").write_text("abc")
    (tmp_path / "secret.txt").write_text("secret")
    (inside / "link.txt").symlink_to(tmp_path / "secret.txt")
    assert FILES.size(str(inside), "deeper/a.txt") == 3
    for name in ("../secret.txt", str(tmp_path / "secret.txt"), "link.txt", "deeper", "a\0b", "", "x" * 5_000):
        assert FILES.size(str(inside), name) is None
        assert FILES.body(str(inside), name, 100) is None
    assert [found.name for found in FILES.files(str(inside))] == []


def test_equal_files_have_one_digest_and_hidden_ones_are_left(tmp_path: Path) -> None:
    for name, text in (("b.txt", "same"), ("a.txt", "same"), ("c.txt", "other"), (".hidden", "x")):
        (tmp_path / name).write_text(text)
    found = FILES.files(str(tmp_path))
    assert [each.name for each in found] == ["a.txt", "b.txt", "c.txt"]
    assert found[0].digest == found[1].digest != ""
    assert found[2].digest == ""


@pytest.mark.parametrize("place", ["/nowhere/at/all", "/dev/null", "a\0b", ""])
def test_a_place_that_is_none_is_said(place: str) -> None:
    with pytest.raises(UsageError):
        FILES.is_folder(place)


def test_a_table_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    FILES.write_table(str(tmp_path / "out.csv"), [("a", "b"), ("1", "ü, 2")])
    assert (tmp_path / "out.csv").read_bytes() == b'\xef\xbb\xbfa,b\r\n1,"\xc3\xbc, 2"\r\n'
    with pytest.raises(UsageError, match="could not be written"):
        FILES.write_table(str(tmp_path / "no" / "out.csv"), [("a",)])


def test_a_first_line_that_names_the_separator_is_no_heads(tmp_path: Path) -> None:
    place = tmp_path / "rows.csv"
    place.write_text("sep=;\ntitle;fee\nA, first;5\n")
    read = FILES.table(str(place))
    assert read.heads == ("title", "fee") and read.rows == ((3, ("A, first", "5")),)


def test_what_a_folder_holds_besides_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / ".hidden").write_text("b")
    (tmp_path / "folder").mkdir()
    (tmp_path / "out.txt").symlink_to("/etc/hostname")
    assert FILES.others(str(tmp_path)) == (".hidden", "folder", "out.txt")
