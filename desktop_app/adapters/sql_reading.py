"""Reading one case: a fixed number of questions in one transaction, so that it sees one state of the case."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, bindparam, func, literal_column, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql import Select

from desktop_app.adapters import sql_schema as t
from desktop_app.adapters.content_sealing import CaseSeal, Sealed, Unsealable, unwrap_case_key
from desktop_app.adapters.sql_lanes import read_open_lanes
from desktop_app.adapters.sql_people import read_signers
from desktop_app.adapters.sql_practice import is_practice
from desktop_app.adapters.sql_rows import KEPT_BY_TYPE, SPANS, Contents
from desktop_app.domain.case import Answer, CaseFile, CaseState
from desktop_app.domain.case_life import Amendment, CaseOrigin, LeftAnswer, LifeStep, OriginKind, Voided
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.change_reason import ChangeReason
from desktop_app.domain.comment import Comment, Resolution
from desktop_app.domain.content import Content, ContentRef
from desktop_app.domain.delegation import DecidedFor
from desktop_app.domain.errors import NotFound, Refusal, Refused, StoreDamaged
from desktop_app.domain.evidence import Citation, Document, Page, Passage
from desktop_app.domain.finding import FindingAnswer, RaisedFinding
from desktop_app.domain.gate_entry import Escalation, GateEntry, GateExit
from desktop_app.domain.lane import LaneStanding
from desktop_app.domain.record_rows import WorkingText
from desktop_app.domain.review import DecidedSection, Decision, Supersession
from desktop_app.domain.route import RouteDecided
from desktop_app.domain.section import Head, Input, Revision
from desktop_app.domain.signature import Signature
from desktop_app.domain.support import SentenceSupport
from desktop_app.domain.text import Block, BlockKind, OriginSpan, SectionText
from desktop_app.domain.usage import Call, Run, RunSource
from desktop_app.domain.wording_threshold import load_threshold, setting_of

Rows = Sequence[Sequence[Any]]
NOT_AS_RECORDED = SectionText(
    (Block(BlockKind.PARAGRAPH, "This text cannot be shown: what is kept is not what was recorded."),)
).dump()
"""Stands where a text or a manifest cannot be opened. It has no key, so that nothing commits to it."""

_PATHS_TO_CASE: Mapping[type, tuple[Table, ...]] = {
    Answer: (),
    Document: (),
    Revision: (),
    Head: (),
    Run: (),
    Decision: (),
    DecidedSection: (),
    Supersession: (),
    Signature: (),
    GateEntry: (),
    GateExit: (),
    Escalation: (),
    DecidedFor: (),
    ChangeReason: (),
    Comment: (),
    Resolution: (),
    LifeStep: (),
    CaseOrigin: (),
    Voided: (),
    LeftAnswer: (),
    LaneStanding: (),
    Citation: (t.revision,),
    RaisedFinding: (t.revision,),
    SentenceSupport: (t.revision,),
    RouteDecided: (t.revision,),
    Input: (t.revision,),
    Call: (t.run,),
    RunSource: (t.run,),
    FindingAnswer: (t.finding, t.revision),
    Page: (t.document,),
    Passage: (t.document,),
}
"""What is kept of a case, and the tables that lead from it to the case."""
_OF_RECORD = tuple(kind for kind in _PATHS_TO_CASE if kind not in (Page, Passage))
_FOLLOWS: Mapping[type, type] = {
    **dict.fromkeys((Head, Citation, RaisedFinding, SentenceSupport, RouteDecided, LaneStanding, Input), Revision),
    **dict.fromkeys((DecidedSection, Supersession, Signature, DecidedFor), Decision),
    **dict.fromkeys((GateExit, Escalation), GateEntry),
    Call: Run,
    RunSource: Run,
    FindingAnswer: RaisedFinding,
    Voided: Supersession,
    LeftAnswer: LifeStep,
    Comment: Revision,
    Resolution: Comment,
}
"""What there is none of while there is none of the other: it is then not asked for."""


def in_order(table: Table) -> Select[Any]:
    """All columns, in the order in which the rows were first written."""
    return select(*table.columns).order_by(literal_column(f"{table.name}.rowid"))


@cache
def _of_case(kind: type) -> Select[Any]:
    """The rows of one kind that a case has; built once, since building a question costs more than asking it."""
    table = last = KEPT_BY_TYPE[kind].table
    question = in_order(table)
    for parent in _PATHS_TO_CASE[kind]:
        (key,) = parent.primary_key.columns
        question, last = question.join(parent, last.c[key.name] == key), parent
    return question.where(last.c.case_id == bindparam("case"))


@cache
def _sql(question: Select[Any]) -> str:
    return str(question.compile(dialect=sqlite.dialect(paramstyle="named")))


def _rows(db: Connection, question: Select[Any], case_id: str, **more: str) -> Rows:
    """Plain rows: a case has two dozen questions, and for what SQLAlchemy does around each they took five times as
    long."""
    cursor = db.connection.cursor()
    try:
        cursor.execute(_sql(question), {"case": case_id, **more})
        return cursor.fetchall()
    finally:
        cursor.close()


_SETTING = select(t.setting.c.value).where(t.setting.c.name == bindparam("name"))
_FILE = select(t.case_file).where(t.case_file.c.case_id == bindparam("case"))
_KEY = select(t.case_key.c.sealed).where(t.case_key.c.case_id == bindparam("case"))
_SPANS_OF_CASE = in_order(t.span).where(t.span.c.case_id == bindparam("case"))


_AMENDMENT = (
    select(t.case_origin.c.case_id, t.case_origin.c.version, t.case_file.c.state)
    .join(t.case_file, t.case_file.c.case_id == t.case_origin.c.case_id)
    .where(t.case_origin.c.of_case == bindparam("case"), t.case_origin.c.kind == OriginKind.AMENDS.value)
    .order_by(literal_column("case_origin.rowid").desc())
    .limit(1)
)


def read_case_file(db: Connection, case_id: str) -> CaseFile:
    """The case itself. Raises NotFound."""
    row = db.execute(_FILE, {"case": case_id}).first()
    if row is None and is_practice(db, case_id):
        raise Refused(
            "This is a practice case, and no real one.",
            next="Go on with it in Practice; nobody decides, signs or exports it as a real case.",
            refusal=Refusal.PRACTICE,
        )
    if row is None:
        raise NotFound(f"There is no case {case_id}.", next="List the cases with `countersign case list`.")
    file: CaseFile = KEPT_BY_TYPE[CaseFile].value(row, {})
    return file


def read_case(db: Connection, store_key: bytes, case_id: str, *, as_is: bool = False) -> CaseRecord:
    """Everything of a case; with `as_is` in spite of texts and manifests that are not what was recorded, for who shows
    that they are not. Raises NotFound, StoreDamaged."""
    file = read_case_file(db, case_id)
    rows: dict[type, Rows] = {}
    for kind in _OF_RECORD:
        asked = kind not in _FOLLOWS or rows[_FOLLOWS[kind]]
        rows[kind] = _rows(db, _of_case(kind), case_id) if asked else ()
    torn: set[str] = set()
    if as_is:
        torn.update(_torn(db, store_key, case_id, rows))
    contents = _contents(db, store_key, case_id, rows, torn)
    values = {kind: _values(kind, found, contents) for kind, found in rows.items()}
    record = CaseRecord(
        file=file,
        answers=values[Answer],
        documents=values[Document],
        revisions=values[Revision],
        heads={head.section: head.revision_id for head in values[Head]},
        spans=_spans(db, case_id) if rows[Revision] else {},
        citations=_by_revision(values[Citation]),
        findings=_by_revision(values[RaisedFinding]),
        supports=_by_revision(values[SentenceSupport]),
        finding_answers=values[FindingAnswer],
        routes={route.revision_id: route for route in values[RouteDecided]},
        inputs=_by_revision(values[Input]),
        runs=values[Run],
        calls=values[Call],
        sources=values[RunSource],
        reasons=values[ChangeReason],
        comments=values[Comment],
        resolutions=values[Resolution],
        decisions=values[Decision],
        decided=values[DecidedSection],
        superseded=values[Supersession],
        signatures=values[Signature],
        entries=values[GateEntry],
        exits=values[GateExit],
        escalations=values[Escalation],
        decided_for=values[DecidedFor],
        standings={standing.revision_id: standing for standing in values[LaneStanding]},
        lanes=read_open_lanes(db, store_key, file.pack_digest),
        wording=load_threshold(db.scalar(_SETTING, {"name": setting_of(file.pack_digest)})),
        life=values[LifeStep],
        origin=next(iter(values[CaseOrigin]), None),
        amendment=_amendment(db, case_id) if file.state is CaseState.SIGNED else None,
        voided=values[Voided],
        left=values[LeftAnswer],
        signers=read_signers(db, {d.person_id for d in values[Decision]} if rows[Signature] else ()),
    )
    return _without_places(record, torn) if torn else record


def _without_places(record: CaseRecord, torn: Collection[str]) -> CaseRecord:
    """Nothing is told of places in texts that are not there."""
    gone = {r.revision_id for r in record.revisions if r.text.item_id in torn}

    def left(by_revision: Mapping[str, Any]) -> dict[str, Any]:
        return {revision: value for revision, value in by_revision.items() if revision not in gone}

    return replace(
        record,
        spans=left(record.spans),
        citations=left(record.citations),
        supports=left(record.supports),
        findings=left(record.findings),
    )


def _torn(db: Connection, store_key: bytes, case_id: str, rows: Mapping[type, Rows]) -> Iterator[str]:
    """The texts and manifests that cannot be opened."""
    for kind in (Revision, Signature):
        for item in {i for row in rows[kind] for i in KEPT_BY_TYPE[kind].items(row, Content)}:
            try:
                read_contents(db, store_key, case_id, [item])
            except StoreDamaged:
                yield item


def _amendment(db: Connection, case_id: str) -> Amendment | None:
    """The newest version that amends the case."""
    row = db.execute(_AMENDMENT, {"case": case_id}).first()
    return row and Amendment(row.case_id, row.version, row.state == CaseState.ABANDONED.value)


def read_pages(db: Connection, store_key: bytes, case_id: str) -> tuple[Page, ...]:
    """The pages of all documents of a case, documents in the order in which they were attached."""
    rows = db.execute(_PAGES_OF_CASE, {"case": case_id}).all()
    return _values(Page, rows, _contents(db, store_key, case_id, {Page: rows}))


def read_passages(db: Connection, case_id: str, pages: Iterable[Page]) -> tuple[Passage, ...]:
    """The passages of a case in reading order; their text is a part of their page's."""
    texts = {(page.document_id, page.number): page.text.text for page in pages}
    rows = db.execute(_PASSAGES_OF_CASE, {"case": case_id}).all()
    kept = KEPT_BY_TYPE[Passage]
    return tuple(kept.value(r, {}, text=texts[r.document_id, r.page][r.start : r.end]) for r in rows)


