"""Where drafts come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

ENDPOINT_NAME = r"[A-Za-z][A-Za-z0-9_-]{0,47}"
"""What an endpoint may be called: its name stands in the record."""


MOST_A_MINUTE = 100_000
"""Calls a minute that a setting may allow."""


def minute_setting(name: str) -> str:
    """The setting that says how many calls a minute an endpoint may be asked for; blank where nobody said."""
    return f"endpoint.{name}.a_minute"


HOSTED_SETTING = "endpoints.hosted"
"""The setting that says whether texts may go to hosted endpoints at all."""
FORBIDDEN = "forbidden"
"""Its value where they may not; anything else allows it."""


class EndpointKind(StrEnum):
    """openai: any OpenAI-compatible server; on_device: the embedded preview-quality model; assembled: no model.

    removed: asked no more; its name stays, since the record speaks of it.
    """

    OPENAI = "openai"
    ON_DEVICE = "on_device"
    ASSEMBLED = "assembled"
    REMOVED = "removed"


class Residency(StrEnum):
    """Where text goes. A fallback never crosses from one to the other."""

    LOCAL = "local"
    HOSTED = "hosted"


class Tier(StrEnum):
    """How large a model is."""

    SMALL = "small"
    FRONTIER = "frontier"


class PassedOver(StrEnum):
    """Why an endpoint of an order was not asked.

    rest: it failed again and again; budget: no budget allows it; window: its model cannot read that much at once.
    """

    REST = "rest"
    BUDGET = "budget"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server, a model and its settings. `secret` names the key in the place for secrets, never the key itself.

    `at_once` is how many calls it serves side by side; `position` its place in the order of fallback; `a_minute` how
    many calls it may be asked for in a minute, None where nobody said.
    """

    name: str
    kind: EndpointKind
    model: str = ""
    base_url: str = ""
    secret: str | None = None
    tier: Tier = Tier.SMALL
    residency: Residency = Residency.LOCAL
    at_once: int = 4
    position: int = 100
    a_minute: int | None = None

    @property
    def is_model(self) -> bool:
        """Whether a model writes, so that text may leave the program and the answer must be read with care."""
        return self.kind is not EndpointKind.ASSEMBLED


@dataclass(frozen=True, slots=True)
class EndpointTest:
    """What a round trip showed: the model that answered, milliseconds to the first words and to the end, capabilities.

    `usage`: it counts tokens; `json_schema`: it keeps to a schema; `logprobs`: it tells how likely its words were;
    `system_role`: it takes rules apart from the task; `context_tokens`: how much it reads at once, where it says so.
    """

    model: str
    first_text_ms: int
    total_ms: int
    usage: bool
    json_schema: bool | None
    logprobs: bool = False
    system_role: bool = True
    context_tokens: int | None = None
    fingerprint: str | None = None


def in_tier_order(endpoints: Sequence[Endpoint], tier: Tier) -> tuple[Endpoint, ...]:
    """The order in which a section that asks for this tier goes through endpoints that are in an order already.

    Text stays in the residency of the first model. Models of the tier come before the others, each in their order; the
    assembled draft keeps its place.
    """
    models = [endpoint for endpoint in endpoints if endpoint.is_model]
    home = next((endpoint.residency for endpoint in models), None)
    at_home = [endpoint for endpoint in models if endpoint.residency is home]
    ordered = iter(sorted(at_home, key=lambda endpoint: endpoint.tier is not tier))
    kept = [endpoint for endpoint in endpoints if not endpoint.is_model or endpoint.residency is home]
    return tuple(next(ordered) if endpoint.is_model else endpoint for endpoint in kept)


ASSEMBLED = Endpoint("assembled", EndpointKind.ASSEMBLED, model="assembled", at_once=16, position=1000)
ON_DEVICE = Endpoint("on-device", EndpointKind.ON_DEVICE, model="SmolLM2-135M-Instruct", at_once=1, position=900)
BUILT_IN = (ASSEMBLED, ON_DEVICE)
