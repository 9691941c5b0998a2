"""Histories of cases in the store: what is sent of them, and what came held against what is here."""

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from desktop_app.adapters import sql_schema as t
from desktop_app.adapters.case_steps import StepReading, items_of, journal_of, told_in
from desktop_app.adapters.exchange_sealing import ExchangeKey
from desktop_app.adapters.row_journal import rows_item
from desktop_app.adapters.sql_audit import verifies
from desktop_app.adapters.sql_reading import in_order, read_contents
from desktop_app.adapters.sql_rows import KEPT_BY_TYPE
from desktop_app.adapters.sql_schema import SCHEMA_VERSION
from desktop_app.adapters.sql_store import SqlStore
from desktop_app.domain.anchor import written
from desktop_app.domain.audit import leaf
from desktop_app.domain.content import Content
from desktop_app.domain.errors import NotFound
from desktop_app.domain.handover import Handover, Introduced, Machine, Segment
from desktop_app.domain.handover_file import CaseBody, SegmentBody, event_of
from desktop_app.domain.merkle import inclusion_proofs
from desktop_app.domain.person import Person, Profile
from desktop_app.services.handover_ports import KnownMachine, OwnPart, Step

_BODIES = "SELECT body FROM audit_event WHERE seq <= ? ORDER BY seq"


