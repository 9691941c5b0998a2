"""What a fault of the program was, without a word of any case: to be copied, and kept in the log of the home."""

import platform
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2s
from importlib.metadata import version
from pathlib import PurePath

from PySide6.QtCore import qVersion

ROOTS = ("desktop_app", "site-packages")
"""Folders from which on a file is named: what stands above them is the user's own."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A fault by its `id`; `text` has its classes, files and lines, and versions. The error's own words are left out:
    they may hold what somebody wrote."""

    id: str
    text: str


def diagnostic_of(error: BaseException, at: datetime) -> Diagnostic:
    """What can be told of the error, which was met at this time."""
    lines = [
        f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC",
        *_told(error),
        f"Countersign {version('countersign')}, Python {platform.python_version()}, Qt {qVersion()}",
        platform.platform(aliased=True, terse=True),
    ]
    number = blake2s("\n".join(lines).encode(), digest_size=4).hexdigest()
    return Diagnostic(number, "\n".join((f"Fault {number}", *lines)))


def _told(error: BaseException) -> Iterator[str]:
    """Its class and places, then those of what caused it."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield type(cause).__qualname__
        for frame in traceback.extract_tb(cause.__traceback__):
            yield f"  {_named(frame.filename)}:{frame.lineno} {frame.name}"
        cause = cause.__cause__ or cause.__context__


def _named(filename: str) -> str:
    parts = PurePath(filename).parts
    at = next((parts.index(root) for root in ROOTS if root in parts), len(parts) - 1)
    return "/".join(parts[at:])
