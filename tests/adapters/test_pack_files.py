"""A pack loads completely, with the same identity everywhere, or not at all."""

import os
from pathlib import Path

import pytest
from pack_examples import FILES, FORM, changed, write_pack

from desktop_app.adapters import pack_folder
from desktop_app.adapters.bundled_files import forms_folder
from desktop_app.adapters.pack_files import PackFolders
from desktop_app.adapters.pack_folder import digest_of
from desktop_app.domain.errors import NotFound, PackInvalid
from desktop_app.domain.slot_finding import compiled


def test_a_good_pack_loads_by_name_and_by_folder(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    packs = PackFolders([tmp_path])
    assert packs.names() == ("small",)
    assert packs.load("small") == packs.load(str(folder))
    assert packs.check("small") == ()


def test_a_pack_holds_its_files(tmp_path: Path) -> None:
    write_pack(tmp_path)
    pack = PackFolders([tmp_path]).load("small")
    assert {path: pack.text(path) for path in pack.files} == FILES
    assert pack.rules.faults == ()


def test_the_digest_stands_on_paths_and_bytes_alone() -> None:
    files = {path: text.encode() for path, text in FILES.items()}
    assert digest_of(files) == digest_of(dict(reversed(files.items())))
    assert digest_of(files) == "0986dabf90df634fbca361c25f8de8d9d17a56b1654579b3fc2e8e0079afe009"


@pytest.mark.parametrize("path", sorted(FILES))
def test_a_changed_file_is_another_pack(path: str) -> None:
    files = {name: text.encode() for name, text in FILES.items()}
    assert digest_of(files) != digest_of({**files, path: files[path] + b" "})


def test_a_kept_pack_is_the_pack_that_it_was(tmp_path: Path) -> None:
    write_pack(tmp_path)
    packs = PackFolders([tmp_path])
    pack = packs.load("small")
    assert packs.restore(dict(pack.files)) == pack


def test_the_patterns_of_a_kept_pack_wait_until_they_are_needed(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    packs = PackFolders([tmp_path])
    pack = packs.load(str(folder))
    compiled.cache_clear()
    packs.restore(dict(pack.files))
    assert compiled.cache_info().currsize == 0


def test_the_templates_of_a_kept_pack_wait_until_something_is_drafted(tmp_path: Path) -> None:
    packs = PackFolders([tmp_path])
    files = dict(packs.load(str(write_pack(tmp_path))).files) | {"prompts/summary.md": b"{{ unknown }}"}
    assert packs.restore(files).form.sections
    (tmp_path / "small" / "prompts" / "summary.md").write_bytes(b"{{ unknown }}")
    with pytest.raises(PackInvalid) as refused:
        packs.load("small")
    assert refused.value.faults[0].startswith("prompts/summary.md")


def test_hidden_files_and_caches_are_no_part_of_a_pack(tmp_path: Path) -> None:
    before = PackFolders([]).load(str(write_pack(tmp_path))).digest
    write_pack(tmp_path, **{".DS_Store": "x", "__pycache__/a.pyc": "x", ".git/config": "x"})
    assert PackFolders([tmp_path]).load("small").digest == before


@pytest.mark.parametrize("name", ["other", "", "\x00", "x" * 5000, "../nothing"])
def test_what_is_no_pack_is_not_found(tmp_path: Path, name: str) -> None:
    write_pack(tmp_path)
    with pytest.raises(NotFound, match="small"):
        PackFolders([tmp_path]).load(name)


def test_a_folder_without_a_form_is_a_fault_and_no_installed_pack(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    packs = PackFolders([tmp_path])
    assert packs.names() == ()
    assert "no file form.yaml" in packs.check(str(tmp_path / "empty"))[0].what


def test_an_invalid_pack_is_refused_with_all_of_its_faults(tmp_path: Path) -> None:
    write_pack(tmp_path, FORM.replace("title: A small form", "titel: A small form").replace("known", "in"))
    with pytest.raises(PackInvalid) as refused:
        PackFolders([tmp_path]).load("small")
    assert len(refused.value.faults) >= 3
    assert "form.yaml:3:1: There is no key “titel” here. Did you mean “title”?" in refused.value.faults


def test_a_link_out_of_the_pack_is_refused(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    (tmp_path / "secret").write_text("secret")
    (folder / "reference" / "more.md").symlink_to(tmp_path / "secret")
    (folder / "linked").symlink_to(tmp_path)
    faults = PackFolders([]).check(str(folder))
    assert [(f.file, f.what) for f in faults] == [
        ("linked", "A linked folder is not read."),
        ("reference/more.md", "This link leads out of the pack."),
    ]


def test_what_is_no_file_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    os.mkfifo(folder / "reference" / "pipe")
    (folder / "reference" / "gone").symlink_to("nowhere")
    assert [f.file for f in PackFolders([]).check(str(folder))] == ["reference/gone", "reference/pipe"]


def test_a_pack_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_pack(tmp_path)
    monkeypatch.setattr(pack_folder, "LARGEST_FILE", 100)
    assert any("larger than 100" in fault.what for fault in PackFolders([]).check(str(folder)))
    monkeypatch.setattr(pack_folder, "LARGEST_FILE", 10_000)
    monkeypatch.setattr(pack_folder, "LARGEST_PACK", 500)
    assert any("too large" in fault.what for fault in PackFolders([]).check(str(folder)))


def test_the_packs_that_come_with_the_program_have_no_faults() -> None:
    packs = PackFolders([forms_folder()])
    assert packs.names()
    assert [str(fault) for name in packs.names() for fault in packs.check(name)] == []


def test_a_pack_of_the_first_folder_stands_for_one_of_its_name_behind_it(tmp_path: Path) -> None:
    write_pack(tmp_path / "own", changed(FORM, ("1.0.0", "2.0.0")))
    write_pack(tmp_path / "shipped")
    assert PackFolders([tmp_path / "own", tmp_path / "shipped"]).load("small").form.version == "2.0.0"


def test_packs_with_faults_are_named_and_left_out_of_those_that_can_be_used(tmp_path: Path) -> None:
    write_pack(tmp_path, changed(FORM, ("role: reviewer", "role: king")))
    packs = PackFolders([tmp_path, tmp_path / "missing"])
    assert packs.names() == ("small",)
    assert packs.usable() == ()


@pytest.mark.parametrize(
    ("samples", "offered"),
    [
        ({"a": "title: A", "b": "title: B\nintroduces: true"}, "b"),
        ({"a": "title: A", "b": "title: B"}, "a"),
        ({"b": "title: B"}, "b"),
        ({"a": "[", "b": "introduces: true"}, "b"),
    ],
)
def test_who_is_new_is_offered_the_sample_that_says_so_or_the_first(
    tmp_path: Path, samples: dict[str, str], offered: str
) -> None:
    for name in ("a", "b"):
        folder = tmp_path / name
        (folder / "sample").mkdir(parents=True)
        (folder / "form.yaml").write_text("")
        if name in samples:
            (folder / "sample" / "case.yaml").write_text(samples[name])
    assert PackFolders([tmp_path]).sample_pack() == offered


def test_without_a_sample_nothing_is_offered(tmp_path: Path) -> None:
    write_pack(tmp_path)
    with pytest.raises(NotFound):
        PackFolders([tmp_path]).sample_pack()
