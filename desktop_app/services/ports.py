"""What services need from outside, as protocols. Adapters implement them, tests have fakes for them."""

from collections.abc import AsyncGenerator, Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from desktop_app.domain.anchor import Anchor
from desktop_app.domain.approved import SignedCase
from desktop_app.domain.audit import Checkpoint, Entry, Receipt, StoredEvent, Verification
from desktop_app.domain.backup import Backup
from desktop_app.domain.case import CaseFile
from desktop_app.domain.case_record import CaseRecord, CaseSummary
from desktop_app.domain.content import ContentRef
from desktop_app.domain.draft import DrafterOutput, DraftRequest
from desktop_app.domain.endpoint import Endpoint, EndpointTest
from desktop_app.domain.event_backing import Behind, Wanted
from desktop_app.domain.evidence import Page, Passage, Reading, Source
from desktop_app.domain.machine import Check
from desktop_app.domain.pack import Pack, PackFault
from desktop_app.domain.page_image import PageImage
from desktop_app.domain.person import Actor, Person, Profile
from desktop_app.domain.record_rows import WorkingText
from desktop_app.domain.review_queue import QueuedCase
from desktop_app.domain.usage import OfferedEvidence, Price, Usage
from desktop_app.domain.work import Seat, Turn, WorkFigures, WorkPage

if TYPE_CHECKING:  # most windows evaluate nothing
    from desktop_app.domain.evaluation import Attached, EvaluationCase, GoldContract, GoldMap


class Clock(Protocol):
    """Time, handed in."""

    def now(self) -> datetime:
        """The instant, in UTC."""
        ...

    def mono_ms(self) -> int:
        """Milliseconds of a clock that never goes back."""
        ...

    def boot(self) -> str | None:
        """Which start of the computer `mono_ms` counts from, sleep included; None where that is not known."""
        ...


class Chance(Protocol):
    """Randomness, handed in."""

    def new_id(self) -> str:
        """A new identifier (UUID text)."""
        ...

    def new_key(self) -> bytes:
        """32 unguessable bytes."""
        ...

    def new_mark(self) -> str:
        """A short unguessable word that fences evidence in a prompt."""
        ...


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

    async def case(self, case_id: str) -> CaseRecord:
        """Everything kept of a case. Raises NotFound."""
        ...

    async def case_with_text(self, case_id: str) -> tuple[CaseRecord, tuple[Page, ...], tuple[Passage, ...]]:
        """A case with the pages and passages of its documents, all as they were at one moment. Raises NotFound."""
        ...

    async def cases(self) -> tuple[CaseSummary, ...]:
        """All cases, newest first."""
        ...

    async def queue(self, person_id: str) -> tuple[QueuedCase, ...]:
        """What others have opened and waits for a decision: blocked first, then the oldest, and not without end."""
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

    async def work_figures(self, week: datetime, month: datetime) -> WorkFigures:
        """What was signed since `week`, and what was drafted since `month`."""
        ...

    async def news(self, person_id: str, after: int, limit: int) -> tuple[StoredEvent, ...]:
        """What others decided about the cases that a person opened, newest first: events behind number `after`."""
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

    async def people(self) -> tuple[tuple[Person, Profile], ...]:
        """All profiles that are not retired, with their persons."""
        ...

    async def pack_files(self, digest: str) -> Mapping[str, bytes] | None:
        """The files of a pack that a case was opened with."""
        ...

    async def endpoints(self) -> tuple[Endpoint, ...]:
        """The endpoints that people have added."""
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


class DocumentReader(Protocol):
    """Extracts text from documents that may be hostile."""

    async def read(self, name: str, body: bytes) -> Reading:
        """Pages and passages, or an honest state. Never raises for what the document is."""
        ...


class PageImages(Protocol):
    """Draws pages of documents that may be hostile: one document is open at a time."""

    async def open(self, document_id: str, body: bytes) -> None:
        """Open a PDF file, in place of the one before. Never raises for what the document is."""
        ...

    async def draw(self, document_id: str, number: int, width: int) -> PageImage | None:
        """A page (from 1), so many pixels wide; None where that document is not open, or it cannot be drawn."""
        ...

    async def close(self) -> None:
        """Let go of the document."""
        ...


class PassageIndex(Protocol):
    """Search over the passages of one case; nothing of it is on disk."""

    def add(self, passages: Sequence[Passage]) -> None:
        """Make these findable."""
        ...

    def search(self, words: str, top: int, documents: frozenset[str] | None = None) -> tuple[Passage, ...]:
        """The passages that hold most of the words, best first; from these documents only, where given."""
        ...


