"""A disk that loses its power, fails or fills, as a VFS that SQLite writes through.

The real files hold what an operating system would show a running program; `durable` holds what has reached the
platter. Only a sync moves one to the other, so that a loss of power can drop, keep in part, reorder or tear the rest.
"""

import itertools
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw

SECTOR = 512
WRITES = frozenset({"write", "truncate", "sync", "delete"})
GROWS = frozenset({"write", "truncate"})
_NUMBERS = itertools.count()


@dataclass
class Platter:
    """One file: what is durable, and what was written since (None: cut off at this length)."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    named: bool = True
    """Whether the folder's entry of the file is durable."""
    deleted: bool = False
    """Whether it was deleted, which is not durable before the folder is."""

    def sync(self) -> None:
        for offset, data in self.pending:
            _apply(self.durable, offset, data)
        self.pending.clear()

    def after_power_loss(self, chance: random.Random) -> bytes:
        """What is found when the power is back."""
        image, keep, written = bytearray(self.durable), chance.random(), list(self.pending)
        if chance.random() < 0.5:
            chance.shuffle(written)
        for offset, data in written:
            if chance.random() < keep:
                _apply(image, offset, data)
            elif data is not None and chance.random() < 0.3:
                _tear(image, offset, data, chance)
        return bytes(image)


def _apply(image: bytearray, offset: int, data: bytes | None) -> None:
    if data is None:
        del image[offset:]
        return
    image.extend(bytes(max(0, offset - len(image))))
    image[offset : offset + len(data)] = data


def _tear(image: bytearray, offset: int, data: bytes, chance: random.Random) -> None:
    """Some of the sectors that the data lies in are written, some are not."""
    start = offset
    while start < offset + len(data):
        end = min((start // SECTOR + 1) * SECTOR, offset + len(data))
        if chance.random() < 0.5:
            _apply(image, start, data[start - offset : end - offset])
        start = end


class FaultyDisk(apsw.VFS):
    """Counts the calls that reach it; from one of them on it may fail, until it is healed."""

    def __init__(self) -> None:
        self.name = f"faulty-disk-{next(_NUMBERS)}"
        super().__init__(self.name, "")
        self.platters: dict[str, Platter] = {}
        self.calls = self.writes = self.failed = 0
        self._fails: Callable[[str], Exception | None] = lambda _: None
        self._dead = False

    def heal(self) -> None:
        """Nothing fails any more."""
        self._fails = lambda _: None

    def cut_power(self, after: int) -> None:
        """From so many writes on, nothing is written or read any more."""
        last = self.writes + after

        def fails(_: str) -> Exception | None:
            self._dead = self._dead or self.writes >= last
            return apsw.IOError("disk I/O error") if self._dead else None

        self._fails = fails

    def fail(self, after: int, *, full: bool, lasting: bool) -> None:
        """After so many calls there is an error of input or output, or no room: once, or until healed."""
        first, failed = self.calls + after, self.failed

        def fails(kind: str) -> Exception | None:
            if self.calls < first or (not lasting and self.failed > failed) or (full and kind not in GROWS):
                return None
            return apsw.FullError("database or disk is full") if full else apsw.IOError("disk I/O error")

        self._fails = fails

    def reach(self, kind: str) -> None:
        """Count a call. Raises apsw's errors where it is to fail."""
        self.calls += 1
        self.writes += kind in WRITES
        error = self._fails(kind)
        if error is not None:
            self.failed += 1
            raise error

    def lose_power(self, chance: random.Random) -> None:
        """Leave on the disk what a loss of power leaves; all connections are closed before."""
        for name, platter in self.platters.items():
            path = Path(name)
            if (platter.named and not platter.deleted) or chance.random() < 0.5:
                path.write_bytes(platter.after_power_loss(chance))
            else:
                path.unlink(missing_ok=True)
            if name.endswith("-wal"):
                path.with_name(path.name.removesuffix("-wal") + "-shm").unlink(missing_ok=True)

    def xOpen(self, name: Any, flags: Any) -> "FaultyFile":  # noqa: N802
        self.reach("open")
        return FaultyFile(self, name, flags)

    def xDelete(self, name: str, sync_folder: bool) -> None:  # noqa: N802
        self.reach("delete")
        super().xDelete(name, False)
        if name in self.platters:
            self.platters[name].deleted = True
        if sync_folder:
            self.sync_folder()

    def sync_folder(self) -> None:
        """What was made and deleted is so from now on."""
        self.platters = {name: platter for name, platter in self.platters.items() if not platter.deleted}
        for platter in self.platters.values():
            platter.named = True

    def xAccess(self, name: str, flags: int) -> bool:  # noqa: N802
        self.reach("access")
        return super().xAccess(name, flags)

    def excepthook(self, *_: Any) -> None:
        """The caller is told anyhow."""


class FaultyFile(apsw.VFSFile):
    """A file on the disk."""

    def __init__(self, disk: FaultyDisk, name: Any, flags: Any) -> None:
        self._disk = disk
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        found = path is not None and Path(path).exists()
        super().__init__("", name, flags)
        self._platter = Platter()
        if path is not None:
            if path not in disk.platters or disk.platters[path].deleted:
                disk.platters[path] = Platter(bytearray(Path(path).read_bytes() if found else b""), named=found)
            self._platter = disk.platters[path]

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802
        self._disk.reach("read")
        return super().xRead(amount, offset)

    def xWrite(self, data: Any, offset: int) -> None:  # noqa: N802
        self._disk.reach("write")
        self._platter.pending.append((offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:  # noqa: N802
        self._disk.reach("truncate")
        self._platter.pending.append((size, None))
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._disk.reach("sync")  # and no real one: what is durable is what the platter holds
        self._platter.sync()
        if not self._platter.named:  # SQLite syncs the folder with the first sync of a new log or journal
            self._disk.sync_folder()

    def xFileSize(self) -> int:  # noqa: N802
        self._disk.reach("size")
        return super().xFileSize()

    def excepthook(self, *_: Any) -> None:
        """The caller is told anyhow."""


def forget(disk: FaultyDisk) -> None:
    """Take the disk out of the computer."""
    with suppress(apsw.Error):
        disk.unregister()
