"""Reading takes what documents of the kind and size took before."""

from desktop_app.domain.document_pace import PastReading, Span, reading_span
from desktop_app.domain.evidence import DocumentKind

PDFS = [PastReading(DocumentKind.PDF, 1000, seconds) for seconds in (1.0, 2.0, 3.0, 4.0, 5.0)]
LETTER = PastReading(DocumentKind.TEXT, 100, 0.5)


def test_files_take_what_most_of_their_kind_took() -> None:
    assert reading_span([("a.pdf", 1000), ("b.PDF", 10)], [*PDFS, LETTER]) == Span(4, 8)
    assert reading_span([("a.md", 50)], [*PDFS, LETTER]) == Span(0.5, 0.5)


def test_a_larger_file_takes_longer() -> None:
    assert reading_span([("a.pdf", 3000)], PDFS) == Span(6, 12)


def test_a_kind_that_nobody_read_takes_what_any_took_and_without_any_it_is_not_known() -> None:
    assert reading_span([("a.docx", 100)], [LETTER]) == Span(0.5, 0.5)
    assert reading_span([("a.docx", 100)], []) is None
    assert reading_span([], []) == Span(0, 0)
