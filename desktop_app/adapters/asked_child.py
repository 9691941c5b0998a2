"""A child process that is given one hostile file and asked one thing: it may die, hang or answer without end."""

import asyncio
from contextlib import suppress

from desktop_app.adapters.child_ending import end_child
from desktop_app.adapters.child_environment import child_environment
from desktop_app.adapters.extraction import Limits, NotRead
from desktop_app.domain.document_pace import READ_AT_ONCE
from desktop_app.domain.evidence import DocumentState

_BLOCK = 1 << 16


class AskedChild:
    """Asks a new child for each file, a few at the same time. `worker` is the command that starts it."""

    def __init__(self, limits: Limits, worker: tuple[str, ...]) -> None:
        self._limits, self._worker = limits, worker
        self._turns = asyncio.Semaphore(READ_AT_ONCE)

    async def ask(self, body: bytes, *arguments: str) -> bytes:
        """The child's answer, empty where it broke down. Raises NotRead where it took too long, answered too much or
        could not be started; cancelling kills it."""
        async with self._turns:
            try:
                async with asyncio.timeout(self._limits.seconds):
                    return await self._answer(body, arguments)
            except TimeoutError as error:
                reason = f"Reading it took longer than {self._limits.seconds:g} seconds and was stopped."
                raise NotRead(DocumentState.UNREADABLE, reason) from error
            except OSError as error:
                reason = "The process that reads documents could not be started."
                raise NotRead(DocumentState.UNREADABLE, reason) from error

    async def _answer(self, body: bytes, arguments: tuple[str, ...]) -> bytes:
        process = await asyncio.create_subprocess_exec(
            *self._worker,
            *arguments,
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
