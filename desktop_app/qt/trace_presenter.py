"""Where a sentence came from, looked up behind the window, and what the same question brings now."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.person import Acting
from desktop_app.domain.trace import Replay, SectionTrace, TracedSentence
from desktop_app.qt.desk import Desk
from desktop_app.services.program import Program
from desktop_app.services.replaying import ASKERS


@dataclass(frozen=True, slots=True)
class Traced:
    """A sentence with the trace of its section, and the names of people. None: the record does not have it yet."""

    trace: SectionTrace
    sentence: TracedSentence | None
    names: Mapping[str, str]

    may_ask: bool = True
    """Whether the person at work may have a model asked."""

    @property
    def model_asked(self) -> str | None:
        """The last run in which a model wrote words of it, so that it can be asked again; None where none did."""
        runs = self.trace.asked_in(self.sentence) if self.sentence else ()
        return runs[-1].run.run_id if runs else None


class TracePresenter(QObject):
    """Of one sentence at a time."""

    traced = Signal(object)
    """A Traced."""
    replayed = Signal(object)
    """A Replay."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._task = desk, 0

    def look(self, case_id: str, section: str, sentence: str, offset: int) -> None:
        """Follow this sentence, which begins at this offset of the text."""
        acting = self._desk.acting
        self.stop()
        self._task = self._desk.ask(
            lambda program: _traced(program, acting, case_id, section, sentence, offset),
            self._found,
            self._fail,
        )

    def replay(self, case_id: str, section: str, run_id: str) -> None:
        """Ask the model of a run the same again."""
        acting = self._desk.acting
        self.stop()
        self._task = self._desk.ask(
            lambda program: program.replaying.replay(acting, case_id, section, run_id=run_id), self._heard, self._fail
        )

    def stop(self) -> None:
        """What was asked for is wanted no more."""
        self._desk.runner.cancel(self._task)

    def _found(self, traced: Traced) -> None:
        self.traced.emit(traced)

    def _heard(self, replay: Replay) -> None:
        self.replayed.emit(replay)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)


async def _traced(program: Program, acting: Acting, case_id: str, section: str, sentence: str, offset: int) -> Traced:
    trace = await program.tracing.trace(acting, case_id, section)
    alike = [each for each in trace.sentences if each.text == sentence]
    nearest = min(alike, key=lambda each: abs(each.span.start - offset), default=None)
    names = await program.store.names()
    return Traced(trace, nearest, names, may_ask=not acting.profile.roles.isdisjoint(ASKERS))
