"""Where drafts come from."""

from dataclasses import dataclass
from enum import StrEnum

ENDPOINT_NAME = r"[A-Za-z][A-Za-z0-9_-]{0,47}"
"""What an endpoint may be called: its name stands in the record."""


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


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server, a model and its settings. `secret` names the key in the place for secrets, never the key itself.

    `at_once` is how many calls it serves side by side; `position` its place in the order of fallback.
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

    @property
    def is_model(self) -> bool:
        """Whether a model writes, so that text may leave the program and the answer must be read with care."""
        return self.kind is not EndpointKind.ASSEMBLED


@dataclass(frozen=True, slots=True)
class EndpointTest:
    """What a round trip showed: the model that answered, milliseconds to the first words and to the end, capabilities.

    `usage`: it counts tokens; `json_schema`: it keeps to a schema.
    """

    model: str
    first_text_ms: int
    total_ms: int
    usage: bool
    json_schema: bool


ASSEMBLED = Endpoint("assembled", EndpointKind.ASSEMBLED, model="assembled", at_once=16, position=1000)
ON_DEVICE = Endpoint("on-device", EndpointKind.ON_DEVICE, model="SmolLM2-135M-Instruct", at_once=1, position=900)
BUILT_IN = (ASSEMBLED, ON_DEVICE)