_ATTACHED: Any = literal_column("document.rowid")
_PAGES_OF_CASE = _of_case(Page).order_by(None).order_by(_ATTACHED, t.page.c.number)
_PASSAGES_OF_CASE = _of_case(Passage).order_by(None).order_by(_ATTACHED, t.passage.c.page, t.passage.c.start)


def _values(kind: type, rows: Rows, contents: Contents) -> tuple[Any, ...]:
    kept = KEPT_BY_TYPE[kind]
    return tuple(kept.value(row, contents) for row in rows)


def _by_revision(values: Iterable[Any]) -> dict[str, tuple[Any, ...]]:
    grouped: defaultdict[str, list[Any]] = defaultdict(list)
    for value in values:
        grouped[value.revision_id].append(value)
    return {revision_id: tuple(group) for revision_id, group in grouped.items()}


def _spans(db: Connection, case_id: str) -> dict[str, tuple[OriginSpan, ...]]:
    grouped: defaultdict[str, list[OriginSpan]] = defaultdict(list)
    for revision_id, _, *row in _rows(db, _SPANS_OF_CASE, case_id):
        grouped[revision_id].append(SPANS.value(row, {}))
    return {revision_id: tuple(group) for revision_id, group in grouped.items()}


def _contents(
    db: Connection, store_key: bytes, case_id: str, rows: Mapping[type, Rows], torn: Collection[str] = ()
) -> Contents:
    def named(content: type) -> list[str]:
        found = ((kind, row) for kind, found in rows.items() for row in found)
        return [i for kind, row in found for i in KEPT_BY_TYPE[kind].items(row, content) if i not in torn]

    refs = _ask_items(db, _REFS, case_id, named(ContentRef))
    bodies = read_contents(db, store_key, case_id, named(Content))
    lost = {item: Content(case_id, item, b"", NOT_AS_RECORDED) for item in torn}
    return {**{item: ContentRef(case_id, item, commitment) for item, commitment in refs}, **bodies, **lost}


