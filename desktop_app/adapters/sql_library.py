"""Reference libraries, each in a file of its own beside the store: what was read of its documents, and its index.

Such a file holds text that can be read, and nothing of any case. It is made again from its folder at any time, so it is
no part of a backup: what a case cites is kept with the case.
"""

import json
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from pysqlite3 import dbapi2

from desktop_app.adapters.fts_index import ahead
from desktop_app.adapters.fts_ranking import WordWeights, any_of
from desktop_app.adapters.library_points import make_points, points_of, read_points
from desktop_app.adapters.meaning_index import Meaning, Vectors
from desktop_app.adapters.sql_library_maker import FORMAT, OWN_TEXT, SqlLibraryMaker, unwritable
from desktop_app.domain.errors import NotFound
from desktop_app.domain.evidence import ReadPage, ReadPassage
from desktop_app.domain.library import LIBRARY_NAME, Library, LibraryHit
from desktop_app.domain.paragraph_label import label_at, without_label
from desktop_app.domain.passage_ranking import LOOKED_AT, Lead, weighed
from desktop_app.services.library_ports import LibraryMaker
from desktop_app.services.ports import Progress

FOLDER = "libraries"
ENDING = ".library"
_PLACES = 'SELECT start, "end", rects FROM place WHERE document = ? AND page = ? ORDER BY number'
_FOUND = (
    'SELECT d.path, d.pages, p.document, p.page, g.text, p.start, p."end", p.rects FROM place p'
    " JOIN document d ON d.number = p.document JOIN page g ON g.document = p.document AND g.number = p.page"
    " WHERE p.number = ?"
)
_PAGE = "SELECT g.text FROM page g JOIN document d ON d.number = g.document WHERE d.path = ? AND g.number = ?"
_TEXT = (
    'SELECT g.text, p.start, p."end" FROM place p JOIN page g ON g.document = p.document AND g.number = p.page'
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
            return SqlLibraryMaker(self._path(name), name, folder)
        except (OSError, dbapi2.Error) as error:
            raise unwritable(error) from error

    def remove(self, name: str) -> None:
        """Take it away. Raises NotFound."""
        with self._turn:
            if open_one := self._open.pop(name, None):
                open_one.close()
        if not _is_name(name) or not self._path(name).exists():
            raise NotFound(f"There is no library “{name}”.", next="`countersign library list` names them all.")
        self._path(name).unlink()
        points_of(self._path(name)).unlink(missing_ok=True)

    def page(self, name: str, document: str, number: int) -> str | None:
        """The text of a page of the document at this path; None where there is no such page, or no such library."""
        library = self._opened(name)
        return library.page(document, number) if library else None

    def search(self, name: str, words: str, top: int) -> tuple[LibraryHit, ...] | None:
        """Its passages that hold most of the words, best first; None where there is no such library."""
        library = self._opened(name)
        return library.search(words, top) if library else None

    def add_points(self, name: str, told: Progress) -> bool:
        """Compute what searches by meaning look at; whether that is there now. `told` hears of the passages done."""
        library = self._opened(name)
        if library is None or self.meaning is None:
            return False
        try:
            return make_points(points_of(self._path(name)), library.described, library.texts(), self.meaning, told)
        except OSError as error:
            raise unwritable(error) from error

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
        self._weights, self._points = WordWeights(self._database), points_of(path)
        self._vectors: Vectors | None = None

    def search(self, words: str, top: int) -> tuple[LibraryHit, ...]:
        """The passages that hold most of the words, best first."""
        if top <= 0:
            return ()
        with self._turn:
            scores = self._by_words(words, max(top + 1, LOOKED_AT))
            near = self._by_meaning(words, tuple(scores))
            found = tuple(dict.fromkeys((*scores, *near)))
            held = self._weights.shares(words, found, self.described.passages)
            ranked = weighed(held, near) if near else scores
            lead = self._lead(words, ranked, meant=bool(near)) if ranked else None
            return tuple(self._hit(row, held[row], None if n else lead) for n, row in enumerate(islice(ranked, top)))

    def page(self, document: str, number: int) -> str | None:
        """The text of a page of a document; None where there is none."""
        with self._turn:
            found = self._database.execute(_PAGE, (document, number)).fetchone()
        return found[0] if found else None

    def texts(self) -> Iterator[str]:
        """The texts of all passages in their order, without the ids of paragraphs."""
        for number in range(1, self.described.passages + 1):
            with self._turn:
                text, start, end = self._database.execute(_TEXT, (number,)).fetchone()
            yield without_label(text[start:end])

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

    def _by_meaning(self, words: str, also: tuple[int, ...]) -> dict[int, float]:
        """How near the nearest rows and these are to what is asked; empty where that is not installed or loaded yet."""
        if self._meaning is None or not self._meaning.ready:
            return {}
        if self._vectors is None:
            findable = {row for (row,) in self._database.execute("SELECT rowid FROM passage")}
            rows = [point for point in read_points(self._points, self.described) if point[0] in findable]
            self._vectors = self._meaning.loaded(rows) if rows else None
        return self._vectors.nearest(words, LOOKED_AT, also) if self._vectors else {}

    def _lead(self, words: str, ranked: Mapping[int, float], *, meant: bool) -> Lead:
        """By what the first row stands out from the next that is of another paragraph."""
        first, best = next(iter(ranked.items()))
        here = self._paragraph(first)
        next_one = next((score for row, score in ranked.items() if self._paragraph(row) != here), 0.0)
        held = self._weights.shares(words, (first,), self.described.passages, OWN_TEXT)[first]
        return Lead(held, best - next_one if meant else ahead(best, next_one), meant)

    def _paragraph(self, row: int) -> tuple[int, int, str | int]:
        """What tells a passage's paragraph from others: its document, its page and its id, or where it begins."""
        _, _, document, page, text, start, _, _ = self._database.execute(_FOUND, (row,)).fetchone()
        return document, page, label_at(text, start) or start

    def _hit(self, row: int, share: float, lead: Lead | None) -> LibraryHit:
        path, pages, document, number, text, start, end, rects = self._database.execute(_FOUND, (row,)).fetchone()
        places = self._database.execute(_PLACES, (document, number)).fetchall()
        page = ReadPage(number, text, tuple(_passage(*place) for place in places))
        return LibraryHit(self.described.digest, path, pages, page, _passage(start, end, rects), share, lead)


def _passage(start: int, end: int, rects: str) -> ReadPassage:
    return ReadPassage(start, end, tuple((r[0], r[1], r[2], r[3]) for r in json.loads(rects)))


def _is_name(name: str) -> bool:
    return re.fullmatch(LIBRARY_NAME, name) is not None


def _stamp(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size
