"""Reference libraries, each in a file of its own beside the store: what was read of its documents, and its index.

Such a file holds text that can be read, and nothing of any case. It is made again from its folder at any time, so it is
no part of a backup: what a case cites is kept with the case.
"""

import json
import os
import re
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2

from desktop_app.adapters.fts_index import ahead
from desktop_app.adapters.fts_ranking import TOKENS, WordWeights, any_of, plain
from desktop_app.adapters.meaning_index import Meaning, Vectors
from desktop_app.domain.errors import NotFound, StoreFailed
from desktop_app.domain.evidence import DocumentState, Reading, ReadPage, ReadPassage
from desktop_app.domain.library import LIBRARY_NAME, Library, LibraryHit
from desktop_app.domain.paragraph_label import heading_above, paragraphs_of, without_label
from desktop_app.domain.passage_ranking import LOOKED_AT, fused
from desktop_app.services.library_ports import LibraryMaker

FOLDER = "libraries"
ENDING = ".library"
FORMAT = 1
_TABLES = (
    "CREATE TABLE library (name TEXT, folder TEXT, digest TEXT, documents INTEGER, unread INTEGER, pages INTEGER,"
    " passages INTEGER, added_at TEXT) STRICT",
    "CREATE TABLE document (number INTEGER PRIMARY KEY, path TEXT, state TEXT, reason TEXT, pages INTEGER) STRICT",
    "CREATE TABLE page (document INTEGER, number INTEGER, text TEXT, PRIMARY KEY (document, number)) STRICT",
    'CREATE TABLE place (number INTEGER PRIMARY KEY, document INTEGER, page INTEGER, start INTEGER, "end" INTEGER,'
    " rects TEXT) STRICT",
    "CREATE INDEX place_by_page ON place (document, page)",
    "CREATE TABLE meaning (number INTEGER PRIMARY KEY, vector BLOB) STRICT",
    f"CREATE VIRTUAL TABLE passage USING fts5(text, above, content='', tokenize='{TOKENS}')",
    # What stands above a paragraph counts half: it says what the paragraph is about.
    "INSERT INTO passage(passage, rank) VALUES ('rank', 'bm25(1.0, 0.5)')",
    f"PRAGMA user_version = {FORMAT}",
)
_PLACES = 'SELECT start, "end", rects FROM place WHERE document = ? AND page = ? ORDER BY number'
_FOUND = (
    'SELECT d.path, d.pages, p.document, p.page, g.text, p.start, p."end", p.rects FROM place p'
    " JOIN document d ON d.number = p.document JOIN page g ON g.document = p.document AND g.number = p.page"
    " WHERE p.number = ?"
)


