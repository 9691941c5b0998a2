"""How many tokens a text is: our estimate, what servers have taught us of it, and where the two disagree."""

from collections.abc import Iterable

FIRST_RATIO = 3.6
"""Characters for each token of English text, before a server has counted."""

SPARE = 1.15
"""What an estimate has to spare, so that a text fits where it is thought to fit."""

CHARACTERS_PER_TOKEN = FIRST_RATIO / SPARE
"""What an estimate goes by where nothing was learned."""

MARKS = 5
"""Tokens of what stands around a passage: its number and the line end."""

LEAST_SEEN = 0.7
"""From this share of what was sent down, a server's count says that it did not read all: contexts cut without a word
lose most of a text, and the ratios of the tokenizers that we know lie within 30 % of each other on English."""

_LEARNED = 0.2
"""What the newest count weighs against all before it."""
_LIKELY = (1.5, 8.0)
"""Characters per token that a tokenizer may have; a count outside of them teaches nothing."""
_LEAST_CHARACTERS = 400
"""Shorter messages teach nothing: the words that a server puts around them weigh too much."""


def estimated(text: str, characters_per_token: float = CHARACTERS_PER_TOKEN) -> int:
    """About how many tokens a model counts for a passage, rather too many than too few."""
    return round(len(text) / characters_per_token) + MARKS


def ratio_with_spare(learned: float | None) -> float:
    """The characters per token that an estimate goes by: what was learned of the endpoint, with something to spare."""
    return (learned or FIRST_RATIO) / SPARE


def learned(before: float | None, sent: Iterable[str], counted: int | None) -> float | None:
    """The characters per token of an endpoint after it counted this for what it was sent: a moving mean.

    A count that no whole reading can give, or of too short a text, teaches nothing: the value before stays.
    """
    characters = sum(map(len, sent))
    if not counted or characters < _LEAST_CHARACTERS or differs(before, characters, counted):
        return before
    ratio = characters / counted
    if not _LIKELY[0] <= ratio <= _LIKELY[1]:
        return before
    return ratio if before is None else before + _LEARNED * (ratio - before)


def differs(learned_before: float | None, characters: int, counted: int | None) -> bool:
    """Whether a server counted so few tokens for so many characters that it cannot have read them all."""
    if not counted or characters < _LEAST_CHARACTERS:
        return False
    return counted < LEAST_SEEN * characters / (learned_before or FIRST_RATIO)


def expected(learned_before: float | None, characters: int) -> int:
    """How many tokens so many characters are, as far as is known of the endpoint."""
    return round(characters / (learned_before or FIRST_RATIO))
