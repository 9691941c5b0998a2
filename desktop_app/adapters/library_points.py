"""The points of a library's passages in a file beside it, for search by meaning: made once the library can be used.

One line of JSON says of which library it is; behind it stand the points in the order of the passages.
"""

import json
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from desktop_app.adapters.meaning_index import Meaning
from desktop_app.domain.library import Library
from desktop_app.services.ports import Progress

ENDING = ".points"
AT_ONCE = 64
"""Passages between two words of progress: a few seconds."""


def points_of(library: Path) -> Path:
    """The file of the points of a library's file."""
    return library.with_suffix(ENDING)


def make_points(path: Path, library: Library, texts: Iterator[str], meaning: Meaning, told: Progress) -> bool:
    """Compute and keep the points of all passages; whether they are there.

    `told` hears of the passages done; where it raises, nothing is kept.

    Raises OSError where they cannot be written.
    """
    part, done = path.with_name(f".{path.name}.part"), 0
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            file.write(_head(library))
            while block := list(islice(texts, AT_ONCE)):
                points = meaning.packed(block)
                file.write(b"".join(points))
                done += len(points)
                if len(points) < len(block):
                    break
                told(done, library.passages)
        if done == library.passages:
            part.replace(path)
            return True
        return False
    finally:
        part.unlink(missing_ok=True)


def read_points(path: Path, library: Library) -> list[tuple[int, bytes]]:
    """The points under the numbers of their passages; none where they are not there, or of another library."""
    try:
        body = path.read_bytes()
    except OSError:
        return []
    head = _head(library)
    rest = len(body) - len(head)
    if not body.startswith(head) or not library.passages or rest <= 0 or rest % library.passages:
        return []
    size = rest // library.passages
    return [(n + 1, body[len(head) + n * size : len(head) + (n + 1) * size]) for n in range(library.passages)]


def _head(library: Library) -> bytes:
    told = {"library": library.name, "digest": library.digest, "passages": library.passages}
    return json.dumps(told).encode() + b"\n"
