"""The words of the form: what is known of documents, and what documents say of answers."""

from dataclasses import replace

import pytest

from desktop_app.domain.content import Content, ContentRef
from desktop_app.domain.evidence import NO_FIELD, Document, DocumentKind, DocumentState, Passage
from desktop_app.qt.form_match import Match
from desktop_app.qt.form_words import document_words, match_words

K, S = DocumentKind, DocumentState
pytestmark = pytest.mark.usefixtures("counted_in_english")
NAME = Content("c", "i", bytes(32), b"letter.pdf")
LETTER = Document("d", "c", "contract", NAME, ContentRef("c", "i", "0"), K.PDF, S.READ, 3, "")
FEE = Match("fee", "EUR 5", "5", Passage("p", "d", 2, 0, 5, (), "EUR 5"), LETTER, agrees=None)


@pytest.mark.parametrize(
    ("kind", "state", "pages", "reason", "words"),
    [
        (K.PDF, S.READ, 1, "", "1 page, all text read"),
        (K.PDF, S.READ, 18, "", "18 pages, all text read"),
        (K.DOCX, S.READ, 1, "", "All text read"),
        (K.UNKNOWN, S.READING, 0, "", "Reading…"),
        (K.PDF, S.NO_TEXT, 4, "It is a scan.", "No text found. Type the amount, or add a clearer scan."),
        (K.TEXT, S.NO_TEXT, 0, "The file holds no text.", "No text found. The file holds no text."),
        (K.PDF, S.LOCKED, 0, "It needs a password.", "Locked with a password"),
        (K.UNKNOWN, S.TOO_LARGE, 0, "Larger than 40 MB.", "Too large (limit 40 MB)"),
        (K.PDF, S.TOO_LARGE, 0, "It has 9,000 pages.", "Too large. It has 9,000 pages."),
        (K.PDF, S.UNREADABLE, 0, "It is damaged.", "Cannot be read: It is damaged."),
    ],
)
def test_a_document_says_what_is_known_of_it(
    kind: DocumentKind, state: DocumentState, pages: int, reason: str, words: str
) -> None:
    assert document_words(replace(LETTER, kind=kind, state=state, pages=pages, reason=reason)) == words


@pytest.mark.parametrize(
    ("match", "words"),
    [
        (FEE, "Found in letter.pdf, page 2: EUR 5"),
        (replace(FEE, agrees=False), "Found in letter.pdf, page 2: EUR 5"),
        (replace(FEE, agrees=False, text=""), "letter.pdf, page 2 says EUR 5"),
        (replace(FEE, agrees=True), "Matches letter.pdf, page 2"),
        (replace(FEE, agrees=True, text=""), "letter.pdf, page 2 says EUR 5"),
        (replace(FEE, agrees=True, taken=True), "From letter.pdf, page 2"),
        (
            replace(FEE, agrees=True, taken=True, document=replace(LETTER, field=NO_FIELD)),
            "From letter.pdf, page 2, which was removed since",
        ),
        (replace(FEE, document=replace(LETTER, kind=K.DOCX, pages=1)), "Found in letter.pdf: EUR 5"),
    ],
)
def test_what_a_document_says_names_its_page_where_it_has_pages(match: Match, words: str) -> None:
    assert match_words(match) == words
