"""A pack that grows while a form of another program is read: its pages, and what became of each construct."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Any

from desktop_app.domain.form_faults import RESERVED
from desktop_app.domain.imports.imported import Imported, Told
from desktop_app.domain.imports.pack_frame import framed
from desktop_app.domain.imports.word_set import word_set

LONGEST_NAME = 40
MOST_CHOICES = 20_000
"""Choices of one question; longer lists are answered by a text."""
_MOST_TOLD = 500
_WORD = re.compile(r"[a-z0-9]+")
_RULE_WORDS = RESERVED | word_set("each row choice answers decisions slots section form text")
"""Names that no field is given: words of expressions and templates, and the variables of imported rules."""


def slug(text: str, fallback: str, longest: int = LONGEST_NAME) -> str:
    """A name as packs have them, of whole words where they fit."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = _WORD.findall(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", plain).lower())
    name = ""
    for word in words:
        if name and len(name) + len(word) >= longest:
            break
        name = f"{name}_{word}" if name else word
    name = (name or fallback)[:longest].strip("_")
    return name if name[:1].isalpha() else f"{fallback}_{name}"[:longest].strip("_")


def spoken(name: str) -> str:
    """The name of a file or form as people would say it."""
    words = " ".join(re.split(r"[_\-\s]+", name)).strip()
    return words[:1].upper() + words[1:] or "Form"


def legible(title: str) -> str:
    """A title that is one long word, which no line could hold, as several."""
    return title if " " in title else spoken(title)


class Names:
    """Names that are taken, each once."""

    def __init__(self) -> None:
        self._taken: set[str] = set(_RULE_WORDS)

    def take(self, text: str, fallback: str = "question") -> str:
        """A name for this that nothing else has."""
        base = slug(text, fallback)
        name, number = base, 2
        while name in self._taken:
            suffix = f"_{number}"
            name, number = base[: LONGEST_NAME - len(suffix)] + suffix, number + 1
        self._taken.add(name)
        return name


class PackDraft:
    """Collects pages and fields, and tells of every construct what became of it."""

    def __init__(self) -> None:
        self.fields, self._page_names = Names(), Names()
        self.pages: list[dict[str, Any]] = []
        self.choice_lists: dict[str, Any] = {}
        self.locales: dict[str, dict[str, Any]] = {}
        self.sources: dict[str, str] = {}
        self.carried: Counter[str] = Counter()
        self.looks: Counter[str] = Counter()
        self.lost: list[Told] = []
        self.changed: list[Told] = []

    def lose(self, construct: str, place: str, why: str) -> None:
        """Something could not be carried over."""
        self._tell(self.lost, construct, place, why)

    def change(self, construct: str, place: str, how: str) -> None:
        """Something is carried over in another shape."""
        self._tell(self.changed, construct, place, how)

    def _tell(self, told: list[Told], construct: str, place: str, words: str) -> None:
        found = Told(construct, place[:200], words[:300])
        if found not in told and len(told) < _MOST_TOLD:
            told.append(found)
        if len(told) == _MOST_TOLD:
            told.append(Told("more", "", f"There is more than these {_MOST_TOLD}."))

    def page(self, title: str, relevant: str | None = None, name: str = "") -> dict[str, Any]:
        """A new page, the last one; one that stays without fields is left out at the end."""
        found = self._page_names.take(name or title, "page")
        page: dict[str, Any] = {"page": found, "title": legible(title or "Questions")}
        if relevant is not None:
            page["relevant"] = relevant
        page["fields"] = []
        self.pages.append(page)
        return page

    def finish(self, name: str, title: str, source: str, *, language: str = "en") -> Imported:
        """The pack, with the frame that an author completes."""
        pages, title = [page for page in self.pages if page["fields"]], legible(title or name)
        form = framed(slug(name or title, "form"), title, source, language, pages, self.choice_lists)
        return Imported(
            form,
            self.locales,
            {name: count for name, count in sorted(self.carried.items()) if count},
            tuple(self.lost),
            tuple(self.changed),
            {name: count for name, count in sorted(self.looks.items()) if count},
            self.sources,
        )


def tidy(value: Any) -> Any:
    """Without what is blank: no key of a form stands for nothing."""
    if isinstance(value, dict):
        return {key: tidy(inner) for key, inner in value.items() if inner not in (None, "", [], {}, (), False)}
    return [tidy(inner) for inner in value] if isinstance(value, list | tuple) else value


def conjunction(parts: Iterable[str | None]) -> str | None:
    """Conditions that must all hold, as one text."""
    given = list(dict.fromkeys(part for part in parts if part))
    if len(given) < 2:
        return given[0] if given else None
    return " && ".join(f"({part})" if "||" in part or "?" in part else part for part in given)
