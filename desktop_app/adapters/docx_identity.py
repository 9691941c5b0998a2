"""Bookmarks around the text of each section: other word processors keep them, wherever the words go.

One begins at the end of the section's heading and ends before what is said of the text, so that what somebody writes
at either end of the text stands within it.
"""

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from desktop_app.domain.exported_text import text_mark

_FIRST = 9_000_001
"""Numbers of our own, behind those that a template may use."""


def begin_text(heading: Any, revision_id: str) -> int:
    """The text of this revision follows the heading: the number of its bookmark."""
    body = heading._p.getparent()
    number = _FIRST + sum(1 for each in body.iter(qn("w:bookmarkStart")) if int(each.get(qn("w:id"), "0")) >= _FIRST)
    start = OxmlElement("w:bookmarkStart")
    start.set(qn("w:id"), str(number))
    start.set(qn("w:name"), text_mark(revision_id))
    heading._p.append(start)
    return number


def end_text(paragraph: Any, number: int) -> None:
    """The text ended before this paragraph."""
    end = _ended(number)
    properties = paragraph._p.pPr
    if properties is None:
        paragraph._p.insert(0, end)
    else:
        properties.addnext(end)


def end_text_here(body: Any, number: int) -> None:
    """The text ended with what is printed now, before words that are no part of the case."""
    end, last = _ended(number), body.find(qn("w:sectPr"))
    if last is None:
        body.append(end)
    else:
        last.addprevious(end)


def _ended(number: int) -> Any:
    end = OxmlElement("w:bookmarkEnd")
    end.set(qn("w:id"), str(number))
    return end
