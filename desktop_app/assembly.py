"""Where adapters meet services: the one place that knows both. The window and the command line start from here."""

import asyncio
import os
import platform
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.adapters.anchor_folder import AnchorFolder
from desktop_app.adapters.assembled_drafter import AssembledDrafter
from desktop_app.adapters.batch_asks import BatchAskFiles
from desktop_app.adapters.batch_files import BatchFolders
from desktop_app.adapters.bundled_files import forms_folder
from desktop_app.adapters.changes_reader import ChildChangesReader
from desktop_app.adapters.checkpoint_files import read_checkpoints
from desktop_app.adapters.document_kind import kind_of
from desktop_app.adapters.document_reader import ChildDocumentReader, recogniser
from desktop_app.adapters.entailment_endpoint import EndpointEntailment
from desktop_app.adapters.entailment_model import ModelFiles
from desktop_app.adapters.exchange_folder import ExchangeFolder
from desktop_app.adapters.extraction import Limits
from desktop_app.adapters.fts_index import FtsPassageIndex
from desktop_app.adapters.home_folder import checked_folder
from desktop_app.adapters.home_folder import default_home as default_home
from desktop_app.adapters.home_folder import packs_folder as packs_folder
from desktop_app.adapters.keyring_head import KeyringHead
from desktop_app.adapters.keyring_secrets import KeyringPlace
from desktop_app.adapters.late_docx_writer import LateDocxWriter
from desktop_app.adapters.late_pdf_writer import LatePdfWriter
from desktop_app.adapters.late_templates import LateTemplates
from desktop_app.adapters.library_files import LibraryFolder
from desktop_app.adapters.meaning_index import MeaningPassageIndex
from desktop_app.adapters.meaning_model import LateMeaning, installed
from desktop_app.adapters.openai_client import OpenAiDrafter
from desktop_app.adapters.pack_files import PackFolders
from desktop_app.adapters.page_images import ChildPageImages
from desktop_app.adapters.person_keys import PersonKeys
from desktop_app.adapters.practice_files import PackPractice
from desktop_app.adapters.price_book import PriceBook
from desktop_app.adapters.secret_places import CredentialPlace, EnvironmentPlace, MemoryPlace, SecretPlaces
from desktop_app.adapters.secret_vault import VAULT_FILE, VaultPlace
from desktop_app.adapters.sheet_reader import ChildSheetReader
from desktop_app.adapters.sheet_writer import WorkbookSheetWriter
from desktop_app.adapters.sql_anchors import anchors_of
from desktop_app.adapters.sql_backup import SqlBackups, sealed_key
from desktop_app.adapters.sql_condition import StoreFacts, check, describe
from desktop_app.adapters.sql_connections import SqliteConnections
from desktop_app.adapters.sql_handover import SqlHistories
from desktop_app.adapters.sql_library import SqlLibraries
from desktop_app.adapters.sql_opening import FILE
from desktop_app.adapters.sql_restore import Compacted, Restored, compact, restore
from desktop_app.adapters.sql_store import SqlStore
from desktop_app.adapters.sql_verification import verify_file
from desktop_app.adapters.store_key import (
    ID_FILE,
    existing_store_key,
    find_store_key,
    keep_store_key,
    store_id,
)
from desktop_app.adapters.support_files import read_support_weights
from desktop_app.adapters.system_clock import SystemChance, SystemClock
from desktop_app.adapters.telemetry_export import telemetry_of
from desktop_app.domain.anchor import FOLDER_SETTING, anchored
from desktop_app.domain.audit import Checkpoint, EventType, Verification
from desktop_app.domain.endpoint import BUILT_IN, Endpoint, EndpointKind
from desktop_app.domain.errors import NotFound, SecretUnavailable, UsageError
from desktop_app.domain.machine import Check
from desktop_app.domain.pack import Pack
from desktop_app.domain.pack_change import PackDifference
from desktop_app.domain.pack_comparison import compare_packs
from desktop_app.domain.person import Actor
from desktop_app.domain.sample import Sample
from desktop_app.services.anchoring import Anchoring, nowhere
from desktop_app.services.assigning import Assigning
from desktop_app.services.attaching import Attaching
from desktop_app.services.backing_up import BackingUp
from desktop_app.services.batch_planning import BatchPlanning
from desktop_app.services.batch_reckoning import BatchReckoning
from desktop_app.services.batching import Batching
from desktop_app.services.bringing_back import BringingBack
from desktop_app.services.budgeting import Budgeting
from desktop_app.services.calibrating import Calibrating
from desktop_app.services.carrying import Carrying
from desktop_app.services.case_keeping import CaseKeeping
from desktop_app.services.case_packing import CasePacking
from desktop_app.services.code_checking import CodeChecking
from desktop_app.services.commenting import Commenting
from desktop_app.services.conflict_settling import ConflictSettling
from desktop_app.services.connecting import Connecting
from desktop_app.services.counting_ahead import CountingAhead
from desktop_app.services.delegating import Delegating
from desktop_app.services.demonstrating import Demonstrating
from desktop_app.services.dispatching import Dispatching
from desktop_app.services.draft_asking import DraftAsking
from desktop_app.services.draft_caching import DraftCaching
from desktop_app.services.draft_recording import DraftRecording
from desktop_app.services.drafting import Drafting
from desktop_app.services.editing import Editing
from desktop_app.services.ending import Ending
from desktop_app.services.endpoint_standing import EndpointStanding
from desktop_app.services.enrolling import Enrolling
from desktop_app.services.escalating import Escalating
from desktop_app.services.exporting import Exporting
from desktop_app.services.forecasting import Forecasting
from desktop_app.services.grounding import Grounding
from desktop_app.services.guarding import Guarding
from desktop_app.services.handing_over import HandingOver
from desktop_app.services.handover_ports import Exchange
from desktop_app.services.history_reading import HistoryReading
from desktop_app.services.holding import Holding
from desktop_app.services.introducing import Introducing
from desktop_app.services.journalling import Journalling, Told
from desktop_app.services.key_keeping import KeyKeeping
from desktop_app.services.lane_watching import LaneWatching
from desktop_app.services.library_keeping import LibraryKeeping
from desktop_app.services.metering import Metering
from desktop_app.services.migrating import Migrating
from desktop_app.services.noticing import Noticing
from desktop_app.services.pacing import Pacing
from desktop_app.services.page_showing import PageShowing
from desktop_app.services.ports import Drafter, Moderator, Progress, Secrets
from desktop_app.services.practising import Practising
from desktop_app.services.preparing import Preparing
from desktop_app.services.previewing import Previewing
from desktop_app.services.program import Program
from desktop_app.services.prompting import Prompting
from desktop_app.services.reassigning import Reassigning
from desktop_app.services.record_ports import AnchorPlace, Store
from desktop_app.services.recording import Recording
from desktop_app.services.recounting import Recounting
from desktop_app.services.replaying import Replaying
from desktop_app.services.resuming import Resuming
from desktop_app.services.resuming_drafts import ResumingDrafts
from desktop_app.services.reviewing import Reviewing
from desktop_app.services.revising import Revising
from desktop_app.services.rotating import Rotating
from desktop_app.services.row_filling import RowFilling
from desktop_app.services.run_recording import RunRecording
from desktop_app.services.second_reading import SecondReading
from desktop_app.services.signing import Signing
from desktop_app.services.staffing import Staffing
from desktop_app.services.suggesting import Suggesting
from desktop_app.services.table_filling import TableFilling
from desktop_app.services.taking_over import TakingOver
from desktop_app.services.tracing import Tracing
from desktop_app.services.undoing import Undoing
from desktop_app.services.voiding import Voiding
from desktop_app.services.wording_calibrating import WordingCalibrating

