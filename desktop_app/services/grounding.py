"""Grounding: which passages a section may stand on, and what its slots find in them. The same case gives the same."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.draft import SlotValue
from desktop_app.domain.evidence import EvidenceItem, Passage
from desktop_app.domain.form import Section, Slot
from desktop_app.domain.slot_finding import Flow, SlotMatch, find_slot, flat
from desktop_app.services.ports import PassageIndex

RANKED = 6
"""How many passages a slot's search puts first: of 34 governing law clauses, 31 came first and all 34 among six."""

CHARACTERS_PER_TOKEN = 3.6 / 1.15
"""English text, with 15 % to spare, until a server has counted."""

TOKENS_AROUND = 800
"""Tokens kept free for what stands around the evidence: rules, answers and the task."""

KEPT_INDEXES = 4
"""Cases whose index is kept in memory."""


@dataclass(frozen=True, slots=True)
class Grounded:
    """Evidence under its numbers, the values of slots (none: an empty tuple), and how many passages did not fit."""

    evidence: tuple[EvidenceItem, ...]
    slots: Mapping[str, tuple[SlotValue, ...]]
    left_out: int


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
    """Chooses evidence for sections."""

    def __init__(self, new_index: Callable[[], PassageIndex]) -> None:
        self._new_index = new_index
        self._known: OrderedDict[str, _Indexed] = OrderedDict()

    def ground(self, facts: CaseFacts, section: Section) -> Grounded:
        """What the section's slots find, and its evidence: what they found first, then what its search finds."""
        indexed = self._indexed(facts)
        found = {slot.slot: self._find(facts, indexed, slot) for slot in section.slots}
        matched = _unique([match.passage for matches in found.values() for match in matches])
        retrieved = [p for p in self._retrieve(facts, indexed, section) if p not in matched]
        room = facts.pack.form.budget.section_tokens.input - TOKENS_AROUND - sum(map(tokens, matched))
        fitting = _fitting(retrieved, room)
        chosen = (*matched, *fitting)
        numbers = {passage.passage_id: number for number, passage in enumerate(chosen, start=1)}
        return Grounded(
            evidence=facts.evidence_items({number: passage for passage, number in numbers.items()}),
            slots={
                slot.slot: tuple(_slot_value(slot, match, numbers) for match in found[slot.slot])
                for slot in section.slots
            },
            left_out=len(retrieved) - len(fitting),
        )

    def find(self, facts: CaseFacts, slot: Slot) -> tuple[SlotMatch, ...]:
        """What a slot finds in the documents of the case; none where nothing matches."""
        return self._find(facts, self._indexed(facts), slot)

    def forget(self, case_id: str) -> None:
        """Let go of what is kept in memory of a case."""
        self._known.pop(case_id, None)

    def _indexed(self, facts: CaseFacts) -> _Indexed:
        known = self._known.get(facts.case_id)
        if known is None or known.passages != facts.passages:
            known = _Indexed(facts.passages, self._new_index())
            known.index.add(facts.passages)
            self._known[facts.case_id] = known
        self._known.move_to_end(facts.case_id)
        while len(self._known) > KEPT_INDEXES:
            self._known.popitem(last=False)
        return known

    def _find(self, facts: CaseFacts, indexed: _Indexed, slot: Slot) -> tuple[SlotMatch, ...]:
        documents = _documents(facts, (slot.source,))
        ranked = indexed.index.search(slot.find, RANKED, documents) if slot.find else ()
        return find_slot(slot, indexed.flow(documents), ranked)

    def _retrieve(self, facts: CaseFacts, indexed: _Indexed, section: Section) -> tuple[Passage, ...]:
        if section.retrieve is None:
            return ()
        words = section.retrieve.find or " ".join((section.title, *(slot.find for slot in section.slots)))
        return indexed.index.search(words, section.retrieve.top, _documents(facts, section.retrieve.source))


def tokens(passage: Passage) -> int:
    """About how many tokens a model counts for the passage."""
    return round(len(passage.text) / CHARACTERS_PER_TOKEN) + 5


def _documents(facts: CaseFacts, sources: Sequence[str]) -> frozenset[str]:
    return frozenset(d.document_id for d in facts.record.documents if d.field in sources)


def _unique(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    return tuple({passage.passage_id: passage for passage in passages}.values())


def _fitting(passages: Sequence[Passage], room: int) -> list[Passage]:
    fitting: list[Passage] = []
    for passage in passages:
        room -= tokens(passage)
        if room < 0:
            break
        fitting.append(passage)
    return fitting


def _slot_value(slot: Slot, match: SlotMatch, numbers: Mapping[str, int]) -> SlotValue:
    quote = flat(match.passage.text) if slot.whole else match.value
    return SlotValue(slot.slot, match.value, quote, numbers[match.passage.passage_id], match.place)
