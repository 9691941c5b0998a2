"""Comments of a Word document, their replies, and whether they are resolved (ECMA-376 part 1, 17.13.4; [MS-DOCX] 2.5).

A reply is a comment at the same place; that it is one stands in a part of its own, by the identity of its paragraph.
"""

from collections.abc import Sequence
from typing import Any

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree

from desktop_app.adapters.docx_base import printable
from desktop_app.adapters.docx_tracking import word_time
from desktop_app.domain.printed_thread import PrintedComment, PrintedThread

_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
_W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
_RELATION = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.commentsExtended+xml"
_FIRST_PARAGRAPH = 0x50000000
"""Identities of paragraphs are below 80000000 (hexadecimal)."""


class Comments:
    """Adds threads; `close` writes what holds them together into the document."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._extended = etree.Element(f"{{{_W15}}}commentsEx", nsmap={"w15": _W15})

    def add(self, thread: PrintedThread) -> tuple[int, ...]:
        """The thread's comments, by their numbers."""
        first = ""
        numbers = []
        for comment in thread.comments:
            number = self._written(comment)
            paragraph = f"{_FIRST_PARAGRAPH + number:08X}"
            known = etree.SubElement(self._extended, f"{{{_W15}}}commentEx")
            known.set(f"{{{_W15}}}paraId", paragraph)
            if first:
                known.set(f"{{{_W15}}}paraIdParent", first)
            known.set(f"{{{_W15}}}done", str(int(thread.resolved)))
            first = first or paragraph
            numbers.append(number)
        return tuple(numbers)

    def close(self) -> None:
        """Write which comments are replies, and which are resolved."""
        if not len(self._extended):
            return
        part = self._document.part
        blob = etree.tostring(self._extended, xml_declaration=True, encoding="UTF-8", standalone=True)
        extended = Part(PackURI("/word/commentsExtended.xml"), _KIND, blob, part.package)
        part.relate_to(extended, _RELATION)

    def _written(self, comment: PrintedComment) -> int:
        comments = self._document.part._comments_part.element
        number = int(comments._next_available_comment_id())
        element = OxmlElement("w:comment")
        name = printable(comment.name)[:200]
        for attribute, value in (
            ("w:id", str(number)),
            ("w:author", name),
            ("w:date", word_time(comment.at)),
            ("w:initials", "".join(word[0] for word in name.split())[:9].upper()),
        ):
            element.set(qn(attribute), value)
        lines = comment.words.split("\n")
        for line in lines:
            paragraph = OxmlElement("w:p")
            run = OxmlElement("w:r")
            run.text = printable(line)
            paragraph.append(run)
            element.append(paragraph)
        paragraph.set(f"{{{_W14}}}paraId", f"{_FIRST_PARAGRAPH + number:08X}")
        comments.append(element)
        return number


def opened(numbers: Sequence[int]) -> list[Any]:
    """What stands before the words of these comments."""
    return [_edge("w:commentRangeStart", number) for number in numbers]


def closed(numbers: Sequence[int]) -> list[Any]:
    """What stands after them, with the marks that lead to the comments."""
    result = [_edge("w:commentRangeEnd", number) for number in numbers]
    for number in numbers:
        run = OxmlElement("w:r")
        run.append(_edge("w:commentReference", number))
        result.append(run)
    return result


def _edge(tag: str, number: int) -> Any:
    edge = OxmlElement(tag)
    edge.set(qn("w:id"), str(number))
    return edge
