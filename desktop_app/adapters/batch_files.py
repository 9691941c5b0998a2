"""Where a batch's rows come from: files of a folder, rows of a table. Either may be hostile."""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from desktop_app.domain.batch import MOST_ROWS
from desktop_app.domain.batch_plan import FoundFile, RawTable
from desktop_app.domain.errors import CountersignError, UsageError

LARGEST_TABLE = 20 * 2**20
LONGEST_CELL = 100_000
MOST_COLUMNS = 300
_DELIMITERS = ",;\t"
_SEPARATOR = re.compile(r"sep=([,;\t])", re.I)
"""A first line by which spreadsheets say what stands between cells."""


class BatchFolders:
    """Reads folders and tables; files are given only from below the batch's folder. All of it blocks."""

    def is_folder(self, place: str) -> bool:
        """Whether it is a folder; else it is a table. Raises UsageError where there is neither."""
        path = Path(place)
        try:
            if place.strip() and path.is_dir():
                return True
            if path.is_file():
                return False
        except (OSError, ValueError):
            pass
        raise UsageError(f"{place} is no folder and no file.", next="Name a folder of documents, or a table (CSV).")

    def files(self, place: str) -> tuple[FoundFile, ...]:
        """The files of a folder by name; hidden ones and folders in it are not looked at. Raises UsageError."""
        try:
            found = [path for path in Path(place).iterdir() if not path.name.startswith(".") and path.is_file()]
            sizes = {path.name: path.stat().st_size for path in found}
            count = Counter(sizes.values())
            return tuple(
                FoundFile(path.name, size, _digest(path) if size and count[size] > 1 else "")
                for path in sorted(found, key=lambda path: path.name)
                if _is_text(path.name) and self.size(place, path.name) is not None
                for size in (sizes[path.name],)
            )
        except OSError as error:
            raise _unreadable(place, error) from None

    def others(self, place: str) -> tuple[str, ...]:
        """What a folder holds besides, by name: folders, hidden files, links that lead out of it, and what no name can
        be made of. Raises UsageError."""
        taken = {found.name for found in self.files(place)}
        try:
            names = [path.name for path in Path(place).iterdir()]
        except OSError as error:
            raise _unreadable(place, error) from None
        return tuple(name.encode(errors="replace").decode() for name in sorted(names) if name not in taken)

    def table(self, place: str) -> RawTable:
        """A table in UTF-8, its cells between commas, semicolons or tabs. Raises UsageError where it is none."""
        text = _text(place)
        lines = text.splitlines(keepends=True)
        if not lines or not lines[0].strip():
            raise UsageError(f"{place} has no heads in its first line.", next="Put the names of the questions there.")
        named = _SEPARATOR.fullmatch(lines[0].strip("\r\n"))
        delimiter = named[1] if named else max(_DELIMITERS, key=lines[0].count)
        rows, broken = _rows(text, delimiter)
        rows = rows[1:] if named else rows
        if not rows:
            raise UsageError(f"{place} has no heads that can be read.", next="Put the names of the questions there.")
        (_, heads), *rest = rows
        if len(heads) > MOST_COLUMNS:
            raise UsageError(f"{place} has {len(heads)} columns.", next=f"Leave at most {MOST_COLUMNS}.")
        return RawTable(heads, tuple(row for row in rest if any(cell.strip() for cell in row[1])), broken)

    def size(self, folder: str, name: str) -> int | None:
        """The bytes of a file below the folder; None where there is none, or it leads out of it."""
        path = _below(folder, name)
        try:
            return path.stat().st_size if path and path.is_file() else None
        except (OSError, ValueError):
            return None

    def body(self, folder: str, name: str, limit: int) -> bytes | None:
        """A file's bytes, at most one more than the limit; None where there is none. Raises UsageError."""
        path = _below(folder, name)
        try:
            if path is None or self.size(folder, name) is None:
                return None
            with path.open("rb") as file:
                return file.read(limit + 1)
        except (OSError, ValueError) as error:
            raise _unreadable(name, error) from None

    def write_table(self, place: str, rows: Sequence[Sequence[str]]) -> None:
        """Write a table, whole or not at all. Raises UsageError where it cannot be written."""
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerows(rows)
        path = Path(place)
        part = path.with_name(f".{path.name}.part")
        try:
            part.write_bytes(b"\xef\xbb\xbf" + text.getvalue().encode())
            part.replace(path)
        except (OSError, ValueError) as error:
            raise _unreadable(place, error, "written") from None


def _text(place: str) -> str:
    try:
        with Path(place).open("rb") as file:
            body = file.read(LARGEST_TABLE + 1)
    except (OSError, ValueError) as error:
        raise _unreadable(place, error) from None
    if len(body) > LARGEST_TABLE:
        raise UsageError(f"{place} is larger than {LARGEST_TABLE // 2**20} MB.", next="Split it.")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise UsageError(
            f"{place} is no UTF-8: line {line} holds other bytes.", next="Save it as “CSV UTF-8”."
        ) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise UsageError(f"{place} is no text: line {line} holds a zero.", next="Save it as “CSV UTF-8”.")
    return text


def _rows(text: str, delimiter: str) -> tuple[list[tuple[int, tuple[str, ...]]], dict[int, str]]:
    """Rows by the line that they begin on, and lines that cannot be read."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, tuple[str, ...]]] = []
    broken: dict[int, str] = {}
    for line, cells in _each(reader, broken):
        if any(len(cell) > LONGEST_CELL for cell in cells):
            broken[line] = f"A cell is longer than {LONGEST_CELL:,} characters. Shorten it, or attach it as a file."
        else:
            rows.append((line, tuple(cells)))
        if len(rows) + len(broken) > MOST_ROWS + 1:
            raise UsageError("The table has too many rows.", next=f"Begin batches of at most {MOST_ROWS:,} rows.")
    return rows, broken


def _each(reader: Any, broken: dict[int, str]) -> Iterator[tuple[int, list[str]]]:
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            broken[line] = f"The line cannot be read as a row: {_plain(str(error))}."
            continue
        if cells:
            yield line, cells


def _plain(words: str) -> str:
    known = {
        "unexpected end of data": "a quotation mark is never closed",
        "field larger than field limit (131072)": f"a cell is longer than {LONGEST_CELL:,} characters",
    }
    return known.get(words, "quotation marks stand where they cannot")


def _below(folder: str, name: str) -> Path | None:
    """The file's place, where it is below the folder, links followed."""
    try:
        root = Path(folder).resolve()
        path = (root / name).resolve()
    except (OSError, ValueError, RuntimeError):
        return None
    return path if path.is_relative_to(root) else None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _unreadable(place: str, error: Exception, done: str = "read") -> CountersignError:
    why = (isinstance(error, OSError) and error.strerror) or "no such name is possible"
    return UsageError(f"{place[:200]} could not be {done}: {why}.", next="Check the name and your right to do it.")
