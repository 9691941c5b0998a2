"""What a JSON Schema says of one value, as a field of a pack."""

import json
from collections.abc import Mapping
from typing import Any

from desktop_app.domain.expression import Kind
from desktop_app.domain.imports.cel_text import quoted
from desktop_app.domain.imports.file_kinds import accepted
from desktop_app.domain.imports.pack_draft import MOST_CHOICES, PackDraft
from desktop_app.domain.imports.plain_words import plain_words
from desktop_app.domain.imports.schema_formats import FORMAT_PATTERNS, FORMATS, UNTESTED, WRITTEN, fits_all
from desktop_app.domain.imports.spoken_names import humanised
from desktop_app.domain.imports.word_set import word_set
from desktop_app.domain.imports.xlsform_types import KINDS

_NAMES = ("enumNames", "x-enumNames", "x-enum-labels", "x-enum-varnames", "x-enumDescriptions", "ui:enumNames")
_ANNOTATIONS = word_set(
    "$schema $id id $comment $anchor $defs definitions $vocabulary title description examples example default "
    "readOnly deprecated writeOnly type enum const format rules properties required items prefixItems "
    "additionalProperties patternProperties propertyNames unevaluatedProperties unevaluatedItems additionalItems "
    "contains minContains maxContains minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength "
    "pattern minItems maxItems uniqueItems minProperties maxProperties contentMediaType contentEncoding contentSchema "
    "nullable discriminator xml externalDocs cut never null variants $recursiveAnchor $dynamicAnchor component "
    "formatMinimum formatMaximum formatExclusiveMinimum formatExclusiveMaximum"
)
_LONG = 200
"""Characters from which on a text has several lines."""


def types_of(schema: Mapping[str, Any]) -> list[str]:
    """The types that a value may have: those that are named, else those that the other keywords are about."""
    raw = schema.get("type")
    if isinstance(raw, str):
        return [raw]
    if isinstance(raw, list):
        return [str(each) for each in raw if isinstance(each, str)]
    if "properties" in schema or "additionalProperties" in schema or "patternProperties" in schema:
        return ["object"]
    if "items" in schema or "prefixItems" in schema or "minItems" in schema:
        return ["array"]
    if "enum" in schema or "const" in schema:
        return list(dict.fromkeys(_type(v) for v in schema.get("enum", [schema.get("const")]))) or ["string"]
    if any(key in schema for key in ("minimum", "maximum", "multipleOf", "exclusiveMinimum", "exclusiveMaximum")):
        return ["number"]
    if any(key in schema for key in ("pattern", "minLength", "maxLength", "format")):
        return ["string"]
    return []


