"""Search over passages by SQLite's full text index, in memory: nothing readable is on disk, nothing is to be erased."""

from collections.abc import Sequence
from itertools import islice

from pysqlite3 import dbapi2 as sqlite3

from desktop_app.adapters.fts_ranking import TOKENS, WordWeights, any_of, any_said, plain
from desktop_app.domain.evidence import Passage
from desktop_app.domain.passage_ranking import Hit, Lead


class FtsPassageIndex:
    """Passages by the words they hold, in one stem for all forms of a word, ranked by BM25.

    May be made in one thread and used in another, by one at a time.
    """

    def __init__(self) -> None:
        self._passages: list[Passage] = []
        self._database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._database.execute(f"CREATE VIRTUAL TABLE passage USING fts5(text, content='', tokenize='{TOKENS}')")
        self._weights = WordWeights(self._database)

    def add(self, passages: Sequence[Passage]) -> None:
        """Make these findable."""
        rows = [(number, plain(p.text)) for number, p in enumerate(passages, len(self._passages))]
        self._database.execute("BEGIN")
        self._database.executemany("INSERT INTO passage(rowid, text) VALUES (?, ?)", rows)
        self._database.execute("COMMIT")
        self._passages.extend(passages)
        self._weights.forget()

    def search(self, words: str, top: int, documents: frozenset[str] | None = None) -> tuple[Passage, ...]:
        """The passages that hold most of the words, best first; from these documents only, where given."""
        return tuple(self._passages[row] for row in self.rows(words, top, documents))

    def hits(self, words: str, top: int, documents: frozenset[str] | None = None) -> tuple[Hit, ...]:
        """The same, each with the share of the rare words that it holds, the first with how far it is ahead."""
        found = self._ranked(words, top + 1, documents)
        rows = [row for row, _ in found[:top]]
        held = self.shares(words, rows)
        best, following, *_ = (*(score for _, score in found), 0.0, 0.0)
        lead = Lead(held[rows[0]], ahead(best, following)) if rows else None
        return tuple(Hit(self._passages[row], held[row], None if at else lead) for at, row in enumerate(rows))

    def rows(self, words: str, top: int, documents: frozenset[str] | None) -> tuple[int, ...]:
        """The same as `search`, by the numbers of the passages in the order they were added."""
        return tuple(row for row, _ in self._ranked(words, top, documents))

    def shares(self, words: str, rows: Sequence[int]) -> dict[int, float]:
        """The share of the weight of the words that each of these passages holds."""
        return self._weights.shares(words, rows, len(self._passages))

    def _ranked(self, words: str, top: int, documents: frozenset[str] | None) -> list[tuple[int, float]]:
        """Rows and scores (BM25, greater is better), best first.

        Words that say something decide; where fewer passages than asked for hold one of them, others fill the room.
        """
        found = self._found(any_of(words), top, documents)
        if len(found) < top:
            known = {row for row, _ in found}
            more = self._found(any_said(words), top + len(found), documents)
            found += [(row, 0.0) for row, _ in more if row not in known][: top - len(found)]
        return found

    def _found(self, query: str, top: int, documents: frozenset[str] | None) -> list[tuple[int, float]]:
        if not query or top <= 0:
            return []
        rows = self._database.execute(
            "SELECT rowid, -rank FROM passage WHERE passage MATCH ? ORDER BY rank, rowid", (query,)
        )
        wanted = (row for row in rows if documents is None or self._passages[row[0]].document_id in documents)
        return [(row, score) for row, score in islice(wanted, top)]

    def close(self) -> None:
        """Forget everything."""
        self._database.close()
        self._passages.clear()


def ahead(score: float, following: float) -> float:
    """By how much of the next score this one is above it; 1 where there is no next."""
    return score / following - 1 if following > 0 else 1.0
