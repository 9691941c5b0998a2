"""Letters that look like others: of another alphabet, of full width, or of mathematics.

The table holds the Cyrillic, Greek and Armenian letters that Unicode's list of confusables (UTS 39) gives for a Latin
letter in upright print; it is short on purpose.
"""

import re
import unicodedata

from desktop_app.domain.text import Span

_CYRILLIC = dict(zip("аеорсухіјѕһԁԛԝьАВЕЅІЈКМНОРСТУХԌ", "aeopcyxijshdqwbABESIJKMHOPCTYXG", strict=True))
_GREEK = dict(zip("οανικρτυχγΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "oavikptuxyABEZHIKMNOPTYX", strict=True))
_OTHERS = dict(zip("օսհոպքԼՕՏ", "oshnuqLOS", strict=True)) | {"ɡ": "g", "ı": "i", "ⅼ": "l", "ⅰ": "i"}
LOOK_ALIKES = _CYRILLIC | _GREEK | _OTHERS
_TABLE = str.maketrans(LOOK_ALIKES)
_WORD = re.compile(r"[^\W\d_]{3,}")
_STYLED = re.compile("[\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff]{3,}")


def plain_letters(text: str) -> str:
    """The text with each look-alike as the letter that it looks like; offsets stay what they are."""
    if text.isascii():
        return text
    return "".join(_plain(character) for character in text.translate(_TABLE))


def _plain(character: str) -> str:
    """A full-width or mathematical letter as the plain one."""
    if not ("\uff01" <= character <= "\uff5e" or "\U0001d400" <= character <= "\U0001d7ff"):
        return character
    return unicodedata.normalize("NFKC", character)


def look_alikes(text: str) -> tuple[Span, ...]:
    """Words that mix look-alikes into Latin letters, or are written in letters of mathematics."""
    if text.isascii():
        return ()
    found = [Span(*m.span()) for m in _WORD.finditer(text) if _is_mixed(m[0])]
    return tuple(sorted((*found, *(Span(*m.span()) for m in _STYLED.finditer(text)))))


def _is_mixed(word: str) -> bool:
    """Whether a word of Latin letters has some that only look so, and reads as a Latin word with them."""
    if word.isascii() or not any(c in LOOK_ALIKES for c in word) or not any(c.isascii() for c in word):
        return False
    return all(_is_latin(c) for c in plain_letters(word))


def _is_latin(character: str) -> bool:
    return character.isascii() or unicodedata.name(character, "").startswith("LATIN")


def without_look_alikes(text: str) -> str:
    """The text with plain letters in the words that mix them."""
    result, at = "", 0
    for span in look_alikes(text):
        result += text[at : span.start] + plain_letters(text[span.start : span.end])
        at = span.end
    return result + text[at:]
