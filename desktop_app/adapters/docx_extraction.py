"""Text from DOCX as a reader of the document sees it, tracked changes accepted; what was deleted or is hidden is kept
apart. Runs in the extracting process only.

Names are compared without their namespace, since strict and transitional files differ in nothing else that counts.
A form feed stands for a page break and a vertical tab for one that Word noted when it last laid the file out: XML can
hold neither.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from desktop_app.adapters.docx_looks import Looks, attribute_of, child_of, is_on, is_unseen, name_of
from desktop_app.adapters.extraction import Limits, NotRead, text_reading
from desktop_app.adapters.office_package import OfficePackage
from desktop_app.domain.evidence import DocumentKind, DocumentState, Reading
from desktop_app.domain.hidden_text import Hidden, lifted, unmarked, visible, wrapped

_MOST_EDGES = 40
_BLANK = " \t\r\n"
_NOT_SHOWN = frozenset(
    """moveFrom delText instrText delInstrText pPr rPr tblPr tblGrid trPr tcPr sdtPr sdtEndPr sectPr rt
    txbxContent annotation-xml""".split()  # noqa: SIM905 - a list of words
)
_MAY_BE_UNSEEN = frozenset(("tr", "drawing", "shape", "rect"))
_MARKS = {"tab": "\t", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad", "lastRenderedPageBreak": "\v"}


def extract_docx(body: bytes, limits: Limits) -> Reading:
    """The pages of a DOCX file, one where it holds no page breaks. Raises NotRead."""
    package = OfficePackage(body, "Word")
    main = package.related("").get("officeDocument", "word/document.xml")
    root = package.tree(main)
    if root is None or name_of(root) != "document":
        reason = "The file is a zip archive and not a Word document."
        raise NotRead(DocumentState.UNREADABLE, reason, DocumentKind.UNKNOWN)
    related = package.related(main)
    notes = {kind: _notes(package, related.get(f"{kind}s")) for kind in ("footnote", "endnote")}
    styles = package.tree(related["styles"]) if "styles" in related else None
    looks = Looks(styles)
    text = "\n\n".join((_Walk(notes, looks).text(root).rstrip(_BLANK + "\f\v"), *_edges(package, main, looks)))
    return text_reading(
        DocumentKind.DOCX, _pages(text), limits, " ".join(_remarks(package, text, imported="aFChunk" in related))
    )


def _edges(package: OfficePackage, main: str, looks: Looks) -> Iterator[str]:
    """What stands at the head and the foot of pages, once each, after the text."""
    seen = set[str]()
    for kind, part in package.relations(main):
        root = package.tree(part) if kind in ("header", "footer") else None
        text = _Walk({"footnote": {}, "endnote": {}}, looks).text(root).strip(_BLANK) if root is not None else ""
        if text and text not in seen and len(seen) < _MOST_EDGES:
            seen.add(text)
            yield text.replace("\f", "").replace("\v", "")


def _remarks(package: OfficePackage, text: str, *, imported: bool) -> Iterator[str]:
    """What is said of a file besides its text."""
    deleted = sum(each.why is Hidden.DELETED for each in lifted(text)[1])
    if deleted:
        yield f"{deleted} tracked deletion{'s are' if deleted > 1 else ' is'} shown as such, and no evidence."
    if imported:
        yield "A file that stands within it was not read."
    yield from package.remarks()


def _pages(text: str) -> list[str]:
    text = re.sub(r"[\f\v](?:[ \t\r\n]*+\v)*+", "\f", text)
    pages = [page.strip(_BLANK) for page in text.split("\f")]
    while len(pages) > 1 and not pages[-1]:
        pages.pop()
    return pages


def _notes(package: OfficePackage, part: str | None) -> dict[str, Any]:
    root = package.tree(part) if part else None
    if root is None:
        return {}
    return {attribute_of(note, "id"): note for note in root if not attribute_of(note, "type")}


def _deleted(element: Any) -> str:
    """The words of a tracked deletion."""
    words = "".join(each.text or "" for each in element.iter() if name_of(each) in ("t", "delText"))
    return wrapped(words, Hidden.DELETED) if words.strip() else ""


class _Walk:
    """One pass over a document. `after` holds text boxes and notes until the paragraph that they belong to ends."""

    def __init__(self, notes: dict[str, dict[str, Any]], looks: Looks) -> None:
        self._notes, self._looks = notes, looks
        self._after: list[str] = []
        self._walkers: dict[str, Callable[[Any], str]] = {
            "t": lambda element: unmarked(element.text or ""),
            "del": _deleted,
            "br": lambda element: "\f" if attribute_of(element, "type") == "page" else "\n",
            "p": self._paragraph,
            "r": self._run,
            "tbl": lambda element: self._inside(element).strip("\n") + "\n\n",
            "tr": self._row,
            "AlternateContent": self._alternate,
            "footnoteReference": lambda element: self._note("footnote", element),
            "endnoteReference": lambda element: self._note("endnote", element),
        }

    def text(self, root: Any) -> str:
        """All that is shown."""
        text = self._inside(root)
        return text + "\n\n".join(self._after)

    def _inside(self, element: Any) -> str:
        return "".join(map(self._walk, element))

    def _walk(self, element: Any) -> str:
        name = name_of(element)
        if name == "txbxContent":
            self._after.append(self._inside(element).strip(_BLANK))
            return ""
        if not name or name in _NOT_SHOWN:
            return ""
        if name in _MARKS:
            return _MARKS[name]
        if name in _MAY_BE_UNSEEN and is_unseen(element):
            return self._unseen(element)
        return self._walkers.get(name, self._inside)(element)

    def _unseen(self, element: Any) -> str:
        """What a part says that is not shown, with its boxes."""
        outer, self._after = self._after, []
        words = visible("\n".join((self._inside(element), *self._after)))
        self._after = outer
        return wrapped(words, Hidden.MARKED_HIDDEN) if words.strip() else ""

    def _paragraph(self, element: Any) -> str:
        outer, self._after = self._after, []
        before = "\f" if is_on(child_of(element, "pPr", "pageBreakBefore")) else ""
        self._looks.enter(element)
        parts = [before + self._inside(element), *self._after]
        self._after = outer
        return "\n\n".join(part for part in parts if part) + "\n\n"

    def _run(self, element: Any) -> str:
        text = self._inside(element)
        why = self._looks.why(element) if text.strip() else None
        return text if why is None else wrapped(visible(text), why)

    def _row(self, element: Any) -> str:
        if child_of(element, "trPr", "del") is not None:
            return _deleted(element)
        cells, broken = [], False
        for text in map(self._walk, element):
            cells.append(re.sub(r"\n\n+", "\n", text.replace("\v", "") if broken else text).strip(_BLANK))
            broken = broken or "\v" in text  # each cell of a row notes the one page break that the row has
        return "\t".join(cell for cell in cells if cell) + "\n"

    def _alternate(self, element: Any) -> str:
        """The first of the ways to show the same thing that shows anything."""
        for choice in element:
            waiting = len(self._after)
            text = self._inside(choice)
            if text.strip() or len(self._after) > waiting:
                return text
        return ""

    def _note(self, kind: str, reference: Any) -> str:
        note = self._notes[kind].pop(attribute_of(reference, "id"), None)
        if note is not None:
            self._after.append(self._inside(note).strip(_BLANK))
        return ""
