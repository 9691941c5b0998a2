"""Showing pages of a case's documents: the picture of a PDF page, the text of any other."""

from collections import OrderedDict

from desktop_app.domain.errors import NotFound
from desktop_app.domain.evidence import Document, DocumentKind
from desktop_app.domain.library import KEPT_OF_LIBRARY
from desktop_app.domain.page_image import PageImage, ShownPage
from desktop_app.services.ports import PageImages
from desktop_app.services.record_ports import Store

KEPT_PAGES = 24
"""Pictures that are kept in memory: a page that is looked at again is there at once."""
NOT_KEPT = "This page of the library was not kept: the case keeps those that a draft was offered."
NOT_DRAWN = "The page could not be drawn; this is its text."


class PageShowing:
    """Reads pages. What is shown is what was attached: the bytes come from the store each time a document is opened."""

    def __init__(self, store: Store, images: PageImages) -> None:
        self._store, self._images = store, images
        self._kept: OrderedDict[tuple[str, int, int], PageImage] = OrderedDict()

    async def page(self, case_id: str, document_id: str, number: int, width: int) -> ShownPage:
        """A page, drawn `width` pixels wide where it is of a PDF. Raises NotFound."""
        record, pages, _ = await self._store.case_with_text(case_id)
        document = next((d for d in record.documents if d.document_id == document_id), None)
        page = next((p for p in pages if p.document_id == document_id and p.number == number), None)
        if document is not None and page is None and document.reason == KEPT_OF_LIBRARY:
            return ShownPage(document_id, document.name.text, number, document.pages, NOT_KEPT, None, "")
        if document is None or page is None:
            raise NotFound("This page is no longer among the documents of the case.", next="Choose another source.")
        image = await self._image(document, number, width)
        reason = NOT_DRAWN if image is None and document.kind is DocumentKind.PDF else ""
        return ShownPage(document_id, document.name.text, number, document.pages, page.text.text, image, reason)

    async def prepare(self, document: Document) -> None:
        """Open a document that will be looked at, so that its first page is quick."""
        if document.kind is DocumentKind.PDF:
            await self._images.open(document.document_id, await self._store.body(document.original))

    async def _image(self, document: Document, number: int, width: int) -> PageImage | None:
        if document.kind is not DocumentKind.PDF:
            return None
        key = (document.document_id, number, width)
        if key not in self._kept:
            image = await self._images.draw(document.document_id, number, width)
            if image is None:
                await self.prepare(document)
                image = await self._images.draw(document.document_id, number, width)
            if image is None:
                return None
            self._kept[key] = image
        self._kept.move_to_end(key)
        while len(self._kept) > KEPT_PAGES:
            self._kept.popitem(last=False)
        return self._kept[key]
