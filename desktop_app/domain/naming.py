"""Names in a text: of organisations, people and places, by their capitals."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from desktop_app.domain.claim import Claim, ClaimKind
from desktop_app.domain.folding import fold
from desktop_app.domain.sentence import sentences
from desktop_app.domain.text import Span

_WORD = r"[A-Z\u00c0-\u00de][\w&’'-]{0,40}"
_PART = rf"(?:(?:[A-Z]\.){{1,4}}(?!\w)|{_WORD})"
_NAME = re.compile(rf"(?<![\w’'.]){_PART}(?:\s{{1,4}}(?:(?:of|&|de|van|von|der|la)\s{{1,4}})?{_PART}){{0,8}}")
_LEGAL_FORM = re.compile(
    r",?\s{1,4}(?:Inc|LLC|L\.L\.C|Ltd|Limited|Corp|Corporation|LLP|L\.P|LP|PLC|plc|GmbH|AG|SE|KG|BV|B\.V|NV|N\.V|S\.A"
    r"|SA|SAS|S\.r\.l|Oy|AB|AS|Pty|Co)\b\.?"
)
_SPACED = re.compile(r"\S+")
_OPENERS = frozenset(("", "(", "“", '"', "‘", ":", "[", "•", "|"))
# Capitalised words that name no one: what begins sentences, and what contracts define.
_ORDINARY = frozenset(
    re.findall(
        r"\w+",
        "a affiliate affiliates after agreement agreements all also amendment an and annex any appendix april "
        "ask check confirm consider note obtain request require see "
        "article as assignment at audit august before both but buyer by cap clause client company confidential "
        "consultant contract contractor contracts customer date dear december distributor during each effective either "
        "employee employer eur every except exhibit february fee fees following for franchisee franchisor friday "
        "from further gbp general goods governing has have he hello hereby high however if in information intellectual "
        "it its january july june kind landlord law lessee lessor letter liability licence license licensee licensor "
        "low manufacturer march may medium monday neither no none not nothing notice notices notwithstanding "
        "november october on only or our page paragraph part parties party playbook product products property "
        "please provider rating recital recommendation renewal reseller rights risk saturday schedule section seller "
        "september service services shall she should since subject such sunday supplier tenant term termination "
        "terms than thank thanks that the their then there these they this those thursday to tuesday under unless "
        "until upon usd vendor we wednesday what when where whereas which while who will with within without "
        "yes you your",
    )
)


def find_names(text: str) -> tuple[Claim, ...]:
    """The names, in order. A line in capitals is a heading and holds none; nor does a sentence's first word alone."""
    starts = {sentence.start for sentence in sentences(text)}
    capitals = _capital_lines(text)
    found: list[Claim] = []
    for match in _NAME.finditer(text):
        form = _LEGAL_FORM.match(text, match.end())
        span = _trimmed(text, Span(match.start(), form.end() if form else match.end()), starts)
        doubled = found and span.start < found[-1].end
        if span.length and not doubled and not _inside(span, capitals):
            name = text[span.start : span.end]
            found.append(Claim(ClaimKind.NAME, span.start, span.end, name, frozenset((fold(name).text,))))
    return tuple(found)


def _trimmed(text: str, span: Span, starts: set[int]) -> Span:
    """A name without the ordinary words before it; empty where nothing is left."""
    words = list(_SPACED.finditer(text, span.start, span.end))
    while words and _bare(words[0].group()) in _ORDINARY:
        words.pop(0)
    if len(words) == 1 and (len(words[0].group()) < 3 or words[0].start() in starts or _opens(text, words[0].start())):
        words.clear()
    return Span(words[0].start(), span.end) if words else Span(span.start, span.start)


def _opens(text: str, at: int) -> bool:
    """Whether a quotation, a bracket or a part after a colon begins here: its first word may be any word."""
    return text[max(at - 2, 0) : at].rstrip()[-1:] in _OPENERS


def _bare(word: str) -> str:
    return word.strip(".,’'").casefold()


def _capital_lines(text: str) -> list[Span]:
    spans, at = [], 0
    for line in text.split("\n"):
        if line.isupper():
            spans.append(Span(at, at + len(line)))
        at += len(line) + 1
    return spans


def _inside(span: Span, lines: Sequence[Span]) -> bool:
    at = bisect_right(lines, span) - 1
    return at >= 0 and lines[at].overlaps(span)


def name_words(text: str) -> frozenset[str]:
    """The words of a text as names are compared: folded, without ordinary ones."""
    words = re.findall(r"[\w&]+", text.casefold())
    return frozenset(fold(word).text for word in words if word not in _ORDINARY and word not in {"of", "inc", "ltd"})


def same_name(one: str, other: str) -> bool:
    """Whether two texts name the same: the words of one are all among the other's."""
    a, b = name_words(one), name_words(other)
    return bool(a and b) and (a <= b or b <= a)


def known_words(sources: Iterable[str]) -> frozenset[str]:
    """All words of the sources."""
    return frozenset().union(*(name_words(source) for source in sources))
