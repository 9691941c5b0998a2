"""How runs of a Word document look, as far as anybody sees them or not. Runs in the extracting process only.

A run's own properties count before its styles', and a style's before that of the one it is based on.
"""

from collections.abc import Mapping
from typing import Any

from desktop_app.domain.hidden_text import Hidden

_TINY = 3
"""Half points: letters of a point and a half, and less."""
_NARROW = 10
"""Percent of their width to which letters may be pressed."""
_PALE = 0xF0
_DEEPEST = 20
"""Styles that a style may be based on, one on another."""
_GROUNDS = ("shd", "highlight")
_MARKED_WITH = {"black": "000000", "white": "FFFFFF", "yellow": "FFFF00", "red": "FF0000", "blue": "0000FF"}


def name_of(element: Any) -> str:
    """Its name without the namespace; empty for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute_of(element: Any, name: str) -> str:
    """An attribute by its name without the namespace."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def child_of(element: Any, *path: str) -> Any | None:
    """The first element under these names, one in another."""
    for name in path:
        element = next((child for child in element if name_of(child) == name), None)
        if element is None:
            return None
    return element


def is_on(element: Any | None) -> bool:
    """Whether a property that is there is not switched off."""
    return element is not None and attribute_of(element, "val") not in ("0", "false", "off")


class Looks:
    """The styles of a document, and the paragraph that is walked through."""

    def __init__(self, styles: Any | None) -> None:
        found = styles if styles is not None else ()
        self._styles: Mapping[str, Any] = {attribute_of(each, "styleId"): each for each in found}
        self._paragraph: Any | None = None

    def enter(self, paragraph: Any) -> None:
        """The runs that follow are of this paragraph."""
        self._paragraph = paragraph

    def why(self, run: Any) -> Hidden | None:
        """Why nobody sees a run; None where it is seen."""
        if is_on(self._property(run, "vanish")) or is_on(self._property(run, "specVanish")):
            return Hidden.MARKED_HIDDEN
        size = self._property(run, "sz")
        if _at_most(size, _TINY) or _at_most(self._property(run, "w"), _NARROW):
            return Hidden.TINY
        colour = _colour(self._property(run, "color"))
        if colour and colour in (self._ground(run, ground) for ground in _GROUNDS):
            return Hidden.SAME_COLOUR
        return Hidden.SAME_COLOUR if _is_pale(colour) and not self._on_ground(run) else None

    def _ground(self, run: Any, name: str) -> str:
        """The colour that a run is filled or marked with; empty where there is none that is told."""
        ground = self._property(run, name)
        told = "" if ground is None else attribute_of(ground, "fill") or attribute_of(ground, "val")
        return _MARKED_WITH.get(told, told).upper()

    def _property(self, run: Any, name: str) -> Any | None:
        """A property of a run: its own, that of its style, or that of its paragraph's style."""
        own = child_of(run, "rPr", name)
        if own is not None:
            return own
        styles = (child_of(run, "rPr", "rStyle"), _paragraph_style(self._paragraph))
        found = (self._of_style(attribute_of(style, "val"), name) for style in styles if style is not None)
        return next((each for each in found if each is not None), None)

    def _of_style(self, style_id: str, name: str) -> Any | None:
        for _ in range(_DEEPEST):
            style = self._styles.get(style_id)
            if style is None:
                return None
            found = child_of(style, "rPr", name)
            if found is not None:
                return found
            base = child_of(style, "basedOn")
            style_id = attribute_of(base, "val") if base is not None else ""
        return None

    def _on_ground(self, run: Any) -> bool:
        """Whether a run may stand on a colour: of its own, of its paragraph, or of a table or box around it."""
        if any(self._property(run, ground) is not None for ground in _GROUNDS):
            return True
        around, depth = run, 0
        while around is not None and depth < 60:
            if name_of(around) in ("tbl", "txbxContent"):
                return True
            if child_of(around, "pPr", "shd") is not None:
                return True
            around, depth = around.getparent(), depth + 1
        style = _paragraph_style(self._paragraph)
        known = self._styles.get(attribute_of(style, "val")) if style is not None else None
        return known is not None and child_of(known, "pPr", "shd") is not None


def _paragraph_style(paragraph: Any | None) -> Any | None:
    return None if paragraph is None else child_of(paragraph, "pPr", "pStyle")


def _at_most(number: Any | None, most: int) -> bool:
    told = "" if number is None else attribute_of(number, "val").removesuffix("%")
    return told.isdecimal() and int(told) <= most


def _colour(told: Any | None) -> str:
    """Six hexadecimal digits, as far as they are told; the first colours of a theme are those of its paper."""
    if told is None:
        return ""
    shaded = attribute_of(told, "themeShade") or attribute_of(told, "themeTint")
    on_paper = attribute_of(told, "themeColor") in ("background1", "light1") and not shaded
    return "FFFFFF" if on_paper else attribute_of(told, "val").upper()


def is_unseen(element: Any) -> bool:
    """Whether a row of a table, a drawing or a shape is marked so that nothing of it is shown."""
    if is_on(child_of(element, "trPr", "hidden")):
        return True
    if any(name_of(each) == "docPr" and attribute_of(each, "hidden") in ("1", "true") for each in element.iter()):
        return name_of(element) == "drawing"
    return "visibility:hidden" in "".join(attribute_of(element, "style").lower().split())


def _is_pale(colour: str) -> bool:
    """Whether a colour of six hexadecimal digits is as good as white."""
    try:
        value = int(colour, 16) if len(colour) == 6 else 0
    except ValueError:
        return False
    return min(value >> 16, value >> 8 & 0xFF, value & 0xFF) >= _PALE
