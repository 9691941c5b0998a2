"""What a person does to a section's text besides typing: kinds of blocks, bold, citations. Each is one step
that can be undone."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtGui import QTextBlock, QTextCharFormat, QTextCursor

from desktop_app.domain.text import BlockKind
from desktop_app.qt.citation_object import GLUE, OBJECT, SPACE, is_chip
from desktop_app.qt.document_lines import LITERAL, STAND_IN, TYPED, fragments, kind_of
from desktop_app.qt.document_style import DocumentStyle, is_bold
from desktop_app.qt.document_writer import marked_format, write_chip
from desktop_app.qt.held_words import held_spaces
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
        for block in list(selected_blocks(cursor)):
            step.setPosition(block.position())
            if step.currentTable() is None:
                _set_kind(step, kind, style)


def toggle_kind(cursor: QTextCursor, kind: BlockKind, style: DocumentStyle) -> None:
    """The same; what is of this kind becomes a paragraph."""
    set_kind(cursor, BlockKind.PARAGRAPH if kind_at(cursor) is kind else kind, style)


def toggle_bold(cursor: QTextCursor, style: DocumentStyle) -> QTextCharFormat | None:
    """Make the selected words bold, or plain where they are bold; without a selection, how to go on typing."""
    words = style.words(kind_at(cursor), bold=not is_bold(cursor.charFormat()))
    if cursor.hasSelection():
        cursor.mergeCharFormat(words)
        return None
    return words


def break_line(cursor: QTextCursor, style: DocumentStyle) -> QTextCursor:
    """A new line: an item in a list, a paragraph after a heading; an empty item becomes a paragraph instead."""
    kind = kind_of(cursor.block())
    if kind is not BlockKind.PARAGRAPH and cursor.block().length() == 1:
        set_kind(cursor, BlockKind.PARAGRAPH, style)
        return cursor
    with one_step(cursor):
        ends = cursor.selectionEnd() == cursor.block().position() + cursor.block().length() - 1
        if kind is BlockKind.HEADING and ends:
            cursor.insertBlock(style.block(BlockKind.PARAGRAPH), style.words(BlockKind.PARAGRAPH))
        else:
            cursor.insertBlock(cursor.blockFormat(), plain_look(cursor, style))
    return cursor


def remove_before(cursor: QTextCursor, style: DocumentStyle) -> QTextCursor | None:
    """What the key does before a chip (it goes as a whole) and at the start of an item or heading (it becomes a
    paragraph); None elsewhere."""
    if cursor.hasSelection():
        return None
    if in_chip(cursor, cursor.position() - 1):
        return _removed(cursor, cursor.position() - 2, cursor.position())
    if cursor.atBlockStart() and kind_at(cursor) not in (BlockKind.PARAGRAPH, BlockKind.ROW):
        set_kind(cursor, BlockKind.PARAGRAPH, style)
        return cursor
    return None


def remove_after(cursor: QTextCursor) -> QTextCursor | None:
    """The same for what follows: a chip goes as a whole; None elsewhere."""
    if cursor.hasSelection() or not in_chip(cursor, cursor.position() + 1):
        return None
    return _removed(cursor, cursor.position(), cursor.position() + 2)


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


def hold_amounts(cursor: QTextCursor) -> None:
    """Keep the words of typed amounts and dates in one line, in the whole document."""
    step, block = QTextCursor(cursor), cursor.document().begin()
    while block.isValid():
        text = block.text()
        for space in held_spaces(text):
            step.setPosition(block.position() + to_units(text, space))
            step.movePosition(QTextCursor.MoveOperation.NextCharacter, QTextCursor.MoveMode.KeepAnchor)
            step.insertText(SPACE, marked_format(step.charFormat(), " "))
        block = block.next()


def is_special(look: QTextCharFormat) -> bool:
    """Whether these are no common words: what is typed after them must not take over how they look."""
    return is_chip(look) or any(map(look.hasProperty, (GLUE, LITERAL, STAND_IN)))


def plain_look(cursor: QTextCursor, style: DocumentStyle) -> QTextCharFormat:
    """How words are that are typed here."""
    return style.words(kind_at(cursor), bold=is_bold(cursor.charFormat()))


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


def _removed(cursor: QTextCursor, start: int, end: int) -> QTextCursor:
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    cursor.removeSelectedText()
    return cursor


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
    for fragment in list(fragments(cursor.block())):
        if not is_bold(fragment.charFormat()):
            words = QTextCursor(cursor)
            words.setPosition(fragment.position())
            words.setPosition(fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor)
            words.mergeCharFormat(style.words(kind))
    cursor.mergeBlockCharFormat(style.words(kind))


def selected_blocks(cursor: QTextCursor) -> Iterator[QTextBlock]:
    """The blocks that the selection touches, or that of the cursor."""
    block = cursor.document().findBlock(cursor.selectionStart())
    while block.isValid() and block.position() <= cursor.selectionEnd():
        yield block
        block = block.next()
