"""Settings: the endpoints and their keys, and what the machine has."""

import asyncio
import platform
from collections.abc import Awaitable, Callable, Container, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from importlib.metadata import version

from PySide6.QtCore import QCoreApplication, QObject, Signal, qVersion

from desktop_app.domain.budget import BudgetUse, Limit
from desktop_app.domain.endpoint import Endpoint, EndpointKind
from desktop_app.domain.endpoint_state import EndpointState
from desktop_app.domain.errors import CountersignError, EndpointFailed, ErrorClass, NotFound, SecretUnavailable
from desktop_app.domain.latency import Pace
from desktop_app.domain.machine import Check
from desktop_app.domain.person import Acting
from desktop_app.qt.desk import Desk
from desktop_app.qt.window_words import for_window
from desktop_app.services.program import Program

MODEL_CHECK = "On-device model"
"""The check that says whether the model of this machine is there."""
KEYRING_CHECK = "Keyring"
"""The one that says whether there is a key store."""


@dataclass(frozen=True, slots=True)
class KeyState:
    """Whether the key of an endpoint is at hand; `end` are its last characters, `problem` why it cannot be read."""

    wanted: bool
    there: bool = False
    end: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class EndpointKnown:
    """What is known of an endpoint from asking it: milliseconds that it rests, what it costs (None: not known; US
    dollars for a thousand word parts read and written), and how fast it is."""

    state: EndpointState
    rest_ms: int = 0
    price: Decimal | None = None
    pace: Pace = Pace()


@dataclass(frozen=True, slots=True)
class EndpointEntry:
    """An endpoint as it is kept, its key, and what is known of it."""

    endpoint: Endpoint
    key: KeyState
    known: EndpointKnown | None = None

    @property
    def is_built_in(self) -> bool:
        """Whether it can be neither moved, changed nor removed."""
        return self.endpoint.kind is not EndpointKind.OPENAI


@dataclass(frozen=True, slots=True)
class Tested:
    """What a round trip showed: milliseconds to the first words, or what is wrong (`problem`) and what to do (`next`).

    `key_refused`: the server did not take its key.
    """

    name: str
    first_text_ms: int = 0
    problem: str = ""
    next: str = ""
    key_refused: bool = False


@dataclass(frozen=True, slots=True)
class ModelsState:
    """The endpoints in the order in which they are asked, and the budgets that hold for all cases."""

    entries: tuple[EndpointEntry, ...]
    budgets: tuple[BudgetUse, ...] = ()
    limits: tuple[Limit, ...] = ()
    forms: Mapping[str, str] = field(default_factory=dict)
    """The titles of the forms that have budgets of their own."""
    hosted: bool = True
    on_device: Check | None = None
    keyring: Check | None = None
    """Whether this computer has a key store that the program can use; None: nobody has looked yet."""
    hides_personal: bool = True
    """Whether models outside are told no personal data."""
    moderation: str = ""
    """The server that looks at drafts; empty: none."""
    may_guard: bool = False
    """Whether the person may change these two."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An endpoint was kept; `place` is where its key is now, empty where none was given."""

    name: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class AboutState:
    """What the program and the machine are."""

    versions: tuple[tuple[str, str], ...] = ()
    checks: tuple[Check, ...] = ()

    @property
    def report(self) -> str:
        """All of it as text. Nothing in it is of a case."""
        lines = [f"{name}: {value}" for name, value in self.versions]
        marks = [("ok" if c.ok else "missing" if c.needed else "absent", c) for c in self.checks]
        return "\n".join((*lines, *(f"{mark}: {check.name}, {check.words}" for mark, check in marks)))


@dataclass(frozen=True, slots=True)
class Added:
    """What a person typed of an endpoint; an empty key leaves the one that is kept."""

    endpoint: Endpoint
    key: str = field(default="", repr=False)


