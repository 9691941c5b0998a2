"""The HTTP client for model calls: it goes where it is told, and reads no more than it may."""

from codecs import BOM_UTF8
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from desktop_app.adapters.openai_faults import failure
from desktop_app.domain.endpoint import Endpoint, Residency
from desktop_app.domain.errors import ErrorClass

if TYPE_CHECKING:
    import httpx2

SENT = frozenset(("host", "accept", "authorization", "content-type", "content-length", "user-agent"))
"""The headers that a server gets; the library would add some of the machine's and some of the environment's."""


KEPT_OPEN_S = 60.0
"""Seconds that a connection is kept for the next call, where the server keeps it too."""


def new_http_client(endpoint: Endpoint, line_bytes: int, body_bytes: int) -> "httpx2.AsyncClient":
    """A client that follows no redirect and refuses longer lines and bodies.

    A local endpoint is never asked through the environment's proxy: what stays here must not pass there. A redirect
    could carry the text to another server.
    """
    import httpx2

    class BoundedStream(httpx2.AsyncByteStream):
        def __init__(self, inner: httpx2.AsyncByteStream) -> None:
            self._inner = inner

        async def __aiter__(self) -> AsyncIterator[bytes]:
            line, body, mark = 0, 0, MarkRemoval()
            async for data in self._inner:
                end = data.rfind(b"\n")
                line = line + len(data) if end < 0 else len(data) - end - 1
                body += len(data)
                if line > line_bytes or body > body_bytes:
                    raise failure(ErrorClass.GARBLED, endpoint, "far too long")
                yield mark.feed(data)

        async def aclose(self) -> None:
            await self._inner.aclose()

    async def trim(request: httpx2.Request) -> None:
        for name in set(request.headers) - SENT:
            del request.headers[name]
        request.headers["accept-encoding"] = "identity"

    async def bound(response: httpx2.Response) -> None:
        encoding = response.headers.get("content-encoding", "identity")
        if encoding != "identity":  # was not asked for, and could unpack to any size
            await response.aclose()
            raise failure(ErrorClass.GARBLED, endpoint, "packed")
        response.stream = BoundedStream(response.stream)  # type: ignore[arg-type]  # an asynchronous client's is one

    local = endpoint.residency is Residency.LOCAL
    limits = httpx2.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=KEPT_OPEN_S)
    return httpx2.AsyncClient(
        transport=httpx2.AsyncHTTPTransport(limits=limits) if local else None,
        limits=limits,
        follow_redirects=False,
        event_hooks={"request": [trim], "response": [bound]},
    )


class MarkRemoval:
    """Takes a byte order mark off the start of what comes in pieces: the library would lose the first event behind it.

    It may stand before the first line of an event stream (HTML Standard, 9.2.5).
    """

    def __init__(self) -> None:
        self._held: bytes | None = b""

    def feed(self, data: bytes) -> bytes:
        """The bytes without the mark; the first ones are held back as long as they may become one."""
        if self._held is None:
            return data
        begin = self._held + data
        may_become = len(begin) < len(BOM_UTF8) and BOM_UTF8.startswith(begin)
        self._held = begin if may_become else None
        return b"" if may_become else begin.removeprefix(BOM_UTF8)