if TYPE_CHECKING:  # evaluations, examinations and imports are loaded where one is asked for: most days none is
    from desktop_app.domain.imports.imported_pack import ImportedPack
    from desktop_app.services.evaluating import Evaluating

ENVIRONMENT_FOLDER = "COUNTERSIGN_ANCHOR_FOLDER"
ENVIRONMENT_EXCHANGE = "COUNTERSIGN_HANDOVER_FOLDER"
ENVIRONMENT_SEARCH = "COUNTERSIGN_SEARCH"
"""`words`: passages are searched by their words alone, also where the optional part for their meaning is installed."""

Ask = Callable[[str], str | None]
"""Asks a person for a passphrase, in these words; None where nobody is there to answer."""


def batch_asks(home: Path) -> BatchAskFiles:
    """What is asked of the program that has the home's store open and works at batches."""
    return BatchAskFiles(home)


def installed_packs(home: Path) -> PackFolders:
    """The packs of a home and those that come with the program; of one name, that of the home."""
    return PackFolders([packs_folder(home), forms_folder()], checked_folder(home))


def compared_packs(home: Path, before: str, after: str) -> PackDifference:
    """What changed from one pack to another, each by name or folder. Raises PackInvalid, NotFound."""
    from desktop_app.adapters.yaml_nodes import read_yaml

    def plain(body: bytes) -> Any:
        value, faults = read_yaml(body)
        return None if value is None or faults else value.plain()

    packs = installed_packs(home)
    return compare_packs(packs.load(before), packs.load(after), plain)


