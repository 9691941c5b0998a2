"""A Word document to write into: the pack's template or a plain page, with the styles and lists that a case needs."""

import re
import zipfile
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.parts.numbering import NumberingPart
from docx.shared import Cm, Pt, RGBColor
from lxml.etree import LxmlError

from desktop_app.domain.errors import UsageError

LARGEST_TEMPLATE = 50 * 1024 * 1024
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
NOTE, BANNER, FOOTNOTE, FOOTNOTE_MARK = "Countersign Note", "Countersign Banner", "footnote text", "footnote reference"
CELL, TABLE = "Countersign Cell", "Countersign Table"
_PARAGRAPH, _CHARACTER, _TABLE = WD_STYLE_TYPE.PARAGRAPH, WD_STYLE_TYPE.CHARACTER, WD_STYLE_TYPE.TABLE
_GREY, _RED = RGBColor(0x50, 0x50, 0x50), RGBColor(0xB0, 0x00, 0x20)
_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")
_LINES = ("top", "bottom", "insideH")
_ROOM = (("top", 40), ("left", 80), ("bottom", 40), ("right", 80))
_STYLES_TWICE = "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """The text without the characters that XML 1.0 forbids (section 2.2)."""
    return _NOT_XML.sub("", text)


def open_base(template: bytes | None) -> Any:
    """A document with all styles in place. Raises UsageError where the template is no Word document."""
    document = _plain() if template is None else _from_template(template)
    _add_styles(document)
    return document


def _plain() -> Any:
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21.0), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2.5)
    font = document.styles["Normal"].font
    font.name, font.size = "Calibri", Pt(11)
    for style in list(document.styles):
        if style.type == _TABLE and style.name not in ("Normal Table", "Table Grid"):
            style.delete()
    package = document.part.package
    _drop(package.rels, RELATIONSHIP_TYPE.THUMBNAIL)
    _drop(document.part.rels, _STYLES_TWICE)
    return document


def _drop(rels: Any, reltype: str) -> None:
    for rel_id in [rel.rId for rel in rels.values() if rel.reltype == reltype]:
        del rels[rel_id]


def _from_template(template: bytes) -> Any:
    try:
        with zipfile.ZipFile(BytesIO(template)) as packed:
            size = sum(info.file_size for info in packed.infolist())
        document = Document(BytesIO(template)) if size <= LARGEST_TEMPLATE else None
        sound = (
            document is not None and _is_closed(document) and bool(document.sections) and document.styles is not None
        )
    except (OpcError, LxmlError, zipfile.BadZipFile, zlib.error, OSError, *_PROGRAMMING_ERRORS) as error:
        raise _bad_template() from error
    if not sound:
        raise _bad_template()
    return document


# What python-docx raises where a package's parts are missing or of the wrong kind, and zipfile where it is encrypted.
_PROGRAMMING_ERRORS = (KeyError, ValueError, AttributeError, TypeError, RuntimeError, AssertionError, EOFError)


def _is_closed(document: Any) -> bool:
    """Whether nothing but a clicked link leads out: Word would fetch a remote template or object when it opens it."""
    outside = (rel for rel in document.part.package.iter_rels() if rel.is_external)
    return all(rel.reltype == RELATIONSHIP_TYPE.HYPERLINK for rel in outside)


def _bad_template() -> UsageError:
    return UsageError(
        "The form pack's export template is no plain Word document (.docx), is too large, or loads something from "
        "elsewhere.",
        kept="The case is unchanged; no document was written.",
        next="Ask the pack's author for a template that is saved as a plain .docx file.",
    )


def _add_styles(document: Any) -> None:
    """Styles that the base lacks; those of a template stay as they are."""
    for name, kind, size, bold, color in (
        ("Title", _PARAGRAPH, 24, True, None),
        ("Heading 1", _PARAGRAPH, 15, True, None),
        ("Heading 2", _PARAGRAPH, 12, True, None),
        (NOTE, _PARAGRAPH, 9, None, _GREY),
        (BANNER, _PARAGRAPH, 22, True, _RED),
        (CELL, _PARAGRAPH, 9, None, None),
        (FOOTNOTE, _PARAGRAPH, 9, None, None),
        (FOOTNOTE_MARK, _CHARACTER, None, None, None),
        ("Table Grid", _TABLE, None, None, None),
        (TABLE, _TABLE, None, None, None),
    ):
        if any(style.name == name and style.type == kind for style in document.styles):
            continue
        style = document.styles.add_style(name, kind, builtin=not name.startswith("Countersign"))
        if kind is _TABLE:
            style.element.extend((_grid(),) if name != TABLE else (_grid("B0B0B0", _LINES), _headings()))
            continue
        style.font.size, style.font.bold = Pt(size) if size else None, bold
        if color is not None:
            style.font.color.rgb = color
        if kind is _PARAGRAPH:
            style.paragraph_format.keep_with_next = name.startswith("Heading") or None
            style.paragraph_format.space_after = Pt(3 if name != CELL else 0)
            style.base_style = document.styles.default(_PARAGRAPH)
        else:
            style.font.superscript = True


def _grid(color: str = "808080", edges: Sequence[str] = _EDGES) -> Any:
    """The lines of a table, and the room around its words."""
    lines = "".join(f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="{color}"/>' for edge in edges)
    room = "".join(f'<w:{edge} w:w="{width}" w:type="dxa"/>' for edge, width in _ROOM)
    return parse_xml(
        f"<w:tblPr {nsdecls('w')}><w:tblBorders>{lines}</w:tblBorders><w:tblCellMar>{room}</w:tblCellMar></w:tblPr>"
    )


def _headings() -> Any:
    """The look of a table's first row: a ground, and no bold, since bold words are a text's own."""
    return parse_xml(
        f'<w:tblStylePr {nsdecls("w")} w:type="firstRow"><w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="8" '
        f'w:space="0" w:color="606060"/></w:tcBorders><w:shd w:val="clear" w:color="auto" w:fill="E8EAED"/></w:tcPr>'
        f"</w:tblStylePr>"
    )


class Lists:
    """Bulleted and numbered lists; each numbered one begins with 1."""

    def __init__(self, document: Any) -> None:
        self._numbering = _numbering(document)
        self._bulleted = self._numbering.add_num(self._define("bullet", "•")).numId
        self._decimal = self._define("decimal", "%1.")

    @property
    def bulleted(self) -> int:
        """The list of all bulleted items."""
        return int(self._bulleted)

    def numbered(self) -> int:
        """A new list."""
        num = self._numbering.add_num(self._decimal)
        num.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(num.numId)

    def _define(self, form: str, mark: str) -> int:
        """Add a list definition before the lists, where the schema wants it."""
        used = {int(e.get(qn("w:abstractNumId"))) for e in self._numbering.findall(qn("w:abstractNum"))}
        number = max(used, default=-1) + 1
        definition = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/>'
            f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{mark}"/>'
            f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="425" w:hanging="425"/></w:pPr></w:lvl></w:abstractNum>'
        )
        self._numbering.insert_element_before(definition, "w:num", "w:numIdMacAtCleanup")
        return number


def _numbering(document: Any) -> Any:
    try:
        part = document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING)
    except KeyError:
        package = document.part.package
        name = package.next_partname("/word/numbering%d.xml")
        blob = f"<w:numbering {nsdecls('w')}/>".encode()
        part = NumberingPart.load(name, CONTENT_TYPE.WML_NUMBERING, blob, package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
    if not isinstance(part, NumberingPart):
        raise _bad_template()
    return part.element


def in_list(paragraph: Any, number: int) -> None:
    """Make the paragraph an item of the list."""
    numbering = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    numbering.get_or_add_ilvl().val = 0
    numbering.get_or_add_numId().val = number


def list_properties(number: int) -> Any:
    """The properties of a paragraph that is an item of the list."""
    properties = OxmlElement("w:pPr")
    numbering = properties.get_or_add_numPr()
    numbering.get_or_add_ilvl().val = 0
    numbering.get_or_add_numId().val = number
    return properties


def add_field(paragraph: Any, code: str) -> None:
    """A field that Word computes, such as `PAGE`."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    paragraph._p.append(field)


def pack_document(document: Any, title: str, language: str, at: datetime, identity: str = "") -> bytes:
    """The file's bytes; the same document gives the same bytes. `identity` says of which case it is."""
    about = document.core_properties
    about.title, about.author, about.comments, about.language = (
        printable(title)[:255],
        "Countersign",
        "",
        language[:255],
    )
    about.last_modified_by, about.revision, about.identifier = "Countersign", 1, identity
    about.created = about.modified = at.astimezone(UTC).replace(tzinfo=None)
    return zipped(document)


def zipped(document: Any) -> bytes:
    """The document as a file; the same document gives the same bytes."""
    raw, fixed = BytesIO(), BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, ZIP_TIME), source.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
