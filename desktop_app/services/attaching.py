"""Documents of a case: kept first, read after, so that a crash between the two loses nothing; removed, never lost."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from desktop_app.domain.accepted_kind import accepts
from desktop_app.domain.audit import EventType
from desktop_app.domain.case_life import VoidReason
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.change_reason import ReasonCode
from desktop_app.domain.dependency import standing_on_documents
from desktop_app.domain.errors import NotFound, Refusal, Refused, UsageError
from desktop_app.domain.evidence import (
    NO_FIELD,
    Document,
    DocumentKind,
    DocumentState,
    Page,
    Passage,
    Reading,
    ReadPage,
)
from desktop_app.domain.form import FieldType, Form
from desktop_app.domain.pack import Pack
from desktop_app.domain.person import Acting, Actor, Role
from desktop_app.services.ports import Chance, DocumentReader
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording, Scribe, repeated
from desktop_app.services.refusing import told_if_refused
from desktop_app.services.withdrawing import withdraw

REFERENCE = "reference"
"""The pack's folder of its own documents, and the name under which sections retrieve from it."""

MEGABYTE = 1024 * 1024
LARGEST_DOCUMENT = 40 * MEGABYTE


KindOf = Callable[[bytes], DocumentKind]
"""What a file is, by its content."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to attach: its name and its bytes."""

    name: str
    body: bytes


class Attaching:
    """Attaches documents, reads them and removes them."""

    def __init__(
        self, store: Store, recording: Recording, chance: Chance, reader: DocumentReader, kind_of: KindOf | None = None
    ) -> None:
        self._store, self._recording, self._chance, self._reader = store, recording, chance, reader
        self._kind_of = kind_of

    @told_if_refused(EventType.DOCUMENT_ATTACHED)
    async def attach(
        self,
        acting: Acting,
        form: Form,
        case_id: str,
        field: str,
        files: tuple[Attachment, ...],
        reason: str = "",
        code: ReasonCode = ReasonCode.NEW_EVIDENCE,
        *,
        command_id: str | None = None,
        told: Callable[[], None] = lambda: None,
    ) -> None:
        """Keep the files with the case, then read them. A document that cannot be read is kept with its state.

        Raises UsageError where the field does not accept a file of this kind: then none of them is kept.
        After the case has first been sent, a reason is needed. The same command again keeps no file twice. `told`
        hears each time that a file was kept or read.
        """
        actor = acting.as_one_of(Role.ANALYST)
        self._require_accepted(form, field, files)
        for number, file in enumerate(files):
            file_command = command_id and f"{command_id}:{number}"
            await repeated(partial(self._keep, actor, form, case_id, field, file, (code, reason), file_command))
            told()
        await self.read_waiting(actor, case_id, told)

    @told_if_refused(EventType.DOCUMENT_REMOVED)
    async def remove(
        self,
        acting: Acting,
        form: Form,
        case_id: str,
        document_id: str,
        reason: str = "",
        code: ReasonCode = ReasonCode.CORRECTION,
        *,
        command_id: str | None = None,
    ) -> None:
        """Take a document out of the case: what stood on it is stale from now on, and nothing may cite it any more.

        Its copy, its pages and its passages stay, for the texts that cited them. After the case has first been sent, a
        reason is needed. Raises NotFound where the case has no such document.
        """
        actor = acting.as_one_of(Role.ANALYST)
        await repeated(partial(self._place, actor, form, case_id, document_id, NO_FIELD, (code, reason), command_id))

    @told_if_refused(EventType.DOCUMENT_ATTACHED)
    async def put_back(
        self,
        acting: Acting,
        form: Form,
        case_id: str,
        document_id: str,
        field: str,
        reason: str = "",
        code: ReasonCode = ReasonCode.CORRECTION,
        *,
        command_id: str | None = None,
    ) -> None:
        """Give a document that was removed its field again: what stood on it, and was not changed, holds again."""
        actor = acting.as_one_of(Role.ANALYST)
        await repeated(partial(self._place, actor, form, case_id, document_id, field, (code, reason), command_id))
        await self.read_waiting(actor, case_id)

    def _require_accepted(self, form: Form, field: str, files: tuple[Attachment, ...]) -> None:
        """By what each file is and not by its name."""
        asked = form.field(field)
        if self._kind_of is None or asked is None:
            return
        for file in files:
            if not accepts(asked, self._kind_of(file.body)):
                kinds = " or ".join(kind.upper() for kind in asked.accept)
                raise UsageError(
                    f"“{asked.label or field}” does not take “{file.name}”: it is no {kinds}. Nothing was attached.",
                    next="Leave this file out, or save it as one of these and attach that.",
                )

    async def _place(
        self,
        actor: Actor,
        form: Form,
        case_id: str,
        document_id: str,
        field: str,
        why: tuple[ReasonCode, str],
        command_id: str | None,
    ) -> None:
        """Move a document of the case to this field, or to none."""
        record = await self._store.case(case_id)
        if await self._recording.is_applied(command_id):
            return
        document = _document(record, document_id, removed=field != NO_FIELD)
        _require_attachable(record, form, field or document.field)
        scribe = self._recording.begin(actor, case_id, command_id)
        scribe.because(record.file, *why)
        moved = replace(document, field=field)
        scribe.put(moved)
        if moved.removed:
            refs = {"name": document.name}
            scribe.tell(EventType.DOCUMENT_REMOVED, refs=refs, document=document_id, field=document.field)
        else:
            tell_attached(scribe, moved, len(await self._store.body(document.original)))
        withdraw(scribe, record, standing_on_documents(form, field or document.field), VoidReason.DOCUMENT)
        await self._recording.write(scribe)

    def put_reference(self, scribe: Scribe, pack: Pack) -> None:
        """Keep the pack's reference documents with a new case, so that it may cite them."""
        for path in sorted(pack.files):
            if path.startswith(REFERENCE + "/"):
                self.put(scribe, REFERENCE, Attachment(path.rsplit("/", 1)[-1], pack.files[path]))

    async def _keep(
        self,
        actor: Actor,
        form: Form,
        case_id: str,
        field: str,
        file: Attachment,
        why: tuple[ReasonCode, str],
        command_id: str | None,
    ) -> None:
        """Keep the file; what stands on documents of its field is stale from now on."""
        record = await self._store.case(case_id)
        if await self._recording.is_applied(command_id):
            return
        _require_attachable(record, form, field)
        _require_small(form, field, file)
        scribe = self._recording.begin(actor, case_id, command_id)
        scribe.because(record.file, *why)
        self.put(scribe, field, file)
        withdraw(scribe, record, standing_on_documents(form, field), VoidReason.DOCUMENT)
        await self._recording.write(scribe)

    def put(self, scribe: Scribe, field: str, file: Attachment) -> Document:
        """Keep a file with the case; it is read afterwards."""
        too_large = len(file.body) > LARGEST_DOCUMENT
        original = scribe.keep(b"" if too_large else file.body)
        document = Document(
            document_id=self._chance.new_id(),
            case_id=scribe.case_id,
            field=field,
            name=scribe.keep(file.name),
            original=original.ref,
            kind=DocumentKind.UNKNOWN,
            state=DocumentState.TOO_LARGE if too_large else DocumentState.READING,
            pages=0,
            reason=f"Larger than {LARGEST_DOCUMENT // MEGABYTE} MB; attach a smaller file." if too_large else "",
        )
        scribe.put(original, document)
        tell_attached(scribe, document, len(file.body))
        return document

    async def read_waiting(self, actor: Actor, case_id: str, told: Callable[[], None] = lambda: None) -> None:
        """Read every document of the case that waits for it, also after a crash."""
        for document in _waiting(await self._store.case(case_id)):
            body = await self._store.body(document.original)
            reading = await self._reader.read(document.name.text, body)
            await repeated(partial(self._keep_reading, actor, document, reading))
            told()

    async def _keep_reading(self, actor: Actor, document: Document, reading: Reading) -> None:
        """Keep what was read, unless somebody else has read it meanwhile."""
        record = await self._store.case(document.case_id)
        if document not in _waiting(record):
            return
        scribe = self._recording.begin(actor, document.case_id)
        scribe.put(record.file.touched())
        for page in reading.pages:
            self._put_page(scribe, document.document_id, page)
        pages = len(reading.pages)
        read = replace(document, kind=reading.kind, state=reading.state, pages=pages, reason=reading.reason)
        scribe.put(read)
        tell_read(scribe, read, sum(len(page.passages) for page in reading.pages))
        await self._recording.write(scribe)

    def _put_page(self, scribe: Scribe, document_id: str, page: ReadPage) -> None:
        scribe.put(Page(document_id, page.number, scribe.keep(page.text)))
        scribe.put(
            *(
                Passage(
                    self._chance.new_id(), document_id, page.number, p.start, p.end, p.rects, page.text[p.start : p.end]
                )
                for p in page.passages
            )
        )


