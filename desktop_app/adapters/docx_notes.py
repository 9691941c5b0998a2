"""Footnotes of a Word document, which python-docx does not write: a part of their own (ECMA-376 part 1, 11.3.7)."""

from collections.abc import Sequence
from typing import Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

from desktop_app.adapters.docx_base import FOOTNOTE, FOOTNOTE_MARK, printable
from desktop_app.domain.finished import NoteLine

_SEPARATORS = "".join(
    f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
    for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
)
_EMPTY = f"<w:footnotes {nsdecls('w')}>{_SEPARATORS}</w:footnotes>"
_SETTING = f'<w:footnotePr {nsdecls("w")}><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
# What may follow `footnotePr` in the settings, in the schema's order (17.15.1.78), as far as Word writes it.
_AFTER_SETTING = (
    "w:endnotePr",
    "w:compat",
    "w:docVars",
    "w:rsids",
    "m:mathPr",
    "w:themeFontLang",
    "w:clrSchemeMapping",
)


class Footnotes:
    """Adds notes; `close` writes them into the document. What one note says in full, later ones lead back to."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._shown = sum(1 for _ in document.element.body.iter(qn("w:footnoteReference")))
        self._told: dict[str, int] = {}
        self._part = self._existing() or self._new()
        self._root = parse_xml(self._part.blob)
        known = (int(note.get(qn("w:id"), "0")) for note in self._root.findall(qn("w:footnote")))
        self._last = max(known, default=0)

    def add(self, paragraph: Any, lines: Sequence[NoteLine]) -> Any:
        """A note whose mark stands at the end of the paragraph as it is now: the run of that mark."""
        self._last, self._shown = self._last + 1, self._shown + 1
        mark = OxmlElement("w:footnoteReference")
        mark.set(qn("w:id"), str(self._last))
        run = paragraph.add_run(style=FOOTNOTE_MARK)._r
        run.append(mark)
        note = OxmlElement("w:footnote")
        note.set(qn("w:id"), str(self._last))
        self._root.append(note)
        for i, line in enumerate(lines):
            written = Paragraph(OxmlElement("w:p"), paragraph)
            note.append(written._p)
            written.style = FOOTNOTE
            if i == 0:
                written.add_run(style=FOOTNOTE_MARK)._r.append(OxmlElement("w:footnoteRef"))
            words = printable(self._words(line))
            written.add_run(f" {words}" if i == 0 else words)
        return run

    def _words(self, line: NoteLine) -> str:
        before = self._told.setdefault(line.text, self._shown)
        return line.text if before == self._shown else f"{line.place}: as in note {before}."

    def close(self) -> None:
        """Write the notes."""
        self._part._blob = serialize_part_xml(self._root)

    def _existing(self) -> Part | None:
        try:
            return self._document.part.part_related_by(RELATIONSHIP_TYPE.FOOTNOTES)  # type: ignore[no-any-return]
        except KeyError:
            return None

    def _new(self) -> Part:
        package = self._document.part.package
        name = package.next_partname("/word/footnotes%d.xml")
        part = Part(name, CONTENT_TYPE.WML_FOOTNOTES, _EMPTY.encode(), package)
        self._document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        settings = self._document.settings.element
        if settings.find(qn("w:footnotePr")) is None:
            settings.insert_element_before(parse_xml(_SETTING), *_AFTER_SETTING)
        return part