def _items(*columns: Any) -> Select[Any]:
    wanted = func.json_each(bindparam("items")).table_valued("value")
    question = select(*columns).where(t.content.c.case_id == bindparam("case"))
    return question.where(t.content.c.item_id.in_(select(wanted.c.value)))


_REFS = _items(t.content.c.item_id, t.content.c.commitment)
_BODIES = _items(t.content.c.item_id, t.content.c.commitment, t.content.c.codec, t.content.c.base, t.content.c.body)


def _ask_items(db: Connection, question: Select[Any], case_id: str, item_ids: Sequence[str]) -> Rows:
    return _rows(db, question, case_id, items=json.dumps(item_ids)) if item_ids else ()


def read_contents(db: Connection, store_key: bytes, case_id: str, item_ids: Sequence[str]) -> dict[str, Content]:
    """Contents with their bodies, by item. Raises StoreDamaged where one is not what was recorded."""
    rows = _ask_items(db, _BODIES, case_id, item_ids)
    if not rows:
        return {}
    bases = _ask_items(db, _BODIES, case_id, list({base for *_, base, _ in rows if base}))
    keys = _rows(db, _KEY, case_id)
    try:
        seal = CaseSeal(case_id, unwrap_case_key(store_key, case_id, keys[0][0] if keys else b""))
        whole = {item_id: seal.open(item_id, Sealed(*rest)) for item_id, *rest in bases}
        return {item_id: seal.open(item_id, Sealed(*rest), whole.get(rest[2])) for item_id, *rest in rows}
    except Unsealable as error:
        raise StoreDamaged(
            f"A kept text of the case {case_id} is not what was recorded.",
            kept="The file was not touched.",
            next="Look at the record with `countersign audit verify`, and go on with a copy from a backup.",
        ) from error


def read_typing(db: Connection, store_key: bytes, case_id: str | None) -> tuple[WorkingText, ...]:
    """What people were typing, in one case or in all, oldest first. One that cannot be opened is left out."""
    question = select(t.working_text, t.case_key.c.sealed.label("key")).order_by(t.working_text.c.saved_at)
    question = question.join(t.case_key, t.case_key.c.case_id == t.working_text.c.case_id)
    if case_id is not None:
        question = question.where(t.working_text.c.case_id == case_id)
    return tuple(typed for row in db.execute(question) for typed in _typed(store_key, row))


def _typed(store_key: bytes, row: Any) -> Iterable[WorkingText]:
    try:
        seal = CaseSeal(row.case_id, unwrap_case_key(store_key, row.case_id, row.key))
        text = seal.open_note(row.sealed, f"{row.place}|{row.person_id}").decode()
    except (Unsealable, UnicodeDecodeError):
        return
    saved_at = datetime.fromisoformat(row.saved_at)
    yield WorkingText(row.case_id, row.place, row.person_id, text, row.base_revision, saved_at)
