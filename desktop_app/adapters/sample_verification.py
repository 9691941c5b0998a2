"""Drawing the samples of pass lanes again, from the record alone: each draw follows from the seed that was sealed.

The seed of a lane is told when it is closed; until then its draws are counted, and wait. What passed without a draw is
named at once. A lane's seed was sealed by who opened it: their signature is over its commitment.
"""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from desktop_app.adapters.chain_verification import EventRow
from desktop_app.adapters.record_report import Report
from desktop_app.adapters.sql_audit import verifies
from desktop_app.domain.audit import BreakKind, EventType, StoredEvent
from desktop_app.domain.sampling import TOLD, SamplesTold

_TOLD = {kind.value.encode(): kind for kind in TOLD}
_ROUTE, _OPENED = EventType.ROUTE_DECIDED.value.encode(), EventType.LANE_OPENED.value.encode()
_PASSES = b'"route":"pass"'
_UNREADABLE = (ValueError, KeyError, TypeError, ArithmeticError, AttributeError, RecursionError)
"""What a body raises that no program of ours wrote: following the chain names it."""
_MANIFEST = "SELECT manifest FROM lane WHERE lane_id = ?"


class SampleReading:
    """Hears of draws, of sections that passed, and of lanes that were opened, as the events are read."""

    def __init__(self, report: Report) -> None:
        self._report, self._told = report, SamplesTold()
        self._passed: dict[str, int] = {}
        self._lanes: list[tuple[int, dict[str, Any]]] = []

    def read(self, window: Sequence[EventRow]) -> None:
        """The next events, in order."""
        for seq, _, kind, at, body in window:
            if kind in _TOLD:
                self._hear(seq, _TOLD[kind], at, body)
            elif kind == _ROUTE and _PASSES in body:
                self._take(seq, body, passed=True)
            elif kind == _OPENED:
                self._take(seq, body, passed=False)

    def end(self, connection: Any) -> None:
        """Name what passed and was never drawn for or against, and lanes whose opener did not sign their seed."""
        self._report.drawn, self._report.waiting = self._told.drawn, self._told.waiting
        for revision, seq in self._passed.items():
            if not self._told.spares(revision):
                words = f"The revision {revision} passed at event {seq}, and no draw of a sample let it."
                self._report.add(BreakKind.SPOT_CHECK, words, seq)
        for seq, data in self._lanes:
            row = connection.execute(_MANIFEST, (str(data.get("lane")),)).fetchone()
            if not row or not _is_signed(row[0], data, self._told.committed(str(data.get("lane")))):
                words = f"The seed of the lane that event {seq} opened was not sealed with the signature of its opener."
                self._report.add(BreakKind.SPOT_CHECK, words, seq)

    def _hear(self, seq: int, kind: EventType, at: bytes, body: bytes) -> None:
        shown = at.decode(errors="replace")
        try:
            wrong = self._told.hear(StoredEvent(seq, None, kind, shown, body))
        except _UNREADABLE:
            return
        for words in wrong:
            self._report.add(BreakKind.SPOT_CHECK, words, seq, shown)

    def _take(self, seq: int, body: bytes, *, passed: bool) -> None:
        try:
            event = json.loads(body)
            if event["outcome"] != "done":
                return
            if passed:
                self._passed[str(event["data"]["revision"])] = seq
            else:
                self._lanes.append((seq, dict(event["data"])))
        except _UNREADABLE:
            return


def _is_signed(manifest: bytes, told: dict[str, Any], committed: str) -> bool:
    """Whether these are the words that the event tells of, signed with its key, and they name what was sealed."""
    try:
        named = json.loads(manifest)["spot_check"]
        key, signature = bytes.fromhex(told["key"]), bytes.fromhex(told["signature"])
        same = sha256(manifest).hexdigest() == told["manifest"]
        return bool(same and named == committed and verifies(key, manifest, signature))
    except _UNREADABLE:
        return False