class SettingsPresenter(QObject):
    """Endpoints and their keys, read and changed in the background."""

    shown = Signal(object)
    """A ModelsState."""
    tested = Signal(object)
    """A Tested, one for each endpoint that was tried."""
    kept = Signal(object)
    """A Kept."""
    about = Signal(object)
    """An AboutState."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._task, self._machine = desk, 0, 0
        self._state = ModelsState(())
        self._looked: AboutState | None = None

    @property
    def state(self) -> ModelsState:
        """What was read last."""
        return self._state

    def look(self) -> None:
        """Read the endpoints now."""
        self._desk.runner.cancel(self._task)
        acting = self._desk.acting
        self._task = self._desk.ask(lambda program: _read(program, acting), self._show, self._fail)

    def look_at_machine(self) -> None:
        """Examine the machine, which reads the whole record."""
        self._desk.runner.cancel(self._machine)
        self._machine = self._desk.ask(_examine, self._show_machine, self._fail)

    def keep(self, added: Added) -> None:
        """Add an endpoint, or change the one of that name; its key goes straight to the place of keys."""
        acting = self._desk.acting
        self._desk.ask(lambda program: _keep(program, acting, added), self._keep_done, self._fail)

    def test(self, *names: str) -> None:
        """Make a round trip to each of these, one after the other."""
        self._desk.follow(lambda program, tell: _test(program, names, tell), self._tell_tested, None, self._fail)

    def move(self, name: str, by: int) -> None:
        """Have an endpoint asked earlier (-1) or later (1)."""
        names = [entry.endpoint.name for entry in self._state.entries if not entry.is_built_in]
        at = names.index(name) + by if name in names else -1
        if 0 <= at < len(names):
            names.remove(name)
            names.insert(at, name)
            self._change(lambda program, acting: program.connecting.arrange(acting, names))

    def remove(self, name: str) -> None:
        """Ask an endpoint no more, and forget its key."""
        self._change(lambda program, acting: program.connecting.remove(acting, name))

    def hide_personal(self, *, on: bool) -> None:
        """Tell models outside no personal data from now on, or tell them."""
        self._change(lambda program, acting: program.guarding.hide_personal(acting, on=on))

    def moderate_with(self, name: str) -> None:
        """Have this server look at drafts from now on; nobody where it is empty."""
        self._change(lambda program, acting: program.guarding.moderate_with(acting, name))

    def keeps_key(self, name: str) -> bool:
        """Whether an endpoint has a key here, which goes with it."""
        return any(entry.endpoint.name == name and entry.key.wanted for entry in self._state.entries)

    def _change(self, work: Callable[[Program, Acting], Awaitable[None]]) -> None:
        acting = self._desk.acting
        self._desk.ask(
            lambda program: _then_read(program, acting, work(program, acting)), self._changed, self._look_and_fail
        )

    def _changed(self, state: ModelsState) -> None:
        self._show(state)
        self._desk.models_changed.emit()

    def _look_and_fail(self, error: Exception) -> None:
        """A part of it may have been done."""
        self.look()
        self._fail(error)

    def _keep_done(self, done: tuple[Kept, ModelsState]) -> None:
        kept, state = done
        self._changed(state)
        self.kept.emit(kept)

    def _show(self, state: ModelsState) -> None:
        on_device, keyring = _check_of(self._looked, MODEL_CHECK), _check_of(self._looked, KEYRING_CHECK)
        self._state = replace(state, on_device=on_device, keyring=keyring)
        self.shown.emit(self._state)

    def _show_machine(self, about: AboutState) -> None:
        self._looked = about
        self.about.emit(about)
        self._show(self._state)

    def _tell_tested(self, tested: Tested) -> None:
        self.tested.emit(tested)
        self.look()
        self._desk.models_changed.emit()

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)


async def _read(program: Program, acting: Acting) -> ModelsState:
    listed, paces = await program.connecting.listing(), await program.pacing.paces()
    entries = [
        EndpointEntry(endpoint, await _key_of(program, endpoint), await _known_of(program, endpoint, paces))
        for endpoint in listed
    ]
    uses = await program.budgeting.open_uses(acting.person.person_id)
    shown = {use.limit for use in uses}
    limits = tuple(limit for limit in await program.budgeting.limits() if limit not in shown)
    named = {limit.form for limit in (*shown, *limits) if limit.form}
    return ModelsState(
        tuple(entries),
        budgets=uses,
        limits=limits,
        forms=await asyncio.to_thread(_titles, program, named) if named else {},
        hosted=await program.connecting.allows_hosted(),
        hides_personal=await program.guarding.hides_personal(),
        moderation=await program.guarding.moderator(),
        may_guard=await program.guarding.may_change(acting),
    )


def _titles(program: Program, forms: Container[str]) -> dict[str, str]:
    """What the forms are called; one that cannot be read keeps its name."""
    return {each.name: each.form.title for each in program.packs.offered() if each.name in forms}


async def _known_of(program: Program, endpoint: Endpoint, paces: Mapping[str, Pace]) -> EndpointKnown:
    state, rest_ms = await program.connecting.state(endpoint)
    return EndpointKnown(state, rest_ms, program.budgeting.price_of(endpoint), paces.get(endpoint.name, Pace()))


async def _then_read(program: Program, acting: Acting, work: Awaitable[None]) -> ModelsState:
    await work
    return await _read(program, acting)


async def _key_of(program: Program, endpoint: Endpoint) -> KeyState:
    if not endpoint.secret:
        return KeyState(wanted=False)
    try:
        end = await program.connecting.key_end(endpoint)
    except SecretUnavailable as error:
        return KeyState(wanted=True, problem=for_window(str(error)))
    return KeyState(wanted=True, there=end is not None, end=end or "")


async def _keep(program: Program, acting: Acting, added: Added) -> tuple[Kept, ModelsState]:
    """The endpoint first: it is refused where it makes no sense, and then no key was kept for nothing."""
    before = {e.name: e for e in await program.connecting.listing()}.get(added.endpoint.name)
    name = f"endpoint.{added.endpoint.name}"
    secret = (before.secret if before else None) or (name if added.key else None)
    position = before.position if before else 100
    await program.connecting.add(acting, replace(added.endpoint, secret=secret, position=position))
    place = await program.connecting.keep_secret(acting, secret, added.key) if secret and added.key else ""
    return Kept(added.endpoint.name, place), await _read(program, acting)


async def _test(program: Program, names: tuple[str, ...], tell: Callable[[Tested], None]) -> None:
    for name in names:
        tell(await _tested(program, name))


async def _tested(program: Program, name: str) -> Tested:
    try:
        endpoint = next((e for e in await program.connecting.listing() if e.name == name), None)
        if endpoint is None:
            raise NotFound(f"There is no endpoint “{name}”.", next="Look at the list again.")
        found = await program.connecting.test(name)
    except CountersignError as error:
        refused = isinstance(error, EndpointFailed) and error.error_class is ErrorClass.AUTH
        return Tested(name, problem=for_window(error.what), next=for_window(error.next), key_refused=refused)
    return Tested(name, int(found["first_text_ms"]))


async def _examine(program: Program) -> AboutState:
    return await asyncio.to_thread(_machine, program.examine)


def _machine(examine: Callable[[], tuple[Check, ...]]) -> AboutState:
    versions = (
        ("Countersign", version("countersign")),
        ("Python", platform.python_version()),
        ("Qt", qVersion()),
        (QCoreApplication.translate("about", "System"), platform.platform(aliased=True, terse=True)),
    )
    return AboutState(versions, examine())


def _check_of(about: AboutState | None, name: str) -> Check | None:
    return next((check for check in about.checks if check.name == name), None) if about else None
