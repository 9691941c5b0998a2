"""The columns of XLSForm sheets: their names and aliases, and the languages that they are in (xlsform.org; pyxform)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from desktop_app.domain.imports.word_set import word_set

_ALIASES = {
    "caption": "label", "command": "type", "tag": "name", "value": "name", "relevance": "relevant",
    "bind relevant": "relevant", "bind required": "required", "bind constraint": "constraint",
    "bind calculate": "calculation", "bind readonly": "read_only", "bind jr constraintmsg": "constraint_message",
    "bind jr requiredmsg": "required_message", "readonly": "read_only", "read only": "read_only",
    "calculate": "calculation", "constraining message": "constraint_message",
    "constraint message": "constraint_message", "requiredmsg": "required_message",
    "required message": "required_message", "count": "repeat_count",
    "jr count": "repeat_count", "control jr count": "repeat_count", "body jr count": "repeat_count",
    "repeat count": "repeat_count", "list name": "list_name", "choice filter": "choice_filter",
    "guidance hint": "guidance_hint", "control appearance": "appearance", "body appearance": "appearance",
    "media image": "image", "media audio": "audio", "media video": "video", "media big image": "big-image",
    "big image": "big-image", "form title": "form_title", "set form title": "form_title", "title": "form_title",
    "form id": "form_id", "set form id": "form_id", "id string": "form_id", "default language": "default_language",
    "instance name": "instance_name", "allow choice duplicates": "allow_choice_duplicates", "list": "list_name",
    "public key": "public_key", "submission url": "submission_url", "or other": "or_other", "save to": "save_to",
}  # fmt: skip
_OF_LISTS = ("caption", "value", "list name", "list", "big image", *(f"media {m}" for m in ("image", "audio", "video")))
_LIST_ALIASES = {name: _ALIASES[name] for name in (*_OF_LISTS, "media big image")}
_TRANSLATED = word_set("label hint guidance_hint constraint_message required_message image audio video big-image")
_PREFIXES = frozenset(("media", "bind", "control", "body", "instance", "style"))
_LANGUAGE = re.compile(r"^(?P<words>.*?)\s*\((?P<code>[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\)\s*$")
_CODES = {
    "english": "en", "french": "fr", "français": "fr", "francais": "fr", "spanish": "es", "español": "es",
    "espanol": "es", "portuguese": "pt", "português": "pt", "arabic": "ar", "swahili": "sw", "kiswahili": "sw",
    "german": "de", "deutsch": "de", "hindi": "hi", "nepali": "ne", "bangla": "bn", "bengali": "bn", "urdu": "ur",
    "russian": "ru", "chinese": "zh", "italian": "it", "dutch": "nl", "turkish": "tr", "amharic": "am",
    "somali": "so", "hausa": "ha", "vietnamese": "vi", "indonesian": "id", "khmer": "km", "burmese": "my",
    "dari": "fa-AF", "pashto": "ps", "persian": "fa", "farsi": "fa", "ukrainian": "uk", "polish": "pl",
    "welsh": "cy", "kinyarwanda": "rw", "japanese": "ja", "korean": "ko", "tamil": "ta", "greek": "el",
}  # fmt: skip
Row = Mapping[tuple[str, str], str]
"""A row of a sheet: by column and language (empty: none named), what stands in the cell."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with its rows, each with its number in the workbook, and the languages in the order of the columns.

    `width` is the number of columns, `twice` are the names of columns that stand there again, `unnamed` counts cells
    below no name.
    """

    rows: Sequence[tuple[int, Row]] = ()
    languages: tuple[str, ...] = field(default=())
    width: int = 0
    twice: tuple[str, ...] = ()
    unnamed: int = 0


def read_sheet(cells: Sequence[Sequence[str]], *, of_choices: bool = False) -> Sheet:
    """A sheet from its cells; the first row that holds anything names the columns. One `of_choices` has columns of its
    own, which are called as they are."""
    first = next((number for number, row in enumerate(cells) if any(row)), len(cells))
    if first == len(cells):
        return Sheet()
    aliases = _LIST_ALIASES if of_choices else _ALIASES
    heads = [_head(text, aliases) for text in cells[first]]
    rows, unnamed = [], 0
    for number, row in enumerate(cells[first + 1 :], first + 2):
        found = {head: text for head, text in reversed(list(zip(heads, row, strict=False))) if head[0] and text}
        unnamed += sum(1 for at, text in enumerate(row) if text and (at >= len(heads) or not heads[at][0]))
        if found:
            rows.append((number, found))
    languages = tuple(dict.fromkeys(language for _, language in heads if language))
    twice = [name for at, (name, language) in enumerate(heads) if name and (name, language) in heads[:at]]
    return Sheet(rows, languages, len(heads), tuple(dict.fromkeys(twice)), unnamed)


def _head(text: str, aliases: Mapping[str, str]) -> tuple[str, str]:
    """A column's name in one way of writing, and its language."""
    parts = [part.strip() for part in (text.split("::") if "::" in text else _single_colons(text))]
    name = _plain(parts[0])
    if name in _PREFIXES and len(parts) > 1:
        name, parts = f"{name} {_plain(parts[1])}", parts[1:]
    name = aliases.get(name, name.replace(" ", "_") if name in _KNOWN_WORDS else name)
    language = parts[1] if len(parts) > 1 and name in _TRANSLATED else ""
    if len(parts) > 1 and not language:
        return f"{name}::{parts[1]}", ""
    return name, language


def _single_colons(text: str) -> list[str]:
    """`label:English`, the older way; other names may hold a colon (`jr:count`)."""
    before, colon, after = text.partition(":")
    return [before, after] if colon and (_plain(before) in _TRANSLATED | _PREFIXES) else [text.replace(":", " ")]


def _plain(text: str) -> str:
    return " ".join(re.split(r"[\s_:\-]+", text.strip().lower()))


_KNOWN_WORDS = frozenset(
    name.replace("_", " ")
    for name in ("list_name", "choice_filter", "repeat_count", "default_language", "guidance_hint", "read_only")
)


def language_code(words: str) -> str:
    """The code of a language (BCP 47) that a column names: the one in brackets, or that of its name."""
    named = _LANGUAGE.match(words)
    if named:
        return named["code"]
    plain = words.strip().lower()
    if plain in _CODES:
        return _CODES[plain]
    if re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", plain):
        return plain
    letters = re.sub(r"[^a-z]", "", plain)[:8]
    return f"x-{letters}" if letters else "x-other"
