"""The lists of choices of an XLSForm: names, labels in each language, further columns for filters and look-ups."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop_app.domain.imports.pack_draft import Names, PackDraft, slug, tidy
from desktop_app.domain.imports.plain_words import plain_words
from desktop_app.domain.imports.xlsform_columns import Sheet
from desktop_app.domain.imports.xpath_scope import ListItem

_OWN = frozenset(("list_name", "name", "label", "image", "audio", "video", "big-image", "order", "sms_option"))
_MEDIA = ("image", "audio", "video", "big-image")
_MOST_CHOICES = 5_000


@dataclass(slots=True)
class ChoiceList:
    """A list: its name in the pack, its items, and the names of its further columns in the pack. `with_other` is the
    name of the same list with “other” as the last choice."""

    name: str
    items: list[ListItem] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    with_other: str = ""

    @property
    def choices(self) -> list[dict[str, Any]]:
        """As a pack writes them."""
        return [
            tidy({"choice": item.name, "label": item.label if item.label != item.name else "",
                  "attributes": {self.columns[k]: v for k, v in item.attributes.items()} if self.columns else {}})
            for item in self.items
        ]  # fmt: skip


def read_lists(sheets: Mapping[str, Sheet], base: str, draft: PackDraft) -> dict[str, ChoiceList]:
    """The lists by their names in the source. `base` is the language of labels that a pack has in its form."""
    lists: dict[str, ChoiceList] = {}
    names = Names()
    for title, sheet in sheets.items():
        for number, row in sheet.rows:
            key, place = row.get(("list_name", ""), "").strip(), f"{title} row {number}"
            if not key:
                draft.lose("choice without a list", place, "It names no list.")
                continue
            if key not in lists:
                lists[key] = ChoiceList(names.take(key, "list"))
                lists[key].with_other = names.take(f"{lists[key].name[:30]}_or_other")
                draft.carried["list of choices"] += 1
            _item(lists[key], row, base, place, draft)
    return lists


def _item(found: ChoiceList, row: Mapping[tuple[str, str], str], base: str, place: str, draft: PackDraft) -> None:
    raw = row.get(("name", ""), "")
    name = " ".join(raw.split())
    labels = {lang: _words(text, place, draft) for (column, lang), text in row.items() if column == "label"}
    label = labels.get(base, labels.get("", next(iter(labels.values()), "")))
    if not name and not label:
        return
    if base and {"", base} <= labels.keys():
        draft.lose("label without a language", place, "It stands in that of the form too.")
    name = name or slug(label, "choice")
    if any(item.name == name for item in found.items):
        draft.lose("choice with the name of another", place, f"“{name}” stands in the list already; it is left out.")
        return
    if len(found.items) >= _MOST_CHOICES:
        draft.lose("choice", place, f"A list has more than {_MOST_CHOICES} choices; the rest is left out.")
        return
    draft.carried["choice"] += 1
    for column in _MEDIA:
        if any(c == column for c, _ in row):
            draft.lose(f"media {column} of a choice", place, "A choice is shown by its words.")
    for column in {c for c, lang in row if lang and c not in _OWN}:
        draft.looks[f"column {column} of choices"] += 1
    attributes = {c: text for (c, lang), text in row.items() if c not in _OWN and not lang}
    for column in attributes:
        if column not in found.columns:
            found.columns[column] = _free(slug(column, "column"), found.columns.values())
    found.items.append(ListItem(name, label, attributes))
    for language, text in labels.items():
        if text and language != base:
            found.labels.setdefault(language, {})[name] = text


def _free(name: str, taken: Any) -> str:
    number, free = 1, name
    while free in taken or free in ("choice", "name", "label"):
        number += 1
        free = f"{name}_{number}"
    return free


def _words(text: str, place: str, draft: PackDraft) -> str:
    if "${" in text:
        draft.lose("answer in the label of a choice", place, "The words of a choice are always the same.")
    return plain_words(text, one_line=True)
