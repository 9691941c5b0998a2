"""Comparing what a case keeps of reference libraries with what they hold now: nothing is withdrawn by it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.library import Library
from desktop_app.domain.library_change import CitedPage, LibraryChange, cited_pages, is_of
from desktop_app.services.library_ports import Libraries


def library_changes(facts: CaseFacts, libraries: Libraries) -> Mapping[str, tuple[LibraryChange, ...]]:
    """By section, the libraries that have changed since its text cited them. One that is gone is not told: what the
    case keeps of it is all there is to compare with. Blocks for a moment."""
    cited = {section.section: cited_pages(facts, section) for section in facts.pack.form.sections}
    if not any(cited.values()):
        return {}
    now = {library.name: library for library in libraries.listing()}
    found = {name: tuple(_changes(facts.case_id, pages, now, libraries)) for name, pages in cited.items() if pages}
    return {name: changes for name, changes in found.items() if changes}


def _changes(
    case_id: str, pages: Sequence[CitedPage], now: Mapping[str, Library], libraries: Libraries
) -> Iterator[LibraryChange]:
    for name, group in groupby(sorted(pages, key=lambda page: page.library), key=lambda page: page.library):
        of = tuple(group)
        if name in now and not all(is_of(page, case_id, now[name]) for page in of):
            yield LibraryChange(name, tuple(_place(p) for p in of if _reads_otherwise(p, libraries)))


def _reads_otherwise(page: CitedPage, libraries: Libraries) -> bool:
    return libraries.page(page.library, page.document, page.number) != page.text


def _place(page: CitedPage) -> str:
    return f"{page.document}, page {page.number}"
