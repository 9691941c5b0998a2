"""Reads attached documents: short plain text here, everything that needs a parser in a child process that may die."""

import asyncio
import shutil
import sys

from desktop_app.adapters.asked_child import AskedChild
from desktop_app.adapters.document_kind import kind_of, unknown
from desktop_app.adapters.extraction import Limits, NotRead, load_reading
from desktop_app.adapters.text_extraction import extract_text
from desktop_app.domain.evidence import DocumentKind, DocumentState, Reading

_SMALL_TEXT = 100_000
"""Bytes of text that are decoded and split in a few milliseconds, whatever they are, on the event loop."""

WORKER = (sys.executable, "-P", "-m", "desktop_app.adapters.document_worker")
"""How the child is started, where the program is not one frozen file."""


def recogniser() -> str:
    """The program of this machine that recognises the text of scans; empty where there is none."""
    return shutil.which("tesseract") or ""


class ChildDocumentReader:
    """Extracts text from documents that may be hostile, a new child process for each, a few at the same time.

    `worker` is the command that starts the child; it is given the kind and the limits as its last two arguments.
    """

    def __init__(self, limits: Limits | None = None, worker: tuple[str, ...] = WORKER) -> None:
        self._limits = limits or Limits()
        self._child = AskedChild(self._limits, worker)

    async def read(self, name: str, body: bytes) -> Reading:  # noqa: ARG002 - kind is told by content, never by name
        """Pages and passages, or an honest state. Never raises for what the document is; cancelling kills the child."""
        kind = kind_of(body)
        try:
            return await self._reading(kind, body)
        except NotRead as fault:
            return fault.reading(kind)

    async def _reading(self, kind: DocumentKind, body: bytes) -> Reading:
        if len(body) > self._limits.body:
            size = f"{len(body) / 1e6:,.0f} MB; at most {self._limits.body / 1e6:,.0f} MB"
            raise NotRead(DocumentState.TOO_LARGE, f"The file has {size} can be read.")
        if kind is DocumentKind.UNKNOWN:
            raise unknown(body)
        if kind is DocumentKind.TEXT and len(body) <= _SMALL_TEXT:
            return extract_text(body, self._limits)
        return await self._by_child(kind, body)

    async def _by_child(self, kind: DocumentKind, body: bytes) -> Reading:
        answer = await self._child.ask(body, kind)
        try:
            return await asyncio.to_thread(load_reading, answer)
        except ValueError as error:
            reason = "The file could not be read: its reader broke down on it."
            raise NotRead(DocumentState.UNREADABLE, reason) from error
