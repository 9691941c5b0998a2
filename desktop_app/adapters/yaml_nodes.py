"""YAML 1.2 as plain values that know where each of them stands. Hostile YAML gives faults, never a traceback."""

import math
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import CollectionEndEvent, CollectionStartEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

Place: TypeAlias = tuple[str | int, ...]

LARGEST = 1_000_000
"""Characters of a YAML file."""

MOST_READ = 32
"""Files that a process remembers."""

_DEEPEST = 40
_MOST_NODES = 50_000
_CORE = "tag:yaml.org,2002:"
_OCTAL_TRAP = re.compile(r"[+-]?0\d+")
_DIRECTIVE = re.compile(r"^%", re.MULTILINE)
_LONGEST_NUMBER = 40
_NO_TEXT = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that YAML 1.2 does not allow (5.1)."""

_PLAIN_TAGS = frozenset(_CORE + name for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq"))


@dataclass(frozen=True, slots=True)
class YamlFault:
    """What is wrong at a line and column (from 1), and what would be right."""

    line: int
    column: int
    what: str
    right: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a value begins (line and column from 1), and where its text does, if its characters can be counted on."""

    line: int
    column: int
    text: tuple[int, int] | None = None

    def inside(self, line: int, column: int) -> tuple[int, int]:
        """Where a line and column (from 1) of the text are in the file; the value's begin where that is not known."""
        if self.text is None:
            return self.line, self.column
        first, indent = self.text
        return first + line - 1, indent + column - 1


@dataclass(frozen=True, slots=True)
class YamlValue:
    """A value with its place. `body` is a plain scalar, or more of these in a dict (by key) or a list."""

    mark: Mark
    body: Any
    keys: tuple[tuple[str, Mark], ...] = ()

    def plain(self) -> Any:
        """Without places."""
        if isinstance(self.body, dict):
            return {key: value.plain() for key, value in self.body.items()}
        return [value.plain() for value in self.body] if isinstance(self.body, list) else self.body

    def child(self, step: str | int) -> "YamlValue | None":
        """What stands under a key or at a position."""
        if isinstance(self.body, dict) and isinstance(step, str):
            found = self.body.get(step)
            return found if isinstance(found, YamlValue) else None
        if isinstance(self.body, list) and isinstance(step, int) and 0 <= step < len(self.body):
            return self.body[step]  # type: ignore[no-any-return]
        return None

    def at(self, place: Place) -> "YamlValue":
        """What stands at the place, or the nearest that holds it."""
        found = self
        for step in place:
            found = found.child(step) or found
        return found

    def key_mark(self, key: str) -> Mark:
        """Where the key stands."""
        return dict(self.keys).get(key, self.mark)

    def without(self, place: Place) -> "YamlValue":
        """The same without what stands at the place."""
        step, rest = place[0], place[1:]
        inner = self.child(step)
        if isinstance(self.body, dict):
            kept = {k: v for k, v in self.body.items() if k != step}
            changed = {**self.body, step: inner.without(rest)} if rest and inner else kept
            return replace(self, body=changed)
        middle = [inner.without(rest)] if rest and inner and isinstance(step, int) else []
        at = int(step)
        return replace(self, body=[*self.body[:at], *middle, *self.body[at + 1 :]])

    def inner(self) -> Iterator[tuple[str | int, "YamlValue"]]:
        """What it holds, by key or position."""
        if isinstance(self.body, dict | list):
            yield from self.body.items() if isinstance(self.body, dict) else enumerate(self.body)


@lru_cache(MOST_READ)
def read_yaml(body: bytes) -> tuple[YamlValue | None, tuple[YamlFault, ...]]:
    """The file's value and its faults; no value where it is no YAML at all. Nobody changes the value: it is remembered,
    since a pack's files are read to be checked and again to be used.
    """
    if len(body) > LARGEST:
        return None, (YamlFault(1, 1, f"The file is larger than {LARGEST} bytes.", "Make it smaller."),)
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        return None, (YamlFault(line, 1, "The file is not UTF-8 text.", "Save it as UTF-8."),)
    return _read(text.removeprefix("\ufeff"))


def _read(text: str) -> tuple[YamlValue | None, tuple[YamlFault, ...]]:
    if directive := _DIRECTIVE.search(text):
        line = text[: directive.start()].count("\n") + 1
        return None, (YamlFault(line, 1, "A line begins with %, which changes how YAML is read.", "Leave it out."),)
    if strange := _NO_TEXT.search(text):
        line = text[: strange.start()].count("\n") + 1
        what = f"The character U+{ord(strange[0]):04X} cannot stand in YAML."
        return None, (YamlFault(line, strange.start() - text.rfind("\n", 0, strange.start()), what, "Take it out."),)
    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except YAMLError as error:
        return None, (_syntax_fault(error),)
    except RecursionError:
        return None, (_deepest(text),)
    except (ValueError, IndexError, AttributeError, TypeError, KeyError, AssertionError, NotImplementedError):
        # The parser fails on some malformed input with errors of its own code instead of a YAMLError.
        return None, (YamlFault(1, 1, "This is not YAML.", "Correct the file."),)
    if node is None:
        return None, (YamlFault(1, 1, "The file is empty.", "Write the form in it."),)
    builder = _Builder(text)
    value = builder.value(node, 0)
    if builder.too_many:
        return None, (*builder.faults, builder.too_many)
    return value, tuple(builder.faults)


