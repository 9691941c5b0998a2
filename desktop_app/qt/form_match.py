"""What a document says of a question, held against its answer. Pure functions."""

from dataclasses import dataclass

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.evidence import Document, Passage
from desktop_app.domain.slot_finding import flat
from desktop_app.domain.suggestion import Suggestion

AROUND = 70
"""Letters of a document that are quoted before and after the words."""


@dataclass(frozen=True, slots=True)
class Match:
    """Words of a passage of a document that answer a question.

    `text` is what somebody would type for them, empty where they are no answer of its type. `agrees` says whether the
    answer says the same, None where there is none; `taken` whether it was taken from there, also where the document was
    removed since.
    """

    field: str
    words: str
    text: str
    passage: Passage
    document: Document
    agrees: bool | None
    taken: bool = False

    @property
    def gone(self) -> bool:
        """Whether the document was removed since."""
        return self.document.removed

    @property
    def usable(self) -> bool:
        """Whether it can become the answer."""
        return bool(self.text) and not self.agrees

    @property
    def quote(self) -> str:
        """The words of the document around them, cut where they go on; empty where there are no others."""
        whole = flat(self.passage.text)
        at = whole.find(flat(self.words))
        if at < 0 or whole.rstrip(".") == flat(self.words):
            return ""
        begin, end = max(0, at - AROUND), min(len(whole), at + len(flat(self.words)) + AROUND)
        cut = whole[begin:end]
        cut = cut.partition(" ")[2] if begin else cut
        cut = cut.rpartition(" ")[0] if end < len(whole) else cut
        return f"“{'…' if begin else ''}{cut}{'…' if end < len(whole) else ''}”"


def match_of(facts: CaseFacts, field: str, found: Suggestion | None) -> Match | None:
    """What the documents say of a field: where its answer was taken from, unless they say something else by now."""
    agrees = found.agrees_with(facts.answers.get(field)) if found else None
    if found is not None and agrees is not True:
        return _found(facts, found, agrees)
    return _taken(facts, field) or (_found(facts, found, agrees) if found else None)


def _found(facts: CaseFacts, found: Suggestion, agrees: bool | None) -> Match | None:
    stands = _stands(facts, found.passage_id)
    return Match(found.field, found.words, found.text, *stands, agrees) if stands else None


def _taken(facts: CaseFacts, field: str) -> Match | None:
    stands = facts.taken_from(field)
    return Match(field, flat(stands[0].text), "", *stands, agrees=True, taken=True) if stands else None


def _stands(facts: CaseFacts, passage_id: str | None) -> tuple[Passage, Document] | None:
    """The passage and its document, where the case still has it."""
    passage = next((each for each in facts.passages if each.passage_id == passage_id), None)
    attached = (each for each in facts.record.attached if passage and each.document_id == passage.document_id)
    document = next(attached, None)
    return (passage, document) if passage and document else None
