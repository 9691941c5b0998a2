"""Bringing a store of an earlier schema to this one: whole, or not at all."""

from contextlib import closing
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2
from sqlalchemy.exc import SQLAlchemyError

from desktop_app.adapters.alembic_steps import definitions, definitions_of, schema_of, stepping
from desktop_app.adapters.file_system import require_room, size_of
from desktop_app.adapters.queued_rows import mend_queue
from desktop_app.adapters.sql_audit import INSERT_CHECKPOINT, INSERT_EVENT, CheckpointKey, checkpoint_row, resume
from desktop_app.adapters.sql_backup import FOLDER, make_backup
from desktop_app.adapters.sql_connections import Connections
from desktop_app.adapters.sql_schema import SCHEMA_VERSION
from desktop_app.domain.audit import Event, EventType, Plain
from desktop_app.domain.errors import StoreFailed
from desktop_app.domain.person import Actor
from desktop_app.services.ports import Chance, Clock

COPIES = 2
"""Stores that the disk must have room for: the backup, and the log of the transaction."""


def migrate(path: Path, clock: Clock, chance: Chance, connections: Connections, key: CheckpointKey) -> None:
    """Bring the store to this schema, after a verified backup; the caller holds the store's lock.

    `key` is the store's own: the new head is signed in the same transaction, so that the opening that follows finds a
    store as if it had been closed. Raises StoreFailed where there is no room, the record does not hold or the file
    cannot be written; the store is then as it was, by the transaction or by the process's end.
    """
    require_room(path.parent, COPIES * size_of(path), "A newer version keeps the store in another way, which")
    make_backup(path, path.parent / FOLDER, clock.now(), connections)
    try:
        with closing(connections.to_write(path)) as connection:
            told: dict[str, Plain | list[Plain]] = {"from": schema_of(connection), "to": SCHEMA_VERSION}
            event = Event(EventType.STORE_MIGRATED, clock.now(), Actor.program(), data=told)
            with stepping(connection):
                mend_queue(connection)
                _require_fresh(connection)
                append(connection, event, clock, chance, key)
    except (dbapi2.Error, SQLAlchemyError) as error:
        raise StoreFailed(
            f"The store {path} could not be brought to schema {SCHEMA_VERSION}: {getattr(error, 'orig', error)}.",
            kept="It is as it was, and there is a backup of it beside it.",
            next="Make room on the disk, then open it again; or go on with the version that made it.",
        ) from error


def _require_fresh(connection: Any) -> None:
    """Before anything is committed: the tables and guards are a fresh store's, and no row names what is missing."""
    if definitions(connection) != definitions_of(SCHEMA_VERSION) or connection.execute(_DANGLING).fetchone():
        raise StoreFailed(
            f"The steps to schema {SCHEMA_VERSION} did not lead there.",
            kept="The store is as it was, and there is a backup of it beside it.",
            next="This is a fault of the program: please report it, and go on with the version that made the store.",
        )


_DANGLING = "PRAGMA foreign_key_check"


def append(connection: Any, event: Event, clock: Clock, chance: Chance, key: CheckpointKey) -> None:
    """Add an event to a store that is not open, and sign the head with it, in the transaction that is open."""
    chain, _ = resume(connection, key.public)
    connection.execute(INSERT_EVENT, chain.row(event, chance.new_id(), clock.mono_ms()))
    connection.execute(INSERT_CHECKPOINT, checkpoint_row(key.sign(chain, clock.now()), chain))