def new_pack(home: Path, name: str, title: str = "", folder: Path | None = None) -> Path:
    """Begin a pack of that name in this folder, or else among the packs of the home; where it is.

    Raises UsageError where the name cannot be one, or is taken.
    """
    from desktop_app.adapters.pack_model import new_pack_files
    from desktop_app.adapters.pack_writer import write_pack

    files = new_pack_files(name, title)
    if folder is None and name in installed_packs(home).names():
        raise UsageError(f"There is a pack “{name}” already.", next="Use another name, or a folder with `--to`.")
    folder = folder or packs_folder(home) / name
    write_pack(folder, files)
    return folder


async def import_pack(home: Path, file: Path, folder: Path | None = None) -> tuple["ImportedPack", Path]:
    """Make a pack of a form of another program, in this folder, or else among the packs of the home under a name that
    is free; with where it is.

    Raises UsageError where the file cannot be read or is no form, or where the folder is taken.
    """
    from desktop_app.adapters.form_reader import ChildFormReader
    from desktop_app.adapters.pack_writer import free_name, write_pack

    try:
        body = await asyncio.to_thread(file.read_bytes)
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.", next="Name the file of a form.") from None
    made = await ChildFormReader().read(file.name, body)
    name = made.name if folder else free_name(packs_folder(home), made.name, installed_packs(home).names())
    folder = folder or packs_folder(home) / name
    await asyncio.to_thread(write_pack, folder, made.files_as(name))
    return made, folder


@asynccontextmanager
async def open_program(
    home: Path, say: Callable[[str], None], ask: Ask, told: Told = lambda _saving: None
) -> AsyncIterator[Program]:
    """Open the store of a home and put the services over it; close both at the end.

    `say` is told where a new store's key went when that is a file, what is wrong with what left the store, and of
    typing that could not be saved at the end; `ask` asks a person for a passphrase; `told` hears whether typing is
    safe.
    """
    keyring, vault = KeyringPlace(), VaultPlace(home / VAULT_FILE, ask)
    place = await asyncio.to_thread(find_store_key, home, SystemChance(), _given(), keyring, vault)
    if place.words:
        say(place.words)
    outside = Outside(home, keyring, say)
    async with _program(home, place.key, place.place, _secrets(keyring, vault), told, outside) as program:
        if program.store.read_only:
            say(f"Read only. {program.store.read_only}")
        if place.made:
            scribe = program.recording.begin(Actor.program())
            scribe.tell(EventType.KEY_PLACED, place=place.place)
            await program.recording.write(scribe)
        await program.budgeting.settle_left()
        if program.store.read_only is None:
            await program.key_keeping.end_revocations()
        program.anchoring.begin()
        await program.escalating.begin()
        interrupted = True
        try:
            yield program
            interrupted = False
        finally:
            await _end_typing(program.journalling, say, interrupted=interrupted)
            await program.escalating.close()
            await program.anchoring.close()


