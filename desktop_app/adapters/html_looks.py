"""Which elements of an HTML page a browser shows nothing of. Runs in the extracting process only.

Style sheets in the page are read as far as they hide by a tag, a class or an id; what scripts do is not known.
"""

import re
from collections.abc import Iterator
from typing import Any

from desktop_app.domain.hidden_text import Hidden

_LONGEST_SHEET = 400_000
_RULE = re.compile(r"([^{}@]{1,400})\{([^{}]{0,2000})\}")
_SIMPLE = re.compile(r"(?:[a-z][a-z0-9]{0,20})?(?:[.#][\w-]{1,60})?", re.IGNORECASE)
_NOT_SHOWN = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|opacity:0(?:\.0*)?(?![.\d])|clip:rect\(0(?:px)?,?0|clip-path:inset\((?:50|100)%"
    r"|max-height:0(?:px)?(?!\.|\d)|transform:scale(?:3d|x|y)?\(0(?![.\d])|opacity:0?\.0\d*(?!\d)|clip:rect\(1px,1px,1px,1px"
    r"|clip-path:circle\(0(?![.\d])|filter:opacity\(0(?![.\d])|(?<!-)zoom:0(?![.\d])|mso-hide:all|text-fill-color:transparent"
    r"|transform:translate[xy]?\(-\d{4}"
)
_TINY = re.compile(
    r"font-size:(?:0?(?:\.\d+)|0|1)(?:px|pt)?(?![.\d%a-z])"
    r"|font:[^;]{0,40}?(?<![.\d])[01](?:px|pt)?/|font-size:0(?:\.0\d*)?(?:em|rem|%)"
)
_OFF_PAGE = re.compile(r"(?:text-indent|left|right|top|margin-left|margin-top):-\d{3,6}")
_FLAT = re.compile(r"(?:^|;)(?:max-)?(?:height|width):[01](?:px)?(?:[;!]|$)")
_COLOUR = re.compile(r"(?<![-\w])color:([^;!]{1,40})")
_GROUND = re.compile(r"background(?:-color|-image)?:([^;!]{1,200})")
_WHITE = frozenset(
    """#fff #ffffff #fefefe #fffffe #fdfdfd #fcfcfc white snow ivory ghostwhite rgb(255,255,255) rgba(255,255,255,1)
    rgb(255255255) hsl(0,0%,100%)""".split()  # noqa: SIM905 - a list of words
)
_CLEAR = re.compile(r"transparent|rgba\(\d+,\d+,\d+,0(?:\.0*)?\)|#[0-9a-f]{6}00$")
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
_SURROGATES = 0xD800
_SAME = re.compile(
    r"(?<![-\w])color:([^;!]{1,40})(?:.*;)?background(?:-color)?:\1(?:[;!]|$)"
    r"|background(?:-color)?:([^;!]{1,40}).*(?<![-\w])color:\2(?:[;!]|$)"
)
_DEEPEST = 60


class Looks:
    """The looks of a page's elements: of their own, and of the page's style sheets."""

    def __init__(self, root: Any) -> None:
        self._rules: dict[str, str] = {}
        text = "".join("".join(sheet.itertext()) for sheet in root.iter("style"))[:_LONGEST_SHEET]
        for selectors, body in _RULE.findall(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)):
            for selector in selectors.split(","):
                name = selector.strip()
                if name and _SIMPLE.fullmatch(name):
                    self._rules[name.lower()] = f"{self._rules.get(name.lower(), '')};{_plain(body)}"

    def why(self, element: Any) -> Hidden | None:
        """Why nothing of an element is seen; None where it may be."""
        if element.get("hidden") is not None:
            return Hidden.MARKED_HIDDEN
        style = self._style(element)
        if not style:
            return None
        if _NOT_SHOWN.search(style):
            return Hidden.MARKED_HIDDEN
        if _is_flat(style):
            return Hidden.MARKED_HIDDEN
        if _SAME.search(style):
            return Hidden.SAME_COLOUR
        if _TINY.search(style):
            return Hidden.TINY
        if _OFF_PAGE.search(style) and ("position:" in style or "text-indent" in style):
            return Hidden.OFF_PAGE
        return Hidden.SAME_COLOUR if self._is_white(style) and not self._has_ground(element) else None

    def _style(self, element: Any) -> str:
        own = _plain(element.get("style") or "")
        told = f"color:{_plain(element.get('color') or '')}" if element.tag == "font" and element.get("color") else ""
        return ";".join(filter(None, (*self._of_sheets(element), told, own)))

    def _of_sheets(self, element: Any) -> Iterator[str]:
        tag = element.tag.lower() if isinstance(element.tag, str) else ""
        names = [f".{each}" for each in (element.get("class") or "").lower().split()]
        names += [f"#{element.get('id').lower()}"] if element.get("id") else []
        for name in (tag, *names, *(tag + each for each in names)):
            yield self._rules.get(name, "")

    def _is_white(self, style: str) -> bool:
        colours = _COLOUR.findall(style)
        return bool(colours) and (colours[-1] in _WHITE or _CLEAR.match(colours[-1]) is not None)

    def _has_ground(self, element: Any) -> bool:
        """Whether there may be another colour than white behind it."""
        for _ in range(_DEEPEST):
            if element is None:
                return False
            grounds = _GROUND.findall(self._style(element))
            if element.get("bgcolor") or element.get("background") or any(ground not in _WHITE for ground in grounds):
                return True
            element = element.getparent()
        return True


def _is_flat(style: str) -> bool:
    """Whether it has no height or no width, and shows nothing beside itself."""
    return "overflow:hidden" in style and _FLAT.search(style) is not None


def _plain(style: str) -> str:
    """A style in small letters, without blanks and remarks, its escapes read."""
    told = _ESCAPE.sub(_escaped, re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL))
    return re.sub(r"\s+", "", told.lower())


def _escaped(escape: re.Match[str]) -> str:
    code = int(escape[1], 16)
    return chr(code) if 0 < code < _SURROGATES else ""
