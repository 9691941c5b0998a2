"""Reading the whole record again, and naming what is not as it was recorded.

The chain alone shows what was changed inside it; signed checkpoints show a chain that was computed anew or cut. Only
a checkpoint that has left the machine shows a store that was put back with its checkpoints.
"""

import json
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import rfc8785
from pysqlite3 import dbapi2

from desktop_app.adapters.row_verification import read_rows
from desktop_app.adapters.sql_audit import DIGEST_BYTES, SELECT_CHECKPOINTS, checkpoint_of, is_signed
from desktop_app.adapters.sql_connections import connect_to_read
from desktop_app.adapters.sql_rows import to_text
from desktop_app.adapters.sql_schema import squeezed, statements
from desktop_app.domain.audit import (
    FORMAT_VERSION,
    ZERO_DIGEST,
    Break,
    BreakKind,
    Checkpoint,
    EventType,
    Verification,
    leaf,
)
from desktop_app.domain.merkle import Frontier

MOST_BREAKS = 200
EventRow = tuple[int, bytes | None, bytes, bytes, bytes]
_SELECT_EVENTS = "SELECT seq, case_id, type, at, body FROM audit_event ORDER BY seq"


class Report:
    """What was found so far; kept when reading has to stop in the middle."""

    def __init__(self) -> None:
        self.events = self.checkpoints = self.anchored_to = 0
        self.breaks: list[Break] = []

    def add(self, kind: BreakKind, words: str, seq: int | None = None, at: str | None = None) -> None:
        """Name a break; beyond MOST_BREAKS they are no longer counted."""
        if len(self.breaks) < MOST_BREAKS:
            self.breaks.append(Break(kind, seq, at, words))

    @property
    def verification(self) -> Verification:
        """The result."""
        return Verification(self.events, self.checkpoints, tuple(self.breaks), self.anchored_to)


def verify_file(path: Path) -> Verification:
    """Verify a store without any key: chain, checkpoints, guards, rows. Never raises, whatever the file holds."""
    report = Report()
    if not path.is_file():
        report.add(BreakKind.STORE, f"There is no store at {path}.")
        return report.verification
    try:
        with closing(connect_to_read(path)) as connection:
            read_record(connection, report, None)
    except (dbapi2.Error, OSError) as error:
        report.add(BreakKind.STORE, f"The store cannot be read any further: {error}.")
    except Exception as error:  # noqa: BLE001  # the boundary: a hostile file may hold anything anywhere
        report.add(BreakKind.STORE, f"The store holds what no store holds ({type(error).__name__}).")
    return report.verification


def read_record(connection: Any, report: Report, own_key: bytes | None) -> None:
    """Verify what needs no content. `own_key` is the store's public key where it is known from its sealed half."""
    _read_guards(connection, report)
    _read_references(connection, report)
    connection.text_factory = bytes
    rows = connection.execute(SELECT_CHECKPOINTS).fetchall()
    checkpoints = _signed(rows, _known_key(connection, report, own_key), report)
    follow_chain(connection.execute(_SELECT_EVENTS), checkpoints, report)
    read_rows(connection, report)


def _read_guards(connection: Any, report: Report) -> None:
    found, built = _definitions(connection), _built_definitions()
    for name in sorted(built.keys() | found.keys()):
        kind = (built.get(name) or found[name])[0]
        if found.get(name) == built.get(name) or (name not in built and kind != "trigger"):
            continue
        what = "is missing" if name not in found else "was added" if name not in built else "was changed"
        report.add(
            BreakKind.TRIGGER if kind == "trigger" else BreakKind.STORE,
            f"The {'guard' if kind == 'trigger' else kind} “{name}” of the store {what}.",
        )


def _read_references(connection: Any, report: Report) -> None:
    for table, rowid, parent, _ in connection.execute("PRAGMA foreign_key_check").fetchmany(MOST_BREAKS):
        kind = BreakKind.CONTENT if parent == "content" else BreakKind.STORE
        report.add(kind, f"Row {rowid} of “{table}” names something in “{parent}” that is missing.")


