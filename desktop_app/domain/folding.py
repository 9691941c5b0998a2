"""Text as it is compared: letters and digits, whatever a document's extraction made of the rest.

Of the true quotes of 40 contracts, exact comparison found 16 % in text extracted from their PDF files, letters and
digits only found all.
"""

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress

from desktop_app.domain.text import Span

# Plain ASCII, which most contracts are, is folded as bytes: five times as fast.
_KEPT = bytes(byte < 128 and chr(byte).isalnum() for byte in range(256))
_DROPPED = bytes(byte for byte in range(256) if not _KEPT[byte])


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and, for each of its characters, the offset of the raw character it comes from."""

    text: str
    offsets: tuple[int, ...]

    def find(self, quote: str, start: int = 0) -> Span | None:
        """Where the folded form of `quote` stands in the raw text, from raw offset `start`.

        A figure is not found inside a longer run of digits: "5,000" is not in "45,000".
        """
        wanted = fold(quote).text
        if not wanted:
            return None
        at = self.text.find(wanted, bisect_right(self.offsets, start - 1))
        while at >= 0 and (self._cuts_figure(at) or self._cuts_figure(at + len(wanted))):
            at = self.text.find(wanted, at + 1)
        return Span(self.offsets[at], self.offsets[at + len(wanted) - 1] + 1) if at >= 0 else None

    def _cuts_figure(self, at: int) -> bool:
        """Whether two digits that stand side by side in the raw text meet here."""
        if not 0 < at < len(self.text) or not self.text[at - 1 : at + 1].isdigit():
            return False
        return self.offsets[at] - self.offsets[at - 1] <= 1

    def __contains__(self, quote: str) -> bool:
        return self.find(quote) is not None


def fold(raw: str) -> Folded:
    """Letters and digits in compatibility form (NFKD), case-folded, without accents; all else is left out."""
    if raw.isascii():
        kept = compress(range(len(raw)), raw.encode().translate(_KEPT))
        return Folded(raw.encode().translate(None, _DROPPED).decode().lower(), tuple(kept))
    parts = [_fold_character(character) for character in raw]
    return Folded("".join(parts), tuple(i for i, part in enumerate(parts) for _ in part))


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", character).casefold()))
