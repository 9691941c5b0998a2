"""What puts a finding right at once: another figure in its place, or a citation less. It is then a person's edit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop_app.domain.claim import find_claims
from desktop_app.domain.finding import Finding, Rule
from desktop_app.domain.markup import Anchor
from desktop_app.domain.text import Block, SectionText, Span


@dataclass(frozen=True, slots=True)
class Fix:
    """Words that take the place of the finding's own, or are the answer to a question; or a citation to take out.

    `sentence`: the words are what a rule table says, and not a figure.
    """

    words: str = ""
    citation: int = 0
    answer: str = ""
    sentence: bool = False


def fix_of(finding: Finding) -> Fix | None:
    """What would put it right; None where a person has to find the words."""
    if finding.start == finding.end and "field" not in finding.details:
        return None
    if finding.rule is Rule.CHANGED_ANSWER and finding.details.get("outcome"):
        return Fix(words=finding.details["outcome"], sentence=True)
    if finding.rule in (Rule.CONTRADICTED_FIGURE, Rule.ANSWER_DISAGREES, Rule.CHANGED_ANSWER):
        passage, field = finding.details.get("passage", ""), finding.details.get("field", "")
        stands = "figure" in finding.details or field
        return Fix(words=passage, answer=field) if stands and _is_one_figure(passage) else None
    number = finding.details.get("number", "")
    if finding.rule is Rule.UNRESOLVED_CITATION and number.isdigit():
        return Fix(citation=int(number))
    return None


def apply_fix(
    text: SectionText, anchors: Sequence[Anchor], finding: Finding, fix: Fix
) -> tuple[SectionText, tuple[Anchor, ...]]:
    """The text and its citations after the fix."""
    if fix.citation:
        here = Span(finding.start, finding.end)
        gone = [a for a in anchors if a.number == fix.citation and Span(a.start, a.end).overlaps(here)]
        return text, tuple(anchor for anchor in anchors if anchor not in gone)
    return replace_words(text, anchors, Span(finding.start, finding.end), fix.words)


def replace_words(
    text: SectionText, anchors: Sequence[Anchor], place: Span, words: str
) -> tuple[SectionText, tuple[Anchor, ...]]:
    """The text with these words in the place of others, which stand in one block; citations move along."""
    by = len(words) - place.length
    blocks, at = [], 0
    for block in text.blocks:
        inside = at <= place.start and place.end <= at + len(block.text)
        blocks.append(_replaced(block, place.shifted(-at), words) if inside else block)
        at += len(block.text) + 1

    def moved(offset: int) -> int:
        return offset + by if offset >= place.end else min(offset, place.start + len(words))

    return SectionText(tuple(blocks)), tuple(replace(a, start=moved(a.start), end=moved(a.end)) for a in anchors)


def _replaced(block: Block, place: Span, words: str) -> Block:
    by = len(words) - place.length

    def moved(offset: int) -> int:
        return offset + by if offset >= place.end else min(offset, place.start + len(words))

    bold = (Span(moved(span.start), moved(span.end)) for span in block.bold)
    plain = block.text[: place.start] + words + block.text[place.end :]
    return replace(block, text=plain, bold=tuple(span for span in bold if span.length > 0))


def _is_one_figure(words: str) -> bool:
    """Whether it names a single figure, and not several of which one may be meant."""
    claims = find_claims(words)
    return len(claims) == 1 and (claims[0].start, claims[0].end) == (0, len(words))
