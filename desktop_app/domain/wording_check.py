"""The checks of wording that a pack asks for: words that must or must not be used, texts to disclose, and tone."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from desktop_app.domain.checked_sentence import sources_of
from desktop_app.domain.checked_text import CheckedText
from desktop_app.domain.finding import Finding, Rule, Severity
from desktop_app.domain.folding import fold
from desktop_app.domain.look_alike import plain_letters
from desktop_app.domain.pack_check import Disclose, Forbid, Require, Tone
from desktop_app.domain.source import source_of
from desktop_app.domain.text import Origin, Places, Span
from desktop_app.domain.tone_words import ABSOLUTE, FIRST_PERSON, HEDGING

_UNSEEN = "[\u00ad\u200b-\u200d\u2060\ufeff]{0,3}"
_LIKE = str.maketrans("’‘‐‑‒–", "''----")
_ENDING = "(?:'?s|es|e|n|en|er|em|d|ed|ing|ly)?"
_AFTER_E = "(?:e|es|ed|er|en|em|ing|ely|e's)"
_AROUND = re.compile(r"\S+")


@lru_cache(maxsize=512)
def wording(phrase: str, *, case: bool = False, variants: bool = False) -> re.Pattern[str]:
    """Finds a phrase between the ends of words, however it is spaced, whatever stands unseen in it.

    `variants`: with the endings that English and German words have, and with hyphens for spaces.
    """
    words = phrase.translate(_LIKE).split()
    between = r"(?:\s|-){1,8}" if variants else r"\s{1,8}"
    last = words[-1]
    ends = variants and last[-1].isalpha()
    if ends and last[-1] in "eE" and len(last) > 3:
        tail = _spelt(last[:-1]) + _AFTER_E
    else:
        tail = _spelt(last) + (_ENDING if ends and len(last) > 3 else "(?:'?s)?" if ends else "")
    spelt = between.join((*map(_spelt, words[:-1]), tail))
    return re.compile(rf"(?<!\w){spelt}(?!\w)", 0 if case else re.IGNORECASE)


def _spelt(word: str) -> str:
    return _UNSEEN.join(re.escape(character) for character in word)


def places_of(phrase: str, plain: str, *, case: bool = False, variants: bool = False) -> Iterator[Span]:
    """Where the phrase stands, in letters that only look like its own as well."""
    text = plain_letters(plain).translate(_LIKE)
    return (Span(*found.span()) for found in wording(phrase, case=case, variants=variants).finditer(text))


def forbidden(check: Forbid, subject: CheckedText) -> Iterator[Finding]:
    """Words that must not be used, but for those within phrases that may stand."""
    plain = subject.text.plain
    allowed = Places([place for phrase in check.allow for place in places_of(phrase, plain, variants=check.variants)])
    for phrase in check.words:
        for place in places_of(phrase, plain, case=check.case, variants=check.variants):
            if any(each.start <= place.start and place.end <= each.end for each in allowed.at(place)):
                continue
            details = {"words": plain[place.start : place.end]}
            if phrase in check.instead:
                details["instead"] = check.instead[phrase]
            yield Finding(Rule.FORBIDDEN_WORDS, Severity(check.finding), place.start, place.end, details)


def required(check: Require, subject: CheckedText) -> Iterator[Finding]:
    """Words that are missing."""
    plain = subject.text.plain
    missing = [p for p in check.words if not any(places_of(p, plain, case=check.case, variants=check.variants))]
    if check.any:
        missing = [" / ".join(check.words)] if len(missing) == len(check.words) else []
    for phrase in missing:
        details = {"words": phrase} | ({"add": check.add} if check.add else {})
        yield Finding(Rule.REQUIRED_WORDS, Severity(check.finding), 0, 0, details)


def undisclosed(check: Disclose, subject: CheckedText) -> Iterator[Finding]:
    """A text that must stand here word by word: its spaces and the shape of its quotation marks may differ."""
    wanted = " ".join(check.text.translate(_LIKE).split())
    if wanted not in " ".join(subject.text.plain.translate(_LIKE).split()):
        details = {"words": check.text, "add": " ".join(check.text.split())}
        yield Finding(Rule.REQUIRED_DISCLOSURE, Severity(check.finding), 0, 0, details)


def toneless(check: Tone, subject: CheckedText) -> Iterator[Finding]:
    """Ways of speaking that do not fit, but for words that a source says there itself."""
    plain, found = subject.text.plain, set[tuple[Span, str]]()
    for rule, phrases in _tone_lists(check):
        found |= {(place, rule) for phrase in phrases for place in places_of(phrase, plain)}
    if "exclamation" in check.rules:
        found |= {(Span(*m.span()), "exclamation") for m in re.finditer(r"!+(?!=)", plain)}
    allowed = [place for phrase in check.allow for place in places_of(phrase, plain)]
    quoted = Places([s for s in subject.spans if s.origin in (Origin.EVIDENCE, Origin.ANSWER)])
    for place, rule in sorted(found):
        if quoted.at(place) or any(place.overlaps(other) for other in allowed) or _is_theirs(subject, place):
            continue
        details = {"words": plain[place.start : place.end], "tone": rule}
        yield Finding(Rule.TONE, Severity(check.finding), place.start, place.end, details)


def _tone_lists(check: Tone) -> Iterator[tuple[str, Sequence[str]]]:
    lists = {"absolute_claims": ABSOLUTE, "hedging": HEDGING, "first_person": FIRST_PERSON}
    yield from ((rule, lists[rule]) for rule in check.rules if rule in lists)
    yield "words", check.words


def _is_theirs(subject: CheckedText, place: Span) -> bool:
    """Whether a source has these words with the same word before and after them."""
    plain = subject.text.plain
    line = plain.rfind("\n", 0, place.start) + 1
    before = [m.start() for m in _AROUND.finditer(plain, max(line, place.start - 40), place.start)]
    after = _AROUND.search(plain, place.end)
    words = plain[before[-1] if before else place.start : after.end() if after else place.end]
    folded = fold(words).text
    return bool(folded) and any(folded in source_of(text).folded for text in sources_of(subject))
