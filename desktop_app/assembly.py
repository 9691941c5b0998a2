"""Where adapters meet services: the one place that knows both. The window and the command line start from here."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from desktop_app.adapters.assembled_drafter import AssembledDrafter
from desktop_app.adapters.bundled_files import forms_folder
from desktop_app.adapters.document_reader import ChildDocumentReader
from desktop_app.adapters.docx_writer import DocxWriter
from desktop_app.adapters.evaluation_files import PackEvaluations, read_sample
from desktop_app.adapters.fts_index import FtsPassageIndex
from desktop_app.adapters.jinja_templates import SandboxedTemplates
from desktop_app.adapters.keyring_secrets import KeyringPlace
from desktop_app.adapters.machine_examination import examine_machine
from desktop_app.adapters.on_device_drafter import OnDeviceDrafter
from desktop_app.adapters.openai_client import OpenAiDrafter
from desktop_app.adapters.pack_files import PackFolders
from desktop_app.adapters.person_keys import PersonKeys
from desktop_app.adapters.poppler_reader import PopplerReader
from desktop_app.adapters.price_book import PriceBook
from desktop_app.adapters.secret_places import CredentialPlace, EnvironmentPlace, MemoryPlace, SecretPlaces
from desktop_app.adapters.secret_vault import VAULT_FILE, VaultPlace
from desktop_app.adapters.sql_opening import FILE
from desktop_app.adapters.sql_store import SqlStore
from desktop_app.adapters.sql_verification import verify_file
from desktop_app.adapters.store_key import FILE_PLACE, KEY_FILE, StoreKey, find_store_key
from desktop_app.adapters.system_clock import SystemChance, SystemClock
from desktop_app.domain.audit import EventType, Verification
from desktop_app.domain.endpoint import Endpoint, EndpointKind
from desktop_app.domain.pack import Pack
from desktop_app.domain.person import Actor
from desktop_app.domain.sample import Sample
from desktop_app.services.attaching import Attaching
from desktop_app.services.case_keeping import CaseKeeping
from desktop_app.services.connecting import Connecting
from desktop_app.services.demonstrating import Demonstrating
from desktop_app.services.dispatching import Dispatching
from desktop_app.services.drafting import Drafting
from desktop_app.services.editing import Editing
from desktop_app.services.enrolling import Enrolling
from desktop_app.services.evaluating import Evaluating
from desktop_app.services.exporting import Exporting
from desktop_app.services.grounding import Grounding
from desktop_app.services.metering import Metering
from desktop_app.services.ports import Drafter, Packs, Store
from desktop_app.services.prompting import Prompting
from desktop_app.services.recording import Recording
from desktop_app.services.reviewing import Reviewing
from desktop_app.services.revising import Revising
from desktop_app.services.signing import Signing

ENVIRONMENT_HOME = "COUNTERSIGN_HOME"


@dataclass(frozen=True, slots=True)
class Program:
    """The services over one open store."""

    store: Store
    store_key_place: str
    packs: Packs
    recording: Recording
    keeping: CaseKeeping
    attaching: Attaching
    grounding: Grounding
    drafting: Drafting
    editing: Editing
    reviewing: Reviewing
    exporting: Exporting
    enrolling: Enrolling
    connecting: Connecting
    demonstrating: Demonstrating

    async def chain(self, names: Sequence[str]) -> tuple[str, ...]:
        """The endpoints to ask, in order, each ready."""
        return await self.connecting.chain(names)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that the program needs or can use of the machine."""

    name: str
    ok: bool
    needed: bool
    words: str


def default_home() -> Path:
    """The folder of the user's own store."""
    given = os.environ.get(ENVIRONMENT_HOME)
    return Path(given) if given else Path(platformdirs.user_data_path("countersign", appauthor=False))


def installed_packs() -> PackFolders:
    """The packs of this installation."""
    return PackFolders([forms_folder()])


@asynccontextmanager
async def open_program(
    home: Path, say: Callable[[str], None], passphrase: Callable[[], str | None]
) -> AsyncIterator[Program]:
    """Open the store of a home and put the services over it; close both at the end.

    `say` is told where a new store's key went when that is a file; `passphrase` asks for that of the vault.
    """
    chance = SystemChance()
    place = await asyncio.to_thread(_store_key, home, chance, passphrase)
    if place.made and place.place == FILE_PLACE:
        say(f"No keyring can be used here. The store's key is in {home / KEY_FILE}: whoever has it can read the store.")
    async with _program(home, place.key, place.place) as program:
        if place.made:
            await _tell_key_place(program, place.place)
        yield program


