"""By when a person is told that a case waits for them, as the form declares for each band."""

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

from desktop_app.domain.confidence import Band

NOW, DIGEST = "now", "digest"
WORDS = "now, digest, or a time such as 30m, 4h or 1d"
_TIME = re.compile(r"([1-9]\d{0,3})([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
Target = timedelta | None
"""The longest that it may wait; None: it waits for the digest."""


def _target(value: object) -> Target:
    if value in (NOW, DIGEST):
        return timedelta(0) if value == NOW else None
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise PydanticCustomError("notice_target", "Write {words}", {"words": WORDS})
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def target_words(target: Target) -> str:
    """A target as a form declares it."""
    if target is None or not target:
        return DIGEST if target is None else NOW
    minutes = target // timedelta(minutes=1)
    unit, size = next((u, s) for u, s in (("d", 1440), ("h", 60), ("m", 1)) if minutes % s == 0)
    return f"{minutes // size}{unit}"


_Target = Annotated[Any, BeforeValidator(_target)]


class NoticeTargets(BaseModel):
    """By when who decides is told of a case, by the worst band of what waits there: a blocked one at once, others in
    the digest, unless the form says otherwise."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    low: _Target = timedelta(0)
    medium: _Target = None
    high: _Target = None

    def of(self, band: Band | None) -> Target:
        """That of a band. A case whose band is not known is told of as its least certain one would be."""
        target: Target = {Band.LOW: self.low, Band.MEDIUM: self.medium, Band.HIGH: self.high}[band or Band.LOW]
        return target
