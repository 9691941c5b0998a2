"""How fast drafts come: what the record says of an endpoint, and how long a form waits for a section."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop_app.domain.endpoint import Endpoint, EndpointKind, Tier
from desktop_app.domain.form import Budget
from desktop_app.domain.past_call import PastCall


class OnBreach(StrEnum):
    """What a form does where a section takes longer than it allows: ask a smaller model, take the assembled draft, or
    wait on."""

    SMALLER_MODEL = "smaller_model"
    ASSEMBLED = "assembled"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Pace:
    """Milliseconds to the first words, and to the end, that half and 95 of 100 finished calls kept to.

    A draft that came from the cache is no call, and is in none of them.
    """

    calls: int = 0
    first_p50: int | None = None
    first_p95: int | None = None
    total_p50: int | None = None
    total_p95: int | None = None


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a form waits for a section from when the first model is asked, and what it does then.

    `first_seconds` is how long it waits for the first words of each model (None: as long as for the section). Where
    they are late a smaller model is asked; the assembled draft is then for a person to choose, since a model that is
    slow to begin may still write.
    """

    seconds: float
    then: OnBreach
    first_seconds: float | None = None

    def following(self, asked: Endpoint, left: Sequence[Endpoint]) -> tuple[Endpoint, ...]:
        """Who is asked when the time is over; nobody where the form waits on. The on-device model takes its time."""
        if asked.kind is not EndpointKind.OPENAI or self.then is OnBreach.WAIT:
            return ()
        if self.then is OnBreach.ASSEMBLED:
            return tuple(endpoint for endpoint in left if not endpoint.is_model)
        return tuple(endpoint for endpoint in left if endpoint.tier is Tier.SMALL or not endpoint.is_model)

    def is_hurried(self, asked: Endpoint, left: Sequence[Endpoint]) -> bool:
        """Whether a smaller model stands by for when the first words are late."""
        if self.first_seconds is None or self.then is not OnBreach.SMALLER_MODEL:
            return False
        return any(endpoint.is_model for endpoint in self.following(asked, left))


def patience_of(budget: Budget) -> Patience:
    """The form's own."""
    first, whole = budget.first_words.total_seconds(), budget.section_time.total_seconds()
    return Patience(whole, OnBreach(budget.on_breach), first)


def pace_of(calls: Iterable[PastCall]) -> Pace:
    """The pace of these calls, of those that gave a whole answer."""
    done = [call for call in calls if call.finished]
    first = [call.first_text_ms for call in done if call.first_text_ms is not None]
    total = [call.total_ms for call in done]
    if not done:
        return Pace()
    first_p50, first_p95 = (percentile(first, share) if first else None for share in (0.5, 0.95))
    return Pace(len(done), first_p50, first_p95, percentile(total, 0.5), percentile(total, 0.95))


def percentile(values: Sequence[int], share: float) -> int:
    """The least of the values that this share of them does not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
