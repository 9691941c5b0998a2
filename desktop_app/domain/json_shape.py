"""The shape that a model's JSON must have: texts, choices, lists of them, and objects whose keys are all known.

There are no numbers and no truths in it: a figure is text as it stands in the evidence, so that it can be held against
it, and NaN or Infinity have no place to stand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, StringConstraints, TypeAdapter, ValidationError, create_model
from pydantic import Field as PydanticField


class OutputInvalid(ValueError):
    """A model's answer is not what was asked for; the message is fit for people and holds no word of the answer but
    the name of a part."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words: of so many characters at most, and not only blanks unless they may be."""

    longest: int = 4_000
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One of these words."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListOf:
    """Several of one shape."""

    each: "Shape"
    least: int = 1
    most: int = 12


@dataclass(frozen=True, slots=True)
class Parts:
    """An object: every part is there, once, and nothing else."""

    parts: Mapping[str, "Shape"]


Shape = Text | Choice | ListOf | Parts


def schema_of_shape(shape: Shape) -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of the shape, in what all servers that take one understand.

    The longest length of a text is not in it: as a grammar it would cost a server more than it saves.
    """
    match shape:
        case Text():
            return {"type": "string"}
        case Choice(words):
            return {"enum": list(words)}
        case ListOf(each, least, most):
            return {"type": "array", "items": schema_of_shape(each), "minItems": least, "maxItems": most}
        case Parts(parts):
            return {
                "type": "object",
                "properties": {name: schema_of_shape(part) for name, part in parts.items()},
                "required": list(parts),
                "additionalProperties": False,
            }


def checked(shape: Shape, value: Any, place: str = "the answer") -> Any:
    """The value, held against the shape by pydantic. Raises OutputInvalid."""
    try:
        return TypeAdapter(_type_of(shape)).validate_python(value, strict=True)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        inner = ".".join(str(part) for part in first["loc"])
        raise OutputInvalid(f"{inner or place}: {first['msg']}") from None


def _type_of(shape: Shape) -> Any:
    match shape:
        case Text(longest, blank):
            return Annotated[str, StringConstraints(max_length=longest, pattern=None if blank else r"\S")]
        case Choice(words):
            return Literal[tuple(words)]
        case ListOf(each, least, most):
            return Annotated[list[_type_of(each)], PydanticField(min_length=least, max_length=most)]  # type: ignore[misc]
        case Parts(parts):
            config = ConfigDict(extra="forbid", strict=True)
            # Parts may have any name, also one that pydantic keeps for itself: each field has a number for its name.
            fields = {
                f"part_{n}": (_type_of(part), PydanticField(alias=name)) for n, (name, part) in enumerate(parts.items())
            }
            return create_model("Parts", __config__=config, **fields)  # type: ignore[call-overload]
