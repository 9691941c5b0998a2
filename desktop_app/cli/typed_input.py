"""Standard input as it arrives, while everything else goes on."""

import asyncio
import codecs
import os
from collections.abc import AsyncGenerator
from contextlib import suppress
from threading import Thread

from desktop_app.cli.case_input import TEXT_LIMIT
from desktop_app.domain.errors import UsageError

_READ_BYTES = 65_536


async def typed_pieces(descriptor: int) -> AsyncGenerator[str, None]:
    """The text that arrives at a file descriptor, piece by piece, to its end. Raises UsageError where it is no text."""
    loop, pieces = asyncio.get_running_loop(), asyncio.Queue[bytes]()

    def read() -> None:
        body = b"-"
        while body:
            try:
                body = os.read(descriptor, _READ_BYTES)
            except OSError:  # the terminal has gone: the end of what is typed
                body = b""
            with suppress(RuntimeError):  # nobody waits any more
                loop.call_soon_threadsafe(pieces.put_nowait, body)

    Thread(target=read, name="standard input", daemon=True).start()  # a blocked read keeps no program from ending
    decoder, size = codecs.getincrementaldecoder("utf-8")(), 0
    while body := await pieces.get():
        size += len(body)
        if size > TEXT_LIMIT:
            raise UsageError(f"That is more than {TEXT_LIMIT // 1024 // 1024} MB.", next="Give a shorter text.")
        yield _decoded(decoder, body)
    _decoded(decoder, b"", final=True)


def _decoded(decoder: codecs.IncrementalDecoder, body: bytes, *, final: bool = False) -> str:
    try:
        return decoder.decode(body, final)
    except UnicodeDecodeError:
        raise UsageError("Standard input holds bytes that are no text.", next="Give it as UTF-8.") from None
