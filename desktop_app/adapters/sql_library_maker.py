"""Making the file of a reference library: what was read of its documents, page by page, and the index over it."""

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2

from desktop_app.adapters.fts_ranking import TOKENS, plain
from desktop_app.domain.errors import StoreFailed
from desktop_app.domain.evidence import DocumentState, Reading, ReadPage, ReadPassage
from desktop_app.domain.library import Library
from desktop_app.domain.paragraph_label import Labelled, heading_above, label_of, paragraphs_of, titles_of

FORMAT = 1
OWN_TEXT = "text"
"""The column of a passage's own text; beside it stands what is above it."""
_TABLES = (
    "CREATE TABLE library (name TEXT, folder TEXT, digest TEXT, documents INTEGER, unread INTEGER, pages INTEGER,"
    " passages INTEGER, added_at TEXT) STRICT",
    "CREATE TABLE document (number INTEGER PRIMARY KEY, path TEXT, state TEXT, reason TEXT, pages INTEGER) STRICT",
    "CREATE TABLE page (document INTEGER, number INTEGER, text TEXT, PRIMARY KEY (document, number)) STRICT",
    'CREATE TABLE place (number INTEGER PRIMARY KEY, document INTEGER, page INTEGER, start INTEGER, "end" INTEGER,'
    " rects TEXT) STRICT",
    "CREATE INDEX place_by_page ON place (document, page)",
    f"CREATE VIRTUAL TABLE passage USING fts5(text, above, content='', tokenize='{TOKENS}')",
    # What stands above a paragraph counts half: it says what the paragraph is about.
    "INSERT INTO passage(passage, rank) VALUES ('rank', 'bm25(1.0, 0.5)')",
    f"PRAGMA user_version = {FORMAT}",
)


class SqlLibraryMaker:
    """A library in a file that nobody sees before it is whole."""

    def __init__(self, path: Path, name: str, folder: str) -> None:
        self._path, self._name, self._of = path, name, folder
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
            raise unwritable(error) from error
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
        titles = titles_of(page.text, labelled)
        for passage in page.passages:
            self._passages += 1
            place = (self._passages, self._documents, page.number, passage.start, passage.end)
            self._database.execute("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?)", (*place, json.dumps(passage.rects)))
            if label_of(labelled, passage.start) not in titles:
                self._index(page.text, labelled, passage)

    def _index(self, page: str, labelled: Sequence[Labelled], passage: ReadPassage) -> None:
        """Make the passage findable; what is a title alone is found by what stands under it."""
        text, above = page[passage.start : passage.end], heading_above(page, labelled, passage.start)
        row = (self._passages, plain(text), plain(above))
        self._database.execute("INSERT INTO passage(rowid, text, above) VALUES (?, ?, ?)", row)


def unwritable(error: Exception) -> StoreFailed:
    """Why a library's file could not be written."""
    return StoreFailed(
        f"The library cannot be written: {error}.",
        kept="A library of that name that was there before is kept.",
        next="See that the disk has room and can be written, and add the folder again.",
    )
