"""Text as it is compared: letters and digits, whatever a document's extraction made of the rest.

Of the true quotes of 40 contracts, exact comparison found 16 % in text extracted from their PDF files, letters and
digits only found all.
"""

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

from desktop_app.domain.text import Span


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and, for each of its characters, the offset of the raw character it comes from."""

    text: str
    offsets: tuple[int, ...]

    def find(self, quote: str, start: int = 0) -> Span | None:
        """Where the folded form of `quote` stands in the raw text, from raw offset `start`."""
        wanted = fold(quote).text
        at = self.text.find(wanted, bisect_right(self.offsets, start - 1)) if wanted else -1
        if at < 0:
            return None
        return Span(self.offsets[at], self.offsets[at + len(wanted) - 1] + 1)

    def __contains__(self, quote: str) -> bool:
        return self.find(quote) is not None


def fold(raw: str) -> Folded:
    """Letters and digits in compatibility form (NFKD), case-folded, without accents; all else is left out."""
    if raw.isascii():
        kept = [i for i, c in enumerate(raw) if c.isalnum()]
        return Folded("".join(raw[i] for i in kept).lower(), tuple(kept))
    characters: list[str] = []
    offsets: list[int] = []
    for i, character in enumerate(raw):
        for part in unicodedata.normalize("NFKD", character).casefold():
            if part.isalnum():
                characters.append(part)
                offsets.append(i)
    return Folded("".join(characters), tuple(offsets))
