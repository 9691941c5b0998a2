"""Lists of choices that fields of a form share, so that a large one stands once."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from desktop_app.domain.form_field import Choices

_CHOICES: TypeAdapter[Any] = TypeAdapter(Choices)


def with_choice_lists(form: Any) -> Any:
    """The raw form with the choices of each shared list in the fields that name it; each list is read once.

    A list that cannot be read gives no choices: its faults are told where it stands.
    """
    if not isinstance(form, dict) or not isinstance(form.get("choice_lists"), dict):
        return form
    lists = {name: _read(raw) for name, raw in form["choice_lists"].items()}
    return {**form, "pages": _each(form.get("pages"), lambda page: _within(page, "fields", lists))}


def _each(raw: Any, change: Any) -> Any:
    return [change(each) for each in raw] if isinstance(raw, list) else raw


def _within(raw: Any, key: str, lists: Mapping[str, Any]) -> Any:
    """What stands under the key are fields."""
    if not isinstance(raw, dict) or key not in raw:
        return raw
    return {**raw, key: _each(raw[key], lambda field: _filled(field, lists))}


def _filled(field: Any, lists: Mapping[str, Any]) -> Any:
    field = _within(field, "columns", lists)
    name = field.get("choice_list") if isinstance(field, dict) else None
    known = isinstance(name, str) and name in lists and "choices" not in field
    return {**field, "choices": lists[str(name)]} if known else field


def _read(raw: Any) -> Any:
    try:
        return _CHOICES.validate_python(raw)
    except ValidationError:
        return ()
