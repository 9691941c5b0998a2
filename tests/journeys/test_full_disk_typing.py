"""A disk that fills up while somebody types, on a real small file system: nothing is lost, and it saves itself."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import pytest
from journal_examples import a_typist, until

from desktop_app.domain.working_text import DISK_FULL, SavingState

MEGABYTES = 4


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(tmp_path)]
    made = subprocess.run(mount, capture_output=True, check=False) if os.name == "posix" else None
    if made is None or made.returncode:
        pytest.skip("this machine lets no small file system be mounted (that takes Linux and its administrator)")
    try:
        yield tmp_path
    finally:
        subprocess.run(["umount", "--lazy", str(tmp_path)], check=True)


def fill(disk: Path) -> Path:
    """A file that takes all the room there is."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            return filler


async def test_typing_on_a_full_disk_is_kept_and_saves_itself_when_there_is_room(small_disk: Path) -> None:
    async with a_typist(small_disk / "home") as typist:
        await typist.saves("Sign it now")
        filler = fill(small_disk)
        text = f"Sign it now, and quote {token_hex(20_000)}."
        await typist.types(text)
        await typist.passes(0.5)
        await until(lambda: typist.journalling.saving.state is SavingState.NOT_SAVED)
        assert typist.journalling.saving.words == DISK_FULL
        assert await typist.kept() == ["Sign it now"]
        filler.unlink()
        await typist.passes(1)
        await until(lambda: typist.journalling.saving.state is SavingState.SAVED)
        assert await typist.kept() == [text]
        await typist.leaves()
        assert await typist.world.text(typist.case_id, "advice") == text
        assert (await typist.world.store.verify()).verified
