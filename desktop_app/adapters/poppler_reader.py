"""The second, independent reader of PDF pages: poppler's `pdftotext`, where it is installed."""

import hashlib
import shutil
import subprocess
from collections import OrderedDict

from desktop_app.adapters.child_environment import child_environment

_KEPT_DOCUMENTS = 8
_SECONDS = 60.0
"""How long a document may take."""


class PopplerReader:
    """Reads each document once, as a whole, and keeps the pages of the last few. Not for the event loop's thread.

    A document that poppler cannot read has no pages here. In the order of
    the file's own drawing (`-raw`) 2,013 of 2,014 passages that pdfium read are found again, also in columns; by
    position on the page (`-layout`) 1,482, since columns are mixed, and by its guess of the order 1,952.
    """

    def __init__(self, program: str | None = None) -> None:
        self._program = program or shutil.which("pdftotext")
        self._pages: OrderedDict[bytes, tuple[str, ...]] = OrderedDict()

    @property
    def installed(self) -> bool:
        """Whether there is such a program."""
        return self._program is not None

    def page_text(self, body: bytes, page: int) -> str | None:
        """The text of a PDF page, from 1; None where this reader is not installed or cannot read it."""
        pages = self._document(body)
        return pages[page - 1] if 0 < page <= len(pages) else None

    def _document(self, body: bytes) -> tuple[str, ...]:
        key = hashlib.sha256(body).digest()
        if key not in self._pages:
            self._pages[key] = self._read(body)
            if len(self._pages) > _KEPT_DOCUMENTS:
                self._pages.popitem(last=False)
        self._pages.move_to_end(key)
        return self._pages[key]

    def _read(self, body: bytes) -> tuple[str, ...]:
        if self._program is None:
            return ()
        command = [self._program, "-q", "-raw", "-enc", "UTF-8", "-", "-"]
        try:
            done = subprocess.run(
                command, input=body, capture_output=True, timeout=_SECONDS, check=True, env=child_environment()
            )
        except (subprocess.SubprocessError, OSError):
            return ()
        return tuple(done.stdout.decode("utf-8", "replace").split("\f")[:-1])
