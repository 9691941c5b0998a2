"""The check that a text speaks of its case: how much of its words its evidence, answers and instruction have too."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from desktop_app.domain.checked_sentence import sources_of
from desktop_app.domain.checked_text import CheckedText
from desktop_app.domain.finding import Finding, Rule, Severity
from desktop_app.domain.text import Span

FLOOR = 0.45
"""Least share of a whole text, and `SENTENCE_FLOOR` of one of its sentences (measured: docs/measurements.md)."""
SENTENCE_FLOOR = 0.25
LEAST_WORDS = 4
"""Words that say something, of a sentence: of fewer nothing is said."""
_STEM = 5
_WORD = re.compile(r"[^\W\d_]{3,}")
_TEMPLATE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_SMALL = frozenset(
    """the and for that this these those with from into upon under over between which who whom whose what when where why
    how are was were been being have has had does did not nor but any all each such other another than then there here
    its their they them his her she him our your you will would shall should may might can could must also only both
    either neither more most less least very same one two three both per via der die das und oder nicht ist sind war ein
    eine einer eines dem den des mit von für auf aus bei nach zum zur les des une est que qui dans par pour avec los las
    del una por con como het een van voor met niet zijn""".split()  # noqa: SIM905 - a list of words
)
# Words that any note about a case uses, and that its documents need not.
_OF_NOTES = """section clause contract agreement document documents evidence answer answers analyst reviewer case source
    states says said provides according stated found party parties names named term terms date amount reason reasons
    yes none however therefore because""".split()  # noqa: SIM905 - a list of words


def off_topic(subject: CheckedText, own: Sequence[Span], floor: float, severity: Severity) -> Iterator[Finding]:
    """The whole text where it has too little to do with its case, else each sentence that has."""
    if not own:
        return
    plain, known = subject.text.plain, _known(subject)
    counted = [(place, _stems(plain[place.start : place.end])) for place in own]
    shares = [(place, len(stems), sum(s in known for s in stems)) for place, stems in counted]
    words, held = sum(n for _, n, _ in shares), sum(h for _, _, h in shares)
    if words >= LEAST_WORDS and held < floor * words:
        yield _finding(Span(own[0].start, own[-1].end), held, words, severity, "")
        return
    for place, n, h in shares:
        if n >= LEAST_WORDS and h < SENTENCE_FLOOR * n:
            yield _finding(place, h, n, severity, plain[place.start : place.end])


def _finding(place: Span, held: int, words: int, severity: Severity, sentence: str) -> Finding:
    details = {"held": str(held), "of": str(words)} | ({"remove": "yes"} if sentence else {})
    return Finding(Rule.OFF_TOPIC, severity, place.start, place.end, details)


def _known(subject: CheckedText) -> frozenset[str]:
    section = subject.section
    texts = (
        *sources_of(subject),
        *subject.known,
        *(_TEMPLATE.sub(" ", told) for told in subject.told),
        section.title,
        section.section.replace("_", " "),
        *(f"{slot.slot.replace('_', ' ')} {slot.find} {slot.absent}" for slot in section.slots),
        *(answer.label for answer in subject.answers),
        *_OF_NOTES,
    )
    return frozenset().union(*map(_stem_set, texts))


@lru_cache(maxsize=1024)
def _stem_set(text: str) -> frozenset[str]:
    return frozenset(_stems(text))


def _stems(text: str) -> list[str]:
    """The beginnings of the words that say something, in small letters: “termination” and “terminates” are one."""
    return [word[:_STEM] for word in _WORD.findall(text.casefold()) if word not in _SMALL]
