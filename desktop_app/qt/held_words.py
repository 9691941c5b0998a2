"""Spaces at which no line breaks: those within an amount or a date. The text keeps its spaces; only how the document
holds them differs, one character for one."""

import re
from collections.abc import Iterator

from desktop_app.domain.claim import CURRENCY_CODES

_MONTHS = (
    "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    "|Nov(?:ember)?|Dec(?:ember)?"
)
_SCALES = "thousand|million|billion|trillion"
_UNITS = rf"(?:{CURRENCY_CODES}|{_SCALES}|per cent|percent|euros?|dollars?|pounds?)\b|[%€£$¥]"
_AFTER_CODE = "|".join(rf"\b{code}" for code in CURRENCY_CODES.split("|"))
_HELD = re.compile(
    rf"(?:(?<=[$€£¥])|(?<={_AFTER_CODE}))(?P<coded> )(?=[0-9])"
    rf"|(?<=[0-9])(?P<counted> )(?={_UNITS})"
    rf"|\b(?:{_SCALES})(?P<scaled> )(?=(?:{CURRENCY_CODES}|euros?|dollars?|pounds?)\b)"
    rf"|(?<=[0-9])(?P<day> )(?=(?:{_MONTHS})\b)"
    rf"|\b(?:{_MONTHS})(?P<month> )(?=[0-9]{{1,4}}\b)"
    r"|(?<=[0-9],)(?P<year> )(?=(?:19|20)[0-9]{2}\b)"
)


NO_BREAK = "\u00a0"


def held_spaces(text: str) -> Iterator[int]:
    """Where the spaces stand at which the text must not break."""
    for found in _HELD.finditer(text):
        yield found.start(str(found.lastgroup))


def unbroken(text: str) -> str:
    """The same words, as long as they are, with no-break spaces where the text must not break."""
    held = set(held_spaces(text))
    return "".join(NO_BREAK if at in held else each for at, each in enumerate(text)) if held else text
