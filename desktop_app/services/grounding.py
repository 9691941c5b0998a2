"""Grounding: which passages a section may stand on, and what its slots find in them. The same case gives the same."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.draft import SlotValue
from desktop_app.domain.evidence import EvidenceItem, Passage
from desktop_app.domain.form import Section, Slot
from desktop_app.domain.library import LibraryPage
from desktop_app.domain.paragraph_label import label_at
from desktop_app.domain.passage_ranking import merged
from desktop_app.domain.slot_finding import Flow, SlotMatch, find_slot, flat
from desktop_app.domain.token_count import CHARACTERS_PER_TOKEN, TOKENS_AROUND, estimated
from desktop_app.services.library_ports import Libraries
from desktop_app.services.looking_up import LookUps
from desktop_app.services.ports import PassageIndex

RANKED = 6
"""How many passages a slot's search puts first: of 34 governing law clauses, 31 came first and all 34 among six."""

KEPT_INDEXES = 4
"""Cases whose index is kept in memory."""


@dataclass(frozen=True, slots=True)
class Grounded:
    """Evidence under its numbers, the values of slots (none: an empty tuple), and the passages that did not fit.

    `library_pages` are the pages of reference libraries that the evidence stands on, to be kept with the case;
    `missing` the libraries that the section asks for and that are not on this machine.
    """

    evidence: tuple[EvidenceItem, ...]
    slots: Mapping[str, tuple[SlotValue, ...]]
    unfit: tuple[Passage, ...] = ()
    library_pages: tuple[LibraryPage, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def left_out(self) -> int:
        """How many passages did not fit."""
        return len(self.unfit)


@dataclass(frozen=True, slots=True)
class _Indexed:
    """A case's passages as they are searched, and as patterns see them."""

    passages: tuple[Passage, ...]
    index: PassageIndex
    flows: dict[frozenset[str], Flow] = field(default_factory=dict)

    def flow(self, documents: frozenset[str]) -> Flow:
        """The passages of these documents as one text."""
        if documents not in self.flows:
            self.flows[documents] = Flow([p for p in self.passages if p.document_id in documents])
        return self.flows[documents]


class Grounding:
    """Chooses evidence for sections, from the documents of the case and from the libraries that its form names."""

    def __init__(
        self,
        new_index: Callable[[], PassageIndex],
        libraries: Libraries | None = None,
        warm: Callable[[], None] = lambda: None,
    ) -> None:
        self._new_index, self._libraries, self._warm = new_index, libraries, warm
        self._known: OrderedDict[str, _Indexed] = OrderedDict()

    def ground(
        self, facts: CaseFacts, section: Section, characters_per_token: float = CHARACTERS_PER_TOKEN
    ) -> Grounded:
        """What the section's slots find, and its evidence: what they found first, then what its search finds.

        Where not all of that fits what the form lets a section send, the passages that were found are taken by their
        rank (of equals by reading order) up to the first that does not fit.
        """
        indexed = self._indexed(facts)
        looked = LookUps(facts, self._libraries, indexed.index)
        found = {slot.slot: self._find(facts, indexed, slot, looked) for slot in section.slots}
        matched = _unique(
            [*(match.passage for matches in found.values() for match in matches), *_taken(facts, section)]
        )
        retrieved = [p for p in self._retrieve(facts, indexed, section, looked) if p not in matched]
        room = facts.pack.form.budget.section_tokens.input - TOKENS_AROUND
        room -= sum(estimated(p.text, characters_per_token) for p in matched)
        fitting = _fitting(retrieved, room, characters_per_token)
        chosen = (*matched, *fitting)
        numbers = {passage.passage_id: number for number, passage in enumerate(chosen, start=1)}
        names = facts.names | {document: page.document for document, page in looked.pages.items()}
        return Grounded(
            evidence=tuple(
                EvidenceItem(numbers[p.passage_id], p, names.get(p.document_id, ""), _label(facts, looked, p))
                for p in chosen
            ),
            slots={
                slot.slot: tuple(_slot_value(slot, match, numbers) for match in found[slot.slot])
                for slot in section.slots
            },
            unfit=tuple(retrieved[len(fitting) :]),
            library_pages=looked.kept_for(chosen),
            missing=tuple(sorted(looked.missing)),
        )

    def find(self, facts: CaseFacts, slot: Slot) -> tuple[SlotMatch, ...]:
        """What a slot finds in the documents of the case; none where nothing matches."""
        indexed = self._indexed(facts)
        return self._find(facts, indexed, slot, LookUps(facts, self._libraries, indexed.index))

    def prepare(self, facts: CaseFacts) -> None:
        """Index the documents of the case ahead of the first search, and load what searches by meaning."""
        self._warm()
        self._indexed(facts)

    def forget(self, case_id: str) -> None:
        """Let go of what is kept in memory of a case."""
        self._known.pop(case_id, None)

    def _indexed(self, facts: CaseFacts) -> _Indexed:
        known = self._known.get(facts.case_id)
        passages = tuple(passage for passage in facts.passages if not passage.hidden)
        if known is None or known.passages != passages:
            known = _Indexed(passages, self._new_index())
            known.index.add(passages)
            self._known[facts.case_id] = known
        self._known.move_to_end(facts.case_id)
        while len(self._known) > KEPT_INDEXES:
            self._known.popitem(last=False)
        return known

    def _find(self, facts: CaseFacts, indexed: _Indexed, slot: Slot, looked: LookUps) -> tuple[SlotMatch, ...]:
        if slot.source in facts.pack.form.libraries:
            return looked.find(slot)
        documents = _documents(facts, (slot.source,))
        ranked = indexed.index.search(slot.find, RANKED, documents) if slot.find else ()
        return find_slot(slot, indexed.flow(documents), ranked)

    def _retrieve(self, facts: CaseFacts, indexed: _Indexed, section: Section, looked: LookUps) -> tuple[Passage, ...]:
        if section.retrieve is None:
            return ()
        words = section.retrieve.find or " ".join((section.title, *(slot.find for slot in section.slots)))
        top, libraries = section.retrieve.top, facts.pack.form.libraries
        own = tuple(source for source in section.retrieve.source if source not in libraries)
        lists = [indexed.index.hits(words, top, _documents(facts, own))]
        lists += [looked.search(source, words, top) for source in section.retrieve.source if source in libraries]
        return tuple(hit.passage for hit in merged(lists)[:top])


def _label(facts: CaseFacts, looked: LookUps, passage: Passage) -> str:
    page = looked.pages.get(passage.document_id)
    return label_at(page.page.text, passage.start) if page else facts.label_of(passage)


def _documents(facts: CaseFacts, sources: Sequence[str]) -> frozenset[str]:
    return frozenset(d.document_id for d in facts.documents_from(sources))


def _taken(facts: CaseFacts, section: Section) -> list[Passage]:
    """The passages that answers of the section were taken from, so that it can cite them."""
    sources = {answer.passage_id for answer in facts.record.answers if answer.path in section.uses and answer.value}
    return [passage for passage in facts.passages if passage.passage_id in sources]


def _unique(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    return tuple({passage.passage_id: passage for passage in passages}.values())


def _fitting(passages: Sequence[Passage], room: int, characters_per_token: float) -> list[Passage]:
    fitting: list[Passage] = []
    for passage in passages:
        room -= estimated(passage.text, characters_per_token)
        if room < 0:
            break
        fitting.append(passage)
    return fitting


def _slot_value(slot: Slot, match: SlotMatch, numbers: Mapping[str, int]) -> SlotValue:
    quote = flat(match.passage.text) if slot.whole else match.value
    return SlotValue(slot.slot, match.value, quote, numbers[match.passage.passage_id], match.place)