def _type(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case list():
            return "array"
        case dict():
            return "object"
        case _:
            return "string"


def words_of(schema: Mapping[str, Any], key: str) -> tuple[str, str]:
    """Label and hint."""
    label = plain_words(schema.get("ui:title") or schema.get("title"), one_line=True) or humanised(key)
    hints = [plain_words(schema.get(name)) for name in ("description", "ui:description", "ui:help", "ui:placeholder")]
    examples = schema.get("examples", schema.get("example"))
    given = examples if isinstance(examples, list) else [examples] if examples not in (None, "") else []
    shown = ", ".join(str(each) for each in given[:3] if isinstance(each, str | int | float))
    hints.append(f"For example: {shown}" if shown else "")
    return label, "\n".join(hint for hint in dict.fromkeys(hints) if hint and hint != label)


class Fields:
    """Makes fields of values."""

    def __init__(self, draft: PackDraft) -> None:
        self._draft = draft

    def choices(self, schema: Mapping[str, Any], place: str) -> list[dict[str, Any]] | None:
        """The choices of a value that is one of several; None where it is not."""
        if "const" in schema and "enum" not in schema:
            return [{"choice": choice_name(schema["const"])}] if schema["const"] not in (None, "") else None
        values = schema.get("enum")
        if not isinstance(values, list):
            return None
        if len(values) > MOST_CHOICES:
            self._draft.lose("enum", place, f"More than {MOST_CHOICES:,} choices; the answer is a text.")
            return None
        names = next((schema[key] for key in _NAMES if isinstance(schema.get(key), list)), None)
        options = schema.get("options")
        if names is None and isinstance(options, Mapping) and isinstance(options.get("enum_titles"), list):
            names = options["enum_titles"]
        found: dict[str, dict[str, Any]] = {}
        for number, value in enumerate(values):
            choice = choice_name(value)
            if not choice or not _allowed(schema, value):
                continue
            label = plain_words(names[number], one_line=True) if names and number < len(names) else ""
            if choice in found:
                self._draft.change("enum", place, f"“{choice[:60]}” stands there several times; it is one choice.")
                continue
            found[choice] = {"choice": choice, "label": label} if label not in ("", choice) else {"choice": choice}
            if isinstance(value, dict | list):
                self._draft.change("enum of a structure", place, "Each is a choice, written as JSON.")
        self._draft.carried["enum" if "const" not in schema else "const"] += 1
        return list(found.values()) or None

    def typed(self, schema: Mapping[str, Any], kind: str, place: str) -> tuple[dict[str, Any], list[str]]:
        """Type and properties of a field of that JSON type, and patterns that its text must match."""
        self._draft.carried[f"type {kind}"] += 1
        if kind == "boolean":
            return {"type": "boolean"}, []
        if kind in ("integer", "number"):
            return {"type": "integer" if kind == "integer" or schema.get("multipleOf") == 1 else "decimal"}, []
        return self._text(schema, place)

    def _text(self, schema: Mapping[str, Any], place: str) -> tuple[dict[str, Any], list[str]]:
        form = str(schema.get("format") or "")
        kind = FORMATS.get(form, "text")
        if schema.get("contentEncoding") or (schema.get("contentMediaType") and kind == "text"):
            kind = "attachment"
        widget = str(schema.get("ui:widget") or (schema.get("ui:options") or {}).get("widget") or "")
        most = schema.get("maxLength")
        if kind == "text" and ((isinstance(most, int) and most >= _LONG) or widget == "textarea"):
            kind = "paragraph"
        if form in UNTESTED:
            self._draft.lose("format", place, f"Whether an answer is written as {form} is not looked at.")
        elif form in {*FORMATS, *FORMAT_PATTERNS}:
            self._draft.carried[f"format {form}"] += 1
        elif form:
            self._draft.looks[f"format {form[:40]}, which JSON Schema does not have"] += 1
        if kind in WRITTEN and "pattern" in schema and not fits_all(schema["pattern"], WRITTEN[kind]):
            self._draft.change(f"pattern of a {kind}", place, "It is a text that is written so.")
            kind, form = "text", f"{kind} as text"
        field: dict[str, Any] = {"type": kind}
        if kind == "attachment":
            field["max_files"] = 1
            field["accept"] = accepted(str(schema.get("contentMediaType") or ""), self._draft, place)
        return field, [FORMAT_PATTERNS[form]] if form in FORMAT_PATTERNS else []

    def unread(self, schema: Mapping[str, Any], place: str) -> None:
        """Keywords that nobody knows say nothing by the standard; `x-` and `ui:` ones say how it looks."""
        for key in schema:
            if key not in _ANNOTATIONS and key not in _NAMES:
                looks = key.startswith(("x-", "ui:", "ui-")) or key in ("options", "propertyOrder", "widget", "order")
                self._draft.looks[f"keyword {key[:40]}" if looks else "keyword that is not JSON Schema's"] += 1
        if schema.get("deprecated"):
            self._draft.change("deprecated", place, "It is still asked.")
        for key in ("writeOnly", "$comment"):
            if schema.get(key):
                self._draft.looks[f"keyword {key}"] += 1


def choice_name(value: object) -> str:
    """A value as the name of a choice."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return " ".join(value.split())
        case int() | float():
            return str(value)
        case _:
            return json.dumps(value, ensure_ascii=False, sort_keys=True)[:500]


def _allowed(schema: Mapping[str, Any], value: object) -> bool:
    """Whether a value of a list keeps to the type and bounds beside it: one that does not can never be given."""
    types = [schema["type"]] if isinstance(schema.get("type"), str) else schema.get("type", ())
    kind = _type(value)
    if types and kind not in types and not (kind == "integer" and "number" in types):
        return False
    if isinstance(value, str):
        return bool(schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))
    return True


def kind_of(field: Mapping[str, Any]) -> Kind:
    """What a field holds in an expression."""
    return KINDS.get(str(field["type"]), Kind.STRING)


def one_of_texts(text: str, values: list[Any]) -> str:
    """That a text is one of these values."""
    return f"{text} in [{', '.join(quoted(choice_name(value)) for value in values)}]"
