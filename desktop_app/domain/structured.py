"""Structured sections: the JSON schema that a model is asked to keep, and the text that its answer becomes."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, ValidationError, create_model

_Words = Annotated[str, Field(pattern=r"\S")]

Output = Mapping[str, tuple[str, ...] | Literal["text", "list"]]


class OutputInvalid(ValueError):
    """A model's answer is not what the section asks for; the message is fit for people."""


def schema_of(output: Output) -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of an answer: every part is there, and nothing else."""
    return {
        "type": "object",
        "properties": {name: _part_schema(kind) for name, kind in output.items()},
        "required": list(output),
        "additionalProperties": False,
    }


def _part_schema(kind: tuple[str, ...] | str) -> dict[str, Any]:
    if kind == "text":
        return {"type": "string"}
    if kind == "list":
        return {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 12}
    return {"enum": list(kind)}


def markup_of_output(output: Output, raw: str) -> str:
    """A model's JSON as draft markup. Raises OutputInvalid where it is not strict JSON or not what was asked for."""
    try:
        data = json.loads(raw, parse_constant=_refuse_constant)
        checked = _model_of(output).model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the answer"
        raise OutputInvalid(f"{place}: {first['msg']}") from None
    except (ValueError, RecursionError):
        raise OutputInvalid("the answer is not JSON") from None
    return "\n".join(_part_markup(name, kind, getattr(checked, name)) for name, kind in output.items())


def _model_of(output: Output) -> Any:
    types: dict[str, Any] = {}
    for name, kind in output.items():
        if kind == "text":
            types[name] = (_Words, ...)
        elif kind == "list":
            types[name] = (list[_Words], Field(min_length=1, max_length=12))
        else:
            types[name] = (Literal[tuple(kind)], ...)
    return create_model("SectionOutput", __config__=ConfigDict(extra="forbid", strict=True), **types)


def _part_markup(name: str, kind: tuple[str, ...] | str, value: Any) -> str:
    if kind == "text":
        return " ".join(str(value).split())
    if kind == "list":
        return "\n".join("- " + " ".join(str(item).split()) for item in value)
    return f"**{name.replace('_', ' ').capitalize()}:** {value}"


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
