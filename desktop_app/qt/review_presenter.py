"""The review of one case: what is shown, what the person has marked, and the changes that they settle."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.case import CaseFile
from desktop_app.domain.comment import ReturnItem
from desktop_app.domain.errors import Conflict
from desktop_app.domain.markup import whole
from desktop_app.domain.person import Acting
from desktop_app.domain.reading_pace import ReadingPace
from desktop_app.domain.review import DecisionKind
from desktop_app.domain.review_marks import HeldDecision
from desktop_app.qt.case_taking import CaseTaking
from desktop_app.qt.held_decisions import HeldDecisions
from desktop_app.qt.marks_keeper import MarksKeeper
from desktop_app.qt.pace_reading import ShownPace, read_pace
from desktop_app.qt.queue_reading import read_usual_share
from desktop_app.qt.review_reading import read_review
from desktop_app.qt.review_state import (
    ChangeKey,
    Fate,
    Left,
    Marks,
    ReviewState,
    SectionReview,
    Step,
    left_before,
    left_for,
    to_approve,
)
from desktop_app.qt.sign_presenter import Signed, SignPresenter, SignRequest

if TYPE_CHECKING:
    from desktop_app.qt.desk import Desk
    from desktop_app.services.program import Program


class ReviewPresenter(QObject):
    """Reads a case for its reviewer. Changes are settled section by section, as soon as each change of the section is
    decided."""

    shown = Signal(object)
    """A ReviewState: a case, or the same one after it changed."""
    marked = Signal()
    """What is read, checked or chosen has changed."""
    stale = Signal(object)
    """The case was changed by somebody else since it was shown: the new ReviewState, for who asks to see it."""
    left_alone = Signal(int, int)
    """Several changes were settled: how many, and how many were left since they are settled one by one."""
    following = Signal(str)
    """The case to decide next; empty where there is none."""
    failed = Signal(object)

    def __init__(self, desk: Desk, held: HeldDecisions, signing: SignPresenter) -> None:
        super().__init__()
        self._desk, self.held, self.signing = desk, held, signing
        self._task, self._writing = 0, False
        self._case_id = ""
        self.state: ReviewState | None = None
        self._usual: dict[str, float | None] = {}
        self._paces: dict[str, tuple[ReadingPace, ...]] = {}
        self.pace: ShownPace | None = None
        self._again: dict[ChangeKey, bool] = {}
        self.taking = CaseTaking(desk, self)
        self._keeper = MarksKeeper(desk, self)
        self._keeper.failed.connect(self.failed)
        signing.signed.connect(self._drop_marks)
        desk.case_changed.connect(self._look_again)
        desk.acting_changed.connect(self._forget)

    # Reading

    def open(self, case_id: str) -> None:
        """Show this case."""
        if case_id != self._case_id:
            self._case_id, self.state, self.pace = case_id, None, None
        self.look()

    def look(self) -> None:
        """Read the case anew."""
        self._ask(self._show)

    def look_whether_changed(self) -> None:
        """The same, but what is shown stays until the person asks to see what changed."""
        self._ask(self._tell_stale)

    def find_following(self) -> None:
        """Look for the case to decide after this one."""
        work = partial(_following, acting=self._desk.acting, case_id=self._case_id, decided=self.held.cases)
        self._desk.ask(work, self._tell_following, self._fail)

    # What is marked

    @property
    def marks(self) -> Marks:
        """What the person has done on the page."""
        return self._keeper.of(self._case_id)

    @property
    def left(self) -> tuple[Left, ...]:
        """What is left before the decision."""
        return left_before(self.state, self.marks) if self.state else ()

    @property
    def is_held(self) -> bool:
        """Whether the case is decided and can be taken back."""
        return self._case_id in self.held.cases

    def mark_read(self, section: str) -> None:
        """The end of a section was on screen."""
        if section not in self.marks.read:
            self._mark(replace(self.marks, read=self.marks.read | {section}))
            self._ask_pace()

    def mark_opened(self, section: str, number: int) -> None:
        """A citation was opened."""
        if (section, number) not in self.marks.opened:
            self._mark(replace(self.marks, opened=self.marks.opened | {(section, number)}))

    def check(self, point: int, done: bool) -> None:
        """A point of the checklist was seen to, or not."""
        checked = self.marks.checked | {point} if done else self.marks.checked - {point}
        self._mark(replace(self.marks, checked=checked))

    # Changes

    def choose(self, key: ChangeKey, accept: bool) -> None:
        """Accept or reject a change. Once the last one of its section is decided, all of them are recorded."""
        section = self.state.section(key[0]) if self.state else None
        if section is None or self._writing or key not in {card.key for card in section.waiting}:
            return
        self._mark(replace(self.marks, chosen={**self.marks.chosen, key: accept}))
        self._settle_next()

    def choose_several(self, keys: Collection[ChangeKey], accept: bool) -> None:
        """Accept or reject those of these changes that wait, but for those that are settled one by one: `left_alone`
        tells how many."""
        state = self.state
        waiting = [card for section in state.sections for card in section.waiting] if state else []
        asked = [card for card in waiting if card.key in keys and card.key not in self.marks.chosen]
        several = [card.key for card in asked if card.one_by_one is None or len(asked) == 1]
        if not self._writing:
            self._mark(replace(self.marks, chosen={**self.marks.chosen, **dict.fromkeys(several, accept)}))
            self.left_alone.emit(len(several), len(asked) - len(several))
            self._settle_next()

    def _settle_next(self) -> None:
        """Record the first section of which every change is decided; the others follow when it is recorded."""
        for section in self.state.sections if self.state and not self._writing else ():
            chosen = {card.key: self.marks.chosen.get(card.key) for card in section.waiting}
            if chosen and None not in chosen.values():
                self._settle(section, chosen)
                return

    def undo(self, key: ChangeKey) -> bool:
        """The change is not decided after all, also where that is recorded, until its section is approved: whether it
        could be taken back."""
        chosen = {each: taken for each, taken in self.marks.chosen.items() if each != key}
        if self._writing:
            return False
        if len(chosen) < len(self.marks.chosen):
            self._mark(replace(self.marks, chosen=chosen))
            return True
        section = self.state.section(key[0]) if self.state else None
        if section is None or key not in section.taken:
            return False
        self._take_back(section, key)
        return True

    def _take_back(self, section: SectionReview, key: ChangeKey) -> None:
        """The changes of the section wait again; what was decided of the others still is."""
        name, (undone, _) = section.section, section.taken[key]
        self._again = {(name, number): taken for number, taken in section.taken.values() if number != undone}
        self._write(
            partial(
                _taken_back,
                acting=self._desk.acting,
                file=self._file,
                seen=section,
                command_id=str(uuid4()),
            )
        )

    def _settle(self, section: SectionReview, chosen: Mapping[ChangeKey, bool | None]) -> None:
        """As each was chosen. Changes of the person's own stay as they are."""
        theirs = tuple(card.number for card in section.cards if card.fate is not Fate.WAITS)
        accepted = tuple(number for (_, number), taken in chosen.items() if taken)
        rejected = tuple(number for (_, number), taken in chosen.items() if not taken)
        self._write(
            partial(
                _settled,
                acting=self._desk.acting,
                file=self._file,
                seen=section,
                accepted=(*accepted, *theirs),
                rejected=rejected,
                command_id=str(uuid4()),
            )
        )

    def edit(self, section: str, markup: str, reason: str) -> None:
        """Change a section's text; the change goes to its author."""
        work = partial(
            _edited,
            acting=self._desk.acting,
            case_id=self._case_id,
            section=section,
            markup=markup,
            reason=reason,
            command_id=str(uuid4()),
        )
        self._write(work)

    # Decisions

    def request(self, section: str = "") -> SignRequest | None:
        """What there is to sign: this section by itself, or what the decision bar's signature is about."""
        state = self.state
        if state is None or not state.can_decide or self.is_held:
            return None
        if section:
            chosen = tuple(s for s in state.sections if s.section == section and s.needs_me)
        else:
            chosen = to_approve(state) if state.step is Step.APPROVE else state.sections
        return SignRequest(state, self._desk.acting, chosen) if chosen else None

    def left_for(self, request: SignRequest) -> tuple[Left, ...]:
        """What is left before this is signed."""
        return left_for(request.review, self.marks, request.sections) if request.step is Step.APPROVE else self.left

    def return_(self, items: tuple[ReturnItem, ...], reason: str) -> None:
        """Give the case back to its author; it can be taken back for a while."""
        self._hold(DecisionKind.RETURN, reason, self._author, items)

    def escalate(self, reason: str, to: str) -> None:
        """Let a higher role decide; it can be taken back for a while."""
        self._hold(DecisionKind.ESCALATE, reason, to)

    def hand_back(self, reason: str) -> None:
        """Let the stage that it was escalated from decide again."""
        state = self.state
        if state is not None:
            stage, command_id = state.stage, str(uuid4())
            acting, case_id = self._desk.acting, self._case_id
            self._write(partial(_handed_back, acting, case_id, stage, reason, command_id))

    def _hold(self, kind: DecisionKind, reason: str, to: str, items: tuple[ReturnItem, ...] = ()) -> None:
        title = self._file.title
        self.held.hold(HeldDecision(str(uuid4()), kind, self._case_id, title, reason, items, to))

    # What comes back

    @property
    def _file(self) -> CaseFile:
        if self.state is None:
            raise LookupError("no case is shown")
        return self.state.file

    @property
    def _author(self) -> str:
        return self.state.author if self.state else ""

    def _ask(self, done: object) -> None:
        self._desk.runner.cancel(self._task)
        decided = self.held.cases - {self._case_id}
        work = partial(read_review, acting=self._desk.acting, case_id=self._case_id, decided=decided)
        self._task = self._desk.ask(work, done, self._fail)  # type: ignore[arg-type]

    def _write(self, work: object) -> None:
        self._writing = True
        self._desk.ask(work, self._written, self._not_written)  # type: ignore[arg-type]

    def _written(self, case_id: str) -> None:
        self._writing = False
        self._desk.tell_changed(case_id)

    def _not_written(self, error: Exception) -> None:
        self._writing, self._again = False, {}
        self._mark(replace(self.marks, chosen={}))
        self._fail(error)
        self.look()

    def _look_again(self, case_id: str) -> None:
        if case_id == self._case_id:  # also while it is read: that may be what it was before the change
            self.look()

    def _show(self, state: ReviewState) -> None:
        self._keeper.show(state, self.state)
        form = state.file.pack_digest
        self.state = replace(state, usual_share=self._usual.get(form))
        if self._again and not self._writing:
            waiting = {card.key for card in state.cards if card.fate is Fate.WAITS}
            again = {key: taken for key, taken in self._again.items() if key in waiting}
            self._again = {}
            self._keeper.keep(self.state, replace(self.marks, chosen={**self.marks.chosen, **again}))
        self.taking.show(self.state)
        self.shown.emit(self.state)
        self._settle_next()
        if form not in self._usual:
            self._usual[form] = None
            self._desk.ask(partial(read_usual_share, file=state.file), self._tell_usual)

    def _ask_pace(self) -> None:
        """How long the case has been open is said of the held sections that were read, to who decides about it."""
        state = self.state
        if state is None or state.step is not Step.APPROVE:
            return
        read = {
            section.section for section in state.sections if section.needs_me and section.section in self.marks.read
        }
        known = self._paces.get(state.file.pack_digest)
        work = partial(read_pace, acting=self._desk.acting, file=state.file, read=read, known=known)
        if read:
            self._desk.ask(work, self._tell_pace, self._fail)

    def _tell_pace(self, told: tuple[ShownPace, tuple[ReadingPace, ...]] | None) -> None:
        if told is not None and self.state is not None and told[0].case_id == self.state.file.case_id:
            self.pace, self._paces[self.state.file.pack_digest] = told
            self.marked.emit()

    def _tell_usual(self, usual: tuple[str, float | None]) -> None:
        form, share = usual
        self._usual[form] = share
        if self.state is not None and self.state.file.pack_digest == form:
            self.state = replace(self.state, usual_share=share)
            self.marked.emit()

    def _tell_stale(self, state: ReviewState) -> None:
        if self.state is None or state.file.lock_version == self.state.file.lock_version:
            self._show(state)
        else:
            self.stale.emit(state)

    def _mark(self, marks: Marks) -> None:
        if self.state is not None:
            self._keeper.keep(self.state, marks)
            self.taking.go_on()
            self.marked.emit()

    def _drop_marks(self, signed: Signed) -> None:
        """What was marked on the way to a decision that is made now."""
        review = signed.request.review
        if signed.state is not review.file.state:
            self._keeper.drop(review)

    def _forget(self, _: object) -> None:
        """What a person is shown is their own."""
        self.state = self.pace = None
        self._paces.clear()

    def _tell_following(self, case_id: str) -> None:
        self.following.emit(case_id)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)


