"""People: who is here, who is at work, and the way from one to the other."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.errors import StoreFailed
from desktop_app.domain.person import Acting, Person, Profile, Role
from desktop_app.domain.person_key import EndKind, KnownKey, PeopleHistory
from desktop_app.domain.standing import fingerprint
from desktop_app.qt.desk import Desk
from desktop_app.services.enrolling import GUEST
from desktop_app.services.program import Program

REACHES_BACK = (timedelta(), timedelta(hours=1), timedelta(days=1), timedelta(days=7))
"""How far back a key may be reported as compromised here; further, or to a minute, on the command line."""


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A signing key by its fingerprint: since when, until when, why it ended, and the reason that was given."""

    key: str
    since: datetime
    until: datetime | None = None
    why: EndKind | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """A profile: `has_key` says whether a passphrase protects it, `is_me` whether it is at work, `makes_key` whether
    a new key was allowed and is not made yet. `keys` are all that it ever had, oldest first."""

    profile_id: str
    name: str
    roles: tuple[Role, ...]
    has_key: bool
    is_me: bool
    keys: tuple[KeyLine, ...] = ()
    makes_key: bool = False

    @property
    def signs(self) -> bool:
        """Whether there is a key that has not ended."""
        return bool(self.keys) and self.keys[-1].until is None


@dataclass(frozen=True, slots=True)
class PeopleState:
    """Everybody. Where nobody of them is at work, a guest looks at the store. `may_change`: who is at work looks after
    people; `may_add`: or may add one. `unsaved`: something typed is in memory alone, and is tried again and again.
    """

    people: tuple[PersonEntry, ...]
    name: str
    is_guest: bool
    may_change: bool
    may_add: bool = True
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


@dataclass(frozen=True, slots=True)
class Left:
    """Who acts no more, and the titles of the cases that they opened and that have not ended."""

    name: str
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AllowedKey:
    """The code with which a person makes one new key. It is kept nowhere."""

    name: str
    code: str

    def __repr__(self) -> str:
        return "AllowedKey"


@dataclass(frozen=True, slots=True)
class RevokedKey:
    """Whose key signs no more, and how many cases need an approval anew."""

    name: str
    cases: int


class PeoplePresenter(QObject):
    """Reads and changes profiles, and puts another one to work."""

    shown = Signal(object)
    """A PeopleState."""
    added = Signal(str)
    """A person was added: their name."""
    retired = Signal(object)
    """A profile acts no more: a Left."""
    roles_changed = Signal(str)
    """A person has other roles: their name."""
    key_allowed = Signal(object)
    """A person may make a new key: an AllowedKey."""
    key_revoked = Signal(object)
    """A key signs no more: a RevokedKey."""
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
        acting = self._desk.acting
        self._name, os_user = person.name, acting.person.os_user

        async def work(program: Program) -> None:
            await program.enrolling.add(person.name, person.roles, os_user, person.passphrase, acting)

        self._change(work, self._tell_added)

    def change_passphrase(self, old: str, new: str) -> None:
        """Seal the key of who is at work under another passphrase."""
        acting = self._desk.acting
        self._change(
            lambda program: program.enrolling.change_passphrase(acting, old, new), self._tell_passphrase_changed
        )

    def retire(self, person: PersonEntry, words: str) -> None:
        """Let a profile act no more."""
        acting = self._desk.acting
        self._desk.ask(lambda program: _retire(program, acting, person, words), self._tell_retired, self._fail)

    def change_roles(self, person: PersonEntry, roles: Sequence[Role], words: str) -> None:
        """Give a profile these roles."""
        acting, self._name = self._desk.acting, person.name
        work = partial(_change_roles, acting=acting, person=person, roles=tuple(roles), words=words)
        self._desk.ask(work, self._tell_roles, self._fail)

    def allow_key(self, person: PersonEntry, words: str) -> None:
        """Let a person make a new key; the old one signs no more."""
        acting = self._desk.acting
        self._desk.ask(lambda program: _allow(program, acting, person, words), self._tell_allowed, self._fail)

    def revoke_key(self, person: PersonEntry, words: str, back: timedelta) -> None:
        """Report a key as compromised since so long ago."""
        acting = self._desk.acting
        self._desk.ask(lambda program: _revoke(program, acting, person, (words, back)), self._tell_revoked, self._fail)

    def make_key(self, profile_id: str, code: str, passphrase: str) -> None:
        """The person makes their new key with the code, and takes over, after all typing was closed."""
        self._desk.ask(lambda program: _make(program, profile_id, code, passphrase), self._switch, self._fail)

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

    def _tell_retired(self, left: Left) -> None:
        self.retired.emit(left)
        self.look()

    def _tell_roles(self, acting: Acting) -> None:
        if acting is not self._desk.acting:
            self._desk.act_as(acting)
        self.roles_changed.emit(self._name)
        self.look()

    def _tell_allowed(self, allowed: AllowedKey) -> None:
        self.key_allowed.emit(allowed)
        self.look()

    def _tell_revoked(self, revoked: RevokedKey) -> None:
        self.key_revoked.emit(revoked)
        self.look()

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
    history = await program.key_keeping.history()
    people = tuple(
        _entry(history, person, profile, is_me=profile.profile_id == acting.profile.profile_id)
        for person, profile in await program.enrolling.listing()
    )
    is_guest, roles = acting.profile.profile_id == GUEST, acting.profile.roles
    looks_after = Role.ADMINISTRATOR in roles
    nobody_does = not any(Role.ADMINISTRATOR in person.roles for person in people)
    may_add = looks_after or (nobody_does and bool(roles - {Role.AUDITOR}))
    return PeopleState(people, acting.person.name, is_guest, looks_after, may_add)


