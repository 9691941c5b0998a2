"""A second reading: what another than the program says of a sentence beside its passage, and how far it counts."""

import json
from dataclasses import dataclass
from typing import Any

from desktop_app.domain.draft import Finished, Message
from desktop_app.domain.endpoint import Endpoint
from desktop_app.domain.errors import ErrorClass
from desktop_app.domain.folding import fold
from desktop_app.domain.stand_in import PersonalAnswer
from desktop_app.domain.structured import OutputInvalid
from desktop_app.domain.support import Verdict

READER_SETTING = "second_reader"
"""The setting that names the endpoint which reads as well; empty: none does."""

READING_TOKENS = 160
"""Tokens of an answer: a word and a few of the sentence's."""

MOST_SENTENCES = 40
"""Sentences of one section that are read at a time: a budget of its own, beside those of the calls."""

READING_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"verdict": {"enum": [verdict.value for verdict in Verdict]}, "words": {"type": "string"}},
    "required": ["verdict", "words"],
    "additionalProperties": False,
}
"""The JSON schema (draft 2020-12) of an answer."""


@dataclass(frozen=True, slots=True)
class Question:
    """A sentence and the passages that it cites. `personal` are answers that no hosted reader is told."""

    sentence: str
    passages: tuple[str, ...]
    personal: tuple[PersonalAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadVerdict:
    """What a reader says of a question; `words` are those of the sentence that are not borne, none where all are."""

    verdict: Verdict
    words: str = ""


@dataclass(frozen=True, slots=True)
class ReadTry:
    """One request to a reader, as it went: whole, or failed. Times are milliseconds; `sent` is what it was sent."""

    endpoint: Endpoint
    finished: Finished | None
    error_class: ErrorClass | None
    first_text_ms: int | None
    total_ms: int
    sent: tuple[Message, ...]


def read_verdict(raw: str, sentence: str) -> ReadVerdict:
    """A reader's answer. Words that are not the sentence's own are left out: no reader writes on the screen.

    Raises OutputInvalid where it is not what was asked for.
    """
    try:
        told = json.loads(raw)
        verdict, words = Verdict(told["verdict"]), told["words"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise OutputInvalid("the answer is no verdict") from None
    own = isinstance(words, str) and bool(fold(words).text) and fold(words).text in fold(sentence).text
    return ReadVerdict(verdict, words.strip() if own and verdict is not Verdict.SUPPORTED else "")
