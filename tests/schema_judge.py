"""A judge of JSON Schema, for the words of it that the form's schema uses; any other word is an error."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
_ABOUT = frozenset(("$schema", "$defs", "title", "description", "default", "format"))


def misfits(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any] | None = None) -> Iterator[str]:
    """What of the value the schema refuses."""
    root = schema if root is None else root
    for word, asked in schema.items():
        if word not in _ABOUT and not _holds(word, asked, value, schema, root):
            yield f"{word} {str(asked)[:60]}: {str(value)[:60]}"
    yield from _within(value, schema, root)


def _within(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(value, dict):
        known, more = schema.get("properties", {}), schema.get("additionalProperties", True)
        for key, inner in value.items():
            asked = known.get(key, more)
            if isinstance(asked, dict):
                yield from (f"{key}: {words}" for words in misfits(inner, asked, root))
    if isinstance(value, list):
        first, rest = schema.get("prefixItems", []), schema.get("items", {})
        for n, inner in enumerate(value):
            asked = first[n] if n < len(first) else rest
            yield from (f"{n}: {words}" for words in misfits(inner, asked, root))


def _holds(word: str, asked: Any, value: Any, schema: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    number, text = isinstance(value, int | float) and not isinstance(value, bool), isinstance(value, str)
    match word:
        case "$ref":
            return not any(misfits(value, root["$defs"][asked.rpartition("/")[2]], root))
        case "anyOf":
            return any(not any(misfits(value, each, root)) for each in asked)
        case "type":
            if asked in ("integer", "number"):
                return number and (asked == "number" or value == int(value))
            return isinstance(value, _TYPES[asked])
        case "enum" | "const":
            return value in asked if word == "enum" else value == asked
        case "pattern":
            return not text or bool(re.search(asked, value))
        case "minLength" | "maxLength":
            return not text or (len(value) >= asked if word == "minLength" else len(value) <= asked)
        case "minItems" | "maxItems":
            return not isinstance(value, list) or (len(value) >= asked if word == "minItems" else len(value) <= asked)
        case "minimum" | "exclusiveMinimum":
            return not number or value > asked or (word == "minimum" and value == asked)
        case "maximum" | "exclusiveMaximum":
            return not number or value < asked or (word == "maximum" and value == asked)
        case "minProperties":
            return not isinstance(value, dict) or len(value) >= asked
        case "required":
            return not isinstance(value, dict) or all(key in value for key in asked)
        case "additionalProperties":
            known, shaped = schema.get("properties", {}), schema.get("patternProperties", {})
            keys = (key for key in value if key not in known) if isinstance(value, dict) else ()
            return asked is not False or all(any(re.search(shape, key) for shape in shaped) for key in keys)
        case "propertyNames":
            return not isinstance(value, dict) or not any(True for k in value for _ in misfits(k, asked, root))
        case "patternProperties":
            return not isinstance(value, dict) or not any(
                True
                for pattern, inner in asked.items()
                for key in value
                if re.search(pattern, key)
                for _ in misfits(value[key], inner, root)
            )
        case "properties" | "items" | "prefixItems":
            return True
    raise NotImplementedError(word)
