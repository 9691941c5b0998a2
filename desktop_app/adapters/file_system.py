"""What the store asks of the disk: that it is the computer's own, has room, and keeps what was written."""

import ctypes
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from desktop_app.domain.errors import StoreFailed

NETWORK_KINDS = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "coda", "ceph", "lustre", "glusterfs", "beegfs"),
        *("orangefs", "9p", "drvfs", "vboxsf", "prl_fs", "davfs", "webdav", "afpfs", "ftp", "remote"),
        *("fuse.sshfs", "fuse.s3fs", "fuse.rclone", "fuse.gcsfuse", "fuse.glusterfs", "fuse.gvfsd-fuse", "fuse.ceph"),
        *("fuse.vmhgfs-fuse", "fuse.davfs2", "fuse.juicefs", "fuse.mount_9p"),
    }
)
"""Kinds that share a file between computers. SQLite: "do not use SQLite on a network filesystem" (howtocorrupt.html,
section 2.1), since their locks cannot be relied on, and a write-ahead log needs memory shared on one computer."""

Mount = tuple[str, str]
"""Where it is mounted, and its kind."""

SPARE = 1 << 20
"""Bytes that stay free beside what an action is known to need."""


def require_local(path: Path, mounts: Sequence[Mount] | None = None) -> None:
    """Refuse a folder of the network. Raises StoreFailed."""
    kind = file_system_of(path, mounts)
    if kind in NETWORK_KINDS:
        raise StoreFailed(
            f"The folder {path} is on a network file system ({kind}): a store can be damaged there.",
            kept="Nothing was written.",
            next="Choose a folder on a disk of this computer with --home; backups may go to the network with --to.",
        )


def file_system_of(path: Path, mounts: Sequence[Mount] | None = None) -> str:
    """The kind of file system that a folder is on, or will be on; empty where it cannot be known."""
    resolved = path.resolve()
    if mounts is None and sys.platform == "win32":
        return _kind_on_windows(resolved)
    over = [mount for mount in (_mounts() if mounts is None else mounts) if resolved.is_relative_to(mount[0])]
    return max(reversed(over), key=lambda mount: len(Path(mount[0]).parts), default=("", ""))[1]


def free_bytes(folder: Path) -> int:
    """How much can still be written there."""
    return shutil.disk_usage(folder).free


def size_of(path: Path) -> int:
    """Bytes of a store, its log included."""
    return sum(part.stat().st_size for part in (path, path.with_name(f"{path.name}-wal")) if part.exists())


def require_room(folder: Path, needed: int, action: str) -> None:
    """Refuse what the disk has no room for. Raises StoreFailed, with both amounts in its words."""
    free = free_bytes(folder)
    if free < needed + SPARE:
        raise StoreFailed(
            f"{action} needs {_megabytes(needed + SPARE)} of room in {folder}, and there is {_megabytes(free)}.",
            kept="The store is as it was.",
            next="Make room on the disk, then do it again.",
        )


def sync_file(path: Path) -> None:
    """Return when the file's bytes are on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Return when the folder's names are on the disk. Windows keeps them with the file."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def put_in_place(source: Path, target: Path) -> None:
    """Give a file that is on the disk its name there, in the place of what had it: after a crash it is either."""
    source.replace(target)
    sync_folder(target.parent)


def remove_database(path: Path) -> None:
    """Remove a file and what SQLite keeps beside it: a log that stayed would be taken for that of the next file."""
    for suffix in ("-journal", "-wal", "-shm", ""):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def linux_mounts(table: Iterable[str]) -> list[Mount]:
    """The mounts of a `/proc/self/mountinfo` (proc(5)); a later one hides an earlier one at the same place."""
    found = []
    for line in table:
        before, _, after = line.partition(" - ")
        if after and len(fields := before.split()) > 4:
            found.append((re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), fields[4]), after.split()[0]))
    return found


def macos_mounts(table: Iterable[str]) -> list[Mount]:
    """The mounts that `mount` prints, as `//server/share on /Volumes/share (smbfs, nodev)`. Not tried on macOS."""
    matches = (re.match(r".+? on (/.*) \(([^,)]+)", line) for line in table)
    return [(match[1], match[2].strip()) for match in matches if match]


def _mounts() -> list[Mount]:
    try:
        if sys.platform == "darwin":
            return macos_mounts(subprocess.run(["/sbin/mount"], capture_output=True, text=True).stdout.splitlines())
        return linux_mounts(Path("/proc/self/mountinfo").read_text(errors="replace").splitlines())
    except OSError:
        return []


def _kind_on_windows(path: Path) -> str:
    """`remote` for a drive of the network (GetDriveTypeW gives 4) or a UNC path. Not tried on Windows."""
    drive: int = getattr(ctypes, "windll").kernel32.GetDriveTypeW(path.anchor)  # noqa: B009 only Windows has it
    return "remote" if drive == 4 or path.anchor.startswith("\\\\") else "local"


def _megabytes(count: int) -> str:
    return f"{count / 10**6:,.1f} MB"
