"""The texts of an exported document that comes back, with its tracked changes. Runs in the reading process only.

Names are compared without their namespace, as in the extraction of documents.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from desktop_app.adapters.docx_looks import attribute_of, child_of, is_on, name_of
from desktop_app.adapters.extraction import Limits, NotRead
from desktop_app.adapters.office_package import OfficePackage
from desktop_app.domain.brought import BroughtBlock, BroughtDocument, BroughtRun
from desktop_app.domain.evidence import DocumentState
from desktop_app.domain.exported_text import is_text_mark
from desktop_app.domain.text import BlockKind
from desktop_app.domain.tracked import Track

_TRACKS = {"ins": Track.ADDED, "moveTo": Track.ADDED, "del": Track.REMOVED, "moveFrom": Track.REMOVED}
_NOT_TEXT = frozenset(
    """pPr rPr tblPr tblGrid trPr tcPr sdtPr sdtEndPr sectPr instrText delInstrText commentReference
    annotationRef drawing pict object txbxContent""".split()  # noqa: SIM905 - a list of words
)
_MARKS = {"tab": "\t", "br": " ", "cr": " ", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_HEADING = re.compile(r"heading ?[2-9]", re.IGNORECASE)
_NOTED = re.compile("\u202f$")


def read_changes(body: bytes, limits: Limits) -> BroughtDocument:
    """The document's texts. Raises NotRead where it is no Word document, or would do more than be read."""
    package = OfficePackage(body, "Word")
    _require_quiet(package)
    main = package.related("").get("officeDocument", "word/document.xml")
    root = package.tree(main)
    if root is None or name_of(root) != "document":
        raise NotRead(DocumentState.UNREADABLE, "The file is a zip archive and not a Word document.")
    related = package.related(main)
    if "aFChunk" in related:
        raise NotRead(DocumentState.UNREADABLE, "The document has another file within it, which is not read.")
    kinds = _Kinds(_tree(package, related, "styles"), _tree(package, related, "numbering"))
    texts = _texts(child_of(root, "body"), kinds)
    if sum(len(run.text) for blocks in texts.values() for each in blocks for run in each.runs) > limits.characters:
        raise NotRead(DocumentState.TOO_LARGE, f"It has more than {limits.characters:,} characters of text.")
    comments = _tree(package, related, "comments")
    count = sum(name_of(each) == "comment" for each in comments) if comments is not None else 0
    return BroughtDocument(_identity(package), texts, count)


def _require_quiet(package: OfficePackage) -> None:
    if package.has_macros:
        raise NotRead(DocumentState.UNREADABLE, "The document has macros, which nothing that is exported has.")
    if package.loads:
        raise NotRead(DocumentState.UNREADABLE, "The document would load something from elsewhere.")


def _tree(package: OfficePackage, related: dict[str, str], name: str) -> Any | None:
    return package.tree(related[name]) if name in related else None


def _identity(package: OfficePackage) -> str:
    core = package.tree(package.related("").get("core-properties", "docProps/core.xml"))
    found = child_of(core, "identifier") if core is not None else None
    return (found.text or "")[:200] if found is not None else ""


class _Kinds:
    """Which kind of block a paragraph is: by its style, and by the list that it is an item of."""

    def __init__(self, styles: Any | None, numbering: Any | None) -> None:
        self._headings = {
            attribute_of(style, "styleId")
            for style in (styles if styles is not None else ())
            if _HEADING.fullmatch(_value(child_of(style, "name")))
        }
        lists = numbering if numbering is not None else ()
        formats = {
            attribute_of(each, "abstractNumId"): _value(child_of(each, "lvl", "numFmt"))
            for each in lists
            if name_of(each) == "abstractNum"
        }
        self._bullets = {
            attribute_of(each, "numId"): formats.get(_value(child_of(each, "abstractNumId"))) == "bullet"
            for each in lists
            if name_of(each) == "num"
        }

    def of(self, paragraph: Any) -> BlockKind:
        """The kind."""
        if _value(child_of(paragraph, "pPr", "pStyle")) in self._headings:
            return BlockKind.HEADING
        number = _value(child_of(paragraph, "pPr", "numPr", "numId"))
        if number in self._bullets:
            return BlockKind.BULLET if self._bullets[number] else BlockKind.NUMBER
        return BlockKind.PARAGRAPH


def _value(element: Any | None) -> str:
    return "" if element is None else attribute_of(element, "val")


# From mark to mark


