"""The drafting workspace of one case: what is drafted, typed, put right, redrafted and sent."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from time import monotonic

from PySide6.QtCore import QTimer, Signal

from desktop_app.domain.case import CaseState
from desktop_app.domain.change_reason import ReasonCode
from desktop_app.domain.confidence import Band
from desktop_app.domain.endpoint import ASSEMBLED
from desktop_app.domain.markup import whole
from desktop_app.domain.record_rows import WorkingText
from desktop_app.domain.redline import Redline, redline
from desktop_app.domain.section import SectionState
from desktop_app.domain.track_record import Tally
from desktop_app.domain.working_text import base_of, section_place
from desktop_app.qt import draft_changes as changes
from desktop_app.qt.desk import Desk
from desktop_app.qt.draft_case import DraftCase, first_look
from desktop_app.qt.draft_changes import Do
from desktop_app.qt.draft_history import became_of, expected_seconds
from desktop_app.qt.draft_runs import DraftRuns
from desktop_app.qt.draft_state import DraftState, Fallen, Live, SectionDraft, ShownFinding, Stage, Version
from desktop_app.qt.stream_relay import StreamRelay, StreamTold
from desktop_app.services.program import Program

PAUSE_MS = 30_000
"""Milliseconds without typing after which an edit closes."""
TO_DRAFT = (SectionState.EMPTY, SectionState.INTERRUPTED, SectionState.STALE)
START = "start"
"""Where a visit asks that all sections be drafted at once."""


class DraftPresenter(DraftCase):
    """Holds what is shown of the case that is open; nothing that the store does not know outlives it."""

    came = Signal(object)
    """A StreamTold of this case: text to show, and what happened."""
    live_changed = Signal()
    """A section began, waits, or ended; or time has passed while one is written."""
    history_read = Signal()
    """What became of earlier drafts is known."""
    near = Signal(str)
    """Which budget is nearly spent."""
    fell = Signal(object)
    """A Fallen."""
    sent = Signal(object)
    """The case was sent: the CaseState that it went to."""
    revised = Signal(str)
    """A section was changed by a fix, a step back or a choice: what is shown next can be undone."""
    compared = Signal(str, object)
    """A version, and the Redline that leads from it to the current text."""
    announced = Signal(str)
    """The section that is ready, by its name."""
    written = Signal(str, str)
    """The same, and the endpoint that wrote it."""

    def __init__(self, desk: Desk, runs: DraftRuns | None = None) -> None:
        super().__init__(desk)
        self._expected: dict[str, float] = {}
        self._history: Mapping[Band, Tally] = {}
        self._typed: dict[str, str] = {}
        self._start = False
        self._wait_next: list[str] = []
        self._lines: dict[str, str] = {}
        self._instead: set[str] = set()
        self._runs = runs or DraftRuns(desk, self)
        self._pause = QTimer(self)
        self._pause.setInterval(PAUSE_MS)
        self._pause.setSingleShot(True)
        self._connect()

    def _connect(self) -> None:
        self._runs.came.connect(self._came)
        self._runs.changed.connect(self.live_changed)
        self._runs.ended.connect(self._case_changed)
        self._runs.ended.connect(self._wait_in_turn)
        self._runs.fell.connect(self._tell_fall)
        self._runs.near.connect(self._tell_near)
        self._runs.recorded.connect(self._announce)
        self._runs.failed.connect(self._fail_to_draft)
        self._pause.timeout.connect(self.leave_all)
        self._desk.acting_changed.connect(self._acting_changed)

    # What is shown

    @property
    def relay(self) -> StreamRelay:
        """What streams come through."""
        return self._runs.relay

    @property
    def lives(self) -> tuple[Live, ...]:
        """What is being drafted in this case now."""
        return self._runs.of(self._case_id)

    def live(self, section: str) -> Live | None:
        """What is being drafted in a section now."""
        return self._runs.live(self._case_id, section)

    @property
    def is_drafting(self) -> bool:
        """Whether any section of this case is queued or written."""
        return bool(self.lives)

    def seconds_left(self, section: str) -> int | None:
        """About how long it will still take, by earlier drafts of this section; None where there was none."""
        live, expected = self.live(section), self._expected.get(section)
        if live is None or expected is None or live.stage is not Stage.WRITING:
            return None
        return max(1, round(expected - (monotonic() - live.asked_at)))

    def became_of(self, band: Band) -> Tally:
        """What became of earlier drafts of this form that had this band."""
        return self._history.get(band, Tally(0, 0))

    def is_typing(self, section: str) -> bool:
        """Whether something was typed that is no edit yet: the text on the screen is then the newest."""
        return section in self._typed

    @property
    def is_held_back(self) -> bool:
        """Whether something was typed that only becomes an edit once its reason is given."""
        return bool(self._typed) and self._state is not None and self._is_reason_wanted(self._state)

    def enter(self, case_id: str, at: str = "") -> None:
        """Show this case; where `at` is `start`, draft what is empty."""
        if case_id != self._case_id:
            self._case_id, self._state, self._typed = case_id, None, {}
            self._expected, self._history, self._wait_next, self._lines = {}, {}, [], {}
            self._instead = set()
            self._missing = False
        self._start = at == START
        self._ask(first_look, self._entered)

    # Drafting

    @property
    def finished(self) -> int:
        """How many sections Draft all would redo although nothing calls for it; 0 while any is to be drafted."""
        drafted = [] if self._state is None else self._drafted()
        return 0 if any(s.state in TO_DRAFT for s in drafted) else len(drafted)

    def draft_all(self) -> None:
        """Draft every section that has no text, or one that is stale or interrupted; where there is none, all."""
        drafted = self._drafted()
        waiting = [s.section for s in drafted if s.state in TO_DRAFT]
        self.draft(waiting or [s.section for s in drafted])

    def wait_for_model(self, sections: Sequence[str]) -> None:
        """Draft those of these sections in which nobody has written by a model, if need be once one answers; those
        that were asked for with a line are asked for with it, and beside what a person has written too.

        One that is being drafted still is asked for when that has ended.
        """
        facts, lines = self._now.facts, self._lines
        free = [n for n in sections if n not in self._typed and (lines.get(n) or not facts.holds_persons_text(n))]
        self._wait_next = [name for name in free if self.live(name)]
        for line in dict.fromkeys(lines.get(name, "") for name in free):
            self.draft([name for name in free if lines.get(name, "") == line], added=line, wait=True)

    def draft_fallen(self, section: str, endpoints: Sequence[str] = ()) -> None:
        """Draft a section again that a model failed to draft: as it was asked for, or by these endpoints."""
        self.draft([section], endpoints=endpoints, added="" if endpoints else self._lines.get(section, ""))

    def draft(
        self, sections: Sequence[str], *, endpoints: Sequence[str] = (), added: str = "", wait: bool = False
    ) -> None:
        """Draft these sections; what was typed in them becomes an edit first. `wait`: where no model answers they wait
        for one.

        Where nothing calls for another draft, the model is asked anew: what it wrote before is there already.
        """
        chosen = [name for name in sections if not self.live(name)]
        if not chosen or self._stands_still():
            return
        acting, case_id = self._desk.acting, self._case_id
        self._runs.begin(case_id, chosen)
        if not endpoints:
            self._lines.update(dict.fromkeys(chosen, added))
        anew = not any(s.state in TO_DRAFT for s in self._now.sections if s.section in chosen)
        typed = [name for name in chosen if name in self._typed]

        def begin() -> None:
            for name in typed:
                self._typed.pop(name, None)
            self._runs.draft(acting, case_id, chosen, endpoints, added, anew=anew, wait=wait)

        if typed:
            self._do(changes.leaving(typed), begin, lambda: self._runs.forget(case_id, chosen))
        else:
            begin()

    def assemble_instead(self, section: str) -> None:
        """Ask the model no longer, and take the assembled draft; what it wrote meanwhile counts, where it has."""
        if self.live(section) is not None:
            self._instead.add(section)
            self.stop(section)

    def stop(self, section: str) -> None:
        """Stop writing a section; what was streamed is kept."""
        self._runs.stop(self._case_id, section)

    def stop_all(self) -> None:
        """The same for every section of this case."""
        self._runs.stop_all(self._case_id)

    # Typing

    def typed(self, section: str, markup: str) -> None:
        """Keep what stands in the section now, all of it: a citation that is not there was taken out."""
        if self._state is None or self.live(section):
            return
        shown = self._state.section(section)
        begins = section not in self._typed
        self._typed[section] = markup = whole(markup) if shown and shown.anchors else markup
        if begins and self.is_held_back:
            self._put(self._state)
        self._pause.start()
        acting, case_id, place = self._desk.acting, self._case_id, section_place(section)
        base = base_of(self._state.facts.record, place)

        async def keep(program: Program) -> None:
            program.journalling.typed(acting, case_id, place, markup, base)

        self._desk.ask(keep, None, self._fail)

    def _put(self, state: DraftState) -> None:
        """What was typed does away with what asked for other words, also while it waits for its reason."""
        left = tuple(o for o in state.obstacles if not (o.by_words and o.section in self._typed))
        super()._put(replace(state, obstacles=left))

    def left(self, section: str) -> None:
        """The keyboard went elsewhere: what was typed becomes an edit, and is checked."""
        if section in self._typed and not self._stands_still():
            self._close([section])

    def leave_all(self) -> None:
        """The same for every section."""
        if self._typed and not self._stands_still():
            self._close(list(self._typed))

    def take(self, offered: WorkingText) -> None:
        """Make what was typed the text, over what stands there now."""
        self._typed.pop(offered.place.partition(":")[2], None)
        self._do(changes.taking(offered))

    def discard(self, offered: WorkingText) -> None:
        """Give up what was typed."""
        self._typed.pop(offered.place.partition(":")[2], None)
        self._do(changes.discarding(offered))

    def give_reason(self, code: ReasonCode, words: str) -> None:
        """Why this case is changed after it was sent: said once while the window is open."""
        self._why[self._case_id] = (words.strip(), code)
        self._missing = False
        self.leave_all()
        self._put(self._now)

    # Findings, versions and proposals

    def fix(self, finding: ShownFinding) -> None:
        """Apply what puts a finding right: as the person's edit, or as their answer that the section then stands on."""
        if finding.fix is None or not finding.fix.answer:
            self._change(finding.section, changes.fixing(finding))
        elif not self._stands_still():
            self._do(changes.answering(finding.fix.answer, finding.fix.value or finding.fix.words))

    def explain(self, findings: Sequence[ShownFinding], reason: str) -> None:
        """Let these findings stand, with the reason on the record."""
        self._do(changes.explaining(findings, reason))

    def accept(self, section: str, numbers: tuple[int, ...] | None = None) -> None:
        """Take the redraft that waits beside the person's text; or just these of its changes."""
        self._change(section, changes.settling(section, accepted=True, numbers=numbers))

    def reject(self, section: str) -> None:
        """Keep the person's text, without the redraft."""
        self._change(section, changes.settling(section, accepted=False))

    def go_back(self, section: str) -> None:
        """Put the version before the current one in its place, as the person's edit."""
        shown = self._now.section(section)
        if shown is not None and shown.version_before is not None:
            self.restore(section, shown.version_before)

    def restore(self, section: str, version: Version) -> None:
        """Put a version in the place of the current text, as the person's edit."""
        self._change(section, changes.writing(section, version.text, version.anchors))

    def compare(self, before: Version, after: Version) -> None:
        """Find out how two versions differ: `compared` tells it."""
        self._desk.ask(partial(_compared, before=before, after=after), self._tell_compared, self._fail)

    def _tell_compared(self, found: tuple[str, Redline]) -> None:
        self.compared.emit(*found)

    def confirm(self, section: str) -> None:
        """Say that the text still holds after what it stands on has changed."""
        shown = self._now.section(section)
        if shown is not None:
            self._do(changes.writing(section, shown.text, shown.anchors))

    def purge(self) -> None:
        """Forget the cached drafts of the case."""
        self._do(changes.purging)

    def send(self, machine_id: str = "") -> None:
        """Send the case: its author has read it through. With a machine it is handed over to that one too."""
        if not self._stands_still():
            acting, case_id, why = self._desk.acting, self._case_id, self._reason
            self._desk.ask(
                lambda program: changes.sending(program, acting, case_id, why, machine_id),
                self._sent,
                self._fail_and_look,
            )

    # Its own

    def _drafted(self) -> list[SectionDraft]:
        return [s for s in self._now.sections if not s.by_person and not self.live(s.section)]

    def _change(self, section: str, do: Do) -> None:
        """The same, for what can be undone in the section's text."""
        if self._stands_still():
            return
        self._typed.pop(section, None)
        self._do(do, lambda: self.revised.emit(section))

    def _close(self, sections: Sequence[str]) -> None:
        texts = {name: self._typed[name] for name in sections}

        def closed() -> None:
            for name, markup in texts.items():
                if self._typed.get(name) == markup:
                    del self._typed[name]

        self._do(changes.leaving(list(texts)), closed, closed)

    def _entered(self, read: tuple[int, DraftState]) -> None:
        self._show(read)
        state = self._state
        if state is None or read[1].facts.case_id != self._case_id:
            return
        endpoint, facts, form = state.chain[0], state.facts, state.facts.pack.form.form
        if endpoint != ASSEMBLED:
            self._desk.ask(lambda program: expected_seconds(program, facts, endpoint), self._expect)
        if not self._history:
            self._desk.ask(lambda program: became_of(program, form), self._take_history)
        if not state.locked and any(s.state in TO_DRAFT for s in state.sections if not s.by_person):
            case_id = self._case_id
            self._desk.ask(lambda program: program.preparing.prepare(case_id))
        if self._start and not state.locked and not self.is_drafting:
            self._start = False
            self.draft_all()

    def _expect(self, expected: dict[str, float]) -> None:
        self._expected = expected

    def _take_history(self, history: Mapping[Band, Tally]) -> None:
        self._history = history
        self.history_read.emit()

    def _came(self, told: StreamTold) -> None:
        if told.case_id == self._case_id:
            self.came.emit(told)

    def _wait_in_turn(self, case_id: str) -> None:
        """What was to wait for a model, or to be assembled, and was being drafted still."""
        if case_id != self._case_id or self._state is None:
            return
        if self._wait_next:
            self.wait_for_model(self._wait_next)
        stopped = [name for name in self._instead if self.live(name) is None]
        self._instead.difference_update(stopped)
        self.draft(stopped, endpoints=(ASSEMBLED.name,))

    def _announce(self, case_id: str, section: str, endpoint: str) -> None:
        if case_id == self._case_id:
            self._instead.discard(section)
            self.announced.emit(section)
            self.written.emit(section, endpoint)

    def _tell_near(self, case_id: str, words: str) -> None:
        if self._state is not None and case_id == self._case_id:
            self.near.emit(words)

    def _tell_fall(self, fallen: Fallen) -> None:
        if self._state is not None and fallen.case_id == self._case_id:
            self.fell.emit(fallen)

    def _fail_to_draft(self, case_id: str, error: Exception) -> None:
        if case_id == self._case_id:
            self.failed.emit(error)

    def _sent(self, state: CaseState) -> None:
        self._typed.clear()
        self.sent.emit(state)
        self._desk.tell_changed(self._case_id)

    def _acting_changed(self, _: object) -> None:
        """Somebody else is at work: what they may do, and what they typed, is theirs."""
        self._why.clear()
        self._typed.clear()
        if self._state is not None:
            self._state = None
            self.look()


async def _compared(_: Program, before: Version, after: Version) -> tuple[str, Redline]:
    """Long texts take their time: it is not that of the window."""
    line = redline(before.text, after.text)
    return before.revision_id, line
