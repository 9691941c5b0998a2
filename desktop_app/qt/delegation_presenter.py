"""Who decides for whom: the delegations of the store, and those of who is at work to give and to take back."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.delegation import DELEGATED, DelegationState
from desktop_app.domain.person import Acting, Role
from desktop_app.qt.desk import Desk
from desktop_app.services.program import Program


@dataclass(frozen=True, slots=True)
class DelegationEntry:
    """A delegation with the names of both; `last_day` is the last day (UTC) on which it holds."""

    delegation_id: str
    of: str
    to: str
    role: Role
    last_day: date
    state: DelegationState
    may_end: bool


@dataclass(frozen=True, slots=True)
class DelegationsState:
    """All delegations, the newest first. `roles` are those that who is at work can delegate, `others` whom they can
    name: their person and name."""

    entries: tuple[DelegationEntry, ...]
    roles: tuple[Role, ...]
    others: tuple[tuple[str, str], ...]


class DelegationPresenter(QObject):
    """Reads delegations, gives and ends them."""

    shown = Signal(object)
    """A DelegationsState."""
    given = Signal(str)
    """The name of the person who decides from here on."""
    ended = Signal()
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._task, self._name = desk, 0, ""

    def look(self) -> None:
        """Read what there is."""
        self._desk.runner.cancel(self._task)
        acting = self._desk.acting
        self._task = self._desk.ask(lambda program: _read(program, acting), self._show, self._fail)

    def give(self, person_id: str, name: str, last_day: date, role: Role | None) -> None:
        """Let a person decide until the end of a day (UTC): in this role, or in all of theirs."""
        self._name, acting, command_id = name, self._desk.acting, str(uuid4())
        until = datetime.combine(last_day + timedelta(days=1), time(), UTC)

        async def work(program: Program) -> None:
            await program.delegating.delegate(acting, person_id, until, role=role, command_id=command_id)

        self._change(work, self._tell_given)

    def end(self, delegation_id: str) -> None:
        """Take it back."""
        acting, command_id = self._desk.acting, str(uuid4())

        async def work(program: Program) -> None:
            await program.delegating.revoke(acting, delegation_id, command_id=command_id)

        self._change(work, self._tell_ended)

    def _change(self, work: Callable[[Program], Awaitable[None]], done: Callable[[DelegationsState], None]) -> None:
        acting = self._desk.acting

        async def then_read(program: Program) -> DelegationsState:
            await work(program)
            return await _read(program, acting)

        self._desk.ask(then_read, done, self._fail)

    def _show(self, state: DelegationsState) -> None:
        self.shown.emit(state)

    def _tell_given(self, state: DelegationsState) -> None:
        self._show(state)
        self.given.emit(self._name)

    def _tell_ended(self, state: DelegationsState) -> None:
        self._show(state)
        self.ended.emit()

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)


async def _read(program: Program, acting: Acting) -> DelegationsState:
    people, now = await program.enrolling.listing(), program.delegating.now()
    names = {person.person_id: person.name for person, _ in people}
    me, roles = acting.person.person_id, acting.profile.roles
    entries = tuple(
        DelegationEntry(
            delegation_id=standing.delegation.delegation_id,
            of=names.get(standing.delegation.person_id, ""),
            to=names.get(standing.delegation.delegate_id, ""),
            role=standing.delegation.role,
            last_day=(standing.delegation.ends_at - timedelta.resolution).date(),
            state=standing.state(now),
            may_end=standing.ends_by(me, roles, now),
        )
        for standing in reversed(await program.delegating.listing())
    )
    able = {p.person_id: p.name for p, profile in people if profile.roles & {Role.ANALYST, *DELEGATED}}
    others = tuple(sorted(((who, name) for who, name in able.items() if who != me), key=lambda each: each[1]))
    return DelegationsState(entries, tuple(role for role in DELEGATED if role in roles), others)
