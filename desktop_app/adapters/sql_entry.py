"""Writing one entry: its rows, its events and its command, whole or not at all.

Each entry has a savepoint of its own: one that is refused leaves nothing, and harms no other of its transaction.
"""

from dataclasses import replace
from typing import Any

from pysqlite3 import dbapi2

from desktop_app.adapters import sql_schema as schema
from desktop_app.adapters.content_sealing import CaseSeal, Sealed, new_key, seal, unwrap_case_key, wrap_case_key
from desktop_app.adapters.queued_rows import DROP_TAKING, TAKINGS, mend_queue, refresh_queued
from desktop_app.adapters.row_journal import ROWS, RowJournal, rows_item
from desktop_app.adapters.row_telling import RowTelling
from desktop_app.adapters.sql_audit import INSERT_EVENT, Chain
from desktop_app.adapters.sql_budget import STATES
from desktop_app.adapters.sql_cache import DROP_CACHED, SAVE_CACHED, cached_row
from desktop_app.adapters.sql_notices import STATES as NOTICE_STATES
from desktop_app.adapters.sql_rows import KEPT_BY_TYPE, SPANS, Way, span_rows, to_text
from desktop_app.domain.anchor import Anchor
from desktop_app.domain.assignment import DropTaking, Taking
from desktop_app.domain.audit import Entry, Event, Receipt
from desktop_app.domain.batch import Batch, BatchCase, BatchEnd, BatchRow
from desktop_app.domain.case import Answer
from desktop_app.domain.content import Content
from desktop_app.domain.draft_cache import CachedDraft, DropCachedDrafts
from desktop_app.domain.endpoint import Endpoint
from desktop_app.domain.endpoint_state import EndpointState
from desktop_app.domain.errors import Conflict, CountersignError, Refusal, Refused
from desktop_app.domain.evidence import Document
from desktop_app.domain.handover import Handover, Introduced, Machine, Segment
from desktop_app.domain.label import Label
from desktop_app.domain.lane import ClosedLane, OpenedLane
from desktop_app.domain.notice import NoticeState
from desktop_app.domain.person import Person, Profile
from desktop_app.domain.practice import PracticeCase, PracticeResult
from desktop_app.domain.record_rows import DropWorkingText, RevisionSpans, Setting, StoredPack, WorkingText
from desktop_app.domain.section import Head, Revision
from desktop_app.services.ports import Clock

