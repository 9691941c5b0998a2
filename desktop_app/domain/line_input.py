"""Texts that people type, and the refusal of what is no answer."""

import re
from decimal import Decimal

from desktop_app.domain.errors import UsageError
from desktop_app.domain.form_field import FormField
from desktop_app.domain.text import clean

_LONGEST_INTEGER = 256
_LONGEST_TEXT = 100_000
_LONGEST_SHOWN = 60
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def called(field: FormField) -> str:
    """What people call the field."""
    return field.label or field.field


def is_huge(raw: object) -> bool:
    """Whether a whole number is too long to be written in digits."""
    return isinstance(raw, int) and raw.bit_length() > _LONGEST_INTEGER


def refusal(field: FormField, raw: object, right: str) -> UsageError:
    """That this is no answer, and what would be."""
    written = str(raw) if isinstance(raw, str | int | float | Decimal) and not is_huge(raw) else _kind(raw)
    written = written if len(written) <= _LONGEST_SHOWN else written[:_LONGEST_SHOWN] + "…"
    return UsageError(f"“{called(field)}” cannot be “{CONTROLS.sub('�', written)}”.", next=right)


def _kind(raw: object) -> str:
    """What was given, where it cannot be quoted."""
    return "nothing" if raw is None else "a list" if isinstance(raw, list | tuple) else "an object"


def read_text(field: FormField, raw: object) -> str:
    """The text, without characters that cannot be seen."""
    if not isinstance(raw, str):
        raise refusal(field, raw, "Give a text in quotation marks.")
    text = CONTROLS.sub("", clean(raw)).strip()
    if not text:
        raise UsageError(f"“{called(field)}” is blank.", next="Write something, or leave the answer out.")
    limit = field.max_length or _LONGEST_TEXT
    if len(text) > limit:
        raise UsageError(f"“{called(field)}” has {len(text)} characters.", next=f"Use at most {limit} characters.")
    return text


def read_line(field: FormField, raw: object) -> str:
    """The text as one line."""
    return " ".join(read_text(field, raw).split())
