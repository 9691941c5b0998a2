"""The finished document of a case."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress

from desktop_app.domain.anchor import EXPORT, Anchor, written
from desktop_app.domain.audit import Checkpoint, Entry, EventType, Outcome
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.errors import CountersignError, UsageError
from desktop_app.domain.event_fields import UNUSABLE
from desktop_app.domain.evidence import Source
from desktop_app.domain.export_kind import ExportKind
from desktop_app.domain.paragraph_label import label_at
from desktop_app.domain.person import READERS, Acting, Actor
from desktop_app.domain.standing import StandingSignature, standing_of
from desktop_app.services.pack_restoring import restore_pack
from desktop_app.services.ports import CaseWriter, Keys, Packs
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording
from desktop_app.services.refusing import told_if_refused


class Exporting:
    """Gathers what the document shows, has it written, and records that it was. `writer` makes Word files, `pages` PDF
    files."""

    def __init__(
        self, store: Store, recording: Recording, writer: CaseWriter, pages: CaseWriter, packs: Packs, keys: Keys
    ) -> None:
        self._store, self._recording, self._writer, self._pages = store, recording, writer, pages
        self._packs, self._keys = packs, keys

    @told_if_refused(EventType.EXPORT_MADE)
    async def export(self, acting: Acting, case_id: str, kind: ExportKind = ExportKind.DOCX) -> bytes:
        """A document of the case as it is now, with the checkpoint that covers the event that tells of it.

        The event counts the bytes without that line. A store that can only be read tells nothing, and gives its newest.
        Raises NotFound, Refused for who may not read the case, UsageError where the pack's template cannot be used.
        """
        actor = acting.as_one_of(*READERS)
        record = await self._store.case(case_id, as_is=True)
        pack = await restore_pack(self._store, self._packs, record.file.pack_digest)
        names, sources = await self._names(record), await self._sources(record)
        given = (record, pack, names, sources, self._invalid(record))
        writer = self._pages if kind is ExportKind.PDF else self._writer
        try:
            body = await asyncio.to_thread(writer.write, *given, marked=kind is ExportKind.MARKED)
        except UsageError:
            await self.failed(acting, case_id, UNUSABLE, kind)
            raise
        checkpoint = await self._covering(actor, case_id, body, kind)
        return await asyncio.to_thread(writer.with_checkpoint, body, written(checkpoint))

    async def _covering(self, actor: Actor, case_id: str, body: bytes, kind: ExportKind) -> Checkpoint:
        """Record that the case leaves, and sign the record as it is then."""
        if self._store.read_only is not None:
            return (await self._store.checkpoints())[-1]
        scribe = self._recording.begin(actor, case_id)
        scribe.tell(EventType.EXPORT_MADE, format=kind.value, bytes=len(body))
        await self._recording.write(scribe)
        checkpoint = await self._store.sign_now()
        await self._store.commit(Entry(None, (Anchor(EXPORT, checkpoint.size, scribe.now),)))
        return checkpoint

    async def failed(self, acting: Acting, case_id: str, why: str, kind: ExportKind = ExportKind.DOCX) -> None:
        """Tell that no document came of an export: its template is `UNUSABLE`, or the place for it `UNWRITABLE`."""
        scribe = self._recording.begin(acting.as_one_of(*READERS), case_id)
        scribe.tell(EventType.EXPORT_MADE, outcome=Outcome.FAILED, format=kind.value, failure=why)
        with suppress(CountersignError):  # what failed is said to the caller, whether or not it can be recorded
            await self._recording.write(scribe)

    def standings(self, record: CaseRecord) -> tuple[StandingSignature, ...]:
        """The signatures of a case, with what each is worth now."""
        invalid = self._invalid(record)
        return tuple(standing_of(signature, record, invalid) for signature in record.signatures)

    async def _names(self, record: CaseRecord) -> Mapping[str, str]:
        """The names of all people; of one who has left, the name as it was signed."""
        signed = {s.command_id: standing_of(s, record).name for s in record.signatures}
        as_signed = {d.person_id: signed[d.command_id] for d in record.decisions if d.command_id in signed}
        return {**as_signed, **await self._store.names()}

    async def _sources(self, record: CaseRecord) -> Mapping[str, Source]:
        """What the current texts cite."""
        heads = set(record.heads.values())
        cited = {c.passage_id for revision_id in heads for c in record.citations.get(revision_id, ())}
        documents = {d.document_id: d.name.text for d in record.documents}
        passages = await self._store.passages(record.file.case_id) if cited else ()
        pages = await self._store.pages(record.file.case_id) if cited else ()
        texts = {(page.document_id, page.number): page.text.text for page in pages}
        return {
            p.passage_id: Source(
                documents.get(p.document_id, "document"),
                p.page,
                p.text,
                label_at(texts.get((p.document_id, p.page), ""), p.start),
            )
            for p in passages
            if p.passage_id in cited
        }

    def _invalid(self, record: CaseRecord) -> frozenset[str]:
        """The commands whose signature is not one of its manifest."""
        return frozenset(
            s.command_id
            for s in record.signatures
            if not self._keys.verifies(s.public_key, s.manifest.body, s.signature)
        )
