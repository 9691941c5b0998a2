"""What verifying a record has found so far, how far it has come, and whether it is to go on."""

import time
from typing import Any, Protocol

from desktop_app.domain.audit import Break, BreakKind, Verification
from desktop_app.domain.errors import CountersignError
from desktop_app.services.ports import Progress

MOST_BREAKS = 200
SECONDS_BETWEEN = 0.25
LOOK_EVERY = 200_000
"""Steps of SQLite's machine between two looks at whether to go on: some milliseconds."""


class Flag(Protocol):
    """Says whether to stop, in the manner of threading.Event."""

    def is_set(self) -> bool:
        """Whether to stop."""
        ...


class ReadingStopped(CountersignError):
    """Whoever asked for the reading does not want it any more."""

    def __init__(self) -> None:
        super().__init__("The record was not read to its end.", next="Read it again when there is time.")


class Pace:
    """Tells how far a long reading of several stages has come, at most a few times a second, and ends it when asked."""

    def __init__(self, told: Progress | None = None, stop: Flag | None = None, stages: int = 1) -> None:
        self._told, self._stop, self._stages = told, stop, stages
        self._stage, self._events, self._done, self._of = -1, 0, 0, 1
        self._next = time.monotonic() + SECONDS_BETWEEN

    def watch(self, connection: Any) -> None:
        """End long questions too when asked to stop."""
        connection.set_progress_handler(self.stopped, LOOK_EVERY)

    def stopped(self) -> bool:
        """Whether to stop."""
        return self._stop is not None and self._stop.is_set()

    def start(self, events: int) -> None:
        """The whole is told of as this many events."""
        self._events = events

    def stage(self, of: int) -> None:
        """The next stage, of this many steps."""
        self._stage, self._done, self._of = self._stage + 1, 0, max(of, 1)

    def step(self, steps: int = 1) -> None:
        """Some steps are done. Raises ReadingStopped."""
        self._done += steps
        if self.stopped():
            raise ReadingStopped
        if self._told is not None and time.monotonic() >= self._next:
            self._next = time.monotonic() + SECONDS_BETWEEN
            part = (self._stage + min(self._done / self._of, 1.0)) / self._stages
            self._told(int(self._events * part), self._events)


class Report:
    """What was found so far; kept when reading has to stop in the middle."""

    def __init__(self, pace: Pace | None = None) -> None:
        self.pace = pace or Pace()
        self.events = self.checkpoints = self.anchored_to = self.drawn = self.waiting = 0
        self.anchored_at: str | None = None
        self.breaks: list[Break] = []

    def add(self, kind: BreakKind, words: str, seq: int | None = None, at: str | None = None) -> None:
        """Name a break; beyond MOST_BREAKS they are no longer counted."""
        if len(self.breaks) < MOST_BREAKS:
            self.breaks.append(Break(kind, seq, at, words))

    @property
    def verification(self) -> Verification:
        """The result."""
        anchored = self.anchored_to, self.anchored_at
        return Verification(
            self.events, self.checkpoints, tuple(self.breaks), *anchored, drawn=self.drawn, waiting=self.waiting
        )
