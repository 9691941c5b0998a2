"""What the store asks of the disk."""

from pathlib import Path
from typing import NamedTuple

import pytest

from desktop_app.adapters import file_system
from desktop_app.adapters.file_system import (
    NETWORK_KINDS,
    file_system_of,
    linux_mounts,
    macos_mounts,
    put_in_place,
    remove_database,
    require_local,
    require_room,
)
from desktop_app.domain.errors import StoreFailed

MOUNTINFO = [
    r"22 27 0:21 / / rw,relatime shared:1 - ext4 /dev/vda rw",
    r"30 22 0:40 / /home/ada rw,relatime shared:2 master:1 - nfs4 server:/home rw,vers=4.2",
    r"31 30 0:41 / /home/ada/local\040disk rw - xfs /dev/vdb rw",
    r"32 22 0:42 / /mnt/share rw,relatime - cifs //server/share rw",
    r"33 22 0:43 / /mnt/twice rw - tmpfs tmpfs rw",
    r"34 33 0:44 / /mnt/twice rw - fuse.sshfs ada@server: rw",
    "no mount at all",
]


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/srv/store", "ext4"),
        ("/home/ada/countersign", "nfs4"),
        ("/home/adam", "ext4"),
        ("/home/ada/local disk/countersign", "xfs"),
        ("/mnt/share", "cifs"),
        ("/mnt/twice/deep/down", "fuse.sshfs"),
    ],
)
def test_the_mount_that_is_nearest_and_newest_says_the_kind(folder: str, kind: str) -> None:
    assert file_system_of(Path(folder), linux_mounts(MOUNTINFO)) == kind


@pytest.mark.parametrize("kind", sorted(NETWORK_KINDS))
def test_a_folder_of_the_network_is_refused_with_words(kind: str) -> None:
    with pytest.raises(StoreFailed, match=f"network file system \\({kind}\\)") as told:
        require_local(Path("/srv/store"), [("/", "ext4"), ("/srv", kind)])
    assert "--home" in told.value.next


@pytest.mark.parametrize("kind", ["ext4", "btrfs", "xfs", "apfs", "ntfs", "fuseblk", "tmpfs", "overlay", "local"])
def test_a_disk_of_this_computer_is_taken(kind: str) -> None:
    require_local(Path("/srv/store"), [("/srv", kind)])


def test_where_no_mount_is_known_nothing_is_refused() -> None:
    require_local(Path("/srv/store"), [])


def test_the_folder_of_this_test_is_on_a_disk_that_is_known(tmp_path: Path) -> None:
    if not file_system_of(Path("/")):
        pytest.skip("this machine does not tell what its root folder is on")
    assert file_system_of(tmp_path / "not" / "made" / "yet")
    require_local(tmp_path)


def test_a_link_into_the_network_is_the_network(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "near").symlink_to(tmp_path / "far")
    assert file_system_of(tmp_path / "near", [("/", "ext4"), (str((tmp_path / "far").resolve()), "nfs")]) == "nfs"


def test_mounts_of_macos_are_read() -> None:
    lines = [
        "/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)",
        "//ada@server/team share on /Volumes/team share (smbfs, nodev, nosuid, mounted by ada)",
    ]
    assert macos_mounts(lines) == [("/", "apfs"), ("/Volumes/team share", "smbfs")]


class Usage(NamedTuple):
    free: int


def test_too_little_room_is_told_with_both_amounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_system.shutil, "disk_usage", lambda _: Usage(5_000_000))
    require_room(tmp_path, 3_900_000, "A backup")
    with pytest.raises(StoreFailed, match=r"A backup needs 5\.0 MB of room in .*, and there is 5\.0 MB"):
        require_room(tmp_path, 4_000_000, "A backup")


def test_a_database_goes_with_all_that_stands_beside_it(tmp_path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal", "-other"):
        (tmp_path / f"a.db{suffix}").touch()
    remove_database(tmp_path / "a.db")
    assert [path.name for path in tmp_path.iterdir()] == ["a.db-other"]


def test_a_file_takes_the_place_of_another(tmp_path: Path) -> None:
    (tmp_path / "new").write_text("new")
    (tmp_path / "name").write_text("old")
    put_in_place(tmp_path / "new", tmp_path / "name")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("name", "new")]
