"""The cases that wait for a decision: counted by the database, so that no case is read whole."""

from datetime import datetime
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, and_, case, exists, func, select

from desktop_app.adapters import sql_schema as t
from desktop_app.adapters.sql_rows import KEPT_BY_TYPE
from desktop_app.domain.audit import EventType
from desktop_app.domain.case import CaseFile, CaseState
from desktop_app.domain.confidence import Band
from desktop_app.domain.review import DecisionKind
from desktop_app.domain.review_queue import QueuedCase
from desktop_app.domain.route import RouteKind, RouteReason

MOST = 200
"""Cases that a queue shows at most."""
_WAITING = (CaseState.REVIEW, CaseState.ESCALATED, CaseState.SIGN_OFF)
_SAMPLED = f'["{RouteReason.SPOT_CHECK.value}"]'
"""The reasons, as they are kept, of a section that would pass and was drawn for the sample."""
BANDS = (Band.HIGH, Band.MEDIUM, Band.LOW)
_c, _head, _route = t.case_file.c, t.head.c, t.route.c


def read_queue(db: Connection, person_id: str) -> tuple[QueuedCase, ...]:
    """What others have opened and waits for a decision, blocked first, then the oldest: MOST at most."""
    counts = _counts(person_id)
    question = (
        select(t.case_file, t.pack.c.form, t.person.c.name, since(), *counts, _returned())
        .join(t.pack, t.pack.c.digest == _c.pack_digest)
        .join(t.person, t.person.c.person_id == _c.created_by)
        .where(_c.state.in_([state.value for state in _WAITING]), _c.created_by != person_id)
        .order_by(sqlalchemy.desc(counts[0] > 0), "since", _c.case_id)
        .limit(MOST)
    )
    return tuple(_queued(row) for row in db.execute(question))


def _queued(row: Any) -> QueuedCase:
    *file, form, author, since, blocked, flagged, sampled, seconded, band, returned = row
    return QueuedCase(
        file=KEPT_BY_TYPE[CaseFile].value(file, {}),
        form=form,
        author=author,
        since=datetime.fromisoformat(since),
        blocked=blocked or 0,
        flagged=flagged or 0,
        sampled=sampled or 0,
        seconded=seconded or 0,
        band=None if band is None else BANDS[band],
        returned=returned,
    )


def _counts(person_id: str) -> list[Any]:
    """Blocked, flagged, sampled and seconded sections of a case, and the worst band of those."""
    by_anyone, by_me = is_approved(), is_approved(person_id)
    worst = func.max(case({band.value: i for i, band in enumerate(BANDS)}, value=_route.band))
    return [
        of_sections(func.count(), _route.route == RouteKind.BLOCK.value, ~by_anyone).label("blocked"),
        of_sections(func.count(), _route.route == RouteKind.FLAG.value, ~by_anyone).label("flagged"),
        of_sections(func.count(), _route.reasons == _SAMPLED, ~by_anyone).label("sampled"),
        of_sections(func.count(), _route.route != RouteKind.PASS.value, by_anyone, ~by_me).label("seconded"),
        of_sections(worst, ~by_me).label("band"),
    ]


def of_sections(what: Any, *conditions: Any) -> Any:
    """Something of the sections of a case whose current text has the newest route that meets the conditions."""
    newest: Any = select(func.max(sqlalchemy.literal_column("r.rowid"))).select_from(t.route.alias("r"))
    newest = newest.where(sqlalchemy.literal_column("r.revision_id") == _head.revision_id)
    joined = t.head.join(t.route, _route.revision_id == _head.revision_id)
    question = select(what).select_from(joined).where(_head.case_id == _c.case_id)
    is_newest = sqlalchemy.literal_column("route.rowid") == newest.scalar_subquery()
    return question.where(is_newest, *conditions).correlate(t.case_file).scalar_subquery()


def is_approved(person_id: str | None = None) -> Any:
    """Whether a section's current text has an approval that counts at the case's stage; of one person, where given."""
    decided, decision, lapsed = t.decided_section.c, t.decision.c, t.supersession.c
    superseded = exists().where(lapsed.command_id == decided.command_id, lapsed.section == decided.section)
    conditions = [
        decided.case_id == _head.case_id,
        decided.section == _head.section,
        decided.revision_id == _head.revision_id,
        decision.command_id == decided.command_id,
        decision.kind == DecisionKind.APPROVE.value,
        decision.gate == _c.stage,
        ~superseded,
    ]
    if person_id is not None:
        conditions.append(decision.person_id == person_id)
    return exists().where(and_(*conditions)).correlate(t.head, t.case_file)


def since() -> Any:
    """When the case came to where it is."""
    event = t.audit_event.c
    question = select(event.at).where(event.case_id == _c.case_id, event.type == EventType.CASE_ADVANCED.value)
    newest = question.order_by(event.seq.desc()).limit(1).correlate(t.case_file).scalar_subquery()
    return func.coalesce(newest, _c.created_at).label("since")


def _returned() -> Any:
    """How often it was returned."""
    decision = t.decision.c
    question = select(func.count()).where(decision.case_id == _c.case_id, decision.kind == DecisionKind.RETURN.value)
    return question.correlate(t.case_file).scalar_subquery()
