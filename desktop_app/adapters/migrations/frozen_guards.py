"""How guards are written. A later schema that words them otherwise brings a way of its own; this one stays."""

from collections.abc import Iterator, Mapping, Sequence

from alembic import op


def run(*statements: str) -> None:
    """Run them as they stand: what is kept of a definition is its very text."""
    for statement in statements:
        op.get_bind().exec_driver_sql(statement)


def refusal(name: str, on: str, when: str, words: str) -> str:
    """A guard that refuses in these words."""
    return f"CREATE TRIGGER {name} BEFORE {on} WHEN {when} BEGIN SELECT RAISE(ABORT, '{words}'); END"


def append_only(keys: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The guards of tables whose rows stay, with the columns of each key that no second row may have."""
    for table, of_table in keys.items():
        yield refusal(f"{table}_unchanged", f"UPDATE ON {table}", "1", f"a row of {table} is never changed")
        yield refusal(f"{table}_kept", f"DELETE ON {table}", "1", f"a row of {table} is never deleted")
        for number, columns in enumerate(of_table):
            same = " AND ".join(f'"{column}" = NEW."{column}"' for column in columns.split())
            words = f"a row of {table} is recorded already and is never replaced"
            exists = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 names of this package
            yield refusal(f"{table}_once_{number}", f"INSERT ON {table}", exists, words)
