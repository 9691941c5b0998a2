"""Search by meaning: passages as points, near one another where they say the same in other words. An optional part.

It never holds up a search: what is not computed yet is not looked at.
"""

from collections.abc import Sequence
from typing import Protocol


class Vectors(Protocol):
    """The points of some passages."""

    def nearest(self, words: str, most: int) -> list[int]:
        """The numbers of the passages nearest to what the words mean, nearest first."""
        ...


class Meaning(Protocol):
    """What turns texts into points."""

    def ready(self) -> bool:
        """Whether it is loaded; where not, loading begins in the background."""
        ...

    def packed(self, texts: Sequence[str]) -> list[bytes]:
        """The points of these texts, as bytes to keep. Takes about 20 ms for each text, and loads first."""
        ...

    def loaded(self, rows: Sequence[tuple[int, bytes]]) -> Vectors:
        """Kept points, to search in."""
        ...
