"""Text from DOCX as a reader of the document sees it, tracked changes accepted. Runs in the extracting process only.

Names are compared without their namespace, since strict and transitional files differ in nothing else that counts.
A form feed stands for a page break and a vertical tab for one that Word noted when it last laid the file out: XML can
hold neither.
"""

import re
from collections.abc import Callable
from typing import Any

from desktop_app.adapters.extraction import Limits, NotRead, text_reading
from desktop_app.adapters.office_package import OfficePackage
from desktop_app.domain.evidence import DocumentKind, DocumentState, Reading

_BLANK = " \t\r\n"
_NOT_SHOWN = frozenset(
    """del moveFrom delText instrText delInstrText pPr rPr tblPr tblGrid trPr tcPr sdtPr sdtEndPr sectPr rt
    txbxContent annotation-xml""".split()  # noqa: SIM905 - a list of words
)
_MARKS = {"tab": "\t", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad", "lastRenderedPageBreak": "\v"}


def extract_docx(body: bytes, limits: Limits) -> Reading:
    """The pages of a DOCX file, one where it holds no page breaks. Raises NotRead."""
    package = OfficePackage(body, "Word")
    main = package.related("").get("officeDocument", "word/document.xml")
    root = package.tree(main)
    if root is None or _name(root) != "document":
        reason = "The file is a zip archive and not a Word document."
        raise NotRead(DocumentState.UNREADABLE, reason, DocumentKind.UNKNOWN)
    related = package.related(main)
    notes = {kind: _notes(package, related.get(f"{kind}s")) for kind in ("footnote", "endnote")}
    return text_reading(DocumentKind.DOCX, _pages(_Walk(notes).text(root)), limits)


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
    return {_attribute(note, "id"): note for note in root if not _attribute(note, "type")}


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _attribute(element: Any, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _child(element: Any, *path: str) -> Any | None:
    for name in path:
        element = next((child for child in element if _name(child) == name), None)
        if element is None:
            return None
    return element


def _on(element: Any | None) -> bool:
    return element is not None and _attribute(element, "val") not in ("0", "false", "off")


class _Walk:
    """One pass over a document. `after` holds text boxes and notes until the paragraph that they belong to ends."""

    def __init__(self, notes: dict[str, dict[str, Any]]) -> None:
        self._notes = notes
        self._after: list[str] = []
        self._walkers: dict[str, Callable[[Any], str]] = {
            "t": lambda element: element.text or "",
            "br": lambda element: "\f" if _attribute(element, "type") == "page" else "\n",
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
        name = _name(element)
        if name == "txbxContent":
            self._after.append(self._inside(element).strip(_BLANK))
            return ""
        if not name or name in _NOT_SHOWN:
            return ""
        if name in _MARKS:
            return _MARKS[name]
        return self._walkers.get(name, self._inside)(element)

    def _paragraph(self, element: Any) -> str:
        outer, self._after = self._after, []
        before = "\f" if _on(_child(element, "pPr", "pageBreakBefore")) else ""
        parts = [before + self._inside(element), *self._after]
        self._after = outer
        return "\n\n".join(part for part in parts if part) + "\n\n"

    def _run(self, element: Any) -> str:
        return "" if _on(_child(element, "rPr", "vanish")) else self._inside(element)

    def _row(self, element: Any) -> str:
        if _child(element, "trPr", "del") is not None:
            return ""
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
        note = self._notes[kind].pop(_attribute(reference, "id"), None)
        if note is not None:
            self._after.append(self._inside(note).strip(_BLANK))
        return ""
