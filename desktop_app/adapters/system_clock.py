"""The computer's clock and its randomness."""

import secrets
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class SystemClock:
    """ports.Clock."""

    def now(self) -> datetime:
        """The instant, in UTC."""
        return datetime.now(UTC)

    def mono_ms(self) -> int:
        """Milliseconds of a clock that never goes back, and where the system has one goes on while it sleeps."""
        since_boot = getattr(time, "CLOCK_BOOTTIME", None)
        ns = time.monotonic_ns() if since_boot is None else time.clock_gettime_ns(since_boot)
        return ns // 1_000_000

    def boot(self) -> str | None:
        """The UUID that Linux draws at each start (random(4)); None elsewhere."""
        if not hasattr(time, "CLOCK_BOOTTIME"):
            return None
        try:
            return str(uuid.UUID(_BOOT_ID.read_text().strip()))
        except (OSError, ValueError):
            return None


class SystemChance:
    """ports.Chance."""

    def new_id(self) -> str:
        """A random UUID."""
        return str(uuid.uuid4())

    def new_key(self) -> bytes:
        """32 unguessable bytes."""
        return secrets.token_bytes(32)

    def new_mark(self) -> str:
        """A hash sign and eight unguessable hexadecimal digits: with the sign it is no part of a number before it."""
        return f"#{secrets.token_hex(4)}"