def _texts(body: Any | None, kinds: _Kinds) -> dict[str, tuple[BroughtBlock, ...]]:
    """Each mark with the blocks that stand between its beginning and its end."""
    texts: dict[str, list[BroughtBlock]] = {}
    opened: dict[str, str] = {}
    for element in _blocks(body):
        edges = _edges(element)
        begun = {edge.number: edge.mark for edge in edges if edge.mark}
        ended = [edge for edge in edges if not edge.mark]
        unreached = {edge.number for edge in ended if not edge.text_before}
        reached = {edge.number for edge in edges if edge.mark and edge.text_after}
        texts |= {mark: [] for mark in begun.values() if mark not in texts}
        inside = {*(opened.keys() - unreached), *reached}
        opened |= begun
        written = list(_written(element, kinds)) if inside else []
        for number in inside:
            texts[opened[number]] += written
        for edge in ended:
            opened.pop(edge.number, None)
    return {mark: tuple(blocks) for mark, blocks in texts.items()}


def _blocks(element: Any | None) -> Iterator[Any]:
    """The paragraphs, tables and marks of a body; what only wraps them is looked into."""
    for child in element if element is not None else ():
        if name_of(child) in ("sdt", "sdtContent", "customXml", "ins", "del", "moveFrom", "moveTo"):
            yield from _blocks(child)
        elif name_of(child) in ("p", "tbl", "bookmarkStart", "bookmarkEnd"):
            yield child


@dataclass(frozen=True, slots=True)
class _Edge:
    """Where a mark begins (`mark` is its name) or ends, and whether words stand before and after it in its block."""

    number: str
    mark: str
    text_before: bool
    text_after: bool


def _edges(block: Any) -> list[_Edge]:
    places, words = [], []
    for at, element in enumerate(block.iter()):
        name = name_of(element)
        if name == "t" and (element.text or "").strip():
            words.append(at)
        elif name == "bookmarkEnd" or (name == "bookmarkStart" and is_text_mark(attribute_of(element, "name"))):
            mark = attribute_of(element, "name") if name == "bookmarkStart" else ""
            places.append((at, attribute_of(element, "id"), mark))
    first, last = (words[0], words[-1]) if words else (len(list(block.iter())), -1)
    return [_Edge(number, mark, first < at, at < last) for at, number, mark in places]


# Words and rows


def _written(block: Any, kinds: _Kinds) -> Iterator[BroughtBlock]:
    if name_of(block) == "tbl":
        for row in (each for each in block.iter() if name_of(each) == "tr"):
            yield BroughtBlock(BlockKind.ROW, tuple(_row(row)))
    elif name_of(block) == "p":
        goes_on = any(child_of(block, "pPr", "rPr", each) is not None for each in ("del", "moveFrom"))
        yield BroughtBlock(kinds.of(block), tuple(_runs(block, BroughtRun(""))), goes_on)


def _row(row: Any) -> Iterator[BroughtRun]:
    """The words of a row's cells, a tab between two of them."""
    outer = _within(BroughtRun(""), child_of(row, "trPr"))
    for number, cell in enumerate(each for each in row if name_of(each) == "tc"):
        if number:
            yield replace(outer, text="\t")
        for place, paragraph in enumerate(each for each in cell.iter() if name_of(each) == "p"):
            if place:
                yield replace(outer, text=" ")
            yield from (replace(run, text=run.text.replace("\t", " ")) for run in _runs(paragraph, outer))


def _within(outer: BroughtRun, properties: Any | None) -> BroughtRun:
    """What is said of a row as a whole."""
    for each in properties if properties is not None else ():
        if name_of(each) in _TRACKS:
            return _changed(outer, each)
    return outer


def _changed(outer: BroughtRun, element: Any) -> BroughtRun:
    """Words in a tracked change: what was added and then taken out is out."""
    track = Track.REMOVED if outer.track is Track.REMOVED else _TRACKS[name_of(element)]
    return replace(outer, track=track, author=attribute_of(element, "author"), at=attribute_of(element, "date"))


def _runs(element: Any, outer: BroughtRun) -> Iterator[BroughtRun]:
    """The words inside an element, in order; the thin blank before the mark of a note is none of them."""
    runs = list(_walked(element, outer))
    for run, follower in zip(runs, [*runs[1:], None], strict=False):
        if run is not _NOTE and run.text:
            noted = follower is _NOTE
            text = _NOTED.sub("", run.text) if noted else run.text
            if text:
                yield replace(run, text=text)


_NOTE = BroughtRun("\0")
"""Stands where the mark of a note stands."""


def _walked(element: Any, outer: BroughtRun) -> Iterator[BroughtRun]:
    for child in element:
        name = name_of(child)
        if name in ("t", "delText"):
            yield replace(outer, text=child.text or "")
        elif name in _MARKS:
            yield replace(outer, text=_MARKS[name])
        elif name in ("footnoteReference", "endnoteReference"):
            yield _NOTE
        elif name in _TRACKS:
            yield from _walked(child, _changed(outer, child))
        elif name == "r":
            yield from _walked(child, replace(outer, bold=is_on(child_of(child, "rPr", "b"))))
        elif name == "AlternateContent":
            yield from _walked(child[:1], outer)
        elif name not in _NOT_TEXT:
            yield from _walked(child, outer)
