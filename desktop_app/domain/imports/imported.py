"""What came of a form of another program: the files of a pack, what was carried over, and what could not be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Told:
    """A construct of the source at its place, and what became of it."""

    construct: str
    place: str
    words: str


@dataclass(frozen=True, slots=True)
class Imported:
    """A form of another program as a pack.

    `form` is what `form.yaml` says, `locales` what `locale/LANG.yaml` says by language. `carried` counts constructs;
    `lost` could not be carried over, `changed` is carried in another shape that asks for the same, `looks` are
    constructs that only say how the source is drawn, which a pack leaves to the program, with how often they stand
    there. `sources` are names of fields with the place in the source that each came from.
    """

    form: Mapping[str, Any]
    locales: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    carried: Mapping[str, int] = field(default_factory=dict)
    lost: tuple[Told, ...] = ()
    changed: tuple[Told, ...] = ()
    looks: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
