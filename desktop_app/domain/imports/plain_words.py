"""The words of a text that is marked up for the web."""

import html
import re
from html.parser import HTMLParser

from desktop_app.domain.imports.word_set import word_set

_BLOCKS = word_set("p div ul ol table tr h1 h2 h3 h4 h5 h6 section details summary blockquote br hr dl dt dd")
_SPACES = re.compile(r"[ \t\u00a0]+")
_LINES = re.compile(r"\s*\n\s*")
_MARKED = re.compile(r"<[a-zA-Z/!]|&[a-zA-Z#]")
_LONGEST = 20_000


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._link, self._silent = "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._silent += 1
        self.parts.append("\n• " if tag == "li" else "\n" if tag in _BLOCKS else "")
        if tag == "a":
            self._link = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._silent = max(0, self._silent - 1)
        if tag == "a" and self._link.startswith(("http://", "https://", "mailto:")):
            self.parts.append(f" ({self._link.removeprefix('mailto:')})")
        if tag == "a":
            self._link = ""
        self.parts.append("\n" if tag in _BLOCKS else "")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def plain_words(text: object, *, one_line: bool = False) -> str:
    """The words, with a line for each block and a mark for each item; addresses of links stand in brackets."""
    raw = text if isinstance(text, str) else "" if text is None else str(text)
    raw = raw[:_LONGEST]
    if _MARKED.search(raw):
        parser = _Words()
        parser.feed(raw)
        parser.close()
        raw = "".join(parser.parts)
    lines = (_SPACES.sub(" ", line).strip() for line in _LINES.split(html.unescape(raw).strip()))
    kept = [line for line in lines if line and line != "•"]
    words = (" " if one_line else "\n").join(kept)
    return "".join(c for c in words if c == "\n" or c.isprintable())
