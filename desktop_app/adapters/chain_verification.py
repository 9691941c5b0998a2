"""Following the chain of events: each against its predecessor, its columns, the checkpoints and the keys that sign.

The chain alone shows what was changed inside it; signed checkpoints show a chain that was computed anew or cut. Only
a checkpoint that has left the machine shows a store that was put back with its checkpoints.
"""

import json
from binascii import hexlify
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any

import rfc8785

from desktop_app.adapters.record_report import Report
from desktop_app.adapters.sql_audit import is_signed, verifies
from desktop_app.adapters.sql_rows import to_text
from desktop_app.domain.audit import (
    FORMAT_VERSION,
    ZERO_DIGEST,
    BreakKind,
    Checkpoint,
    EventType,
    rotation_bytes,
)
from desktop_app.domain.merkle import DIGEST_BYTES, Frontier

WINDOW = 1000
EventRow = tuple[int, bytes | None, bytes, bytes, bytes]
_SELECT_EVENTS = "SELECT seq, case_id, type, at, body FROM audit_event ORDER BY seq"
_ROTATED = EventType.KEY_ROTATED.value.encode()


class ChainReading:
    """Follows the events from the first on, in windows.

    `checkpoints` are the store's own, of good signatures; `outside` those that had left the machine. Where the first
    event names no key, that of the oldest checkpoint counts.
    """

    def __init__(
        self, report: Report, checkpoints: Iterable[Checkpoint] = (), outside: Iterable[Checkpoint] = ()
    ) -> None:
        self._report, self._frontier = report, Frontier()
        self._head, self._last, self._last_at = ZERO_DIGEST.encode(), 0, b""
        self._own = {checkpoint.size: checkpoint for checkpoint in checkpoints}
        self._outside: defaultdict[int, list[Checkpoint]] = defaultdict(list)
        for checkpoint in outside:
            self._outside[checkpoint.size].append(checkpoint)
        self._pending: list[bytes] = []
        self._key: bytes | None = None
        self._keys: set[bytes] = set()
        self._key_since = 1

    def read(self, window: Sequence[EventRow]) -> None:
        """The next events, in order."""
        pending, due = self._pending, self._own.keys() | self._outside.keys()
        head, last = self._head, self._last
        for seq, case_id, kind, at, body in window:
            if seq != last + 1:
                self._tell_gap(seq, at)
            elif b'"prev":"' + head + b'","refs":{' not in body:
                self._tell_link(seq, at, body)
            # canonical bytes have their keys in order, so that two looks show whether the columns say the same
            case = b"null" if case_id is None else b'"' + case_id + b'"'
            tail = b',"seq":%d,"type":"%s","v":%d}' % (seq, kind, FORMAT_VERSION)
            if not body.endswith(tail) or b'},"at":"' + at + b'","case":' + case + b',"command":"' not in body:
                self._tell_columns(seq, at, body)
            digest = sha256(b"\0" + body).digest()
            pending.append(digest)
            head, last = hexlify(digest), seq
            self._head, self._last, self._last_at = head, last, at
            if seq == 1 or kind == _ROTATED:
                self._read_key(seq, at, body)
            if seq in due:
                self._hold(seq)
        self._grow()

    def end(self, own_key: bytes | None = None) -> None:
        """Name what the checkpoints say is missing. `own_key` is the one that the store signs with now, if known."""
        self._report.events = self._frontier.size
        if own_key is not None and self._key not in (None, own_key):
            words = f"Event {self._key_since} does not name the key that this store signs with."
            self._report.add(BreakKind.CHECKPOINT_KEY, words, self._key_since)
        last, most = self._last, max(self._own, default=0)
        if most > last:
            words = f"The record ends at event {last}, but a checkpoint signs {most} events: its end was cut off."
            self._report.add(BreakKind.TAIL_CUT, words, last + 1, to_text(self._own[most].at))
        for size in sorted(size for size in self._outside if size > last):
            for checkpoint in self._outside[size]:
                self._hold_missing(checkpoint)

    def _grow(self) -> None:
        self._frontier.extend(self._pending)
        self._pending.clear()

    def _hold(self, seq: int) -> None:
        self._grow()
        now = self._frontier.root, self._head.decode()
        if seq in self._own:
            self._hold_own(self._own[seq], now)
        for checkpoint in self._outside.get(seq, ()):
            self._hold_outside(checkpoint, now)

    def _hold_own(self, checkpoint: Checkpoint, now: tuple[str, str]) -> None:
        """Of roots only the first difference is named: all later checkpoints differ because of it."""
        size, at, report = checkpoint.size, to_text(checkpoint.at), self._report
        self._trust(checkpoint.public_key)
        if checkpoint.public_key != self._key:
            words = f"The checkpoint at event {size} is signed with a key that is not this store's."
            report.add(BreakKind.CHECKPOINT_KEY, words, size, at)
        elif any(b.kind is BreakKind.CHECKPOINT_ROOT for b in report.breaks):
            return
        elif (checkpoint.root, checkpoint.head) == now:
            report.anchored_to, report.anchored_at = size, at
        else:
            words = f"Events {report.anchored_to + 1} to {size} are not all those that the checkpoint signs."
            report.add(BreakKind.CHECKPOINT_ROOT, words, size, at)

    def _hold_outside(self, checkpoint: Checkpoint, now: tuple[str, str]) -> None:
        if not is_signed(checkpoint):
            self._tell_outside(checkpoint, "was changed: its signature is not good")
        elif checkpoint.public_key != self._key:
            self._tell_outside(checkpoint, "is signed with a key that was not this store's then")
        elif (checkpoint.root, checkpoint.head) != now:
            self._tell_outside(checkpoint, "signs other events than the store has now: the record was rewritten")

    def _hold_missing(self, checkpoint: Checkpoint) -> None:
        if not is_signed(checkpoint):
            self._tell_outside(checkpoint, "was changed: its signature is not good")
        elif checkpoint.public_key not in self._keys:
            self._tell_outside(checkpoint, "is signed with a key that the store does not know, and it ends before that")
        else:
            what = f"signs more events than the store has now, which ends at event {self._last}: it was cut or put back"
            self._tell_outside(checkpoint, what)

    def _tell_outside(self, checkpoint: Checkpoint, what: str) -> None:
        words = f"The checkpoint at event {checkpoint.size} that had left the machine {what}."
        self._report.add(BreakKind.ANCHOR, words, checkpoint.size, to_text(checkpoint.at))

    def _read_key(self, seq: int, at: bytes, body: bytes) -> None:
        if seq == 1:
            self._trust(_first_key(body))
            if self._key is None:
                words = "The first event does not name the key of this store."
                self._report.add(BreakKind.CHECKPOINT_KEY, words, 1)
            return
        key = _rotated_key(body, self._key, seq - 1)
        if key is None:
            words = f"Event {seq} puts another key in place, and the two keys have not both signed that."
            self._report.add(BreakKind.ROTATION, words, seq, _shown(at))
        else:
            self._key, self._key_since = key, seq
            self._keys.add(key)

    def _trust(self, key: bytes | None) -> None:
        """The first key that there is."""
        if self._key is None and key is not None:
            self._key = key
            self._keys.add(key)

    def _tell_gap(self, seq: int, at: bytes) -> None:
        last = self._last
        missing = f"Event {seq - 1} is" if seq == last + 2 else f"Events {last + 1} to {seq - 1} are"
        self._report.add(BreakKind.ORDER, f"{missing} missing before event {seq}.", last + 1, _shown(at))

    def _tell_link(self, seq: int, at: bytes, body: bytes) -> None:
        last, breaks = self._last, self._report.breaks
        if not last or not _is_canonical(body):
            self._tell_body(seq, at)
        elif not breaks or breaks[-1].seq != last:
            words = f"Event {last} was changed: event {seq} was recorded after another event {last}."
            self._report.add(BreakKind.LINK, words, last, _shown(self._last_at))

    def _tell_columns(self, seq: int, at: bytes, body: bytes) -> None:
        breaks = self._report.breaks
        if _is_canonical(body):
            words = f"Event {seq} stands under another number, time, type or case than it was recorded with."
            self._report.add(BreakKind.COLUMNS, words, seq, _shown(at))
        elif not breaks or breaks[-1].seq != seq:
            self._tell_body(seq, at)

    def _tell_body(self, seq: int, at: bytes) -> None:
        self._report.add(BreakKind.BODY, f"Event {seq} was changed after it was recorded.", seq, _shown(at))


