"""Drafting as the screen sees it: streamed text is gathered where it arrives and handed over 30 times a second.

The services' thread appends to a stream's buffer. The first text of a run, and whatever is no text, wakes the Qt
thread; while runs are at work one timer there empties the buffers of all of them, and it stops when none is left.
"""

import threading
from collections import deque
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop_app.domain.draft import CitationAdded, PipelineEvent, TextAdded
from desktop_app.domain.markup import Cite, Piece, Words
from desktop_app.domain.person import Acting
from desktop_app.domain.waiting_section import WaitingSection
from desktop_app.qt.desk import Desk
from desktop_app.services.program import Program

EVERY_MS = 33
"""Milliseconds between two hand-overs: text is painted at most 30 times a second."""


Drafts = Callable[[Program], Coroutine[Any, Any, AsyncGenerator[PipelineEvent, None]]]
"""Begins what is followed."""


@dataclass(frozen=True, slots=True)
class TextCame:
    """Words and citations that a run streamed since the last time."""

    run_id: str
    section: str
    pieces: tuple[Piece, ...]


Came = TextCame | PipelineEvent


@dataclass(frozen=True, slots=True)
class StreamTold:
    """What happened in a stream since the last time, in order."""

    stream: int
    case_id: str
    told: tuple[Came, ...]


@dataclass(frozen=True, slots=True)
class StreamEnded:
    """All runs of a stream have ended; `error` is why none of them could begin, where that is so."""

    stream: int
    case_id: str
    sections: tuple[str, ...] | None
    error: Exception | None = None


@dataclass
class _Buffer:
    """What the Qt thread has not taken yet; `awake` says that it was called already."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    events: list[PipelineEvent] = field(default_factory=list)
    begun: set[str] = field(default_factory=set)

    def put(self, event: PipelineEvent) -> bool:
        """Keep it; whether the Qt thread is to look at once."""
        with self.lock:
            self.events.append(event)
            if not isinstance(event, TextAdded | CitationAdded):
                return True
            first = event.run_id not in self.begun
            self.begun.add(event.run_id)
            return first

    def take(self) -> list[PipelineEvent]:
        """Everything kept so far."""
        with self.lock:
            events, self.events = self.events, []
            return events


@dataclass
class _Stream:
    case_id: str
    sections: tuple[str, ...] | None
    buffer: _Buffer
    waiter: "_Waiter"
    task: int = 0


class StreamRelay(QObject):
    """Drafts sections and tells of it in the Qt thread. What comes of a stream that was cancelled is dropped."""

    told = Signal(object)
    """A StreamTold."""
    ended = Signal(object)
    """A StreamEnded."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._streams: dict[int, _Stream] = {}
        self._numbers = count(1)
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._drain)
        self._waiting: deque[StreamTold] = deque()
        self._next = QTimer(self)
        self._next.setInterval(0)
        self._next.timeout.connect(self._hand_over)

    @property
    def active(self) -> bool:
        """Whether anything is being drafted; the timer runs only then."""
        return bool(self._streams)

    @property
    def ticking(self) -> bool:
        """Whether the timer runs."""
        return self._timer.isActive()

    def is_drafting(self, case_id: str) -> bool:
        """Whether a stream of this case is at work."""
        return any(stream.case_id == case_id for stream in self._streams.values())

    def draft(
        self,
        acting: Acting,
        case_id: str,
        sections: Sequence[str] | None = None,
        *,
        endpoints: Sequence[str] = (),
        added: str = "",
        anew: bool = False,
        wait: bool = False,
    ) -> int:
        """Draft these sections (default: all) by these endpoints (default: those that were added); the stream's number.

        `added` is a line that the person adds to the instruction; `anew`: nothing comes from the cache; `wait`: where
        no model answers they wait for one, and nothing is assembled.
        """
        chosen, names = None if sections is None else tuple(sections), tuple(endpoints)

        async def drafting(program: Program) -> AsyncGenerator[PipelineEvent, None]:
            chain = await (program.resuming_drafts.chain(names) if wait else program.chain(names))
            return program.drafting.draft(acting, case_id, chain, chosen, added=added, anew=anew)

        return self._begin(case_id, chosen, drafting)

    def resume(self, acting: Acting, case_id: str, waiting: Sequence[WaitingSection]) -> int:
        """Draft these sections of a case, for which a model answers now; the stream's number."""
        sections = tuple(each.section for each in waiting)

        async def drafting(program: Program) -> AsyncGenerator[PipelineEvent, None]:
            return program.resuming_drafts.resume(acting, waiting)

        return self._begin(case_id, sections, drafting)

    def _begin(self, case_id: str, sections: tuple[str, ...] | None, drafting: Drafts) -> int:
        """Follow what `drafting` gives; the stream's number."""
        number = next(self._numbers)
        stream = self._streams[number] = _Stream(case_id, sections, _Buffer(), _Waiter(self, number))
        buffer, waiter = stream.buffer, stream.waiter

        async def work(program: Program, tell: object) -> int:
            async with aclosing(await drafting(program)) as events:
                async for event in events:
                    if buffer.put(event):
                        tell(number)  # type: ignore[operator]
            return number

        stream.task = self._desk.follow(work, waiter.wake, waiter.done, waiter.failed)
        return number

    def stop(self, case_id: str, section: str) -> None:
        """Stop one section; what it has streamed is kept."""

        async def work(program: Program) -> None:
            program.drafting.stop(case_id, section)

        self._desk.ask(work)

    def cancel(self, number: int) -> None:
        """Stop all runs of a stream and drop what still comes of it."""
        stream = self._streams.pop(number, None)
        if stream is not None:
            self._desk.runner.cancel(stream.task)
            stream.waiter.deleteLater()
        self._rest()

    def wake(self) -> None:
        """There is something that should not wait."""
        if self._streams and not self._timer.isActive():
            self._timer.start()
        self._drain()

    def end(self, number: int, error: Exception | None) -> None:
        """A stream has ended: what is left of it is told first."""
        self._hand_over_all()
        self._drain()
        self._hand_over_all()
        stream = self._streams.pop(number, None)
        if stream is not None:
            stream.waiter.deleteLater()
            self.ended.emit(StreamEnded(number, stream.case_id, stream.sections, error))
        self._rest()

    def _drain(self) -> None:
        """Take what came, unless some of what came before is not shown yet: it grows in the buffers meanwhile."""
        if not self._waiting:
            for number, stream in self._streams.items():
                runs = by_run(coalesced(stream.buffer.take()))
                self._waiting.extend(StreamTold(number, stream.case_id, came) for came in runs)
        self._hand_over()

    def _hand_over(self) -> None:
        """Tell of one run; the others follow, each in a turn of the event loop, so that none holds it up for all."""
        told = self._waiting.popleft() if self._waiting else None
        if self._waiting and not self._next.isActive():
            self._next.start()
        elif not self._waiting:
            self._next.stop()
        if told is not None and told.stream in self._streams:
            self.told.emit(told)

    def _hand_over_all(self) -> None:
        while self._waiting:
            self._hand_over()

    def _rest(self) -> None:
        if not self._streams:
            self._timer.stop()
            self._next.stop()
            self._waiting.clear()


