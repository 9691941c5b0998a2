"""The files of a pack's folder, read once and within limits: regular files inside it and nothing else."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from desktop_app.domain.pack import PackFault

LARGEST_FILE = 20_000_000
"""Bytes of one file of a pack."""

LARGEST_PACK = 60_000_000
"""Bytes of all files of a pack."""

MOST_FILES = 2_000
LONGEST_TEXT, LONGEST_LINE = 1_000_000, 400
"""Bytes of a text in which a line is looked for, and characters of a line that are shown."""

_IGNORED = "__pycache__"


@dataclass(frozen=True, slots=True)
class PackFolder:
    """The files of a folder (path in it, with `/`, to bytes), and what could not be taken."""

    files: Mapping[str, bytes]
    faults: tuple[PackFault, ...]


def digest_of(files: Mapping[str, bytes]) -> str:
    """SHA-256 over each path and the SHA-256 of its bytes, in the order of the paths' bytes."""
    whole = hashlib.sha256()
    for path, body in sorted((path.encode(), body) for path, body in files.items()):
        whole.update(path + b"\0" + hashlib.sha256(body).hexdigest().encode() + b"\n")
    return whole.hexdigest()


def stamp_of(folder: Path) -> str:
    """Another text as soon as a file of the folder is another one: by names, sizes and times, without reading them."""
    found = []
    root = folder.resolve()
    for path, name in _paths(root, []):
        try:
            known = path.stat()
            found.append(f"{name}\0{known.st_size}\0{known.st_mtime_ns}\0{known.st_ino}")
        except OSError:
            found.append(name)
        if len(found) > MOST_FILES:
            break
    return hashlib.sha256("\n".join(found).encode(errors="replace")).hexdigest()


def line_of(files: Mapping[str, bytes], fault: PackFault) -> str:
    """The text of the line that a fault is at; empty where there is none."""
    lines = files.get(fault.file, b"")[:LONGEST_TEXT].decode(errors="replace").splitlines()
    text = lines[fault.line - 1].rstrip() if 0 < fault.line <= len(lines) else ""
    return text[:LONGEST_LINE]


def read_folder(folder: Path) -> PackFolder:
    """All files of the folder; hidden ones and caches are left out."""
    root = folder.resolve()
    files: dict[str, bytes] = {}
    faults: list[PackFault] = []
    total = 0
    for path, name in _paths(root, faults):
        body = _body(root, path, name, faults)
        total += len(body or b"")
        if total > LARGEST_PACK or len(files) >= MOST_FILES:
            faults.append(
                _fault(name, "The pack is too large.", f"Keep to {MOST_FILES} files and {LARGEST_PACK} bytes.")
            )
            break
        if body is not None:
            files[name] = body
    return PackFolder(files, tuple(faults))


def _paths(root: Path, faults: list[PackFault]) -> Iterator[tuple[Path, str]]:
    for folder, inner, names in os.walk(root):
        links = (Path(folder) / name for name in inner if (Path(folder) / name).is_symlink())
        faults += [_fault(_name(root, link), "A linked folder is not read.", "Copy it here.") for link in links]
        inner[:] = sorted(name for name in inner if _is_kept(name))
        for file in sorted(names):
            if _is_kept(file):
                yield Path(folder) / file, _name(root, Path(folder) / file)


def _is_kept(name: str) -> bool:
    return not name.startswith(".") and name != _IGNORED


def _name(root: Path, path: Path) -> str:
    """The path inside the folder; characters that are no text are shown as question marks."""
    return path.relative_to(root).as_posix().encode(errors="replace").decode()


def _body(root: Path, path: Path, name: str, faults: list[PackFault]) -> bytes | None:
    try:
        if not path.resolve(strict=True).is_relative_to(root):
            faults.append(_fault(name, "This link leads out of the pack.", "Put the file itself here."))
        elif not path.is_file():
            faults.append(_fault(name, "This is no file.", "Remove it."))
        elif path.stat().st_size > LARGEST_FILE:
            faults.append(_fault(name, f"The file is larger than {LARGEST_FILE} bytes.", "Make it smaller."))
        else:
            return path.read_bytes()
    except RuntimeError:  # of links that lead to each other
        faults.append(_fault(name, "This link leads to itself.", "Put the file itself here."))
    except OSError as error:
        faults.append(_fault(name, f"The file cannot be read: {error.strerror}.", "Check it and who may read it."))
    return None


def _fault(name: str, what: str, right: str) -> PackFault:
    return PackFault(name, 1, 1, what, right)
