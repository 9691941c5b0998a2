"""A form from YAML: every fault of its shape, each at its line and column.

What has a fault is left out and the rest read again, so that the faults of the rest are found in the same go.
"""

import re
import types
import typing
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from desktop_app.adapters.yaml_nodes import Place, YamlFault, YamlValue
from desktop_app.domain.expression_names import nearest_advice
from desktop_app.domain.form import Form
from desktop_app.domain.pack_check import PlainCheck

_MOST_ROUNDS = 200
_CHECKS = (
    f"Use {', '.join(get_args(PlainCheck))}, or one with settings: forbid, require, disclose, reading, tone, facts, "
    "agree, on_topic or no_personal_data: {…}."
)
_STAND_INS: Mapping[str, Any] = {
    "form": "form",
    "version": "0.0.0",
    "title": "",
    "purpose": {
        "problem": "", "user": "", "outcome": "", "success": {"none": {}}, "volume": {"cases_per_day": 1},
    },
    "promise": {"escaped_errors_at_most": 0.05, "certainty": 0.9, "sample": 0.1},
    "budget": {"case_cost": "0 EUR", "section_tokens": {"input": 1, "output": 1}},
    "pages": [{"page": "page", "title": "", "fields": [{"field": "none", "type": "note"}]}],
    "sections": [{"section": "section", "title": "", "author": "person"}],
    "stages": [{"stage": "stage", "role": "analyst"}],
}  # fmt: skip
"""What stands in for a faulty key of the form while the rest is checked; such a form is never used."""
_PARTS = frozenset(("pages", "sections", "stages"))
"""Lists that something stands in for only where there was one, whose faulty parts were left out."""
_NAMING = frozenset(("field", "decision", "section", "slot", "stage", "page", "choice", "outcome"))
_KEYS_ARE_NAMES = frozenset(("roles", "fragments", "choice_lists", "attributes"))
_ITEMS_ARE_NAMES = frozenset(("choices", "libraries"))


@dataclass(frozen=True)
class ShapedForm:
    """A form, the YAML that it was read from after faulty parts were left out, and the faults."""

    form: Form | None
    value: YamlValue
    faults: tuple[YamlFault, ...]
    left_out: frozenset[str] = frozenset()
    """Names that what was left out gives: that they are missing is no fault of its own."""
    stand_ins: frozenset[str] = frozenset()
    """Keys of the form that something else stands in for."""

    def is_cause(self, fault_place: Place, what: str) -> bool:
        """Whether a fault is one of its own, and does not only follow from what was left out."""
        if fault_place[:1] and fault_place[0] in self.stand_ins:
            return False
        return not any(f"“{name}”" in what for name in self._missing)

    @cached_property
    def _missing(self) -> frozenset[str]:
        """The names as they were written, and as they were probably meant."""
        plain = {name.casefold() for name in self.left_out}
        return self.left_out | {re.sub(r"[^a-z0-9]+", sign, name).strip("_") for name in plain for sign in ("_", "")}


def shape(value: YamlValue) -> ShapedForm:
    """The form, as far as it can be read, and every fault of its shape."""
    faults: tuple[YamlFault, ...] | None = None
    left_out: set[str] = set()
    stand_ins: dict[str, Any] = {}
    listed = {part for part in _PARTS if isinstance(value.at((part,)).body, list)}
    for _ in range(_MOST_ROUNDS):
        plain = value.plain()
        try:
            whole = {**stand_ins, **plain} if isinstance(plain, dict) else plain
            return ShapedForm(
                Form.model_validate(whole), value, faults or (), frozenset(left_out), frozenset(stand_ins)
            )
        except ValidationError as error:
            errors = error.errors(include_url=False, include_input=False)
        faults = shape_faults(value, errors, Form) if faults is None else faults
        walked = [_walked(value, each) for each in errors]
        known = {key for key in _STAND_INS if key not in _PARTS or key in listed}
        stand_ins |= {key: _STAND_INS[key] for place, key in walked if key in known and not place}
        faulty = {_useless(place) if key else place for place, key in walked if place or key not in known}
        if () in faulty:
            break
        for place in sorted(_outermost(faulty), key=_order, reverse=True):  # so that places before it stay
            left_out |= {*_given(value.at(place), place), *_thinned(value, place)}
            value = value.without(place)
    return ShapedForm(None, value, faults or (), frozenset(left_out), frozenset(stand_ins))


def _outermost(places: Set[Place]) -> Iterator[Place]:
    """Those of which no other one holds them."""
    return (place for place in places if not any(place[:n] in places for n in range(1, len(place))))


def _order(place: Place) -> tuple[tuple[int, str], ...]:
    """Sorts places, of which some steps are names and some positions."""
    return tuple((step, "") if isinstance(step, int) else (-1, step) for step in place)


def _thinned(value: YamlValue, place: Place) -> Iterator[str]:
    """The rule table that a row is taken from: what it gives, and whether its last row holds, is not known then."""
    if place[:1] == ("decisions",) and len(place) > 2:
        yield str(value.at((*place[:2], "decision")).body)