class SqlHistories:
    """handover_ports.Histories."""

    store_version = SCHEMA_VERSION

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def verifies(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        """Whether an Ed25519 signature is good."""
        return verifies(public_key, message, signature)

    async def keys(self) -> ExchangeKey:
        """The keys of this machine."""
        return await self._store.ask(_keys)

    async def machines(self) -> tuple[KnownMachine, ...]:
        """The machines whose introduction was accepted."""
        return await self._store.ask(lambda db, _: tuple(_machines(db)))

    async def introduced(self) -> tuple[Introduced, ...]:
        """The people of other machines."""
        return await self._store.ask(lambda db, _: _all(db, Introduced, in_order(t.introduced)))

    async def handovers(self, case_id: str | None = None) -> tuple[Handover, ...]:
        """The case files that were put here or came here, oldest first."""
        question = in_order(t.handover)
        if case_id is not None:
            question = question.where(t.handover.c.case_id == case_id)
        return await self._store.ask(lambda db, _: _all(db, Handover, question))

    async def segments(self, case_id: str) -> tuple[Segment, ...]:
        """The history of a case as far as it is in segments, in order."""
        return await self._store.ask(lambda db, key: _segments(db, key, case_id))

    async def own_part(self, case_id: str) -> OwnPart:
        """What this store recorded of the case since its last segment. The record is signed up to it."""
        checkpoint = await self._store.sign_now()
        return await self._store.ask(lambda db, key: _own_part(db, key, case_id, checkpoint.size, written(checkpoint)))

    async def contents(self, case_id: str, segments: Sequence[SegmentBody]) -> tuple[Content, ...]:
        """What these segments commit to: the rows of each step, and all that those name."""
        return await self._store.ask(lambda db, key: _contents(db, key, case_id, segments))

    async def kept(self, case_id: str, item: str) -> bytes:
        """A content that is kept with a case. Raises NotFound."""
        found = await self._store.ask(lambda db, key: read_contents(db, key, case_id, [item]))
        if item not in found:
            raise NotFound("Nothing of that file is kept here.", next="It may have been erased with its case.")
        return found[item].body

    async def steps(self, body: CaseBody, segments: Sequence[SegmentBody]) -> tuple[tuple[Step, ...], ...]:
        """What each segment wrote, each step held against the events that tell of it. Raises ValueError."""
        contents = {
            c.item: Content(body.case, c.item, bytes.fromhex(c.key), base64.b64decode(c.body, validate=True))
            for c in body.contents
        }
        reading = StepReading(body.case, contents)
        steps = tuple(tuple(reading.read(segment)) for segment in segments)
        if await self._store.ask(lambda db, _: _foreign_items(db, body.case, contents)):
            raise ValueError("a content that came is named as another one that is here")
        return steps


def _keys(db: Connection, store_key: bytes) -> ExchangeKey:
    first = db.scalar(select(t.audit_event.c.body).where(t.audit_event.c.seq == 1))
    return ExchangeKey(store_key, leaf(first or b""))


def _all(db: Connection, kind: type, question: Any) -> tuple[Any, ...]:
    return tuple(KEPT_BY_TYPE[kind].value(row, {}) for row in db.execute(question))


def _machines(db: Connection) -> list[KnownMachine]:
    people: dict[str, Person] = {p.person_id: p for p in _all(db, Person, in_order(t.person))}
    profiles: tuple[Profile, ...] = _all(db, Profile, in_order(t.profile))
    members: tuple[Introduced, ...] = _all(db, Introduced, in_order(t.introduced))
    machines: tuple[Machine, ...] = _all(db, Machine, in_order(t.machine))
    return [
        KnownMachine(
            machine,
            tuple(
                (people[m.person_id], tuple(p for p in profiles if p.person_id == m.person_id))
                for m in members
                if m.machine_id == machine.machine_id
            ),
        )
        for machine in machines
    ]


def _segments(db: Connection, store_key: bytes, case_id: str) -> tuple[Segment, ...]:
    rows = db.execute(in_order(t.segment).where(t.segment.c.case_id == case_id)).all()
    kept = KEPT_BY_TYPE[Segment]
    contents = read_contents(db, store_key, case_id, [i for row in rows for i in kept.items(row, Content)])
    return tuple(sorted((kept.value(row, contents) for row in rows), key=lambda segment: int(segment.number)))


def _own_part(db: Connection, store_key: bytes, case_id: str, size: int, checkpoint: str) -> OwnPart:
    upto = db.scalar(select(func.coalesce(func.max(t.segment.c.upto), 0)).where(t.segment.c.case_id == case_id)) or 0
    c = t.audit_event.c
    question = select(c.seq, c.body).where(c.case_id == case_id, c.seq > upto, c.seq <= size).order_by(c.seq)
    rows = db.execute(question).all()
    if not rows:
        return OwnPart((), checkpoint, upto, changed=False)
    leaves = [bytes.fromhex(leaf(body)) for (body,) in db.exec_driver_sql(_BODIES, (size,))]
    proofs = inclusion_proofs(leaves, [row.seq - 1 for row in rows])
    events = tuple(
        (row.body.decode(), tuple(part.hex() for part in proof)) for row, proof in zip(rows, proofs, strict=True)
    )
    return OwnPart(events, checkpoint, rows[-1].seq, changed=_changes(db, store_key, case_id, [e for e, _ in events]))


def _changes(db: Connection, store_key: bytes, case_id: str, events: Sequence[str]) -> bool:
    """Whether any of these events tells of a change of the case itself."""
    told = [each for each in told_in([event_of(event) for event in events]) if each.rows_commitment]
    contents = read_contents(db, store_key, case_id, [rows_item(each.command_id) for each in told])
    return any(journal_of(each, contents) for each in told)


def _contents(db: Connection, store_key: bytes, case_id: str, segments: Sequence[SegmentBody]) -> tuple[Content, ...]:
    told = [
        each
        for segment in segments
        for each in told_in([event_of(event.body) for event in segment.events])
        if each.rows_commitment
    ]
    journals = read_contents(db, store_key, case_id, [rows_item(each.command_id) for each in told])
    items = dict.fromkeys(item for each in told for item in items_of(journal_of(each, journals)))
    return (*journals.values(), *read_contents(db, store_key, case_id, list(items)).values())


def _foreign_items(db: Connection, case_id: str, contents: Mapping[str, Content]) -> bool:
    """Whether a content that came takes the name of another one that is here."""
    wanted = func.json_each(json.dumps(list(contents))).table_valued("value")
    c = t.content.c
    question = select(c.item_id, c.case_id, c.commitment).where(c.item_id.in_(select(wanted.c.value)))
    return any(of != case_id or known != contents[item].commitment for item, of, known in db.execute(question))
