"""The services over one open store, as one value: what the window and the command line work with."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.services.anchoring import Anchoring
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
from desktop_app.services.code_checking import CodeChecking
from desktop_app.services.commenting import Commenting
from desktop_app.services.conflict_settling import ConflictSettling
from desktop_app.services.connecting import Connecting
from desktop_app.services.delegating import Delegating
from desktop_app.services.demonstrating import Demonstrating
from desktop_app.services.draft_caching import DraftCaching
from desktop_app.services.drafting import Drafting
from desktop_app.services.editing import Editing
from desktop_app.services.ending import Ending
from desktop_app.services.enrolling import Enrolling
from desktop_app.services.escalating import Escalating
from desktop_app.services.exporting import Exporting
from desktop_app.services.forecasting import Forecasting
from desktop_app.services.grounding import Grounding
from desktop_app.services.guarding import Guarding
from desktop_app.services.handing_over import HandingOver
from desktop_app.services.holding import Holding
from desktop_app.services.introducing import Introducing
from desktop_app.services.journalling import Journalling
from desktop_app.services.key_keeping import KeyKeeping
from desktop_app.services.library_keeping import LibraryKeeping
from desktop_app.services.migrating import Migrating
from desktop_app.services.noticing import Noticing
from desktop_app.services.pacing import Pacing
from desktop_app.services.page_showing import PageShowing
from desktop_app.services.ports import Examine, Packs, Secrets
from desktop_app.services.practising import Practising
from desktop_app.services.preparing import Preparing
from desktop_app.services.previewing import Previewing
from desktop_app.services.reassigning import Reassigning
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording
from desktop_app.services.recounting import Recounting
from desktop_app.services.replaying import Replaying
from desktop_app.services.resuming import Resuming
from desktop_app.services.resuming_drafts import ResumingDrafts
from desktop_app.services.reviewing import Reviewing
from desktop_app.services.rotating import Rotating
from desktop_app.services.second_reading import SecondReading
from desktop_app.services.staffing import Staffing
from desktop_app.services.suggesting import Suggesting
from desktop_app.services.table_filling import TableFilling
from desktop_app.services.taking_over import TakingOver
from desktop_app.services.tracing import Tracing
from desktop_app.services.undoing import Undoing
from desktop_app.services.wording_calibrating import WordingCalibrating


@dataclass(frozen=True, slots=True)
class Program:
    """The services over one open store."""

    store: Store
    store_key_place: str
    secrets: Secrets
    packs: Packs
    recording: Recording
    backing_up: BackingUp
    keeping: CaseKeeping
    undoing: Undoing
    assigning: Assigning
    attaching: Attaching
    grounding: Grounding
    suggesting: Suggesting
    table_filling: TableFilling
    drafting: Drafting
    caching: DraftCaching
    editing: Editing
    resuming: Resuming
    resuming_drafts: ResumingDrafts
    journalling: Journalling
    reviewing: Reviewing
    delegating: Delegating
    escalating: Escalating
    tracing: Tracing
    replaying: Replaying
    commenting: Commenting
    ending: Ending
    reassigning: Reassigning
    carrying: Carrying
    migrating: Migrating
    previewing: Previewing
    holding: Holding
    exporting: Exporting
    bringing_back: BringingBack
    code_checking: CodeChecking
    calibrating: Calibrating
    wording_calibrating: WordingCalibrating
    anchoring: Anchoring
    rotating: Rotating
    recounting: Recounting
    enrolling: Enrolling
    key_keeping: KeyKeeping
    staffing: Staffing
    batch_planning: BatchPlanning
    batch_reckoning: BatchReckoning
    batching: Batching
    connecting: Connecting
    budgeting: Budgeting
    noticing: Noticing
    practising: Practising
    pacing: Pacing
    demonstrating: Demonstrating
    forecasting: Forecasting
    guarding: Guarding
    second_reading: SecondReading
    page_showing: PageShowing
    preparing: Preparing
    library_keeping: LibraryKeeping
    introducing: Introducing
    handing_over: HandingOver
    taking_over: TakingOver
    conflicts: ConflictSettling
    examine: Examine = tuple
    """What the machine has of what the program needs and can use; it reads the whole record and takes its time."""

    async def chain(self, names: Sequence[str], *, alone: bool = False) -> tuple[str, ...]:
        """The endpoints to ask, in order, each ready."""
        return await self.connecting.chain(names, alone=alone)
