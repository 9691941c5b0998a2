"""Words found in a section's text, and put in their place."""

import re
from collections.abc import Sequence

from PySide6.QtGui import QTextCursor

from desktop_app.domain.text import Span
from desktop_app.qt.document_lines import DocumentText
from desktop_app.qt.document_style import DocumentStyle
from desktop_app.qt.text_formatting import one_step, plain_look


def find_words(plain: str, wanted: str, *, match_case: bool = False) -> tuple[Span, ...]:
    """Where the words stand, in code points; nothing where nothing is wanted. A blank matches any blank."""
    words = r"\s".join(map(re.escape, re.split(r"\s", wanted)))
    if not wanted.strip():
        return ()
    return tuple(Span(*hit.span()) for hit in re.finditer(words, plain, 0 if match_case else re.IGNORECASE))


def replace_words(
    cursor: QTextCursor, text: DocumentText, spans: Sequence[Span], replacement: str, style: DocumentStyle
) -> None:
    """Put the replacement where these words stand, as one step. Citations among the words stay."""
    with one_step(cursor):
        for span in reversed(spans):
            first, *rest = text.offsets.pieces(span)
            for start, end in reversed(rest):
                _select(cursor, start, end)
                cursor.removeSelectedText()
            _select(cursor, *first)
            look = cursor.charFormat()
            cursor.insertText(replacement, look if cursor.hasSelection() else plain_look(cursor, style))


def _select(cursor: QTextCursor, start: int, end: int) -> None:
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
