"""A case beside its gates: what can be done with it, and doing it. All of it is read and written in the background."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.case import CaseState
from desktop_app.domain.case_life import LifeKind
from desktop_app.domain.life_acts import LifeAct, open_acts
from desktop_app.domain.person import Role
from desktop_app.qt.life_state import LifeDone, LifeRequest, LifeState, MoveOffer

if TYPE_CHECKING:
    from desktop_app.domain.case_record import CaseRecord
    from desktop_app.domain.person import Acting
    from desktop_app.qt.desk import Desk
    from desktop_app.services.program import Program

_LEFT = {CaseState.WITHDRAWN: (LifeKind.WITHDRAW, LifeKind.REOPEN), CaseState.ABANDONED: (LifeKind.ABANDON,)}


class LifePresenter(QObject):
    """Of one case at a time: the one that is in view."""

    shown = Signal(object)
    """A LifeState."""
    previewed = Signal(object)
    """The MoveOffer that a move would be."""
    done = Signal(object)
    """A LifeDone."""
    failed = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._case_id, self._task = desk, "", 0
        desk.case_changed.connect(self._look_again)

    def look(self, case_id: str) -> None:
        """Show this case; empty: none is in view."""
        self._desk.runner.cancel(self._task)
        self._case_id = case_id
        if case_id:
            acting = self._desk.acting
            self._task = self._desk.ask(partial(read_life, acting=acting, case_id=case_id), self._show, self._fail)

    def preview(self, case_id: str, version: str = "") -> None:
        """What moving the case to this version of its form (the newest that is installed) would change."""
        self._desk.ask(partial(_preview, case_id=case_id, version=version), self._show_preview, self._fail)

    def do(self, request: LifeRequest) -> None:
        """Do it, as the person at work."""
        acting = self._desk.acting
        self._desk.ask(partial(_do, acting=acting, request=request), self._finish, self._fail)

    def _look_again(self, case_id: str) -> None:
        if case_id and case_id == self._case_id:
            self.look(case_id)

    def _show(self, state: LifeState) -> None:
        if state.file.case_id == self._case_id:
            self.shown.emit(state)

    def _show_preview(self, offer: MoveOffer) -> None:
        self.previewed.emit(offer)

    def _finish(self, done: LifeDone) -> None:
        self._desk.tell_changed(done.request.case_id)
        self.done.emit(done)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)


async def read_life(program: Program, acting: Acting, case_id: str) -> LifeState:
    """The case as this person sees it now. In a store that can only be read nothing can be done."""
    record = await program.store.case(case_id)
    people = await program.store.people()
    names = {person.person_id: person.name for person, _ in people}
    acts = () if program.store.read_only else open_acts(record, acting.person.person_id, acting.profile.roles)
    if LifeAct.MIGRATE in acts and not await program.migrating.has_other(record):
        acts = tuple(act for act in acts if act is not LifeAct.MIGRATE)
    origin, amended = record.origin, record.amendment
    step = next((s for s in reversed(record.life) if s.kind in _LEFT.get(record.file.state, ())), None)
    return LifeState(
        file=record.file,
        acts=acts,
        heirs=tuple(
            (person.person_id, person.name)
            for person, profile in people
            if Role.ANALYST in profile.roles and person.person_id != record.file.created_by
        ),
        version=record.version,
        origin=origin.kind if origin else None,
        of_case=origin.of_case if origin else "",
        of_title=await _title(program, record),
        amended_by=amended.case_id if amended and not amended.abandoned else "",
        amended_version=amended.version if amended else 0,
        reason=step.words.text if step else "",
        by=names.get(step.person_id, "") if step else "",
        mine=record.file.created_by == acting.person.person_id,
    )


async def _title(program: Program, record: CaseRecord) -> str:
    return (await program.store.case_file(record.origin.of_case)).title if record.origin else ""


async def _preview(program: Program, case_id: str, version: str) -> MoveOffer:
    """Where no other version is installed, the one that the case was on before is offered."""
    versions = await program.migrating.versions(case_id)
    back = not version and any(v.before for v in versions) and not any(v.installed and not v.current for v in versions)
    pack = await program.migrating.target(case_id, version, back=back)
    others = tuple(v for v in versions if not v.current)
    return MoveOffer(await program.migrating.preview(case_id, pack), others, pack.digest)


async def _do(program: Program, acting: Acting, request: LifeRequest) -> LifeDone:
    case_id, reason = request.case_id, request.reason
    match request.act:
        case LifeAct.WITHDRAW:
            await program.ending.withdraw(acting, case_id, reason)
        case LifeAct.ABANDON:
            await program.ending.abandon(acting, case_id, reason)
        case LifeAct.REOPEN:
            await program.ending.reopen(acting, case_id, reason)
        case LifeAct.REASSIGN:
            await program.reassigning.reassign(acting, case_id, request.heir, reason)
        case LifeAct.MIGRATE:
            pack = await program.migrating.target(case_id, request.version)
            await program.migrating.migrate(acting, case_id, pack, reason)
        case LifeAct.AMEND:
            case_id = await program.carrying.amend(acting, case_id, reason)
        case LifeAct.COPY:
            case_id = await program.carrying.copy(
                acting,
                case_id,
                title=request.title,
                reference=request.reference,
                documents=request.documents,
                texts=request.texts,
            )
    return LifeDone(request, await program.store.case_file(case_id))
