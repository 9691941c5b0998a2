"""Two texts compared word by word: what is the same in both, and what is a change.

Texts are compared in coded form, so that block kinds and bold are part of the difference. A bold word carries its own
bold codes and a line feed its block's kind: whatever is accepted or rejected, the result is a text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from desktop_app.domain.text import BOLD_CODE, SectionText, Span, encode, strip_codes

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}"
_NUMBER = r"\d+(?:[.,:/-]\d+)*"
_TOKEN = re.compile(
    rf"\d{{1,2}} {_MONTH} \d{{4}}\b|{_MONTH} \d{{1,2}}, \d{{4}}\b"
    rf"|(?:US\$|[$€£¥]|\b(?:EUR|USD|GBP|CHF|JPY|CAD|AUD)\b) ?{_NUMBER}(?: (?:million|billion|thousand))?"
    rf"|{_NUMBER}(?: ?%| (?:EUR|USD|GBP|CHF|JPY|CAD|AUD|million|billion|thousand)\b)?"
    r"|\w+(?:['’]\w+)*|[^\S\n]+|\n|."
)
_STOPS = frozenset(".!?")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the two coded texts: the same in both, or one change. Spans are offsets in the plain texts."""

    before: str
    after: str
    before_span: Span
    after_span: Span
    changed: bool


def compare_coded(before: SectionText, after: SectionText) -> tuple[Segment, ...]:
    """All of both texts, with block kinds and bold."""
    return _compare(_coded_tokens(before), _coded_tokens(after))


def compare_plain(before: SectionText, after: SectionText) -> tuple[Segment, ...]:
    """All of both texts, by their words alone."""
    return _compare(_plain_tokens(before), _plain_tokens(after))


def has_word(text: str) -> bool:
    """Whether there is a letter or a digit."""
    return any(c.isalnum() for c in text)


def lone_words(plain: str) -> dict[str, int]:
    """The words that stand once in the text, and where each begins."""
    places: dict[str, list[int]] = {}
    for found in _TOKEN.finditer(plain):
        places.setdefault(found[0], []).append(found.start())
    return {word: at[0] for word, at in places.items() if len(at) == 1 and has_word(word)}


def _plain_tokens(text: SectionText) -> list[str]:
    return _TOKEN.findall(text.plain)


def _coded_tokens(text: SectionText) -> list[str]:
    """Words, spaces and marks; each bold one in its own codes, each kind code with the line feed before it."""
    tokens: list[str] = []
    for i, line in enumerate(encode(text).split("\n")):
        if not line:
            continue
        tokens.append(("\n" if i else "") + line[0])
        for j, run in enumerate(line[1:].split(BOLD_CODE)):
            words = _TOKEN.findall(run)
            tokens += [BOLD_CODE + word + BOLD_CODE for word in words] if j % 2 else words
    return tokens


def _compare(before: Sequence[str], after: Sequence[str]) -> tuple[Segment, ...]:
    from rapidfuzz.distance import Indel  # takes 2 MB: imported with the first comparison

    letters = _Letters()
    left, right = "".join(map(letters.__getitem__, before)), "".join(map(letters.__getitem__, after))
    runs: list[_Run] = []
    for op in Indel.opcodes(left, right):
        same = op.tag == "equal"
        run = _Run(op.src_start, op.src_end, op.dest_start, op.dest_end, same)
        runs.append(runs.pop().with_next(run, same) if runs and runs[-1].same == same else run)
    return _segments(before, after, _without_islands(_at_sentences(runs, before, after), before, after))


class _Letters(dict[str, str]):
    """One character for each different token, past the surrogates, which are no characters."""

    def __missing__(self, token: str) -> str:
        number = len(self)
        self[token] = chr(number if number < 0xD800 else number + 0x800)
        return self[token]


@dataclass(frozen=True, slots=True)
class _Run:
    """Tokens `i` to `j` of the one text against tokens `k` to `l` of the other."""

    i: int
    j: int
    k: int
    l: int  # noqa: E741
    same: bool

    def with_next(self, other: "_Run", same: bool) -> "_Run":
        return _Run(self.i, other.j, self.k, other.l, same)


def _at_sentences(runs: Sequence[_Run], before: Sequence[str], after: Sequence[str]) -> list[_Run]:
    """The same difference, with words that were only added or only taken out beginning where a sentence does.

    Between equal words a change can often be told in several ways: "A b. [A c. ]A d." is "A b. A [c. A ]d.".
    """
    result = list(runs)
    for n in range(1, len(result) - 1):
        lead, run, tail = result[n - 1 : n + 2]
        added = run.i == run.j
        if run.same or (not added and run.k != run.l):
            continue
        tokens, start, end = (after, run.k, run.l) if added else (before, run.i, run.j)
        by = _shift(tokens, start, end, lead.j - lead.i)
        result[n - 1] = replace(lead, j=lead.j - by, l=lead.l - by)
        result[n] = _Run(run.i - by, run.j - by, run.k - by, run.l - by, False)
        result[n + 1] = replace(tail, i=tail.i - by, k=tail.k - by)
    return [run for run in result if run.i < run.j or run.k < run.l]


def _shift(tokens: Sequence[str], start: int, end: int, most: int) -> int:
    """How many tokens earlier the stretch begins best: at a line, after a full stop, else after a space."""
    best, best_rank = 0, _rank(tokens, start)
    by = 0
    while by < most and tokens[start - by - 1] == tokens[end - by - 1]:
        by += 1
        if _rank(tokens, start - by) > best_rank:
            best, best_rank = by, _rank(tokens, start - by)
    return best


def _rank(tokens: Sequence[str], at: int) -> int:
    if tokens[at][:1] == "\n":
        return 3
    if at > 1 and tokens[at - 1].isspace():
        return 2 if tokens[at - 2] in _STOPS else 1
    return 0


def _without_islands(runs: Sequence[_Run], before: Sequence[str], after: Sequence[str]) -> list[_Run]:
    """The same difference, with equal words too few to be read between two changes made part of one change."""
    source, target = _word_counts(before), _word_counts(after)
    result: list[_Run] = []
    for run in runs:
        result.append(run)
        if run.same or len(result) < 3:
            continue
        left, island = result[-3:-1]
        words = source[island.j] - source[island.i]
        sizes = [max(source[r.j] - source[r.i], target[r.l] - target[r.k]) for r in (left, run)]
        if not _parts(before[island.i : island.j]) and (words <= 1 or 2 * words <= min(sizes)):
            result[-3:] = [left.with_next(run, False)]
    return result


def _parts(island: Sequence[str]) -> bool:
    """Whether a line or a sentence ends here: changes of two sentences are two changes."""
    return any(a[:1] == "\n" or (a in _STOPS and b.isspace()) for a, b in pairwise((*island, "")))


def _word_counts(tokens: Sequence[str]) -> list[int]:
    """For each number of tokens from the start, how many words are among them."""
    words = {token: has_word(token) for token in set(tokens)}
    return list(accumulate(map(words.__getitem__, tokens), initial=0))


def _segments(before: Sequence[str], after: Sequence[str], runs: Sequence[_Run]) -> tuple[Segment, ...]:
    segments: list[Segment] = []
    x = y = 0
    for run in runs:
        source, target = "".join(before[run.i : run.j]), "".join(after[run.k : run.l])
        to_x, to_y = x + len(strip_codes(source)), y + len(strip_codes(target))
        segments.append(Segment(source, target, Span(x, to_x), Span(y, to_y), not run.same))
        x, y = to_x, to_y
    return tuple(segments)