def _entry(history: PeopleHistory, person: Person, profile: Profile, *, is_me: bool) -> PersonEntry:
    return PersonEntry(
        profile.profile_id,
        person.name,
        tuple(sorted(profile.roles)),
        profile.sealed_key is not None,
        is_me,
        tuple(_line(history, known) for known in history.keys_of(profile.profile_id)),
        history.leave_of(profile.profile_id) is not None,
    )


def _line(history: PeopleHistory, known: KnownKey) -> KeyLine:
    name, end = fingerprint(bytes.fromhex(known.key)), known.end
    act = history.act(end.act_id) if end else None
    return (
        KeyLine(name, known.since, end.until, end.kind, act.words if act else "") if end else KeyLine(name, known.since)
    )


async def _retire(program: Program, acting: Acting, person: PersonEntry, words: str) -> Left:
    profile = await program.staffing.retire(acting, person.profile_id, words)
    return Left(person.name, tuple(file.title for file in await program.staffing.open_cases(profile.person_id)))


async def _change_roles(
    program: Program, acting: Acting, person: PersonEntry, roles: Sequence[Role], words: str
) -> Acting:
    """Who is at work from here on: with the new roles, where they are their own."""
    profile = await program.staffing.change_roles(acting, person.profile_id, roles, words)
    return replace(acting, profile=profile) if person.is_me else acting


async def _allow(program: Program, acting: Acting, person: PersonEntry, words: str) -> AllowedKey:
    return AllowedKey(person.name, await program.key_keeping.allow(acting, person.profile_id, words))


async def _revoke(program: Program, acting: Acting, person: PersonEntry, told: tuple[str, timedelta]) -> RevokedKey:
    words, back = told
    since = program.recording.now() - back if back else None
    cases = await program.key_keeping.revoke(acting, person.profile_id, words, since)
    return RevokedKey(person.name, len(cases))


async def _make(program: Program, profile_id: str, code: str, passphrase: str) -> Acting:
    await _close_typing(program)
    return await program.key_keeping.make(profile_id, code, passphrase)


async def _switch(program: Program, profile_id: str, passphrase: str | None) -> Acting:
    await _close_typing(program)
    return await program.enrolling.switch(profile_id, passphrase)


async def _close_typing(program: Program) -> None:
    if await program.journalling.closing():
        raise StoreFailed(
            "What was typed last is not saved yet.",
            kept="It is kept until it is saved.",
            next="Free space on the disk, then switch.",
        )


async def _lock(program: Program, acting: Acting) -> PeopleState:
    """What cannot be saved now stays in memory and is tried again: that is no reason to leave the window open."""
    unsaved = await program.journalling.closing()
    return replace(await _read(program, acting), unsaved=bool(unsaved))
