"""The one writer: a thread that makes many entries durable in one commit, and answers only then.

A commit waits for the disk once for all of its entries, which is where the speed comes from: what arrives while a
transaction is being written still goes into it.
"""

import asyncio
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2

from desktop_app.adapters.clock_jump import LARGEST_DRIFT
from desktop_app.adapters.content_sealing import new_key
from desktop_app.adapters.file_place import FilePlace
from desktop_app.adapters.key_rotation import replace_key, rotation_event
from desktop_app.adapters.sql_audit import (
    INSERT_CHECKPOINT,
    NEWEST_CHECKPOINT,
    SIGNED_AT_ONCE,
    CheckpointKey,
    CheckpointPolicy,
    checkpoint_of,
    checkpoint_row,
)
from desktop_app.adapters.sql_connections import way_on
from desktop_app.adapters.sql_entry import EntryWriter
from desktop_app.adapters.sql_opening import Opened
from desktop_app.domain.audit import Checkpoint, Entry, Event, EventType, Receipt
from desktop_app.domain.errors import StoreFailed
from desktop_app.domain.person import Actor
from desktop_app.services.ports import Chance, Clock

LARGEST_BATCH = 256
Outcome = Receipt | Checkpoint | int | Exception
Work = Entry | Callable[[], Outcome]
"""An entry, or what the writer does with its own key; either is done whole in the transaction, or not at all."""


