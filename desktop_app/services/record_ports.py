"""What services need of the record: the store, its copies, and the places outside that know its head."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from desktop_app.domain.anchor import Anchor
from desktop_app.domain.approved import SignedCase
from desktop_app.domain.assignment import Taking
from desktop_app.domain.audit import Checkpoint, Entry, Receipt, StoredEvent, Verification
from desktop_app.domain.backup import Backup
from desktop_app.domain.batch import Batch, KeptRow
from desktop_app.domain.batch_figures import BatchCall
from desktop_app.domain.budget import Purse, Reservation, Spent
from desktop_app.domain.case import CaseFile
from desktop_app.domain.case_record import CaseRecord, CaseSummary
from desktop_app.domain.content import ContentRef
from desktop_app.domain.delegation import StandingDelegation
from desktop_app.domain.document_quality import DocumentQuality
from desktop_app.domain.draft_cache import CachedDraft
from desktop_app.domain.endpoint import Endpoint
from desktop_app.domain.endpoint_state import EndpointState
from desktop_app.domain.event_backing import Behind, Wanted
from desktop_app.domain.evidence import Page, Passage
from desktop_app.domain.gate_entry import OverdueEntry
from desktop_app.domain.label import Label
from desktop_app.domain.lane import ClosedLane, OpenedLane
from desktop_app.domain.lane_watch import Draws
from desktop_app.domain.notice import NoticeState
from desktop_app.domain.notice_rules import NoticedCase
from desktop_app.domain.past_call import PastCall
from desktop_app.domain.person import Actor, Person, Profile
from desktop_app.domain.person_key import PeopleHistory
from desktop_app.domain.practice import PracticeCase, PracticeResult
from desktop_app.domain.record_rows import WorkingText
from desktop_app.domain.review_queue import (
    QUEUE_PAGE,
    QueueCounts,
    QueuedCase,
    QueuePlace,
    QueueQuery,
    Workload,
)
from desktop_app.domain.usage import OfferedEvidence
from desktop_app.domain.work import Seat, Turn, WorkFigures, WorkPage
from desktop_app.services.ports import Progress


class Store(Protocol):
    """Where everything is kept. `commit` returns when its entry is durable; every read gives frozen values."""

    @property
    def read_only(self) -> str | None:
        """Why it may only be read, where that is so; `commit` then raises ReadOnly."""
        ...

    async def commit(self, entry: Entry) -> Receipt:
        """Write rows and events in one transaction, exactly once for a command.

        Raises Conflict where a case has changed since it was read, Refused where the database forbids it, StoreFailed
        where it cannot be written (nothing of the entry is then kept).
        """
        ...

    async def receipt(self, command_id: str) -> Receipt | None:
        """What `commit` answered this command with, as a second time; None where it was never applied."""
        ...

    async def case(self, case_id: str, *, as_is: bool = False) -> CaseRecord:
        """Everything kept of a case; with `as_is` also one with texts or manifests that are not what was recorded, for
        who shows that. Raises NotFound, StoreDamaged."""
        ...

    async def case_with_text(
        self, case_id: str, *, as_is: bool = False
    ) -> tuple[CaseRecord, tuple[Page, ...], tuple[Passage, ...]]:
        """A case with the pages and passages of its documents, all as they were at one moment; `as_is` as with `case`.

        Raises NotFound, StoreDamaged.
        """
        ...

    async def cases(self) -> tuple[CaseSummary, ...]:
        """All cases, newest first."""
        ...

    async def queue(
        self, query: QueueQuery, after: QueuedCase | None = None, limit: int = QUEUE_PAGE
    ) -> tuple[QueuedCase, ...]:
        """Cases that wait for a decision, as asked for: `limit` of them behind the case `after`."""
        ...

    async def queue_counts(self, query: QueueQuery) -> QueueCounts:
        """How many of them there are."""
        ...

    async def queue_place(self, query: QueueQuery, case_id: str) -> QueuePlace:
        """Where a case stands among them, and which is decided next: none that another person has open."""
        ...

    async def workload(self, now: datetime) -> tuple[Workload, ...]:
        """What each person is to decide, and what nobody in particular is."""
        ...

    async def taking(self, case_id: str, now: datetime) -> Taking | None:
        """Who has the case open; None where nobody has."""
        ...

    async def mend_queue(self) -> int:
        """Make all rows of the queue anew; of how many cases they were not what follows from the record."""
        ...

    async def work(self, seat: Seat, turn: Turn, words: str = "", after: CaseFile | None = None) -> WorkPage:
        """Open cases from a person's seat whose title or reference holds these words: a page behind `after`."""
        ...

    async def waiting(self, seat: Seat) -> tuple[int, int]:
        """How many cases are the person's turn, and of how many of those they decide."""
        ...

    async def named(self, words: str, limit: int) -> tuple[CaseFile, ...]:
        """Cases whose title and reference hold every word, those that begin with them first, then the newest."""
        ...

    async def signed(self, case_ids: Sequence[str]) -> tuple[SignedCase, ...]:
        """Those of these cases that are signed, in the order given."""
        ...

    async def signatures_of(self, beginning: str) -> tuple[tuple[str, str], ...]:
        """The case and the command of each signature whose manifest's commitment begins so."""
        ...

    async def work_figures(self, week: datetime, month: datetime) -> WorkFigures:
        """What was signed since `week`, and what was drafted since `month`."""
        ...

    async def news(self, person_id: str, after: int, limit: int) -> tuple[StoredEvent, ...]:
        """What others decided about the cases that a person opened, newest first: events behind number `after`."""
        ...

    async def newest(self) -> int:
        """The number of the newest event."""
        ...

    async def noticed(self, person_id: str) -> tuple[tuple[StoredEvent, ...], tuple[NoticedCase, ...]]:
        """The newest events that may be notices, newest first, and what is known of their cases."""
        ...

    async def practised(self, person_id: str | None) -> tuple[tuple[PracticeCase, PracticeResult | None], ...]:
        """The practice cases of a person, or of everybody, oldest first, each with what came of it."""
        ...

    async def batches(self) -> tuple[Batch, ...]:
        """All batches, newest first."""
        ...

    async def batch_rows(self, batch_id: str, number: int | None = None) -> tuple[KeptRow, ...]:
        """The rows of a batch in order, or the one of that number, each with all that is known of it."""
        ...

    async def batch_calls(self, batch_id: str, since: datetime) -> tuple[BatchCall, ...]:
        """The calls of models since then for the cases of a batch's rows."""
        ...

    async def notice_state(self, person_id: str) -> NoticeState:
        """What a person has seen of their notices, and how they want to be told."""
        ...

    async def case_file(self, case_id: str) -> CaseFile:
        """The case itself, without what it holds. Raises NotFound."""
        ...

    async def cases_named(self, name: str) -> tuple[str, ...]:
        """The cases with this reference, or whose identifier begins so."""
        ...

    async def body(self, ref: ContentRef) -> bytes:
        """A kept content's bytes, for what `case` does not load."""
        ...

    async def pages(self, case_id: str) -> tuple[Page, ...]:
        """The pages of all documents of a case, in order."""
        ...

    async def passages(self, case_id: str) -> tuple[Passage, ...]:
        """The passages of all documents of a case, with their text, in reading order."""
        ...

    async def offered(self, run_id: str) -> tuple[OfferedEvidence, ...]:
        """The evidence of a run, by rank."""
        ...

    async def overdue(self, now: datetime) -> tuple[OverdueEntry, ...]:
        """The gates whose time is over while a case waits there, and nothing was done about it yet, in order."""
        ...

    async def unentered(self) -> tuple[str, ...]:
        """Cases that wait in a stage to which they came before such entries were kept, so that no time counts."""
        ...

    async def delegations(self) -> tuple[StandingDelegation, ...]:
        """All delegations, oldest first."""
        ...

    async def people(self) -> tuple[tuple[Person, Profile], ...]:
        """All profiles that are not retired, with their persons."""
        ...

    async def people_history(self) -> PeopleHistory:
        """Everybody who was ever here, and what was done about their keys and roles."""
        ...

    async def signed_with(self, key: str, since: datetime) -> tuple[str, ...]:
        """The cases with a decision that was signed with this public key (hexadecimal) since then."""
        ...

    async def names(self) -> Mapping[str, str]:
        """The names of all who were ever here, and of those of other machines, by their identifiers."""
        ...

    async def pack_versions(self, form: str) -> tuple[tuple[str, str], ...]:
        """The packs of a form that cases were ever on: digest and version of each."""
        ...

    async def pack_files(self, digest: str) -> Mapping[str, bytes] | None:
        """The files of a pack that a case was opened with."""
        ...

    async def endpoints(self) -> tuple[Endpoint, ...]:
        """The endpoints that people have added."""
        ...

    async def endpoint_states(self) -> tuple[EndpointState, ...]:
        """What is known of endpoints from asking them."""
        ...

    async def spent(self, purse: Purse) -> Spent:
        """What counts against a purse."""
        ...

    async def past_calls(self, since: datetime, limit: int, form: str | None = None) -> tuple[PastCall, ...]:
        """Calls of runs since then, of cases of this form where one is named, newest first."""
        ...

    async def held(self) -> tuple[Reservation, ...]:
        """Reservations of calls that nobody said the end of."""
        ...

    async def lanes(self) -> tuple[tuple[OpenedLane, ClosedLane | None], ...]:
        """All pass lanes, oldest first, each with its end."""
        ...

    async def label_qualities(self, pack_digest: str, endpoint: str) -> Mapping[str, DocumentQuality]:
        """How well the documents behind labelled sections could be read, by label: those of which it is known."""
        ...

    async def lane_draws(self, lane_id: str) -> Draws:
        """How many texts passed by a lane, and how many were drawn for its sample."""
        ...

    async def read_and_judged(self, reader: str) -> tuple[tuple[bool, bool], ...]:
        """For each sentence that both judged: whether people let it stand, and whether the reader found it borne."""
        ...

    async def labels(self, pack_digest: str, endpoint: str) -> tuple[Label, ...]:
        """The labelled sections of a pack that an endpoint drafted, in the order in which they were labelled."""
        ...

    async def setting(self, name: str) -> str | None:
        """A setting of the store."""
        ...

    async def events(self, case_id: str | None = None) -> tuple[StoredEvent, ...]:
        """The events of the store, or of one case, in order."""
        ...

    async def event_page(
        self, case_id: str | None, before: int | None, limit: int, types: Collection[str] = ()
    ) -> tuple[StoredEvent, ...]:
        """Events of the store or of one case, newest first: `limit` of them with numbers below `before`."""
        ...

    async def behind(self, case_id: str | None, wanted: Wanted) -> Behind:
        """What is kept behind events of a case: contents by commitment, calls, citations, the covering checkpoint.

        What was erased or cannot be opened is told as absent, and is no error.
        """
        ...

    async def working_texts(self, case_id: str | None = None) -> tuple[WorkingText, ...]:
        """What people were typing and has not become an edit, oldest first."""
        ...

    async def cached(self, case_id: str, keys: Sequence[str]) -> Mapping[str, CachedDraft]:
        """Those of a case's cached drafts that are kept under these keys."""
        ...

    async def count_cached(self, case_id: str) -> int:
        """How many drafts of a case are cached."""
        ...

    async def checkpoints(self) -> tuple[Checkpoint, ...]:
        """The signed heads of the chain, in order."""
        ...

    async def sign_now(self) -> Checkpoint:
        """Sign all that was recorded before; the newest checkpoint where all of it is signed. Raises StoreFailed."""
        ...

    async def rotate_key(self, actor: Actor, command_id: str) -> Receipt:
        """Another key signs checkpoints from now on, which the record tells, signed by both. Raises StoreFailed."""
        ...

    def when_decided(self, told: Callable[[], None]) -> None:
        """Call this, in another thread, when a decision and its checkpoint are durable."""
        ...

    async def anchors(self) -> tuple[Anchor, ...]:
        """What left last for each place outside the store."""
        ...

    async def verify(self, told: "Progress | None" = None) -> Verification:
        """Read the whole record again: chain, checkpoints, columns, signatures and the database's own guards.

        `told` hears of the events done and of how many there are. Cancelling ends the reading soon.
        """
        ...

    async def close(self) -> None:
        """Sign a last checkpoint and let go."""
        ...


class AnchorPlace(Protocol):
    """A place outside the store that remembers checkpoints. It may be away, locked or slow; both calls block."""

    @property
    def name(self) -> str:
        """What it is called in words and in the record of what left."""
        ...

    def put(self, checkpoint: Checkpoint) -> None:
        """Keep it there. Raises AnchorFailed."""
        ...

    def newest(self, after: datetime | None) -> Checkpoint | None:
        """The furthest one there of those signed after that time. Raises AnchorFailed."""
        ...


class Backups(Protocol):
    """Verified copies of the store."""

    async def make(self, at: datetime, folder: str | None = None) -> tuple[Backup, str]:
        """A verified copy, and where it is. Raises StoreFailed, and leaves nothing then."""
        ...

    async def listing(self) -> tuple[Backup, ...]:
        """Those beside the store, newest first."""
        ...

    async def rotate(self, now: datetime) -> None:
        """Remove those beside the store that are no longer kept."""
        ...

    async def seal_key(self, backup: str, passphrase: str) -> str:
        """Write the store's key beside a backup, sealed by a passphrase; where it is. Raises SecretUnavailable."""
        ...
