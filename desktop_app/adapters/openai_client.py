"""Any server that speaks the streaming Chat Completions of OpenAI: vLLM, Ollama, llama.cpp, Azure, hosted models."""

import asyncio
import importlib
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from desktop_app.adapters.openai_answer import Answer, Limits, context_tokens
from desktop_app.adapters.openai_faults import LOGPROBS, SYSTEM, failure, failure_of, left_alone_s, plain, refused_parts
from desktop_app.adapters.openai_transport import new_http_client
from desktop_app.domain.draft import Delta, DrafterOutput, DraftRequest, Finished, Message, without_system
from desktop_app.domain.endpoint import Endpoint, EndpointTest
from desktop_app.domain.errors import EndpointFailed, ErrorClass, UsageError
from desktop_app.domain.form import Section

if TYPE_CHECKING:
    from openai import AsyncOpenAI

USAGE, SCHEMA, TEMPERATURE, MAX_TOKENS = "stream_options", "response_format", "temperature", "max_tokens"
OPTIONAL_PARTS = frozenset({USAGE, SCHEMA, TEMPERATURE, MAX_TOKENS, LOGPROBS, SYSTEM})
"""What a server may refuse by name without being of no use."""
LONGEST_TOKEN = 16
"""Characters that no token has more of on average: an answer that is longer than its tokens allow never ends."""
SHORTEST_BOUND = 2_000


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
        self._tells_logprobs = False

    @property
    def endpoint(self) -> Endpoint:
        """Which one it is."""
        return self._endpoint

    def draft(self, request: DraftRequest) -> AsyncGenerator[DrafterOutput, None]:
        """Stream a section. Raises EndpointFailed; closing or cancelling closes the connection at once."""
        return self._streamed(request)

    async def _streamed(self, request: DraftRequest, *, logprobs: bool = False) -> AsyncGenerator[DrafterOutput, None]:
        client = await self._ready()
        answer = Answer(self._endpoint, _bounded(self._limits, request.max_tokens))
        stream = await self._open(client, request, answer, logprobs=logprobs)
        opened = asyncio.get_running_loop().time()
        try:
            while (event := await self._next(stream, answer)) is not None:
                if text := answer.take(event):
                    yield Delta(text)
        finally:
            await stream.close()
        self._tells_logprobs |= answer.tells_logprobs
        until = opened + left_alone_s(stream.response.headers)
        left_alone = max(0.0, until - asyncio.get_running_loop().time())
        yield replace(answer.finished(), refused=self._refused, left_alone_s=left_alone)

    async def warm(self) -> None:
        """Load the library and open a connection before the first draft needs them: the list of models is asked for."""
        await self._context_tokens()

    async def test(self) -> EndpointTest:
        """A round trip with no text of a case, which shows what the server can. Raises EndpointFailed."""
        await self._ready()
        now = asyncio.get_running_loop().time
        started, times, finished = now(), [], None
        question = _question("Answer with the one word: ready", rules="You answer with one word.")
        async with aclosing(self._streamed(question, logprobs=True)) as outputs:
            async for output in outputs:
                times.append(now())
                finished = output if isinstance(output, Finished) else None
        first, last = (round((at - started) * 1000) for at in (times[0], times[-1]))
        return EndpointTest(
            model=finished.model if finished else self._endpoint.model,
            first_text_ms=first,
            total_ms=last,
            usage=finished is not None and finished.usage.tokens_out is not None,
            json_schema=await self._obeys_schema(),
            logprobs=self._tells_logprobs,
            system_role=SYSTEM not in self._refused,
            context_tokens=await self._context_tokens(),
            fingerprint=finished.fingerprint if finished else None,
        )

    async def close(self) -> None:
        """Let go of all connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def _obeys_schema(self) -> bool | None:
        """Whether an answer keeps to a schema; None where the server gave none to tell from."""
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
        except EndpointFailed as error:
            return False if error.error_class in (ErrorClass.BAD_REQUEST, ErrorClass.EMPTY) else None
        except (ValueError, KeyError, TypeError):
            return False

    async def _context_tokens(self) -> int | None:
        """How much the model reads at once, where the server's list of models says so."""
        client = await self._ready()
        try:
            async with asyncio.timeout(self._limits.connect):
                listed = await client.get("/models", cast_to=object, options={"headers": self._headers()})
        except (TimeoutError, EndpointFailed):
            return None
        except _faults():
            return None
        return context_tokens(listed, self._endpoint.model)

    async def _open(
        self, client: "AsyncOpenAI", request: DraftRequest, answer: Answer, *, logprobs: bool = False
    ) -> Any:
        """The stream of events; asked again without what the server refuses, which is remembered if that helps."""
        refused = self._refused
        while True:
            parts = _parts(request, refused, logprobs=logprobs)
            try:
                async with asyncio.timeout_at(answer.deadline):
                    stream = await client.chat.completions.create(
                        model=self._endpoint.model, stream=True, extra_headers=self._headers(), **parts
                    )
            except TimeoutError:
                raise answer.late() from None
            except _faults() as error:
                newly = refused_parts(error, OPTIONAL_PARTS & _sent(parts))
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
    """What the library raises for what a server sends: its own errors, those of decoding JSON and text, and those of
    reading what came with a status of failure."""
    import httpx2
    import openai

    return (openai.APIError, httpx2.HTTPError, ValueError, RecursionError)


async def _checked(stream: Any, endpoint: Endpoint) -> Any:
    """The stream, if it is one of events: a page of a proxy may come with status 200 too."""
    kind = stream.response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "text/event-stream":
        await stream.close()
        raise failure(ErrorClass.GARBLED, endpoint, f"of the type {plain(kind, None) or 'unknown'}")
    return stream


def _bounded(limits: Limits, max_tokens: int) -> Limits:
    """The limits of an answer that may have so many tokens."""
    return replace(limits, characters=min(limits.characters, max(SHORTEST_BOUND, max_tokens * LONGEST_TOKEN)))


def _sent(parts: dict[str, Any]) -> frozenset[str]:
    """The parts of a request by their names; the system's message is one."""
    has_system = any(message["role"] == SYSTEM for message in parts["messages"])
    return frozenset(parts) | (frozenset({SYSTEM}) if has_system else frozenset())


def _parts(request: DraftRequest, refused: frozenset[str], *, logprobs: bool = False) -> dict[str, Any]:
    """The request without model and endpoint. Servers that refuse `max_tokens` know it by its newer name."""
    messages = without_system(request.messages) if SYSTEM in refused else request.messages
    parts: dict[str, Any] = {
        "messages": [{"role": message.role, "content": message.text} for message in messages],
        MAX_TOKENS: request.max_tokens,
        TEMPERATURE: 0,
        USAGE: {"include_usage": True},
    }
    if request.schema is not None:
        schema = {"name": request.section.section, "schema": dict(request.schema), "strict": True}
        parts[SCHEMA] = {"type": "json_schema", "json_schema": schema}
    if logprobs:
        parts[LOGPROBS] = True
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


def _question(words: str, schema: dict[str, Any] | None = None, rules: str = "") -> DraftRequest:
    section = Section(section="test", title="Test")
    messages = (*((Message(SYSTEM, rules),) if rules else ()), Message("user", words))
    return DraftRequest(section, messages, (), schema=schema, max_tokens=64)
