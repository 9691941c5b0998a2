"""What services need from outside, as protocols. Adapters implement them, tests have fakes for them."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from desktop_app.domain.brought import BroughtDocument
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.draft import Asked, DrafterOutput, DraftRequest
from desktop_app.domain.endpoint import Endpoint, EndpointTest
from desktop_app.domain.entailment import Question, ReadTry, ReadVerdict
from desktop_app.domain.evidence import Passage, Reading, Source
from desktop_app.domain.machine import Check
from desktop_app.domain.pack import InstalledForm, Pack, PackFault
from desktop_app.domain.pack_look import PackLook
from desktop_app.domain.page_image import PageImage
from desktop_app.domain.passage_ranking import Hit
from desktop_app.domain.reader_file import ReaderFile
from desktop_app.domain.sheet_file import SheetFile
from desktop_app.domain.table_rows import RowReader, TableRow
from desktop_app.domain.usage import Price, Usage

if TYPE_CHECKING:  # most windows evaluate nothing
    from desktop_app.domain.batch import BatchAsk
    from desktop_app.domain.batch_plan import FoundFile, RawTable
    from desktop_app.domain.evaluation import Attached, EvaluationCase, GoldContract, GoldMap
    from desktop_app.domain.practice import PracticeSet


Admitted = Callable[[Asked, DraftRequest], Awaitable[None]]
"""Asked before a call is made, with what is sent. Raises EndpointFailed (BUDGET) where it may not be."""


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

    def hits(self, words: str, top: int, documents: frozenset[str] | None = None) -> tuple[Hit, ...]:
        """The same, each with the share of the rare words that it holds."""
        ...


class Entailment(Protocol):
    """Judges whether the passages that a sentence cites bear it: an endpoint, or a model of one's own."""

    @property
    def reader(self) -> str:
        """The name under which its verdicts are kept."""
        ...

    async def judge(self, question: Question, admit: Admitted, heard: Callable[[ReadTry], None]) -> ReadVerdict:
        """What it says. `admit` is asked before each call, `heard` told of each that is over. Raises EndpointFailed."""
        ...


class ReaderFiles(Protocol):
    """Models in files that read a second time."""

    async def look(self, folder: str) -> ReaderFile:
        """What is in a folder, tried out. Raises UsageError."""
        ...

    async def reader(self, chosen: ReaderFile) -> Entailment:
        """The reader that was chosen, as long as its files are the same. Raises UsageError."""
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


@runtime_checkable
class Warm(Protocol):
    """A drafter that can do something ahead of the first draft."""

    async def warm(self) -> None:
        """Do it; no text of a case is sent. Never raises for what the endpoint is."""
        ...


@runtime_checkable
class Shortens(Protocol):
    """A drafter whose model can take less than a request holds."""

    def shortened(self, request: DraftRequest) -> DraftRequest:
        """The request as the model is sent it."""
        ...


class DrafterMaker(Protocol):
    """Makes a drafter for an endpoint."""

    def __call__(self, endpoint: Endpoint, key: str | None) -> Drafter:
        """The drafter; `key` is the server's, where it has one."""
        ...


class Moderator(Protocol):
    """A service that names kinds of harm in a text."""

    async def moderate(self, text: str) -> tuple[str, ...]:
        """The kinds that it names; none where it finds nothing. Raises EndpointFailed."""
        ...