async def _end_typing(journalling: Journalling, say: Callable[[str], None], *, interrupted: bool) -> None:
    """Close what is being typed, and say what of it could not be saved."""
    for typed in await journalling.closing(interrupted=interrupted):
        say(f"What was typed last at {typed.place} could not be saved; what was saved before it is kept.")
    await journalling.stop()


@dataclass(frozen=True, slots=True)
class Outside:
    """Where checkpoints of a home's store may leave for, and who is told of it."""

    home: Path
    keyring: KeyringPlace
    say: Callable[[str], None]

    async def anchoring(self, store: Store, recording: Recording) -> Anchoring:
        """The keyring, and the folder that the environment or the store's setting names."""
        folder = os.environ.get(ENVIRONMENT_FOLDER) or await store.setting(FOLDER_SETTING)
        places: list[AnchorPlace] = [KeyringHead(self.keyring, store_id(self.home, SystemChance()))]
        if folder:
            places.append(self.folder(folder))
        return Anchoring(store, recording, SystemClock(), places, self.folder, self.say)

    def folder(self, folder: str) -> AnchorPlace:
        """The store's part of a folder."""
        return AnchorFolder(Path(folder), store_id(self.home, SystemChance()))


def _given() -> tuple[EnvironmentPlace, CredentialPlace]:
    return EnvironmentPlace(os.environ), CredentialPlace(os.environ)


def _secrets(keyring: KeyringPlace, vault: VaultPlace | None = None) -> SecretPlaces:
    return SecretPlaces(_given(), (keyring, *((vault,) if vault else ()), MemoryPlace()), vault)


@asynccontextmanager
async def _program(
    home: Path,
    key: bytes,
    place: str,
    secrets: Secrets,
    told: Told = lambda _saving: None,
    outside: Outside | None = None,
    libraries_of: Path | None = None,
) -> AsyncIterator[Program]:
    clock, chance = SystemClock(), SystemChance()
    meaning = LateMeaning() if installed() and os.environ.get(ENVIRONMENT_SEARCH) != "words" else None
    libraries = SqlLibraries(libraries_of or home, meaning)
    store, images = await asyncio.to_thread(SqlStore.open, home, clock, chance, key), ChildPageImages()
    telemetry = await asyncio.to_thread(telemetry_of)
    recording = Recording(store, clock, chance, telemetry or (lambda _events: None))
    dispatching = Dispatching([], clock, asyncio.sleep, EndpointStanding(clock, store, recording))
    try:
        anchoring = await outside.anchoring(store, recording) if outside else nowhere(store, recording, clock)
        backups = SqlBackups(home / FILE, SqliteConnections(), key)
        program = _services(
            *(store, installed_packs(libraries_of or home), backups, place, secrets, dispatching, clock, chance, told),
            *(recording, anchoring, images, libraries, BatchAskFiles(home)),
        )
        yield replace(program, examine=partial(examine, home))
    finally:
        await images.close()
        await asyncio.to_thread(libraries.close)
        await dispatching.close()
        await store.close()
        if telemetry:
            await asyncio.to_thread(telemetry.close)


