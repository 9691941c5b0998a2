"""A store in a folder, and a case with a row of every kind, for the tests of the store."""

import sqlite3
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from desktop_app.adapters.sql_opening import FILE
from desktop_app.adapters.sql_store import SqlStore
from desktop_app.adapters.system_clock import SystemChance, SystemClock
from desktop_app.domain.audit import Entry, Event, EventType
from desktop_app.domain.case import Answer, AnswerOrigin, BlankKind, CaseFile, CaseState
from desktop_app.domain.confidence import Band, Factor, FactorName
from desktop_app.domain.content import Content
from desktop_app.domain.evidence import (
    Citation,
    Document,
    DocumentKind,
    DocumentState,
    Page,
    Passage,
    QuoteState,
)
from desktop_app.domain.finding import AnswerKind, FindingAnswer, RaisedFinding, Rule, Severity
from desktop_app.domain.person import Actor, Auth, Person, Profile, Role
from desktop_app.domain.record_rows import RevisionSpans, StoredPack
from desktop_app.domain.review import DecidedSection, Decision, DecisionKind
from desktop_app.domain.route import RouteDecided, RouteKind, RouteReason
from desktop_app.domain.section import Head, Input, InputKind, Revision, RevisionKind
from desktop_app.domain.text import Block, BlockKind, Origin, OriginSpan, SectionText
from desktop_app.domain.usage import Call, OfferedEvidence, Run, RunOutcome

AT = datetime(2026, 1, 12, 9, 30, 0, 5, tzinfo=UTC)
CHANCE = SystemChance()
KEY = bytes(range(32))
ANALYST = Actor("ada", Role.ANALYST, Auth.OS_USER)
CANARY = "Zebrafish Holdings pays 84,000 euros"


def open_store(home: Path, **more: Any) -> SqlStore:
    """The store of a folder."""
    return SqlStore.open(home, SystemClock(), CHANCE, KEY, **more)


@asynccontextmanager
async def a_store(home: Path, **more: Any) -> AsyncIterator[SqlStore]:
    """A store that is closed afterwards."""
    store = open_store(home, **more)
    try:
        yield store
    finally:
        await store.close()


def kept(text: str | bytes, case_id: str = "c1") -> Content:
    """A content of the case."""
    return Content(case_id, CHANCE.new_id(), CHANCE.new_key(), text.encode() if isinstance(text, str) else text)


def told(kind: EventType = EventType.EDIT_RECORDED, case_id: str | None = "c1", **more: Any) -> Event:
    """An event of the case."""
    return Event(kind, AT, ANALYST, case_id, **more)


def entry(*puts: Any, events: tuple[Event, ...] | None = None, command_id: str | None = None) -> Entry:
    """An entry with one event; without any, a note."""
    if events == () and command_id is None:
        return Entry(None, puts)
    return Entry(command_id or CHANCE.new_id(), puts, (told(),) if events is None else events)


PACK = StoredPack("digest-1", "contract_review", "1.0", {"form.yaml": b"form: x\n", "a/b.md": b"\x00\xff"})
FILE_1 = CaseFile("c1", "digest-1", "REF 1", "Services agreement", CaseState.FORM, None, 1, "ada", AT)


async def with_case(store: SqlStore) -> None:
    """Open the case c1."""
    await store.commit(entry(PACK, FILE_1, events=(told(EventType.CASE_OPENED),)))


def revision(seq: int = 1, text: str = "Ada wrote this.", section: str = "term", **more: Any) -> Revision:
    """A revision of a section."""
    body = SectionText((Block(BlockKind.PARAGRAPH, text),)).dump()
    known: dict[str, Any] = {"kind": RevisionKind.EDIT, "parent_id": None, "run_id": None, "person_id": "ada"}
    values = {**known, "reason": None, **more}
    return Revision(f"{section}-{seq}", "c1", section, seq, text=kept(body), created_at=AT, **values)


def written(
    wrote: str | None = "ada", accepted_by: str | None = None, seq: int = 1, **more: Any
) -> tuple[Revision, RevisionSpans, Head]:
    """A revision that a person wrote, as the current one of its section."""
    made = revision(seq, **more)
    span = OriginSpan(0, 15, Origin.PERSON, wrote, source_revision=made.revision_id, accepted_by=accepted_by)
    return made, RevisionSpans(made.revision_id, "c1", (span,)), Head("c1", made.section, made.revision_id)


