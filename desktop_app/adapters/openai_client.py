"""Any server that speaks the streaming Chat Completions of OpenAI: vLLM, Ollama, llama.cpp, Azure, hosted models."""

import asyncio
import importlib
import json
from collections.abc import AsyncGenerator, AsyncIterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from desktop_app.adapters.openai_answer import Answer, Limits
from desktop_app.adapters.openai_faults import failure, failure_of, plain, refused_parts
from desktop_app.adapters.openai_transport import new_http_client
from desktop_app.domain.draft import Delta, DrafterOutput, DraftRequest, Finished, Message
from desktop_app.domain.endpoint import Endpoint, EndpointTest
from desktop_app.domain.errors import EndpointFailed, ErrorClass, UsageError
from desktop_app.domain.form import Section

if TYPE_CHECKING:
    from openai import AsyncOpenAI

USAGE, SCHEMA, TEMPERATURE, MAX_TOKENS = "stream_options", "response_format", "temperature", "max_tokens"
OPTIONAL_PARTS = frozenset({USAGE, SCHEMA, TEMPERATURE, MAX_TOKENS})
"""What a server may refuse by name without being of no use."""


class OpenAiDrafter:
    """Drafts with one model of one server. The library's own retries are off: retries are decided elsewhere.

    A part of the request that the server refuses (usage in the stream, a JSON schema, a temperature) is left out from
    then on.
    """

    def __init__(self, endpoint: Endpoint, key: str | None = None, limits: Limits | None = None) -> None:
        _require_address(endpoint)
        if key is not None and not (key.isascii() and key.isprintable()):
            raise UsageError(
                f"The key of the endpoint “{endpoint.name}” holds characters that no key has.",
                next="Set it again with `countersign secret set`.",
            )
        self._endpoint, self._key = endpoint, key
        self._limits = limits or Limits()
        self._client: AsyncOpenAI | None = None
        self._refused: frozenset[str] = frozenset()

    @property
    def endpoint(self) -> Endpoint:
        """Which one it is."""
        return self._endpoint

    async def draft(self, request: DraftRequest) -> AsyncGenerator[DrafterOutput, None]:
        """Stream a section. Raises EndpointFailed; closing or cancelling closes the connection at once."""
        client = await self._ready()
        answer = Answer(self._endpoint, self._limits)
        stream = await self._open(client, request, answer)
        try:
            while (event := await self._next(stream, answer)) is not None:
                if text := answer.take(event):
                    yield Delta(text)
        finally:
            await stream.close()
        yield answer.finished()

    async def warm(self) -> None:
        """Load the library before the first draft needs it."""
        await self._ready()

    async def test(self) -> EndpointTest:
        """A round trip with no text of a case. Raises EndpointFailed."""
        now = asyncio.get_running_loop().time
        started, times, finished = now(), [], None
        async for output in self.draft(_question("Answer with the one word: ready")):
            times.append(now())
            finished = output if isinstance(output, Finished) else None
        first, last = (round((at - started) * 1000) for at in (times[0], times[-1]))
        counted = finished is not None and finished.usage.tokens_out is not None
        model = finished.model if finished else self._endpoint.model
        return EndpointTest(model, first, last, usage=counted, json_schema=await self._obeys_schema())

    async def close(self) -> None:
        """Let go of all connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def _obeys_schema(self) -> bool:
        schema = {
            "type": "object",
            "properties": {"ready": {"type": "boolean"}},
            "required": ["ready"],
            "additionalProperties": False,
        }
        text = ""
        try:
            async for output in self.draft(_question("Are you ready? Answer in JSON.", schema)):
                text += output.text if isinstance(output, Delta) else ""
            return SCHEMA not in self._refused and isinstance(json.loads(text)["ready"], bool)
        except (EndpointFailed, ValueError, KeyError, TypeError):
            return False

    async def _open(self, client: "AsyncOpenAI", request: DraftRequest, answer: Answer) -> Any:
        """The stream of events; asked again without what the server refuses, which is remembered if that helps."""
        refused = self._refused
        while True:
            parts = _parts(request, refused)
            try:
                async with asyncio.timeout_at(answer.deadline):
                    stream = await client.chat.completions.create(
                        model=self._endpoint.model, stream=True, extra_headers=self._headers(), **parts
                    )
            except TimeoutError:
                raise answer.late() from None
            except _faults() as error:
                newly = refused_parts(error, OPTIONAL_PARTS & parts.keys())
                if not newly:
                    raise self._failure(error) from None
                refused |= newly
            else:
                self._refused = refused
                return await _checked(stream, self._endpoint)

    async def _ready(self) -> "AsyncOpenAI":
        """The client; loading the library takes a good part of a second, so it is done beside the loop."""
        if self._client is None:
            await asyncio.to_thread(importlib.import_module, "openai.resources.chat.completions")
        if self._client is None:
            self._client = _new_client(self._endpoint, self._key, self._limits)
        return self._client

    def _headers(self) -> dict[str, Any]:
        """The endpoint's own key or none, whatever the environment holds for other servers."""
        from openai import Omit

        return {"Authorization": Omit() if self._key is None else f"Bearer {self._key}"}

    async def _next(self, stream: AsyncIterator[Any], answer: Answer) -> Any:
        """The next event, None at the end. Once the model has finished, a fault can only cost the usage."""
        try:
            async with asyncio.timeout_at(answer.deadline):
                return await anext(stream, None)
        except TimeoutError:
            error = answer.late()
        except EndpointFailed as told:
            error = told
        except _faults() as fault:
            error = self._failure(fault)
        if answer.reason is None:
            raise error from None
        return None

    def _failure(self, error: Exception) -> EndpointFailed:
        return failure_of(error, self._endpoint, self._key, datetime.now(UTC))


