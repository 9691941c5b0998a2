"""What puts a finding right: other words, a sentence more or less, a citation less. It is then a person's edit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop_app.domain.agreement import wording_of
from desktop_app.domain.claim import find_claims
from desktop_app.domain.finding import Finding, Rule
from desktop_app.domain.form import FieldType, Form, SlotType
from desktop_app.domain.markup import Anchor
from desktop_app.domain.sentence import sentences
from desktop_app.domain.suggestion import answer_text
from desktop_app.domain.text import Block, BlockKind, SectionText, Span


@dataclass(frozen=True, slots=True)
class Fix:
    """Words that take the place of the finding's own, or are the answer to a question; or a citation to take out.

    `value`: what the answer is then, as somebody would type it, where it is not the words; a date and an amount are
    written otherwise in documents. `sentence`: the words are what a rule table says, and not a figure. `add`: they
    are a paragraph at the end. `remove`: what was found is taken out. `cite`: a citation to add.
    """

    words: str = ""
    citation: int = 0
    answer: str = ""
    value: str = ""
    sentence: bool = False
    add: bool = False
    remove: bool = False
    cite: int = 0


def fix_of(finding: Finding, form: Form | None = None) -> Fix | None:
    """What would put it right; None where a person has to find the words. With the form an answer can be one of its
    choices."""
    if added := finding.details.get("add"):
        return Fix(words=added, add=True)
    if finding.start == finding.end and "field" not in finding.details:
        return None
    if finding.rule is Rule.ANSWER_DISAGREES and form and (choice := _choice(finding, form)):
        return Fix(words=choice, answer=finding.details["field"])
    if finding.rule is Rule.CHANGED_ANSWER and finding.details.get("outcome"):
        return Fix(words=finding.details["outcome"], sentence=True)
    if finding.rule in (Rule.CONTRADICTED_WORDS, Rule.DIFFERENT_WORDS):
        return Fix(words=finding.details["passage"]) if finding.details.get("passage") else None
    if proposed := finding.details.get("proposed", "") if finding.details.get("also") else "":
        return Fix(cite=int(proposed)) if proposed.isdigit() else None
    if finding.rule in (Rule.CONTRADICTED_FIGURE, Rule.ANSWER_DISAGREES, Rule.CHANGED_ANSWER, Rule.WRONG_SUM):
        passage, field = finding.details.get("passage", ""), finding.details.get("field", "")
        if not (field or "figure" in finding.details) or not _is_one_figure(passage):
            return None
        return _answering(form, field, passage) if field else Fix(words=passage)
    if finding.details.get("remove"):
        return Fix(remove=True)
    if words := _in_place(finding):
        return Fix(words=words)
    number = finding.details.get("number", "")
    if finding.rule is Rule.UNRESOLVED_CITATION and number.isdigit():
        return Fix(citation=int(number))
    return None


def _answering(form: Form | None, name: str, words: str) -> Fix | None:
    """The figure of a document as the answer to a question; None where the question cannot have it."""
    asked = form.field(name) if form else None
    if form is None or asked is None:
        return Fix(words=words, answer=name)
    value = answer_text(asked, words, wording_of(form, asked, SlotType.TEXT))
    return Fix(words=words, answer=name, value=value) if value else None


def _in_place(finding: Finding) -> str:
    """Words for the place of those that must not stand there."""
    match finding.rule:
        case Rule.FORBIDDEN_WORDS:
            return finding.details.get("instead", "")
        case Rule.TONE if finding.details.get("tone") == "exclamation":
            return "."
        case Rule.PERSONAL_DATA:
            return f"[{finding.details.get('kind', 'personal data')}]"
    return ""


def apply_fix(
    text: SectionText, anchors: Sequence[Anchor], finding: Finding, fix: Fix
) -> tuple[SectionText, tuple[Anchor, ...]]:
    """The text and its citations after the fix."""
    if fix.cite:
        return text, _with_citation(text, anchors, Span(finding.start, finding.end), fix.cite)
    if fix.citation:
        here = Span(finding.start, finding.end)
        gone = [a for a in anchors if a.number == fix.citation and Span(a.start, a.end).overlaps(here)]
        return text, tuple(anchor for anchor in anchors if anchor not in gone)
    if fix.add:
        return SectionText((*text.blocks, Block(BlockKind.PARAGRAPH, fix.words))), tuple(anchors)
    if fix.remove:
        return remove_words(text, anchors, Span(finding.start, finding.end))
    return replace_words(text, anchors, Span(finding.start, finding.end), fix.words)


def _with_citation(text: SectionText, anchors: Sequence[Anchor], place: Span, number: int) -> tuple[Anchor, ...]:
    """The citations with one more, beside the one that the words have, or else at the end of their sentence."""
    own = next((a for a in reversed(anchors) if Span(a.start, a.end).overlaps(place)), None)
    if own is None:
        sentence = next((s for s in sentences(text.plain) if s.overlaps(place)), place)
        own = Anchor(number, sentence.start, sentence.end)
    added = replace(own, number=number)
    return tuple(anchors) if added in anchors else tuple(sorted((*anchors, added), key=lambda a: (a.end, a.start)))


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


def remove_words(text: SectionText, anchors: Sequence[Anchor], place: Span) -> tuple[SectionText, tuple[Anchor, ...]]:
    """The text without these words, which may go over several blocks, and without the blocks that hold no other."""
    blocks: list[Block] = []
    left = list(anchors)
    at = 0
    for block in text.blocks:
        here = Span(max(place.start - at, 0), min(place.end - at, len(block.text)))
        if here.length <= 0:
            blocks.append(block)
            at += len(block.text) + 1
            continue
        rest = block.text[here.end :]
        here = Span(here.start, here.end + len(rest) - len(rest.lstrip()))
        kept = _replaced(block, here, "")
        gone = here.length if kept.text.strip() else len(block.text) + 1
        left = _without(left, here.shifted(at), gone)
        if kept.text.strip():
            blocks.append(kept)
            at += len(kept.text) + 1
        place = Span(place.start if kept.text.strip() else at, place.end - gone)
    return SectionText(tuple(blocks)), tuple(left)


def _without(anchors: Sequence[Anchor], place: Span, gone: int) -> list[Anchor]:
    """The citations of what is left, where it stands now."""
    kept = [a for a in anchors if not (place.start <= a.start and a.end <= place.end)]
    return [
        replace(
            a,
            start=a.start - gone if a.start >= place.end else min(a.start, place.start),
            end=a.end - gone if a.end >= place.end else min(a.end, place.start),
        )
        for a in kept
    ]


def _replaced(block: Block, place: Span, words: str) -> Block:
    by = len(words) - place.length

    def moved(offset: int) -> int:
        return offset + by if offset >= place.end else min(offset, place.start + len(words))

    bold = (Span(moved(span.start), moved(span.end)) for span in block.bold)
    plain = block.text[: place.start] + words + block.text[place.end :]
    return replace(block, text=plain, bold=tuple(span for span in bold if span.length > 0))


def _choice(finding: Finding, form: Form) -> str:
    """The choice of the finding's question that the document names: by its own words or by others that the form gives
    for it; empty where it names several, or none and the form has no choice for that."""
    field = form.field(finding.details.get("field", ""))
    if field is None or field.type is not FieldType.CHOICE:
        return ""
    wording = wording_of(form, field, SlotType.TEXT)
    found = {wording.choice_of(words) for words in finding.details.get("passage", "").split(", ")}
    return found.pop() if len(found) == 1 else ""


def _is_one_figure(words: str) -> bool:
    """Whether it names a single figure, and not several of which one may be meant."""
    claims = find_claims(words)
    return len(claims) == 1 and (claims[0].start, claims[0].end) == (0, len(words))
