"""A moderation service that speaks the `/moderations` of OpenAI. It answers with kinds of harm, and decides nothing."""

import asyncio
import json
from typing import Any

from desktop_app.adapters.openai_faults import failure
from desktop_app.adapters.openai_transport import new_http_client
from desktop_app.domain.endpoint import Endpoint
from desktop_app.domain.errors import ErrorClass

SECONDS = 8.0
"""How long an answer may take: a person waits for the draft that it is about."""
_LARGEST = 200_000
_LONGEST_KIND, _MOST_KINDS = 40, 12


class ModerationEndpoint:
    """Asks one service; a connection lasts as long as a question."""

    def __init__(self, endpoint: Endpoint, key: str | None = None, seconds: float = SECONDS) -> None:
        self._endpoint, self._key, self._seconds = endpoint, key, seconds

    async def moderate(self, text: str) -> tuple[str, ...]:
        """The kinds of harm that it names in the text; none where it finds nothing. Raises EndpointFailed."""
        import httpx2

        try:
            async with asyncio.timeout(self._seconds):
                status, body = await self._asked(text)
        except TimeoutError as error:
            raise failure(ErrorClass.TOTAL, self._endpoint) from error
        except httpx2.HTTPError as error:
            raise failure(ErrorClass.CONNECT, self._endpoint) from error
        if status != 200:
            raise failure(ErrorClass.AUTH if status in (401, 403) else ErrorClass.SERVER, self._endpoint, f"{status}")
        return self._kinds(body)

    async def _asked(self, text: str) -> tuple[int, bytes]:
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        address = f"{self._endpoint.base_url.rstrip('/')}/moderations"
        async with new_http_client(self._endpoint, _LARGEST, _LARGEST) as client:
            answer = await client.post(address, json={"input": text, "model": self._endpoint.model}, headers=headers)
            return answer.status_code, answer.content

    def _kinds(self, body: bytes) -> tuple[str, ...]:
        """The names of what was flagged, as far as an honest service says it."""
        try:
            results = json.loads(body)["results"]
            found = [kind for result in results for kind in _flagged(result)]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise failure(ErrorClass.GARBLED, self._endpoint, "no verdict") from error
        if not results:
            raise failure(ErrorClass.GARBLED, self._endpoint, "no verdict")
        return tuple(dict.fromkeys(found))[:_MOST_KINDS]


def _flagged(result: Any) -> list[str]:
    """The categories of a result that hold; one word where it is flagged and names none."""
    kinds = sorted(str(kind)[:_LONGEST_KIND] for kind, holds in result.get("categories", {}).items() if holds is True)
    return kinds or (["marked"] if result.get("flagged") is True else [])
