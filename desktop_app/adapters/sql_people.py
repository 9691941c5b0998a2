"""Reading people: everybody who was ever here, their keys through time, and what was signed with them."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, literal_column, select

from desktop_app.adapters import sql_schema as t
from desktop_app.adapters.sql_rows import KEPT_BY_TYPE, to_text
from desktop_app.domain.person import Person, Profile
from desktop_app.domain.person_key import (
    KeyEnd,
    KeyLeave,
    PeopleHistory,
    PersonAct,
    PersonKey,
    Signer,
    signers_of,
)

_SIGNED_WITH = (
    select(t.signature.c.case_id)
    .join(t.decision, t.decision.c.command_id == t.signature.c.command_id)
    .where(t.signature.c.public_key == bindparam("key"), t.decision.c.at >= bindparam("since"))
    .distinct()
)


def read_history(db: Connection) -> PeopleHistory:
    """People and profiles, those who left too, with keys, their ends, leaves and acts, each oldest first; without those
    of other machines."""
    persons = {person.person_id: person for person in _all(db, Person)}
    elsewhere = set(db.execute(select(t.introduced.c.person_id)).scalars())
    here = (profile for profile in _all(db, Profile) if profile.person_id not in elsewhere)
    people = tuple((persons[profile.person_id], profile) for profile in here)
    return PeopleHistory(people, _all(db, PersonKey), _all(db, KeyEnd), _all(db, KeyLeave), _all(db, PersonAct))


def read_signers(db: Connection, person_ids: Collection[str]) -> Mapping[str, Signer]:
    """The names and keys of these persons. They are few, and so are all people of a store."""
    if not person_ids:
        return {}
    history = read_history(db)
    signers = signers_of(history.people, history.keys, history.ends)
    return {person_id: signers[person_id] for person_id in person_ids if person_id in signers}


def read_signed_with(db: Connection, key: str, since: datetime) -> tuple[str, ...]:
    """The cases with a decision that was signed with this public key since then."""
    found = db.execute(_SIGNED_WITH, {"key": bytes.fromhex(key), "since": to_text(since)})
    return tuple(row.case_id for row in found)


def _all(db: Connection, kind: type) -> tuple[Any, ...]:
    kept = KEPT_BY_TYPE[kind]
    rows = db.execute(select(*kept.table.columns).order_by(literal_column(f"{kept.table.name}.rowid")))
    return tuple(kept.value(row, {}) for row in rows)