def _services(
    store: SqlStore,
    packs: PackFolders,
    backups: SqlBackups,
    place: str,
    secrets: Secrets,
    dispatching: Dispatching,
    clock: SystemClock,
    chance: SystemChance,
    told: Told,
    recording: Recording,
    anchoring: Anchoring,
    images: ChildPageImages,
    libraries: SqlLibraries,
    asks: BatchAskFiles,
) -> Program:
    keys, templates = PersonKeys(), LateTemplates()
    reader = ChildDocumentReader(Limits(recogniser=recogniser()))
    attaching = Attaching(store, recording, chance, reader, kind_of)
    keeping = CaseKeeping(store, recording, packs, attaching, clock, chance)
    new_index = partial(MeaningPassageIndex, libraries.meaning) if libraries.meaning else FtsPassageIndex
    grounding = Grounding(new_index, libraries, libraries.begin_meaning)
    revising = Revising(chance, version("countersign"), read_support_weights())
    signing, metering = Signing(recording, keys), Metering(PriceBook(), clock, chance)
    caching = DraftCaching(store)
    budgeting = Budgeting(store, recording, PriceBook(), dispatching.stands, clock, chance)
    guarding = Guarding(store, recording, secrets, make_moderator, clock)
    prompting = Prompting(templates, chance)
    asking = DraftAsking(prompting, dispatching, budgeting, recording, clock)
    runs = RunRecording(metering, budgeting, clock)
    drafts = DraftRecording(keeping, revising, runs, caching, recording, clock)
    drafting = Drafting(keeping, grounding, dispatching, asking, guarding, caching, drafts, recording, clock, chance)
    editing = Editing(keeping, grounding, revising, recording, store, chance)
    resuming = Resuming(store, keeping, editing)
    delegating = Delegating(store, recording, clock)
    reviewing = Reviewing(keeping, recording, signing, revising, LaneWatching(store), delegating)
    exporting = Exporting(store, recording, LateDocxWriter(), LatePdfWriter(), packs, keys)
    enrolling = Enrolling(store, recording, keys, chance)
    voiding = Voiding(store, recording, keeping)
    connecting = Connecting(store, recording, secrets, dispatching, make_drafter)
    ready = partial(connecting.chain, alone=True)
    counting = CountingAhead(grounding, prompting, dispatching.stands)
    forecasting = Forecasting(store, connecting, PriceBook(), clock, counting)
    batches = BatchFolders()
    planning = BatchPlanning(store, batches, packs, connecting, forecasting, clock)
    filling = RowFilling(store, recording, keeping, attaching, batches)
    histories, came = SqlHistories(store), HistoryReading(store, SqlHistories(store), packs)
    folder = os.environ.get(ENVIRONMENT_EXCHANGE, "")
    introducing = Introducing(store, recording, histories, exchange_folder, folder, platform.node() or "a machine")
    handing_over = HandingOver(store, recording, histories, introducing, CasePacking(store, histories), chance)
    return Program(
        store=store,
        store_key_place=place,
        secrets=secrets,
        packs=packs,
        recording=recording,
        backing_up=BackingUp(store, recording, backups, clock),
        keeping=keeping,
        attaching=attaching,
        grounding=grounding,
        suggesting=Suggesting(grounding, recording, store),
        table_filling=TableFilling(store, recording, ChildSheetReader(), WorkbookSheetWriter()),
        drafting=drafting,
        caching=caching,
        editing=editing,
        resuming=resuming,
        resuming_drafts=ResumingDrafts(store, keeping, connecting, drafting, clock),
        journalling=Journalling(store, resuming, clock, asyncio.sleep, told),
        reviewing=reviewing,
        delegating=delegating,
        escalating=Escalating(store, keeping, recording, delegating, clock),
        tracing=Tracing(keeping, store),
        replaying=Replaying(keeping, store, asking, runs, ready, guarding, recording, clock, chance),
        assigning=Assigning(store, recording, delegating, clock),
        commenting=Commenting(keeping, recording),
        ending=Ending(keeping, recording),
        reassigning=Reassigning(store, keeping, recording),
        carrying=Carrying(store, keeping, attaching, grounding, revising, recording),
        previewing=Previewing(packs, clock, asyncio.to_thread),
        migrating=Migrating(store, keeping, attaching, recording, packs),
        holding=Holding(store, reviewing, clock),
        exporting=exporting,
        code_checking=CodeChecking(store, exporting, reader),
        bringing_back=BringingBack(keeping, editing, ChildChangesReader(), recording),
        calibrating=Calibrating(store, recording, signing, chance),
        wording_calibrating=WordingCalibrating(store, keeping, recording, read_support_weights()),
        anchoring=anchoring,
        rotating=Rotating(store, recording, secrets, chance),
        recounting=Recounting(store, packs),
        undoing=Undoing(store, recording, keeping),
        enrolling=enrolling,
        key_keeping=KeyKeeping(store, recording, keys, chance, enrolling, voiding),
        staffing=Staffing(store, recording, chance, enrolling),
        connecting=connecting,
        budgeting=budgeting,
        noticing=Noticing(store, keeping, delegating, clock),
        practising=Practising(store, recording, packs, PackPractice(), clock, chance),
        pacing=Pacing(store, clock),
        demonstrating=Demonstrating(store, keeping, attaching, drafting, editing, reviewing, exporting, enrolling),
        guarding=guarding,
        second_reading=SecondReading(
            store,
            keeping,
            connecting,
            partial(EndpointEntailment, dispatching, chance),
            ModelFiles(),
            revising,
            metering,
            budgeting,
            recording,
            clock,
            chance,
        ),
        forecasting=forecasting,
        batch_planning=planning,
        batch_reckoning=BatchReckoning(store, connecting, clock),
        batching=Batching(
            *(store, recording, filling, drafting, planning, batches, packs, dispatching.stands, chance, asks)
        ),
        page_showing=PageShowing(store, images),
        preparing=Preparing(keeping, grounding, prompting, connecting, dispatching),
        library_keeping=LibraryKeeping(libraries, LibraryFolder(), reader, recording, clock),
        introducing=introducing,
        handing_over=handing_over,
        taking_over=TakingOver(store, recording, histories, introducing, handing_over, came),
        conflicts=ConflictSettling(keeping, recording, histories, came, revising),
    )


