"""What services need of reference libraries."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from desktop_app.domain.evidence import Reading
from desktop_app.domain.library import Library, LibraryHit
from desktop_app.services.ports import Progress


class LibraryFiles(Protocol):
    """The files of a folder from which a library is made."""

    def files(self, folder: str) -> Iterator[tuple[str, bytes]]:
        """Path in the folder and bytes of each file, by path. Raises UsageError."""
        ...


class LibraryMaker(Protocol):
    """A library that is being made; nothing of it is seen before its end."""

    def add(self, path: str, reading: Reading) -> None:
        """One document as it was read."""
        ...

    def finish(self, digest: str, at: datetime) -> Library:
        """Put it in its place. Raises StoreFailed."""
        ...

    def give_up(self) -> None:
        """Leave nothing behind."""
        ...


class Libraries(Protocol):
    """The libraries beside the store, each with an index of its own that can be made again from its folder.

    Every call blocks for a moment.
    """

    def listing(self) -> tuple[Library, ...]:
        """All of them, by name."""
        ...

    def begin(self, name: str, folder: str) -> LibraryMaker:
        """Make one of this folder; at its end it takes the place of one of the same name."""
        ...

    def remove(self, name: str) -> None:
        """Take it away. Raises NotFound."""
        ...

    def add_points(self, name: str, told: Progress) -> bool:
        """Compute what searches by meaning look at; whether that is there now. `told` hears of the passages done.

        Raises StoreFailed. It takes about 40 ms for each passage, and the library can be searched by words meanwhile.
        """
        ...

    def ready(self, seconds: float) -> bool:
        """Whether searches are by meaning too, at the latest after so many seconds; where not, by words alone."""
        ...

    def page(self, name: str, document: str, number: int) -> str | None:
        """The text of a page of the document at this path; None where there is no such page, or no such library."""
        ...

    def search(self, name: str, words: str, top: int) -> tuple[LibraryHit, ...] | None:
        """Its passages that hold most of the words, best first; None where there is no such library."""
        ...
