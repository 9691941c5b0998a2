"""Reference libraries: folders of documents that many cases may cite, and what of them is kept with a case."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from desktop_app.domain.evidence import Passage, ReadPage, ReadPassage
from desktop_app.domain.paragraph_label import label_at
from desktop_app.domain.passage_ranking import Hit, Lead

LIBRARY_NAME = r"[a-z][a-z0-9_]{0,47}"
"""A name that form packs can ask for."""

KEPT_OF_LIBRARY = "A page of a reference library; the case keeps those that a draft was offered."
"""What is known of a document that a case keeps of a library."""

_KEPT = UUID("6f6a4f0e-6c0b-4f57-9e0c-5d9a3f9a7c11")
"""The name space of what cases keep of libraries; drawn once, by chance."""


@dataclass(frozen=True, slots=True)
class Library:
    """A library of this machine. `digest` is SHA-256 over the paths and bytes of its files; `unread` counts documents
    that gave no text."""

    name: str
    folder: str
    digest: str
    documents: int
    unread: int
    pages: int
    passages: int
    added_at: datetime


@dataclass(frozen=True, slots=True)
class LibraryHit:
    """A passage of a library: the document's path in its folder, how many pages that has, the page, the passage in it.

    `share` and `lead` are those of a `Hit`.
    """

    digest: str
    document: str
    pages: int
    page: ReadPage
    passage: ReadPassage
    share: float
    lead: Lead | None = None

    @property
    def text(self) -> str:
        """The passage's text."""
        return self.page.text[self.passage.start : self.passage.end]

    @property
    def label(self) -> str:
        """The id of the paragraph that it stands in; empty on a page without numbered paragraphs."""
        return label_at(self.page.text, self.passage.start)

    @property
    def opens(self) -> bool:
        """Whether it begins its paragraph, where paragraphs are numbered."""
        return not self.label or self.text.startswith(f"{self.label}\t")


@dataclass(frozen=True, slots=True)
class LibraryPage:
    """A page of a library as a case keeps it: a document of its own with this one page.

    The same page of the same library is the same document of a case each time: it is kept once.
    """

    document_id: str
    library: str
    document: str
    pages: int
    page: ReadPage

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All passages of the page, for the case."""
        text, number = self.page.text, self.page.number
        return tuple(
            Passage(
                passage_id=passage_id(self.document_id, p.start),
                document_id=self.document_id,
                page=number,
                start=p.start,
                end=p.end,
                rects=p.rects,
                text=text[p.start : p.end],
            )
            for p in self.page.passages
        )


def page_for_case(case_id: str, library: str, hit: LibraryHit) -> LibraryPage:
    """The page of a hit as the case would keep it."""
    kept = page_id(case_id, library, hit.digest, hit.document, hit.page.number)
    return LibraryPage(kept, library, hit.document, hit.pages, hit.page)


def page_id(case_id: str, library: str, digest: str, document: str, number: int) -> str:
    """The document of a case that is this page of a library of this digest."""
    return str(uuid5(_KEPT, f"{case_id}|{library}|{digest}|{document}|{number}"))


def passage_id(document_id: str, start: int) -> str:
    """The identifier of a passage of a kept page."""
    return str(uuid5(_KEPT, f"{document_id}|{start}"))


def hit_for_case(page: LibraryPage, hit: LibraryHit) -> Hit:
    """The hit as one on a passage of the case."""
    passage = Passage(
        passage_id=passage_id(page.document_id, hit.passage.start),
        document_id=page.document_id,
        page=page.page.number,
        start=hit.passage.start,
        end=hit.passage.end,
        rects=hit.passage.rects,
        text=hit.text,
    )
    return Hit(passage, hit.share, hit.lead, hit.opens)


def is_sure(hit: LibraryHit) -> bool:
    """Whether the first hit of a search is surely the answer, so that a slot cites it by itself."""
    return hit_for_case(page_for_case("", "", hit), hit).is_sure


def name_of_folder(folder: str) -> str:
    """A library's name from its folder's: letters, digits and lines under; empty where nothing of it can be used."""
    name = re.sub(r"[^a-z0-9]+", "_", folder.casefold()).strip("_")
    return name[:48].rstrip("_") if re.fullmatch(LIBRARY_NAME, name[:48]) else ""