def approval(by: str, of: Revision, command_id: str = "approve-1") -> Entry:
    """An approval of a section by a person."""
    decision = Decision(command_id, "c1", "review", DecisionKind.APPROVE, by, kept("Good."), AT)
    decided = DecidedSection(command_id, "c1", of.section, of.revision_id)
    return entry(decision, decided, events=(told(EventType.DECISION_APPROVED),), command_id=command_id)


def everything() -> tuple[Any, ...]:
    """Puts of every kind that belong to the case c1, which is open."""
    original, page = kept(b"%PDF-1.7 " + CANARY.encode() * 100), Page("d1", 1, kept(f"First. {CANARY}."))
    document = Document(
        "d1", "c1", "contract", kept("lease.pdf"), original.ref, DocumentKind.PDF, DocumentState.READ, 1, ""
    )
    passage = Passage("p1", "d1", 1, 7, 42, ((1.5, 2.0, 3.25, 4.0),), "")
    run = Run("r1", "c1", "term", "server", AT, AT, RunOutcome.FINISHED, kept("half"))
    call = Call(
        "k1", "r1", 1, "server", "m", None, kept("Write."), "{}", 10, None, 0, Decimal("0.0012"), AT.date(),
        None, 900, "stop", None,
    )  # fmt: skip
    draft = revision(1, kind=RevisionKind.DRAFT, run_id="r1", person_id=None)
    spans = (OriginSpan(0, 9, Origin.MODEL, run_id="r1"), OriginSpan(9, 15, Origin.ANSWER, "ada"))
    found = RaisedFinding("f1", draft.revision_id, Rule.CONTRADICTED_FIGURE, Severity.BLOCKER, 0, 4, kept('{"a":"b"}'))
    factors = (Factor(FactorName.OPEN_BLOCKER, 1, Band.LOW),)
    return (
        Answer("c1", "fee", kept("84000.00"), None, AnswerOrigin.TYPED, None, "ada", 1),
        Answer("c1", "end", None, BlankKind.BLANK, AnswerOrigin.IMPORTED, "p1", "ada", 1),
        original,
        document,
        page,
        passage,
        run,
        call,
        OfferedEvidence("r1", "p1", 1, left_out=False),
        draft,
        Head("c1", "term", draft.revision_id),
        RevisionSpans(draft.revision_id, "c1", spans),
        Input(draft.revision_id, InputKind.ANSWER, "fee", "0" * 64),
        Citation(draft.revision_id, 1, 0, 4, "p1", QuoteState.VERIFIED),
        found,
        FindingAnswer("f1", AnswerKind.EXPLAINED, "ada", kept("The side letter says so."), AT),
        RouteDecided(draft.revision_id, Band.LOW, RouteKind.BLOCK, (RouteReason.BAND_LOW,), factors),
    )


def people() -> tuple[Any, ...]:
    """Two persons, one of them with two profiles, one of which is retired."""
    return (
        Person("ada", "Ada Example", "ada", AT),
        Person("ben", "Ben Example", "ben", AT),
        Profile("ada-1", "ada", frozenset({Role.ANALYST, Role.ADMINISTRATOR})),
        Profile("ada-2", "ada", frozenset({Role.REVIEWER}), retired_at=AT),
        Profile("ben-1", "ben", frozenset({Role.REVIEWER}), b"public", b"sealed", b"salt"),
    )


def next_version(file: CaseFile = FILE_1, **more: Any) -> CaseFile:
    """The case, changed once more."""
    return replace(file, lock_version=file.lock_version + 1, **more)


@contextmanager
def unguarded(path: Path, *, guards_off: bool = True) -> Iterator[sqlite3.Connection]:
    """Another program at a store's file: it takes the guards off, and puts the same ones back."""
    with closing(sqlite3.connect(path)) as db:
        kept = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        guards = db.execute(kept).fetchall() if guards_off else []
        at_once(db, (f"DROP TRIGGER {name}" for name, _ in guards))
        with db:
            yield db
        at_once(db, (sql for _, sql in guards))


def at_once(db: sqlite3.Connection, statements: Iterable[str]) -> None:
    """In one transaction: each definition that is alone waits for the disk."""
    with db:
        db.execute("BEGIN")
        for statement in statements:
            db.execute(statement)


def database(home: Path) -> Path:
    """The file of the store."""
    return home / FILE
