"""What is wrong with a field of a form: properties that its type has not, and values that cannot be."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import re2

from desktop_app.domain.accepted_kind import ACCEPTED
from desktop_app.domain.errors import UsageError
from desktop_app.domain.expression_names import nearest_advice
from desktop_app.domain.form_field import FieldType, FormField, Total
from desktop_app.domain.form_rules import Place
from desktop_app.domain.identifier import compiled_pattern
from desktop_app.domain.pack_check_faults import FormFault
from desktop_app.domain.phone_number import is_region
from desktop_app.domain.value_input import parse

_T = FieldType
CHOOSING = frozenset((_T.CHOICE, _T.CHOICES, _T.RANK))
_NUMBERS = frozenset((_T.INTEGER, _T.DECIMAL, _T.PERCENT, _T.MONEY, _T.RATING))
_WRITTEN = frozenset((_T.TEXT, _T.PARAGRAPH, _T.ADDRESS, _T.EMAIL, _T.URL))
_NOT_CALCULATED = frozenset((_T.ATTACHMENT, _T.TABLE, _T.PARTY, _T.NOTE))
_LONGEST_SCALE = 20
_NO_ANSWER = frozenset((_T.ATTACHMENT, _T.NOTE))
_ONLY_FOR: Mapping[str, frozenset[FieldType]] = {
    "choices": CHOOSING,
    "choice_filter": CHOOSING,
    "scale": frozenset((_T.RATING,)),
    "region": frozenset((_T.PHONE,)),
    "pattern": frozenset((_T.TEXT, _T.IDENTIFIER, _T.PHONE)),
    "checksum": frozenset((_T.IDENTIFIER,)),
    "currency": frozenset((_T.MONEY, _T.TABLE)),
    "columns": frozenset((_T.TABLE,)),
    "min_rows": frozenset((_T.TABLE,)),
    "max_rows": frozenset((_T.TABLE,)),
    "accept": frozenset((_T.ATTACHMENT,)),
    "min_files": frozenset((_T.ATTACHMENT,)),
    "places": frozenset((_T.DECIMAL, _T.PERCENT)),
    "max_files": frozenset((_T.ATTACHMENT,)),
    "max_megabytes": frozenset((_T.ATTACHMENT,)),
    "min_length": _WRITTEN | {_T.IDENTIFIER, _T.HIDDEN},
    "max_length": _WRITTEN | {_T.IDENTIFIER, _T.HIDDEN, _T.PARTY},
    "words": _WRITTEN,
}
"""Properties that only some types have. `total` belongs to columns, and is checked with them."""


def field_faults(field: FormField, place: Place) -> Iterator[FormFault]:
    """The faults of a field, or of a column apart from what no column can be."""
    yield from _misplaced(field, place)
    yield from _choices(field, place)
    yield from _limits(field, place)
    yield from _formats(field, place)
    yield from _filled(field, place)


def total_faults(column: FormField, place: Place) -> Iterator[FormFault]:
    """The faults of what stands below a column."""
    if column.total not in (None, Total.COUNT) and column.type not in _NUMBERS:
        what = f"“{column.field}” holds no numbers, and has no {column.total}."
        yield FormFault((*place, "total"), what, "Write “total: count”, or leave it out.")


def _misplaced(field: FormField, place: Place) -> Iterator[FormFault]:
    for name, types in _ONLY_FOR.items():
        if field.type not in types and getattr(field, name) != FormField.model_fields[name].get_default():
            owners = " or ".join(sorted(types))
            what = f"“{field.field}” is no {owners}, and has no {name}."
            yield FormFault((*place, name), what, f"Make its type {owners}, or leave {name} out.")


def _choices(field: FormField, place: Place) -> Iterator[FormFault]:
    if field.type in CHOOSING and not field.choices and not field.choice_list:
        yield FormFault(place, f"“{field.field}” has no choices.", "Add “choices: [one, other]”.")
    for choice in (c for c, count in Counter(field.choice_names).items() if count > 1):
        yield FormFault((*place, "choices"), f"The choice “{choice}” is given twice.", "Keep one of them.")


def _limits(field: FormField, place: Place) -> Iterator[FormFault]:
    pairs: tuple[tuple[str, str, tuple[int, int | None]], ...] = (
        ("scale", "steps", field.scale),
        ("words", "words", field.words or (0, None)),
        ("max_length", "characters", (field.min_length, field.max_length)),
        ("max_rows", "rows", (field.min_rows, field.max_rows)),
        ("max_files", "files", (field.min_files, field.max_files)),
    )
    for name, what, (least, most) in pairs:
        if least < 0 or (most is not None and most < least):
            yield FormFault((*place, name), f"There are fewer {what} at most than at least.", "Change one of them.")
    if field.scale[1] - field.scale[0] > _LONGEST_SCALE:
        yield FormFault((*place, "scale"), "The scale is too long.", "Ask for an integer instead.")


def _formats(field: FormField, place: Place) -> Iterator[FormFault]:
    if field.currency and not (len(field.currency) == 3 and field.currency.isascii() and field.currency.isupper()):
        yield FormFault(
            (*place, "currency"), f"“{field.currency}” is no currency.", "Write three capitals, such as EUR."
        )
    if field.region is not None and not is_region(field.region):
        yield FormFault((*place, "region"), f"“{field.region}” is no country.", "Write two capitals, such as DE.")
    for at, kind in enumerate(field.accept):
        if kind not in ACCEPTED:
            what = f"“{kind}” is no kind of file that is known."
            yield FormFault((*place, "accept", at), what, nearest_advice(kind, ACCEPTED))
    if field.pattern is not None:
        try:
            compiled_pattern(field.pattern)
        except (re2.error, UnicodeError):
            yield FormFault((*place, "pattern"), "The pattern is no RE2 expression.", "Write it simpler.")


def _filled(field: FormField, place: Place) -> Iterator[FormFault]:
    """What gives the answer: a calculation, a default, or an expression for one."""
    name = field.field
    ways: dict[str, Any] = {
        "calculation": field.calculation,
        "default_calculation": field.default_calculation,
        "default": field.default,
    }
    given = [way for way, what in ways.items() if what is not None]
    for way in given:
        if field.type in (_NOT_CALCULATED if way != "default" else _NO_ANSWER):
            what = f"“{name}” is of type {field.type}, which is not calculated and has no default."
            yield FormFault((*place, way), what, f"Leave the {way} out.")
    for way in given[1:]:
        yield FormFault((*place, way), f"“{name}” has a {given[0]} and a {way}.", "Leave one of them out.")
    if given and given[0] != "default" and field.type is FieldType.MONEY and not field.currency:
        yield FormFault(place, f"“{name}” is calculated, in no currency.", "Add “currency: EUR”.")
    if field.allow and field.type in _NO_ANSWER:
        yield FormFault((*place, "allow"), f"A {field.type} takes no answer.", "Leave allow out.")
    if field.default is not None and field.type not in _NO_ANSWER:
        try:
            parse(field, field.default)
        except UsageError as error:
            yield FormFault((*place, "default"), error.what, error.next)
