"""A store of very many events: one real finished case, over and over, each time under identifiers of its own.

Chain, checkpoints, rows and guards are as the program would have written them, so that it verifies without a key; what
is sealed cannot be opened. It is put in by bulk, with the guards off, since a million commits would take an hour.
"""

import asyncio
import json
import re
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import zstandard
from pysqlite3 import dbapi2
from store_examples import AT, KEY, database, open_store

from desktop_app.adapters.row_telling import TABLES, digest_of_json, groups_question
from desktop_app.adapters.sql_audit import Chain, CheckpointKey, checkpoint_row, resume
from desktop_app.adapters.sql_opening import unlock
from desktop_app.adapters.sql_rows import KEPT

MODEL = Path(__file__).parent / "adapters/stores/schema_1.db.zst"
CHECKPOINT_EVERY = 100
CASES_AT_ONCE = 200
JOURNAL_BYTES = 600
"""Of the rows that an entry keeps sealed, packed."""
_OF_ALL = ("person", "profile", "pack")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})")
_NUMBER, _NEXT = "\0", "\1"

Rows = dict[str, list[list[Any]]]


def multiply(home: Path, events: int, *, rows: bool = True) -> Path:
    """The file of a new store of at least so many events, with or without their rows. Some minutes for a million."""
    asyncio.run(open_store(home).close())
    with closing(dbapi2.connect(str(database(home)), isolation_level=None)) as db:
        key = unlock(db, database(home), KEY)
        chain, _ = resume(db, key.public)
        with closing(_model(home)) as source:
            _Copies(db, chain, key, source).fill(events, rows=rows)
    return database(home)


