"""Sentences of drafts that reviewers let stand or changed, with their passages: evidence for a threshold."""

from collections.abc import Iterator
from dataclasses import dataclass

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.checked_text import CheckedText
from desktop_app.domain.judged_sentence import ApprovedText
from desktop_app.domain.label import judged_draft
from desktop_app.domain.markup import Anchor
from desktop_app.domain.section import Revision, SectionState
from desktop_app.domain.sentence_check import CitedSentence, cited_sentences


@dataclass(frozen=True, slots=True)
class JudgedWording:
    """A sentence of a draft, and whether the approved text keeps it as it is."""

    sentence: CitedSentence
    stands: bool


def judged_wordings(facts: CaseFacts) -> Iterator[JudgedWording]:
    """Of each section that is approved now and came from a draft. What was only worded anew says nothing."""
    for section in facts.sections:
        head, draft = facts.record.head(section.section), judged_draft(facts.record, section.section)
        if head is None or draft is None or facts.state_of(section) is not SectionState.APPROVED:
            continue
        approved, own = ApprovedText(head.section_text.plain), draft.section_text.plain
        for sentence in _cited(facts, draft):
            stands = approved.lets_stand(own[sentence.place.start : sentence.place.end])
            if stands is not None:
                yield JudgedWording(sentence, stands)


def _cited(facts: CaseFacts, draft: Revision) -> Iterator[CitedSentence]:
    """The sentences of a draft that cite, without those that stand in their passage letter by letter."""
    section = facts.section(draft.section)
    known = {passage.passage_id: passage.text for passage in facts.passages}
    cited = [c for c in facts.record.citations.get(draft.revision_id, ()) if c.passage_id in known]
    if section is None:
        return
    subject = CheckedText(
        draft.section_text,
        section,
        tuple(Anchor(c.number, c.start, c.end) for c in cited),
        {c.number: known[c.passage_id] for c in cited if c.passage_id is not None},
        facts.record.spans.get(draft.revision_id, ()),
    )
    yield from (each for each in cited_sentences(subject) if not each.verbatim)
