"""Anchored edits: a redraft of a person's text names the words that it changes, and no other character is touched."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from desktop_app.domain.json_shape import ListOf, OutputInvalid, Parts, Text
from desktop_app.domain.markup import Anchor, MarkedText, read_markup
from desktop_app.domain.redline import inherit
from desktop_app.domain.text import Block, BlockKind, Origin, OriginSpan, SectionText, Span, touching_joined

EDITS = Parts({"edits": ListOf(Parts({"find": Text(2_000), "replace": Text(4_000, blank=True)}), most=20)})
"""The shape in which a model gives them."""

_READING = OriginSpan(0, 0, Origin.MODEL)
_AFTER_WORDS = frozenset(("", "\n", "\t", *" .,;:!?)]"))
_NOTHING = Block(BlockKind.PARAGRAPH, "")


@dataclass(frozen=True, slots=True)
class AnchoredEdit:
    """Words that stand in a text once, and the markup in their place: none takes them out."""

    find: str
    replace: str


def read_edits(value: Mapping[str, Any]) -> tuple[AnchoredEdit, ...]:
    """The edits of a whole answer."""
    return tuple(AnchoredEdit(edit["find"], edit["replace"]) for edit in value["edits"])


def apply_edits(before: MarkedText, edits: Sequence[AnchoredEdit], source: OriginSpan) -> MarkedText:
    """The text with the edits; new words have the origin `source`.

    Every character that no edit names stays, in its block, with its bold. Words that are taken out take one of the
    blanks around them along, and a whole line its line end. Raises OutputInvalid where the words of an edit do not
    stand in the text once, where two edits meet, where several lines would stand within one, and where nothing is
    changed or left.
    """
    places = [(_place(before.text, n, edit), read_markup(edit.replace, _READING)) for n, edit in enumerate(edits, 1)]
    places.sort(key=lambda placed: placed[0].start)
    for (first, _), (second, _) in pairwise(places):
        if second.start < first.end:
            raise OutputInvalid("edits: two of them change the same words")
    text, anchors = before.text, before.anchors
    for place, new in reversed(places):
        text, anchors = _edited(text, anchors, place, new)
    if not text.plain.strip():
        raise OutputInvalid("edits: nothing would be left of the text")
    if (text, anchors) == (before.text, before.anchors):
        raise OutputInvalid("edits: they change nothing")
    return MarkedText(text, anchors, inherit(before.spans, before.text, text, source))


def _place(text: SectionText, number: int, edit: AnchoredEdit) -> Span:
    """Where the words of the edit stand, without its marks."""
    words = read_markup(edit.find, _READING).text.plain
    times = text.plain.count(words) if words else 0
    if times != 1:
        raise OutputInvalid(f"edits, number {number}, find: these words stand {times} times in the text, not once")
    start = text.plain.index(words)
    return Span(start, start + len(words))


def _edited(
    text: SectionText, anchors: Sequence[Anchor], place: Span, new: MarkedText
) -> tuple[SectionText, tuple[Anchor, ...]]:
    starts = _starts(text)
    first, last = bisect_right(starts, place.start) - 1, bisect_right(starts, place.end - 1) - 1
    whole = place.start == starts[first] and place.end == starts[last] + len(text.blocks[last].text)
    gone, blocks = place, new.text.blocks
    if not whole and (first != last or len(blocks) > 1 or any(block.kind is BlockKind.ROW for block in blocks)):
        raise OutputInvalid("edits: one that has several lines, or a row of a table, must name whole lines")
    if not blocks:
        gone = _taken_out(text.plain, place, whole=whole)
    if not whole:
        here = gone.shifted(-starts[first])
        put: Sequence[Block] = (_within(text.blocks[first], here, blocks[0] if blocks else _NOTHING),)
    elif first == last and len(blocks) == 1:
        put = (_as_before(text.blocks[first], blocks[0]),)
    else:
        put = blocks
    spliced = SectionText((*text.blocks[:first], *put, *text.blocks[last + 1 :]))
    return spliced, _moved(anchors, gone, new)


def _taken_out(plain: str, place: Span, *, whole: bool) -> Span:
    """What goes with words that are taken out: the line end of whole lines, else one of the blanks around them."""
    before, after = plain[: place.start][-1:], plain[place.end :][:1]
    edge = "\n" if whole else " "
    if before == edge and (whole or after in _AFTER_WORDS):
        return Span(place.start - 1, place.end)
    begins = before in ("", "\n", "\t")
    return Span(place.start, place.end + 1) if after == edge and (whole or begins) else place


def _starts(text: SectionText) -> list[int]:
    """Where each block begins in the plain text."""
    starts, at = [], 0
    for block in text.blocks:
        starts.append(at)
        at += len(block.text) + 1
    return starts


def _as_before(old: Block, new: Block) -> Block:
    """A line in the place of a whole one: words alone take its kind, but for a table's row."""
    plain = new.kind is BlockKind.PARAGRAPH and old.kind is not BlockKind.ROW
    return replace(new, kind=old.kind) if plain else new


def _within(old: Block, place: Span, new: Block) -> Block:
    """Words in the place of others in a line."""
    by = len(new.text) - place.length
    before = (Span(s.start, min(s.end, place.start)) for s in old.bold if s.start < place.start)
    inside = (s.shifted(place.start) for s in new.bold)
    after = (Span(max(s.start, place.end) + by, s.end + by) for s in old.bold if s.end > place.end)
    text = old.text[: place.start] + new.text + old.text[place.end :]
    return Block(old.kind, text, touching_joined((*before, *inside, *after)))


def _moved(anchors: Sequence[Anchor], place: Span, new: MarkedText) -> tuple[Anchor, ...]:
    """Citations around the place move along; new words bring their own, else those of the words before them stay."""
    by = len(new.text.plain) - place.length
    told = [replace(a, start=a.start + place.start, end=a.end + place.start) for a in new.anchors]
    kept = [_around(a, place, by) for a in anchors if not (told and place.start < a.end <= place.end)]
    found = dict.fromkeys(a for a in (*kept, *told) if a.start < a.end)
    return tuple(sorted(found, key=lambda a: (a.end, a.start, a.number)))


def _around(anchor: Anchor, place: Span, by: int) -> Anchor:
    """A citation whose words were changed stands for all of the new ones."""
    start = min(anchor.start, place.start) if anchor.start < place.end else anchor.start + by
    end = anchor.end if anchor.end <= place.start else max(anchor.end, place.end) + by
    return replace(anchor, start=start, end=end)
