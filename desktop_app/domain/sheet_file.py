"""A file of tables as it was read: the cells of its sheets, as text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet and its rows, each as long as its last cell with something in it. A CSV file is one without a name."""

    name: str
    rows: tuple[tuple[str, ...], ...]

    @property
    def width(self) -> int:
        """Its columns."""
        return max(map(len, self.rows), default=0)


@dataclass(frozen=True, slots=True)
class SheetFile:
    """Sheets, or why there are none (`fault`); `remark` is what was left out, `mark` what parts the cells of a CSV."""

    sheets: tuple[Sheet, ...] = ()
    mark: str = ""
    remark: str = ""
    fault: str = ""


def column_letters(number: int) -> str:
    """How spreadsheets name a column, counted from 0: A to Z, AA, AB."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
