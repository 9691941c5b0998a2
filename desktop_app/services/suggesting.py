"""Suggesting: what the documents of a case say of the answers that its form asks for. Nothing is filled in by it."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from desktop_app.domain.agreement import wording_of
from desktop_app.domain.audit import EventType, Outcome
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.errors import Refusal, Refused
from desktop_app.domain.evidence import Document, Passage
from desktop_app.domain.form import FormField, Slot
from desktop_app.domain.person import Acting, Role
from desktop_app.domain.suggestion import Suggestion, answer_text, slots_for_fields
from desktop_app.domain.told_event import told_event
from desktop_app.services.grounding import Grounding
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording
from desktop_app.services.refusing import told_if_refused

DECLINED = EventType.PREFILL_DECLINED
MOST_DECLINED = 1_000
"""Of one case, the newest first."""
KEPT_CASES = 4
"""Cases of which what was found is kept in memory."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found in these documents."""

    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    suggestions: Mapping[str, Suggestion]


class Suggesting:
    """Finds values for fields, as drafting finds those of slots. Documents that are the same are not searched again."""

    def __init__(self, grounding: Grounding, recording: Recording, store: Store) -> None:
        self._grounding, self._recording, self._store = grounding, recording, store
        self._known: OrderedDict[str, _Found] = OrderedDict()

    def suggest(self, facts: CaseFacts) -> Mapping[str, Suggestion]:
        """What the documents say, by field; fields of which they say nothing are left out."""
        known = self._known.get(facts.case_id)
        used = facts.documents_from([document.field for document in facts.record.documents])
        if known is None or (known.documents, known.passages) != (used, facts.passages):
            known = _Found(used, facts.passages, self._search(facts))
            self._known[facts.case_id] = known
        self._known.move_to_end(facts.case_id)
        while len(self._known) > KEPT_CASES:
            self._known.popitem(last=False)
        return known.suggestions

    async def offered(self, facts: CaseFacts) -> Mapping[str, Suggestion]:
        """The same for questions that are asked, without what a person did not take; another passage, as of a document
        that changed, is offered."""
        told = map(told_event, await self._store.event_page(facts.case_id, None, MOST_DECLINED, (DECLINED,)))
        declined = {(event.text("path"), event.text("passage")) for event in told if event.outcome is Outcome.DONE}
        found, asked = self.suggest(facts), facts.evaluated.relevant
        return {n: each for n, each in found.items() if n in asked and (n, each.passage_id) not in declined}

    @told_if_refused(DECLINED)
    async def decline(self, acting: Acting, case_id: str, field: str, passage_id: str) -> None:
        """Record that a person does not take what this passage says of a field. It is not offered again."""
        actor = acting.as_one_of(Role.ANALYST)
        record = await self._store.case(case_id)
        if not record.file.state.editable:
            raise Refused(
                "Answers cannot be changed while the case is under review or signed.",
                next=record.file.state.way_on,
                refusal=Refusal.STATE,
            )
        scribe = self._recording.begin(actor, case_id)
        scribe.tell(DECLINED, path=field, passage=passage_id)
        await self._recording.write(scribe)

    def _search(self, facts: CaseFacts) -> dict[str, Suggestion]:
        form = facts.pack.form
        wanted = ((form.field(name), slot) for name, slot in slots_for_fields(form).items())
        found = (self._find(facts, field, slot) for field, slot in wanted if field and field.calculation is None)
        return {each.field: each for each in found if each}

    def _find(self, facts: CaseFacts, field: FormField, slot: Slot) -> Suggestion | None:
        """The first value that the slot finds; the pack's own documents say nothing of a case."""
        match = next(iter(self._grounding.find(facts, slot)), None)
        if match is None or facts.pack.form.field(slot.source) is None:
            return None
        passage, wording = match.passage, wording_of(facts.pack.form, field, slot.type)
        return Suggestion(
            field=field.field,
            wording=wording,
            words=match.value,
            text=answer_text(field, match.value, wording),
            passage_id=passage.passage_id,
            document_id=passage.document_id,
            page=passage.page,
        )