def _faults() -> tuple[type[Exception], ...]:
    """What the library raises for what a server sends: its own errors, and those of decoding JSON and text."""
    import openai

    return (openai.APIError, ValueError, RecursionError)


async def _checked(stream: Any, endpoint: Endpoint) -> Any:
    """The stream, if it is one of events: a page of a proxy may come with status 200 too."""
    kind = stream.response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "text/event-stream":
        await stream.close()
        raise failure(ErrorClass.GARBLED, endpoint, f"of the type {plain(kind, None) or 'unknown'}")
    return stream


def _parts(request: DraftRequest, refused: frozenset[str]) -> dict[str, Any]:
    """The request without model and endpoint. Servers that refuse `max_tokens` know it by its newer name."""
    parts: dict[str, Any] = {
        "messages": [{"role": message.role, "content": message.text} for message in request.messages],
        MAX_TOKENS: request.max_tokens,
        TEMPERATURE: 0,
        USAGE: {"include_usage": True},
    }
    if request.schema is not None:
        schema = {"name": request.section.section, "schema": dict(request.schema), "strict": True}
        parts[SCHEMA] = {"type": "json_schema", "json_schema": schema}
    if MAX_TOKENS in refused:
        parts["max_completion_tokens"] = request.max_tokens
    return {name: part for name, part in parts.items() if name not in refused}


def _new_client(endpoint: Endpoint, key: str | None, limits: Limits) -> "AsyncOpenAI":
    """The library's client, without its retries."""
    import httpx2
    import openai

    return openai.AsyncOpenAI(
        api_key=key or "none",
        admin_api_key="",
        base_url=endpoint.base_url,
        max_retries=0,
        timeout=httpx2.Timeout(None, connect=limits.connect),
        http_client=new_http_client(endpoint, limits.line_bytes, limits.body_bytes),
    )


def _require_address(endpoint: Endpoint) -> None:
    address = urlsplit(endpoint.base_url)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise UsageError(
            f"The address of the endpoint “{endpoint.name}” is no address of a server.",
            next="Give one like http://127.0.0.1:8080/v1 or https://api.example.com/v1.",
        )


def _question(words: str, schema: dict[str, Any] | None = None) -> DraftRequest:
    section = Section(section="test", title="Test")
    return DraftRequest(section, (Message("user", words),), (), schema=schema, max_tokens=64)
