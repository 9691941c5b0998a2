"""Text from HTML as a browser shows it. Runs in the extracting process only; nothing outside the file is followed."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from desktop_app.adapters.extraction import Limits, NotRead, text_reading
from desktop_app.adapters.html_looks import Looks
from desktop_app.domain.evidence import DocumentKind, DocumentState, Reading
from desktop_app.domain.hidden_text import unmarked, wrapped

_NOT_SHOWN = frozenset(
    """head script style template noscript iframe object svg math select datalist noembed noframes audio video canvas
    rp""".split()  # noqa: SIM905 - a list of words
)
_BLOCKS = frozenset(
    """address article aside blockquote body caption dd details div dl dt fieldset figcaption figure footer form h1 h2
    h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary table tbody tfoot thead tr ul""".split()  # noqa: SIM905 - a list of words
)
_ENCODING = re.compile(rb"charset|encoding|^(?:\xff\xfe|\xfe\xff)", re.IGNORECASE)
_HEAD = 4096
_APART = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "blockquote", "section", "article"))


def extract_html(body: bytes, limits: Limits) -> Reading:
    """The text of a page, as one page. Raises NotRead."""
    text, hidden = html_text(_decoded(body))
    words = f"{hidden} part{'s' if hidden > 1 else ''} that a browser does not show {'were' if hidden > 1 else 'was'}"
    return text_reading(DocumentKind.HTML, [text], limits, f"{words} left out." if hidden else "")


def _decoded(body: bytes) -> bytes | str:
    """A page that does not say how it is encoded, and is UTF-8, as text."""
    if _ENCODING.search(body[:_HEAD]):
        return body
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body


def html_text(body: bytes | str) -> tuple[str, int]:
    """The text that is shown, and how many parts are there to be read by no person. Raises NotRead."""
    try:
        root = html.document_fromstring(body, parser=html.HTMLParser(no_network=True, huge_tree=False))
    except (etree.LxmlError, ValueError) as error:
        raise NotRead(DocumentState.UNREADABLE, "The HTML file holds no text that can be shown.") from error
    walk = _Walk(root)
    pieces = "".join(walk.pieces(root))
    lines = [re.sub(r"[^\S\n\t]+", " ", line).strip() for line in pieces.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), walk.hidden


class _Walk:
    """One pass over a page, without recursion: a hostile one may be very deep."""

    def __init__(self, root: Any) -> None:
        self.hidden = 0
        self._looks = Looks(root)
        self._left_out: set[Any] = set()

    def pieces(self, root: Any) -> Iterator[str]:
        """What is shown, in order, and what is not as hidden text at its place."""
        walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            name = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                if (hidden := self._left_out_of(element, name)) is not None:
                    walk.skip_subtree()
                    self._left_out.add(element)
                    yield hidden
                    continue
                yield _before(name)
                yield _flowing(element.text, element)
            elif event == "end" and element not in self._left_out:
                yield _after(name)
            if event != "start":
                yield _flowing(element.tail, element.getparent())

    def _left_out_of(self, element: Any, name: str) -> str | None:
        """What stands for an element that is not shown; None for one that is."""
        if name in _NOT_SHOWN:
            return ""
        why = self._looks.why(element)
        if why is None:
            return None
        words = "".join(element.xpath("descendant-or-self::text()[not(parent::script or parent::style)]"))
        self.hidden += bool(words.strip())
        return wrapped(f"{words} ", why) if words.strip() else ""


def _before(name: str) -> str:
    if name == "br":
        return "\n"
    if name == "li":
        return "\n• "
    if name in ("td", "th"):
        return ""
    return "\n\n" if name in _APART else "\n" if name in _BLOCKS else ""


def _after(name: str) -> str:
    if name in ("td", "th"):
        return "\t"
    return "\n\n" if name in _APART else "\n" if name in _BLOCKS else ""


def _flowing(text: str | None, parent: Any | None) -> str:
    """Text whose line ends are but spaces, outside of `pre`."""
    if not text:
        return ""
    kept = parent is not None and parent.tag == "pre"
    return unmarked(text if kept else re.sub(r"\s+", " ", text))
