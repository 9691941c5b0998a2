"""How many tokens a text is by our estimate, and whether a server's count says that it cannot have read all of it."""

from decimal import Decimal

from desktop_app.domain.endpoint_state import MARGIN, START_RATIO, EndpointState

CHARACTERS_PER_TOKEN = float(START_RATIO / MARGIN)
"""What an estimate goes by where nothing was learned: rather too many tokens than too few."""

STEP = Decimal("0.25")
MARKS = 5
"""Tokens of what stands around a passage: its number and the line end."""

TOKENS_AROUND = 800
"""Tokens kept free for what stands around the evidence: rules, answers and the task."""

LEAST_SEEN = 0.7
"""From below this share of the tokens that we expect, a server has not read all: a context that is cut without a word
loses most of a text, while tokenizers count the same English within 30 % of each other."""

LEAST_SEEN_AT_FIRST = 0.6
"""The same before a server has counted once: 3.6 characters a token is a guess, and thrifty tokenizers need six."""

SHORTEST = 400
"""Characters below which a count says nothing: the words that a server puts around them weigh too much."""


def characters_per_token(state: EndpointState) -> float:
    """What an estimate for this endpoint goes by: what its server taught, with something to spare.

    In steps of a quarter, downwards: the ratio moves a little with each answer, and the evidence that is chosen by it
    is not to move with it.
    """
    return float(state.ratio // STEP * STEP / MARGIN)


def estimated(text: str, per_token: float = CHARACTERS_PER_TOKEN) -> int:
    """About how many tokens a model counts for a passage, rather too many than too few."""
    return round(len(text) / per_token) + MARKS


def miscounted(state: EndpointState, characters: int, counted: int | None) -> tuple[int, int] | None:
    """The tokens that a server counted, and about how many it was sent, where it cannot have read them all; None where
    nothing says so."""
    if not counted or characters < SHORTEST:
        return None
    sent = round(characters / float(state.ratio))
    least = LEAST_SEEN if state.learned_ratio else LEAST_SEEN_AT_FIRST
    return (counted, sent) if counted < least * sent else None
