"""The exchange folder that machines share: `machines/`, `cases/` and `claims/` in a folder that IT names.

It relies on no locks: a file appears whole by being renamed, and a claim is the one exclusive creation of a file that
succeeds. The names are identifiers and say nothing of what is in them. Whoever may write there can remove files, and
put in others: nothing that is read here is believed before its signature was looked at.
"""

import errno
import os
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from desktop_app.adapters.file_system import sync_folder
from desktop_app.adapters.limited_calls import LimitedCalls
from desktop_app.domain.errors import ExchangeFailed
from desktop_app.domain.handover_file import LARGEST_FILE, LARGEST_HEAD, OVERHEAD
from desktop_app.services.handover_ports import FoundFile

SECONDS = 120.0
MOST_FILES = 10_000
_SMALL = 64 * 1024
_LARGEST_INTRODUCTION = 2**20
_NAME = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}")
_WHY = {
    errno.ENOENT: "is away",
    errno.ENOTDIR: "is no folder",
    errno.ENOSPC: "is full",
    errno.EDQUOT: "is full",
    errno.EACCES: "cannot be read and written by you",
    errno.EPERM: "cannot be read and written by you",
    errno.EROFS: "cannot be written",
}
T = TypeVar("T")


class ExchangeFolder:
    """handover_ports.Exchange. The folder itself must be there: the program does not make it."""

    def __init__(self, folder: Path, seconds: float = SECONDS) -> None:
        self._folder = folder
        self._machines, self._cases, self._claims, self._refused = (
            folder / name for name in ("machines", "cases", "claims", "refused")
        )
        self._calls = LimitedCalls("exchange folder", seconds)

    def introduce(self, machine_id: str, body: bytes) -> None:
        """Put an introduction there, in the place of an earlier one of the same machine. Raises ExchangeFailed."""
        self._limited(lambda: _write(self._machines, f"{_known(machine_id)}.json", body))

    def introductions(self) -> tuple[bytes, ...]:
        """The introductions that are there, unread. Raises ExchangeFailed."""
        return self._limited(lambda: tuple(_beginnings(self._machines, ".json", _LARGEST_INTRODUCTION)))

    def put(self, file_id: str, body: bytes) -> None:
        """Put a case file there, whole and on the disk when this returns. Raises ExchangeFailed."""
        self._limited(lambda: _write(self._cases, f"{_known(file_id)}.case", body))

    def files(self) -> tuple[FoundFile, ...]:
        """The case files that are there, each with its beginning, which holds its head. Raises ExchangeFailed."""
        return self._limited(lambda: tuple(self._found()))

    def read(self, name: str) -> bytes:
        """A whole file of those that `files` told. Raises ExchangeFailed, ValueError where it is too large."""
        return self._limited(lambda: _read(self._cases / Path(name).name, LARGEST_FILE))

    def remove(self, file_id: str) -> None:
        """Take a case file away that nobody needs any more; that this may be forbidden is no failure."""
        with suppress(ExchangeFailed):
            self._limited(lambda: (self._cases / f"{_known(file_id)}.case").unlink(missing_ok=True))

    def refuse(self, name: str) -> None:
        """Put a file aside that cannot be trusted; that this may be forbidden is no failure."""
        with suppress(ExchangeFailed):
            self._limited(lambda: self._set_aside(Path(name).name))

    def claim(self, file_id: str, note: bytes) -> bool:
        """Claim a case file; whether this was the one claim that succeeds. Raises ExchangeFailed."""
        return self._limited(lambda: self._claim(file_id, note))

    def claim_of(self, file_id: str) -> bytes | None:
        """The note of the claim on a case file, unread; None where nobody has claimed it. Raises ExchangeFailed."""
        return self._limited(lambda: self._note(file_id))

    def release(self, file_id: str) -> None:
        """Give up a claim. Raises ExchangeFailed."""
        self._limited(lambda: self._claim_path(file_id).unlink(missing_ok=True))

    def _found(self) -> Iterator[FoundFile]:
        for path in _listed(self._cases, ".case"):
            with suppress(FileNotFoundError):  # taken away meanwhile
                yield FoundFile(path.name, _read_beginning(path, LARGEST_HEAD + OVERHEAD), path.stat().st_size)

    def _claim_path(self, file_id: str) -> Path:
        return self._claims / f"{_known(file_id)}.claim"

    def _claim(self, file_id: str, note: bytes) -> bool:
        _made(self._claims)
        try:
            descriptor = os.open(self._claim_path(file_id), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        except FileExistsError:
            return False
        try:
            os.write(descriptor, note)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        sync_folder(self._claims)
        return True

    def _note(self, file_id: str) -> bytes | None:
        try:
            return _read_beginning(self._claim_path(file_id), _SMALL)
        except FileNotFoundError:
            self._folder.stat()
            return None

    def _set_aside(self, name: str) -> None:
        _made(self._refused)
        (self._cases / name).replace(self._refused / name)

    def _limited(self, work: Callable[[], T]) -> T:
        try:
            self._calls.call(lambda: self._folder.stat())
            return self._calls.call(work)
        except TimeoutError:
            raise self._failed("does not answer") from None
        except OSError as error:
            raise self._failed(_WHY.get(error.errno or 0, f"cannot be used ({error.strerror})")) from error

    def _failed(self, why: str) -> ExchangeFailed:
        return ExchangeFailed(
            f"The exchange folder, {self._folder}, {why}.",
            kept="Everything that is in this store is as it was.",
            next="See that it is there and can be read and written, then do it again.",
        )


def _known(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError("a file of the exchange folder is named by an identifier")
    return name


def _made(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def _listed(folder: Path, suffix: str) -> list[Path]:
    try:
        found = [p for p in folder.iterdir() if p.name.endswith(suffix) and not p.name.startswith(".") and p.is_file()]
    except FileNotFoundError:
        return []
    return sorted(found)[:MOST_FILES]


def _beginnings(folder: Path, suffix: str, most: int) -> Iterator[bytes]:
    for path in _listed(folder, suffix):
        with suppress(FileNotFoundError):
            yield _read_beginning(path, most)


def _read_beginning(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most)


def _read(path: Path, most: int) -> bytes:
    if path.stat().st_size > most:
        raise ValueError("the file is larger than any case file may be")
    return _read_beginning(path, most)


def _write(folder: Path, name: str, body: bytes) -> None:
    """Under a name of its own first, so that nobody reads half of it."""
    _made(folder)
    part = folder / f".{name}.{secrets.token_hex(8)}.part"
    try:
        with part.open("xb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        part.replace(folder / name)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(folder)
