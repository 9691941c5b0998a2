"""Signing: what is about to be signed, by whom, and the passphrase that is asked for each time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.domain.case import CaseState
from desktop_app.domain.errors import Conflict, Locked
from desktop_app.domain.person import Acting
from desktop_app.domain.signature import text_fingerprint
from desktop_app.domain.signing_lock import Tries
from desktop_app.qt.review_state import ReviewState, SectionReview, Step

if TYPE_CHECKING:
    from desktop_app.qt.desk import Desk
    from desktop_app.services.program import Program


@dataclass(frozen=True, slots=True)
class SignRequest:
    """What a signature is about. `command_id` makes it apply once, however often it is asked for.

    `heads` are the texts that the person has seen; `needs_reason` is so for a blocked section.
    """

    review: ReviewState
    acting: Acting
    sections: tuple[SectionReview, ...]
    command_id: str = field(default_factory=lambda: str(uuid4()))

    @property
    def step(self) -> Step:
        """What it means."""
        return self.review.step

    @property
    def needs_reason(self) -> bool:
        """Whether the decision is about a blocked section."""
        return self.step is Step.APPROVE and any(section.is_blocked for section in self.sections)

    @property
    def fingerprint(self) -> str:
        """A short name of the texts that are signed."""
        return text_fingerprint(self.review.commitments[section.section] for section in self.sections)


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature was made: of which case, and where the case is now."""

    request: SignRequest
    state: CaseState


class SignPresenter(QObject):
    """Signs one request at a time."""

    signed = Signal(object)
    """A Signed."""
    wrong = Signal(int)
    """The passphrase was wrong: how many tries are left."""
    changed = Signal(object)
    """The case is not what the person has seen: the Conflict. Nothing was signed."""
    refused = Signal(object)
    """It cannot be signed: the error."""
    busy_changed = Signal(bool)
    locked_out = Signal()
    """Too many passphrases were wrong, here or in another program."""
    unlocked = Signal()
    """The time after too many wrong passphrases is over."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._locks: dict[str, QTimer] = {}
        self._request: SignRequest | None = None
        self._busy = False

    @property
    def locked(self) -> bool:
        """Whether too many passphrases of the person at work were wrong. That others work meanwhile changes nothing."""
        lock = self._locks.get(self._person)
        return lock is not None and lock.isActive()

    @property
    def _person(self) -> str:
        return self._desk.acting.person.person_id

    def look(self) -> None:
        """Whether too many passphrases of the person at work were wrong lately, here or in another program."""
        person = self._person
        self._desk.ask(lambda program: program.recording.tries(person), self._keep_lock)

    def sign(self, request: SignRequest, passphrase: str, reason: str = "") -> None:
        """Sign it. Asked for again before it has ended, nothing more happens."""
        if self._busy or self.locked:
            return
        self._request = request
        self._set_busy(True)
        work = partial(_sign, request=request, passphrase=passphrase, reason=reason)
        self._desk.ask(work, self._done, self._fail)

    def _done(self, signed: Signed) -> None:
        self._set_busy(False)
        self.signed.emit(signed)
        self._desk.tell_changed(signed.request.review.file.case_id)

    def _fail(self, error: Exception) -> None:
        self._set_busy(False)
        if isinstance(error, Locked):
            person = self._person
            self._desk.ask(lambda program: program.recording.tries(person), self._count)
        elif isinstance(error, Conflict):
            self.changed.emit(error)
        else:
            self.refused.emit(error)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.busy_changed.emit(busy)

    def _count(self, tries: Tries) -> None:
        """The passphrase was wrong: how many more may be."""
        self._keep_lock(tries)
        self.wrong.emit(tries.left)

    def _keep_lock(self, tries: Tries) -> None:
        if tries.locked is not None and not self.locked:
            self._lock(self._person, tries.locked)
            self.locked_out.emit()

    def _lock(self, person_id: str, left: timedelta) -> None:
        lock = QTimer(self, singleShot=True, interval=int(left.total_seconds() * 1000) + 1)
        lock.timeout.connect(partial(self._unlock, person_id))
        lock.start()
        self._locks[person_id] = lock

    def _unlock(self, person_id: str) -> None:
        self._locks.pop(person_id).deleteLater()
        self.unlocked.emit()


async def _sign(program: Program, request: SignRequest, passphrase: str, reason: str) -> Signed:
    """Nothing is signed that the person has not seen: the case is the version that was shown."""
    case_id, shown = request.review.file.case_id, request.review.file.lock_version
    if not await program.recording.is_applied(request.command_id):
        now = (await program.store.case(case_id)).file
        if now.lock_version != shown:
            raise Conflict("The case was changed since you opened it.", next="Look at what changed, then decide.")
    if request.step is Step.APPROVE:
        state = await program.reviewing.approve(
            request.acting,
            passphrase,
            case_id,
            [section.section for section in request.sections],
            checklist=True,
            reason=reason,
            stage=request.review.stage or None,
            command_id=request.command_id,
        )
    else:
        state = await program.reviewing.sign(
            request.acting,
            passphrase,
            case_id,
            checklist=True,
            stage=request.review.stage or None,
            command_id=request.command_id,
        )
    return Signed(request, state)
