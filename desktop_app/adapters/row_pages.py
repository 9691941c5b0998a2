"""Pages of rows, as tables and workbooks have them: each row is a passage that can be read alone."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise

from desktop_app.domain.evidence import ReadPage, ReadPassage
from desktop_app.domain.passage_splitting import LONGEST

ROWS_A_PAGE = 200
_NUMBER = re.compile(r"[-+(]?[^\w\s]?\d[\d.,:/ %-]*\)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_BETWEEN = "; "
Row = tuple[int, Sequence[str]]
"""A row's number as a person counts it (from 1) and the text of its cells."""


def row_pages(rows: Iterable[Row], title: str, first: int) -> Iterator[ReadPage]:
    """The pages of a table, numbered from `first`: a heading, then each row that is not blank with its column's names.

    The first row names the columns where all its cells are words, or years that follow one another, as in statements of
    accounts; else they have letters.
    """
    filled = ((number, cells) for number, cells in rows if any(cell.strip() for cell in cells))
    top = next(filled, None)
    if top is None:
        return
    named = _names_columns(top[1])
    names = [cell.strip() for cell in top[1]] if named else []
    rest = filled if named else _before(top, filled)
    page = first
    while (block := list(islice(rest, ROWS_A_PAGE))) or (page == first and named):
        yield _page(page, _heading(title, block, names), block, names)
        page += 1


def _before(top: Row, rest: Iterator[Row]) -> Iterator[Row]:
    yield top
    yield from rest


def _names_columns(cells: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    numbers = [cell for cell in filled if _NUMBER.fullmatch(cell)]
    words = 1 < len(filled) == len(set(filled)) and cells[0].strip() not in numbers
    return words and (not numbers or _are_years_in_turn(numbers))


def _are_years_in_turn(cells: Sequence[str]) -> bool:
    years = [int(cell) for cell in cells if _YEAR.fullmatch(cell)]
    steps = {after - before for before, after in pairwise(years)}
    return len(years) == len(cells) and steps in ({1}, {-1})


def _heading(title: str, block: Sequence[Row], names: Sequence[str]) -> str:
    rows = f"rows {block[0][0]} to {block[-1][0]}" if block else "no rows"
    columns = ": " + ", ".join(filter(None, names)) if names else ""
    return ", ".join(filter(None, (title, rows))) + columns


def _page(number: int, heading: str, block: Sequence[Row], names: Sequence[str]) -> ReadPage:
    lines, passages, at = [], list(_parts([heading], 0)), len(heading) + 2
    for row, cells in block:
        shown = [
            f"{_column(place, names)}: {' '.join(cell.split())}" for place, cell in enumerate(cells) if cell.strip()
        ]
        parts = [f"Row {row}. {shown[0]}", *shown[1:]]
        passages.extend(_parts(parts, at))
        lines.append(_BETWEEN.join(parts))
        at += len(lines[-1]) + 1
    return ReadPage(number, "\n\n".join(filter(None, (heading, "\n".join(lines)))), tuple(passages))


def _parts(parts: Sequence[str], at: int) -> Iterator[ReadPassage]:
    """The passages of a line whose parts begin at `at`: as many parts together as a passage may have."""
    start = end = at
    for part in parts:
        following = (end + len(_BETWEEN) if end > at else at) + len(part)
        if following - start > LONGEST and end > start:
            yield ReadPassage(start, end)
            start = end + len(_BETWEEN)
        end = following
        while end - start > LONGEST:
            yield ReadPassage(start, start + LONGEST)
            start += LONGEST
    if end > start:
        yield ReadPassage(start, end)


def _column(place: int, names: Sequence[str]) -> str:
    """The name of a column, or its letters: A to Z, AA …"""
    if place < len(names) and names[place]:
        return " ".join(names[place].split())
    letters, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
