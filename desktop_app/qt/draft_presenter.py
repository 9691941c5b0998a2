"""The drafting workspace of one case: what is drafted, typed, put right and sent.

Requests are numbered: what was read for an earlier one than is shown already is dropped.
"""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from time import monotonic
from typing import Any
from weakref import WeakMethod

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.domain.case import AnswerOrigin, CaseState
from desktop_app.domain.change_reason import ReasonCode
from desktop_app.domain.draft import (
    EndpointFell,
    PipelineEvent,
    RunFailed,
    RunQueued,
    RunStarted,
    RunStopped,
    SectionRecorded,
)
from desktop_app.domain.endpoint import ASSEMBLED
from desktop_app.domain.errors import ErrorClass, Refusal, Refused
from desktop_app.domain.finding_fix import apply_fix
from desktop_app.domain.markup import Words, whole, write_markup
from desktop_app.domain.person import Acting
from desktop_app.domain.record_rows import WorkingText
from desktop_app.domain.working_text import Saving, base_of, section_place
from desktop_app.qt.desk import Desk
from desktop_app.qt.draft_reading import anchors_of, expected_seconds, read_draft, resume_typing
from desktop_app.qt.draft_state import DraftState, Fallen, Live, ShownFinding, Stage, Version
from desktop_app.qt.stream_relay import StreamEnded, StreamRelay, StreamTold, TextCame
from desktop_app.services.program import Program
from desktop_app.services.recording import repeated

Why = tuple[str, ReasonCode]
Do = Callable[[Program, Acting, str, Why], Coroutine[Any, Any, object]]
"""Something that changes a case: it is given the program, who acts, the case, and why."""
PAUSE_MS = 30_000
"""Milliseconds without typing after which an edit closes."""
START = "start"
"""Where a visit asks that all sections be drafted at once."""
TICK_MS = 250


