"""The source text in English, with its plurals: what no catalogue of another language has."""

import re

from PySide6.QtCore import QTranslator

_CHOICE = re.compile(r"\((\w*)(?:\|(\w*))?\)")


class EnglishPlurals(QTranslator):
    """“%n case(s)” is one case, or two cases; “(is|are)” chooses one of two words."""

    def isEmpty(self) -> bool:  # noqa: N802
        """It has something to say."""
        return False

    def translate(
        self,
        context: str,  # noqa: ARG002
        sourceText: str,  # noqa: N803
        disambiguation: str | None = None,  # noqa: ARG002
        n: int = -1,
    ) -> str:
        """The words for so many."""
        if n < 0:
            return sourceText
        return _CHOICE.sub(lambda choice: _chosen(choice, one=n == 1), sourceText)


def _chosen(choice: re.Match[str], *, one: bool) -> str:
    first, second = choice.groups()
    if second is None:
        return "" if one else first
    return first if one else second
