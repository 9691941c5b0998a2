"""The store: one SQLite file in one home folder, owned by one process."""

import asyncio
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy
from pysqlite3 import dbapi2
from sqlalchemy import Connection, and_, exists, func, select

from desktop_app.adapters import sql_schema as t
from desktop_app.adapters.record_report import Pace, Report
from desktop_app.adapters.sealed_verification import read_sealed
from desktop_app.adapters.sql_anchors import read_anchors
from desktop_app.adapters.sql_audit import CheckpointPolicy, checkpoint_of
from desktop_app.adapters.sql_batches import read_batch_calls, read_batch_rows, read_batches
from desktop_app.adapters.sql_budget import read_held, read_past_calls, read_spent, read_states
from desktop_app.adapters.sql_cache import count_cached, read_cached
from desktop_app.adapters.sql_cases import read_news, read_work
from desktop_app.adapters.sql_connections import Connections, SqliteConnections, connect_to_read
from desktop_app.adapters.sql_figures import read_figures
from desktop_app.adapters.sql_gates import read_delegations, read_overdue, read_unentered
from desktop_app.adapters.sql_lanes import Labels, read_draws, read_lanes, read_qualities
from desktop_app.adapters.sql_lists import read_named, read_signatures, read_signed, read_waiting
from desktop_app.adapters.sql_notices import read_newest, read_notice_state, read_noticed
from desktop_app.adapters.sql_opening import (
    FILE,
    LOCK_FILE,
    Opened,
    damaged,
    is_writable,
    no_rights,
    open_file,
    prepare_home,
    require_sqlite,
)
from desktop_app.adapters.sql_people import read_history, read_signed_with
from desktop_app.adapters.sql_practice import read_practised
from desktop_app.adapters.sql_queue import read_counts, read_place, read_queue, read_taking, read_workload
from desktop_app.adapters.sql_readers import Readers
from desktop_app.adapters.sql_reading import (
    in_order,
    read_case,
    read_case_file,
    read_contents,
    read_pages,
    read_passages,
    read_typing,
)
from desktop_app.adapters.sql_rows import KEPT_BY_TYPE, unpack_files
from desktop_app.adapters.sql_support import read_and_judged
from desktop_app.adapters.sql_timeline import read_behind, read_event_page
from desktop_app.adapters.sql_verification import STAGES, read_record, seen_alike
from desktop_app.adapters.sql_writer import Writer
from desktop_app.adapters.store_lock import StoreLock
from desktop_app.domain.anchor import Anchor
from desktop_app.domain.approved import SignedCase
from desktop_app.domain.assignment import Taking
from desktop_app.domain.audit import BreakKind, Checkpoint, Entry, Receipt, StoredEvent, Verification
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
from desktop_app.domain.errors import NotFound, ReadOnly
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
from desktop_app.domain.review import DecisionKind
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
from desktop_app.services.ports import Chance, Clock, Progress

T = TypeVar("T")


