"""The reading of a document of each kind. Runs in the extracting process; a parser is imported when it is needed."""

from desktop_app.adapters.document_kind import unknown
from desktop_app.adapters.extraction import Limits, check_size
from desktop_app.domain.evidence import DocumentKind, Reading


def extract(kind: DocumentKind, body: bytes, limits: Limits) -> Reading:
    """Pages and passages of a document. Raises NotRead."""
    reading = _reading(kind, body, limits)
    check_size(len(reading.pages), sum(len(page.text) for page in reading.pages), limits)
    return reading


def _reading(kind: DocumentKind, body: bytes, limits: Limits) -> Reading:
    match kind:
        case DocumentKind.PDF:
            from desktop_app.adapters.pdf_extraction import extract_pdf

            return _with_scans(body, extract_pdf(body, limits), limits)
        case DocumentKind.DOCX:
            from desktop_app.adapters.docx_extraction import extract_docx

            return extract_docx(body, limits)
        case DocumentKind.WORKBOOK:
            from desktop_app.adapters.workbook_extraction import extract_workbook

            return extract_workbook(body, limits)
        case DocumentKind.HTML:
            from desktop_app.adapters.html_extraction import extract_html

            return extract_html(body, limits)
        case DocumentKind.EMAIL:
            from desktop_app.adapters.email_extraction import extract_email

            return extract_email(body, limits)
        case DocumentKind.IMAGE:
            from desktop_app.adapters.scan_recognition import recognise_image

            return recognise_image(body, limits)
        case DocumentKind.TEXT | DocumentKind.TABLE:
            from desktop_app.adapters.text_extraction import extract_text

            return extract_text(body, limits)
        case DocumentKind.UNKNOWN:
            raise unknown(body)


def _with_scans(body: bytes, reading: Reading, limits: Limits) -> Reading:
    if not limits.recogniser:
        return reading
    from desktop_app.adapters.scan_recognition import recognise_pages

    return recognise_pages(body, reading, limits)