class ModeratorMaker(Protocol):
    """Makes a moderator for an endpoint."""

    def __call__(self, endpoint: Endpoint, key: str | None) -> Moderator:
        """The moderator; `key` is the server's, where it has one."""
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

    def offered(self) -> tuple[InstalledForm, ...]:
        """The forms of the installed packs, quickly: one with a fault in its form is left out, and what else is wrong
        with a pack is told when it is loaded.
        """
        ...

    def digests_of(self, form: str) -> frozenset[str]:
        """The digests of the installed packs of a form, at a glance: whether they are right is not looked at."""
        ...

    def sample_pack(self) -> str:
        """The pack whose sample is offered to who is new. Raises NotFound where no pack has a sample."""
        ...

    def load(self, name_or_folder: str) -> Pack:
        """A checked pack, by name or folder. Raises PackInvalid with every fault, NotFound."""
        ...

    def read(self, name_or_folder: str) -> Pack:
        """The same, quickly: its form alone is checked. For what is shown of packs before one of them is used."""
        ...

    def check(self, folder: str) -> tuple[PackFault, ...]:
        """Every fault of a pack folder."""
        ...

    def stamp(self, folder: str) -> str:
        """Another text as soon as a file of a pack's folder was changed. Raises NotFound."""
        ...

    def look(self, folder: str) -> PackLook:
        """A pack's folder now: the pack with all advice, or its faults. Raises NotFound."""
        ...

    def restore(self, files: Mapping[str, bytes]) -> Pack:
        """The pack that these files were; its templates are looked at where something is drafted with it."""
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


class BatchFiles(Protocol):
    """Where the rows of batches come from; any of it may be hostile. All of it blocks."""

    def is_folder(self, place: str) -> bool:
        """Whether it is a folder; else it is a table. Raises UsageError where there is neither."""
        ...

    def files(self, place: str) -> "tuple[FoundFile, ...]":
        """The files of a folder, by name. Raises UsageError."""
        ...

    def others(self, place: str) -> tuple[str, ...]:
        """What a folder holds besides, by name: folders, hidden files, links that lead out of it, and what no name can
        be made of. Raises UsageError."""
        ...

    def table(self, place: str) -> "RawTable":
        """A table. Raises UsageError where it is none."""
        ...

    def size(self, folder: str, name: str) -> int | None:
        """The bytes of a file below the folder; None where there is none."""
        ...

    def body(self, folder: str, name: str, limit: int) -> bytes | None:
        """A file's bytes, at most one more than the limit; None where there is none. Raises UsageError."""
        ...

    def write_table(self, place: str, rows: Sequence[Sequence[str]]) -> None:
        """Write a table, whole or not at all. Raises UsageError where it cannot be written."""
        ...


class BatchAsks(Protocol):
    """What other programs ask of the one that works at a batch: the store has one owner. All of it blocks."""

    def begins(self, batch_id: str) -> None:
        """Work is done at the batch here from now on."""
        ...

    def ends(self, batch_id: str) -> None:
        """It does so no longer."""
        ...

    def heard(self, batch_id: str) -> "BatchAsk | None":
        """What another program asks, once."""
        ...


class PracticeFiles(Protocol):
    """Practice cases of packs."""

    def sets(self, pack: Pack) -> "tuple[PracticeSet, ...]":
        """All of the pack. Raises PackInvalid."""
        ...

    def pages(self, pack: Pack, name: str) -> tuple[str, ...]:
        """The pages of a document of one. Raises PackInvalid."""
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
        *,
        marked: bool = False,
    ) -> bytes:
        """A file of the case: text, citations, findings, decisions, signatures; where it is `marked` with tracked
        changes since the draft, and with comments.

        `names` are people, `sources` passages, by their ids; `invalid` the commands whose signature does not verify.
        Raises UsageError where the pack's template is no Word document.
        """
        ...

    def with_checkpoint(self, body: bytes, line: str) -> bytes:
        """The file with the line of a checkpoint at its end."""
        ...


class SheetReader(Protocol):
    """Reads files of tables, which may be hostile."""

    async def read(self, body: bytes) -> SheetFile:
        """Its sheets, or why there are none. Never raises for what the file is."""
        ...


class SheetWriter(Protocol):
    """Writes workbooks."""

    def write(self, reader: RowReader, rows: Sequence[TableRow], name: str) -> bytes:
        """A workbook of these rows, in a sheet of this name."""
        ...


class ChangesReader(Protocol):
    """Reads exported documents that come back, which may be hostile."""

    async def read(self, body: bytes) -> BroughtDocument:
        """What stands in it, or why it was not read. Never raises for what the document is."""
        ...


Examine = Callable[[], tuple[Check, ...]]
"""Looks at the machine, and blocks while it does."""

Progress = Callable[[int, int], None]
"""Told how much is done, of how much."""
