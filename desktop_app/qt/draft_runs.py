"""The sections that are being drafted now: what has come of each so far, in whichever case it is."""

from collections.abc import Sequence
from datetime import UTC, datetime
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.domain.draft import (
    BudgetNear,
    EndpointFell,
    EndpointPassed,
    PipelineEvent,
    RunFailed,
    RunQueued,
    RunStarted,
    RunStopped,
    SectionRecorded,
)
from desktop_app.domain.endpoint import Endpoint
from desktop_app.domain.errors import ErrorClass
from desktop_app.domain.person import Acting
from desktop_app.domain.waiting_section import WaitingSection
from desktop_app.qt.desk import Desk
from desktop_app.qt.draft_state import Fallen, Live, Stage
from desktop_app.qt.stream_relay import StreamEnded, StreamRelay, StreamTold, TextCame

TICK_MS = 250


class DraftRuns(QObject):
    """Follows every stream that was begun here, also of a case that is not shown: it is there when one comes back."""

    came = Signal(object)
    """A StreamTold."""
    changed = Signal()
    """A section began, waits, or ended; or time has passed while one is written."""
    ended = Signal(str)
    """Something of this case was recorded, or its stream is over: what is stored has changed."""
    fell = Signal(object)
    """A Fallen."""
    recorded = Signal(str, str, str)
    """A case, the section of it that is ready, and the endpoint that wrote it."""
    near = Signal(str, str)
    """A case, and which budget is nearly spent."""
    failed = Signal(str, object)
    """A case, and why nothing of it could be drafted."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._lives: dict[tuple[str, str], Live] = {}
        self._waits: set[tuple[str, str]] = set()
        self.relay = StreamRelay(desk, self)
        self.relay.told.connect(self._take)
        self.relay.ended.connect(self._end)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._tell)

    def live(self, case_id: str, section: str) -> Live | None:
        """What is being drafted in a section now."""
        return self._lives.get((case_id, section))

    def of(self, case_id: str) -> tuple[Live, ...]:
        """What is being drafted in a case now."""
        return tuple(live for live in self._lives.values() if live.case_id == case_id)

    def begin(self, case_id: str, sections: Sequence[str]) -> None:
        """These wait to be drafted."""
        for name in sections:
            self._lives[case_id, name] = Live(case_id, name)
        self._tell()

    def draft(
        self,
        acting: Acting,
        case_id: str,
        sections: Sequence[str],
        endpoints: Sequence[str],
        added: str,
        *,
        anew: bool = False,
        wait: bool = False,
    ) -> None:
        """Draft these; `added` is a line that the person adds to the instruction, `anew`: nothing from the cache.

        `wait`: without the assembled draft; that a server fails is then no news, as they wait for one.
        """
        if wait:
            self._waits.update((case_id, name) for name in sections)
        self.relay.draft(acting, case_id, sections, endpoints=endpoints, added=added, anew=anew, wait=wait)

    def resume(self, acting: Acting, case_id: str, waiting: Sequence[WaitingSection]) -> None:
        """Draft these sections of a case, for which a model answers now."""
        names = [each.section for each in waiting]
        self._waits.update((case_id, name) for name in names)
        self.begin(case_id, names)
        self.relay.resume(acting, case_id, waiting)

    def forget(self, case_id: str, sections: Sequence[str]) -> None:
        """These are drafted no more."""
        for name in sections:
            self._lives.pop((case_id, name), None)
            self._waits.discard((case_id, name))
        self._tell()

    def stop(self, case_id: str, section: str) -> None:
        """Stop writing a section; what was streamed is kept."""
        if self.live(case_id, section):
            self.relay.stop(case_id, section)

    def stop_all(self, case_id: str) -> None:
        """The same for every section of a case."""
        for live in self.of(case_id):
            self.relay.stop(case_id, live.section)

    def _take(self, told: StreamTold) -> None:
        before = [live.stage for live in self._lives.values()]
        ended = [self._follow(told.case_id, event) for event in told.told]
        self.came.emit(told)
        if any(ended):
            self.ended.emit(told.case_id)
        if before != [live.stage for live in self._lives.values()]:
            self._tell()

    def _follow(self, case_id: str, event: PipelineEvent | TextCame) -> bool:
        """Keep what is said of a run; whether it has ended."""
        now, key = monotonic(), (case_id, event.section)
        live = self._lives.setdefault(key, Live(case_id, event.section))
        match event:
            case RunQueued():
                live.stage = Stage.QUEUED
            case RunStarted():
                if live.passed is not None and key not in self._waits:
                    self.fell.emit(_passed(live.passed, case_id, event.endpoint))
                live.begin(event.endpoint, now)
            case EndpointPassed():
                live.passed, live.waits = event, event.words
            case BudgetNear():
                self.near.emit(case_id, event.words)
            case TextCame():
                live.take(event.pieces, now)
            case EndpointFell():
                live.stage, live.waits = Stage.WAITING, event.words
                if event.next_endpoint != event.endpoint and key not in self._waits:
                    self.fell.emit(_fallen(live, event))
            case SectionRecorded() | RunStopped() | RunFailed():
                del self._lives[key]
                if isinstance(event, RunFailed) and event.error_class is ErrorClass.BUDGET:
                    self.fell.emit(_poor(event))
                elif isinstance(event, RunFailed) and live.passed is not None and key not in self._waits:
                    self.fell.emit(_passed(live.passed, case_id, None))
                if isinstance(event, SectionRecorded):
                    self.recorded.emit(case_id, event.section, event.endpoint.name)
                return True
        return False

    def _end(self, ended: StreamEnded) -> None:
        if ended.sections is not None:
            self.forget(ended.case_id, ended.sections)
        if ended.error is not None:
            self.failed.emit(ended.case_id, ended.error)
        self._desk.tell_changed(ended.case_id)

    def _tell(self) -> None:
        if self._lives and not self._tick.isActive():
            self._tick.start()
        elif not self._lives:
            self._tick.stop()
        self.changed.emit()


def _passed(passed: EndpointPassed, case_id: str, following: Endpoint | None) -> Fallen:
    now = datetime.now(UTC)
    return Fallen(case_id, passed.section, passed.endpoint.name, passed.words, following, 0, now, passed=True)


def _poor(failed: RunFailed) -> Fallen:
    return Fallen(failed.case_id, failed.section, "", failed.words, None, 0, datetime.now(UTC), poor=True)


def _fallen(live: Live, event: EndpointFell) -> Fallen:
    return Fallen(
        case_id=live.case_id,
        section=event.section,
        endpoint=event.endpoint.name,
        words=event.words,
        following=event.next_endpoint,
        kept=live.words,
        at=datetime.now(UTC),
        auth=event.error_class is ErrorClass.AUTH,
    )
