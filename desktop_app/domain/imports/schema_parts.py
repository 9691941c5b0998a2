"""JSON Schema (drafts 4 to 2020-12) with its references followed and `allOf` made one: what holds at one place."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import gcd, lcm
from typing import Any
from urllib.parse import unquote

from desktop_app.domain.errors import UsageError
from desktop_app.domain.imports.pack_draft import PackDraft

Schema = Mapping[str, Any]
MOST_PARTS = 20_000
"""Parts of a schema that are followed: references may spread a small file without end."""

_DEEPEST = 40
_RULES = ("if", "then", "else", "not", "anyOf", "oneOf", "dependentRequired", "dependentSchemas", "dependencies")
_LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains")
_MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_schema(value: object) -> bool:
    return isinstance(value, Mapping | bool)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_map(value: object) -> bool:
    return isinstance(value, Mapping) and all(isinstance(key, str) for key in value)


def _are_schemas(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_schema, value))


def _are_names(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


_KINDS: Mapping[str, Callable[[object], bool]] = {
    **dict.fromkeys(("minimum", "maximum"), _is_number),
    **dict.fromkeys(("exclusiveMinimum", "exclusiveMaximum"), lambda v: isinstance(v, bool) or _is_number(v)),
    "multipleOf": lambda v: _is_number(v) and v > 0,  # type: ignore[operator]
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minContains", "maxContains"), _is_count),
    **dict.fromkeys(("not", "if", "then", "else", "contains", "propertyNames"), _is_schema),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), _are_schemas),
    **dict.fromkeys(("properties", "patternProperties"), lambda v: _is_map(v) and all(map(_is_schema, v.values()))),  # type: ignore[attr-defined]
    **dict.fromkeys(("dependentSchemas", "dependentRequired", "dependencies"), _is_map),
    "items": lambda v: _is_schema(v) or isinstance(v, list),
    "additionalProperties": _is_schema,
    "required": lambda v: isinstance(v, bool) or _are_names(v),
    "enum": lambda v: isinstance(v, list) and bool(v),
    "pattern": lambda v: isinstance(v, str),
    "type": lambda v: isinstance(v, str) or _are_names(v),
    "$ref": lambda v: isinstance(v, str),
}
"""What a keyword may be, where anything else would be no schema (draft 3 writes `required: true`)."""


class Parts:
    """Follows the references of one document; nothing is fetched."""

    def __init__(self, document: Any, draft: PackDraft) -> None:
        self._document, self._draft = document, draft
        self._named = dict(_names(document))
        self._followed = 0

    def whole(self, raw: Any, place: str, trail: tuple[str, ...] = ()) -> tuple[dict[str, Any], tuple[str, ...]]:
        """What holds at a place, and the references that led there. What cannot be followed holds nothing.

        `rules` of it are parts that are more than one shape: conditions, alternatives, what must not be.
        """
        self._followed += 1
        if self._followed > MOST_PARTS:
            raise UsageError(
                f"The schema spreads to more than {MOST_PARTS:,} parts.",
                kept="Nothing was written.",
                next="Take out references that lead to themselves, or import a part of it.",
            )
        if raw is False:
            return {"never": True}, trail
        if not isinstance(raw, Mapping):
            return {}, trail
        raw = self._well_formed(raw, place)
        raw = {key: value for key, value in raw.items() if not (key == "required" and isinstance(value, bool))}
        found = {key: value for key, value in raw.items() if key not in (*_RULES, "$ref", "allOf", "$dynamicRef")}
        rules = {key: raw[key] for key in _RULES if key in raw}
        if rules:
            found["rules"] = [rules]
        if len(trail) > _DEEPEST:
            self._draft.lose("nesting", place, f"It is more than {_DEEPEST} levels deep.")
            return found, trail
        for reference in (raw.get("$ref"), raw.get("$dynamicRef"), raw.get("$recursiveRef")):
            if isinstance(reference, str):
                found, trail = self._followed_to(reference, found, place, trail)
        for part in raw["allOf"] if isinstance(raw.get("allOf"), list) else ():
            inner, trail = self.whole(part, place, trail)
            found = joined(found, inner)
        return found, trail

    def _well_formed(self, raw: Schema, place: str) -> Schema:
        """Without keywords whose value is not of the kind that JSON Schema has there."""
        wrong = [key for key, value in raw.items() if key in _KINDS and not _KINDS[key](value)]
        for key in wrong:
            self._draft.lose(f"keyword {key}", place, "Its value is not one that JSON Schema has there.")
        return {key: value for key, value in raw.items() if key not in wrong} if wrong else raw

    def _followed_to(
        self, reference: str, found: dict[str, Any], place: str, trail: tuple[str, ...]
    ) -> tuple[dict[str, Any], tuple[str, ...]]:
        if reference in trail:
            self._draft.lose("$ref to itself", place, f"{reference} leads back to itself; a form ends somewhere.")
            return {**found, "cut": True}, trail
        target = self._target(reference)
        if target is None:
            local = reference.startswith("#")
            why = "leads to nothing in this file" if local else "leads to another file, and nothing is fetched"
            self._draft.lose("$ref", place, f"{reference[:120]} {why}.")
            return found, trail
        inner, trail = self.whole(target, place, (*trail, reference))
        self._draft.carried["$ref"] += 1
        return joined(found, inner), trail

    def _target(self, reference: str) -> Any:
        if reference in self._named:
            return self._named[reference]
        base, _, pointer = reference.partition("#")
        if base and base not in self._named:
            return None
        at = self._named.get(base, self._document)
        for step in unquote(pointer).lstrip("/").split("/") if pointer else []:
            key = step.replace("~1", "/").replace("~0", "~")
            if isinstance(at, Mapping) and key in at:
                at = at[key]
            elif isinstance(at, list) and key.isdigit() and int(key) < len(at):
                at = at[int(key)]
            else:
                return None
        return at


def _names(document: Any, depth: int = 0) -> Any:
    """Parts that the document gives a name of its own: `$id`, `id`, `$anchor`."""
    if isinstance(document, Mapping) and depth < _DEEPEST:
        for key in ("$id", "id"):
            if isinstance(document.get(key), str) and ("type" in document or "properties" in document or depth == 0):
                yield document[key], document
        for key in ("$anchor", "$dynamicAnchor"):
            if isinstance(document.get(key), str):
                yield f"#{document[key]}", document
        for value in document.values():
            yield from _names(value, depth + 1)
    elif isinstance(document, list) and depth < _DEEPEST:
        for value in document:
            yield from _names(value, depth + 1)


def joined(one: dict[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Two parts that both hold, as one; what cannot be made one stands as a rule."""
    found = dict(one)
    apart: dict[str, Any] = {
        key: other[key] for key in ("const", "contains") if key in one and key in other and one[key] != other[key]
    }
    rules: list[dict[str, Any]] = [apart] if apart else []
    if any("const" in part and isinstance(beside.get("enum"), list) for part, beside in ((one, other), (other, one))):
        rules += [{key: part[key]} for part in (one, other) for key in ("const", "enum") if key in part]
    if rules:
        other = {**other, "rules": [*other.get("rules", ()), *rules]}
    for key, value in other.items():
        if key not in found:
            found[key] = value
        elif key == "properties" and isinstance(value, Mapping) and isinstance(found[key], Mapping):
            found[key] = _both(found[key], value)
        else:
            found[key] = _one(key, found[key], value)
    return found


