"""Tables in a section's text: each change is one step that can be undone."""

from PySide6.QtGui import QTextCursor, QTextTable

from desktop_app.domain.text import BlockKind
from desktop_app.qt.document_style import DocumentStyle
from desktop_app.qt.text_formatting import one_step


def insert_table(cursor: QTextCursor, style: DocumentStyle, rows: int = 2, columns: int = 2) -> QTextCursor | None:
    """A table after the block of the cursor; the cursor in its first cell. None inside a table."""
    if cursor.currentTable() is not None:
        return None
    with one_step(QTextCursor(cursor)) as step:
        step.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        table = step.insertTable(rows, columns, style.table([100 / columns] * columns))
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


def remove_row(cursor: QTextCursor) -> None:
    """Take the row of the cursor out, and the table with its last one."""
    table = cursor.currentTable()
    if table is not None:
        table.removeRows(table.cellAt(cursor).row(), 1)


def next_cell(cursor: QTextCursor, *, back: bool = False) -> QTextCursor | None:
    """The cursor in the cell after or before its own; None outside tables and past their ends."""
    table = cursor.currentTable()
    if table is None:
        return None
    cell = table.cellAt(cursor)
    to = cell.firstCursorPosition().position() - 1 if back else cell.lastCursorPosition().position() + 1
    if not table.firstPosition() <= to <= table.lastPosition():
        return None
    return table.cellAt(to).firstCursorPosition()


def cell_below(cursor: QTextCursor, style: DocumentStyle) -> QTextCursor | None:
    """The cursor in the cell below; in the last row a new row, and out of the table where the last row is empty."""
    table = cursor.currentTable()
    if table is None:
        return None
    cell = table.cellAt(cursor)
    row = cell.row() + cell.rowSpan()
    if row < table.rows():
        return table.cellAt(row, cell.column()).firstCursorPosition()
    if table.rows() > 1 and _is_empty(table, cell.row()):
        with one_step(QTextCursor(cursor)):
            remove_row(cursor)
        after = table.lastCursorPosition()
        after.movePosition(QTextCursor.MoveOperation.NextBlock)
        return after
    return add_row(cursor, style)


def _set_cells(table: QTextTable, places: list[tuple[int, int]], style: DocumentStyle) -> None:
    for row, column in places:
        cursor = table.cellAt(row, column).firstCursorPosition()
        cursor.setBlockFormat(style.block(BlockKind.ROW))
        cursor.setBlockCharFormat(style.words(BlockKind.ROW))


def _is_empty(table: QTextTable, row: int) -> bool:
    cells = (table.cellAt(row, column) for column in range(table.columns()))
    return all(cell.firstCursorPosition() == cell.lastCursorPosition() for cell in cells)
