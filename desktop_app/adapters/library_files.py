"""The files of a folder that becomes a reference library: regular files inside it, one at a time, within limits."""

import os
from collections.abc import Iterator
from pathlib import Path

from desktop_app.domain.errors import UsageError

LARGEST_FILE = 40 * 1024 * 1024
MOST_FILES = 20_000


class LibraryFolder:
    """Reads folders. Hidden files, links that lead out and what is no file are passed over."""

    def files(self, folder: str) -> Iterator[tuple[str, bytes]]:
        """Path in the folder and bytes of each file, by path; a file that is too large is told with no bytes.

        Raises UsageError where there is no such folder, it holds no file or too many, or one cannot be read.
        """
        root = Path(folder).resolve()
        if not root.is_dir():
            raise UsageError(f"{folder} is no folder.", next="Name the folder that holds the documents.")
        paths = sorted(_paths(root), key=lambda path: path.as_posix())
        if not paths or len(paths) > MOST_FILES:
            what = "holds no file" if not paths else f"holds more than {MOST_FILES:,} files"
            raise UsageError(f"The folder {folder} {what}.", next="Choose the folder of one library.")
        for path in paths:
            yield _name(root, path), _body(path)


def _paths(root: Path) -> Iterator[Path]:
    for folder, inner, names in os.walk(root):
        inner[:] = [name for name in inner if not name.startswith(".")]
        for name in names:
            path = Path(folder) / name
            if not name.startswith(".") and path.is_file() and path.resolve().is_relative_to(root):
                yield path


def _name(root: Path, path: Path) -> str:
    """The path inside the folder; characters that are no text are shown as question marks."""
    return path.relative_to(root).as_posix().encode(errors="replace").decode()


def _body(path: Path) -> bytes:
    try:
        return path.read_bytes() if path.stat().st_size <= LARGEST_FILE else b""
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror}.", next="See that you may read it, or take it out of the folder."
        ) from error
