"""The words of an imported form in other languages, as far as the form still has what they belong to."""

from collections.abc import Mapping
from typing import Any

Words = Mapping[str, Any]


def said_of(form: Words, locales: Mapping[str, Words]) -> dict[str, dict[str, Any]]:
    """The languages without words of fields, pages and choices that are not there, and without those left empty."""
    found = {language: _language(form, words) for language, words in locales.items()}
    return {language: words for language, words in found.items() if words}


def _language(form: Words, words: Words) -> dict[str, Any]:
    pages = {page["page"] for page in form["pages"]}
    fields = {field["field"]: field for page in form["pages"] for field in page["fields"]}
    lists = {name: {c["choice"] for c in choices} for name, choices in form.get("choice_lists", {}).items()}
    kept = {
        **{key: value for key, value in words.items() if key not in ("pages", "fields", "choice_lists")},
        "pages": {name: said for name, said in words.get("pages", {}).items() if name in pages},
        "fields": _fields(words.get("fields", {}), fields),
        "choice_lists": {
            name: {choice: label for choice, label in labels.items() if choice in lists[name]}
            for name, labels in words.get("choice_lists", {}).items()
            if name in lists
        },
    }
    return {key: value for key, value in kept.items() if value}


def _fields(words: Words, fields: Words) -> dict[str, Any]:
    found = {name: _field(said, fields[name]) for name, said in words.items() if name in fields}
    return {name: said for name, said in found.items() if said}


def _field(words: Words, field: Words) -> dict[str, Any]:
    columns = {column["field"]: column for column in field.get("columns", ())}
    kept = {**words, "columns": _fields(words.get("columns", {}), columns)}
    return {key: value for key, value in kept.items() if value}
