"""Words as a screen breaks them into lines: never inside an amount or a date."""

import re

from desktop_app.domain.value_text import MONTHS

NO_BREAK = "\u00a0"
_DATE = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})\b")
_AMOUNT = re.compile(r"\b([A-Z]{3}) (\d[\d,.]*)")


def unbroken(text: str) -> str:
    """The same words, as long as they are, with no-break spaces inside amounts and dates."""
    return _AMOUNT.sub(rf"\1{NO_BREAK}\2", _DATE.sub(rf"\1{NO_BREAK}\2{NO_BREAK}\3", text))