class ClockWatch:
    """Notices that the computer's clock was set while the store is open."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen = self._look()

    def jumps(self) -> tuple[Event, ...]:
        """The jump since the last look, where there was one: how far, in milliseconds."""
        before, self._seen = self._seen, self._look()
        drift = (self._seen[0] - before[0]) - timedelta(milliseconds=self._seen[1] - before[1])
        if abs(drift) < LARGEST_DRIFT:
            return ()
        told = {"ms": drift // timedelta(milliseconds=1)}
        return (Event(EventType.CLOCK_JUMPED, self._seen[0], Actor.program(), data=told),)

    def _look(self) -> tuple[datetime, int]:
        return self._clock.now(), self._clock.mono_ms()


@dataclass(frozen=True, slots=True)
class Order:
    """Work, and where its answer is waited for."""

    work: Work
    loop: asyncio.AbstractEventLoop
    answer: "asyncio.Future[Any]"


class Writer:
    """Takes entries from any loop and writes them in its own thread, with checkpoints as the policy asks."""

    def __init__(
        self, path: Path, opened: Opened, store_key: bytes, clock: Clock, chance: Chance, policy: CheckpointPolicy
    ) -> None:
        self._db: Any = opened.connection
        self._place = FilePlace(path)
        self._key, self._clock, self._chance, self._policy = opened.key, clock, chance, policy
        self._store_key, self.public_key = store_key, opened.key.public
        self._decided: Callable[[], None] | None = None
        self._anchored = opened.anchored
        self._entries = EntryWriter(self._db, opened.chain, store_key, clock)
        self._notices, self._watch = list(opened.notices), ClockWatch(clock)
        self._orders: queue.SimpleQueue[Order | None] = queue.SimpleQueue()
        self._gate, self._closed = threading.Lock(), False
        self._unsigned_since = clock.mono_ms()
        self._thread = threading.Thread(target=self._work, name="store writer", daemon=True)
        self._thread.start()

    def submit(self, entry: Entry) -> "asyncio.Future[Receipt]":
        """Queue an entry; the future is done when it is durable or refused."""
        return self._queue(entry)

    def sign_now(self) -> "asyncio.Future[Checkpoint]":
        """Queue the signing of all that was recorded before; the newest checkpoint where all of it is signed."""
        return self._queue(self._signed)

    def rotate(self, actor: Actor, command_id: str) -> "asyncio.Future[Receipt]":
        """Queue that another key takes over; `actor` is who asked for it."""
        return self._queue(partial(self._rotated, actor, command_id))

    def mend_queue(self) -> "asyncio.Future[int]":
        """Queue that all rows of the queue are made anew; of how many cases they were wrong."""
        return self._queue(self._entries.mend_queue)

    def when_decided(self, told: Callable[[], None]) -> None:
        """Call this, in the writer's thread, when a decision and its checkpoint are durable."""
        self._decided = told

    def _queue(self, work: Work) -> "asyncio.Future[Any]":
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Any] = loop.create_future()
        with self._gate:
            if self._closed:
                raise StoreFailed("The store is closed.", next="Open it again.")
            self._orders.put(Order(work, loop, answer))
        return answer

    def close(self) -> None:
        """Write what is queued, sign a last checkpoint and let go of the file. Blocks."""
        with self._gate:
            if not self._closed:
                self._closed = True
                self._orders.put(None)
        self._thread.join()

    def _work(self) -> None:
        if self._notices:
            self._transaction([], signing=False)
        while (batch := self._wait()) is not None:
            _answer(batch, self._transaction(batch))
        self._transaction([])
        self._db.close()

    def _wait(self) -> list[Order] | None:
        """The next entry, none where the time for a checkpoint has come, None when closing."""
        try:
            order = self._orders.get(timeout=max(0.0, self._seconds_to_sign) if self._unsigned else None)
        except queue.Empty:
            return []
        return None if order is None else [order]

    @property
    def _unsigned(self) -> int:
        return self._entries.chain.size - self._anchored

    @property
    def _seconds_to_sign(self) -> float:
        """Until the oldest event that no checkpoint covers is to be covered."""
        return self._policy.seconds - (self._clock.mono_ms() - self._unsigned_since) / 1000

    def _transaction(self, batch: list[Order], *, signing: bool = True) -> list[Outcome]:
        """All of it is durable, or none of it. Adds to the batch what arrives meanwhile.

        What the store itself has to tell goes first, and is told by a later transaction where this one fails.
        """
        chain, anchored, key = self._entries.chain.copy(), self._anchored, self._key
        self._notices += self._watch.jumps()
        try:
            self._place.require()
            self._db.execute("BEGIN IMMEDIATE")
            if self._notices:
                self._put(Entry(self._chance.new_id(), (), tuple(self._notices)))
            outcomes = self._write(batch)
            if signing and self._unsigned and (not batch or self._seconds_to_sign <= 0):
                self._sign()
            self._db.execute("COMMIT")
        except Exception as error:  # noqa: BLE001  # the boundary of a transaction: all of its producers are told
            self._entries.rewind(chain)
            self._anchored, self._key = anchored, key
            if not batch:  # signing is tried again when its time has come anew, not at once and for ever
                self._unsigned_since = self._clock.mono_ms()
            self._roll_back()
            return [_failed(error) for _ in batch]
        self._notices.clear()
        self.public_key = self._key.public
        if self._decided and any(isinstance(o.work, Entry) and _is_decision(o.work) for o in batch):
            self._decided()
        return outcomes

    def _write(self, batch: list[Order]) -> list[Outcome]:
        outcomes: list[Outcome] = []
        for order in batch:  # which grows on the way
            outcomes.append(self._put(order.work) if isinstance(order.work, Entry) else order.work())
            if order is batch[-1] and len(batch) < LARGEST_BATCH:
                batch += self._arrived(LARGEST_BATCH - len(batch))
        return outcomes

    def _arrived(self, most: int) -> list[Order]:
        orders: list[Order] = []
        while len(orders) < most and not self._orders.empty():
            order = self._orders.get_nowait()
            if order is None:  # closing: for the next turn
                self._orders.put(None)
                break
            orders.append(order)
        return orders

    def _put(self, entry: Entry) -> Outcome:
        if not self._unsigned:
            self._unsigned_since = self._clock.mono_ms()
        outcome = self._entries.write(entry)
        due = self._unsigned >= self._policy.events or _is_decision(entry)
        if due and self._unsigned:
            self._sign()
        return outcome

    def _signed(self) -> Checkpoint:
        if self._unsigned:
            self._sign()
        return checkpoint_of(self._db.execute(NEWEST_CHECKPOINT).fetchone()[:6])

    def _rotated(self, actor: Actor, command_id: str) -> Outcome:
        """The old key signs what was recorded before, both keys the event, the new one what is recorded from it on."""
        self._signed()
        private = new_key()
        key = CheckpointKey(private)
        event = rotation_event(self._key, key, self._entries.chain.size, self._clock.now(), actor)
        outcome = self._entries.write(Entry(command_id, (), (event,)))
        if isinstance(outcome, Receipt) and outcome.applied:
            replace_key(self._db, self._store_key, private)
            self._key = key
            self._sign()
        return outcome

    def _sign(self) -> None:
        chain = self._entries.chain
        checkpoint = self._key.sign(chain, self._clock.now())
        self._db.execute(INSERT_CHECKPOINT, checkpoint_row(checkpoint, chain))
        self._anchored = chain.size

    def _roll_back(self) -> None:
        try:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
        except dbapi2.Error:
            pass  # the disk is gone: the next transaction says so


def _is_decision(entry: Entry) -> bool:
    return any(event.type in SIGNED_AT_ONCE for event in entry.events)


def _answer(batch: Sequence[Order], outcomes: Sequence[Outcome]) -> None:
    """Wake each loop once, with all of its answers."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], Outcome]]] = {}
    for order, outcome in zip(batch, outcomes, strict=True):
        by_loop.setdefault(order.loop, []).append((order.answer, outcome))
    for loop, answers in by_loop.items():
        try:
            loop.call_soon_threadsafe(_resolve, answers)
        except RuntimeError:
            continue  # that loop has closed: nobody waits any more


def _resolve(answers: Sequence[tuple["asyncio.Future[Any]", Outcome]]) -> None:
    for answer, outcome in answers:
        if answer.done():
            continue
        if isinstance(outcome, Exception):
            answer.set_exception(outcome)
        else:
            answer.set_result(outcome)


def _failed(error: Exception) -> Exception:
    if not isinstance(error, dbapi2.Error):
        return error
    return StoreFailed(
        f"The store could not be written: {error}.",
        kept="Everything recorded before is safe; nothing of this step was kept.",
        next=f"{way_on(error)} Then do it again.",
    )
