"""XPath 1.0 expressions as ODK forms use them, with `${name}` for a question, as a tree.

Grammar: W3C XPath 1.0, section 3, with ODK's reference `${name}` (XLSForm) and prefixed function names (`jr:itext`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

LONGEST = 8_000
"""Characters of an expression that are read."""

_DEEPEST = 60
_MOST_SIGNS = 200
_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d*)?|\.\d+)|(?P<text>"[^"]*"|'[^']*')|(?P<ref>\$\{\s*[^{}\s]+\s*\})"""
    r"""|(?P<sign>\.\.|::|//|<=|>=|!=|[-+*/|=<>()\[\].,@])|(?P<name>[^\W\d][\w.\-]*(?::[^\W\d][\w.\-]*)?))"""
)
_WORDS = frozenset(("and", "or", "mod", "div"))
_CURLY = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "\u00a0": " "})
_LEVELS: Sequence[frozenset[str]] = (
    frozenset(("or",)),
    frozenset(("and",)),
    frozenset(("=", "!=")),
    frozenset(("<", "<=", ">", ">=")),
    frozenset(("+", "-")),
    frozenset(("*", "div", "mod")),
)


class NotCarried(ValueError):
    """Something of a form has no counterpart in a pack; its words say what."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is written."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text in quotation marks."""

    text: str


@dataclass(frozen=True, slots=True)
class Ref:
    """The answer to the question of that name."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function with what it is called with."""

    name: str
    arguments: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Binary:
    """Two sides and the sign between them."""

    sign: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Negative:
    """A minus before something."""

    of: "Node"


@dataclass(frozen=True, slots=True)
class Path:
    """A way through the form: steps such as `.`, `..` and names; `start` is what it begins with, where that is no step.

    `tests` are what stands in brackets behind a step, by the step's position (-1: behind the start).
    """

    steps: tuple[str, ...]
    start: "Node | None" = None
    tests: tuple[tuple[int, "Node"], ...] = ()


Node: TypeAlias = Number | Text | Ref | Call | Binary | Negative | Path


def parse_xpath(text: str) -> Node:
    """The tree of an expression. Raises NotCarried where it is none, or is too long or too deep."""
    if len(text) > LONGEST:
        raise NotCarried(f"the expression has more than {LONGEST} characters")
    return _Parser(_tokens(text.translate(_CURLY))).whole()


def _tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            raise NotCarried(f"the expression cannot be read at “{text[at : at + 20].strip()}”")
        kind = match.lastgroup or ""
        found.append((kind, match[kind]))
        at = match.end()
    return found


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens, self._at, self._depth, self._signs = tokens, 0, 0, 0

    def whole(self) -> Node:
        node = self._level(0)
        if self._at < len(self._tokens):
            raise NotCarried(f"the expression has a stray “{self._text()}”")
        return node

    def _kind(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._tokens[at][0] if at < len(self._tokens) else ""

    def _text(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._tokens[at][1] if at < len(self._tokens) else ""

    def _next(self) -> str:
        text = self._text()
        if not text:
            raise NotCarried("the expression breaks off")
        self._at += 1
        return text

    def _is(self, sign: str) -> bool:
        return self._kind() == "sign" and self._text() == sign

    def _take(self, sign: str) -> None:
        if not self._is(sign):
            found = f"“{self._text()}” stands" if self._text() else "it ends"
            raise NotCarried(f"the expression needs “{sign}” where {found}")
        self._at += 1

    def _level(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self._unary()
        node = self._level(level + 1)
        while self._text() in _LEVELS[level] and self._kind() in ("sign", "name"):
            sign = self._next()
            self._signs += 1
            if self._signs > _MOST_SIGNS:
                raise NotCarried(f"the expression has more than {_MOST_SIGNS} signs")
            node = Binary(sign, node, self._level(level + 1))
        return node

    def _unary(self) -> Node:
        if self._is("-"):
            self._at += 1
            return Negative(self._deeper())
        node = self._path()
        if self._is("|"):
            raise NotCarried("a union of paths (“|”) has no counterpart")
        return node

    def _deeper(self) -> Node:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise NotCarried(f"the expression is nested more than {_DEEPEST} levels deep")
        node = self._unary()
        self._depth -= 1
        return node

    def _path(self) -> Node:
        start = self._primary()
        tests = [(-1, test) for test in self._tests()] if start is not None else []
        steps: list[str] = []
        if start is None and not self._is("/") and not self._is("//"):
            steps.append(self._step())
            tests += [(0, test) for test in self._tests()]
        elif start is None:
            steps.append("")
        while self._is("/") or self._is("//"):
            steps += ["//"] if self._next() == "//" else []
            if self._kind() == "name" or self._text() in (".", "..", "*", "@"):
                steps.append(self._step())
                tests += [(len(steps) - 1, test) for test in self._tests()]
        return start if start is not None and not steps and not tests else Path(tuple(steps), start, tuple(tests))

    def _step(self) -> str:
        if self._is("@"):
            self._at += 1
            return f"@{self._next()}"
        if self._kind() != "name" and self._text() not in (".", "..", "*"):
            where = f"at “{self._text()}”" if self._text() else "at its end"
            raise NotCarried(f"the expression cannot be read {where}")
        name = self._next()
        if self._is("::"):
            raise NotCarried(f"the axis “{name}::” has no counterpart")
        return name

    def _tests(self) -> list[Node]:
        found = []
        while self._is("["):
            self._at += 1
            found.append(self._nested())
            self._take("]")
        return found

    def _nested(self) -> Node:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise NotCarried(f"the expression is nested more than {_DEEPEST} levels deep")
        node = self._level(0)
        self._depth -= 1
        return node

    def _primary(self) -> Node | None:
        kind, text = self._kind(), self._text()
        if kind == "number":
            self._at += 1
            return Number(text)
        if kind == "text":
            self._at += 1
            return Text(text[1:-1])
        if kind == "ref":
            self._at += 1
            return Ref(text[2:-1].strip())
        if self._is("("):
            self._at += 1
            node = self._nested()
            self._take(")")
            return node
        if kind == "name" and self._text(1) == "(" and self._kind(1) == "sign":
            return self._call()
        if kind == "name" and text.lower() == "null":  # XPath knows no such word: it names nothing, which is blank
            self._at += 1
            return Text("")
        return None

    def _call(self) -> Node:
        name = self._next()
        self._take("(")
        arguments: list[Node] = []
        while not self._is(")"):
            arguments.append(self._nested())
            if not self._is(")"):
                self._take(",")
        self._take(")")
        return Call(name, tuple(arguments))
