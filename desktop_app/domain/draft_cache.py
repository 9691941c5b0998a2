"""The exact cache of drafts: what a model wrote for a request, kept for the same request in the same case."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import rfc8785

from desktop_app.domain.draft import DraftRequest
from desktop_app.domain.endpoint import Endpoint

MOST_REPEATS = 32
"""Times that the same request is told apart; after that the newest one is replaced."""

_FENCE = "\u241e"
"""Stands for the mark of a prompt's fences, which is another one in each call."""


@dataclass(frozen=True, slots=True)
class CachedDraft:
    """A model's answer, as it came, and who gave it in which run; `key` is of the request that it answers."""

    key: str
    case_id: str
    section: str
    run_id: str
    raw: str
    model: str
    fingerprint: str | None
    made_at: datetime


@dataclass(frozen=True, slots=True)
class DropCachedDrafts:
    """The cached drafts of a case are given up."""

    case_id: str


def cache_keys(
    endpoint: Endpoint, revision: str | None, request: DraftRequest, *, case_id: str, pack: str, prompt_version: int
) -> tuple[str, ...]:
    """SHA-256, in hexadecimal, over the canonical JSON (RFC 8785) of all that an answer depends on, by repeat number.

    `revision` is the model's revision as the server reported it last, `pack` the digest of the form pack; a repeat
    number is how often the same was asked before. A key is as good as a digest of the case's text: it is kept under the
    case's own key.
    """
    mark = request.mark
    messages = [[m.role, m.text.replace(mark, _FENCE) if mark else m.text] for m in request.messages]
    told: dict[str, Any] = {
        "case": case_id,
        "endpoint": [endpoint.name, endpoint.kind.value, endpoint.residency.value, endpoint.tier.value],
        "model": endpoint.model,
        "revision": revision,
        "messages": messages,
        "evidence": [[item.number, _digest(item.passage.text.encode())] for item in request.evidence],
        "parameters": {"max_tokens": request.max_tokens, "temperature": 0},
        "schema": None if request.schema is None else dict(request.schema),
        "pack": pack,
        "prompt_version": prompt_version,
    }
    asked = _digest(rfc8785.dumps(told))
    return tuple(_digest(rfc8785.dumps({"asked": asked, "repeat": repeat})) for repeat in range(MOST_REPEATS))


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def newest(keys: Sequence[str], found: Mapping[str, CachedDraft]) -> CachedDraft | None:
    """The draft of the last repeat that is kept; `keys` are by repeat."""
    return next((found[key] for key in reversed(keys) if key in found), None)


def key_to_keep(keys: Sequence[str], found: Mapping[str, CachedDraft]) -> str:
    """Under which key the next answer is kept: behind the last repeat that is kept, or in its place."""
    used = [n for n, key in enumerate(keys) if key in found]
    return keys[min(used[-1] + 1 if used else 0, len(keys) - 1)]