def _definitions(connection: Any) -> dict[str, tuple[str, str]]:
    rows = connection.execute("SELECT name, type, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    return {name: (kind, squeezed(sql or "")) for name, kind, sql in rows}


def _built_definitions() -> dict[str, tuple[str, str]]:
    with closing(dbapi2.connect(":memory:")) as connection:
        for statement in statements():
            connection.execute(statement)
        return _definitions(connection)


def _known_key(connection: Any, report: Report, own_key: bytes | None) -> bytes | None:
    """The key that may sign checkpoints: the one that the first event names, which must be the store's own."""
    row = connection.execute("SELECT body FROM audit_event WHERE seq = 1").fetchone()
    named = _key_in(row[0]) if row else None
    if row and (named is None or own_key not in (None, named)):
        report.add(BreakKind.CHECKPOINT_KEY, "The first event does not name the key of this store.", 1)
    return own_key or named


def _key_in(body: bytes) -> bytes | None:
    try:
        event = json.loads(body)
        return bytes.fromhex(event["data"]["key"]) if event["type"] == EventType.STORE_OPENED else None
    except (ValueError, KeyError, TypeError):
        return None


def _signed(rows: Iterable[Any], key: bytes | None, report: Report) -> dict[int, Checkpoint]:
    """The checkpoints whose signature is good, by size. Where no first event names a key, the oldest one's counts."""
    good: dict[int, Checkpoint] = {}
    for row in rows:
        report.checkpoints += 1
        try:
            root, head, at = (part.decode() for part in (row[1], row[2], row[5]))
            checkpoint = checkpoint_of((row[0], root, head, row[3], row[4], at))
            signed = is_signed(checkpoint)
        except (UnicodeDecodeError, ValueError, OverflowError):
            signed = False
        if not signed:
            words = f"The checkpoint at event {row[0]} was changed: its signature is not good."
            report.add(BreakKind.CHECKPOINT_SIGNATURE, words, row[0])
        elif checkpoint.public_key != (key := key or checkpoint.public_key):
            words = f"The checkpoint at event {row[0]} is signed with a key that is not this store's."
            report.add(BreakKind.CHECKPOINT_KEY, words, row[0], at)
        else:
            good[checkpoint.size] = checkpoint
    if not report.checkpoints:
        report.add(BreakKind.TAIL_CUT, "No signed checkpoint is left: the end of the record may be missing.")
    return good


def follow_chain(rows: Iterable[EventRow], checkpoints: Mapping[int, Checkpoint], report: Report) -> None:
    """Each event against its predecessor, its columns and the checkpoints; then what the checkpoints say is missing."""
    frontier, head, last, last_at = Frontier(), ZERO_DIGEST, 0, b""
    for seq, case_id, kind, at, body in rows:
        if seq != last + 1:
            _tell_gap(last, seq, at, report)
        elif b'"prev":"%s","refs":{' % head.encode() not in body:
            _tell_link(last, last_at, seq, at, body, report)
        if not _columns_agree(seq, case_id, kind, at, body):
            _tell_columns(seq, at, body, report)
        head, last, last_at = leaf(body), seq, at
        frontier.add(head)
        if seq in checkpoints:
            _hold_against(checkpoints[seq], frontier, head, report)
    report.events = frontier.size
    most = max(checkpoints, default=0)
    if most > last:
        words = f"The record ends at event {last}, but a checkpoint signs {most} events: its end was cut off."
        report.add(BreakKind.TAIL_CUT, words, last + 1, to_text(checkpoints[most].at))


def _columns_agree(seq: int, case_id: bytes | None, kind: bytes, at: bytes, body: bytes) -> bool:
    """Whether the bytes say what the columns say. Canonical bytes have their keys in order, so two looks suffice."""
    case = b"null" if case_id is None else b'"%s"' % case_id
    return (
        body.endswith(b',"seq":%d,"type":"%s","v":%d}' % (seq, kind, FORMAT_VERSION))
        and b'},"at":"%s","case":%s,"command":"' % (at, case) in body
    )


def _tell_gap(last: int, seq: int, at: bytes, report: Report) -> None:
    missing = f"Event {seq - 1} is" if seq == last + 2 else f"Events {last + 1} to {seq - 1} are"
    report.add(BreakKind.ORDER, f"{missing} missing before event {seq}.", last + 1, _shown(at))


def _tell_link(last: int, last_at: bytes, seq: int, at: bytes, body: bytes, report: Report) -> None:
    if not last or not _is_canonical(body):
        report.add(BreakKind.BODY, f"Event {seq} was changed after it was recorded.", seq, _shown(at))
    elif not report.breaks or report.breaks[-1].seq != last:
        words = f"Event {last} was changed: event {seq} was recorded after another event {last}."
        report.add(BreakKind.LINK, words, last, _shown(last_at))


def _tell_columns(seq: int, at: bytes, body: bytes, report: Report) -> None:
    if _is_canonical(body):
        words = f"Event {seq} stands under another number, time, type or case than it was recorded with."
        report.add(BreakKind.COLUMNS, words, seq, _shown(at))
    elif not report.breaks or report.breaks[-1].seq != seq:
        report.add(BreakKind.BODY, f"Event {seq} was changed after it was recorded.", seq, _shown(at))


def _is_canonical(body: bytes) -> bool:
    try:
        event = json.loads(body)
        return bool(rfc8785.dumps(event) == body and len(bytes.fromhex(event["prev"])) == DIGEST_BYTES)
    except (ValueError, KeyError, TypeError, RecursionError):
        return False


def _hold_against(checkpoint: Checkpoint, frontier: Frontier, head: str, report: Report) -> None:
    """Only the first difference is named: all later checkpoints differ because of it."""
    if any(b.kind is BreakKind.CHECKPOINT_ROOT for b in report.breaks):
        return
    if (checkpoint.root, checkpoint.head) == (frontier.root, head):
        report.anchored_to = checkpoint.size
        return
    words = f"Events {report.anchored_to + 1} to {checkpoint.size} are not all those that the checkpoint signs."
    report.add(BreakKind.CHECKPOINT_ROOT, words, checkpoint.size, to_text(checkpoint.at))


def _shown(at: bytes) -> str:
    return at.decode(errors="replace")
