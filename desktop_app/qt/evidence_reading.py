"""From the citations of a text to the sources that the evidence pane shows."""

from collections.abc import Sequence

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.evidence import Citation
from desktop_app.domain.text import SectionText
from desktop_app.qt.evidence_state import CitedSource


def cited_sources(facts: CaseFacts, text: SectionText, citations: Sequence[Citation]) -> tuple[CitedSource, ...]:
    """What the text cites, by number; the claim is that of the first citation with it."""
    first: dict[int, Citation] = {}
    for citation in citations:
        if citation.passage_id:
            first.setdefault(citation.number, citation)
    items = facts.evidence_items({number: c.passage_id for number, c in first.items() if c.passage_id})
    return tuple(
        CitedSource(
            item.number,
            item.passage,
            item.document_name,
            text.plain[first[item.number].start : first[item.number].end],
            item.label,
        )
        for item in items
    )