class SqlLibraries:
    """The libraries of a home."""

    def __init__(self, home: Path, meaning: Meaning | None = None) -> None:
        self._folder, self.meaning = home / FOLDER, meaning
        self._open: dict[str, _OpenLibrary] = {}
        self._turn = threading.Lock()

    def listing(self) -> tuple[Library, ...]:
        """All of them, by name; a file that is no library is left out."""
        names = (path.stem for path in sorted(self._folder.glob(f"*{ENDING}")))
        found = (self._opened(name) for name in names)
        return tuple(library.described for library in found if library)

    def begin(self, name: str, folder: str) -> LibraryMaker:
        """Make one of this folder. Raises StoreFailed where its file cannot be written."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return SqlLibraryMaker(self._path(name), name, folder, self.meaning)
        except (OSError, dbapi2.Error) as error:
            raise _unwritable(error) from error

    def remove(self, name: str) -> None:
        """Take it away. Raises NotFound."""
        with self._turn:
            if open_one := self._open.pop(name, None):
                open_one.close()
        if not _is_name(name) or not self._path(name).exists():
            raise NotFound(f"There is no library “{name}”.", next="`countersign library list` names them all.")
        self._path(name).unlink()

    def search(self, name: str, words: str, top: int) -> tuple[LibraryHit, ...] | None:
        """Its passages that hold most of the words, best first; None where there is no such library."""
        library = self._opened(name)
        return library.search(words, top) if library else None

    def begin_meaning(self) -> None:
        """Load in the background what searches by meaning, where it is installed."""
        if self.meaning is not None:
            self.meaning.begin()

    def ready(self, seconds: float) -> bool:
        """Whether searches are by meaning too, at the latest after so many seconds."""
        return self.meaning is not None and self.meaning.wait(seconds)

    def close(self) -> None:
        """Let go of all files, and of the model."""
        if self.meaning is not None:
            self.meaning.close()
        with self._turn:
            for library in self._open.values():
                library.close()
            self._open.clear()

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}{ENDING}"

    def _opened(self, name: str) -> "_OpenLibrary | None":
        """The library as its file is now; None where there is none, or it cannot be used."""
        path = self._path(name)
        if not _is_name(name) or not path.is_file():
            return None
        with self._turn:
            known = self._open.get(name)
            if known is not None and known.stamp == _stamp(path):
                return known
            if known is not None:
                known.close()
            with suppress(dbapi2.Error, OSError, ValueError):
                self._open[name] = _OpenLibrary(path, self.meaning)
                return self._open[name]
        return None


class _OpenLibrary:
    """One library's file, read."""

    def __init__(self, path: Path, meaning: Meaning | None) -> None:
        self.stamp, self._turn, self._meaning = _stamp(path), threading.Lock(), meaning
        uri = f"{path.resolve().as_uri()}?immutable=1"
        self._database = dbapi2.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        (form,) = self._database.execute("PRAGMA user_version").fetchone()
        if form != FORMAT:
            raise ValueError("a library of another format")
        told = self._database.execute("SELECT * FROM library").fetchone()
        self.described = replace(Library(*told), added_at=datetime.fromisoformat(told[-1]))
        self._weights = WordWeights(self._database)
        self._vectors: Vectors | None = None

    def search(self, words: str, top: int) -> tuple[LibraryHit, ...]:
        """The passages that hold most of the words, best first."""
        with self._turn:
            scores = self._by_words(words, max(top + 1, LOOKED_AT))
            rows = list(scores)
            near = self._by_meaning(words) if top > 0 else []
            if not (rows or near) or top <= 0:
                return ()
            first = self._weights.shares(words, rows[:1], self.described.passages)
            order = fused(rows, near, next(iter(first.values()), 0.0)) if near else tuple(rows)
            held = self._weights.shares(words, order[:top], self.described.passages)
            lead = ahead(list(scores.values()), 0) if rows else 0.0
            agreed = near[:1] == rows[:1]
            return tuple(self._hit(row, held[row], lead if [row] == rows[:1] else 0.0, agreed) for row in order[:top])

    def close(self) -> None:
        """Let go of the file."""
        with self._turn:
            self._database.close()

    def _by_words(self, words: str, most: int) -> dict[int, float]:
        query = any_of(words)
        if not query:
            return {}
        sql = "SELECT rowid, -rank FROM passage WHERE passage MATCH ? ORDER BY rank, rowid LIMIT ?"
        return dict(self._database.execute(sql, (query, most)).fetchall())

    def _by_meaning(self, words: str) -> list[int]:
        """The rows that mean what is asked, nearest first; none where that is not installed or not loaded yet."""
        if self._meaning is None or not self._meaning.ready:
            return []
        if self._vectors is None:
            rows = self._database.execute("SELECT number, vector FROM meaning ORDER BY number").fetchall()
            self._vectors = self._meaning.loaded(rows)
        return self._vectors.nearest(words, LOOKED_AT)

    def _hit(self, row: int, share: float, lead: float, agreed: bool) -> LibraryHit:
        path, pages, document, number, text, start, end, rects = self._database.execute(_FOUND, (row,)).fetchone()
        places = self._database.execute(_PLACES, (document, number)).fetchall()
        page = ReadPage(number, text, tuple(_passage(*place) for place in places))
        passage = _passage(start, end, rects)
        return LibraryHit(self.described.digest, path, pages, page, passage, share, lead, agreed and lead > 0)


