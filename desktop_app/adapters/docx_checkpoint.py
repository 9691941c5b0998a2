"""The checkpoint that leaves with an exported document: a line at its end, for people and programs to read.

It is plain text, so that it outlives another word processor, a printer and a copy into another format.
"""

from io import BytesIO

from docx import Document

from desktop_app.adapters.docx_base import NOTE, zipped

_WORDS = (
    "This checkpoint signs the record up to this export. Keep this document elsewhere: with it “countersign audit "
    "verify --against” shows whether the store was put back or rewritten since."
)


def with_checkpoint(body: bytes, line: str) -> bytes:
    """The document with the checkpoint's line at its end; the same document and line give the same bytes."""
    document = Document(BytesIO(body))
    for words in (_WORDS, line):
        document.add_paragraph(words, style=NOTE)
    return zipped(document)
