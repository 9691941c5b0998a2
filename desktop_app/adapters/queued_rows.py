"""The rows that the queue is read from: what follows from a case, kept beside it, so that no reading counts anything.

They are made anew from the case's own rows in each entry that tells of the case, and are no part of the record: what
they say is `weigh` of what the record says, and `mend_queue` makes them all anew.
"""

from collections import defaultdict
from typing import Any

from desktop_app.adapters import sql_schema as t
from desktop_app.adapters.sql_rows import Kept, Way
from desktop_app.domain.assignment import Taking
from desktop_app.domain.case import CaseState
from desktop_app.domain.confidence import Band
from desktop_app.domain.review_queue import BANDS, CAUSES, WAITING_STATES, SectionStanding, search_words, weigh
from desktop_app.domain.route import RouteKind, RouteReason

NO_DUE = "9999"
"""Behind every time, so that cases without a time come last."""
TAKINGS = Kept(Taking, t.taking, Way.UPSERT)
"""Who has a case open is noted beside the record; events tell of beginning and end."""
DROP_TAKING = "DELETE FROM taking WHERE case_id = ? AND person_id = ?"
SAMPLED = f'["{RouteReason.SPOT_CHECK.value}"]'
"""The reasons, as they are kept, of a section that would pass and was drawn for the sample."""
Rows = tuple[tuple[Any, ...] | None, frozenset[str]]
"""The row of a case, where it waits for anybody, and who has nothing left to decide in it."""

_FILE = (
    "SELECT c.state, c.stage, c.created_by, c.created_at, c.title, c.reference, p.form, a.person_id, a.at"
    " FROM case_file c JOIN pack p ON p.digest = c.pack_digest LEFT JOIN assignment a ON a.case_id = c.case_id"
    " WHERE c.case_id = ?"
)
_ROUTES = (
    "SELECT h.section, r.route, r.band, r.reasons FROM head h JOIN route r ON r.revision_id = h.revision_id"
    " WHERE h.case_id = ? AND r.rowid = (SELECT max(n.rowid) FROM route n WHERE n.revision_id = h.revision_id)"
)
_GATES = (
    "SELECT e.gate, e.due_at, e.entered_at FROM gate_entry e WHERE e.case_id = ?"
    " AND NOT EXISTS (SELECT 1 FROM gate_exit x WHERE x.entry_id = e.entry_id)"
)
_APPROVALS = (
    "SELECT s.section, d.gate, d.person_id, coalesce(f.person_id, d.person_id) FROM decided_section s"
    " JOIN head h ON h.case_id = s.case_id AND h.section = s.section AND h.revision_id = s.revision_id"
    " JOIN decision d ON d.command_id = s.command_id LEFT JOIN decided_for f ON f.command_id = d.command_id"
    " WHERE s.case_id = ? AND d.kind = 'approve' AND NOT EXISTS"
    " (SELECT 1 FROM supersession l WHERE l.command_id = s.command_id AND l.section = s.section)"
)
_CAME = "SELECT at FROM audit_event WHERE case_id = ? AND type = 'case.advanced' ORDER BY seq DESC LIMIT 1"
_RETURNED = "SELECT count(*) FROM decision WHERE case_id = ? AND kind = 'return'"
_AUTHORS = "SELECT was, now FROM life_step WHERE case_id = ? AND kind = 'reassign'"
_STATE = "SELECT state FROM case_file WHERE case_id = ?"
_IS_QUEUED = "SELECT 1 FROM queued_case WHERE case_id = ?"
_DROPS = ("DELETE FROM queued_case WHERE case_id = ?", "DELETE FROM queued_done WHERE case_id = ?")
_INSERT = f"INSERT INTO queued_case VALUES ({', '.join('?' * len(t.queued_case.columns))})"  # noqa: S608  # own names
_INSERT_DONE = "INSERT INTO queued_done (person_id, case_id) VALUES (?, ?)"
_CASES = "SELECT case_id FROM case_file WHERE state IN (?, ?, ?) UNION SELECT case_id FROM queued_case"
_KEPT = "SELECT * FROM queued_case WHERE case_id = ?"
_KEPT_DONE = "SELECT person_id FROM queued_done WHERE case_id = ?"


def refresh_queued(db: Any, case_id: str) -> None:
    """Make the rows of a case anew. Who has it open has so no more where nothing is left for them to decide."""
    state = db.execute(_STATE, (case_id,)).fetchone()
    if state is None or (state[0] not in WAITING_STATES and db.execute(_IS_QUEUED, (case_id,)).fetchone() is None):
        return
    row, done = queued_rows(db, case_id)
    for drop in _DROPS:
        db.execute(drop, (case_id,))
    if row is None:
        db.execute("DELETE FROM taking WHERE case_id = ?", (case_id,))
        return
    db.execute(_INSERT, row)
    for person_id in sorted(done):
        db.execute(_INSERT_DONE, (person_id, case_id))
        db.execute(DROP_TAKING, (case_id, person_id))


def queued_rows(db: Any, case_id: str) -> Rows:
    """What the rows of a case are to be, from what is recorded of it."""
    state, stage, author, opened, title, reference, form, assigned, assigned_at = db.execute(
        _FILE, (case_id,)
    ).fetchone()
    gates = db.execute(_GATES, (case_id,)).fetchall()
    weight = weigh(CaseState(state), stage, _standings(db, case_id, {gate for gate, *_ in gates} or {stage}))
    if weight is None:
        return None, frozenset()
    came = db.execute(_CAME, (case_id,)).fetchone()
    since = max((came[0] if came else opened, *(entered for *_, entered in gates)))  # it may have come elsewhere
    done = weight.done.union(*db.execute(_AUTHORS, (case_id,)).fetchall())
    holds = assigned and assigned_at >= since and assigned not in done
    (returned,) = db.execute(_RETURNED, (case_id,)).fetchone()
    row = (
        case_id,
        CAUSES.index(weight.cause),
        min((due for _, due, _ in gates if due), default=NO_DUE),
        since,
        state,
        author,
        assigned if holds else "",
        form,
        search_words(title, reference),
        None if weight.band is None else BANDS.index(weight.band),
        *(weight.blocked, weight.flagged, weight.sampled, weight.seconded, returned),
    )
    return row, done


def mend_queue(db: Any) -> int:
    """Make all rows anew; of how many cases they were not what follows from the record."""
    states = [state.value for state in WAITING_STATES]
    cases = [case_id for (case_id,) in db.execute(_CASES, states).fetchall()]
    wrong = [case_id for case_id in cases if kept_rows(db, case_id) != queued_rows(db, case_id)]
    for case_id in wrong:
        refresh_queued(db, case_id)
    return len(wrong)


def kept_rows(db: Any, case_id: str) -> Rows:
    """The rows of a case as they are kept."""
    row = db.execute(_KEPT, (case_id,)).fetchone()
    return row and tuple(row), frozenset(person for (person,) in db.execute(_KEPT_DONE, (case_id,)).fetchall())


def _standings(db: Any, case_id: str, gates: set[str | None]) -> list[SectionStanding]:
    approvers: defaultdict[str, set[str]] = defaultdict(set)
    for section, gate, *voices in db.execute(_APPROVALS, (case_id,)).fetchall():
        if gate in gates:
            approvers[section].update(voices)
    return [
        SectionStanding(RouteKind(route), Band(band), reasons == SAMPLED, frozenset(approvers[section]))
        for section, route, band, reasons in db.execute(_ROUTES, (case_id,)).fetchall()
    ]
