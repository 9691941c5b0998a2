"""The question type `range`: a number between two ends, in steps (`parameters`: start, end, step)."""

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from desktop_app.domain.imports.xlsform_tree import Asking

OWN = "@@"
"""Stands in a rule for the answer that it is about."""

_LONGEST_SCALE = 20


@dataclass(frozen=True, slots=True)
class Range:
    """The type of field, what else it has, and the rule of its answer (OWN for the answer)."""

    type: str
    rule: str | None
    message: str
    more: dict[str, Any] = field(default_factory=dict)


def _given(asking: Asking) -> dict[str, str]:
    return dict(re.findall(r"([\w-]+)\s*=\s*([^\s,;=]+)", asking.cell("parameters")))


def says_only_range(asking: Asking) -> bool:
    """Whether the parameters of a question are those of a range, and no others."""
    return asking.asked.type == "range" and _given(asking).keys() <= {"start", "end", "step"}


def range_of(asking: Asking) -> Range:
    """The range of a question; ends and step are 1, 10 and 1 where they are not given."""
    given = _given(asking)
    start, end, step = (
        _number(given.get(name), other) for name, other in (("start", "1"), ("end", "10"), ("step", "1"))
    )
    start, end, step = min(start, end), max(start, end), abs(step)
    whole = all(n == n.to_integral_value() for n in (start, end, step))
    message = f"Give a number from {start} to {end}" + ("." if step == 1 else f", in steps of {step}.")
    if "rating" in asking.cell("appearance") and whole and step == 1 and 0 < end - start <= _LONGEST_SCALE:
        return Range("rating", None, "", {"scale": [int(start), int(end)]})
    if whole:
        bounds = f"{OWN} >= {int(start)} && {OWN} <= {int(end)}"
        steps = f" && subtract({OWN}, {int(start)}) % {int(step)} == 0" if step > 1 else ""
        return Range("integer", bounds + steps, message)
    bounds = f"{OWN} >= {_double(start)} && {OWN} <= {_double(end)}"
    ratio = f"ratio(subtract({OWN}, {_double(start)}), {_double(step)})"
    return Range("decimal", f"{bounds} && round({ratio}, 0) == {ratio}" if step else bounds, message)


def _double(number: Decimal) -> str:
    plain = format(number, "f")
    return plain if "." in plain else f"{plain}.0"


def _number(text: str | None, other: str) -> Decimal:
    try:
        number = Decimal(text or other)
    except InvalidOperation:
        return Decimal(other)
    return number if number.is_finite() and abs(number) < Decimal(10) ** 12 else Decimal(other)
