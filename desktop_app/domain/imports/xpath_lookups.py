"""What expressions look up: labels and columns of choice lists, and answers in other rows."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.domain.expression import Kind
from desktop_app.domain.imports.cel_text import (
    SUM,
    Cel,
    chosen,
    nothing,
    number_literal,
    quoted,
    relation,
    text_literal,
)
from desktop_app.domain.imports.xpath import Binary, Call, Node, NotCarried, Number, Path, Ref, Text
from desktop_app.domain.imports.xpath_scope import ListItem

if TYPE_CHECKING:
    from desktop_app.domain.imports.xpath_cel import Translator

Nodes = tuple[Node, ...]
_MOST_ITEMS = 60


def looked_up(t: "Translator", path: Path) -> Cel:
    """`instance('list')/root/item[name = …]/column`: a column of the item that is chosen. Raises NotCarried."""
    start = path.start
    if not isinstance(start, Call) or len(start.arguments) != 1 or not isinstance(start.arguments[0], Text):
        raise NotCarried("instance() has a counterpart for a list of choices only")
    if path.steps[:2] != ("root", "item") or len(path.steps) != 3 or len(path.tests) != 1:
        raise NotCarried("a path through a list of choices has no counterpart")
    test = path.tests[0][1]
    if not isinstance(test, Binary) or test.sign != "=" or not isinstance(test.left, Path):
        raise NotCarried("choices are looked up by more than one column")
    column, key = path.steps[2], test.left.steps[-1]
    pairs = [(_cell(item, key), _cell(item, column)) for item in t.scope.items(start.arguments[0].text)]
    return mapped(t.value(test.right), pairs)


def _cell(item: ListItem, column: str) -> str:
    if column == "name":
        return item.name
    return item.label if column == "label" else item.attributes.get(column, "")


def mapped(value: Cel, pairs: list[tuple[str, str]]) -> Cel:
    """What stands beside the value, as a number where all of them are. Raises NotCarried for a long list."""
    if len(pairs) > _MOST_ITEMS:
        raise NotCarried(f"a list of more than {_MOST_ITEMS} choices is looked up")
    if value.kind is not Kind.STRING:
        raise NotCarried(f"a {value.kind} is looked up in a list of choices")
    if not pairs:
        raise NotCarried("an empty list of choices is looked up")
    results = [_number(text) for _, text in pairs]
    numeric = all(r is not None for r in results)
    cells = [r for r in results if r is not None] if numeric else [text_literal(text) for _, text in pairs]
    if numeric and {c.kind for c in cells} != {Kind.INT}:
        cells = [number_literal(c.text if "." in c.text else f"{c.text}.0") for c in cells]
    keys = [key for key, _ in pairs]
    every = bool(value.choices) and set(value.choices) <= set(keys)
    whole = cells[-1] if numeric and every else nothing(cells[0].kind) if numeric else text_literal("")
    for (key, _), cell in reversed(list(zip(pairs[:-1] if numeric and every else pairs, cells, strict=False))):
        whole = chosen(relation(value, "==", text_literal(key)), cell, whole)
    if not numeric or every:
        return whole
    listed = ", ".join(map(quoted, keys))
    return replace(whole, needs=(*value.needs, f"!({value.within(SUM)} in [{listed}])"))


def _number(text: str) -> Cel | None:
    try:
        return number_literal(text) if text and text.replace(".", "", 1).isascii() and float(text) >= 0 else None
    except (ValueError, ArithmeticError):
        return None


def row_of(t: "Translator", path: Path, test: Node) -> Cel:
    """`${repeat}[position() = 2]/question`: an answer of that row. Raises NotCarried."""
    number = test.right if isinstance(test, Binary) and test.sign == "=" and test.left == Call("position", ()) else test
    if isinstance(number, Binary) and number.sign not in ("+", "-", "*", "div", "mod"):
        raise NotCarried("rows are looked up by what stands in them")
    if not isinstance(path.start, Ref) or len(path.steps) != 1 or not isinstance(number, Number | Ref | Path | Binary):
        raise NotCarried("a path with a test has no counterpart")
    return t.scope.cell(path.start.name, t.as_kind(t.number(t.value(number)), Kind.INT), path.steps[0])


def _indexed(t: "Translator", nodes: Nodes) -> Cel:
    """`indexed-repeat(${question}, ${repeat}, number)`."""
    if len(nodes) != 3 or not isinstance(nodes[0], Ref) or not isinstance(nodes[1], Ref):
        raise NotCarried("indexed-repeat() has a counterpart for one repeat only")
    number = t.as_kind(t.number(t.value(nodes[2])), Kind.INT)
    return t.scope.cell(nodes[1].name, number, nodes[0].name)


def _label(t: "Translator", nodes: Nodes) -> Cel:
    """`jr:choice-name(value, '${question}')`: what people read for a choice."""
    if len(nodes) != 2 or not isinstance(nodes[1], Text | Ref):
        raise NotCarried("jr:choice-name() names no question")
    question = nodes[1].text if isinstance(nodes[1], Text) else nodes[1].name
    items = t.scope.items_of(question.strip().removeprefix("${").removesuffix("}").split("/")[-1].strip())
    value = t.value(nodes[0])
    if value.kind is not Kind.STRING:
        raise NotCarried("the labels of several choices are looked up at once")
    return mapped(value, [(item.name, item.label or item.name) for item in items])


def _selected_at(t: "Translator", nodes: Nodes) -> Cel:
    """The chosen one at that place, from 0; a blank text where fewer are chosen."""
    if len(nodes) != 2:
        raise NotCarried("selected-at() is called without a place")
    many, place = t.value(nodes[0]), t.as_kind(t.number(t.value(nodes[1])), Kind.INT)
    if many.kind is not Kind.STRINGS:
        raise NotCarried("what cannot be several is counted through")
    inside = Cel(f"size({many.text}) > {place.text}", Kind.BOOL, 3)
    found = Cel(f"{many.text}[{place.text}]", Kind.STRING, needs=many.needs)
    return chosen(inside, found, text_literal(""))


LOOKUPS: Mapping[str, Callable[["Translator", Nodes], Cel]] = {
    "indexed-repeat": _indexed,
    "jr:choice-name": _label,
    "selected-at": _selected_at,
}
