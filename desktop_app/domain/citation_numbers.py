"""The numbers under which a section's text cites passages: they stay what they are while the text is worked on."""

from collections.abc import Iterable, Mapping

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.evidence import EvidenceItem
from desktop_app.domain.markup import Anchor, MarkedText
from desktop_app.domain.section import Revision


def numbers_of(facts: CaseFacts, revisions: Iterable[Revision]) -> dict[str, int]:
    """A number for each passage that one of these revisions cites; the first one keeps its own numbers."""
    numbers: dict[str, int] = {}
    for revision in revisions:
        taken = set(numbers.values()) | _numbers_of_nothing(facts, revision.section)
        for citation in facts.record.citations.get(revision.revision_id, ()):
            if citation.passage_id and citation.passage_id not in numbers:
                number = citation.number if citation.number not in taken else max(taken) + 1
                taken.add(number)
                numbers[citation.passage_id] = number
    return numbers


def marked_with(facts: CaseFacts, revision: Revision, numbers: Mapping[str, int]) -> MarkedText:
    """The revision with the numbers of these passages."""
    citations = facts.record.citations.get(revision.revision_id, ())
    anchors = tuple(Anchor(numbers.get(c.passage_id or "", c.number), c.start, c.end) for c in citations)
    return MarkedText(revision.section_text, anchors, facts.record.spans.get(revision.revision_id, ()))


def numbered(
    facts: CaseFacts, section: str, numbers: Mapping[str, int], offered: Iterable[str]
) -> tuple[EvidenceItem, ...]:
    """What these passages and numbers are, and under numbers that are free what else was offered.

    Passages of documents that were removed are left out: no text may stand on them any more.
    """
    taken = set(numbers.values()) | _numbers_of_nothing(facts, section)
    by_number = {number: passage for passage, number in numbers.items()}
    for rank, passage_id in enumerate(offered, start=1):
        if passage_id not in numbers:
            number = rank if rank not in taken else max(taken) + 1
            taken.add(number)
            by_number[number] = passage_id
    removed = {d.document_id for d in facts.record.documents if d.removed}
    return tuple(i for i in facts.evidence_items(by_number) if i.passage.document_id not in removed)


def _numbers_of_nothing(facts: CaseFacts, section: str) -> set[int]:
    """The numbers that a section's texts cite and that lead nowhere: no passage may come to stand under one."""
    revisions = facts.record.of_section(section)
    cited = (c for r in revisions for c in facts.record.citations.get(r.revision_id, ()))
    return {c.number for c in cited if c.passage_id is None}
