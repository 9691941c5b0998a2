"""What is known of an endpoint from asking it: what its server can, who answered, whether it rests."""

import math
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from desktop_app.domain.errors import ErrorClass

START_RATIO = Decimal("3.6")
"""Characters a token, before a server has told how it counts (`numbers.md`, measured on English contracts)."""
MARGIN = Decimal("1.15")
"""What an estimate of tokens is raised by."""
LEARNING = Decimal("0.2")
"""The weight of the newest answer in the learned ratio."""
LEAST_COUNTED = 50
"""Tokens from which on a count says something of the ratio."""
MOST_ABOVE = Decimal("1.43")
"""How far above the learned ratio a count may lie and teach: beyond it less than 70 % of the text was read."""
MOST_CHARACTERS = 6
"""Of a token, on average, in any text."""
RATIO_PLACES = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a server can; None: nobody has seen it yet. `context_tokens` is how much its model reads at once."""

    json_schema: bool | None = None
    logprobs: bool | None = None
    usage: bool | None = None
    system_role: bool | None = None
    context_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class EndpointState:
    """How an endpoint stands. `fingerprint` is what its server called the model's build when it answered last.

    `failures` counts those in a row; `last_class` is the newest one's.
    """

    name: str
    capabilities: Capabilities = Capabilities()
    probed_at: datetime | None = None
    fingerprint: str | None = None
    learned_ratio: Decimal | None = None
    failures: int = 0
    rests_until: datetime | None = None
    last_class: ErrorClass | None = None

    @property
    def ratio(self) -> Decimal:
        """Characters a token."""
        return self.learned_ratio or START_RATIO

    def tokens_of(self, characters: int) -> int:
        """So many characters are at most about so many tokens."""
        return math.ceil(characters / self.ratio * MARGIN)

    def can_read(self, characters: int) -> bool:
        """Whether its model may read so much at once: not where that is known to be more than its window holds."""
        window = self.capabilities.context_tokens
        return window is None or characters <= window * (self.learned_ratio or MOST_CHARACTERS)

    def with_counted(self, characters: int, tokens: int | None) -> "EndpointState":
        """The same, having learned from what the server counted; a count that no text has says nothing, nor one so low
        that the server cannot have read it all."""
        if tokens is None or tokens < LEAST_COUNTED or not 1 <= characters / tokens <= MOST_CHARACTERS:
            return self
        if self.learned_ratio and characters / tokens > self.learned_ratio * MOST_ABOVE:
            return self
        seen = Decimal(characters) / tokens
        ratio = seen if self.learned_ratio is None else self.learned_ratio + (seen - self.learned_ratio) * LEARNING
        return replace(self, learned_ratio=ratio.quantize(RATIO_PLACES))
