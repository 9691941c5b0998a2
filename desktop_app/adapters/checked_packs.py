"""Forms of packs that were found without a fault, kept so that listing them again reads and checks nothing anew."""

import os
import re
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from pydantic import ValidationError

from desktop_app.domain.form import Form

MOST_KEPT = 64
"""Forms; the ones longest unread go first."""
LARGEST = 5_000_000
"""Bytes of a kept form."""

_DIGEST = re.compile(r"[0-9a-f]{64}")


class CheckedPacks:
    """Forms by the digest of their pack's files, each in a file of the folder; nothing is kept without a folder.

    Of a pack that was only listed, `form.yaml` alone was checked: it is kept apart from what was checked in full. What
    is kept by another version of the program, which may check more, counts for nothing. Nothing depends on it: a file
    that is missing, damaged or cannot be written costs the time of a check.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._known: dict[tuple[str, bool], Form] = {}

    def form(self, digest: str, *, in_full: bool = True) -> Form | None:
        """The form of the pack with this digest, where that was found without a fault, `in_full` or at least listed."""
        kept = self._form(digest, in_full=True)
        return kept if kept or in_full else self._form(digest, in_full=False)

    def _form(self, digest: str, *, in_full: bool) -> Form | None:
        if (digest, in_full) not in self._known and self._folder is not None and _DIGEST.fullmatch(digest):
            path = self._path(self._folder, digest, in_full)
            with suppress(OSError, ValidationError):
                if path.stat().st_size <= LARGEST:
                    self._known[digest, in_full] = Form.model_validate_json(path.read_bytes())
        return self._known.get((digest, in_full))

    def keep(self, digest: str, form: Form, *, in_full: bool = True) -> None:
        """The pack with this digest has this form and no fault, as far as was looked."""
        self._known[digest, in_full] = form
        if self._folder is None:
            return
        body = form.model_dump_json(by_alias=True, exclude_unset=True).encode()
        path = self._path(self._folder, digest, in_full)
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        # A home that is not there yet is not made for this, and one that can only be read is left as it is.
        with suppress(OSError, ValidationError):
            if Form.model_validate_json(body) == form:
                self._folder.mkdir(mode=0o700, exist_ok=True)
                part.write_bytes(body)
                part.replace(path)
                self._forget()

    def _forget(self) -> None:
        kept = sorted(self._folder.glob("*.json"), key=lambda path: path.stat().st_mtime) if self._folder else []
        for path in kept[:-MOST_KEPT]:
            path.unlink(missing_ok=True)

    @staticmethod
    def _path(folder: Path, digest: str, in_full: bool) -> Path:
        return folder / f"{digest}.{version('countersign')}{'' if in_full else '.listed'}.json"
