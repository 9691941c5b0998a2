"""Which kinds of files an attachment field accepts, by the words of its `accept`."""

from collections.abc import Mapping

from desktop_app.domain.evidence import DocumentKind
from desktop_app.domain.form_field import FormField

_PLAIN = frozenset((DocumentKind.TEXT, DocumentKind.TABLE))
_UNREAD = frozenset((DocumentKind.UNKNOWN,))
ACCEPTED: Mapping[str, frozenset[DocumentKind]] = {
    "pdf": frozenset((DocumentKind.PDF,)),
    "docx": frozenset((DocumentKind.DOCX,)),
    "xlsx": frozenset((DocumentKind.WORKBOOK,)),
    "txt": _PLAIN,
    "md": _PLAIN,
    "csv": _PLAIN,
    "html": frozenset((DocumentKind.HTML,)),
    "eml": frozenset((DocumentKind.EMAIL,)),
    "image": frozenset((DocumentKind.IMAGE,)),
    **dict.fromkeys(("doc", "xls", "ppt", "pptx", "odt", "ods", "rtf", "zip", "audio", "video"), _UNREAD),
}
"""What a file is by its content: a text and a table of comma-separated values cannot be told apart by it, nor what the
program does not read, which is kept as it came."""


def accepts(field: FormField, kind: DocumentKind) -> bool:
    """Whether an attachment field takes a file of this kind; one that names none takes every file."""
    return not field.accept or any(kind in ACCEPTED.get(word, ()) for word in field.accept)
