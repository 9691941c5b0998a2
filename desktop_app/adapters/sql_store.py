"""The store: one SQLite file in one home folder, owned by one process."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy
from pysqlite3 import dbapi2
from sqlalchemy import Connection, Engine, and_, event, exists, func, select
from sqlalchemy.exc import DatabaseError

from desktop_app.adapters import sql_schema as t
from desktop_app.adapters.sealed_verification import read_sealed
from desktop_app.adapters.sql_audit import CheckpointPolicy, checkpoint_of
from desktop_app.adapters.sql_opening import (
    FILE,
    LOCK_FILE,
    damaged,
    no_rights,
    open_file,
    prepare_home,
    require_sqlite,
)
from desktop_app.adapters.sql_reading import in_order, read_case, read_contents, read_pages, read_passages
from desktop_app.adapters.sql_rows import KEPT_BY_TYPE, unpack_files
from desktop_app.adapters.sql_verification import Report, read_record
from desktop_app.adapters.sql_writer import Writer
from desktop_app.adapters.store_lock import StoreLock
from desktop_app.domain.audit import BreakKind, Checkpoint, Entry, Receipt, StoredEvent, Verification
from desktop_app.domain.case import CaseFile
from desktop_app.domain.case_record import CaseRecord, CaseSummary
from desktop_app.domain.content import ContentRef
from desktop_app.domain.endpoint import Endpoint
from desktop_app.domain.errors import NotFound, StoreFailed
from desktop_app.domain.evidence import Page, Passage
from desktop_app.domain.person import Person, Profile
from desktop_app.domain.review import DecisionKind
from desktop_app.domain.usage import OfferedEvidence
from desktop_app.services.ports import Chance, Clock

READERS = 4
T = TypeVar("T")


class SqlStore:
    """ports.Store. One writer thread, a few readers; every value is frozen."""

    def __init__(self, path: Path, lock: StoreLock, writer: Writer, store_key: bytes, public_key: bytes) -> None:
        self._path, self._lock, self._writer = path, lock, writer
        self._store_key, self._public_key = store_key, public_key
        self._engine = _reading_engine(path)
        self._readers: ThreadPoolExecutor | None = ThreadPoolExecutor(READERS, thread_name_prefix="store reader")

    @classmethod
    def open(
        cls,
        home: Path,
        clock: Clock,
        chance: Chance,
        store_key: bytes,
        policy: CheckpointPolicy | None = None,
    ) -> "SqlStore":
        """Open the store of a home folder, or make one. Blocks.

        Raises StoreBusy, StoreDamaged, or StoreFailed for a folder without rights, a newer store or another key; the
        file is then as it was.
        """
        require_sqlite()
        prepare_home(home)
        try:
            lock = StoreLock.take(home / LOCK_FILE)
        except OSError as error:
            raise no_rights(home, error) from error
        path = home / FILE
        try:
            connection, key, chain, anchored = open_file(path, clock, chance, store_key)
        except BaseException:
            lock.release()
            raise
        writer = Writer(connection, chain, anchored, key, store_key, clock, policy or CheckpointPolicy())
        return cls(path, lock, writer, store_key, key.public)

    async def commit(self, entry: Entry) -> Receipt:
        """Write rows and events in one transaction. Once queued it is written even if nobody waits any more."""
        return await self._writer.submit(entry)

    async def case(self, case_id: str) -> CaseRecord:
        """Everything kept of a case. Raises NotFound."""
        return await self._read(lambda db: read_case(db, self._store_key, case_id))

    async def cases(self) -> tuple[CaseSummary, ...]:
        """All cases, newest first; `sections` counts those that have a text."""
        return await self._read(_read_cases)

    async def body(self, ref: ContentRef) -> bytes:
        """A kept content's bytes. Raises NotFound, StoreDamaged where it is not what the ref commits to."""
        found = await self._read(lambda db: read_contents(db, self._store_key, ref.case_id, [ref.item_id]))
        if ref.item_id not in found:
            raise NotFound(f"There is no content {ref.item_id}.", next="It may have been erased with its case.")
        if found[ref.item_id].commitment != ref.commitment:
            raise damaged(self._path, f"the content {ref.item_id} is not the one that was recorded")
        return found[ref.item_id].body

    async def case_with_text(self, case_id: str) -> tuple[CaseRecord, tuple[Page, ...], tuple[Passage, ...]]:
        """A case with the pages and passages of its documents, all as they were at one moment. Raises NotFound."""

        def read(db: Connection) -> tuple[CaseRecord, tuple[Page, ...], tuple[Passage, ...]]:
            pages = read_pages(db, self._store_key, case_id)
            return read_case(db, self._store_key, case_id), pages, read_passages(db, case_id, pages)

        return await self._read(read)

    async def pages(self, case_id: str) -> tuple[Page, ...]:
        """The pages of all documents of a case, in order."""
        return await self._read(lambda db: read_pages(db, self._store_key, case_id))

    async def passages(self, case_id: str) -> tuple[Passage, ...]:
        """The passages of all documents of a case, with their text, in reading order."""
        return await self._read(lambda db: read_passages(db, case_id, read_pages(db, self._store_key, case_id)))

    async def offered(self, run_id: str) -> tuple[OfferedEvidence, ...]:
        """The evidence of a run, by rank."""
        question = select(t.evidence).where(t.evidence.c.run_id == run_id).order_by(t.evidence.c.rank)
        return await self._read(lambda db: _values(db, OfferedEvidence, question))

    async def people(self) -> tuple[tuple[Person, Profile], ...]:
        """All profiles that are not retired, with their persons, oldest first."""
        return await self._read(_read_people)

    async def pack_files(self, digest: str) -> Mapping[str, bytes] | None:
        """The files of a pack that a case was opened with."""
        packed = await self._scalar(select(t.pack.c.files).where(t.pack.c.digest == digest))
        return None if packed is None else unpack_files(packed)

    async def endpoints(self) -> tuple[Endpoint, ...]:
        """The endpoints that people have added."""
        return await self._read(lambda db: _values(db, Endpoint, in_order(t.endpoint)))

    async def setting(self, name: str) -> str | None:
        """A setting of the store."""
        value: str | None = await self._scalar(select(t.setting.c.value).where(t.setting.c.name == name))
        return value

    async def events(self, case_id: str | None = None) -> tuple[StoredEvent, ...]:
        """The events of the store, or of one case, in order."""
        question = select(t.audit_event).order_by(t.audit_event.c.seq)
        if case_id is not None:
            question = question.where(t.audit_event.c.case_id == case_id)
        return await self._read(lambda db: tuple(StoredEvent(*row) for row in db.execute(question)))

    async def checkpoints(self) -> tuple[Checkpoint, ...]:
        """The signed heads of the chain, in order."""
        c = t.checkpoint.c
        question = select(c.size, c.root, c.head, c.signature, c.public_key, c.at).order_by(c.size)
        return await self._read(lambda db: tuple(checkpoint_of(row) for row in db.execute(question)))

    async def verify(self) -> Verification:
        """Read the whole record again: chain, checkpoints, columns, guards, contents and signatures."""
        return await self._in_reader(self._verify)

    async def close(self) -> None:
        """Sign a last checkpoint and let go."""
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        readers, self._readers = self._readers, None
        if readers is not None:
            readers.shutdown()
            self._engine.dispose()
            self._writer.close()
            self._lock.release()

    def _verify(self) -> Verification:
        report = Report()
        try:
            with closing(_reading_connection(self._path)) as connection:
                connection.execute("BEGIN")
                read_record(connection, report, self._public_key)
                read_sealed(connection, self._store_key, report)
        except (dbapi2.Error, UnicodeDecodeError) as error:
            report.add(BreakKind.STORE, f"The store cannot be read any further: {error}.")
        return report.verification

    async def _scalar(self, question: Any) -> Any:
        return await self._read(lambda db: db.execute(question).scalar())

    async def _read(self, ask: Callable[[Connection], T]) -> T:
        return await self._in_reader(lambda: self._ask(ask))

    async def _in_reader(self, work: Callable[[], T]) -> T:
        if self._readers is None:
            raise StoreFailed("The store is closed.", next="Open it again.")
        return await asyncio.get_running_loop().run_in_executor(self._readers, work)

    def _ask(self, ask: Callable[[Connection], T]) -> T:
        try:
            with self._engine.begin() as connection:
                return ask(connection)
        except DatabaseError as error:
            raise damaged(self._path, str(error.orig)) from error
        except UnicodeDecodeError as error:  # sqlite's names and words are not text any more
            raise damaged(self._path, "it holds bytes that are no text") from error
        except (ValueError, KeyError) as error:
            raise damaged(self._path, "a row of it cannot be read") from error


def _reading_engine(path: Path) -> Engine:
    """Connections that cannot write; each transaction sees the store as it was at its first question."""
    engine = sqlalchemy.create_engine(
        "sqlite+pysqlite://",
        module=dbapi2,
        creator=lambda: _reading_connection(path),
        poolclass=sqlalchemy.QueuePool,
        pool_size=READERS,
    )
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def _reading_connection(path: Path) -> Any:
    connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA query_only=ON")
    return connection


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