class _Copies:
    """Writes the model's case again and again."""

    def __init__(self, db: Any, chain: Chain, key: CheckpointKey, source: Any) -> None:
        self._db, self._chain, self._key = db, chain, key
        bodies = [json.loads(body) for (body,) in source.execute("SELECT body FROM audit_event ORDER BY seq")]
        self._case = next(body["case"] for body in bodies if body["case"])
        self._shared = _ids_of_all(source)
        self._first = [body for body in bodies if body["case"] is None and body.get("rows")]
        self._events = [body for body in bodies if body["case"]]
        self._columns = {table: _columns(source, table) for table in _tables()}
        self._rows = {table: [[*row] for row in source.execute(f"SELECT * FROM {table}")] for table in _tables()}
        self._groups = {
            t.name: [row[:2] for row in source.execute(groups_question(t))] for t in TABLES if t.name in self._rows
        }

    def fill(self, events: int, *, rows: bool) -> None:
        """Until there are so many events."""
        db = self._db
        if not rows:
            self._first, self._rows, self._groups = [], {key: [] for key in self._rows}, {}
            self._events = [{**body, "rows": []} for body in self._events]
        db.execute("PRAGMA synchronous=OFF")
        guards = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            db.execute(f"DROP TRIGGER {name}")
        template, blobs, number = *self._template(), 0
        while self._chain.size < events:
            db.execute("BEGIN")
            if not number:
                self._put_shared()
            for _ in range(CASES_AT_ONCE):
                number += 1
                self._put(template.replace(_NUMBER, f"{number:08x}").split(_NEXT), blobs)
            db.execute("COMMIT")
        db.execute("BEGIN")
        self._sign()
        for _, sql in guards:
            db.execute(sql)
        db.execute("COMMIT")

    def _template(self) -> tuple[str, list[Any]]:
        """All that is written of a case as one text with its identifiers marked, and the bytes beside it."""
        blobs: list[Any] = []
        rows = {table: [[_plain(cell, blobs) for cell in row] for row in rows] for table, rows in self._rows.items()}
        rows = {table: found for table, found in rows.items() if table not in _OF_ALL}
        groups = [
            text for name, found in self._groups.items() if name not in _OF_ALL for text in map(str, _flat(found))
        ]
        parts = [json.dumps(rows), json.dumps(self._events), *groups]
        whole = _ID.sub(self._marked, _NEXT.join(parts))
        return whole, blobs

    def _marked(self, found: re.Match[str]) -> str:
        return found[0] if found[0] in self._shared else _NUMBER + found[1]

    def _put(self, parts: list[str], blobs: list[Any]) -> None:
        rows, events, groups = json.loads(parts[0]), json.loads(parts[1]), iter(parts[2:])
        digests: dict[tuple[str, str], tuple[str, str]] = {}
        for name, found in self._groups.items():
            for key, _ in found if name not in _OF_ALL else ():
                now = _digest(next(groups)), _digest(next(groups))
                digests[name, _digest(key)] = now
        for table, found in rows.items():
            self._insert(table, [[blobs[c["blob"]] if isinstance(c, dict) else c for c in row] for row in found])
        for event in events:
            self._append(event, [_line(line, digests) for line in event.pop("rows", [])])

    def _append(self, body: dict[str, Any], lines: list[str]) -> None:
        chain = self._chain
        body |= {"seq": chain.size + 1, "prev": chain.head}
        if lines and body["case"]:
            commitment = sha256(body["command"].encode()).hexdigest()
            body |= {"rows": lines, "refs": {**body["refs"], "rows": commitment}}
            journal = [f"rows:{body['command']}", body["case"], commitment, "zstd", bytes(JOURNAL_BYTES)]
            self._insert("content", [journal])
        elif lines:
            body |= {"rows": lines}
        encoded = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
        chain.add(encoded)
        row = (chain.size, body["case"], body["type"], body["at"], encoded)
        self._db.execute("INSERT INTO audit_event VALUES (?, ?, ?, ?, ?)", row)
        self._db.execute("INSERT OR REPLACE INTO command VALUES (?, ?)", (body["command"], chain.size))
        if not chain.size % CHECKPOINT_EVERY:
            self._sign()

    def _sign(self) -> None:
        row = checkpoint_row(self._key.sign(self._chain, AT), self._chain)
        self._db.execute("INSERT OR IGNORE INTO checkpoint VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def _put_shared(self) -> None:
        for table in _OF_ALL:
            self._insert(table, self._rows[table])
        for body in self._first:
            self._append(body, body.pop("rows"))

    def _insert(self, table: str, rows: list[list[Any]]) -> None:
        columns = self._columns[table]
        names, marks = ", ".join(f'"{c}"' for c in columns), ", ".join("?" * len(columns))
        self._db.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)


def _model(home: Path) -> Any:
    path = home / "model.db"
    path.write_bytes(zstandard.decompress(MODEL.read_bytes()))
    source = dbapi2.connect(str(path))
    source.create_function("blob_digest", 1, lambda blob: blob and sha256(blob).hexdigest())
    return source


def _tables() -> Iterator[str]:
    """Parents first."""
    yield from ("person", "profile", "pack", "case_file", "case_key", "content")
    known = {"person", "profile", "pack", "case_file", "change_reason"}
    yield from (kept.table.name for kept in KEPT if kept.table.name not in known)
    yield "span"


def _columns(source: Any, table: str) -> list[str]:
    return [row[1] for row in source.execute(f"PRAGMA table_info({table})")]


def _ids_of_all(source: Any) -> set[str]:
    """The identifiers that all cases share: those of people."""
    return {cell for row in source.execute("SELECT person_id, profile_id FROM profile") for cell in row}


def _plain(cell: Any, blobs: list[Any]) -> Any:
    if not isinstance(cell, bytes):
        return cell
    blobs.append(cell)
    return {"blob": len(blobs) - 1}


def _flat(groups: list[tuple[str, str]]) -> Iterator[str]:
    for key, rows in groups:
        yield from (key, rows)


def _digest(text: str) -> str:
    return digest_of_json(text.encode()).hex()


def _line(line: str, digests: dict[tuple[str, str], tuple[str, str]]) -> str:
    """What a copy's event tells of the same rows. What a later event tells anew does not matter here."""
    table, key, found = line.split(":")
    return ":".join((table, *digests.get((table, key), (key, found))))