class SqlStore:
    """ports.Store. One writer thread, a few readers; every value is frozen."""

    def __init__(
        self,
        path: Path,
        lock: StoreLock | None,
        readers: Readers,
        writer: Writer | None,
        store_key: bytes,
        opened: Opened,
        connect: Callable[[], Any],
    ) -> None:
        self._path, self._lock, self._readers, self._writer = path, lock, readers, writer
        self._store_key, self._public_key, self._read_only = store_key, opened.key.public, opened.read_only
        self._connect = connect
        self._labels = Labels()

    @classmethod
    def open(
        cls,
        home: Path,
        clock: Clock,
        chance: Chance,
        store_key: bytes,
        policy: CheckpointPolicy | None = None,
        connections: Connections | None = None,
    ) -> "SqlStore":
        """Open the store of a home folder, or make one. Blocks.

        A newer store, one that cannot be written and one whose record does not hold at its end are opened to be read.
        Raises StoreBusy, StoreDamaged, or StoreFailed for a folder without rights or another key; the file is then as
        it was.
        """
        require_sqlite()
        path, connections = home / FILE, connections or SqliteConnections()
        lock = _owned(home, path)
        try:
            opened = open_file(path, clock, chance, store_key, connections)
        except BaseException:
            if lock is not None:
                lock.release()
            raise
        writer = None
        if opened.connection is not None:
            writer = Writer(path, opened, store_key, clock, chance, policy or CheckpointPolicy())
        connect = partial(connections.to_read if writer else connect_to_read, path)
        return cls(path, lock, Readers(path, connect), writer, store_key, opened, connect)

    @property
    def read_only(self) -> str | None:
        """Why it may only be read, where that is so."""
        return self._read_only

    async def commit(self, entry: Entry) -> Receipt:
        """Write rows and events in one transaction. Once queued it is written even if nobody waits any more."""
        return await self._writing.submit(entry)

    async def sign_now(self) -> Checkpoint:
        """Sign all that was recorded before; the newest checkpoint where all of it is signed."""
        return await self._writing.sign_now()

    async def rotate_key(self, actor: Actor, command_id: str) -> Receipt:
        """Another key signs checkpoints from now on: one event, signed by both keys, tells that `actor` asked for it.

        Raises StoreFailed; the old key then signs on.
        """
        return await self._writing.rotate(actor, command_id)

    def when_decided(self, told: Callable[[], None]) -> None:
        """Call this, in another thread, when a decision and its checkpoint are durable."""
        if self._writer is not None:
            self._writer.when_decided(told)

    async def anchors(self) -> tuple[Anchor, ...]:
        """What left last for each place outside the store."""
        return await self._readers.ask(read_anchors)

    @property
    def _writing(self) -> Writer:
        if self._writer is None:
            raise ReadOnly(
                f"Nothing can be written: {self._read_only}",
                next="Look and export as you like. To go on, see `countersign store check`.",
            )
        return self._writer

    async def receipt(self, command_id: str) -> Receipt | None:
        """What `commit` answered this command with, as a second time; None where it was never applied."""
        last_seq = await self._scalar(select(t.command.c.last_seq).where(t.command.c.command_id == command_id))
        return None if last_seq is None else Receipt(last_seq, applied=False)

    async def case(self, case_id: str, *, as_is: bool = False) -> CaseRecord:
        """Everything kept of a case; with `as_is` also one with texts or manifests that are not what was recorded, for
        who shows that. Raises NotFound, StoreDamaged."""
        return await self._readers.ask(lambda db: read_case(db, self._store_key, case_id, as_is=as_is))

    async def cases(self) -> tuple[CaseSummary, ...]:
        """All cases, newest first; `sections` counts those that have a text."""
        return await self._readers.ask(_read_cases)

    async def queue(
        self, query: QueueQuery, after: QueuedCase | None = None, limit: int = QUEUE_PAGE
    ) -> tuple[QueuedCase, ...]:
        """Cases that wait for a decision, as asked for: `limit` of them behind the case `after`."""
        return await self._readers.ask(lambda db: read_queue(db, query, after, limit))

    async def queue_counts(self, query: QueueQuery) -> QueueCounts:
        """How many of them there are."""
        return await self._readers.ask(lambda db: read_counts(db, query))

    async def queue_place(self, query: QueueQuery, case_id: str) -> QueuePlace:
        """Where a case stands among them, and which is decided next."""
        return await self._readers.ask(lambda db: read_place(db, query, case_id))

    async def workload(self, now: datetime) -> tuple[Workload, ...]:
        """What each person is to decide, and what nobody in particular is."""
        return await self._readers.ask(lambda db: read_workload(db, now))

    async def taking(self, case_id: str, now: datetime) -> Taking | None:
        """Who has the case open."""
        return await self._readers.ask(lambda db: read_taking(db, case_id, now))

    async def mend_queue(self) -> int:
        """Make all rows of the queue anew; of how many cases they were not what follows from the record."""
        return await self._writing.mend_queue()

    async def work(self, seat: Seat, turn: Turn, words: str = "", after: CaseFile | None = None) -> WorkPage:
        """Open cases from a person's seat whose title or reference holds these words: a page behind `after`."""
        return await self._readers.ask(lambda db: read_work(db, seat, turn, words, after))

    async def waiting(self, seat: Seat) -> tuple[int, int]:
        """How many cases are the person's turn, and of how many of those they decide."""
        return await self._readers.ask(lambda db: read_waiting(db, seat))

    async def named(self, words: str, limit: int) -> tuple[CaseFile, ...]:
        """Cases whose title and reference hold every word, those that begin with them first, then the newest."""
        return await self._readers.ask(lambda db: read_named(db, words, limit))

    async def signed(self, case_ids: Sequence[str]) -> tuple[SignedCase, ...]:
        """Those of these cases that are signed, in the order given."""
        return await self._readers.ask(lambda db: read_signed(db, case_ids))

    async def signatures_of(self, beginning: str) -> tuple[tuple[str, str], ...]:
        """The case and the command of each signature whose manifest's commitment begins so."""
        return await self._readers.ask(lambda db: read_signatures(db, beginning))

    async def work_figures(self, week: datetime, month: datetime) -> WorkFigures:
        """What was signed since `week`, and what was drafted since `month`."""
        return await self._readers.ask(lambda db: read_figures(db, week, month))

    async def news(self, person_id: str, after: int, limit: int) -> tuple[StoredEvent, ...]:
        """What others decided about the cases that a person opened, newest first: events behind number `after`."""
        return await self._readers.ask(lambda db: read_news(db, person_id, after, limit))

    async def newest(self) -> int:
        """The number of the newest event."""
        return await self._readers.ask(read_newest)

    async def noticed(self, person_id: str) -> tuple[tuple[StoredEvent, ...], tuple[NoticedCase, ...]]:
        """The newest events that may be notices, newest first, and what is known of their cases."""
        return await self._readers.ask(lambda db: read_noticed(db, person_id))

    async def practised(self, person_id: str | None) -> tuple[tuple[PracticeCase, PracticeResult | None], ...]:
        """The practice cases of a person, or of everybody, oldest first, each with what came of it."""
        return await self._readers.ask(lambda db: read_practised(db, person_id))

    async def batches(self) -> tuple[Batch, ...]:
        """All batches, newest first."""
        return await self._readers.ask(read_batches)

    async def batch_rows(self, batch_id: str, number: int | None = None) -> tuple[KeptRow, ...]:
        """The rows of a batch in order, or the one of that number, each with all that is known of it."""
        return await self._readers.ask(lambda db: read_batch_rows(db, batch_id, number))

    async def batch_calls(self, batch_id: str, since: datetime) -> tuple[BatchCall, ...]:
        """The calls of models since then for the cases of a batch's rows."""
        return await self._readers.ask(lambda db: read_batch_calls(db, batch_id, since))

    async def notice_state(self, person_id: str) -> NoticeState:
        """What a person has seen of their notices, and how they want to be told."""
        return await self._readers.ask(lambda db: read_notice_state(db, person_id))

    async def case_file(self, case_id: str) -> CaseFile:
        """The case itself, without what it holds. Raises NotFound."""
        return await self._readers.ask(lambda db: read_case_file(db, case_id))

    async def cases_named(self, name: str) -> tuple[str, ...]:
        """The cases with this reference, or whose identifier begins so."""
        c = t.case_file.c
        question = select(c.case_id).where((c.reference == name) | c.case_id.startswith(name, autoescape=True))
        return await self._readers.ask(lambda db: tuple(db.execute(question).scalars()))

    async def body(self, ref: ContentRef) -> bytes:
        """A kept content's bytes. Raises NotFound, StoreDamaged where it is not what the ref commits to."""
        found = await self._readers.ask(lambda db: read_contents(db, self._store_key, ref.case_id, [ref.item_id]))
        if ref.item_id not in found:
            raise NotFound(f"There is no content {ref.item_id}.", next="It may have been erased with its case.")
        if found[ref.item_id].commitment != ref.commitment:
            raise damaged(self._path, f"the content {ref.item_id} is not the one that was recorded")
        return found[ref.item_id].body

    async def case_with_text(
        self, case_id: str, *, as_is: bool = False
    ) -> tuple[CaseRecord, tuple[Page, ...], tuple[Passage, ...]]:
        """A case with the pages and passages of its documents, all as they were at one moment; `as_is` as with `case`.

        Raises NotFound, StoreDamaged.
        """

        def read(db: Connection) -> tuple[CaseRecord, tuple[Page, ...], tuple[Passage, ...]]:
            pages = read_pages(db, self._store_key, case_id)
            record = read_case(db, self._store_key, case_id, as_is=as_is)
            return record, pages, read_passages(db, case_id, pages)

        return await self._readers.ask(read)

    async def pages(self, case_id: str) -> tuple[Page, ...]:
        """The pages of all documents of a case, in order."""
        return await self._readers.ask(lambda db: read_pages(db, self._store_key, case_id))

    async def passages(self, case_id: str) -> tuple[Passage, ...]:
        """The passages of all documents of a case, with their text, in reading order."""
        return await self._readers.ask(lambda db: read_passages(db, case_id, read_pages(db, self._store_key, case_id)))

    async def offered(self, run_id: str) -> tuple[OfferedEvidence, ...]:
        """The evidence of a run, by rank."""
        question = select(t.evidence).where(t.evidence.c.run_id == run_id).order_by(t.evidence.c.rank)
        return await self._readers.ask(lambda db: _values(db, OfferedEvidence, question))

    async def overdue(self, now: datetime) -> tuple[OverdueEntry, ...]:
        """The gates whose time is over while a case waits there, and nothing was done about it yet, in order."""
        return await self._readers.ask(lambda db: read_overdue(db, now))

    async def unentered(self) -> tuple[str, ...]:
        """Cases that wait in a stage to which they came before such entries were kept, so that no time counts."""
        return await self._readers.ask(read_unentered)

    async def delegations(self) -> tuple[StandingDelegation, ...]:
        """All delegations, oldest first."""
        return await self._readers.ask(read_delegations)

    async def people(self) -> tuple[tuple[Person, Profile], ...]:
        """All profiles that are not retired, with their persons, oldest first."""
        return await self._readers.ask(_read_people)

    async def people_history(self) -> PeopleHistory:
        """Everybody who was ever here, and what was done about their keys and roles."""
        return await self._readers.ask(read_history)

    async def signed_with(self, key: str, since: datetime) -> tuple[str, ...]:
        """The cases with a decision that was signed with this public key since then."""
        return await self._readers.ask(lambda db: read_signed_with(db, key, since))

    async def names(self) -> dict[str, str]:
        """The names of all who were ever here, and of those of other machines, by their identifiers."""
        question = select(t.person.c.person_id, t.person.c.name)
        rows = await self._readers.ask(lambda db: db.execute(question).all())
        return {str(person_id): str(name) for person_id, name in rows}

    async def pack_versions(self, form: str) -> tuple[tuple[str, str], ...]:
        """The packs of a form that cases were ever on: digest and version of each."""
        question = select(t.pack.c.digest, t.pack.c.version).where(t.pack.c.form == form).order_by(t.pack.c.digest)
        rows = await self._readers.ask(lambda db: db.execute(question).all())
        return tuple((str(digest), str(version)) for digest, version in rows)

    async def pack_files(self, digest: str) -> Mapping[str, bytes] | None:
        """The files of a pack that a case was opened with."""
        packed = await self._scalar(select(t.pack.c.files).where(t.pack.c.digest == digest))
        return None if packed is None else unpack_files(packed)

    async def endpoints(self) -> tuple[Endpoint, ...]:
        """The endpoints that people have added."""
        return await self._readers.ask(lambda db: _values(db, Endpoint, in_order(t.endpoint)))

    async def endpoint_states(self) -> tuple[EndpointState, ...]:
        """What is known of endpoints from asking them."""
        return await self._readers.ask(read_states)

    async def spent(self, purse: Purse) -> Spent:
        """What counts against a purse."""
        return await self._readers.ask(lambda db: read_spent(db, purse))

    async def past_calls(self, since: datetime, limit: int, form: str | None = None) -> tuple[PastCall, ...]:
        """Calls of runs since then, of cases of this form where one is named, newest first."""
        return await self._readers.ask(lambda db: read_past_calls(db, since, limit, form))

    async def held(self) -> tuple[Reservation, ...]:
        """Reservations of calls that nobody said the end of."""
        return await self._readers.ask(read_held)

    async def lanes(self) -> tuple[tuple[OpenedLane, ClosedLane | None], ...]:
        """All pass lanes, oldest first, each with its end."""
        return await self._readers.ask(lambda db: read_lanes(db, self._store_key))

    async def label_qualities(self, pack_digest: str, endpoint: str) -> dict[str, DocumentQuality]:
        """How well the documents behind labelled sections could be read, by label: those of which it is known."""
        return await self._readers.ask(lambda db: read_qualities(db, pack_digest, endpoint))

    async def lane_draws(self, lane_id: str) -> Draws:
        """How many texts passed by a lane, and how many were drawn for its sample."""
        return await self._readers.ask(lambda db: read_draws(db, lane_id))

    async def read_and_judged(self, reader: str) -> tuple[tuple[bool, bool], ...]:
        """For each sentence that both judged: whether people let it stand, and whether the reader found it borne."""
        return await self._readers.ask(lambda db: read_and_judged(db, reader))

    async def labels(self, pack_digest: str, endpoint: str) -> tuple[Label, ...]:
        """The labelled sections of a pack that an endpoint drafted, in the order in which they were labelled."""
        return await self._readers.ask(lambda db: self._labels.read(db, pack_digest, endpoint))

    async def setting(self, name: str) -> str | None:
        """A setting of the store."""
        value: str | None = await self._scalar(select(t.setting.c.value).where(t.setting.c.name == name))
        return value

    async def events(self, case_id: str | None = None) -> tuple[StoredEvent, ...]:
        """The events of the store, or of one case, in order."""
        question = select(t.audit_event).order_by(t.audit_event.c.seq)
        if case_id is not None:
            question = question.where(t.audit_event.c.case_id == case_id)
        return await self._readers.ask(lambda db: tuple(StoredEvent(*row) for row in db.execute(question)))

    async def checkpoints(self) -> tuple[Checkpoint, ...]:
        """The signed heads of the chain, in order."""
        c = t.checkpoint.c
        question = select(c.size, c.root, c.head, c.signature, c.public_key, c.at).order_by(c.size)
        return await self._readers.ask(lambda db: tuple(checkpoint_of(row) for row in db.execute(question)))

    async def event_page(
        self, case_id: str | None, before: int | None, limit: int, types: Collection[str] = ()
    ) -> tuple[StoredEvent, ...]:
        """Events of the store or of one case, newest first: `limit` of them with numbers below `before`."""
        return await self._readers.ask(lambda db: read_event_page(db, case_id, before, limit, types))

    async def behind(self, case_id: str | None, wanted: Wanted) -> Behind:
        """What is kept behind events of a case; what was erased or cannot be opened is told as absent."""
        return await self._readers.ask(lambda db: read_behind(db, self._store_key, case_id, wanted))

    async def ask(self, question: Callable[[Connection, bytes], T]) -> T:
        """The answer to a question of another adapter, which is given the store's key."""
        return await self._readers.ask(lambda db: question(db, self._store_key))

    async def working_texts(self, case_id: str | None = None) -> tuple[WorkingText, ...]:
        """What people were typing and has not become an edit, oldest first."""
        return await self._readers.ask(lambda db: read_typing(db, self._store_key, case_id))

    async def cached(self, case_id: str, keys: Sequence[str]) -> Mapping[str, CachedDraft]:
        """Those of a case's cached drafts that are kept under these keys."""
        return await self._readers.ask(lambda db: read_cached(db, self._store_key, case_id, keys))

    async def count_cached(self, case_id: str) -> int:
        """How many drafts of a case are cached."""
        return await self._readers.ask(lambda db: count_cached(db, case_id))

    async def verify(self, told: Progress | None = None) -> Verification:
        """Read the whole record again: chain, checkpoints, columns, guards, contents and signatures.

        `told` hears of the events done and of how many there are. Cancelling ends the reading soon.
        """
        cancelled = threading.Event()
        try:
            return await self._readers.do(lambda: self._verify(told, cancelled))
        finally:
            cancelled.set()

    async def close(self) -> None:
        """Sign a last checkpoint and let go."""
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        if not self._readers.close():
            return
        if self._writer is not None:
            self._writer.close()
        if self._lock is not None:
            self._lock.release()

    def _verify(self, told: Progress | None, cancelled: threading.Event) -> Verification:
        report = Report(Pace(told, cancelled, STAGES + 1))
        try:
            with seen_alike(self._connect, report.pace) as (connection, beside):
                own_key = self._writer.public_key if self._writer else self._public_key
                read_record(connection, beside, report, own_key)
                read_sealed(connection, self._store_key, report)
        except (dbapi2.Error, UnicodeDecodeError) as error:
            report.add(BreakKind.STORE, f"The store cannot be read any further: {error}.")
        return report.verification

    async def _scalar(self, question: Any) -> Any:
        return await self._readers.ask(lambda db: db.execute(question).scalar())


