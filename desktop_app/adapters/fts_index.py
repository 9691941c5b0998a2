"""Search over passages by SQLite's full text index, in memory: nothing readable is on disk, nothing is to be erased."""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import islice

from pysqlite3 import dbapi2 as sqlite3

from desktop_app.domain.evidence import Passage

_MOST_WORDS = 64
_INVISIBLE = {0xFFFE: None, 0x00AD: None, 0x0000: None}
"""Hyphens that only ended a line, and the character that ends a query."""


class FtsPassageIndex:
    """Passages by the words they hold, in one stem for all forms of a word, ranked by BM25.

    May be made in one thread and used in another, by one at a time.
    """

    def __init__(self) -> None:
        self._passages: list[Passage] = []
        self._database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._database.execute(
            "CREATE VIRTUAL TABLE passage USING fts5(text, content='', tokenize='porter unicode61 remove_diacritics 2')"
        )

    def add(self, passages: Sequence[Passage]) -> None:
        """Make these findable."""
        rows = [(number, _plain(p.text)) for number, p in enumerate(passages, len(self._passages))]
        self._database.execute("BEGIN")
        self._database.executemany("INSERT INTO passage(rowid, text) VALUES (?, ?)", rows)
        self._database.execute("COMMIT")
        self._passages.extend(passages)

    def search(self, words: str, top: int, documents: frozenset[str] | None = None) -> tuple[Passage, ...]:
        """The passages that hold most of the words, best first; from these documents only, where given."""
        query = _query(words)
        if not query or top <= 0:
            return ()
        found = (self._passages[number] for number in self._ranked(query))
        return tuple(islice((p for p in found if documents is None or p.document_id in documents), top))

    def _ranked(self, query: str) -> Iterator[int]:
        rows = self._database.execute("SELECT rowid FROM passage WHERE passage MATCH ? ORDER BY rank, rowid", (query,))
        return (row[0] for row in rows)

    def close(self) -> None:
        """Forget everything."""
        self._database.close()
        self._passages.clear()


def _plain(text: str) -> str:
    """Text without the marks of type-setting: ligatures apart, soft hyphens gone."""
    return unicodedata.normalize("NFKC", text.translate(_INVISIBLE))


def _query(words: str) -> str:
    """Any of the words, each quoted so that none is read as a command of the search language; "48,000" stays whole."""
    known = dict.fromkeys(w for w in _plain(words).casefold().split() if any(map(str.isalnum, w)))
    return " OR ".join('"{}"'.format(word.replace('"', '""')) for word in islice(known, _MOST_WORDS))
