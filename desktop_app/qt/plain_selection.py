"""What goes to the clipboard and comes from it: plain text, with citations as [n]."""

from collections.abc import Iterator

from PySide6.QtGui import QTextBlock, QTextCursor

from desktop_app.domain.text import BlockKind
from desktop_app.qt.citation_object import GLUE, NUMBER, SPACE, is_chip
from desktop_app.qt.document_lines import STAND_IN, fragments, kind_of
from desktop_app.qt.document_style import DocumentStyle
from desktop_app.qt.text_formatting import kind_at, one_step, plain_look, selected_blocks
from desktop_app.qt.text_offsets import to_points


def plain_text(cursor: QTextCursor) -> str:
    """The selected text: items of lists with their marks, cells with tabs between them."""
    parts: list[str] = []
    before: QTextBlock | None = None
    for block in selected_blocks(cursor):
        if before is not None:
            parts.append("\t" if _same_row(before, block) else "\n")
        if block.position() >= cursor.selectionStart() and block.position() < cursor.selectionEnd():
            parts.append(_mark(block))
        parts += _words(block, cursor.selectionStart(), cursor.selectionEnd())
        before = block
    return "".join(parts)


def insert_plain(cursor: QTextCursor, text: str, style: DocumentStyle) -> None:
    """Put text in the place of the selection, each line in a block of its own; all in one cell inside a table."""
    lines = [line for line in text.split("\n") if line.strip()] or [text.replace("\n", " ")]
    if kind_at(cursor) is BlockKind.ROW:
        lines = [" ".join(lines)]
    words = plain_look(cursor, style)
    with one_step(cursor):
        cursor.insertText(lines[0], words)
        for line in lines[1:]:
            cursor.insertBlock(cursor.blockFormat(), words)
            cursor.insertText(line, words)


def _words(block: QTextBlock, start: int, end: int) -> Iterator[str]:
    for fragment in fragments(block):
        look, text, at = fragment.charFormat(), fragment.text(), fragment.position()
        inside = text[to_points(text, max(start - at, 0)) : to_points(text, max(end - at, 0))]
        if is_chip(look):
            yield "".join(f"[{look.intProperty(NUMBER)}]" for _ in inside)
        elif look.hasProperty(STAND_IN):
            yield str(look.property(STAND_IN)) * len(inside)
        else:
            yield inside.replace(SPACE, " ") if look.hasProperty(GLUE) else inside


def _mark(block: QTextBlock) -> str:
    kind = kind_of(block)
    if kind is BlockKind.NUMBER:
        return f"{block.textList().itemText(block)} "
    return "- " if kind is BlockKind.BULLET else ""


def _same_row(block: QTextBlock, other: QTextBlock) -> bool:
    one, two = QTextCursor(block), QTextCursor(other)
    table = one.currentTable()
    if table is None or two.currentTable() != table:
        return False
    return table.cellAt(one).row() == table.cellAt(two).row()
