"""A pack that was found without a fault is not checked in full again; one that changed is."""

from pathlib import Path

import pytest
from pack_examples import FORM, changed, write_pack

from desktop_app.adapters import checked_packs, form_file, pack_faults, pack_files
from desktop_app.adapters.bundled_files import forms_folder
from desktop_app.adapters.checked_packs import CheckedPacks
from desktop_app.adapters.pack_files import PackFolders
from desktop_app.domain.errors import PackInvalid


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The YAML files that were read, by a process that has read none before."""
    files: list[bytes] = []
    read_yaml = form_file.read_yaml

    def told(body: bytes):  # type: ignore[no-untyped-def]
        files.append(body)
        return read_yaml(body)

    monkeypatch.setattr(form_file, "read_yaml", told)
    monkeypatch.setattr(pack_faults, "read_yaml", told)
    forget()
    return files


def forget() -> None:
    """As in a process that has read nothing yet."""
    form_file.read_form.cache_clear()
    pack_faults.faults_of_files.cache_clear()
    pack_files._pack_of.cache_clear()


def packs(tmp_path: Path) -> PackFolders:
    return PackFolders([tmp_path / "packs"], tmp_path / "checked")


def test_forms_that_were_listed_before_are_listed_without_reading_yaml(tmp_path: Path, read: list[bytes]) -> None:
    write_pack(tmp_path / "packs")
    first = packs(tmp_path).usable()
    read.clear()
    forget()
    assert packs(tmp_path).usable() == first
    assert packs(tmp_path).offered() == first
    assert read == []
    assert first[0].digest == packs(tmp_path).load("small").digest
    assert read == [FORM.encode()]


def test_a_pack_is_loaded_once(tmp_path: Path, read: list[bytes]) -> None:
    write_pack(tmp_path / "packs")
    here = packs(tmp_path)
    pack = here.load("small")
    read.clear()
    assert here.load("small") is pack
    assert here.restore(dict(pack.files)) is pack
    assert read == []


def test_a_pack_is_loaded_once_by_all_homes_of_a_process(tmp_path: Path, read: list[bytes]) -> None:
    write_pack(tmp_path / "packs")
    packs(tmp_path).load("small")
    assert read.count(FORM.encode()) == 1
    assert PackFolders([tmp_path / "packs"]).load("small") is packs(tmp_path).load("small")
    assert read.count(FORM.encode()) == 1


def test_what_is_offered_is_listed_by_its_form_alone(tmp_path: Path, read: list[bytes]) -> None:
    write_pack(tmp_path / "packs", **{"evals/one.yaml": "input: [", "assembled/summary.md": "{{ nothing }}"})
    first = packs(tmp_path).offered()
    assert [each.name for each in first] == ["small"]
    forget()
    assert packs(tmp_path).offered() == first
    assert read == [FORM.encode()]
    assert packs(tmp_path).usable() == ()
    with pytest.raises(PackInvalid, match="2 faults"):
        packs(tmp_path).load("small")


def test_a_pack_with_a_fault_in_its_form_is_not_offered(tmp_path: Path) -> None:
    write_pack(tmp_path / "packs", changed(FORM, ("role: reviewer", "role: king")))
    assert packs(tmp_path).offered() == ()


def test_a_pack_that_changed_is_checked_again(tmp_path: Path) -> None:
    write_pack(tmp_path / "packs")
    here = packs(tmp_path)
    here.usable()
    write_pack(tmp_path / "packs", changed(FORM, ("role: reviewer", "role: king")))
    assert here.usable() == ()
    with pytest.raises(PackInvalid):
        here.load("small")


def test_a_link_that_comes_to_a_pack_is_a_fault_of_it(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "packs")
    here = packs(tmp_path)
    here.usable()
    (folder / "more").symlink_to(tmp_path)
    assert here.usable() == ()


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff\x00", b"[" * 100_000])
def test_a_damaged_memory_costs_a_check_and_nothing_else(tmp_path: Path, damage: bytes) -> None:
    write_pack(tmp_path / "packs")
    first = packs(tmp_path).usable()
    (kept,) = (tmp_path / "checked").iterdir()
    kept.write_bytes(damage)
    assert packs(tmp_path).usable() == first
    assert kept.read_bytes() != damage


def test_what_another_version_of_the_program_found_counts_for_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_pack(tmp_path / "packs")
    digest = packs(tmp_path).usable()[0].digest
    monkeypatch.setattr(checked_packs, "version", lambda _: "99.0")
    assert CheckedPacks(tmp_path / "checked").form(digest) is None


def test_a_home_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    write_pack(tmp_path / "packs")
    assert PackFolders([tmp_path / "packs"], tmp_path / "home" / "checked").usable()
    assert not (tmp_path / "home").exists()


def test_only_so_many_forms_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checked_packs, "MOST_KEPT", 2)
    for number in range(4):
        write_pack(tmp_path / "packs", changed(FORM, ("1.0.0", f"1.0.{number}")))
        packs(tmp_path).usable()
    assert len(list((tmp_path / "checked").iterdir())) == 2


def test_the_forms_that_come_with_the_program_are_kept_as_they_are(tmp_path: Path) -> None:
    form = PackFolders([forms_folder()]).load("document_summary").form
    CheckedPacks(tmp_path).keep("0" * 64, form)
    assert CheckedPacks(tmp_path).form("0" * 64) == form
