"""The one writer: a thread that makes many entries durable in one commit, and answers only then.

Each entry has a savepoint of its own: one that is refused leaves nothing and harms no other. A transaction is synced
once for all of its entries, which is where the speed comes from.
"""

import asyncio
import queue
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pysqlite3 import dbapi2

from desktop_app.adapters import sql_schema as schema
from desktop_app.adapters.content_sealing import CaseSeal, new_key, unwrap_case_key, wrap_case_key
from desktop_app.adapters.sql_audit import (
    INSERT_CHECKPOINT,
    INSERT_EVENT,
    SIGNED_AT_ONCE,
    Chain,
    CheckpointKey,
    CheckpointPolicy,
    checkpoint_row,
)
from desktop_app.adapters.sql_rows import KEPT_BY_TYPE, SPANS, Way, span_rows
from desktop_app.domain.audit import Entry, Receipt
from desktop_app.domain.content import Content
from desktop_app.domain.errors import Conflict, CountersignError, Refused, StoreFailed
from desktop_app.domain.record_rows import RevisionSpans
from desktop_app.services.ports import Clock

LARGEST_BATCH = 256
SEALS_AT_HAND = 64
FIND_PACK = "SELECT 1 FROM pack WHERE digest = ?"
FIND_CONTENT = "SELECT 1 FROM content WHERE item_id = ?"

Outcome = Receipt | Exception


@dataclass(frozen=True, slots=True)
class Order:
    """An entry, and where its answer is waited for."""

    entry: Entry
    loop: asyncio.AbstractEventLoop
    answer: "asyncio.Future[Receipt]"


