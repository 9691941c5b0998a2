"""New form packs written to the disk: whole, or not at all, and never over something that is there."""

import shutil
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path, PurePosixPath

from desktop_app.domain.errors import UsageError


def write_pack(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files of a pack (path in it, with `/`, to bytes) to this folder, which must be empty or not there.

    They are written beside it first and come to their place in one step. Raises UsageError where the folder is taken,
    where a path leads out of it, or where it cannot be written.
    """
    _require_inside(files)
    try:
        if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
            raise UsageError(
                f"{folder} is there already, and not empty.",
                kept="Nothing was written.",
                next="Use another name, or another folder with `--to`.",
            )
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))
        try:
            _write(beside, files)
            beside.chmod(0o755)
            if folder.exists():  # an empty one, which not every system replaces
                folder.rmdir()
            beside.replace(folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise UsageError(
            f"{folder} could not be written: {error.strerror}.",
            kept="Nothing was written.",
            next="Name a folder with `--to` that you may write to.",
        ) from None


def free_name(packs: Path, name: str, taken: Collection[str] = ()) -> str:
    """The name, or with a number behind it where it is taken, or where a pack of that name is in the folder already."""
    number, free = 1, name
    while (packs / free).exists() or free in taken:
        number += 1
        free = f"{name[:44]}_{number}"
    return free


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for path, body in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)


def _require_inside(files: Mapping[str, bytes]) -> None:
    for path in files:
        parts = PurePosixPath(path).parts
        if not parts or path.startswith("/") or ".." in parts or "\\" in path or ":" in path or "\0" in path:
            raise UsageError(
                f"“{path}” is no path inside a pack.", kept="Nothing was written.", next="Rename that file."
            )