def tell_read(scribe: Scribe, document: Document, passages: int) -> None:
    """Tell what reading a document gave."""
    scribe.tell(
        EventType.DOCUMENT_READ,
        document=document.document_id,
        kind=document.kind.value,
        state=document.state.value,
        pages=document.pages,
        passages=passages,
    )


def tell_attached(scribe: Scribe, document: Document, size: int) -> None:
    """Tell that a document is with the case."""
    scribe.tell(
        EventType.DOCUMENT_ATTACHED,
        refs={"original": document.original.commitment, "name": document.name},
        document=document.document_id,
        field=document.field,
        bytes=size,
        state=document.state.value,
    )


def _document(record: CaseRecord, document_id: str, *, removed: bool) -> Document:
    found = next((d for d in record.documents if d.document_id == document_id and d.removed is removed), None)
    if found is None:
        what = "This document was not removed from the case." if removed else "The case has no such document."
        raise NotFound(what, next="Look at its documents with `countersign case show`.")
    return found


def _waiting(record: CaseRecord) -> tuple[Document, ...]:
    if record.file.state.ended:
        return ()
    return tuple(document for document in record.attached if document.state is DocumentState.READING)


def _require_small(form: Form, field: str, file: Attachment) -> None:
    """Raises UsageError for a file that is larger than its field takes."""
    known = form.field(field)
    most = known.max_megabytes if known else None
    if most is not None and len(file.body) > most * MEGABYTE:
        size = f"{len(file.body) / MEGABYTE:,.1f} MB; “{known.label if known else field}” takes at most {most} MB"
        raise UsageError(f"“{file.name}” has {size}.", kept="It was not attached.", next="Attach a smaller file.")


def _require_attachable(record: CaseRecord, form: Form, field: str) -> None:
    known = form.field(field)
    if known is None or known.type is not FieldType.ATTACHMENT:
        names = ", ".join(f.field for f in form.fields if f.type is FieldType.ATTACHMENT)
        raise NotFound(f"The form has no attachment field “{field}”.", next=f"Use one of: {names}.")
    if not record.file.state.editable:
        raise Refused(
            "Documents cannot be attached or removed while the case is under review or signed.",
            next=record.file.state.way_on,
            refusal=Refusal.STATE,
        )
