"""A person's text as it is given to a model that is to change it: under the numbers of the evidence beside it."""

from dataclasses import replace

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.markup import Anchor, MarkedText
from desktop_app.domain.section import Revision
from desktop_app.services.grounding import Grounded


def person_text(facts: CaseFacts, head: Revision, grounded: Grounded) -> tuple[MarkedText, Grounded]:
    """The text with its citations renumbered, and the evidence with what the text cites besides.

    A citation that leads nowhere keeps leading nowhere: its number is none of the evidence.
    """
    numbers = {item.passage.passage_id: item.number for item in grounded.evidence}
    citations = facts.record.citations.get(head.revision_id, ())
    free = max(numbers.values(), default=0) + 1
    more: dict[int, str] = {}
    for citation in citations:
        if citation.passage_id and citation.passage_id not in numbers:
            numbers[citation.passage_id] = free
            more[free] = citation.passage_id
            free += 1
    anchors = tuple(Anchor(numbers.get(c.passage_id or "", free), c.start, c.end) for c in citations)
    marked = MarkedText(head.section_text, anchors, facts.record.spans.get(head.revision_id, ()))
    return marked, replace(grounded, evidence=(*grounded.evidence, *facts.evidence_items(more)))
