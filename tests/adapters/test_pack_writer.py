"""A new pack is written whole or not at all, inside its folder, and over nothing."""

from pathlib import Path

import pytest
from pack_examples import FILES

from desktop_app.adapters.pack_files import PackFolders
from desktop_app.adapters.pack_writer import free_name, write_pack
from desktop_app.domain.errors import UsageError

FILES_AS_BYTES = {path: text.encode() for path, text in FILES.items()}


def test_a_written_pack_is_the_pack_that_was_given(tmp_path: Path) -> None:
    write_pack(tmp_path / "packs" / "small", FILES_AS_BYTES)
    assert dict(PackFolders([tmp_path / "packs"]).load("small").files) == FILES_AS_BYTES


def test_an_empty_folder_may_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "small").mkdir()
    write_pack(tmp_path / "small", FILES_AS_BYTES)
    assert (tmp_path / "small" / "form.yaml").is_file()


@pytest.mark.parametrize("path", ["../out.md", "/tmp/out.md", "a/../../out.md", "..\\out.md", "C:out.md", ""])
def test_no_path_leads_out_of_the_pack(tmp_path: Path, path: str) -> None:
    with pytest.raises(UsageError, match="no path inside a pack"):
        write_pack(tmp_path / "small", {path: b"x"})
    assert list(tmp_path.iterdir()) == []


def test_nothing_that_is_there_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "notes.txt").write_text("mine")
    with pytest.raises(UsageError, match="there already"):
        write_pack(tmp_path / "small", FILES_AS_BYTES)
    assert [path.name for path in tmp_path.rglob("*")] == ["small", "notes.txt"]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="could not be written"):
        write_pack(tmp_path / "file" / "small", FILES_AS_BYTES)


def test_a_taken_name_gets_a_number(tmp_path: Path) -> None:
    assert free_name(tmp_path, "small") == "small"
    (tmp_path / "small").mkdir()
    (tmp_path / "small_2").mkdir()
    assert free_name(tmp_path, "small") == "small_3"
