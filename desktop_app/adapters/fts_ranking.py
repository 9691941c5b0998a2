"""Ranking by SQLite's full text index (FTS5): what to ask it, and how much of a search its best passages hold."""

import unicodedata
from collections.abc import Sequence
from itertools import islice
from typing import Any

from desktop_app.domain.passage_ranking import said_of, shares, weight, words_of

TOKENS = "porter unicode61 remove_diacritics 2"
MOST_WORDS = 64
_INVISIBLE = {0xFFFE: None, 0x00AD: None, 0x0000: None}
"""Hyphens that only ended a line, and the character that ends a query."""
_WEIGHED_WORDS = 24


def plain(text: str) -> str:
    """Text without the marks of type-setting: ligatures apart, soft hyphens gone."""
    return unicodedata.normalize("NFKC", text.translate(_INVISIBLE))


def quoted(word: str) -> str:
    """A word as a query, so that it is never read as a command of the search language; "48,000" stays whole."""
    return '"{}"'.format(word.replace('"', '""'))


def any_of(words: str) -> str:
    """The query for any of the words that say something; empty where there is none."""
    return " OR ".join(map(quoted, islice(words_of(plain(words)), MOST_WORDS)))


def any_said(words: str) -> str:
    """The query for any of the words at all."""
    return " OR ".join(map(quoted, islice(said_of(plain(words)), MOST_WORDS)))


class WordWeights:
    """What the words of searches weigh among the passages of one index (a table `passage` of FTS5, with row ids)."""

    def __init__(self, database: Any) -> None:
        self._database = database
        self._known: dict[str, float] = {}

    def forget(self) -> None:
        """Passages were added: what words weigh is another thing now."""
        self._known.clear()

    def shares(self, words: str, rows: Sequence[int], passages: int, column: str = "") -> dict[int, float]:
        """The share of the weight of the words that each of these rows holds, in this column where one is named;
        `passages` is how many there are."""
        asked = tuple(islice(words_of(plain(words)), _WEIGHED_WORDS))
        weights = {word: self._weight(word, passages) for word in asked}
        held: dict[int, set[str]] = {row: set() for row in rows}
        for word in asked:
            for row in self._holding(word, rows, column):
                held[row].add(word)
        return shares(weights, {row: frozenset(found) for row, found in held.items()})

    def _weight(self, word: str, passages: int) -> float:
        if word not in self._known:
            (holding,) = self._database.execute(
                "SELECT count(*) FROM passage WHERE passage MATCH ?", (quoted(word),)
            ).fetchone()
            self._known[word] = weight(passages, holding)
        return self._known[word]

    def _holding(self, word: str, rows: Sequence[int], column: str) -> list[int]:
        listed = ",".join(map(str, rows))  # numbers of our own
        sql = f"SELECT rowid FROM passage WHERE passage MATCH ? AND rowid IN ({listed})"  # noqa: S608
        query = f"{column} : {quoted(word)}" if column else quoted(word)
        return [row for (row,) in self._database.execute(sql, (query,))]