class Writer:
    """Takes entries from any loop and writes them in its own thread."""

    def __init__(
        self,
        connection: Any,
        chain: Chain,
        anchored: int,
        key: CheckpointKey,
        store_key: bytes,
        clock: Clock,
        policy: CheckpointPolicy,
    ) -> None:
        self._db, self._chain, self._anchored = connection, chain, anchored
        self._key, self._store_key, self._clock, self._policy = key, store_key, clock, policy
        self._orders: queue.SimpleQueue[Order | None] = queue.SimpleQueue()
        self._seals: dict[str, CaseSeal] = {}
        self._gate, self._closed = threading.Lock(), False
        self._unsigned_since = clock.mono_ms()
        self._thread = threading.Thread(target=self._work, name="store writer", daemon=True)
        self._thread.start()

    def submit(self, entry: Entry) -> "asyncio.Future[Receipt]":
        """Queue an entry; the future is done when it is durable or refused."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Receipt] = loop.create_future()
        with self._gate:
            if self._closed:
                raise StoreFailed("The store is closed.", next="Open it again.")
            self._orders.put(Order(entry, loop, answer))
        return answer

    def close(self) -> None:
        """Write what is queued, sign a last checkpoint and let go of the file. Blocks."""
        with self._gate:
            if not self._closed:
                self._closed = True
                self._orders.put(None)
        self._thread.join()

    def _work(self) -> None:
        running = True
        while running:
            batch, running = self._next_batch()
            sign = not batch or not running or self._seconds_to_sign <= 0
            _answer(batch, self._write([order.entry for order in batch], sign=sign))
        self._db.close()

    def _next_batch(self) -> tuple[list[Order], bool]:
        """The entries that wait, none where the time for a checkpoint has come; and whether more may follow."""
        batch: list[Order] = []
        try:
            order = self._orders.get(timeout=max(0.0, self._seconds_to_sign) if self._unsigned else None)
            while order is not None:
                batch.append(order)
                if len(batch) == LARGEST_BATCH:
                    break
                order = self._orders.get_nowait()
        except queue.Empty:
            return batch, True
        return batch, order is not None

    @property
    def _unsigned(self) -> int:
        return self._chain.size - self._anchored

    @property
    def _seconds_to_sign(self) -> float:
        """Until the oldest event that no checkpoint covers is to be covered."""
        return self._policy.seconds - (self._clock.mono_ms() - self._unsigned_since) / 1000

    def _write(self, entries: Sequence[Entry], *, sign: bool) -> list[Outcome]:
        """One transaction: all of it is durable, or none of it."""
        chain, anchored = self._chain.copy(), self._anchored
        try:
            self._db.execute("BEGIN IMMEDIATE")
            outcomes = [self._apply(entry) for entry in entries]
            if sign and self._unsigned:
                self._sign()
            self._db.execute("COMMIT")
        except dbapi2.Error as error:
            self._chain, self._anchored = chain, anchored
            self._seals.clear()
            self._roll_back()
            return [_failed(error) for _ in entries]
        return outcomes

    def _roll_back(self) -> None:
        try:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
        except dbapi2.Error:
            pass  # the disk is gone: the next transaction says so

    def _apply(self, entry: Entry) -> Outcome:
        chain = self._chain.copy()
        self._db.execute("SAVEPOINT entry")
        try:
            receipt = self._put_entry(entry)
        except Exception as error:  # the boundary of one entry's work: its producer is told
            if _is_of_the_file(error):
                raise
            self._chain = chain
            self._db.execute("ROLLBACK TO entry")
            self._db.execute("RELEASE entry")
            self._seals.clear()
            return _refusal(error)
        self._db.execute("RELEASE entry")
        due = self._unsigned >= self._policy.events or any(e.type in SIGNED_AT_ONCE for e in entry.events)
        if receipt.applied and due and self._unsigned:
            self._sign()
        return receipt

    def _put_entry(self, entry: Entry) -> Receipt:
        found = self._db.execute("SELECT last_seq FROM command WHERE command_id = ?", (entry.command_id,)).fetchone()
        if found is not None:
            return Receipt(found[0], applied=False)
        for value in entry.puts:
            self._put(value)
        if not self._unsigned:
            self._unsigned_since = self._clock.mono_ms()
        for event in entry.events:
            self._db.execute(INSERT_EVENT, self._chain.row(event, entry.command_id, self._clock.mono_ms()))
        self._db.execute(
            "INSERT INTO command (command_id, last_seq) VALUES (?, ?)", (entry.command_id, self._chain.size)
        )
        return Receipt(self._chain.size, applied=True)

    def _put(self, value: Any) -> None:
        if isinstance(value, Content):
            self._put_content(value)
        elif isinstance(value, RevisionSpans):
            self._db.executemany(SPANS.statement, span_rows(value))
        else:
            self._put_row(value)

    def _put_row(self, value: Any) -> None:
        kept = KEPT_BY_TYPE.get(type(value))
        if kept is None:
            raise TypeError(f"no table keeps a {type(value).__name__}")
        for field in kept.contents:
            content = getattr(value, field)
            if content is not None:
                self._put_content(content)
        row = kept.row(value)
        if kept.way is Way.KEEP and self._is_kept(FIND_PACK, row[0]):
            return
        try:
            written = self._db.execute(kept.statement, row).rowcount
        except dbapi2.IntegrityError as error:
            raise _integrity(error, kept.kind.__name__) from error
        if kept.way is Way.STEP and not written:
            raise _changed_meanwhile()

    def _put_content(self, content: Content) -> None:
        if self._is_kept(FIND_CONTENT, content.item_id):
            return
        codec, sealed = self._seal_of(content.case_id).seal(content)
        row = (content.item_id, content.case_id, content.commitment, codec, sealed)
        self._db.execute("INSERT INTO content (item_id, case_id, commitment, codec, body) VALUES (?, ?, ?, ?, ?)", row)

    def _is_kept(self, question: str, key: str) -> bool:
        return self._db.execute(question, (key,)).fetchone() is not None

    def _seal_of(self, case_id: str) -> CaseSeal:
        if case_id not in self._seals:
            if len(self._seals) >= SEALS_AT_HAND:
                self._seals.clear()
            self._seals[case_id] = CaseSeal(case_id, self._case_key(case_id))
        return self._seals[case_id]

    def _case_key(self, case_id: str) -> bytes:
        row = self._db.execute("SELECT sealed FROM case_key WHERE case_id = ?", (case_id,)).fetchone()
        if row is not None:
            return unwrap_case_key(self._store_key, case_id, row[0])
        key = new_key()
        sealed = wrap_case_key(self._store_key, case_id, key)
        self._db.execute("INSERT INTO case_key (case_id, sealed) VALUES (?, ?)", (case_id, sealed))
        return key

    def _sign(self) -> None:
        checkpoint = self._key.sign(self._chain, self._clock.now())
        self._db.execute(INSERT_CHECKPOINT, checkpoint_row(checkpoint, self._chain))
        self._anchored = self._chain.size


def _answer(batch: Sequence[Order], outcomes: Sequence[Outcome]) -> None:
    """Wake each loop once, with all of its answers."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Receipt], Outcome]]] = {}
    for order, outcome in zip(batch, outcomes, strict=True):
        by_loop.setdefault(order.loop, []).append((order.answer, outcome))
    for loop, answers in by_loop.items():
        try:
            loop.call_soon_threadsafe(_resolve, answers)
        except RuntimeError:
            continue  # that loop has closed: nobody waits any more


def _resolve(answers: Sequence[tuple["asyncio.Future[Receipt]", Outcome]]) -> None:
    for answer, outcome in answers:
        if answer.done():
            continue
        if isinstance(outcome, Exception):
            answer.set_exception(outcome)
        else:
            answer.set_result(outcome)


def _refusal(error: Exception) -> Exception:
    if isinstance(error, CountersignError):
        return error
    if isinstance(error, dbapi2.IntegrityError):
        return _integrity(error, "the entry")
    if isinstance(error, ValueError):
        return Refused(f"The record refused it: {error}.", next="This is a fault of the program: please report it.")
    return error


def _is_of_the_file(error: Exception) -> bool:
    """Whether no entry can be written: disk full, an input or output error, a damaged file."""
    return isinstance(error, dbapi2.OperationalError | dbapi2.InternalError) or type(error) is dbapi2.DatabaseError


def _integrity(error: Exception, row: str) -> Refused:
    words = str(error)
    if schema.ALREADY in words or "UNIQUE" in words:
        return _changed_meanwhile()
    return Refused(f"The store refused {row}: {words}.", next="Look at the case as it is now, then decide anew.")


def _changed_meanwhile() -> Conflict:
    return Conflict("Someone else changed this first.", next="Look at it as it is now, then do it again.")


def _failed(error: Exception) -> StoreFailed:
    return StoreFailed(
        f"The store could not be written: {error}.",
        kept="Everything recorded before is safe; nothing of this step was kept.",
        next="Make room on the disk or check that it can be written, then do it again.",
    )