def _syntax_fault(error: YAMLError) -> YamlFault:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or "it holds a character that YAML does not allow"
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    tab = "\\t" in problem  # the parser calls it by this name
    right = "Write spaces for tabs." if tab else "Correct the indentation, brackets or quotes here."
    return YamlFault(line, column, f"This is not YAML: {problem}.", right)


def _deepest(text: str) -> YamlFault:
    """Where a text that is nested too deeply to be composed passes the limit."""
    depth = 0
    with suppress(YAMLError, RecursionError):
        for event in YAML(typ="safe", pure=True).parse(text):
            depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
            if depth > _DEEPEST:
                return _too_deep(event.start_mark.line + 1, event.start_mark.column + 1)
    return _too_deep()


def _too_deep(line: int = 1, column: int = 1) -> YamlFault:
    return YamlFault(line, column, "It is nested too deeply.", f"Use at most {_DEEPEST} levels.")


class _Builder:
    """Builds values from the parser's nodes and collects faults."""

    def __init__(self, text: str) -> None:
        self.faults: list[YamlFault] = []
        self.too_many: YamlFault | None = None
        self._lines = text.splitlines()
        self._seen: set[int] = set()

    def value(self, node: Node, depth: int) -> YamlValue:
        """The node's value; what cannot be read becomes blank, with a fault. What stands below a fault is read all the
        same, so that it does not seem to be missing besides.
        """
        mark = self._mark(node)
        empty = YamlValue(mark, None)
        if id(node) in self._seen or node.anchor:
            self._refuse(empty, "Anchors and aliases are not used.", "Write the value out.")
        if id(node) in self._seen:
            return empty
        self._seen.add(id(node))
        if len(self._seen) > _MOST_NODES:
            self.too_many = self.too_many or YamlFault(
                mark.line, mark.column, f"There are more than {_MOST_NODES} values.", "Shorten it."
            )
            return empty
        if depth > _DEEPEST:
            self.faults.append(_too_deep(mark.line, mark.column))
            return empty
        if str(node.tag) not in _PLAIN_TAGS:
            self._refuse(empty, f"The tag {node.tag} is not used.", "Leave it out.")
        if isinstance(node, MappingNode):
            return self._mapping(node, mark, depth)
        if isinstance(node, SequenceNode):
            return YamlValue(mark, [self.value(each, depth + 1) for each in node.value])
        return self._scalar(str(node.value), str(node.tag).removeprefix(_CORE), mark)

    def _refuse(self, value: YamlValue, what: str, right: str) -> YamlValue:
        self.faults.append(YamlFault(value.mark.line, value.mark.column, what, right))
        return value

    def _mapping(self, node: MappingNode, mark: Mark, depth: int) -> YamlValue:
        body: dict[str, YamlValue] = {}
        keys: list[tuple[str, Mark]] = []
        for key_node, value_node in node.value:
            key, key_mark = self._key(key_node), self._mark(key_node)
            if key in body:
                what = f"The key “{key}” stands here a second time."
                self.faults.append(YamlFault(key_mark.line, key_mark.column, what, "Keep one of them."))
            if key is not None and key not in body:
                body[key] = self.value(value_node, depth + 1)
                keys.append((key, key_mark))
        return YamlValue(mark, body, tuple(keys))

    def _key(self, node: Node) -> str | None:
        if isinstance(node, ScalarNode) and not node.anchor:
            return str(node.value)
        mark = self._mark(node)
        self.faults.append(YamlFault(mark.line, mark.column, "A key is a plain word.", "Write one word and a colon."))
        return None

    def _scalar(self, text: str, tag: str, mark: Mark) -> YamlValue:
        if tag == "null":
            return YamlValue(mark, None)
        if tag == "bool":
            return YamlValue(mark, text.lower() == "true")
        if tag in ("int", "float"):
            return self._number(text, tag, mark)
        return YamlValue(mark, text)

    def _number(self, text: str, tag: str, mark: Mark) -> YamlValue:
        empty = YamlValue(mark, None)
        if _OCTAL_TRAP.fullmatch(text):
            plain = str(int(text)) if len(text) < _LONGEST_NUMBER else "it"
            return self._refuse(empty, f"{text} is read as {plain}.", f"Write {plain}, or '{text}' for a text.")
        try:
            if len(text) > _LONGEST_NUMBER:
                raise ValueError
            number = int(text.replace("_", ""), 0) if tag == "int" else float(text.replace("_", ""))
        except ValueError:
            return self._refuse(empty, "This is no number.", f"Write '{text[:_LONGEST_NUMBER]}' for a text.")
        if not math.isfinite(number):
            return self._refuse(empty, f"{text} is too large for a number.", "Write a smaller one.")
        return YamlValue(mark, number)

    def _mark(self, node: Node) -> Mark:
        start, end = node.start_mark, node.end_mark
        line, column = start.line + 1, start.column + 1
        style = getattr(node, "style", None)
        if isinstance(node, ScalarNode) and style == "|":
            return Mark(line, column, (line + 1, self._indent(start.line + 1)))
        if isinstance(node, ScalarNode) and start.line == end.line and style != ">":
            return Mark(line, column, (line, column + (1 if style in ("'", '"') else 0)))
        return Mark(line, column)

    def _indent(self, line: int) -> int:
        """The column (from 1) at which the text of a block begins."""
        text = self._lines[line] if line < len(self._lines) else ""
        return len(text) - len(text.lstrip(" ")) + 1
