"""Looking up: what a section finds in reference libraries, as passages that its case can keep."""

from dataclasses import dataclass, field

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.evidence import Passage
from desktop_app.domain.form import Slot
from desktop_app.domain.library import LibraryPage, hit_for_case, page_for_case
from desktop_app.domain.passage_ranking import Hit
from desktop_app.domain.slot_finding import Flow, SlotMatch, find_slot, flat
from desktop_app.domain.text import Span
from desktop_app.services.library_ports import Libraries
from desktop_app.services.ports import PassageIndex

LOOKED_THROUGH = 12
"""How many passages of a library a slot's patterns are tried on."""


@dataclass(slots=True)
class LookUps:
    """The look-ups for one section: the pages that they led to, by document, and the libraries that are not there."""

    facts: CaseFacts
    libraries: Libraries | None
    kept: PassageIndex
    pages: dict[str, LibraryPage] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)

    def search(self, library: str, words: str, top: int) -> tuple[Hit, ...]:
        """The library's passages for these words; where it is not there, those of its pages that the case keeps."""
        found = self.libraries.search(library, words, top) if self.libraries else None
        if found is None:
            self.missing.add(library)
            documents = frozenset(d.document_id for d in self.facts.record.documents if d.field == library)
            return self.kept.hits(words, top, documents)
        hits = []
        for hit in found:
            page = page_for_case(self.facts.case_id, library, hit)
            self.pages[page.document_id] = page
            hits.append(hit_for_case(page, hit))
        return tuple(hits)

    def find(self, slot: Slot) -> tuple[SlotMatch, ...]:
        """What a slot finds in a library: by its patterns, or without any the best passage, where that is surely it."""
        hits = self.search(slot.source, slot.find, LOOKED_THROUGH)
        if slot.pattern:
            passages = tuple(hit.passage for hit in hits)
            return find_slot(slot, Flow(passages), passages)
        if not hits or not hits[0].is_sure:
            return ()
        passage = hits[0].passage
        return (SlotMatch(passage, Span(0, len(passage.text)), flat(passage.text)),)

    def kept_for(self, evidence: tuple[Passage, ...]) -> tuple[LibraryPage, ...]:
        """The pages that these passages stand on, each once."""
        wanted = dict.fromkeys(passage.document_id for passage in evidence)
        return tuple(self.pages[document] for document in wanted if document in self.pages)
