"""What has become of a reference library since a section was drafted from it: its case keeps what it cites."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.evidence import Document
from desktop_app.domain.form import Section
from desktop_app.domain.library import Library, page_id


@dataclass(frozen=True, slots=True)
class CitedPage:
    """A page of a library that a section cites: the document's path in the library, the page, and what it said."""

    library: str
    kept: str
    document: str
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class LibraryChange:
    """A library that is another one now; `otherwise` are the pages that a section cites and that read otherwise there
    now, or are not there any more."""

    library: str
    otherwise: tuple[str, ...] = ()


def cited_pages(facts: CaseFacts, section: Section) -> tuple[CitedPage, ...]:
    """The pages of libraries that the section's text cites, each once."""
    head, libraries = facts.record.heads.get(section.section, ""), facts.pack.form.libraries
    documents = {d.document_id: d for d in facts.record.documents if d.field in libraries}
    if not documents:
        return ()
    of = {passage.passage_id: passage.document_id for passage in facts.passages if passage.document_id in documents}
    cited = {of[c.passage_id] for c in facts.record.citations.get(head, ()) if c.passage_id in of}
    return tuple(page for each in documents.values() if each.document_id in cited for page in _pages(facts, each))


def _pages(facts: CaseFacts, document: Document) -> Iterator[CitedPage]:
    for page in facts.pages:
        if page.document_id == document.document_id:
            yield CitedPage(document.field, document.document_id, document.name.text, page.number, page.text.text)


def is_of(page: CitedPage, case_id: str, library: Library) -> bool:
    """Whether the page was kept of the library just as that is now."""
    return page.kept == page_id(case_id, library.name, library.digest, page.document, page.number)


def change_words(changes: Mapping[str, tuple[LibraryChange, ...]]) -> dict[str, tuple[str, ...]]:
    """The changes in English, by section."""
    return {section: tuple(map(_words, found)) for section, found in changes.items()}


def _words(change: LibraryChange) -> str:
    what = f"The library “{change.library}” has changed since this was drafted."
    if not change.otherwise:
        return f"{what} What is cited of it here reads as before."
    return f"{what} Not as it is cited here: {', '.join(change.otherwise)}."
