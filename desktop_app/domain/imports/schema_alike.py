"""Parts of a JSON Schema that describe one thing in several ways: what they share, and what tells them apart."""

from collections.abc import Mapping, Sequence
from typing import Any


def shared(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A shape that whatever fits one of these fits too."""
    first, *others = parts
    found = {key: value for key, value in first.items() if all(other.get(key, ...) == value for other in others)}
    for key in ("title", "description"):
        if words := next((part[key] for part in parts if part.get(key)), None):
            found[key] = words
    if all(isinstance(part.get("enum"), list) for part in parts):
        found["enum"] = _union([part["enum"] for part in parts])
    elif all("const" in part or isinstance(part.get("enum"), list) for part in parts):
        found["enum"] = _union([part.get("enum", [part.get("const")]) for part in parts])
    types = [part.get("type") for part in parts]
    if "type" not in found and all(isinstance(each, str) for each in types):
        found["type"] = list(dict.fromkeys(types))
    if all(isinstance(part.get("properties"), Mapping) for part in parts):
        found["properties"] = _properties([part["properties"] for part in parts])
    return found


def shape_of(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the parts share, without what must hold of it but for lists of choices."""
    return _loose(shared(parts), "enum")


def _properties(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in dict.fromkeys(name for part in parts for name in part):
        values = [part[name] for part in parts if isinstance(part.get(name), Mapping)]
        whole = shared(values) if values else {}
        found[name] = whole if len(values) == len(parts) else _loose(whole)
    return found


def _loose(part: Mapping[str, Any], *more: str) -> dict[str, Any]:
    """Its shape alone, without what must hold of it."""
    found = {key: part[key] for key in ("type", "title", "description", "items", "format", *more) if key in part}
    if isinstance(part.get("properties"), Mapping):
        found["properties"] = {
            name: _loose(inner, *more) if isinstance(inner, Mapping) else inner
            for name, inner in part["properties"].items()
        }
    return found


def _union(lists: Sequence[Sequence[Any]]) -> list[Any]:
    found: list[Any] = []
    for value in (value for values in lists for value in values):
        found += [value] if not any(value == kept and type(value) is type(kept) for kept in found) else []
    return found


def told_apart(alternatives: Any) -> list[dict[str, Any]] | None:
    """Alternatives as conditions (`if` and `then`), where one property has other values in each of them; else None."""
    parts = alternatives if isinstance(alternatives, list) else []
    tag = tag_of(parts)
    if tag is None:
        return None
    rules = []
    for part in parts:
        values = _values(part["properties"][tag])
        rest = {name: value for name, value in part["properties"].items() if name != tag}
        rules.append(
            {"if": {"properties": {tag: {"enum": values}}, "required": [tag]}, "then": {**part, "properties": rest}}
        )
    return rules


def tag_of(parts: Sequence[Any]) -> str | None:
    """The property of which each of the parts names values, and no two the same."""
    if len(parts) < 2 or not all(isinstance(p, Mapping) and isinstance(p.get("properties"), Mapping) for p in parts):
        return None
    for name in parts[0]["properties"]:
        named = [_values(part["properties"].get(name)) for part in parts]
        if all(named) and len(_union(named)) == sum(map(len, named)):
            return str(name)
    return None


def nearly_tag_of(parts: Sequence[Mapping[str, Any]]) -> str | None:
    """The property of which each of the parts names values that it has or must not have."""
    first = parts[0].get("properties") if parts else None
    for name in first if isinstance(first, Mapping) else ():
        words = [said_of_tag(part, name) for part in parts]
        if all(words) and len(set(words)) == len(words):
            return str(name)
    return None


def said_of_tag(part: Mapping[str, Any], tag: str) -> str:
    """The values of that property in a part, for people; none where it does not name them."""
    raw = (part.get("properties") or {}).get(tag)
    if not isinstance(raw, Mapping):
        return ""
    rules = [raw, *(rule for rule in raw.get("rules", ()) if isinstance(rule, Mapping))]
    others: Any = next((rule["not"] for rule in rules if isinstance(rule.get("not"), Mapping)), {})
    values, without = _values(raw), _values(others)
    words = [str(value) for value in values or without]
    named = ", ".join(words[:3]) + (", …" if len(words) > 3 else "")
    return named if values else f"not {named}" if without else ""


def _values(raw: Any) -> list[Any]:
    """The values that a property may have, where they are named."""
    if not isinstance(raw, Mapping):
        return []
    values = raw["enum"] if isinstance(raw.get("enum"), list) else [raw["const"]] if "const" in raw else []
    return values if not any(isinstance(value, dict | list) or value is None for value in values) else []