class DraftPresenter(QObject):
    """Holds what is shown of the case that is open, and what is being streamed; nothing that the store does not know
    outlives it."""

    settling = Signal()
    """What is shown is about to be replaced: whoever holds typing that was not told yet tells it now."""
    shown = Signal(object)
    """A DraftState."""
    came = Signal(object)
    """A StreamTold of this case: text to show, and what happened."""
    live_changed = Signal()
    """A section began, waits, or ended; or time has passed while one is written."""
    fell = Signal(object)
    """A Fallen."""
    sent = Signal(object)
    """The case was sent: the CaseState that it went to."""
    failed = Signal(object)
    revised = Signal(str)
    """A section was changed by a fix, a step back or a choice: what is shown next can be undone."""
    saving_changed = Signal()
    announced = Signal(str)
    """The section that is ready, by its name."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._case_id, self._number, self._shown = desk, "", 0, 0
        self._state: DraftState | None = None
        self._lives: dict[tuple[str, str], Live] = {}
        self._expected: dict[str, float] = {}
        self._typed: dict[str, str] = {}
        self._why: dict[str, Why] = {}
        self._missing = False
        self._start = False
        self.relay = StreamRelay(desk, self)
        self.relay.told.connect(self._take)
        self.relay.ended.connect(self._stream_ended)
        self._pause = _timer(self, PAUSE_MS, self.leave_all, single=True)
        self._tick = _timer(self, TICK_MS, self._tell_live)
        desk.case_changed.connect(self._case_changed)
        desk.acting_changed.connect(self._acting_changed)
        desk.saving_changed.connect(self._tell_saving)

    # What is shown

    @property
    def state(self) -> DraftState | None:
        """The case; None while it is read."""
        return self._state

    @property
    def saving(self) -> Saving | None:
        """Whether all that was typed is safe."""
        return self._desk.saving

    def live(self, section: str) -> Live | None:
        """What is being drafted in a section now."""
        return self._lives.get((self._case_id, section))

    @property
    def is_drafting(self) -> bool:
        """Whether any section of this case is queued or written."""
        return any(case_id == self._case_id for case_id, _ in self._lives)

    def seconds_left(self, section: str) -> int | None:
        """About how long it will still take, by earlier drafts of this section; None where there was none."""
        live, expected = self.live(section), self._expected.get(section)
        if live is None or expected is None or live.stage is not Stage.WRITING:
            return None
        return max(1, round(expected - (monotonic() - live.asked_at)))

    def is_typing(self, section: str) -> bool:
        """Whether something was typed that is no edit yet: the text on the screen is then the newest."""
        return section in self._typed

    def enter(self, case_id: str, at: str = "") -> None:
        """Show this case; where `at` is `start`, draft what is empty."""
        if case_id != self._case_id:
            self._case_id, self._state, self._typed, self._expected = case_id, None, {}, {}
            self._missing = False
        self._start = at == START
        self._ask(_entered, self._entered)

    def look(self) -> None:
        """Read the case again."""
        if self._case_id:
            self._ask(_looked, self._show)

    # Drafting

    def draft_all(self) -> None:
        """Draft every section that has no text, or one that is stale or interrupted; where there is none, all."""
        state = self._now
        drafted = [s for s in state.sections if not s.by_person and not self.live(s.section)]
        waiting = [s.section for s in drafted if s.state.value in ("empty", "interrupted", "stale")]
        self.draft(waiting or [s.section for s in drafted])

    def draft(self, sections: Sequence[str], *, endpoints: Sequence[str] = (), added: str = "") -> None:
        """Draft these sections; what was typed in them becomes an edit first."""
        chosen = [name for name in sections if not self.live(name)]
        if not chosen or self._stands_still():
            return
        for name in chosen:
            self._lives[self._case_id, name] = Live(self._case_id, name)
        self._tell_live()
        acting, case_id = self._desk.acting, self._case_id
        typed = [name for name in chosen if name in self._typed]
        if not typed:
            self.relay.draft(acting, case_id, chosen, endpoints=endpoints, added=added)
            return

        async def settle(program: Program, acting: Acting, case_id: str, why: Why) -> None:
            for name in typed:
                await program.journalling.leave(acting, case_id, section_place(name), *why)

        def begin() -> None:
            for name in typed:
                self._typed.pop(name, None)
            self.relay.draft(acting, case_id, chosen, endpoints=endpoints, added=added)

        self._do(settle, _Then(self, begin, lambda: self._forget_lives(case_id, chosen)))

    def stop(self, section: str) -> None:
        """Stop writing a section; what was streamed is kept."""
        if self.live(section):
            self.relay.stop(self._case_id, section)

    def stop_all(self) -> None:
        """The same for every section of this case."""
        for case_id, section in list(self._lives):
            if case_id == self._case_id:
                self.relay.stop(case_id, section)

    # Typing

    def typed(self, section: str, markup: str) -> None:
        """Keep what stands in the section now, all of it: a citation that is not there was taken out."""
        if self._state is None or self.live(section):
            return
        shown = self._state.section(section)
        self._typed[section] = markup = whole(markup) if shown and shown.anchors else markup
        self._pause.start()
        acting, case_id, place = self._desk.acting, self._case_id, section_place(section)
        base = base_of(self._state.facts.record, place)

        async def keep(program: Program) -> None:
            program.journalling.typed(acting, case_id, place, markup, base)

        self._desk.ask(keep, None, self._fail)

    def left(self, section: str) -> None:
        """The keyboard went elsewhere: what was typed becomes an edit, and is checked."""
        if section in self._typed and not self._stands_still():
            self._close([section])

    def leave_all(self) -> None:
        """The same for every section."""
        if self._typed and not self._stands_still():
            self._close(list(self._typed))

    def give_reason(self, code: ReasonCode, words: str) -> None:
        """Why this case is changed after it was sent: said once while the window is open."""
        self._why[self._case_id] = (words.strip(), code)
        self._missing = False
        self.leave_all()
        self._put(self._now)

    def take(self, offered: WorkingText) -> None:
        """Make what was typed the text, over what stands there now."""

        async def adopt(program: Program, acting: Acting, case_id: str, why: Why) -> None:
            await program.resuming.adopt(acting, case_id, offered.place, *why)
            program.journalling.forget(acting, case_id, offered.place)

        self._typed.pop(offered.place.partition(":")[2], None)
        self._do(adopt)

    def discard(self, offered: WorkingText) -> None:
        """Give up what was typed."""

        async def give_up(program: Program, acting: Acting, case_id: str, _: Why) -> None:
            await program.resuming.discard(acting, case_id, offered.place)
            program.journalling.forget(acting, case_id, offered.place)

        self._typed.pop(offered.place.partition(":")[2], None)
        self._do(give_up)

    # Findings, versions and proposals

    def fix(self, finding: ShownFinding) -> None:
        """Apply what puts a finding right: as the person's edit, or as their answer that the section then stands on."""
        if finding.fix is not None and finding.fix.answer:
            self._answer(finding.fix.answer, finding.fix.words)
            return
        wanted = finding.raised.finding

        async def put_right(program: Program, acting: Acting, case_id: str, why: Why) -> None:
            await program.journalling.leave(acting, case_id, section_place(finding.section), *why)
            facts = await program.keeping.facts(case_id)
            head = facts.record.head(finding.section)
            raised = facts.record.findings.get(head.revision_id, ()) if head else ()
            same = next((r for r in raised if (r.rule, r.finding.details) == (wanted.rule, wanted.details)), None)
            if head is None or same is None or finding.fix is None:
                raise Refused("This finding is no longer in the text.", next="Look at the findings again.")
            text, anchors = apply_fix(head.section_text, anchors_of(facts, head), same.finding, finding.fix)
            await program.editing.edit(acting, case_id, finding.section, whole(write_markup(text, anchors)), *why)

        self._change(finding.section, put_right)

    def _answer(self, field: str, words: str) -> None:
        async def answer(program: Program, acting: Acting, case_id: str, why: Why) -> None:
            reason, code = why
            given, origin = {field: words}, AnswerOrigin.SUGGESTED
            await program.keeping.answer(acting, case_id, given, origin, reason=reason, code=code)

        if not self._stands_still():
            self._do(answer)

    def explain(self, finding: ShownFinding, reason: str) -> None:
        """Let a finding stand, with the reason on the record."""

        async def say(program: Program, acting: Acting, case_id: str, _: Why) -> None:
            await program.editing.explain(acting, case_id, finding.finding_id, reason)

        self._do(say)

    def accept(self, section: str) -> None:
        """Take the redraft that waits beside the person's text."""

        async def settle(program: Program, acting: Acting, case_id: str, _: Why) -> None:
            await program.editing.accept(acting, case_id, section)

        self._change(section, settle)

    def reject(self, section: str) -> None:
        """Keep the person's text, without the redraft."""

        async def settle(program: Program, acting: Acting, case_id: str, _: Why) -> None:
            await program.editing.reject(acting, case_id, section)

        self._change(section, settle)

    def go_back(self, section: str) -> None:
        """Put the version before the current one in its place, as the person's edit."""
        shown = self._now.section(section)
        versions = shown.versions if shown else ()
        at = next((i for i, version in enumerate(versions) if version.current), len(versions))
        if at + 1 < len(versions):
            self.restore(section, versions[at + 1])

    def restore(self, section: str, version: Version) -> None:
        """Put a version in the place of the current text, as the person's edit."""
        markup = whole(write_markup(version.text, version.anchors))

        async def put_back(program: Program, acting: Acting, case_id: str, why: Why) -> None:
            await program.journalling.leave(acting, case_id, section_place(section), *why)
            await program.editing.edit(acting, case_id, section, markup, *why)

        self._change(section, put_back)

    def confirm(self, section: str) -> None:
        """Say that the text still holds after what it stands on has changed."""
        shown = self._now.section(section)
        if shown is None:
            return
        markup = whole(write_markup(shown.text, shown.anchors))

        async def hold(program: Program, acting: Acting, case_id: str, why: Why) -> None:
            await program.journalling.leave(acting, case_id, section_place(section), *why)
            await program.editing.edit(acting, case_id, section, markup, *why)

        self._do(hold)

    # Sending

    def send(self) -> None:
        """Send the case: its author has read it through."""
        if self._stands_still():
            return

        async def send(program: Program, acting: Acting, case_id: str, why: Why) -> CaseState:
            await program.journalling.leave_case(acting, case_id, *why)
            return await program.reviewing.send(acting, case_id, read_through=True)

        acting, case_id, why = self._desk.acting, self._case_id, self._reason
        self._desk.ask(lambda program: send(program, acting, case_id, why), self._sent, self._fail_and_look)

    # Its own

    @property
    def _now(self) -> DraftState:
        if self._state is None:
            raise LookupError("the case is not read yet")
        return self._state

    @property
    def _reason(self) -> Why:
        return self._why.get(self._case_id, ("", ReasonCode.CORRECTION))

    @property
    def _reason_wanted(self) -> bool:
        return self._state is not None and self._state.file.was_sent and not self._reason[0] and not self._state.locked

    def _stands_still(self) -> bool:
        """Whether a reason is needed first: it is asked for then."""
        if self._reason_wanted:
            self._missing = True
            self._put(self._now)
        return self._reason_wanted

    def _ask(self, work: Callable[..., Coroutine[Any, Any, object]], done: Callable[[Any], None]) -> None:
        self._number += 1
        number, acting, case_id = self._number, self._desk.acting, self._case_id
        known = self._state.facts if self._state and self._state.facts.case_id == case_id else None

        async def read(program: Program) -> tuple[int, object]:
            return number, await work(program, acting, case_id, known)

        self._desk.ask(read, done, self._fail)

    def _change(self, section: str, do: Do) -> None:
        """The same, for what can be undone in the section's text."""
        if self._stands_still():
            return
        self._typed.pop(section, None)
        self._do(do, _Then(self, lambda: self.revised.emit(section)))

    def _do(self, do: Do, then: "_Then | None" = None) -> None:
        acting, case_id, why = self._desk.acting, self._case_id, self._reason
        hears = then or _Then(self)
        self._desk.ask(lambda program: repeated(lambda: do(program, acting, case_id, why)), hears.done, hears.failed)

    def _close(self, sections: Sequence[str]) -> None:
        texts = {name: self._typed[name] for name in sections}

        async def close(program: Program, acting: Acting, case_id: str, why: Why) -> None:
            for name in texts:
                await program.journalling.leave(acting, case_id, section_place(name), *why)

        def closed() -> None:
            for name, markup in texts.items():
                if self._typed.get(name) == markup:
                    del self._typed[name]

        self._do(close, _Then(self, closed, closed))

    def _entered(self, read: tuple[int, DraftState]) -> None:
        self._show(read)
        state = self._state
        if state is None or read[1].facts.case_id != self._case_id:
            return
        endpoint, facts = state.chain[0], state.facts
        if endpoint != ASSEMBLED:
            self._desk.ask(lambda program: expected_seconds(program, facts, endpoint), self._expect)
        if self._start and not state.locked and not self.is_drafting:
            self._start = False
            self.draft_all()

    def _expect(self, expected: dict[str, float]) -> None:
        self._expected = expected

    def _show(self, read: tuple[int, DraftState]) -> None:
        number, state = read
        if state.facts.case_id == self._case_id and number > self._shown:
            self._shown = number
            self.settling.emit()
            self._put(state)

    def _put(self, state: DraftState) -> None:
        self._state = state
        self._state = replace(state, reason_wanted=self._reason_wanted, reason_missing=self._missing)
        self.shown.emit(self._state)

    def _take(self, told: StreamTold) -> None:
        """What came of a stream, also of a case that is not shown: it is there when one comes back."""
        before = [live.stage for live in self._lives.values()]
        recorded = False
        for event in told.told:
            recorded = self._follow(told.case_id, event) or recorded
        if told.case_id == self._case_id:
            self.came.emit(told)
            if recorded:
                self.look()
        if before != [live.stage for live in self._lives.values()]:
            self._tell_live()

    def _follow(self, case_id: str, event: PipelineEvent | TextCame) -> bool:
        """Keep what is said of a run; whether the case has changed."""
        now, key = monotonic(), (case_id, event.section)
        live = self._lives.setdefault(key, Live(case_id, event.section))
        match event:
            case RunQueued():
                live.stage = Stage.QUEUED
            case RunStarted():
                live.begin(event.endpoint, now)
            case TextCame():
                live.first_at = live.first_at or now
                live.stage = Stage.WRITING
                live.pieces += event.pieces
                live.words += sum(len(piece.text.split()) for piece in event.pieces if isinstance(piece, Words))
            case EndpointFell():
                live.stage, live.waits = Stage.WAITING, event.words
                if event.next_endpoint != event.endpoint:
                    self._tell_fall(case_id, event, live)
            case SectionRecorded() | RunStopped() | RunFailed():
                del self._lives[key]
                if isinstance(event, SectionRecorded):
                    self.announced.emit(event.section)
                return True
        return False

    def _tell_fall(self, case_id: str, event: EndpointFell, live: Live) -> None:
        section = self._state.section(event.section) if self._state else None
        if section is None or case_id != self._case_id:
            return
        self.fell.emit(
            Fallen(
                case_id=case_id,
                section=event.section,
                title=section.title,
                number=section.number,
                endpoint=event.endpoint.name,
                words=event.words,
                following=event.next_endpoint,
                kept=live.words,
                at=datetime.now(UTC),
                auth=event.error_class is ErrorClass.AUTH,
            )
        )

    def _stream_ended(self, ended: StreamEnded) -> None:
        if ended.sections is not None:
            self._forget_lives(ended.case_id, ended.sections)
        if ended.error is not None and ended.case_id == self._case_id:
            self.failed.emit(ended.error)
        self._desk.tell_changed(ended.case_id)

    def _forget_lives(self, case_id: str, sections: Sequence[str]) -> None:
        for name in sections:
            self._lives.pop((case_id, name), None)
        self._tell_live()

    def _tell_live(self) -> None:
        if self._lives and not self._tick.isActive():
            self._tick.start()
        elif not self._lives:
            self._tick.stop()
        self.live_changed.emit()

    def _sent(self, state: CaseState) -> None:
        self._typed.clear()
        self.sent.emit(state)
        self._desk.tell_changed(self._case_id)

    def _case_changed(self, case_id: str) -> None:
        if case_id == self._case_id and self._state is not None:
            self.look()

    def _acting_changed(self, _: object) -> None:
        """Somebody else is at work: what they may do, and what they typed, is theirs."""
        self._why.clear()
        self._typed.clear()
        if self._state is not None:
            self._state = None
            self.look()

    def _tell_saving(self, _: object) -> None:
        self.saving_changed.emit()

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)

    def _fail_and_look(self, error: Exception) -> None:
        self.failed.emit(error)
        self.look()


