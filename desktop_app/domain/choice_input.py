"""Choices that people make: by their names or by the labels that people read."""

from collections.abc import Sequence

from desktop_app.domain.form_field import FormField
from desktop_app.domain.line_input import refusal

_MOST_SHOWN = 12


def read_choice(field: FormField, raw: object) -> str:
    """The name of the choice."""
    chosen = _named(field, raw.strip()) if isinstance(raw, str) else None
    if chosen is None:
        raise refusal(field, raw, f"Choose one of: {_known(field)}.")
    return chosen


def read_choices(field: FormField, raw: object) -> tuple[str, ...]:
    """In the form's order, each once. One text is one choice, or several between commas."""
    chosen = {read_choice(field, each) for each in _each(field, raw, ",")}
    return tuple(name for name in field.choice_names if name in chosen)


def read_rank(field: FormField, raw: object) -> tuple[str, ...]:
    """The best first. One text is several between “>” or commas."""
    ranked = tuple(read_choice(field, each) for each in _each(field, raw, ">"))
    if len(set(ranked)) < len(ranked):
        raise refusal(field, raw, "Put each of them in one place.")
    return ranked


def _named(field: FormField, text: str) -> str | None:
    """By name, else by the words that people read or the name of one of them alone, whether in capitals or not."""
    if text in field.choice_names:
        return text
    said = text.casefold()
    read = [each.choice for each in field.choices if said in (each.words.casefold(), each.choice.casefold())]
    return read[0] if len(read) == 1 else None


def _each(field: FormField, raw: object, mark: str) -> Sequence[object]:
    if isinstance(raw, list | tuple):
        return raw
    if not isinstance(raw, str) or not raw.strip():
        raise refusal(field, raw, f"Give a list with some of: {_known(field)}.")
    text = raw.strip()
    if _named(field, text) is not None:
        return [text]
    return [each for each in text.split(mark if mark in text else ",") if each.strip()]


def _known(field: FormField) -> str:
    words = [choice.words for choice in field.choices]
    return ", ".join(words[:_MOST_SHOWN]) + ("…" if len(words) > _MOST_SHOWN else "")