def exchange_folder(folder: str) -> Exchange:
    """The folder that machines exchange cases through."""
    return ExchangeFolder(Path(folder))


def sample_of(pack: Pack) -> Sample:
    """The sample case of a pack. Raises PackInvalid where it has none or it cannot be read."""
    from desktop_app.adapters.evaluation_files import read_sample

    return read_sample(pack)


def make_moderator(endpoint: Endpoint, key: str | None) -> Moderator:
    """The moderation service of an endpoint."""
    from desktop_app.adapters.moderation_endpoint import ModerationEndpoint

    return ModerationEndpoint(endpoint, key)


def make_drafter(endpoint: Endpoint, key: str | None) -> Drafter:
    """The drafter for an endpoint."""
    match endpoint.kind:
        case EndpointKind.ASSEMBLED:
            return AssembledDrafter()
        case EndpointKind.ON_DEVICE:
            from desktop_app.adapters.on_device_drafter import OnDeviceDrafter

            return OnDeviceDrafter(endpoint)
        case EndpointKind.OPENAI:
            return OpenAiDrafter(endpoint, key)
        case EndpointKind.REMOVED:
            raise NotFound(f"The endpoint “{endpoint.name}” was removed.", next="Add it again, or use another one.")


@asynccontextmanager
async def evaluating(home: Path | None, ask: Ask) -> AsyncIterator["Evaluating"]:
    """Evaluations, each on a store that is thrown away; endpoints and keys are those of the home, if there is one."""
    from desktop_app.adapters.evaluation_files import PackEvaluations
    from desktop_app.adapters.poppler_reader import PopplerReader
    from desktop_app.services.evaluating import Evaluating

    home = home or default_home()
    endpoints: tuple[Endpoint, ...] = ()
    secrets: Secrets = _secrets(KeyringPlace())
    if (home / FILE).exists():
        async with open_program(home, lambda _: None, ask) as program:
            listed = await program.connecting.listing()
            endpoints, secrets = tuple(e for e in listed if e not in BUILT_IN), program.secrets
    yield Evaluating(lambda: _scratch(endpoints, secrets, home), PackEvaluations(), PopplerReader(), SystemClock())