class _Then(QObject):
    """Hears how a change ended: the case is read again, and whoever waits for it goes on."""

    def __init__(
        self,
        presenter: DraftPresenter,
        went: Callable[[], None] = lambda: None,
        did_not: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(presenter)
        self._presenter, self._went, self._did_not = WeakMethod(presenter.look), went, did_not
        self._failed = WeakMethod(presenter._fail)

    def done(self, _: object) -> None:
        """It was done."""
        self._went()
        self._look_again()

    def failed(self, error: Exception) -> None:
        """It was not: where the text was changed meanwhile, both texts are offered and nothing else needs saying."""
        self._did_not()
        tell = self._failed()
        stale = isinstance(error, Refused) and error.refusal is Refusal.STALE
        if tell is not None and not stale:
            tell(error)
        self._look_again()

    def _look_again(self) -> None:
        look = self._presenter()
        if look is not None:
            look()
        self.deleteLater()


def _timer(parent: QObject, every_ms: int, slot: Callable[[], None], *, single: bool = False) -> QTimer:
    timer = QTimer(parent)
    timer.setInterval(every_ms)
    timer.setSingleShot(single)
    timer.timeout.connect(slot)
    return timer


async def _entered(program: Program, acting: Acting, case_id: str, known: Any) -> DraftState:
    state = await read_draft(program, acting, case_id, known)
    if state.locked:
        return state
    await resume_typing(program, acting, state.facts)
    return await read_draft(program, acting, case_id, state.facts)


async def _looked(program: Program, acting: Acting, case_id: str, known: Any) -> DraftState:
    return await read_draft(program, acting, case_id, known)
