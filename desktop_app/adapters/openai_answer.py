"""One streamed answer of an OpenAI-compatible server: what has come of it, and how long the next thing may take."""

import asyncio
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from desktop_app.adapters.openai_faults import failure, plain
from desktop_app.domain.draft import Finished
from desktop_app.domain.endpoint import Endpoint
from desktop_app.domain.errors import EndpointFailed, ErrorClass
from desktop_app.domain.usage import Usage


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a call may take, in seconds, and how much it may send.

    `first_text` counts to the first words, `idle` between two events, `grace` from the finish reason to the usage.
    """

    connect: float = 5.0
    first_text: float = 30.0
    idle: float = 15.0
    total: float = 120.0
    grace: float = 2.0
    characters: int = 200_000
    line_bytes: int = 1 << 20
    body_bytes: int = 1 << 26


class Answer:
    """What has come of one answer, and until when more must come. Times are of the running loop."""

    def __init__(self, endpoint: Endpoint, limits: Limits) -> None:
        self._endpoint, self._limits = endpoint, limits
        self._started = self._latest = asyncio.get_running_loop().time()
        self._ended = 0.0
        self._characters = 0
        self._blank = True
        self._refusing = False
        self.tells_logprobs = False
        self._model, self._fingerprint, self._usage = endpoint.model, "", Usage()
        self.reason: str | None = None

    @property
    def deadline(self) -> float:
        """The loop's time until which something must come."""
        if self.reason is not None:
            return self._ended + self._limits.grace
        last = self._started + self._limits.total
        if self._blank:
            return min(last, self._started + self._limits.first_text)
        return min(last, self._latest + self._limits.idle)

    def late(self) -> EndpointFailed:
        """The failure when the deadline has passed."""
        if self.deadline >= self._started + self._limits.total:
            return failure(ErrorClass.TOTAL, self._endpoint, f"{self._limits.total:g} s")
        if self._blank:
            return failure(ErrorClass.FIRST_TEXT, self._endpoint, f"{self._limits.first_text:g} s")
        return failure(ErrorClass.IDLE, self._endpoint, f"silent for {self._limits.idle:g} s")

    def take(self, event: Any) -> str:
        """The words in an event, of the one answer that was asked for; another one beside it is never mixed in.

        The library does not check what a server sends, so nothing of it is trusted.
        """
        self._latest = asyncio.get_running_loop().time()
        self._model = _name(event, "model") or self._model
        self._fingerprint = _name(event, "system_fingerprint") or self._fingerprint
        self._usage = _usage(getattr(event, "usage", None)) or self._usage
        choices = getattr(event, "choices", None)
        own = [each for each in choices if getattr(each, "index", 0) in (0, None)] if isinstance(choices, list) else []
        return self._take_choice(own[0]) if own else ""

    def _take_choice(self, choice: Any) -> str:
        if self.reason is None:
            self._ended = self._latest
        self.reason = _name(choice, "finish_reason") or self.reason
        delta = getattr(choice, "delta", None)
        self._refusing |= bool(getattr(delta, "refusal", None))
        self.tells_logprobs |= bool(getattr(choice, "logprobs", None))
        content = getattr(delta, "content", None)
        if not isinstance(content, str):
            return ""
        self._characters += len(content)
        if self._characters > self._limits.characters:
            raise failure(ErrorClass.TOTAL, self._endpoint, f"more than {self._limits.characters} characters")
        self._blank = self._blank and not content.strip()
        return content

    def finished(self) -> Finished:
        """The end of the answer, or why it is none."""
        if self.reason is None:
            raise failure(ErrorClass.CUT, self._endpoint)
        if self.reason == "content_filter" or (self._refusing and self._blank):
            raise failure(ErrorClass.CONTENT_FILTER, self._endpoint)
        if self._blank:
            raise failure(ErrorClass.EMPTY, self._endpoint)
        return Finished(self.reason, self._model, self._fingerprint or None, self._usage)


def context_tokens(listed: Any, model: str) -> int | None:
    """How much a model reads at once, by a server's list of models: vLLM, llama.cpp and others have a word of their
    own for it. A list of one model is about that one, whatever it is called there."""
    rows = listed.get("data") if isinstance(listed, dict) else None
    found = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    own = [row for row in found if row.get("id") == model] or (found if len(found) == 1 else [])
    for row in own:
        meta = row.get("meta")
        for told in (row, meta if isinstance(meta, dict) else {}):
            for word in _CONTEXT_WORDS:
                if type(value := told.get(word)) is int and 0 < value < _MOST_CONTEXT:
                    return value
    return None


_CONTEXT_WORDS = ("max_model_len", "context_length", "context_window", "n_ctx")
_MOST_CONTEXT = 2**31


def _name(part: Any, attribute: str) -> str:
    """A short printable name that a server gives, or nothing."""
    value = getattr(part, attribute, None)
    return _printable(value[:_LONGEST_NAME]) if isinstance(value, str) else ""


_LONGEST_NAME = 256


@lru_cache(8)
def _printable(name: str) -> str:
    """The same names come with every event."""
    return plain(name, None)


def _usage(usage: Any) -> Usage | None:
    if usage is None:
        return None
    read = _count(usage, "prompt_tokens")
    cached = _count(getattr(usage, "prompt_tokens_details", None), "cached_tokens")
    if cached is not None and read is not None and cached > read:
        cached = None
    return Usage(read, _count(usage, "completion_tokens"), cached)


_MOST_TOKENS = 2**31
"""More is no count of one call, and its price would be none that can be kept."""


def _count(part: Any, attribute: str) -> int | None:
    value = getattr(part, attribute, None)
    return value if type(value) is int and 0 <= value < _MOST_TOKENS else None
