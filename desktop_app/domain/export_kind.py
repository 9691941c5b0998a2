"""The documents that leave a case."""

from enum import StrEnum


class ExportKind(StrEnum):
    """docx: the text as it is; docx_marked: with its changes since the draft and with comments; pdf: to read, print
    and keep."""

    DOCX = "docx"
    MARKED = "docx_marked"
    PDF = "pdf"