def _owned(home: Path, path: Path) -> StoreLock | None:
    """The lock of the one owner; None where a store is there and its folder takes no lock, so that it is only read."""
    try:
        if path.exists() and not is_writable(path):
            return None
        prepare_home(home)
        return StoreLock.take(home / LOCK_FILE)
    except OSError as error:
        raise no_rights(home, error) from error


def _values(db: Connection, kind: type[T], question: Any) -> tuple[T, ...]:
    return tuple(KEPT_BY_TYPE[kind].value(row, {}) for row in db.execute(question))


def _read_people(db: Connection) -> tuple[tuple[Person, Profile], ...]:
    persons = {person.person_id: person for person in _values(db, Person, in_order(t.person))}
    profiles = _values(db, Profile, in_order(t.profile).where(t.profile.c.retired_at.is_(None)))
    return tuple((persons[profile.person_id], profile) for profile in profiles)


def _read_cases(db: Connection) -> tuple[CaseSummary, ...]:
    head, case = t.head.c, t.case_file.c
    sections = select(func.count()).where(head.case_id == case.case_id).scalar_subquery()
    approved = select(func.count()).where(head.case_id == case.case_id, _approval()).scalar_subquery()
    question = (
        in_order(t.case_file)
        .order_by(None)
        .order_by(case.created_at.desc(), sqlalchemy.literal_column("case_file.rowid").desc())
    )
    joined = question.join(t.pack, t.pack.c.digest == case.pack_digest)
    kept = KEPT_BY_TYPE[CaseFile]
    return tuple(
        CaseSummary(kept.value(row, {}), form, count, good)
        for *row, form, count, good in db.execute(joined.add_columns(t.pack.c.form, sections, approved))
    )


def _approval() -> Any:
    """Whether a section's current text has an approval that counts."""
    decided, decision, lapsed, head = t.decided_section.c, t.decision.c, t.supersession.c, t.head.c
    superseded = exists().where(lapsed.command_id == decided.command_id, lapsed.section == decided.section)
    return exists().where(
        and_(
            decided.case_id == head.case_id,
            decided.section == head.section,
            decided.revision_id == head.revision_id,
            decision.command_id == decided.command_id,
            decision.kind == DecisionKind.APPROVE.value,
            ~superseded,
        )
    )
