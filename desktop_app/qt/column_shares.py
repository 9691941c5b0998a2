"""How wide the columns of a table in a text are, from what stands in them."""

from collections.abc import Sequence

from desktop_app.qt.held_words import unbroken

LINE = 60
"""Letters that a table shows beside each other where the window is small."""
LEAST = 4
"""Letters for which even an empty column has room: somebody may type there."""


def column_shares(rows: Sequence[Sequence[str]]) -> tuple[float, ...]:
    """The share in percent of each column. Each has room for its longest word, amount or date, and of what is left as
    much as it lacks for its longest cell; the cells of a row are its words. The last cell of a short row, which is as
    wide as what is left, asks for nothing."""
    columns = max(map(len, rows))
    words, cells = [LEAST] * columns, [LEAST] * columns
    for row in rows:
        for column, cell in enumerate(row if len(row) == columns else row[:-1]):
            cells[column] = max(cells[column], len(cell))
            words[column] = max(words[column], *map(len, unbroken(cell).split(" ")))
    lacking = [cell - word for cell, word in zip(cells, words, strict=True)]
    given = min(1.0, max(0, LINE - sum(words)) / max(1, sum(lacking)))
    widths = [word + given * more for word, more in zip(words, lacking, strict=True)]
    return tuple(100 * width / sum(widths) for width in widths)
