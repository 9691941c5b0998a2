"""The check that a citation leads to a passage that holds what it is cited for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from desktop_app.domain.checked_text import CheckedText
from desktop_app.domain.claim import Claim, ClaimKind
from desktop_app.domain.evidence import QuoteState
from desktop_app.domain.figure_check import claims_of
from desktop_app.domain.folding import fold
from desktop_app.domain.markup import Anchor
from desktop_app.domain.quotation import Quotation, is_found, quotations, quoted, stands_in, strayed
from desktop_app.domain.slot_finding import flat
from desktop_app.domain.source import Source, source_of, source_of_answer
from desktop_app.domain.text import Origin, OriginSpan, Places, Span

ENOUGH_WORDS = 0.5
"""The share of a statement's words that its passage must hold where nothing harder can be compared."""

_SHORTEST_QUOTE = 8  # folded characters
_WORD = re.compile(r"\w{4,}")


@dataclass(frozen=True, slots=True)
class CheckedQuote:
    """What is known of a citation; `proposed` is the number of the passage that does hold it, where it is another."""

    anchor: Anchor
    state: QuoteState
    proposed: int | None = None


def quote_states(subject: CheckedText) -> tuple[CheckedQuote, ...]:
    """The state of each citation, in the order of the anchors."""
    sources = {number: source_of(text) for number, text in subject.passages.items()}
    given = [source_of_answer(a.text, a.value) for a in subject.answers] + [source_of(o) for o in subject.outcomes]
    claims = [c for c in claims_of(subject) if c.kind is not ClaimKind.REFERENCE]
    read = _Read(
        subject.text.plain,
        Places(claims),
        frozenset(c for c in claims if any(g.states(c) for g in given)),
        Places(s for s in subject.spans if s.origin is Origin.EVIDENCE),
        Places(quotation.place for quotation in quotations(subject) if not is_found(quotation.words, subject)),
        tuple(strayed(subject)),
    )
    return tuple(_state(anchor, read, sources) for anchor in subject.anchors)


@dataclass(frozen=True, slots=True)
class _Read:
    """A text with its claims, those of them that answers and outcomes state, and what it took from evidence.

    `invented` are the places of quotations that stand in no document, `strayed` those that stand in another one than is
    cited for them.
    """

    plain: str
    claims: Places[Claim]
    given: frozenset[Claim]
    quoted: Places[OriginSpan]
    invented: Places[Span]
    strayed: tuple[Quotation, ...]


def _state(anchor: Anchor, read: _Read, sources: Mapping[int, Source]) -> CheckedQuote:
    if anchor.number not in sources:
        return CheckedQuote(anchor, QuoteState.NOT_FOUND)
    place = Span(anchor.start, anchor.end)
    if read.invented.at(place):
        return CheckedQuote(anchor, QuoteState.MISATTRIBUTED)
    said, elsewhere = _said(anchor, read), [each for each in read.strayed if each.place.overlaps(place)]
    if not elsewhere and said.stands_in(sources[anchor.number]):
        return CheckedQuote(anchor, QuoteState.VERIFIED)
    holding = [n for n, source in sorted(sources.items()) if all(stands_in(each, source.text) for each in elsewhere)]
    other = next((number for number in holding if said.stands_in(sources[number])), None)
    return CheckedQuote(anchor, QuoteState.MISATTRIBUTED if other is None else QuoteState.REPAIRED, other)


def _said(anchor: Anchor, read: _Read) -> "_Said":
    place = Span(anchor.start, anchor.end)
    words = read.plain[anchor.start : anchor.end]
    quotes = [read.plain[max(s.start, place.start) : min(s.end, place.end)] for s in read.quoted.at(place)]
    claims = read.claims.at(place)
    figures = tuple(c for c in claims if c.kind is not ClaimKind.NAME)
    names = tuple(c for c in claims if c.kind is ClaimKind.NAME)
    needed = any(figure not in read.given for figure in figures)
    return _Said(words, (*quotes, *(each.words for each in quoted(words))), figures, names, needed)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a citation is given for: the words, what they quote, and what they claim.

    `needed` tells that a figure comes from nowhere but the passages, so that words alone are not enough.
    """

    words: str
    quotes: tuple[str, ...]
    figures: tuple[Claim, ...]
    names: tuple[Claim, ...]
    needed: bool

    def stands_in(self, source: Source) -> bool:
        """The words as they are, else a quotation in them, else a figure or date, else a name, else half the words."""
        if fold(self.words).text in source.folded or any(_stands_in(quote, source) for quote in self.quotes):
            return True
        if any(source.states(figure) for figure in self.figures):
            return True
        if self.needed:
            return False
        return any(source.states(name) for name in self.names) or self._share(source) >= ENOUGH_WORDS

    def _share(self, source: Source) -> float:
        words = set(_WORD.findall(self.words.casefold()))
        held = set(_WORD.findall(source.text.casefold()))
        return len(words & held) / len(words) if words else 0.0


def _stands_in(quote: str, source: Source) -> bool:
    """Whether the passage holds the quotation, whatever extraction made of its spaces and marks."""
    line, folded = flat(quote).casefold(), fold(quote).text
    if len(folded) >= _SHORTEST_QUOTE:
        return folded in source.folded
    return len(line) > 2 and not folded.isdigit() and line in source.text.casefold()
