"""How far the computer's clock was set while the store was closed, as far as that can be known.

Since the computer was started, a clock counts that nobody sets: what it says has passed since the store was opened last
is held against the clock on the wall. Over another start there is no such clock: a store that was left alone for a year
looks like one whose clock was set forward, and only the way back is seen.
"""

import json
from datetime import datetime, timedelta
from typing import Any

from desktop_app.domain.audit import EventType
from desktop_app.services.ports import Clock

LARGEST_DRIFT = timedelta(minutes=1)
LOOKED_BACK = 10_000
"""Events among which the last opening is looked for."""
_LAST = "SELECT at FROM audit_event WHERE seq = ?"
_SEEN = "SELECT at, body FROM audit_event WHERE seq > ? AND type IN (?, ?) ORDER BY seq DESC"


def jump_since(connection: Any, last: int, clock: Clock) -> timedelta | None:
    """How far the clock was set since event `last`, and was not told of; None where it was not, or by a minute at most.

    Raises dbapi2.Error.
    """
    jump = _since_opening(connection, last, clock)
    if jump is None:
        (at,) = connection.execute(_LAST, (last,)).fetchone()
        jump = min(clock.now() - datetime.fromisoformat(at), timedelta())
    return jump if abs(jump) > LARGEST_DRIFT else None


def _since_opening(connection: Any, last: int, clock: Clock) -> timedelta | None:
    """Against the clock that nobody sets; None where the store was last opened before the computer was started."""
    told, boot = timedelta(), clock.boot()
    kinds = (EventType.STORE_OPENED.value, EventType.CLOCK_JUMPED.value)
    for at, body in connection.execute(_SEEN, (last - LOOKED_BACK, *kinds)):
        try:
            event = json.loads(body)
            if event["type"] != EventType.CLOCK_JUMPED:
                passed = timedelta(milliseconds=clock.mono_ms() - event["mono_ms"])
                same = boot is not None and event["data"].get("boot") == boot
                return clock.now() - datetime.fromisoformat(at) - passed - told if same else None
            told += timedelta(milliseconds=event["data"]["ms"])
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
            return None  # it was changed, which verifying names
    return None
