"""Search by meaning beside search by words: passages as points, near one another where they say the same.

An optional part, which never holds up a search: what is not computed yet is not looked at.
"""

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from desktop_app.adapters.fts_index import FtsPassageIndex
from desktop_app.domain.evidence import Passage
from desktop_app.domain.passage_ranking import LOOKED_AT, Hit, Lead, weighed


class Vectors(Protocol):
    """The points of some passages."""

    def nearest(self, words: str, most: int, also: Sequence[int] = ()) -> dict[int, float]:
        """How near the nearest passages, and these as well, are to what the words mean (-1 to 1), nearest first."""
        ...


class Meaning(Protocol):
    """What turns texts into points."""

    @property
    def begun(self) -> bool:
        """Whether it is loaded, or will be soon."""
        ...

    @property
    def ready(self) -> bool:
        """Whether it is loaded."""
        ...

    def begin(self) -> None:
        """Load it in the background, where it is installed."""
        ...

    def wait(self, seconds: float) -> bool:
        """Load it; whether it is loaded, at the latest after so many seconds."""
        ...

    def close(self) -> None:
        """Let what goes on in other threads come to its end."""
        ...

    def packed(self, texts: Sequence[str]) -> list[bytes]:
        """The points of these texts, as bytes to keep; none where it cannot be had. Takes about 20 ms for each text."""
        ...

    def loaded(self, rows: Sequence[tuple[int, bytes]]) -> Vectors:
        """Kept points, to search in."""
        ...


class MeaningPassageIndex:
    """The passages of one case by words, and by meaning as soon as their points are computed, in a thread of its own.

    What slots are looked for by stays with the words alone, so that the same case gives the same values; meaning has a
    say in which passages a section is offered beside them.
    """

    def __init__(self, meaning: Meaning) -> None:
        self._words, self._meaning = FtsPassageIndex(), meaning
        self._passages: tuple[Passage, ...] = ()
        self._vectors: Vectors | None = None
        self._thread: threading.Thread | None = None

    def add(self, passages: Sequence[Passage]) -> None:
        """Make these findable by words now, by meaning later, where that was begun."""
        self._words.add(passages)
        self._passages += tuple(passages)
        self._vectors = self._thread = None
        self._begin()

    def search(self, words: str, top: int, documents: frozenset[str] | None = None) -> tuple[Passage, ...]:
        """The passages that hold most of the words, best first."""
        return self._words.search(words, top, documents)

    def hits(self, words: str, top: int, documents: frozenset[str] | None = None) -> tuple[Hit, ...]:
        """The passages that hold most of the words or mean the same, best first."""
        vectors = self._vectors
        if vectors is None:
            self._begin()
        if vectors is None or not self._meaning.ready:
            return self._words.hits(words, top, documents)
        near = vectors.nearest(words, len(self._passages))
        wanted = [at for at in near if documents is None or self._passages[at].document_id in documents]
        rows = dict.fromkeys((*self._words.rows(words, LOOKED_AT, documents), *wanted[:LOOKED_AT]))
        shares = self._words.shares(words, tuple(rows))
        ranked = list(weighed(shares, near).items())[: top + 1]
        best, following, *_ = (*(score for _, score in ranked), 0.0, 0.0)
        hits = [Hit(self._passages[at], shares[at]) for at, _ in ranked[:top]]
        return (replace(hits[0], lead=Lead(hits[0].share, best - following, meant=True)), *hits[1:]) if hits else ()

    def wait(self, seconds: float) -> bool:
        """Whether all points are computed, at the latest after so many seconds."""
        if self._thread is not None:
            self._thread.join(seconds)
        return self._vectors is not None

    def _begin(self) -> None:
        """Compute the points in the background, once, where the model is loaded or will be soon."""
        if self._thread is None and self._passages and self._meaning.begun:
            self._thread = threading.Thread(target=self._compute, args=(self._passages,), name="points", daemon=True)
            self._thread.start()

    def _compute(self, passages: tuple[Passage, ...]) -> None:
        rows = list(enumerate(self._meaning.packed([passage.text for passage in passages])))
        if rows and passages is self._passages:
            self._vectors = self._meaning.loaded(rows)
