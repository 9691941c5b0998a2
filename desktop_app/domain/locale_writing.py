"""How a language and its country write numbers, amounts and days on the screen. What is kept is neutral."""

from dataclasses import dataclass

from desktop_app.domain.number_writing import Writing
from desktop_app.domain.value_text import MONTHS


@dataclass(frozen=True, slots=True)
class LocaleWriting:
    """How a language writes. `day` is a pattern as Unicode's locale data has it (`d. MMMM yyyy`), `day_first` whether
    3/4 is in April (None: nobody knows), `zero` its digit for 0, `last_groups` how many digits stand in the last group
    of thousands and in those before it. `code_after`: a currency stands behind its amount. Names of months begin with
    those of January to December; `short_months` may go on with other forms of them, which are read too.
    """

    decimal: str = "."
    group: str = ","
    zero: str = "0"
    minus: str = "-"
    last_groups: tuple[int, int] = (3, 3)
    code_after: bool = False
    day_first: bool | None = None
    day: str = "d MMMM yyyy"
    months: tuple[str, ...] = MONTHS
    short_months: tuple[str, ...] = ()

    @property
    def marks(self) -> Writing:
        """What tables that come from this country are read by."""
        return Writing("," if self.decimal == "," else ".", self.day_first)

    def digits(self, text: str) -> str:
        """The text with these digits in the place of 0 to 9."""
        if self.zero == "0":
            return text
        return "".join(chr(ord(self.zero) + int(each)) if each in "0123456789" else each for each in text)


NEUTRAL = LocaleWriting()
"""What `show` and `typed_text` write."""
