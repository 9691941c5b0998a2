"""How hard a text is to read, by the length of its sentences and words.

Grade: J. P. Kincaid and others, *Derivation of new readability formulas for Navy enlisted personnel* (1975). Reading
ease: R. Flesch, *A new readability yardstick* (1948); for German the weights of T. Amstad, *Wie verständlich sind
unsere Zeitungen?* (1978). Syllables are counted as groups of vowels.
"""

import re
from dataclasses import dataclass

from desktop_app.domain.sentence import sentences
from desktop_app.domain.text import Span

LEAST_WORDS = 30
"""Of fewer words the formulas say nothing: they were made on samples of a hundred."""
LANGUAGES = ("en", "de")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_VOWELS = re.compile(r"[aeiouyäöüàâéèêëïîôû]+", re.IGNORECASE)
_GERMAN_VOWELS = re.compile(r"au|äu|ei|eu|ie|ai|[aeiouyäöü]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReadingLevel:
    """Words a sentence and syllables a word, over all of a text or over one of its sentences."""

    per_sentence: float
    per_word: float
    language: str

    @property
    def grade(self) -> float:
        """Years of school in the United States that the text asks for (English only)."""
        return 0.39 * self.per_sentence + 11.8 * self.per_word - 15.59

    @property
    def ease(self) -> float:
        """From about 0 (very hard) to 100 (very easy)."""
        if self.language == "de":
            return 180.0 - self.per_sentence - 58.5 * self.per_word
        return 206.835 - 1.015 * self.per_sentence - 84.6 * self.per_word


def reading_level(plain: str, language: str) -> ReadingLevel | None:
    """The level of a text; None where it is too short for one, or in a language without a formula."""
    found = [words for place in sentences(plain) if (words := _WORD.findall(plain[place.start : place.end]))]
    count = sum(map(len, found))
    if count < LEAST_WORDS or language not in LANGUAGES:
        return None
    return ReadingLevel(count / len(found), sum(syllables(w, language) for ws in found for w in ws) / count, language)


def hardest_sentence(plain: str, language: str) -> Span:
    """The sentence that adds most to the level: of many and long words."""
    return max(sentences(plain), key=lambda s: _weight(plain[s.start : s.end], language), default=Span(0, len(plain)))


def _weight(sentence: str, language: str) -> int:
    return sum(syllables(word, language) for word in _WORD.findall(sentence))


def syllables(word: str, language: str) -> int:
    """About how many syllables a word has; at least one."""
    if language == "de":
        return max(1, len(_GERMAN_VOWELS.findall(word)))
    groups = len(_VOWELS.findall(word))
    silent = re.search(r"(?:[^aeiouyl]e|[^td]ed|[^aeiou]es)$", word, re.IGNORECASE) is not None
    sounded = re.search(r"(?:[sxz]|[cs]h|[cg])es$", word, re.IGNORECASE) is not None
    return max(1, groups - (silent and not sounded))
