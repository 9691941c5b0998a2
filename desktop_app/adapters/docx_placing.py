"""A case's words in the pack's export template: its marks filled in, its parts printed where they stand."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from docx.oxml.ns import qn

from desktop_app.adapters.docx_base import printable
from desktop_app.adapters.docx_template import fill, names_in, parts_of
from desktop_app.domain.document_words import DocumentWords, PrintedTable, part_names
from desktop_app.domain.form import FieldType, Form

_STORIES = ("/word/header", "/word/footer")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part stands: the paragraph that is its mark."""

    name: str
    mark: Any

    @contextmanager
    def printing(self, document: Any) -> Iterator[None]:
        """What is added to the document meanwhile stands in the mark's place."""
        body = document.element.body
        before = len(body)
        yield
        end = body.find(qn("w:sectPr"))
        # A body's own settings stand last, behind what is added.
        added = list(body)[before - (end is not None) : len(body) - (end is not None)]
        for element in added:
            self.mark.addprevious(element)
        body.remove(self.mark)


class Template:
    """An opened template of this form."""

    def __init__(self, document: Any, form: Form) -> None:
        self._document = document
        self._body = document.element.body
        tables = {f"answers.{field.field}" for field in form.fields if field.type is FieldType.TABLE}
        self._marks = [Place(name, mark) for mark, name in parts_of(self._body, part_names(form) | tables)]
        self.has_title = "case.title" in names_in(self._body)

    @cached_property
    def parts(self) -> frozenset[str]:
        """The parts that have a place."""
        return frozenset(place.name for place in self._marks)

    @property
    def sections(self) -> frozenset[str]:
        """The sections that have a place of their own."""
        return frozenset(name.partition(".")[2] for name in self.parts if name.startswith("section."))

    def fill(self, words: DocumentWords) -> None:
        """Put the words of a case where their marks stand, in the text and at the edges of its pages."""
        inline = {name: printable(text) for name, text in words.inline.items()}
        for part in self._document.part.package.iter_parts():
            if str(part.partname).startswith(_STORIES) and hasattr(part, "element"):
                fill(part.element, inline)
        fill(self._body, inline)

    def places(self, tables: Mapping[str, PrintedTable]) -> Iterator[Place]:
        """Where parts are printed, from top to bottom; that of a table without rows is gone."""
        for place in self._marks:
            name = place.name.partition(".")[2]
            if place.mark.getparent() is not None and (not place.name.startswith("answers.") or name in tables):
                yield place
