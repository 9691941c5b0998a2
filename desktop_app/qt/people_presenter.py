"""People: who is here, who is at work, and the way from one to the other."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.errors import StoreFailed
from desktop_app.domain.person import Acting, Role
from desktop_app.qt.desk import Desk
from desktop_app.services.enrolling import GUEST
from desktop_app.services.program import Program


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """A profile: `has_key` says whether a passphrase protects it, `is_me` whether it is at work."""

    profile_id: str
    name: str
    roles: tuple[Role, ...]
    has_key: bool
    is_me: bool


@dataclass(frozen=True, slots=True)
class PeopleState:
    """Everybody. Where nobody of them is at work, a guest looks at the store. `unsaved`: something typed is in memory
    alone, and is tried again and again.
    """

    people: tuple[PersonEntry, ...]
    name: str
    is_guest: bool
    may_retire: bool
    unsaved: bool = False

    @property
    def me(self) -> PersonEntry | None:
        """Who is at work."""
        return next((person for person in self.people if person.is_me), None)


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What was typed of a person; without a passphrase their first signature asks for one."""

    name: str
    roles: tuple[Role, ...]
    passphrase: str | None = None

    def __repr__(self) -> str:
        return "NewPerson"


class PeoplePresenter(QObject):
    """Reads and changes profiles, and puts another one to work."""

    shown = Signal(object)
    """A PeopleState."""
    added = Signal(str)
    """A person was added: their name."""
    retired = Signal(str)
    """A profile acts no more: its person's name."""
    passphrase_changed = Signal()
    switched = Signal(object)
    """Another person acts, or the same one known by passphrase: their Acting."""
    locked = Signal(object)
    """All typing is safe and the window may be covered: a PeopleState with those who can unlock it."""
    unlockable = Signal()
    """It cannot be locked: who is at work has no passphrase."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._task, self._name = desk, 0, ""

    def look(self) -> None:
        """Read who is here."""
        self._desk.runner.cancel(self._task)
        acting = self._desk.acting
        self._task = self._desk.ask(lambda program: _read(program, acting), self._show, self._fail)

    def add(self, person: NewPerson) -> None:
        """Add a person, for the same user of the operating system as who is at work."""
        self._name, os_user = person.name, self._desk.acting.person.os_user

        async def work(program: Program) -> None:
            await program.enrolling.add(person.name, person.roles, os_user, person.passphrase)

        self._change(work, self._tell_added)

    def change_passphrase(self, old: str, new: str) -> None:
        """Seal the key of who is at work under another passphrase."""
        acting = self._desk.acting
        self._change(
            lambda program: program.enrolling.change_passphrase(acting, old, new), self._tell_passphrase_changed
        )

    def retire(self, person: PersonEntry) -> None:
        """Let a profile act no more."""
        self._name, acting = person.name, self._desk.acting

        async def work(program: Program) -> None:
            await program.enrolling.retire(acting, person.profile_id)

        self._change(work, self._tell_retired)

    def switch(self, profile_id: str, passphrase: str | None) -> None:
        """Put another person to work, after all typing was closed."""
        self._desk.ask(lambda program: _switch(program, profile_id, passphrase), self._switch, self._fail)

    def lock(self) -> None:
        """Save all typing, and say whether the window can be locked."""
        acting = self._desk.acting
        self._desk.ask(lambda program: _lock(program, acting), self._lock, self._fail)

    def _change(self, work: Callable[[Program], Awaitable[None]], done: Callable[[PeopleState], None]) -> None:
        acting = self._desk.acting

        async def then_read(program: Program) -> PeopleState:
            await work(program)
            return await _read(program, acting)

        self._desk.ask(then_read, done, self._fail)

    def _show(self, state: PeopleState) -> None:
        self.shown.emit(state)

    def _tell_added(self, state: PeopleState) -> None:
        self._show(state)
        self.added.emit(self._name)

    def _tell_retired(self, state: PeopleState) -> None:
        self._show(state)
        self.retired.emit(self._name)

    def _tell_passphrase_changed(self, state: PeopleState) -> None:
        self._show(state)
        self.passphrase_changed.emit()

    def _switch(self, acting: Acting) -> None:
        self._desk.act_as(acting)
        self.switched.emit(acting)

    def _lock(self, state: PeopleState) -> None:
        if state.me is not None and state.me.has_key:
            self.locked.emit(state)
        else:
            self.unlockable.emit()

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)


async def _read(program: Program, acting: Acting) -> PeopleState:
    people = tuple(
        PersonEntry(
            profile.profile_id,
            person.name,
            tuple(sorted(profile.roles)),
            profile.sealed_key is not None,
            profile.profile_id == acting.profile.profile_id,
        )
        for person, profile in await program.enrolling.listing()
    )
    is_guest = acting.profile.profile_id == GUEST
    return PeopleState(people, acting.person.name, is_guest, Role.ADMINISTRATOR in acting.profile.roles)


async def _switch(program: Program, profile_id: str, passphrase: str | None) -> Acting:
    if await program.journalling.closing():
        raise StoreFailed(
            "What was typed last is not saved yet.",
            kept="It is kept until it is saved.",
            next="Free space on the disk, then switch.",
        )
    return await program.enrolling.switch(profile_id, passphrase)


async def _lock(program: Program, acting: Acting) -> PeopleState:
    """What cannot be saved now stays in memory and is tried again: that is no reason to leave the window open."""
    unsaved = await program.journalling.closing()
    return replace(await _read(program, acting), unsaved=bool(unsaved))
