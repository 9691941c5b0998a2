"""Checkpoints that left a store, read back from files: those of an anchor folder, and exported documents."""

import html
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from desktop_app.domain.anchor import checkpoints_in
from desktop_app.domain.audit import Checkpoint
from desktop_app.domain.errors import UsageError

LARGEST_FILE = 64 * 2**20
_KINDS = (".json", ".docx", ".pdf", ".txt")
_DOCUMENT = "word/document.xml"
_KEYWORDS = re.compile(r"/Keywords \(([^()]*)\)")
_WORDS = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")


def read_checkpoints(path: Path, store_id: str | None = None) -> tuple[Checkpoint, ...]:
    """The checkpoints in a file or a folder, fewest events first, each once.

    Of a folder that serves several stores only the part of `store_id` is read. Raises UsageError where there is
    nothing to read; a file that is not whole is passed over beside others that are.
    """
    if not path.exists():
        raise UsageError(f"There is no {path}.", next="Name a file or a folder with checkpoints.")
    own = path / store_id if store_id else path
    try:
        found = {c.signature: c for file in _files(own if own.is_dir() else path) for c in _checkpoints_of(file)}
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.", next="Ask for the right to read it.") from error
    if not found:
        raise UsageError(
            f"No checkpoint is in {path}.", next="Name an exported document, or the folder that checkpoints go to."
        )
    return tuple(sorted(found.values(), key=lambda checkpoint: checkpoint.size))


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from (file for file in sorted(path.rglob("*")) if file.suffix in _KINDS and file.is_file())
    else:
        yield path


def _checkpoints_of(path: Path) -> Iterator[Checkpoint]:
    if path.stat().st_size > LARGEST_FILE:
        return
    if zipfile.is_zipfile(path):  # the last one: what stands above it is the case's own text, which may look like one
        yield from [*checkpoints_in(_words_of(path))][-1:]
        return
    text = path.read_bytes().decode(errors="replace")
    if text.startswith("%PDF"):  # its keywords alone: a title may look like a checkpoint, and has its brackets escaped
        text = "".join(_KEYWORDS.findall(text)[:1])
    yield from checkpoints_in(text)


def _words_of(path: Path) -> str:
    """The text of a Word document; none where it is no whole one."""
    try:
        with zipfile.ZipFile(path) as packed:
            if packed.getinfo(_DOCUMENT).file_size > LARGEST_FILE:
                return ""
            xml = packed.read(_DOCUMENT).decode(errors="replace")
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, RuntimeError, NotImplementedError, ValueError):
        return ""
    return html.unescape("".join(_WORDS.findall(xml)))
