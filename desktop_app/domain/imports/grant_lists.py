"""The lists of grant forms as choices: labels, and the conditions under which single ones are offered."""

from collections.abc import Mapping
from typing import Any

from desktop_app.domain.imports.pack_draft import MOST_CHOICES, PackDraft
from desktop_app.domain.imports.plain_words import plain_words

_YES_NO = [{"text": "Yes", "value": True}, {"text": "No", "value": False}]


class Lists:
    """The lists of a form, by name or by id."""

    def __init__(self, raw: Any, draft: PackDraft) -> None:
        self._draft = draft
        self._known: dict[str, Mapping[str, Any]] = {}
        for each in dicts(raw):
            for key in dict.fromkeys(str(each[key]) for key in ("name", "id") if each.get(key)):
                if key in self._known:
                    draft.lose("list", key, "Several lists have this name; the first is taken.")
                self._known.setdefault(key, each)

    def items(self, named: Any) -> list[Mapping[str, Any]]:
        """The items of a list, which is named or stands there itself; each value once."""
        if isinstance(named, Mapping):
            raw = dicts(named.get("items"))
        else:
            raw = dicts(_YES_NO if str(named) == "__yesNo" else self._known.get(str(named), {}).get("items"))
        if len(raw) > MOST_CHOICES:
            self._draft.lose("list", str(named)[:60], f"It has more than {MOST_CHOICES:,} items.")
            return []
        found: dict[str, Mapping[str, Any]] = {}
        for item in raw:
            name = choice_of(item)
            if name in found:
                self._draft.change(
                    "list", str(named)[:60], f"“{name[:60]}” stands there several times; it is one choice."
                )
            if name:
                found.setdefault(name, item)
        return list(found.values())

    def choices(self, named: Any) -> list[dict[str, Any]]:
        """The choices of a list."""
        found = []
        for item in self.items(named):
            choice, label = choice_of(item), plain_words(item.get("text") or item.get("label"), one_line=True)
            if item.get("description") or item.get("hint"):
                label = f"{label}: {_hint(item)}"
            found.append({"choice": choice} if label in ("", choice) else {"choice": choice, "label": label})
        return found


def _hint(item: Mapping[str, Any]) -> str:
    hint = item.get("description") or item.get("hint")
    return plain_words(hint.get("text") if isinstance(hint, Mapping) else hint, one_line=True)


def choice_of(item: Mapping[str, Any]) -> str:
    """The value of an item as the name of a choice."""
    value = item.get("value")
    plain = ("true" if value else "false") if isinstance(value, bool) else str(value if value is not None else "")
    return named_choice(plain) or plain_words(item.get("text") or item.get("label"), one_line=True)


def named_choice(value: str) -> str:
    """A value as choices are named: blanks around it and between its words count once."""
    return " ".join(value.split())


def dicts(raw: Any) -> list[Mapping[str, Any]]:
    """The objects of a list; none where it is no list."""
    return [each for each in raw if isinstance(each, Mapping)] if isinstance(raw, list) else []
