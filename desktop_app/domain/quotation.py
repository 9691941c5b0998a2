"""Quotations in a text, and whether they stand in a document of the case, whatever extraction made of it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from desktop_app.domain.checked_text import CheckedText
from desktop_app.domain.finding import Finding, Rule, Severity
from desktop_app.domain.folding import fold
from desktop_app.domain.markup import Anchor
from desktop_app.domain.source import source_of
from desktop_app.domain.text import Origin, Places, Span

LEAST_WORDS = 4
"""Words in quotation marks that are a quotation; fewer are a term, a title or a manner of speaking."""

LEAST_OF_A_MODEL = 2
"""The same of what a model wrote: it is told to put only words of the evidence in quotation marks."""

# The marks of each language that a form may be written in. Single ones are apostrophes too: one between letters ends
# nothing, and one behind a letter begins nothing.
_QUOTED = re.compile(
    r"""“[^“”\n]{1,4000}” | "[^"\n]{1,4000}" | „[^„“”\n]{1,4000}[“”] | «[^«»\n]{1,4000}» | »[^«»\n]{1,4000}«
    | ‚[^‚‘’\n]{1,4000}[‘’] | (?<!\w)‘(?:[^‘’\n]|(?<=\w)’(?=\w)){1,4000}’(?!\w)
    | (?<!\w)'(?:[^'\n]|(?<=\w)'(?=\w)){1,4000}'(?!\w)""",
    re.VERBOSE,
)
_LEFT_OUT = re.compile(r"\s*(?:\[[^\]]{0,80}\]|…|\.\.\.)\s*")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Quoted words at their place."""

    place: Span
    words: str

    @property
    def count(self) -> int:
        """How many words it has."""
        return len(self.words.split())


def quoted(text: str) -> Iterator[Quotation]:
    """What stands in quotation marks, however short it is."""
    for match in _QUOTED.finditer(text):
        yield Quotation(Span(match.start() + 1, match.end() - 1), match[0][1:-1])


def quotations(subject: CheckedText) -> Iterator[Quotation]:
    """The quotations of a text, but for those of the pack's own template."""
    spans = Places(subject.spans)
    for found in quoted(subject.text.plain):
        origins = {span.origin for span in spans.at(found.place)}
        least = LEAST_OF_A_MODEL if Origin.MODEL in origins else LEAST_WORDS
        if origins != {Origin.TEMPLATE} and found.count >= least:
            yield found


def is_found(words: str, subject: CheckedText) -> bool:
    """Whether the quoted words stand in a passage, an answer, an outcome or any page of the case's documents.

    What is marked as left out or put in, “[…]”, parts them; each part must be found.
    """
    parts = _parts(words)
    left = _not_in(parts, (*subject.passages.values(), *_stated(subject)))
    return not left or _in_pages(left, subject.pages)


def strayed(subject: CheckedText) -> Iterator[Quotation]:
    """The quotations that stand in a document, and in none of those that are cited for them; a term may be of any."""
    anchors: Places[Anchor] = Places(subject.anchors)
    for quotation in (each for each in quotations(subject) if each.count >= LEAST_WORDS):
        numbers = {anchor.number for anchor in anchors.at(quotation.place)} & subject.passages.keys()
        cited = [
            *(subject.passages[n] for n in numbers),
            *(page for n in numbers for page in subject.pages_of.get(n, ())),
        ]
        parts = _not_in(_parts(quotation.words), _stated(subject))
        if numbers and parts and not _in_pages(parts, cited) and is_found(quotation.words, subject):
            yield quotation


def stands_in(quotation: Quotation, passage: str) -> bool:
    """Whether a passage holds all of it."""
    return not _not_in(_parts(quotation.words), (passage,))


def _parts(words: str) -> list[str]:
    return [folded for part in _LEFT_OUT.split(words) if (folded := fold(part).text)]


def _stated(subject: CheckedText) -> tuple[str, ...]:
    """What may be quoted and is no document."""
    return (*(a.text for a in subject.answers), *subject.outcomes, *subject.known)


def _not_in(parts: Sequence[str], texts: Iterable[str]) -> list[str]:
    held = [source_of(text).folded for text in texts]
    return [part for part in parts if not any(part in text for text in held)]


def _in_pages(parts: Sequence[str], pages: Sequence[str]) -> bool:
    whole = "".join(_folded_page(page) for page in pages)
    return all(part in whole for part in parts)


@lru_cache(maxsize=4096)
def _folded_page(text: str) -> str:
    """Pages are looked through again whenever a quotation changes, hence the memory."""
    return fold(text).text


def check_quotations(subject: CheckedText) -> Iterator[Finding]:
    """The quotations that stand in no document of the case."""
    for quotation in quotations(subject):
        if not is_found(quotation.words, subject):
            place = quotation.place
            yield Finding(Rule.QUOTE_NOT_FOUND, Severity.WARNING, place.start, place.end, {"figure": quotation.words})


def has_quotations(plain: str) -> bool:
    """Whether a text quotes at all: then the pages of the documents are looked through."""
    return any(found.count >= LEAST_OF_A_MODEL for found in quoted(plain))
