"""Words that multiply the amount after them: “twice EUR 45,000” is 90,000, “half of the 30 days” is 15 of them."""

import re
from decimal import Decimal

_BY: dict[str, Decimal] = {
    "twice": Decimal(2),
    "double": Decimal(2),
    "thrice": Decimal(3),
    "triple": Decimal(3),
    "half": Decimal("0.5"),
    "quarter": Decimal("0.25"),
}
_TIMES = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_MULTIPLE = re.compile(
    rf"(?i:\b(?P<one>{'|'.join(_BY)})|\b(?P<count>[0-9]{{1,3}}(?:\.[0-9]{{1,2}})?|{'|'.join(_TIMES)})\stimes)"
    r"(?i:\s{1,4}of)?(?i:\s{1,4}(?:the|a|an|that|this))?(?i:\s{1,4}(?:sum|amount)(?:\sof)?)?\s{1,4}$"
)
_REACH = 48


def multiple_before(text: str, at: int) -> tuple[int, Decimal] | None:
    """Where the words begin that multiply the amount at this place, and by how much; None where there are none."""
    match = _MULTIPLE.search(text, max(at - _REACH, 0), at)
    if match is None:
        return None
    if match["one"]:
        return match.start(), _BY[match["one"].casefold()]
    count = match["count"].casefold()
    return match.start(), Decimal(_TIMES.get(count, 0)) or Decimal(count)
