"""The ids of paragraphs, as people cite them: of a regulation “1002.9(a)(1)(i)”, of its commentary
“Comment 1002.9(a)(1)-2.i”.

A page of numbered paragraphs holds each in a line of its own, its id before a tab. The id of a passage is read off that
page, so that a page which was kept years ago still says it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LONGEST_LABEL = 60
_MARKED = re.compile(rf"^(?P<label>[^\s][^\t\n]{{0,{LONGEST_LABEL - 1}}})\t", re.MULTILINE)
_CODED = re.compile(r"(?P<part>\d{1,5})-(?P<rest>[\w -]{1,80})")
_COMMENT = "Interp"
_HEADING = re.compile(r"[^\n]{3,90}?\.(?=\s|$)")
_LONGEST_ABOVE = 120
_LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class Labelled:
    """A paragraph of a page: its id, and where its text begins and ends (offsets in the page's text)."""

    label: str
    start: int
    end: int


def cited_label(code: str) -> str:
    """The id of a paragraph as people cite it, from the code that files of regulations give it.

    `1002-9-a-1` is 1002.9(a)(1), `1002-9-a-Interp-1-i` Comment 1002.9(a)-1.i, `1002-C-p4` 1002, appendix C-p4. What is
    no such code stays as it is.
    """
    whole = " ".join(code.split())[:LONGEST_LABEL]
    match = _CODED.fullmatch(whole)
    if match is None:
        return whole
    part, steps = match["part"], [step.strip() for step in match["rest"].split("-")]
    if not steps[0].isdigit():
        return f"{part}, appendix {'-'.join(steps)}"
    at = steps.index(_COMMENT) if _COMMENT in steps else len(steps)
    cited = f"{part}.{steps[0]}" + "".join(f"({step})" for step in steps[1:at])
    if at == len(steps):
        return cited
    return f"Comment {cited}" + (f"-{'.'.join(steps[at + 1 :])}" if steps[at + 1 :] else "")


def paragraphs_of(page: str) -> tuple[Labelled, ...]:
    """The numbered paragraphs of a page, in order; none where it is no such page."""
    marks = [mark for mark in _MARKED.finditer(page) if any(map(str.isdigit, mark["label"]))]
    ends = [*(mark.start() for mark in marks[1:]), len(page)][: len(marks)]
    return tuple(Labelled(mark["label"], mark.end(), end) for mark, end in zip(marks, ends, strict=True))


def label_at(page: str, at: int) -> str:
    """The id of the paragraph that an offset of a page lies in; empty where it lies in none."""
    return label_of(paragraphs_of(page), at)


def label_of(paragraphs: Sequence[Labelled], at: int) -> str:
    """The same, where the page's paragraphs are known."""
    found = _paragraph_at(paragraphs, at)
    return found.label if found else ""


def without_label(passage: str) -> str:
    """The text of a passage without the id that it may begin with."""
    first = next(iter(paragraphs_of(passage)), None)
    return passage[first.start :] if first and first.start == len(first.label) + 1 else passage


def heading_above(page: str, paragraphs: Sequence[Labelled], at: int) -> str:
    """The headings under which the paragraph at an offset stands, outermost first: what it is about and may not say."""
    here = _paragraph_at(paragraphs, at)
    if here is None:
        return ""
    above = [each for each in _above(paragraphs, here.label) if each.start < here.start]
    return " ".join(_heading(page[each.start : each.end].strip()) for each in above)


def titles_of(page: str, paragraphs: Sequence[Labelled]) -> frozenset[str]:
    """The ids of those paragraphs that are a title alone: short, with others beneath them, and no beginning of a list.

    They say nothing by themselves, and stand above what does.
    """
    short = (each for each in paragraphs if each.end - each.start <= _LONGEST_TITLE)
    titles = {each.label for each in short if not page[each.start : each.end].rstrip().endswith(":")}
    return frozenset(above.label for each in paragraphs for above in _above(paragraphs, each.label)) & titles


def _paragraph_at(paragraphs: Sequence[Labelled], at: int) -> Labelled | None:
    index = bisect_right([each.start - len(each.label) - 1 for each in paragraphs], at) - 1
    return paragraphs[index] if index >= 0 else None


def _above(paragraphs: Sequence[Labelled], label: str) -> Iterator[Labelled]:
    """The paragraphs whose id the label goes on from, at a bracket, a dash or a dot."""
    for each in paragraphs:
        rest = label.removeprefix(each.label)
        if rest and rest != label and rest[0] in "(-.":
            yield each


def _heading(text: str) -> str:
    match = _HEADING.match(text)
    return match.group() if match else text[:_LONGEST_ABOVE]
