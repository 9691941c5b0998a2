"""Pictures of PDF pages, drawn in a child process that may die: one child for the document that is looked at."""

import asyncio
import json
import struct
import sys
from contextlib import suppress
from math import isfinite

from desktop_app.adapters.child_ending import end_child
from desktop_app.adapters.child_environment import child_environment
from desktop_app.adapters.extraction import Limits
from desktop_app.domain.page_image import PageImage

PAGE_LIMITS = Limits(seconds=10.0, memory=768 * 1024 * 1024, answer=16_000_000)
"""What one page may cost."""
WORKER = (sys.executable, "-P", "-m", "desktop_app.adapters.page_worker")
_PNG = b"\x89PNG\r\n\x1a\n"


class ChildPageImages:
    """Draws pages. The child keeps its document open, so that another page is quick; another document ends it."""

    def __init__(self, limits: Limits = PAGE_LIMITS, worker: tuple[str, ...] = WORKER) -> None:
        self._limits, self._worker = limits, worker
        self._turn = asyncio.Lock()
        self._document_id = ""
        self._child: asyncio.subprocess.Process | None = None

    async def open(self, document_id: str, body: bytes) -> None:
        """Have a child open this document, in place of the one before."""
        async with self._turn:
            if self._document_id == document_id and self._child is not None:
                return
            await self._end()
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(self._limits.seconds):
                    await self._begin(body)
                self._document_id = document_id

    async def draw(self, document_id: str, number: int, width: int) -> PageImage | None:
        """The page; None where this document is not open, or the page cannot be drawn."""
        async with self._turn:
            if self._child is None or self._document_id != document_id:
                return None
            try:
                async with asyncio.timeout(self._limits.seconds):
                    return await self._ask(self._child, number, width)
            except (TimeoutError, OSError, ValueError, asyncio.IncompleteReadError):
                await self._end()
                return None
            except asyncio.CancelledError:
                await self._end()
                raise

    async def close(self) -> None:
        """End the child."""
        async with self._turn:
            await self._end()

    async def _begin(self, body: bytes) -> None:
        pipe = asyncio.subprocess.PIPE
        self._child = await asyncio.create_subprocess_exec(
            *self._worker,
            self._limits.dump(),
            stdin=pipe,
            stdout=pipe,
            stderr=asyncio.subprocess.DEVNULL,
            env=child_environment(),
        )
        await _say(self._child, struct.pack(">Q", len(body)) + body)

    async def _ask(self, child: asyncio.subprocess.Process, number: int, width: int) -> PageImage | None:
        await _say(child, struct.pack(">II", number, width))
        assert child.stdout is not None  # noqa: S101 - it was asked for
        head = json.loads(await child.stdout.readline())
        size, wide, high = (head[name] for name in ("size", "width", "height"))
        if type(size) is not int or not 0 <= size <= self._limits.answer:
            raise ValueError("no honest size")
        png = await child.stdout.readexactly(size)
        if not png:
            return None
        if not png.startswith(_PNG) or not all(isfinite(side) and side > 0 for side in (wide, high)):
            raise ValueError("no page")
        return PageImage(png, float(wide), float(high))

    async def _end(self) -> None:
        child, self._child, self._document_id = self._child, None, ""
        if child is not None:
            await end_child(child)


async def _say(child: asyncio.subprocess.Process, data: bytes) -> None:
    assert child.stdin is not None  # noqa: S101 - it was asked for
    child.stdin.write(data)
    await child.stdin.drain()
