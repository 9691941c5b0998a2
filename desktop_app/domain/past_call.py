"""Calls as they were recorded, for what follows from them: how fast an endpoint is, and what a draft will take."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PastCall:
    """One call of a run. Milliseconds from its start; None: not known. `finished`: it gave a whole answer that became a
    draft. A draft that came from the cache had no call."""

    case_id: str
    form: str
    section: str
    endpoint: str
    at: datetime
    tokens_in: int | None
    tokens_out: int | None
    cost: Decimal | None
    first_text_ms: int | None
    total_ms: int
    finished: bool