class SqlLibraryMaker:
    """A library in a file that nobody sees before it is whole."""

    def __init__(self, path: Path, name: str, folder: str, meaning: Meaning | None) -> None:
        self._path, self._name, self._of, self._meaning = path, name, folder, meaning
        self._part = path.with_name(f".{name}.part")
        self._part.unlink(missing_ok=True)
        os.close(os.open(self._part, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600))
        self._database: Any = dbapi2.connect(str(self._part), isolation_level=None, check_same_thread=False)
        self._database.execute("PRAGMA journal_mode=OFF")
        self._database.execute("BEGIN")
        for table in _TABLES:
            self._database.execute(table)
        self._documents = self._unread = self._pages = self._passages = 0

    def add(self, path: str, reading: Reading) -> None:
        """One document as it was read."""
        self._documents += 1
        self._unread += reading.state is not DocumentState.READ
        row = (self._documents, path, reading.state.value, reading.reason, len(reading.pages))
        self._database.execute("INSERT INTO document VALUES (?, ?, ?, ?, ?)", row)
        for page in reading.pages:
            self._add_page(page)

    def finish(self, digest: str, at: datetime) -> Library:
        """Put it in its place. Raises StoreFailed."""
        counts = (self._documents, self._unread, self._pages, self._passages)
        library = Library(self._name, self._of, digest, *counts, added_at=at)
        try:
            row = (self._name, self._of, digest, *counts, at.isoformat())
            self._database.execute("INSERT INTO library VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
            self._database.execute("INSERT INTO passage(passage) VALUES ('optimize')")
            self._database.execute("COMMIT")
            self._database.close()
            self._part.replace(self._path)
        except (OSError, dbapi2.Error) as error:
            self.give_up()
            raise _unwritable(error) from error
        return library

    def give_up(self) -> None:
        """Leave nothing behind."""
        with suppress(dbapi2.Error):
            self._database.close()
        self._part.unlink(missing_ok=True)

    def _add_page(self, page: ReadPage) -> None:
        self._pages += 1
        self._database.execute("INSERT INTO page VALUES (?, ?, ?)", (self._documents, page.number, page.text))
        labelled = paragraphs_of(page.text)
        texts = []
        for passage in page.passages:
            self._passages += 1
            text = page.text[passage.start : passage.end]
            texts.append(without_label(text))
            place = (self._passages, self._documents, page.number, passage.start, passage.end)
            self._database.execute("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?)", (*place, json.dumps(passage.rects)))
            words = (self._passages, plain(text), plain(heading_above(page.text, labelled, passage.start)))
            self._database.execute("INSERT INTO passage(rowid, text, above) VALUES (?, ?, ?)", words)
        self._add_meaning(texts)

    def _add_meaning(self, texts: Sequence[str]) -> None:
        if self._meaning is None or not texts:
            return
        first = self._passages - len(texts) + 1
        rows = list(enumerate(self._meaning.packed(texts), first))
        self._database.executemany("INSERT INTO meaning VALUES (?, ?)", rows)


def _passage(start: int, end: int, rects: str) -> ReadPassage:
    return ReadPassage(start, end, tuple((r[0], r[1], r[2], r[3]) for r in json.loads(rects)))


def _is_name(name: str) -> bool:
    return re.fullmatch(LIBRARY_NAME, name) is not None


def _stamp(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


def _unwritable(error: Exception) -> StoreFailed:
    return StoreFailed(
        f"The library cannot be written: {error}.",
        kept="A library of that name that was there before is kept.",
        next="See that the disk has room and can be written, and add the folder again.",
    )