@asynccontextmanager
async def scratch_program(secrets: Secrets | None = None, libraries_of: Path | None = None) -> AsyncIterator[Program]:
    """The services over a store that is thrown away, in which nobody is yet, with a home's libraries and packs."""
    with tempfile.TemporaryDirectory(prefix="countersign-") as folder:
        secrets = secrets or SecretPlaces((), (MemoryPlace(),))
        key = SystemChance().new_key()
        async with _program(Path(folder), key, "memory", secrets, libraries_of=libraries_of) as program:
            yield program


@asynccontextmanager
async def _scratch(endpoints: Sequence[Endpoint], secrets: Secrets, home: Path) -> AsyncIterator[Program]:
    from desktop_app.services.evaluating import EVALUATOR

    async with scratch_program(secrets, home) as program:
        acting = await program.enrolling.current(EVALUATOR)
        for endpoint in endpoints:
            await program.connecting.add(acting, endpoint)
        yield program


def check_home(home: Path) -> tuple[Verification, tuple[Check, ...]]:
    """How the store of a home is: its record, and what its file, folder and disk are like. Needs no key."""
    verification, found = check(home)
    return verification, tuple(Check(*line) for line in found)


def describe_home(home: Path) -> StoreFacts:
    """What the store of a home is. Needs no key."""
    return describe(home)


def compact_home(home: Path) -> Compacted:
    """Write the store of a home anew without the room that deleted rows left."""
    return compact(home, SqliteConnections())


def restore_home(home: Path, backup: Path, ask: Ask) -> Restored:
    """Put a backup in the place of the home's store. Where the home has no key, the one sealed beside the backup is
    asked for, and kept where a new store's key would be. Raises what `restore` does, and SecretUnavailable.
    """
    passphrase = cache(lambda: ask("Passphrase of the store's key"))
    chance, vault = SystemChance(), VaultPlace(home / VAULT_FILE, lambda _words: passphrase())
    found = existing_store_key(home, chance, _given(), KeyringPlace(), vault)
    key = found.key if found else sealed_key(backup, lambda _words: passphrase())
    if key is None:
        raise SecretUnavailable(
            f"The backup {backup} is sealed, and no key for it was found in {home} or beside it.",
            next="Give the key in COUNTERSIGN_SECRET_STORE_KEY, or restore where the store's keyring is.",
        )
    restored = restore(home, backup, SystemClock(), chance, SqliteConnections(), key)
    if found is None:
        keep_store_key(home, chance, key, KeyringPlace(), vault)
    return restored


def verify_home(
    home: Path,
    told: Progress | None = None,
    cancelled: threading.Event | None = None,
    outside: Iterable[Checkpoint] = (),
) -> Verification:
    """Read the record of a home again, without any key; whatever is wrong with it is told as a break.

    `told` hears of the events done and of how many there are, `outside` are checkpoints that had left the machine.
    Raises CountersignError when cancelled.
    """
    return verify_file(home / FILE, told, cancelled, outside)


def anchored_words(home: Path) -> str:
    """How far the store of a home is anchored, as the store notes it; no key is needed."""
    return anchored(SystemClock().now(), anchors_of(home / FILE), {})


def outside_checkpoints(home: Path, place: Path) -> tuple[Checkpoint, ...]:
    """The checkpoints in a file or folder outside a home, of its store alone where they are told apart.

    Raises UsageError where there are none.
    """
    name = home / ID_FILE
    return read_checkpoints(place, name.read_text(errors="replace").strip() if name.is_file() else None)


def examine(home: Path) -> tuple[Check, ...]:
    """What this machine has of what the program needs and can use."""
    from desktop_app.adapters.machine_examination import examine_machine

    return tuple(Check(*found) for found in examine_machine(home))
