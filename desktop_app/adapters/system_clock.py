"""The computer's clock and its randomness."""

import secrets
import time
import uuid
from datetime import UTC, datetime


class SystemClock:
    """ports.Clock."""

    def now(self) -> datetime:
        """The instant, in UTC."""
        return datetime.now(UTC)

    def mono_ms(self) -> int:
        """Milliseconds of a clock that never goes back."""
        return time.monotonic_ns() // 1_000_000


class SystemChance:
    """ports.Chance."""

    def new_id(self) -> str:
        """A random UUID."""
        return str(uuid.uuid4())

    def new_key(self) -> bytes:
        """32 unguessable bytes."""
        return secrets.token_bytes(32)

    def new_mark(self) -> str:
        """Eight unguessable hexadecimal digits."""
        return secrets.token_hex(4)
