"""The marks of an export template: `{{ answers.total }}` within a line, `{{ sections }}` in a paragraph of its own.

A template holds no logic. A line, or a row of a table, is left out where its first mark stands for nothing. Words are
put in before anything of a case is printed, so that no text of a case is ever read as a mark.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any

from lxml import etree

from desktop_app.adapters.extraction import NotRead
from desktop_app.adapters.office_package import OfficePackage
from desktop_app.domain.document_words import inline_names, part_names
from desktop_app.domain.expression_names import nearest_advice
from desktop_app.domain.form import Form

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MARK = re.compile(r"\{\{\s*([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*){0,2})\s*\}\}")
_LIKE = re.compile(r"\{\{.{0,80}?\}\}|\{%.{0,80}?%\}")
_STORIES = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")


def faults_in_template(body: bytes, form: Form) -> Iterator[tuple[str, str]]:
    """What is wrong with a template, and what would be right."""
    try:
        package = OfficePackage(body, "Word")
        package.require_fair()
        closed = not (package.has_macros or package.loads)
        stories = {name: package.tree(name) for name in package.names if _STORIES.fullmatch(name)}
    except NotRead:
        closed, stories = False, {}
    main = stories.get("word/document.xml")
    if main is None or not closed:
        yield (
            "The export template is no Word document, has macros, or loads something from elsewhere.",
            "Save it as a plain .docx file.",
        )
        return
    for story in (each for each in stories.values() if each is not None):
        yield from _wrong_marks(story, form)
    yield from _wrong_parts(main, form)


def _wrong_marks(story: Any, form: Form) -> Iterator[tuple[str, str]]:
    known = inline_names(form) | part_names(form)
    for paragraph in story.iter(f"{_W}p"):
        words = _words(paragraph)
        for found in _LIKE.findall(words):
            mark = _MARK.fullmatch(found)
            if mark is None:
                yield f"“{found}” is no mark of an export template.", "Write a name alone, as in {{ case.title }}."
            elif mark[1] not in known:
                yield f"The export template names “{mark[1]}”, which there is not.", nearest_advice(mark[1], known)


def _wrong_parts(main: Any, form: Form) -> Iterator[tuple[str, str]]:
    """A part that is printed twice, or where it cannot be."""
    parts = part_names(form)
    placed = [name for _, name in parts_of(main.find(f"{_W}body"), parts)]
    written = [name for paragraph in main.iter(f"{_W}p") for name in _MARK.findall(_words(paragraph)) if name in parts]
    for name in dict.fromkeys(written):
        if placed.count(name) != written.count(name):
            yield (
                f"“{name}” is a part of the document, and stands in a line or a table here.",
                "Give it a paragraph of its own, outside of tables.",
            )
        elif placed.count(name) > 1:
            yield f"“{name}” stands in the template twice.", "Leave one of them out."


def parts_of(body: Any, names: Set[str]) -> list[tuple[Any, str]]:
    """The paragraphs of a body that are the mark of one of these parts alone, in order."""
    found = []
    for paragraph in body.findall(f"{_W}p"):
        mark = _MARK.fullmatch(_words(paragraph).strip())
        if mark and mark[1] in names:
            found.append((paragraph, mark[1]))
    return found


def names_in(body: Any) -> frozenset[str]:
    """All names that marks of a story stand for."""
    return frozenset(name for paragraph in body.iter(f"{_W}p") for name in _MARK.findall(_words(paragraph)))


def fill(story: Any, words: Mapping[str, str]) -> None:
    """Put the words of these names where their marks stand. Other names stay as they are."""
    for row in list(story.iter(f"{_W}tr")):
        if _is_blank(row.iter(f"{_W}p"), words):
            _take_out(row, f"{_W}tr")
    for paragraph in list(story.iter(f"{_W}p")):
        if _is_blank([paragraph], words):
            _take_out(paragraph, f"{_W}p")
        else:
            _fill_in(paragraph, words)


def _is_blank(paragraphs: Iterable[Any], words: Mapping[str, str]) -> bool:
    """Whether there are marks, and the first of them stands for nothing."""
    names = [name for paragraph in paragraphs for name in _MARK.findall(_words(paragraph))]
    return bool(names) and not words.get(names[0], names[0])


def _take_out(element: Any, kind: str) -> None:
    """Without the element; the last paragraph of a cell or a header stays, without words, and an empty table goes."""
    parent = element.getparent()
    if len(parent.findall(kind)) > 1 or (kind.endswith("}p") and parent.tag == f"{_W}body"):
        parent.remove(element)
    elif kind.endswith("}tr"):
        parent.getparent().remove(parent)
    else:
        for text in _texts(element):
            text.text = ""


def _words(paragraph: Any) -> str:
    return "".join(text.text or "" for text in _texts(paragraph))


def _texts(paragraph: Any) -> list[Any]:
    """The words of a paragraph, without those of a text box that hangs on it."""
    return [text for text in paragraph.iter(f"{_W}t") if next(text.iterancestors(f"{_W}p")) is paragraph]


def _fill_in(paragraph: Any, words: Mapping[str, str]) -> None:
    """Word cuts a line into runs as it pleases: what is put in stands in the run that its mark begins in."""
    texts = _texts(paragraph)
    for mark in reversed(list(_MARK.finditer("".join(text.text or "" for text in texts)))):
        if mark[1] in words:
            _replace(texts, mark.start(), mark.end(), words[mark[1]])


def _replace(texts: Iterable[Any], start: int, end: int, words: str) -> None:
    at = 0
    for text in texts:
        own, first, last = text.text or "", start - at, end - at
        at += len(own)
        if last <= 0 or first >= len(own):
            continue
        before, after = own[: max(first, 0)], own[last:]
        _write(text, f"{before}{words if first >= 0 else ''}{after}")


def _write(text: Any, words: str) -> None:
    """The words, with the breaks of their lines."""
    first, *others = words.split("\n")
    text.text = first
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    for line in reversed(others):
        more = etree.SubElement(text.getparent(), f"{_W}t", {"{http://www.w3.org/XML/1998/namespace}space": "preserve"})
        more.text = line
        text.addnext(more)
        text.addnext(etree.SubElement(text.getparent(), f"{_W}br"))