async def _following(program: Program, acting: Acting, case_id: str, decided: frozenset[str]) -> str:
    """Behind this case in the queue, though it has left it meanwhile: the first that is free."""
    query = program.assigning.query(acting, hidden=decided | {case_id}, seat=await program.delegating.seat(acting))
    return (await program.store.queue_place(query, case_id)).after


async def _handed_back(acting: Acting, case_id: str, stage: str, reason: str, command_id: str, program: Program) -> str:
    await program.escalating.hand_back(acting, case_id, reason, stage=stage, command_id=command_id)
    return case_id


async def _settled(
    program: Program,
    acting: Acting,
    file: CaseFile,
    seen: SectionReview,
    accepted: tuple[int, ...],
    rejected: tuple[int, ...],
    command_id: str,
) -> str:
    """Numbers of changes are those of the text that was shown."""
    await _require_seen(program, file, seen)
    settle = partial(program.editing.accept, acting, file.case_id, seen.section, accepted)
    await settle(rejected=rejected, command_id=command_id)
    return file.case_id


async def _taken_back(program: Program, acting: Acting, file: CaseFile, seen: SectionReview, command_id: str) -> str:
    """What was settled in the text that was shown."""
    await _require_seen(program, file, seen)
    await program.editing.take_back(acting, file.case_id, seen.section, command_id=command_id)
    return file.case_id


async def _require_seen(program: Program, file: CaseFile, seen: SectionReview) -> None:
    if (await program.store.case(file.case_id)).heads.get(seen.section) != seen.revision_id:
        raise Conflict(f"“{seen.title}” was changed since you opened it.", next="Look at what changed, then decide.")


async def _edited(
    program: Program, acting: Acting, case_id: str, section: str, markup: str, reason: str, command_id: str
) -> str:
    """What stands in the editor is the whole text: a source that is not in it any more is taken away."""
    await program.editing.edit(acting, case_id, section, whole(markup), reason, command_id=command_id)
    return case_id