class Drafter(Protocol):
    """An endpoint at work."""

    @property
    def endpoint(self) -> Endpoint:
        """Which one it is."""
        ...

    def draft(self, request: DraftRequest) -> AsyncGenerator[DrafterOutput, None]:
        """Stream a section; the last thing is `Finished`. Raises EndpointFailed; cancelling closes the connection."""
        ...

    async def test(self) -> EndpointTest:
        """A round trip with no text of a case. Raises EndpointFailed."""
        ...

    async def close(self) -> None:
        """Let go of connections and processes."""
        ...


class DrafterMaker(Protocol):
    """Makes a drafter for an endpoint."""

    def __call__(self, endpoint: Endpoint, key: str | None) -> Drafter:
        """The drafter; `key` is the server's, where it has one."""
        ...


class Templates(Protocol):
    """Renders a pack's templates, which are data from outside."""

    def render(self, template: str, values: Mapping[str, Any]) -> str:
        """The text. Raises UsageError where the template cannot be rendered."""
        ...


class Packs(Protocol):
    """Form packs on this machine."""

    def names(self) -> tuple[str, ...]:
        """The packs that are installed."""
        ...

    def load(self, name_or_folder: str) -> Pack:
        """A checked pack, by name or folder. Raises PackInvalid with every fault, NotFound."""
        ...

    def check(self, folder: str) -> tuple[PackFault, ...]:
        """Every fault of a pack folder."""
        ...

    def restore(self, files: Mapping[str, bytes], *, to_draft: bool = True) -> Pack:
        """The pack that these files were; its templates are looked at where something is to be drafted with it."""
        ...


class Prices(Protocol):
    """What models cost."""

    def price(self, endpoint: Endpoint, usage: Usage, at: datetime) -> Price:
        """The cost of a call, unknown where the model or its usage is."""
        ...


class Keys(Protocol):
    """Signing keys of people, each sealed by a passphrase."""

    def make(self, passphrase: str) -> tuple[bytes, bytes, bytes]:
        """A new key: public key, sealed private key, salt."""
        ...

    def sign(self, sealed: bytes, salt: bytes, passphrase: str, message: bytes) -> bytes:
        """An Ed25519 signature. Raises Locked where the passphrase is wrong."""
        ...

    def reseal(self, sealed: bytes, salt: bytes, old: str, new: str) -> tuple[bytes, bytes]:
        """The same key under another passphrase: sealed private key, salt. Raises Locked where the old one is wrong."""
        ...

    def verifies(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        """Whether the signature is good."""
        ...


class Secrets(Protocol):
    """Where keys of endpoints are kept; never in the store."""

    def get(self, name: str) -> str | None:
        """The secret, if there is one."""
        ...

    def put(self, name: str, value: str) -> str:
        """Keep it; the name of the place where it is now. Raises SecretUnavailable."""
        ...

    def remove(self, name: str) -> tuple[str, ...]:
        """Forget it; the places that it was in. Raises SecretUnavailable where one that may have it cannot be used."""
        ...

    def change_passphrase(self, passphrase: str) -> None:
        """Seal the vault under another passphrase. Raises SecretUnavailable where there is none, Locked, UsageError."""
        ...


class SecondReader(Protocol):
    """Reads a page independently of the first reader."""

    @property
    def installed(self) -> bool:
        """Whether it can be asked at all."""
        ...

    def page_text(self, body: bytes, page: int) -> str | None:
        """The text of a PDF page, None where this reader is not installed or cannot read it."""
        ...


class EvaluationFiles(Protocol):
    """Evaluation cases of packs, and gold answers in folders."""

    def cases(self, pack: Pack) -> "tuple[EvaluationCase, ...]":
        """The pack's own cases. Raises PackInvalid."""
        ...

    def attached(self, pack: Pack, attached: "Attached") -> bytes:
        """A document of a case."""
        ...

    def gold_map(self, pack: Pack) -> "GoldMap":
        """How the pack reads gold answers. Raises PackInvalid where it has no such map."""
        ...

    def gold(self, folder: str) -> "tuple[GoldContract, ...]":
        """The contracts of a folder with gold answers. Raises UsageError."""
        ...

    def gold_file(self, folder: str, name: str) -> bytes:
        """A document of that folder. Raises UsageError."""
        ...


class CaseWriter(Protocol):
    """Writes the finished document."""

    def write(
        self,
        record: CaseRecord,
        pack: Pack,
        names: Mapping[str, str],
        sources: Mapping[str, Source],
        invalid: Collection[str] = (),
    ) -> bytes:
        """A DOCX file of the case: text, citations, findings, decisions, signatures.

        `names` are people, `sources` passages, by their ids; `invalid` the commands whose signature does not verify.
        Raises UsageError where the pack's template is no Word document.
        """
        ...

    def with_checkpoint(self, body: bytes, line: str) -> bytes:
        """The file with the line of a checkpoint at its end."""
        ...


Examine = Callable[[], tuple[Check, ...]]
"""Looks at the machine, and blocks while it does."""

Progress = Callable[[int, int], None]
"""Told how much is done, of how much."""
