"""Reference libraries: made from folders, searched, taken away; and what of them a case keeps."""

import asyncio
import hashlib
from collections.abc import Callable, Mapping

from desktop_app.domain.audit import EventType
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.errors import NotFound, UsageError
from desktop_app.domain.evidence import Document, DocumentKind, DocumentState, Page, Reading
from desktop_app.domain.library import KEPT_OF_LIBRARY, Library, LibraryHit, LibraryPage, name_of_folder
from desktop_app.domain.library_change import LibraryChange
from desktop_app.domain.person import CHANGERS, Acting, Actor
from desktop_app.services.library_comparing import library_changes
from desktop_app.services.library_ports import Libraries, LibraryFiles
from desktop_app.services.ports import Clock, DocumentReader, Progress
from desktop_app.services.recording import Recording, Scribe

LOADS_WITHIN = 20.0
"""Seconds that a command waits for what searches by meaning."""
_TOO_LARGE = Reading(DocumentKind.UNKNOWN, DocumentState.TOO_LARGE, (), "The file is empty, or larger than 40 MB.")


class LibraryKeeping:
    """Keeps the libraries of this machine. They are no part of a form pack, and of no case."""

    def __init__(
        self,
        libraries: Libraries,
        files: LibraryFiles,
        reader: DocumentReader,
        recording: Recording,
        clock: Clock,
    ) -> None:
        self._libraries, self._files, self._reader = libraries, files, reader
        self._recording, self._clock = recording, clock

    async def add(
        self, acting: Acting, folder: str, name: str = "", told: Callable[[str, Reading], None] = lambda _p, _r: None
    ) -> Library:
        """Read every document of a folder and index it, under this name or that of the folder; where it is there
        already, in place of what was there. `told` hears of each document.

        Raises UsageError where the folder or the name cannot be used, StoreFailed where nothing can be written.
        """
        actor = _actor(acting)
        name = name or name_of_folder(folder.rstrip("/").rsplit("/", 1)[-1])
        await asyncio.to_thread(self._require_free, name, folder)
        maker = await asyncio.to_thread(self._libraries.begin, name, folder)
        whole = hashlib.sha256()
        try:
            files = iter(self._files.files(folder))
            while (file := await asyncio.to_thread(next, files, None)) is not None:
                path, body = file
                whole.update(path.encode() + b"\0" + hashlib.sha256(body).digest())
                reading = await self._reader.read(path, body) if body else _TOO_LARGE
                await asyncio.to_thread(maker.add, path, reading)
                told(path, reading)
            library = await asyncio.to_thread(maker.finish, whole.hexdigest(), self._clock.now())
        except BaseException:
            await asyncio.shield(asyncio.to_thread(maker.give_up))
            raise
        await self._tell_added(actor, library)
        return library

    async def add_points(self, name: str, told: Progress = lambda _done, _of: None) -> bool:
        """Make a library searchable by meaning, where that is installed; whether it is. By words it is all along."""
        return await asyncio.to_thread(self._libraries.add_points, name, told)

    async def remove(self, acting: Acting, name: str) -> None:
        """Take a library away; what cases keep of it stays with them. Raises NotFound."""
        await asyncio.to_thread(self._libraries.remove, name)
        scribe = self._recording.begin(_actor(acting))
        scribe.tell(EventType.LIBRARY_REMOVED, library=name)
        await self._recording.write(scribe)

    async def listing(self) -> tuple[Library, ...]:
        """All libraries, by name."""
        return await asyncio.to_thread(self._libraries.listing)

    async def ready(self, seconds: float = LOADS_WITHIN) -> bool:
        """Whether libraries are searched by meaning too; waits until that is loaded, where it is installed."""
        return await asyncio.to_thread(self._libraries.ready, seconds)

    async def find(self, name: str, words: str, top: int) -> tuple[LibraryHit, ...]:
        """The passages of a library that answer these words best, by meaning too where that is installed, best first.

        Raises NotFound.
        """
        await self.ready()
        found = await asyncio.to_thread(self._libraries.search, name, words, top)
        if found is None:
            raise NotFound(f"There is no library “{name}”.", next="`countersign library list` names them all.")
        return found

    async def changes(self, facts: CaseFacts) -> Mapping[str, tuple[LibraryChange, ...]]:
        """By section of a case, the libraries that have changed since its text cited them."""
        if not facts.pack.form.libraries:
            return {}
        return await asyncio.to_thread(library_changes, facts, self._libraries)

    def _require_free(self, name: str, folder: str) -> None:
        """Raises UsageError for a name that no pack can ask for, or that another folder's library has."""
        if name_of_folder(name) != name:
            raise UsageError(
                f"“{name}” is no name for a library.", next="Use small letters, digits and _. Give it with `--name`."
            )
        other = next((each for each in self._libraries.listing() if each.name == name and each.folder != folder), None)
        if other is not None:
            raise UsageError(
                f"The library “{name}” is made of another folder, {other.folder}.",
                next="Remove that one first. Or give this one another name with `--name`.",
            )

    async def _tell_added(self, actor: Actor, library: Library) -> None:
        scribe = self._recording.begin(actor)
        scribe.tell(
            EventType.LIBRARY_ADDED,
            library=library.name,
            digest=library.digest,
            documents=library.documents,
            unread=library.unread,
            pages=library.pages,
            passages=library.passages,
        )
        await self._recording.write(scribe)


def put_library_pages(scribe: Scribe, record: CaseRecord, pages: tuple[LibraryPage, ...]) -> None:
    """Keep these pages with the case, so that what cites them opens without their library; those it has it keeps."""
    known = {document.document_id for document in record.documents}
    for page in pages:
        if page.document_id not in known:
            _put_page(scribe, page)


def _put_page(scribe: Scribe, page: LibraryPage) -> None:
    original = scribe.keep(page.page.text)
    document = Document(
        document_id=page.document_id,
        case_id=scribe.case_id,
        field=page.library,
        name=scribe.keep(page.document),
        original=original.ref,
        kind=DocumentKind.TEXT,
        state=DocumentState.READ,
        pages=page.pages,
        reason=KEPT_OF_LIBRARY,
    )
    scribe.put(original, document)
    scribe.tell(
        EventType.DOCUMENT_ATTACHED,
        refs={"original": original, "name": document.name},
        document=document.document_id,
        field=document.field,
        bytes=len(original.body),
        state=document.state.value,
    )
    scribe.put(Page(page.document_id, page.page.number, scribe.keep(page.page.text)), *page.passages)
    scribe.tell(
        EventType.DOCUMENT_READ,
        document=page.document_id,
        kind=document.kind.value,
        state=document.state.value,
        pages=1,
        passages=len(page.passages),
    )


def _actor(acting: Acting) -> Actor:
    """Whoever sets up the machine: not who only reads."""
    return acting.as_one_of(*CHANGERS)
