from pathlib import Path

import pytest
from pack_examples import write_pack

from desktop_app.adapters.pack_files import PackFolders
from desktop_app.domain.errors import StoreDamaged
from desktop_app.services.pack_restoring import restore_pack


class _Kept:
    """A store that keeps these files of a pack."""

    def __init__(self, files: dict[str, bytes] | None) -> None:
        self.files = files

    async def pack_files(self, digest: str) -> dict[str, bytes] | None:
        return self.files


@pytest.fixture
def packs(tmp_path: Path) -> PackFolders:
    write_pack(tmp_path)
    return PackFolders([tmp_path])


async def test_a_pack_comes_back_as_it_was(packs: PackFolders) -> None:
    pack = packs.load("small")
    restored = await restore_pack(_Kept(dict(pack.files)), packs, pack.digest)
    assert restored.form == pack.form


@pytest.mark.parametrize("label", [b"Kind", b"A small form"])
async def test_a_pack_that_was_changed_in_the_store_is_never_used(packs: PackFolders, label: bytes) -> None:
    pack = packs.load("small")
    changed = dict(pack.files) | {"form.yaml": pack.files["form.yaml"].replace(label, b"Other", 1)}
    with pytest.raises(StoreDamaged, match="not in the store as it was"):
        await restore_pack(_Kept(changed), packs, pack.digest)


async def test_a_pack_that_is_not_there_is_told(packs: PackFolders) -> None:
    with pytest.raises(StoreDamaged):
        await restore_pack(_Kept(None), packs, "digest")
