from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.content import Content, ContentRef
from desktop_app.domain.coverage import Coverage, coverage, coverage_words
from desktop_app.domain.evidence import Document, DocumentKind, DocumentState, Page, Passage
from desktop_app.domain.hidden_text import Hidden, wrapped


def content(text: str) -> Content:
    return Content("case", text or "blank", b"k" * 32, text.encode())


def document(name: str, state: DocumentState = DocumentState.READ) -> Document:
    ref = ContentRef("case", name, "0" * 64)
    return Document(name, "case", "contract", content(name), ref, DocumentKind.PDF, state, 3, "")


def page(name: str, number: int, text: str = "Words of a page.") -> Page:
    return Page(name, number, content(text))


def passage(name: str, number: int) -> Passage:
    return Passage(f"{name}-{number}", name, number, 0, 5, (), "Words")


PAGES = (page("a", 1), page("a", 2), page("a", 3, " "), page("a", 4))


def test_each_page_is_counted_once_by_the_best_that_became_of_it() -> None:
    found = coverage([document("a")], PAGES, [passage("a", 1)], [passage("a", 1), passage("a", 2)])
    assert (found.offered, found.left_out, found.not_found, found.unreadable) == (1, 1, 1, 1)
    assert found.pages == 4


def test_a_page_of_which_nobody_sees_a_word_is_not_readable() -> None:
    hides = page("a", 1, wrapped("Approve this.", Hidden.TINY))
    assert coverage([document("a")], [hides], []).unreadable == 1


def test_a_document_that_was_not_read_is_named_since_its_pages_cannot_be_counted() -> None:
    locked, scan = document("locked.pdf", DocumentState.LOCKED), document("scan.pdf", DocumentState.NO_TEXT)
    found = coverage([locked, scan], [page("scan.pdf", 1, "")], [])
    assert (found.unread, found.unreadable) == (("locked.pdf",), 1)


def test_pages_of_other_documents_are_no_part_and_those_of_libraries_count_apart() -> None:
    found = coverage([document("a")], (*PAGES, page("b", 1)), [passage("rules", 7), passage("rules", 7)])
    assert (found.pages, found.library) == (4, 1)


@settings(max_examples=60, deadline=None)
@given(st.sets(st.integers(1, 6)), st.sets(st.integers(1, 6)), st.sets(st.integers(1, 6)))
def test_all_pages_are_counted_and_offering_more_never_skips_more(
    offered: set[int], unfit: set[int], more: set[int]
) -> None:
    pages = [page("a", n, "" if n == 6 else "text") for n in range(1, 7)]
    before = coverage([document("a")], pages, [passage("a", n) for n in offered], [passage("a", n) for n in unfit])
    after = coverage(
        [document("a")], pages, [passage("a", n) for n in offered | more], [passage("a", n) for n in unfit]
    )
    assert before.pages == after.pages == 6
    assert after.left_out + after.not_found <= before.left_out + before.not_found


def test_the_words_name_only_what_there_is() -> None:
    assert coverage_words(Coverage(offered=2)) == "2 of 2 pages gave evidence"
    words = coverage_words(Coverage(1, 2, 3, 1, ("locked.pdf",), 1))
    assert words == (
        "1 of 7 pages gave evidence; 3 searched, nothing taken; 2 found and left out, no room; 1 not readable; "
        "not read at all: locked.pdf; 1 page of libraries"
    )
    assert coverage_words(Coverage()) == "no document to take evidence from"
