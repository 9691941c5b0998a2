"""What a person does to a section's text besides typing: kinds of blocks, bold, tables, citations. Each is one step
that can be undone."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtGui import QTextBlock, QTextCharFormat, QTextCursor, QTextTable

from desktop_app.domain.text import BlockKind
from desktop_app.qt.citation_object import GLUE, OBJECT, is_chip
from desktop_app.qt.document_lines import LITERAL, TYPED, fragments, kind_of
from desktop_app.qt.document_style import DocumentStyle, is_bold
from desktop_app.qt.document_writer import write_chip
from desktop_app.qt.text_offsets import to_units

LISTS = (BlockKind.BULLET, BlockKind.NUMBER)


@contextmanager
def one_step(cursor: QTextCursor) -> Iterator[QTextCursor]:
    """What is done inside is undone at once."""
    cursor.beginEditBlock()
    try:
        yield cursor
    finally:
        cursor.endEditBlock()


def kind_at(cursor: QTextCursor) -> BlockKind:
    """What the cursor stands in."""
    return BlockKind.ROW if cursor.currentTable() is not None else kind_of(cursor.block())


def set_kind(cursor: QTextCursor, kind: BlockKind, style: DocumentStyle) -> None:
    """Make the selected blocks, or that of the cursor, this kind; those of a table stay rows."""
    with one_step(QTextCursor(cursor)) as step:
        for block in list(_blocks(cursor)):
            step.setPosition(block.position())
            if step.currentTable() is None:
                _set_kind(step, kind, style)


def toggle_kind(cursor: QTextCursor, kind: BlockKind, style: DocumentStyle) -> None:
    """The same; what is of this kind becomes a paragraph."""
    set_kind(cursor, BlockKind.PARAGRAPH if kind_at(cursor) is kind else kind, style)


def toggle_bold(cursor: QTextCursor, style: DocumentStyle) -> QTextCharFormat:
    """Make the selected words bold, or plain where they are bold; the format for what is typed next."""
    words = style.words(kind_at(cursor), bold=not is_bold(cursor.charFormat()))
    if cursor.hasSelection():
        change = QTextCharFormat()
        change.setFontWeight(words.fontWeight())
        cursor.mergeCharFormat(change)
    return words


def insert_table(cursor: QTextCursor, style: DocumentStyle, rows: int = 2, columns: int = 2) -> QTextCursor | None:
    """A table after the block of the cursor; the cursor in its first cell. None inside a table."""
    if cursor.currentTable() is not None:
        return None
    with one_step(QTextCursor(cursor)) as step:
        step.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        table = step.insertTable(rows, columns, style.table(columns))
        for place in (table.cellAt(i, j) for i in range(rows) for j in range(columns)):
            place.firstCursorPosition().setBlockFormat(style.block(BlockKind.ROW))
        after = table.lastCursorPosition()
        after.movePosition(QTextCursor.MoveOperation.NextBlock)
        if after.block().length() == 1:
            after.setBlockFormat(style.block(BlockKind.PARAGRAPH))
    return table.cellAt(0, 0).firstCursorPosition()


def add_row(cursor: QTextCursor, style: DocumentStyle) -> QTextCursor | None:
    """A row under that of the cursor; the cursor in its first cell."""
    table = cursor.currentTable()
    if table is None:
        return None
    row = table.cellAt(cursor).row() + 1
    with one_step(QTextCursor(cursor)):
        table.insertRows(row, 1)
        _set_cells(table, [(row, column) for column in range(table.columns())], style)
    return table.cellAt(row, 0).firstCursorPosition()


def add_column(cursor: QTextCursor, style: DocumentStyle) -> None:
    """A column beside that of the cursor."""
    table = cursor.currentTable()
    if table is None:
        return
    cell = table.cellAt(cursor)
    column = cell.column() + cell.columnSpan()
    with one_step(QTextCursor(cursor)):
        table.insertColumns(column, 1)
        table.setFormat(style.table(table.columns()))
        _set_cells(table, [(row, column) for row in range(table.rows())], style)


def remove_row(cursor: QTextCursor) -> None:
    """Take the row of the cursor out, and the table with its last one."""
    table = cursor.currentTable()
    if table is not None:
        table.removeRows(table.cellAt(cursor).row(), 1)


def remove_column(cursor: QTextCursor, style: DocumentStyle) -> None:
    """Take the column of the cursor out, and the table with its last one."""
    table = cursor.currentTable()
    if table is None:
        return
    left = table.columns() - 1
    with one_step(QTextCursor(cursor)):
        table.removeColumns(table.cellAt(cursor).column(), 1)
        if left:
            table.setFormat(style.table(left))


def take_citations(cursor: QTextCursor) -> bool:
    """Make chips of the citations that were typed, in the whole document; whether there were any."""
    found = list(_typed(cursor))
    if not found:
        return False
    with one_step(QTextCursor(cursor)) as step:
        for start, end, number in reversed(found):
            step.setPosition(start)
            step.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            words = QTextCharFormat(step.charFormat())
            step.removeSelectedText()
            write_chip(step, words, number)
    return True


def in_chip(cursor: QTextCursor, position: int) -> bool:
    """Whether this is the place between a chip and the space that belongs to it."""
    document = cursor.document()
    if document.characterAt(position) != OBJECT or position == 0:
        return False
    at = QTextCursor(document)
    at.setPosition(position + 1)
    if not is_chip(at.charFormat()):
        return False
    at.setPosition(position)
    return at.charFormat().hasProperty(GLUE)


def _typed(cursor: QTextCursor) -> Iterator[tuple[int, int, int]]:
    block = cursor.document().begin()
    while block.isValid():
        for fragment in fragments(block) if "[E" in block.text() else ():
            text, at, look = fragment.text(), fragment.position(), fragment.charFormat()
            for typed in () if look.hasProperty(LITERAL) else TYPED.finditer(text):
                yield (
                    at + to_units(text, typed.start()),
                    at + to_units(text, typed.end()),
                    int(typed["spaced"] or typed["tight"]),
                )
        block = block.next()


def _set_kind(cursor: QTextCursor, kind: BlockKind, style: DocumentStyle) -> None:
    listed = cursor.currentList()
    if listed is not None:
        listed.remove(cursor.block())
    cursor.setBlockFormat(style.block(kind))
    _set_weights(cursor, kind, style)
    if kind in LISTS:
        neighbours = (cursor.block().previous(), cursor.block().next())
        near = next((b.textList() for b in neighbours if b.isValid() and kind_of(b) is kind), None)
        if near is not None:
            near.add(cursor.block())
        else:
            cursor.createList(style.list(kind))


def _set_weights(cursor: QTextCursor, kind: BlockKind, style: DocumentStyle) -> None:
    """Plain words have the weight of the kind."""
    change = QTextCharFormat()
    change.setFontWeight(style.words(kind).fontWeight())
    for fragment in list(fragments(cursor.block())):
        if not is_bold(fragment.charFormat()):
            words = QTextCursor(cursor)
            words.setPosition(fragment.position())
            words.setPosition(fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor)
            words.mergeCharFormat(change)
    cursor.mergeBlockCharFormat(change)


def _set_cells(table: QTextTable, places: list[tuple[int, int]], style: DocumentStyle) -> None:
    for row, column in places:
        cursor = table.cellAt(row, column).firstCursorPosition()
        cursor.setBlockFormat(style.block(BlockKind.ROW))
        cursor.setBlockCharFormat(style.words(BlockKind.ROW))


def _blocks(cursor: QTextCursor) -> Iterator[QTextBlock]:
    block = cursor.document().findBlock(cursor.selectionStart())
    while block.isValid() and block.position() <= cursor.selectionEnd():
        yield block
        block = block.next()