SEALS_AT_HAND = 64
FIND_PACK = "SELECT 1 FROM pack WHERE digest = ?"
FIND_CONTENT = "SELECT 1 FROM content WHERE item_id = ?"
FIND_SENT = "SELECT 1 FROM audit_event WHERE case_id = ? AND type = 'case.sent'"
FIND_COMMAND = "SELECT last_seq FROM command WHERE command_id = ?"
INSERT_COMMAND = "INSERT INTO command (command_id, last_seq) VALUES (?, ?)"
INSERT_CONTENT = "INSERT INTO content (item_id, case_id, commitment, codec, base, body) VALUES (?, ?, ?, ?, ?, ?)"
WHOLE_TEXT = (
    "SELECT w.item_id, w.commitment, w.codec, w.body FROM revision r JOIN content c ON c.item_id = r.text_ref"
    " JOIN content w ON w.item_id = coalesce(c.base, c.item_id) WHERE r.revision_id = ?"
)
"""The text that a revision is kept as, or was packed against: never one that was itself packed against another."""
SAVE_TYPING = (
    "INSERT OR REPLACE INTO working_text (case_id, place, person_id, sealed, base_revision, saved_at)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)
NOTE_ANCHOR = "INSERT OR REPLACE INTO anchor (place, size, at) VALUES (?, ?, ?)"
DROP_TYPING = "DELETE FROM working_text WHERE case_id = ? AND place = ? AND person_id = ?"

OF_A_CHANGE = frozenset({Answer, Document, Revision, Head})
"""What is changed together with its case: the guards of the file ask for a reason of that very change."""

OF_THE_PROGRAM = frozenset(
    {Person, Profile, StoredPack, Endpoint, Setting, OpenedLane, ClosedLane, Label, PracticeCase, PracticeResult}
)
"""What belongs to no case, so that no case's key seals it."""
OF_THE_STORE = frozenset({Machine, Introduced, Handover, Segment, Batch, BatchRow, BatchCase, BatchEnd})
"""What is so in this store alone: it is no part of a case, which is the same wherever it is."""

Outcome = Receipt | Exception


def seed_of(lane_id: str) -> str:
    """What the sealed seed of a lane's sample is sealed as."""
    return f"spot check {lane_id}"


_GUARDS = {
    schema.APPROVES_OWN_WORDS: Refusal.FOUR_EYES,
    schema.APPROVES_OWN_CHANGES: Refusal.FOUR_EYES,
    schema.OWN_CASE: Refusal.OWN_CASE,
    schema.NO_REASON: Refusal.REASON,
    schema.AMENDED_ONCE: Refusal.AMENDED,
    schema.IS_PRACTICE: Refusal.PRACTICE,
    schema.TAKEN: Refusal.TAKEN,
}
"""The rules that the database itself holds, by its words."""


class EntryWriter:
    """Writes entries into the transaction that is open, and grows the chain with them. Used by one thread."""

    def __init__(self, connection: Any, chain: Chain, store_key: bytes, clock: Clock) -> None:
        self.chain = chain
        self._db, self._store_key, self._clock = connection, store_key, clock
        self._seals: dict[str, CaseSeal] = {}

    def rewind(self, chain: Chain) -> None:
        """Forget what a transaction wrote that was rolled back."""
        self.chain = chain
        self._seals.clear()

    def write(self, entry: Entry) -> Outcome:
        """The receipt, or why the entry was refused. Raises dbapi2.Error where nothing can be written at all."""
        chain = self.chain.copy()
        self._db.execute("SAVEPOINT entry")
        try:
            outcome: Outcome = self._write(entry)
        except Exception as error:  # the boundary of one entry's work: its producer is told
            if _is_of_the_file(error):
                raise
            self.rewind(chain)
            self._db.execute("ROLLBACK TO entry")
            outcome = _refusal(error)
        self._db.execute("RELEASE entry")
        return outcome

    def mend_queue(self) -> int:
        """Make all rows of the queue anew; of how many cases they were not what follows from the record."""
        return mend_queue(self._db)

    def _write(self, entry: Entry) -> Receipt:
        if (entry.command_id is None) != (not entry.events):
            raise ValueError("a command is told of by events, and a note by none")
        last_seq = self.chain.size + len(entry.events)
        if entry.command_id is not None:
            try:
                self._db.execute(INSERT_COMMAND, (entry.command_id, last_seq))
            except dbapi2.IntegrityError:
                (first,) = self._db.execute(FIND_COMMAND, (entry.command_id,)).fetchone()
                return Receipt(first, applied=False)
        telling, journal = RowTelling(), RowJournal()
        for value in entry.puts:
            self._put(value, telling, journal)
        for n, event in enumerate(entry.events, start=1):
            last = n == len(entry.events)
            told = telling.lines if last else ()
            kept = self._keep_rows(event, entry.command_id, journal) if last else event
            self._db.execute(INSERT_EVENT, self.chain.row(kept, entry.command_id or "", self._clock.mono_ms(), told))
        for case_id in {event.case_id for event in entry.events if event.case_id}:
            refresh_queued(self._db, case_id)
        return Receipt(last_seq, applied=True)

    def _keep_rows(self, event: Event, command_id: str | None, journal: RowJournal) -> Event:
        """The event with the commitment to the rows that were written with it, which replaying reads."""
        if event.case_id is None or not journal.rows:
            return event
        content = Content(event.case_id, rows_item(command_id), new_key(), journal.body)
        self._put_content(content)
        return replace(event, refs={**event.refs, ROWS: content.commitment})

    def _put(self, value: Any, telling: RowTelling, journal: RowJournal) -> None:
        match value:
            case Content():
                self._put_content(value)
            case RevisionSpans():
                rows = span_rows(value)
                self._db.executemany(SPANS.statement, rows)
                telling.add_spans(rows)
                journal.add(SPANS.table.name, rows)
            case WorkingText(case_id, place, person_id, text, base, at):
                sealed = self._seal_of(case_id).seal_note(text.encode(), f"{place}|{person_id}")
                self._db.execute(SAVE_TYPING, (case_id, place, person_id, sealed, base, to_text(at)))
            case DropWorkingText(case_id, place, person_id):
                self._db.execute(DROP_TYPING, (case_id, place, person_id))
            case CachedDraft():
                self._db.execute(SAVE_CACHED, cached_row(value, self._case_key(value.case_id)))
            case DropCachedDrafts(case_id):
                self._db.execute(DROP_CACHED, (case_id,))
            case Anchor(place, size, at):
                self._db.execute(NOTE_ANCHOR, (place, size, to_text(at)))
            case Taking():
                self._db.execute(TAKINGS.statement, TAKINGS.row(value))
            case DropTaking(case_id, person_id):
                self._db.execute(DROP_TAKING, (case_id, person_id))
            case EndpointState():
                self._db.execute(STATES.statement, STATES.row(value))
            case NoticeState():
                self._db.execute(NOTICE_STATES.statement, NOTICE_STATES.row(value))
            case OpenedLane(lane_id, seed=seed):
                sealed = seal(self._store_key, seed, seed_of(lane_id))
                self._put_row(replace(value, seed=sealed), telling, journal)
            case _:
                self._put_row(value, telling, journal)

    def _put_row(self, value: Any, telling: RowTelling, journal: RowJournal) -> None:
        kept = KEPT_BY_TYPE.get(type(value))
        if kept is None:
            raise TypeError(f"no table keeps a {type(value).__name__}")
        for field in kept.contents:
            content = getattr(value, field)
            if content is not None:
                self._put_content(content, self._base_of(value) if field == "text" else None)
        if kept.kind in OF_A_CHANGE and not journal.holds(schema.case_file.name, value.case_id):
            self._require_unsent(value.case_id)
        row = kept.row(value)
        if kept.way is Way.KEEP and self._is_kept(FIND_PACK, row[0]):
            return
        try:
            written = self._db.execute(kept.statement, row).rowcount
        except dbapi2.IntegrityError as error:
            raise _integrity(error, kept.kind.__name__) from error
        if kept.way is Way.STEP and not written:
            raise _changed_meanwhile()
        telling.add(kept, value, row)
        if kept.kind not in OF_THE_PROGRAM | OF_THE_STORE:
            journal.add(kept.table.name, [row])

    def _require_unsent(self, case_id: str) -> None:
        """A case that was sent is never changed beside its counted versions, where an older reason would pass."""
        if self._is_kept(FIND_SENT, case_id):
            way_on = "Put the case and the reason before it."
            raise Refused(f"The store refused it: {schema.NO_REASON}.", next=way_on, refusal=Refusal.REASON)

    def _base_of(self, value: Any) -> Content | None:
        """The text that a revision's text is packed against."""
        if not isinstance(value, Revision) or value.parent_id is None:
            return None
        found = self._db.execute(WHOLE_TEXT, (value.parent_id,)).fetchone()
        if found is None:
            return None
        item_id, commitment, codec, body = found
        return self._seal_of(value.case_id).open(item_id, Sealed(commitment, codec, None, body))

    def _put_content(self, content: Content, base: Content | None = None) -> None:
        if not self._is_kept(FIND_CONTENT, content.item_id):
            sealed = self._seal_of(content.case_id).seal(content, base)
            self._db.execute(
                INSERT_CONTENT,
                (content.item_id, content.case_id, sealed.commitment, sealed.codec, sealed.base, sealed.body),
            )

    def _is_kept(self, question: str, key: str) -> bool:
        return self._db.execute(question, (key,)).fetchone() is not None

    def _seal_of(self, case_id: str) -> CaseSeal:
        if case_id not in self._seals:
            if len(self._seals) >= SEALS_AT_HAND:
                self._seals.clear()
            self._seals[case_id] = CaseSeal(case_id, self._case_key(case_id))
        return self._seals[case_id]

    def _case_key(self, case_id: str) -> bytes:
        row = self._db.execute("SELECT sealed FROM case_key WHERE case_id = ?", (case_id,)).fetchone()
        if row is not None:
            return unwrap_case_key(self._store_key, case_id, row[0])
        key = new_key()
        sealed = wrap_case_key(self._store_key, case_id, key)
        self._db.execute("INSERT INTO case_key (case_id, sealed) VALUES (?, ?)", (case_id, sealed))
        return key


def _is_of_the_file(error: Exception) -> bool:
    """Whether no entry can be written: disk full, an input or output error, a damaged file."""
    return isinstance(error, dbapi2.OperationalError | dbapi2.InternalError) or type(error) is dbapi2.DatabaseError


def _refusal(error: Exception) -> Exception:
    if isinstance(error, CountersignError):
        return error
    if isinstance(error, dbapi2.IntegrityError):
        return _integrity(error, "the entry")
    if isinstance(error, ValueError):
        return Refused(f"The record refused it: {error}.", next="This is a fault of the program: please report it.")
    return error


def _integrity(error: Exception, row: str) -> Refused:
    words = str(error)
    if schema.HANDED_OVER in words:
        return Refused(
            "This case is with another machine, and is only read here.",
            next="Wait for its return, or call it back.",
            refusal=Refusal.HANDED_OVER,
        )
    if any(meanwhile in words for meanwhile in (schema.ALREADY, schema.SIGNED_STAYS, "UNIQUE")):
        return _changed_meanwhile()
    refusal = next((rule for guard, rule in _GUARDS.items() if guard in words), Refusal.STORE)
    way_on = "Look at the case as it is now, then decide anew."
    return Refused(f"The store refused {row}: {words}.", next=way_on, refusal=refusal)


def _changed_meanwhile() -> Conflict:
    return Conflict("Someone else changed this first.", next="Look at it as it is now, then do it again.")