def _both(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{k: v if k not in other or other[k] == v else {"allOf": [v, other[k]]} for k, v in one.items()},
        **{k: v for k, v in other.items() if k not in one},
    }


def _one(key: str, one: Any, other: Any) -> Any:
    if one == other:
        return one
    if key in ("rules", "patterns", "required") and isinstance(one, list) and isinstance(other, list):
        return [*one, *(each for each in other if each not in one)]
    if key in ("enum", "type"):
        return _common(one, other)
    if key in _LEAST + _MOST and _is_number(one) and _is_number(other):
        return max(one, other) if key in _LEAST else min(one, other)
    if key == "multipleOf" and _is_number(one) and _is_number(other):
        return _step_of_both(one, other)
    if key == "pattern":
        return [*(one if isinstance(one, list) else [one]), *(other if isinstance(other, list) else [other])]
    if key in ("uniqueItems", "readOnly"):
        return one is True or other is True
    if key == "patternProperties" and isinstance(one, Mapping) and isinstance(other, Mapping):
        return _both(one, other)
    if key in ("items", "propertyNames", "additionalProperties") and _is_schema(one) and _is_schema(other):
        return False if False in (one, other) else one if other is True else other if one is True else {
            "allOf": [one, other]}  # fmt: skip
    return one


def _step_of_both(one: float, other: float) -> float:
    """The least number that is a multiple of both."""
    first, second = Fraction(str(one)), Fraction(str(other))
    step = Fraction(lcm(first.numerator, second.numerator), gcd(first.denominator, second.denominator))
    return step.numerator if step.denominator == 1 else float(step)


def _common(one: Any, other: Any) -> Any:
    ones, others = (each if isinstance(each, list) else [each] for each in (one, other))
    both = [each for each in ones if each in others or (each == "integer" and "number" in others)]
    both += ["integer"] if "integer" in others and "number" in ones and "integer" not in both else []
    return both if len(both) != 1 or isinstance(one, list) else both[0]
