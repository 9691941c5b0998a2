"""The numbered steps between schemas, in Alembic's order and run by its operations, on a connection of the store.

The schema's number is SQLite's own `user_version`, which changes in the same transaction as the tables; there is no
second place that could say otherwise.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy
from pysqlite3 import dbapi2
from sqlalchemy import Connection, Engine, event

from desktop_app.adapters import migrations
from desktop_app.adapters.sql_schema import APPLICATION_ID, SCHEMA_VERSION, squeezed

_FOLDER = Path(migrations.__file__).parent

Definitions = dict[str, str]
"""The statement of each table, index and guard, by name."""


def schema_of(connection: Any) -> int:
    """The number of the schema that the file has; 0 for an empty one."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


@contextmanager
def stepping(connection: Any, to: int = SCHEMA_VERSION) -> Iterator[None]:
    """Bring the file to a schema. What is written inside the block belongs to the same transaction: all or nothing.

    The rows that a step puts into a table anew are not held against the rows that name them meanwhile.
    """
    for setting in ("foreign_keys=OFF", "legacy_alter_table=ON"):
        connection.execute(f"PRAGMA {setting}")
    with _borrowed(connection).begin() as transaction:
        _run_steps(transaction, schema_of(connection), to)
        yield
    for setting in ("legacy_alter_table=OFF", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {setting}")


def definitions(connection: Any) -> Definitions:
    """What the file is made of."""
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    return {name: squeezed(sql or "") for name, sql in rows}


@cache
def definitions_of(schema: int) -> Definitions:
    """What a file of this schema is made of."""
    with closing(dbapi2.connect(":memory:", isolation_level=None)) as connection:
        with stepping(connection, schema):
            pass
        return definitions(connection)


def _borrowed(connection: Any) -> Engine:
    """SQLAlchemy's way to a connection that is somebody else's to close."""
    engine = sqlalchemy.create_engine(
        "sqlite+pysqlite://", module=dbapi2, creator=lambda: connection, poolclass=sqlalchemy.StaticPool
    )
    event.listen(engine, "begin", lambda borrowed: borrowed.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _run_steps(transaction: Connection, schema: int, to: int) -> None:
    from alembic.migration import MigrationContext  # needed once in a store's life, and slow to import
    from alembic.operations import Operations
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(_FOLDER), version_locations=[str(_FOLDER / "versions")])
    steps = list(scripts.iterate_revisions(_revision(to), _revision(schema)))
    with Operations.context(MigrationContext.configure(transaction)):
        for step in reversed(steps):
            step.module.upgrade()
    transaction.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
    transaction.exec_driver_sql(f"PRAGMA user_version={to}")


def _revision(schema: int) -> str:
    return f"{schema:04}" if schema else "base"
