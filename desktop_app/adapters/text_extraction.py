"""Text from plain text files: decoding only, so it is done in the program's own process."""

import codecs

from desktop_app.adapters.extraction import Limits, NotRead, check_size, text_reading, with_text
from desktop_app.adapters.paragraph_extraction import paragraph_pages, paragraphs
from desktop_app.adapters.row_pages import row_pages
from desktop_app.adapters.table_extraction import table_rows
from desktop_app.domain.evidence import DocumentKind, DocumentState, Reading
from desktop_app.domain.hidden_text import unmarked

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROLS = {code: None for code in (*range(32), 127) if chr(code) not in "\t\n\r\f\v"}
_CONTROL_SHARE = 0.02


def extract_text(body: bytes, limits: Limits) -> Reading:
    """The pages of a text file, which form feeds separate, or a table's rows, or numbered paragraphs.

    Raises NotRead for what is not text.
    """
    text, reason = decoded(body)
    text = unmarked(text)
    _require_text(text)
    if numbered := paragraphs(text):
        pages = tuple(paragraph_pages(numbered))
        check_size(len(pages), sum(len(page.text) for page in pages), limits)
        return with_text(Reading(DocumentKind.TEXT, DocumentState.READ, pages, reason))
    if rows := table_rows(text):
        table = tuple(row_pages(enumerate(rows, 1), "", 1))
        check_size(0, sum(len(page.text) for page in table), limits)
        return Reading(DocumentKind.TABLE, DocumentState.READ, table, reason)
    parts = text.split("\f")
    if len(parts) > 1 and not parts[-1].strip():
        parts.pop()
    return text_reading(DocumentKind.TEXT, parts, limits, reason)


def decoded(body: bytes) -> tuple[str, str]:
    """The text, and words where its encoding was guessed."""
    encoding = next((name for bom, name in _BOMS if body.startswith(bom)), "utf-8")
    try:
        return body.decode(encoding), ""
    except UnicodeDecodeError:
        return body.decode(
            "cp1252", "replace"
        ), "The file is not UTF-8; it was read as Windows-1252 (Western European)."


def _require_text(text: str) -> None:
    strange = len(text) - len(text.translate(_CONTROLS)) + text.count("\ufffd")
    if "\0" in text or strange > _CONTROL_SHARE * len(text):
        reason = "The file is of no kind that can be read: attach PDF, DOCX, XLSX, HTML, EML or text."
        raise NotRead(DocumentState.UNREADABLE, reason, DocumentKind.UNKNOWN)
