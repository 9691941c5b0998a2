"""Search over passages by SQLite's full text index, in memory: nothing readable is on disk, nothing is to be erased."""

from collections.abc import Sequence
from itertools import islice

from pysqlite3 import dbapi2 as sqlite3

from desktop_app.adapters.fts_ranking import TOKENS, WordWeights, any_of, any_said, plain
from desktop_app.domain.evidence import Passage
from desktop_app.domain.passage_ranking import Hit


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
        return tuple(self._passages[row] for row, _ in self._ranked(words, top, documents))

    def hits(self, words: str, top: int, documents: frozenset[str] | None = None) -> tuple[Hit, ...]:
        """The same, each with the share of the rare words that it holds, and how far it is ahead of the next."""
        found = self._ranked(words, top + 1, documents)
        rows = [row for row, _ in found[:top]]
        held = self._weights.shares(words, rows, len(self._passages))
        scores = [score for _, score in found]
        return tuple(Hit(self._passages[row], held[row], ahead(scores, at)) for at, row in enumerate(rows))

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


def ahead(scores: Sequence[float], at: int) -> float:
    """By how much of the next score this one is above it; 1 where there is no next."""
    following = scores[at + 1] if at + 1 < len(scores) else 0.0
    return scores[at] / following - 1 if following > 0 else 1.0
