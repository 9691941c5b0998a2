"""What the names of an expression stand for, while it is carried over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from desktop_app.domain.imports.cel_text import Cel


@dataclass(frozen=True, slots=True)
class ListItem:
    """What may be chosen from a list: its name, its label, and its further columns."""

    name: str
    label: str
    attributes: Mapping[str, str] = field(default_factory=dict)


class Scope(Protocol):
    """The names around an expression. Each raises NotCarried for a name that it does not know."""

    def answer(self, name: str) -> Cel:
        """The answer to a question: one value, or a list where the question is asked in rows elsewhere."""

    def child(self, name: str) -> Cel:
        """What a plain name stands for: a column where choices are filtered."""

    def at(self, steps: Sequence[str]) -> Cel:
        """The answer that a path leads to, step by step; a blank first step is the form."""

    def table_at(self, steps: Sequence[str], /) -> str:
        """The name of the repeat that a path leads to; empty for none."""

    def counted(self, name: str) -> Cel:
        """The rows in each of which that question is asked."""

    def itself(self) -> Cel:
        """The answer that the expression is about (`.`)."""

    def rows(self, name: str) -> Cel:
        """The rows of a repeat."""

    def cell(self, repeat: str, number: Cel, name: str) -> Cel:
        """The answer to a question in the row of that number, from 1."""

    def items(self, name: str) -> Sequence[ListItem]:
        """The list of that name."""

    def items_of(self, question: str) -> Sequence[ListItem]:
        """What may be chosen at a question."""
