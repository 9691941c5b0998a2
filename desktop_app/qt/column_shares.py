"""How wide the columns of a table in a text are, from what stands in them."""

from collections.abc import Callable, Sequence

from desktop_app.qt.held_words import unbroken


def column_shares(rows: Sequence[Sequence[str]], wide: Callable[[str], float], line: float) -> tuple[float, ...]:
    """The share in percent of each column. Each has room for its longest word, amount or date, and of what is left as
    much as it lacks for its longest cell; where there is too little, words give way to figures. The cells of a row are
    its words; the last cell of a short row, which is as wide as what is left, asks for nothing. `wide` measures words,
    and `line` is what a table has at least, in pixels.
    """
    columns = max(map(len, rows))
    words, figures, cells = ([wide("")] * columns for _ in range(3))
    for row in rows:
        for column, cell in enumerate(row if len(row) == columns else row[:-1]):
            parts = unbroken(cell).split(" ")
            cells[column] = max(cells[column], wide(cell))
            words[column] = max(words[column], *map(wide, parts))
            figures[column] = max(figures[column], *(wide(part) for part in parts if part[-1:].isdigit()), 0)
    needs = _filled(figures, words, line)
    widths = _filled(needs, cells, line)
    return tuple(100 * width / sum(widths) for width in widths)


def _filled(least: Sequence[float], most: Sequence[float], line: float) -> list[float]:
    """What each has at least, and of what that leaves of the line as much as each lacks to its most."""
    lacking = [max(0.0, high - low) for low, high in zip(least, most, strict=True)]
    given = min(1.0, max(0.0, line - sum(least)) / max(1.0, sum(lacking)))
    return [low + given * more for low, more in zip(least, lacking, strict=True)]