def windows(connection: Any) -> Iterator[list[EventRow]]:
    """All events, in order, many at a time. The connection gives text as bytes."""
    cursor = connection.execute(_SELECT_EVENTS)
    while window := cursor.fetchmany(WINDOW):
        yield window


def _is_canonical(body: bytes) -> bool:
    try:
        event = json.loads(body)
        return bool(rfc8785.dumps(event) == body and len(bytes.fromhex(event["prev"])) == DIGEST_BYTES)
    except (ValueError, KeyError, TypeError, RecursionError):
        return False


def _first_key(body: bytes) -> bytes | None:
    """The key that the first event names."""
    try:
        event = json.loads(body)
        return bytes.fromhex(event["data"]["key"]) if event["type"] == EventType.STORE_OPENED else None
    except (ValueError, KeyError, TypeError):
        return None


def _rotated_key(body: bytes, old: bytes | None, size: int) -> bytes | None:
    """The key that takes over after `size` events, where it and the one before it have both signed that."""
    try:
        data = json.loads(body)["data"]
        named, key = bytes.fromhex(data["old"]), bytes.fromhex(data["key"])
        signatures = [(named, bytes.fromhex(data["by_old"])), (key, bytes.fromhex(data["by_key"]))]
    except (ValueError, KeyError, TypeError):
        return None
    message = rotation_bytes(named, key, size)
    good = named == old and all(verifies(signer, message, signature) for signer, signature in signatures)
    return key if good else None


def _shown(at: bytes) -> str:
    return at.decode(errors="replace")
