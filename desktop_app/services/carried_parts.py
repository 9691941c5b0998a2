"""The parts of a case that another one begins from: each as its own, under the key of the new case."""

from collections.abc import Mapping
from dataclasses import replace

from desktop_app.domain.audit import EventType
from desktop_app.domain.case import Answer
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.draft import SlotValue
from desktop_app.domain.evidence import Document, DocumentState, EvidenceItem, Page, Passage
from desktop_app.domain.markup import MarkedText
from desktop_app.domain.new_text import NewText
from desktop_app.domain.section import Head, Revision, RevisionKind
from desktop_app.domain.usage import OfferedEvidence, Run, RunSource, SourceKind
from desktop_app.services.attaching import tell_attached, tell_read
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Scribe


class CarriedParts:
    """Puts them into one entry, and remembers which new document, passage and run stands for which old one."""

    def __init__(self, scribe: Scribe, source: CaseFacts) -> None:
        self._scribe, self._source = scribe, source
        self.documents: tuple[Document, ...] = ()
        self.pages: tuple[Page, ...] = ()
        self.passages: tuple[Passage, ...] = ()
        self._passage: dict[str, Passage] = {}
        self._run: dict[str, str] = {}

    async def put_documents(self, store: Store) -> None:
        """The documents that the case has now, with their pages and passages as they were read."""
        scribe, new = self._scribe, dict[str, Document]()
        for document in self._source.record.attached:
            body = await store.body(document.original)
            original = scribe.keep(body)
            new[document.document_id] = replace(
                document,
                document_id=scribe.new_id(),
                case_id=scribe.case_id,
                name=scribe.keep(document.name.text),
                original=original.ref,
            )
            scribe.put(original, new[document.document_id])
            tell_attached(scribe, new[document.document_id], len(body))
        self.documents = tuple(new.values())
        self._put_pages(new)
        for document in self.documents:
            if document.state is not DocumentState.READING:
                tell_read(scribe, document, sum(p.document_id == document.document_id for p in self.passages))

    def _put_pages(self, new: Mapping[str, Document]) -> None:
        scribe = self._scribe
        self.pages = tuple(
            Page(new[page.document_id].document_id, page.number, scribe.keep(page.text.text))
            for page in self._source.pages
            if page.document_id in new
        )
        self._passage = {
            p.passage_id: replace(p, passage_id=scribe.new_id(), document_id=new[p.document_id].document_id)
            for p in self._source.passages
            if p.document_id in new
        }
        self.passages = tuple(self._passage.values())
        scribe.put(*self.pages, *self.passages)

    def put_answers(self) -> tuple[Answer, ...]:
        """The answers: each was given by whom it was given, from the passage that it was taken from."""
        return tuple(map(self._put_answer, self._source.record.answers))

    def _put_answer(self, answer: Answer) -> Answer:
        scribe, value, passage = self._scribe, answer.value, self._passage.get(answer.passage_id or "")
        kept = replace(
            answer,
            case_id=scribe.case_id,
            value=scribe.keep(value.body) if value else None,
            passage_id=passage.passage_id if passage else None,
            lock_version=1,
        )
        scribe.put(kept)
        scribe.tell(
            EventType.ANSWER_SET,
            refs={"value": kept.value} if kept.value else {},
            data={"passage": kept.passage_id} if kept.passage_id else {},
            path=kept.path,
            origin=kept.origin.value,
            blank=kept.value is None,
        )
        return kept

    async def put_runs(self, store: Store) -> tuple[Run, ...]:
        """The runs whose words stand in the texts, each with the evidence that it was offered. What they cost was paid
        where they ran: their calls stay there."""
        record, scribe = self._source.record, self._scribe
        spans = (span for head in record.heads.values() for span in record.spans.get(head, ()))
        standing = {span.run_id for span in spans if span.run_id}
        runs = []
        for run in (r for r in record.runs if r.run_id in standing):
            new = replace(run, run_id=scribe.new_id(), case_id=scribe.case_id, partial=None)
            self._run[run.run_id] = new.run_id
            scribe.put(new, RunSource(new.run_id, run.run_id, SourceKind.CARRIED))
            scribe.put(
                *(
                    self._offered(new.run_id, each)
                    for each in await store.offered(run.run_id)
                    if each.passage_id in self._passage
                )
            )
            runs.append(new)
        return tuple(runs)

    def _offered(self, run_id: str, offered: OfferedEvidence) -> OfferedEvidence:
        return replace(offered, run_id=run_id, passage_id=self._passage[offered.passage_id].passage_id)

    def text(
        self,
        section: str,
        revision_id: str,
        slots: Mapping[str, tuple[SlotValue, ...]],
        person_id: str | None,
        *,
        stale: bool,
    ) -> NewText:
        """The section's current text, with the origin of each word; one that was stale stands on nothing that is."""
        record = self._source.record
        head = record.revision(record.heads[section])
        if head is None:
            raise ValueError("a head without its revision")
        marked = record.marked(head)
        spans = tuple(replace(span, run_id=self._run.get(span.run_id or "")) for span in marked.spans)
        return NewText(
            revision_id=revision_id,
            marked=MarkedText(marked.text, marked.anchors, spans),
            kind=RevisionKind.CARRY,
            evidence=self._evidence(head),
            slots=slots,
            endpoint=None,
            person_id=person_id,
            inputs={} if stale else None,
        )

    def _evidence(self, head: Revision) -> tuple[EvidenceItem, ...]:
        cited = {
            c.number: c.passage_id for c in self._source.record.citations.get(head.revision_id, ()) if c.passage_id
        }
        items = self._source.evidence_items(cited)
        new = ((item, self._passage.get(item.passage.passage_id)) for item in items)
        return tuple(replace(item, passage=passage) for item, passage in new if passage)

    def put_text(self, scribe: Scribe, revision: Revision) -> None:
        """Make it the section's text."""
        scribe.put(Head(scribe.case_id, revision.section, revision.revision_id))
