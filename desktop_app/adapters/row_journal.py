"""The rows of a case as they were written, sealed with the event that tells of them: what replaying rebuilds it from.

Row telling shows without any key that a row was changed; this holds, for whoever may read the case, what it was.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

ROWS = "rows"


def rows_item(command_id: str | None) -> str:
    """The content that holds the rows of a command."""
    return f"rows:{command_id}"


class RowJournal:
    """The rows of one entry, in the order in which they are written."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, Sequence[Any]]] = []

    def add(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        """Rows of a table, their values in the order of its columns."""
        self.rows += [(table, row) for row in rows]

    def holds(self, table: str, key: str) -> bool:
        """Whether the row of a table that begins with this key is among them."""
        return any(name == table and row[0] == key for name, row in self.rows)

    @property
    def body(self) -> bytes:
        """As it is kept."""
        return json.dumps(self.rows, separators=(",", ":"), default=_blob).encode()


def read_journal(body: bytes) -> Iterator[tuple[str, list[Any]]]:
    """The rows, each with its table. Raises ValueError where it is no journal."""
    for table, row in json.loads(body):
        yield table, [bytes.fromhex(value["hex"]) if isinstance(value, dict) else value for value in row]


def _blob(value: bytes) -> dict[str, str]:
    return {"hex": value.hex()}
