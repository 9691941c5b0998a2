"""Quotations in a text, and whether they stand in a document of the case, whatever extraction made of it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from desktop_app.domain.checked_text import CheckedText
from desktop_app.domain.finding import Finding, Rule, Severity
from desktop_app.domain.folding import fold
from desktop_app.domain.source import source_of
from desktop_app.domain.text import Origin, Places, Span

LEAST_WORDS = 4
"""Words in quotation marks that are a quotation; fewer are a term, a title or a manner of speaking."""

_QUOTED = re.compile(r"“([^“”\n]{1,4000})”|\"([^\"\n]{1,4000})\"")
_LEFT_OUT = re.compile(r"\s*(?:\[[^\]]{0,80}\]|…|\.\.\.)\s*")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Quoted words at their place."""

    place: Span
    words: str


def quotations(subject: CheckedText) -> Iterator[Quotation]:
    """The quotations of a text, but for those of the pack's own template."""
    template = Places(span for span in subject.spans if span.origin is Origin.TEMPLATE)
    for match in _QUOTED.finditer(subject.text.plain):
        group = 1 if match[1] is not None else 2
        place = Span(*match.span(group))
        own = not any(span.start <= place.start and place.end <= span.end for span in template.at(place))
        if own and len(match[group].split()) >= LEAST_WORDS:
            yield Quotation(place, match[group])


def is_found(words: str, subject: CheckedText) -> bool:
    """Whether the quoted words stand in a passage, an answer, an outcome or any page of the case's documents.

    What is marked as left out or put in, “[…]”, parts them; each part must be found.
    """
    parts = [folded for part in _LEFT_OUT.split(words) if (folded := fold(part).text)]
    near = [*subject.passages.values(), *(a.text for a in subject.answers), *subject.outcomes, *subject.known]
    held = [source_of(text).folded for text in near]
    left = [part for part in parts if not any(part in text for text in held)]
    return not left or _in_pages(left, subject.pages)


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
    return any(len((match[1] or match[2]).split()) >= LEAST_WORDS for match in _QUOTED.finditer(plain))
