"""What of its documents a section was drafted from: pages that gave evidence, pages that gave none, pages unread.

All readable pages are searched; a drafter is shown the passages that the search and the slots chose. So a page that
gave no passage was never seen by it, and a person who relies on the text should know how many these are.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.evidence import Document, DocumentState, Page, Passage
from desktop_app.domain.form import Section
from desktop_app.domain.hidden_text import visible
from desktop_app.domain.section import InputKind


@dataclass(frozen=True, slots=True)
class Coverage:
    """Pages of a section's own documents by what became of them, each counted once: `offered` gave a passage to the
    drafter; `left_out` gave one that did not fit, and no other; `not_found` gave none; `unreadable` hold no text that
    could be read.

    `unread` names documents that could not be read at all, whose pages nobody can count. `library` counts the pages of
    reference libraries that gave a passage.
    """

    offered: int = 0
    left_out: int = 0
    not_found: int = 0
    unreadable: int = 0
    unread: tuple[str, ...] = ()
    library: int = 0

    @property
    def pages(self) -> int:
        """All pages of the section's own documents that can be counted."""
        return self.offered + self.left_out + self.not_found + self.unreadable


def coverage(
    documents: Collection[Document],
    pages: Collection[Page],
    offered: Collection[Passage],
    left_out: Collection[Passage] = (),
) -> Coverage:
    """The coverage of these documents, of which these are the pages, by the passages that a drafter was offered and
    those that did not fit."""
    own = {document.document_id: document for document in documents}
    shown, unfit = _places(offered), _places(left_out)
    states = [_state(page, shown, unfit) for page in pages if page.document_id in own]
    counted = {page.document_id for page in pages}
    return Coverage(
        offered=states.count("offered"),
        left_out=states.count("left_out"),
        not_found=states.count("not_found"),
        unreadable=states.count("unreadable"),
        unread=tuple(
            d.name.text for d in documents if d.state is not DocumentState.READ and d.document_id not in counted
        ),
        library=len({place for place in shown if place[0] not in own}),
    )


def coverage_of(facts: CaseFacts, section: Section, offered: Mapping[str, bool]) -> Coverage:
    """The coverage of the section's current text: `offered` are the passages of its draft, by identifier, and whether
    each was left out. Documents are those that the draft was made from, which may be others than there are now."""
    known = {passage.passage_id: passage for passage in facts.passages}
    found = [(known[each], left_out) for each, left_out in offered.items() if each in known]
    return coverage(
        _documents(facts, section),
        facts.pages,
        [passage for passage, left_out in found if not left_out],
        [passage for passage, left_out in found if left_out],
    )


def _documents(facts: CaseFacts, section: Section) -> tuple[Document, ...]:
    head = facts.record.heads.get(section.section)
    then = {key for kind, key in facts.inputs_then(head) if kind is InputKind.DOCUMENT} if head else set[str]()
    if then:
        return tuple(d for d in facts.record.documents if d.document_id in then)
    libraries = facts.pack.form.libraries
    return tuple(d for d in facts.documents_of(section) if d.field not in libraries)


def _places(passages: Collection[Passage]) -> set[tuple[str, int]]:
    return {(passage.document_id, passage.page) for passage in passages}


def _state(page: Page, shown: set[tuple[str, int]], unfit: set[tuple[str, int]]) -> str:
    place = (page.document_id, page.number)
    if place in shown:
        return "offered"
    if not visible(page.text.text).strip():
        return "unreadable"
    return "left_out" if place in unfit else "not_found"


def coverage_words(found: Coverage) -> str:
    """The coverage in one line of English (the source text of translations)."""
    parts = [f"{found.offered} of {found.pages} {_pages(found.pages)} gave evidence" if found.pages else ""]
    parts.append(f"{found.not_found} searched, nothing taken" if found.not_found else "")
    parts.append(f"{found.left_out} found and left out, no room" if found.left_out else "")
    parts.append(f"{found.unreadable} not readable" if found.unreadable else "")
    parts.append(f"not read at all: {', '.join(found.unread)}" if found.unread else "")
    parts.append(f"{found.library} {_pages(found.library)} of libraries" if found.library else "")
    return "; ".join(filter(None, parts)) or "no document to take evidence from"


def _pages(count: int) -> str:
    return "page" if count == 1 else "pages"