@asynccontextmanager
async def _program(home: Path, key: bytes, place: str) -> AsyncIterator[Program]:
    clock, chance = SystemClock(), SystemChance()
    store = await asyncio.to_thread(SqlStore.open, home, clock, chance, key)
    dispatching = Dispatching([], clock, asyncio.sleep)
    try:
        yield _services(store, place, dispatching, clock, chance)
    finally:
        await dispatching.close()
        await store.close()


def _services(
    store: SqlStore, place: str, dispatching: Dispatching, clock: SystemClock, chance: SystemChance
) -> Program:
    packs, keys, templates = installed_packs(), PersonKeys(), SandboxedTemplates()
    recording = Recording(store, clock, chance)
    attaching = Attaching(store, recording, chance, ChildDocumentReader())
    keeping = CaseKeeping(store, recording, packs, attaching, clock, chance)
    grounding = Grounding(FtsPassageIndex)
    revising = Revising(chance)
    signing = Signing(recording, keys)
    drafting = Drafting(
        keeping,
        grounding,
        Prompting(templates, chance),
        dispatching,
        revising,
        Metering(PriceBook(), clock, chance),
        recording,
        clock,
        chance,
    )
    editing = Editing(keeping, grounding, revising, recording, store, chance)
    reviewing = Reviewing(keeping, recording, signing)
    exporting = Exporting(store, recording, DocxWriter(), packs, keys)
    enrolling = Enrolling(store, recording, keys, chance)
    return Program(
        store=store,
        store_key_place=place,
        packs=packs,
        recording=recording,
        keeping=keeping,
        attaching=attaching,
        grounding=grounding,
        drafting=drafting,
        editing=editing,
        reviewing=reviewing,
        exporting=exporting,
        enrolling=enrolling,
        connecting=Connecting(store, recording, _secrets(), dispatching, make_drafter),
        demonstrating=Demonstrating(store, keeping, attaching, drafting, editing, reviewing, exporting, enrolling),
    )


def sample_of(pack: Pack) -> Sample:
    """The sample case of a pack. Raises PackInvalid where it has none or it cannot be read."""
    return read_sample(pack)


def make_drafter(endpoint: Endpoint, key: str | None) -> Drafter:
    """The drafter for an endpoint."""
    match endpoint.kind:
        case EndpointKind.ASSEMBLED:
            return AssembledDrafter()
        case EndpointKind.ON_DEVICE:
            return OnDeviceDrafter(endpoint)
        case EndpointKind.OPENAI:
            return OpenAiDrafter(endpoint, key)


def _secrets() -> SecretPlaces:
    given = (EnvironmentPlace(os.environ), CredentialPlace(os.environ))
    return SecretPlaces(given, (KeyringPlace(), MemoryPlace()))


def _store_key(home: Path, chance: SystemChance, passphrase: Callable[[], str | None]) -> StoreKey:
    given = (EnvironmentPlace(os.environ), CredentialPlace(os.environ))
    vault = home / VAULT_FILE
    words = passphrase() if vault.exists() else None
    return find_store_key(home, chance, given, KeyringPlace(), VaultPlace(vault, words) if words else None)


async def _tell_key_place(program: Program, place: str) -> None:
    scribe = program.recording.begin(Actor.program())
    scribe.tell(EventType.KEY_PLACED, place=place)
    await program.recording.write(scribe)


@asynccontextmanager
async def evaluating(home: Path | None) -> AsyncIterator[Evaluating]:
    """Evaluations, each on a store that is thrown away; endpoints are those of the home, where there is one."""
    endpoints: tuple[Endpoint, ...] = ()
    home = home or default_home()
    if (home / FILE).exists():
        async with open_program(home, lambda _: None, lambda: None) as program:
            endpoints = await program.store.endpoints()
    yield Evaluating(lambda: _scratch(endpoints), PackEvaluations(), PopplerReader(), SystemClock())


@asynccontextmanager
async def _scratch(endpoints: Sequence[Endpoint]) -> AsyncIterator[Program]:
    with tempfile.TemporaryDirectory(prefix="countersign-") as folder:
        async with _program(Path(folder), SystemChance().new_key(), "memory") as program:
            acting = await program.enrolling.current("evaluation")
            for endpoint in endpoints:
                await program.connecting.add(acting, endpoint)
            yield program


def verify_home(home: Path) -> Verification:
    """Read the record of a home again, without any key; whatever is wrong with it is told as a break."""
    return verify_file(home / FILE)


def examine(home: Path) -> tuple[Check, ...]:
    """What this machine has of what the program needs and can use."""
    return tuple(Check(*found) for found in examine_machine(home))