class _Waiter(QObject):
    """Hears of one stream; it lives as long as its relay."""

    def __init__(self, relay: StreamRelay, number: int) -> None:
        super().__init__(relay)
        self._relay, self._number = relay, number

    def wake(self, _: int) -> None:
        self._relay.wake()

    def done(self, _: int) -> None:
        self._relay.end(self._number, None)

    def failed(self, error: Exception) -> None:
        self._relay.end(self._number, error)


def by_run(came: Sequence[Came]) -> tuple[tuple[Came, ...], ...]:
    """The same, apart for each run; what happened to a run stays in its order."""
    runs: dict[str, list[Came]] = {}
    for event in came:
        runs.setdefault(event.run_id, []).append(event)
    return tuple(tuple(events) for events in runs.values())


def coalesced(events: Sequence[PipelineEvent]) -> tuple[Came, ...]:
    """The same with the text of a run that follows on itself made one; other events stay in their order in the run."""
    came: list[Came] = []
    open_text: dict[str, int] = {}
    for event in events:
        piece = _piece(event)
        if piece is None:
            open_text.pop(event.run_id, None)
            came.append(event)
            continue
        at = open_text.get(event.run_id)
        if at is None:
            open_text[event.run_id] = len(came)
            came.append(TextCame(event.run_id, event.section, (piece,)))
        else:
            text = came[at]
            assert isinstance(text, TextCame)  # noqa: S101 - only texts are kept there
            came[at] = TextCame(text.run_id, text.section, _joined(text.pieces, piece))
    return tuple(came)


def _piece(event: PipelineEvent) -> Piece | None:
    if isinstance(event, TextAdded):
        return Words(event.text)
    return Cite(event.number) if isinstance(event, CitationAdded) else None


def _joined(pieces: tuple[Piece, ...], piece: Piece) -> tuple[Piece, ...]:
    last = pieces[-1]
    if isinstance(last, Words) and isinstance(piece, Words):
        return (*pieces[:-1], Words(last.text + piece.text))
    return (*pieces, piece)
