"""Answers that are read as those of another type where a form asks for another one now, as far as that is certain."""

from dataclasses import replace
from typing import Any

from desktop_app.domain.answers import dump, load, parse, show
from desktop_app.domain.case import Answer
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.errors import CountersignError
from desktop_app.domain.form import Absence, FieldType, FormField
from desktop_app.domain.migration import fits, kind_of_answer
from desktop_app.domain.pack import Pack

_TEXTS = frozenset((FieldType.TEXT, FieldType.PARAGRAPH))
_READ = frozenset((FieldType.INTEGER, FieldType.DECIMAL, FieldType.DATE, FieldType.TIME, FieldType.CHOICE))
_READ |= frozenset((FieldType.EMAIL, FieldType.URL, FieldType.PHONE, FieldType.IDENTIFIER))
_SHOWN = _READ | _TEXTS | frozenset((FieldType.MONEY, FieldType.PERCENT, FieldType.DATETIME, FieldType.BOOLEAN))
_NUMBERS = frozenset((FieldType.INTEGER, FieldType.DECIMAL))


def converted(before: FormField, after: FormField, value: Any) -> Any:
    """The answer to one field as an answer to another, where its meaning is certain; else None.

    A bare number is never taken for an amount, nor an amount for one of another currency.
    """
    then, now = before.type, after.type
    try:
        if isinstance(value, Absence):
            return value if value in after.allow else None
        if now in _TEXTS and then in _SHOWN:
            return parse(after, show(before, value))
        if (then in _TEXTS and now in _READ) or (then in _NUMBERS and now in _NUMBERS):
            return parse(after, str(value))
        if (then, now) == (FieldType.CHOICE, FieldType.CHOICES):
            return parse(after, [value])
        if (then, now) == (FieldType.CHOICES, FieldType.CHOICE) and len(value) == 1:
            return parse(after, value[0])
    except CountersignError:
        return None
    return None


def converted_answers(record: CaseRecord, before: Pack, after: Pack) -> tuple[tuple[Answer, bytes], ...]:
    """The answers whose question is of another type now, and what they are then, as it is kept."""
    found = []
    for answer in record.answers:
        then, now = before.form.field(answer.path), after.form.field(answer.path)
        if answer.value is None or then is None or now is None or now.calculation is not None:
            continue
        if kind_of_answer(then) != kind_of_answer(now):
            body = _original(record, then, now, answer) or _body(then, now, answer)
            if body is not None:
                found.append((answer, body))
    return tuple(found)


def _body(then: FormField, now: FormField, answer: Answer) -> bytes | None:
    value = None if answer.value is None else converted(then, now, load(then, answer.value.body))
    return None if value is None else dump(value)


def _original(record: CaseRecord, then: FormField, now: FormField, answer: Answer) -> bytes | None:
    """What the answer was before an earlier move converted it, where nobody has changed it since: exactly that."""
    for left in reversed(record.left):
        if answer.value is not None and left.path == answer.path and fits(now, replace(answer, value=left.value)):
            again = converted(now, then, load(now, left.value.body))
            return left.value.body if again == load(then, answer.value.body) else None
    return None