def _given(value: YamlValue, place: Place) -> Iterator[str]:
    """The names that a part of a form gives to things."""
    step, owner = (None, None, *place)[-1], (None, None, *place)[-2]
    if isinstance(value.body, str) and (step in _NAMING or owner in _ITEMS_ARE_NAMES):
        yield value.body
    if owner in _KEYS_ARE_NAMES:
        yield str(step)
    for key, each in value.inner():
        yield from _given(each, (*place, key))


def shape_faults(value: YamlValue, errors: Sequence[ErrorDetails], model: type[BaseModel]) -> tuple[YamlFault, ...]:
    """The errors of a validation as faults at their places, one a place."""
    found: dict[tuple[int, int], YamlFault] = {}
    wrong = {_walked(value, error)[0] for error in errors if error["type"] != "too_short"}
    for error in errors:
        place, _ = _walked(value, error)
        if error["type"] == "too_short" and _holds_any(place, wrong):
            continue  # what there is has faults of its own, and is not counted for that
        fault = _fault(value, error, model)
        found.setdefault((fault.line, fault.column), fault)
    return tuple(found.values())


def _holds_any(place: Place, others: Set[Place]) -> bool:
    """Whether one of the places is inside of this one."""
    return any(len(other) > len(place) and other[: len(place)] == place for other in others)


def _walked(value: YamlValue, error: ErrorDetails) -> tuple[Place, str | None]:
    """The place of an error in the YAML, without the names of alternatives; and the missing key, where one is."""
    place: list[str | int] = []
    for step in error["loc"]:
        child = value.child(step)
        if child is not None:
            place.append(step)
            value = child
    last = error["loc"][-1] if error["loc"] else ""
    return tuple(place), str(last) if error["type"] == "missing" else None


def _useless(place: Place) -> Place:
    """What is of no use without one of its keys: the item of a list, or else what stands under a key of the form."""
    item = max((i for i, step in enumerate(place) if isinstance(step, int)), default=0)
    return place[: item + 1]


def _fault(value: YamlValue, error: ErrorDetails, model: type[BaseModel]) -> YamlFault:
    place, missing = _walked(value, error)
    found = value.at(place)
    mark = found.mark
    if missing is not None:
        return YamlFault(mark.line, mark.column, f"The key “{missing}” is missing.", f"Add “{missing}: …”.")
    if len(place) >= 2 and place[-2] == "checks":
        return YamlFault(mark.line, mark.column, "This is no check.", _CHECKS)
    if error["type"] == "extra_forbidden":
        key, owner = str(place[-1]), value.at(place[:-1])
        mark = owner.key_mark(key)
        right = nearest_advice(key, set(_keys(model, place[:-1])))
        return YamlFault(mark.line, mark.column, f"There is no key “{key}” here.", right)
    key = next((str(step) for step in reversed(place) if isinstance(step, str)), "form")
    return YamlFault(mark.line, mark.column, f"“{key}” cannot be {_shown(found)}.", _right(error))


def _shown(value: YamlValue) -> str:
    match value.body:
        case None:
            return "blank"
        case dict():
            return "a mapping"
        case list():
            return "a list" if value.body else "an empty list"
        case bool():
            return str(value.body).lower()
        case _:
            text = str(value.body)
            return f"“{text if len(text) <= 60 else text[:60] + '…'}”"


def _right(error: ErrorDetails) -> str:
    context = error.get("ctx", {})
    match error["type"]:
        case "enum" | "literal_error":
            return f"Use {context.get('expected', 'a known word')}."
        case "string_type":
            return "Write a text, in quotation marks if it looks like a number."
        case "string_pattern_mismatch" if "A-Z" in str(context.get("pattern")):
            return "Write a currency of three capital letters, such as EUR."
        case "string_pattern_mismatch" if r"\d" in str(context.get("pattern")):
            return "Write a version such as 1.0.0."
        case "string_pattern_mismatch":
            return "Use small letters, digits and lines below (a_name_2), beginning with a letter, at most 48."
        case "too_short":
            return "Write at least one."
        case "model_type" | "dict_type" | "model_attributes_type":
            return "Write keys with values, one a line."
        case "tuple_type" | "list_type":
            return "Write a list."
        case "time_delta_parsing" | "time_delta_type":
            return "Write a time such as 2d, 8h, 30m or 5s."
        case _:
            return f"{error['msg'].rstrip('.')}."


def _keys(kind: Any, place: Place) -> Iterator[str]:
    """The keys that a mapping at this place of a form may have."""
    for model in _models(kind):
        if not place:
            yield from (field.alias or name for name, field in model.model_fields.items())
            continue
        for name, field in model.model_fields.items():
            if place[0] == (field.alias or name):
                rest = place[1:]
                yield from _keys(field.annotation, rest[1:] if rest and isinstance(rest[0], int) else rest)


def _models(kind: Any) -> Iterator[type[BaseModel]]:
    """The models in a type such as `tuple[A | B, ...] | None`."""
    if isinstance(kind, type) and not isinstance(kind, types.GenericAlias) and issubclass(kind, BaseModel):
        yield kind
    elif typing.get_origin(kind) is Annotated:
        yield from _models(typing.get_args(kind)[0])
    else:
        for inner in typing.get_args(kind):
            yield from _models(inner)
