"""The design tokens: every colour, size and type style, as they stand in `resources/tokens.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class TypeStyle:
    """A way to set text: size, line height and tracking in pixels at 100 %, weight from 100 to 900."""

    size: int
    line: int
    weight: int
    tracking: float


@dataclass(frozen=True, slots=True)
class Tokens:
    """One source for palette, style sheet, fonts, delegates and icons. Colours are `#RRGGBB`, by theme and name."""

    colours: Mapping[str, Mapping[str, str]]
    type: Mapping[str, TypeStyle]
    families: Mapping[str, tuple[str, ...]]
    space: Mapping[str, int]
    size: Mapping[str, int]
    radius: Mapping[str, int]
    motion: Mapping[str, int]


def read_tokens(resources: Path) -> Tokens:
    """The tokens of a resources folder."""
    read = tomllib.loads((resources / "tokens.toml").read_text("utf-8"))
    font = read["font"]
    return Tokens(
        colours={name: {k: v for k, v in of.items() if isinstance(v, str)} for name, of in read["color"].items()},
        type={name: TypeStyle(**style) for name, style in read["type"].items()},
        families={
            "ui": (font["ui"], *font["fallback_ui"]),
            "document": (font["document"], *font["fallback_document"]),
            "mono": (font["mono"], "monospace"),
        },
        space=read["space"],
        size=read["size"],
        radius=read["radius"],
        motion={name: value for name, value in read["motion"].items() if isinstance(value, int)},
    )


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
