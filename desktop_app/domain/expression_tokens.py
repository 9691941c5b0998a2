"""The tokens of an expression, and what they name. CEL gives no syntax tree, so this looks at its words and signs."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

_TOKEN = re.compile(
    r"""(?P<string>[rRbB]{0,2}(?:\"(?:[^"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'))"""
    r"|(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?u?)|(?P<name>[A-Za-z_]\w*)|(?P<sign>&&|\|\||[=!<>]=|[^\s\w])"
)
WORDS = frozenset(("true", "false", "null", "in"))
_MACROS = frozenset(("all", "exists", "exists_one", "filter", "map"))
SIGNS = {"+": "add(a, b)", "-": "subtract(a, b)", "*": "multiply(a, b)", "/": "ratio(a, b)", "%": "ratio(a, b)"}


@dataclass(frozen=True, slots=True)
class Token:
    """A word or sign of an expression, and where it begins."""

    kind: str
    text: str
    at: int


@dataclass(frozen=True)
class Tokens:
    """The tokens of an expression."""

    text: str

    @cached_property
    def all(self) -> tuple[Token, ...]:
        """In order."""
        return tuple(Token(m.lastgroup or "", m[0], m.start()) for m in _TOKEN.finditer(self.text))

    def _text(self, index: int) -> str:
        return self.all[index].text if 0 <= index < len(self.all) else ""

    @cached_property
    def variables(self) -> Mapping[str, str]:
        """The variables of macros such as `exists(row, …)`, each with the name that the macro is called on."""
        found = {}
        for i, token in enumerate(self.all):
            if token.text in _MACROS and self._text(i - 1) == "." and self._text(i + 1) == "(":
                found[self._text(i + 2)] = self._text(i - 2)
        return found

    def names(self) -> Iterator[tuple[Token, Token | None]]:
        """Each name that stands for a value, with the part of it that is asked for (`party.name`)."""
        for i, token in enumerate(self.all):
            if token.kind != "name" or self._text(i - 1) == "." or self._text(i + 1) == "(" or token.text in WORDS:
                continue
            dotted = self._text(i + 1) == "." and self._text(i + 3) != "("
            yield token, self.all[i + 2] if dotted and i + 2 < len(self.all) else None

    def calls(self) -> Iterator[Token]:
        """Each function that is called."""
        return (t for i, t in enumerate(self.all) if t.kind == "name" and self._text(i + 1) == "(")

    def comparisons(self) -> Iterator[tuple[str, Token]]:
        """Each name that is held against a text: `name == "text"`, the other way round, or `"text" in name`."""
        for i, token in enumerate(self.all):
            one, other = (self.all[i - 1], self.all[i + 1]) if 0 < i < len(self.all) - 1 else (token, token)
            kinds, alone = (one.kind, other.kind), self._text(i - 2) != "." and self._text(i + 2) not in (".", "(")
            if token.text in ("==", "!=") and kinds == ("name", "string") and alone:
                yield one.text, other
            if token.text in ("==", "!=", "in") and kinds == ("string", "name") and alone:
                yield other.text, one

    def signs(self) -> Iterator[Token]:
        """Each sign of arithmetic; the sign of a literal is none."""
        for i, token in enumerate(self.all):
            if token.text in SIGNS and not (token.text == "-" and self._opens(i - 1) and self._is_number(i + 1)):
                yield token

    @cached_property
    def cast(self) -> frozenset[int]:
        """Where stands what is only taken as a text or a whole number: in `string(…)` or `int(…)`, beside no sign."""
        signs, found = {sign.at for sign in self.signs()}, set[int]()
        for i, token in enumerate(self.all):
            if token.text in ("string", "int") and self._text(i + 1) == "(":
                inside = {each.at for each in self._bracket(i + 1)}
                found |= inside if signs.isdisjoint(inside) else set()
        return frozenset(found)

    def _bracket(self, opening: int) -> Iterator[Token]:
        depth = 0
        for token in self.all[opening:]:
            depth += (token.text == "(") - (token.text == ")")
            if depth == 0:
                return
            yield token

    def _opens(self, index: int) -> bool:
        return index < 0 or (self.all[index].kind == "sign" and self._text(index) not in (")", "]"))

    def _is_number(self, index: int) -> bool:
        return index < len(self.all) and self.all[index].kind == "number"

    def place(self, at: int) -> tuple[int, int]:
        """Line and column, from 1."""
        before = self.text[:at]
        return before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1


@lru_cache(4_096)
def named(text: str) -> frozenset[str]:
    """The names that an expression needs."""
    tokens = Tokens(text)
    return frozenset(token.text for token, _ in tokens.names() if token.text not in tokens.variables)
