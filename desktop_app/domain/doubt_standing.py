"""What a second reader doubted: it holds where the same sentence stands with the same passages in the next revision."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.finding import Finding, Rule
from desktop_app.domain.markup import MarkedText
from desktop_app.domain.section import Revision
from desktop_app.domain.sentence import sentences
from desktop_app.domain.text import Span

Cited = tuple[int, int, str | None]
"""Where a passage is cited, and which one (None: none)."""
Said = tuple[str, frozenset[str | None]]
"""A sentence with the passages that it cites."""


def doubts_standing(
    record: CaseRecord, head: Revision | None, marked: MarkedText, passages: Mapping[int, str]
) -> Iterator[Finding]:
    """The doubts about the section's current text that hold in this one; `passages` are its evidence by number."""
    found = record.findings.get(head.revision_id, ()) if head else ()
    doubts = [each.finding for each in found if each.rule is Rule.SECOND_READER]
    if head is None or not doubts:
        return
    before = {span: said for said, span in _said(head.section_text.plain, _cited_in(record, head))}
    cited = [(a.start, a.end, passages.get(a.number)) for a in marked.anchors]
    for said, place in _said(marked.text.plain, cited):
        for doubt in doubts:
            if before.get(Span(doubt.start, doubt.end)) == said:
                yield replace(doubt, start=place.start, end=place.end)


def _cited_in(record: CaseRecord, revision: Revision) -> list[Cited]:
    return [(c.start, c.end, c.passage_id) for c in record.citations.get(revision.revision_id, ())]


def _said(plain: str, cited: Iterable[Cited]) -> Iterator[tuple[Said, Span]]:
    cites = tuple(cited)
    for place in sentences(plain):
        of = frozenset(passage for start, end, passage in cites if Span(start, end).overlaps(place))
        yield (plain[place.start : place.end], of), place
