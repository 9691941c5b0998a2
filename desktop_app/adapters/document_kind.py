"""What a file is, by its content and never by its name."""

import re

from desktop_app.adapters.extraction import NotRead
from desktop_app.domain.evidence import DocumentKind, DocumentState

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HEADER_WITHIN = 1024
_WORKBOOK = b"xl/workbook.xml"
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf|\s|<\?xml[^>]*>|<!--.*?-->)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_FIELD = re.compile(rb"([!-9;-~]{1,76}):[ \t]")
_OF_MAIL = frozenset((b"from", b"date", b"subject", b"to", b"message-id", b"mime-version", b"received"))

# Formats that people attach and that are not read, by what their archive holds: what they are, and what to do.
_OTHER_ARCHIVES = (
    (b"ppt/presentation.xml", "The file is a presentation: save it as PDF and attach that."),
    (b"xl/workbook.bin", "The file is a binary Excel workbook: save it as XLSX and attach that."),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "The file is an OpenDocument text: save it as DOCX or PDF."),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "The file is an OpenDocument sheet: save it as XLSX."),
)


def kind_of(body: bytes) -> DocumentKind:
    """What a file is. A zip archive that is no workbook is taken for DOCX until it is opened."""
    if b"%PDF-" in body[:_HEADER_WITHIN]:
        return DocumentKind.PDF
    if body.startswith(_ZIP):
        return _of_archive(body)
    if body.startswith((_OLE, b"{\\rtf")):
        return DocumentKind.UNKNOWN
    if body.startswith(_IMAGES) or (body.startswith(b"RIFF") and body[8:12] == b"WEBP"):
        return DocumentKind.IMAGE
    if _HTML.match(body[:_HEADER_WITHIN]):
        return DocumentKind.HTML
    return DocumentKind.EMAIL if _is_mail(body) else DocumentKind.TEXT


def _of_archive(body: bytes) -> DocumentKind:
    if any(mark in body for mark, _ in _OTHER_ARCHIVES):
        return DocumentKind.UNKNOWN
    return DocumentKind.WORKBOOK if _WORKBOOK in body else DocumentKind.DOCX


def _is_mail(body: bytes) -> bool:
    """Whether the file begins with fields of a message (RFC 5322, section 2.2), three that mail has among them."""
    head = body[: 64 * _HEADER_WITHIN].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    names: set[bytes] = set()
    for line in head.split(b"\n"):
        if line[:1] in (b" ", b"\t") and names:
            continue
        field = _FIELD.match(line + b" ")
        if field is None:
            return False
        names.add(field[1].lower())
    return len(names & _OF_MAIL) >= 3


def unknown(body: bytes) -> NotRead:
    """Why a file of no known kind is not read, and what to attach instead."""
    if body.startswith(_OLE) and _ENCRYPTED in body:
        return NotRead(DocumentState.LOCKED, "The Office file is locked with a password.")
    reason = next((words for mark, words in _OTHER_ARCHIVES if body.startswith(_ZIP) and mark in body), None)
    old = "The file has an old word processor's format: save it as DOCX or PDF and attach that."
    return NotRead(DocumentState.UNREADABLE, reason or old)
