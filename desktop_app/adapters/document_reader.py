"""Reads attached documents: short plain text here, everything that needs a parser in a child process that may die."""

import asyncio
import shutil
import sys
from contextlib import suppress

from desktop_app.adapters.child_ending import end_child
from desktop_app.adapters.child_environment import child_environment
from desktop_app.adapters.document_kind import kind_of, unknown
from desktop_app.adapters.extraction import Limits, NotRead, load_reading
from desktop_app.adapters.text_extraction import extract_text
from desktop_app.domain.evidence import DocumentKind, DocumentState, Reading

_SMALL_TEXT = 100_000
"""Bytes of text that are decoded and split in a few milliseconds, whatever they are, on the event loop."""
_BLOCK = 1 << 16
AT_ONCE = 2

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
        self._worker = worker
        self._turns = asyncio.Semaphore(AT_ONCE)

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
        async with self._turns:
            try:
                async with asyncio.timeout(self._limits.seconds):
                    answer = await self._ask(kind, body)
            except TimeoutError as error:
                reason = f"Reading it took longer than {self._limits.seconds:g} seconds and was stopped."
                raise NotRead(DocumentState.UNREADABLE, reason) from error
            except OSError as error:
                reason = "The process that reads documents could not be started."
                raise NotRead(DocumentState.UNREADABLE, reason) from error
        try:
            return await asyncio.to_thread(load_reading, answer)
        except ValueError as error:
            reason = "The file could not be read: its reader broke down on it."
            raise NotRead(DocumentState.UNREADABLE, reason) from error

    async def _ask(self, kind: DocumentKind, body: bytes) -> bytes:
        """The child's answer, empty where it broke down."""
        process = await asyncio.create_subprocess_exec(
            *self._worker,
            kind,
            self._limits.dump(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=child_environment(),
            start_new_session=True,  # what recognises text for it is to end with it
        )
        try:
            answer = await self._exchange(process, body)
            return answer if await process.wait() == 0 else b""
        finally:
            await end_child(process)

    async def _exchange(self, process: asyncio.subprocess.Process, body: bytes) -> bytes:
        assert process.stdin is not None and process.stdout is not None  # noqa: S101 - both were asked for
        with suppress(ConnectionError):
            process.stdin.write(body)
            await process.stdin.drain()
        process.stdin.close()
        answer = bytearray()
        while block := await process.stdout.read(_BLOCK):
            answer += block
            if len(answer) > self._limits.answer:
                raise NotRead(DocumentState.TOO_LARGE, "The document holds more text than can be worked with.")
        return bytes(answer)
