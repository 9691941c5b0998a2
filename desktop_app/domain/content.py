"""What a case keeps sealed: text and data that events commit to without giving them away."""

import hmac
import json
from dataclasses import dataclass
from typing import Any

COMMITMENT_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes kept once, sealed under their case's key.

    An event holds `commitment` and never a plain digest: a short answer could be guessed from a digest after the
    case is erased. `key` is random, one an item, and is erased with the item.
    """

    case_id: str
    item_id: str
    key: bytes
    body: bytes

    @property
    def commitment(self) -> str:
        """HMAC-SHA-256 of the body under the item's own key, in hexadecimal."""
        return commit(self.key, self.body)

    @property
    def ref(self) -> "ContentRef":
        """Where it is found."""
        return ContentRef(self.case_id, self.item_id, self.commitment)

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def data(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class ContentRef:
    """Where a kept content is found, and its commitment, without its body."""

    case_id: str
    item_id: str
    commitment: str


def commit(key: bytes, body: bytes) -> str:
    """The keyed commitment (RFC 2104 with SHA-256) that stands for `body` in the record, in hexadecimal."""
    return hmac.digest(key, body, "sha256").hex()
