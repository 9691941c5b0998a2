"""The check for text of an instruction, a rule or an example that stands in a draft as if it were said of the case."""

import re
from collections.abc import Iterator, Sequence

from desktop_app.domain.checked_sentence import heading_spans, sources_of
from desktop_app.domain.checked_text import CheckedText
from desktop_app.domain.finding import Finding, Rule, Severity
from desktop_app.domain.text import Places, Span

RUN = 7
"""Words in a row that are taken over from an instruction: six met by chance in one of forty good texts."""
_TEMPLATE = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_VALUE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_WITH_VALUE = re.compile(r"[^.\x00]{0,400}\x00[^.]{0,400}")
_WORD = re.compile(r"\w+")
# What an instruction gives to be written stands after a colon or in quotation marks: it is meant to be taken over.
_GIVEN = re.compile(r":[^\S\n]+[^\n]*(?:\n(?!\n|[-*•#])[^\n]+)*|“[^”\n]*”|\"[^\"\n]*\"")
_SHOWN = 160


def leaks(subject: CheckedText, own: Sequence[Span]) -> Iterator[Finding]:
    """Stretches of at least seven words that stand in what a drafter was told and in no source."""
    told = _runs(_instructing(text) for text in subject.told) if own else frozenset[tuple[str, ...]]()
    if not told:
        return
    plain, theirs = subject.text.plain, _runs((*sources_of(subject), *(s.absent for s in subject.section.slots)))
    places, headings = Places(own), Places(heading_spans(subject))
    for place in _joined(_hits(plain, told - theirs)):
        if places.at(place) and not headings.at(place):
            details = {"words": plain[place.start : place.end][:_SHOWN], "remove": "yes"}
            yield Finding(Rule.LEAKED_TEXT, Severity.WARNING, place.start, place.end, details)


def _instructing(told: str) -> str:
    """What an instruction says of how to write: a sentence with a value of the case in it tells of the case instead."""
    text = _VALUE.sub("\x00", _TEMPLATE.sub(" | ", told))
    return _GIVEN.sub(" | ", _WITH_VALUE.sub(" | ", text))


def _runs(texts: Iterator[str] | Sequence[str]) -> frozenset[tuple[str, ...]]:
    """All runs of seven words, none over the end of a text, a paragraph or a part that was taken out."""
    runs = set[tuple[str, ...]]()
    for text in texts:
        for part in re.split(r"\||\n\s*\n", text.casefold()):
            words = _WORD.findall(part)
            runs |= {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}
    return frozenset(runs)


def _hits(plain: str, told: frozenset[tuple[str, ...]]) -> Iterator[Span]:
    words = [(m[0].casefold(), m.start(), m.end()) for m in _WORD.finditer(plain)]
    for i in range(len(words) - RUN + 1):
        if tuple(word for word, _, _ in words[i : i + RUN]) in told:
            yield Span(words[i][1], words[i + RUN - 1][2])


def _joined(spans: Iterator[Span]) -> list[Span]:
    result: list[Span] = []
    for span in spans:
        if result and span.start <= result[-1].end:
            result[-1] = Span(result[-1].start, span.end)
        else:
            result.append(span)
    return result
