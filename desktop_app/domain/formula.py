"""The logic of an expression, as far as its tokens show it: what it compares, joined by and, or and not.

What is not understood stays in one piece that may be true or false, so that nothing is ever concluded from it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from desktop_app.domain.expression import Kind
from desktop_app.domain.expression_tokens import Token, Tokens
from desktop_app.domain.form_field import Absence

Constant: TypeAlias = float | str | bool

_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_MIRRORED = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_LARGEST = 2.0**53
"""Beyond it a double is not every whole number."""
_NUMBERS = frozenset((Kind.INT, Kind.DOUBLE))
ASKED = frozenset(("blank", *(absence.value for absence in Absence)))
"""Parts of a name that are known also while it is blank."""
_LENIENT = frozenset(("?", "||", "&&", "has", "all", "exists", "exists_one", "filter", "map"))
"""With these a piece may be known although a name in it is not."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A name held against a constant: `price >= 5000.00`, `planned`, `kind == "goods"`."""

    name: str
    sign: str
    constant: Constant

    @property
    def opposite(self) -> "Compared":
        """What holds where this does not, and the name is not blank."""
        return Compared(self.name, _OPPOSITE[self.sign], self.constant)


@dataclass(frozen=True, slots=True)
class Blank:
    """Whether a name is blank."""

    name: str
    holds: bool = True

    @property
    def opposite(self) -> "Blank":
        """The other."""
        return Blank(self.name, not self.holds)


@dataclass(frozen=True, slots=True)
class Opaque:
    """A piece that was not looked into, by its words, and the names without which it is unknown."""

    words: str
    needs: frozenset[str]
    holds: bool = True

    @property
    def opposite(self) -> "Opaque":
        """The other."""
        return Opaque(self.words, self.needs, not self.holds)


@dataclass(frozen=True, slots=True)
class All:
    """All of these hold; without any it is always so."""

    parts: tuple["Formula", ...]

    @property
    def opposite(self) -> "Any":
        """One of them does not."""
        return Any(tuple(part.opposite for part in self.parts))


@dataclass(frozen=True, slots=True)
class Any:
    """One of these holds; without any it is never so."""

    parts: tuple["Formula", ...]

    @property
    def opposite(self) -> All:
        """None of them does."""
        return All(tuple(part.opposite for part in self.parts))


Literal: TypeAlias = Compared | Blank | Opaque
Formula: TypeAlias = Literal | All | Any


ALWAYS: Formula = All(())


def read_formula(text: str, kinds: Mapping[str, Kind]) -> Formula:
    """The logic of an expression that compiles, over names of these kinds."""
    tokens = Tokens(text)
    if "".join(text.split()) != "".join("".join(t.text.split()) for t in tokens.all) or "//" in text:
        return _opaque(tokens.all)
    return _Reader(kinds).read(tokens.all)


def _opaque(tokens: Sequence[Token]) -> Opaque:
    whole = Tokens(" ".join(token.text for token in tokens))
    lenient = not _LENIENT.isdisjoint(token.text for token in tokens)
    needs = () if lenient else (token.text for token, part in whole.names() if not part or part.text not in ASKED)
    return Opaque(whole.text, frozenset(needs))


@dataclass(frozen=True, slots=True)
class _Reader:
    kinds: Mapping[str, Kind]

    def read(self, tokens: Sequence[Token]) -> Formula:
        """`?:` binds least, then or, and, comparisons; `!` most."""
        tokens = _bare(tokens)
        if not tokens or len(_split(tokens, "?")) > 1:
            return _opaque(tokens)
        for sign, join in (("||", Any), ("&&", All)):
            parts = _split(tokens, sign)
            if len(parts) > 1:
                return join(tuple(self.read(part) for part in parts))
        if tokens[0].text == "!" and _is_operand(tokens[1:]):
            return self.read(tokens[1:]).opposite
        return self._literal(tokens) or _opaque(tokens)

    def _literal(self, tokens: Sequence[Token]) -> Formula | None:
        words = [token.text for token in tokens]
        if words in (["true"], ["false"]):
            return ALWAYS if words == ["true"] else Any(())
        if len(words) == 3 and words[1:] == [".", "blank"] and f"{words[0]}.blank" in self.kinds:
            return Blank(words[0])
        name = self._name(tokens)
        if name and self.kinds[name] is Kind.BOOL:
            return Compared(name, "==", True)
        return self._comparison(tokens) or self._member(tokens)

    def _comparison(self, tokens: Sequence[Token]) -> Compared | None:
        for sign in _MIRRORED:
            parts = _split(tokens, sign)
            if len(parts) == 2:
                left, right = parts
                for one, other, held in ((left, right, sign), (right, left, _MIRRORED[sign])):
                    name, constant = self._name(one), _constant(other)
                    if name and constant is not None and self._fits(name, held, constant):
                        return Compared(name, held, constant)
        return None

    def _member(self, tokens: Sequence[Token]) -> Formula | None:
        """`"audit" in wanted`, and `kind in ["goods", "service"]`."""
        parts = _split(tokens, "in")
        if len(parts) != 2:
            return None
        left, right = parts
        text, name = _constant(left), self._name(right)
        if isinstance(text, str) and name and self.kinds[name] is Kind.STRINGS:
            return Compared(f"{name} holds {text}", "==", True)
        name, listed = self._name(left), _list(right)
        if not name or not listed or not all(self._fits(name, "==", constant) for constant in listed):
            return None
        return Any(tuple(Compared(name, "==", constant) for constant in listed))

    def _name(self, tokens: Sequence[Token]) -> str | None:
        """A name alone, or with one of its parts (`seller.name`)."""
        words = "".join(token.text for token in _bare(tokens))
        return words if words in self.kinds else None

    def _fits(self, name: str, sign: str, constant: Constant) -> bool:
        kind = self.kinds[name]
        if kind in _NUMBERS:
            return isinstance(constant, float)
        if kind is Kind.STRING:
            return isinstance(constant, str) and sign in ("==", "!=")
        return kind is Kind.BOOL and isinstance(constant, bool) and sign in ("==", "!=")


def _bare(tokens: Sequence[Token]) -> Sequence[Token]:
    """Without brackets around the whole."""
    while len(tokens) > 1 and tokens[0].text == "(" and _closing(tokens, 0) == len(tokens) - 1:
        tokens = tokens[1:-1]
    return tokens


def _closing(tokens: Sequence[Token], opening: int) -> int:
    """Where the bracket at this place closes; behind the end where it does not."""
    depth = 0
    for at in range(opening, len(tokens)):
        if tokens[at].kind == "sign":
            depth += (tokens[at].text in _BRACKETS) - (tokens[at].text in _BRACKETS.values())
        if depth == 0:
            return at
    return len(tokens)


def _split(tokens: Sequence[Token], sign: str) -> list[Sequence[Token]]:
    """What stands between the signs that stand in no bracket."""
    parts, start, at = [], 0, 0
    while at < len(tokens):
        if tokens[at].kind == "sign" and tokens[at].text in _BRACKETS:
            at = _closing(tokens, at)
        elif tokens[at].text == sign and tokens[at].kind != "string":
            parts.append(tokens[start:at])
            start = at + 1
        at += 1
    return [*parts, tokens[start:]]


def _is_operand(tokens: Sequence[Token]) -> bool:
    """Whether it is one thing that `!` stands before: a name with its parts, or what stands in brackets."""
    if not tokens:
        return False
    if tokens[0].text == "(":
        return _closing(tokens, 0) == len(tokens) - 1
    return all(t.kind == "name" if n % 2 == 0 else t.text == "." for n, t in enumerate(tokens)) and len(tokens) % 2 == 1


def _constant(tokens: Sequence[Token]) -> Constant | None:
    tokens = _bare(tokens)
    words = [token.text for token in tokens]
    sign = -1.0 if words[:1] == ["-"] else 1.0
    numbers = tokens[1:] if sign < 0 else tokens
    if len(numbers) == 1 and numbers[0].kind == "number" and not numbers[0].text.endswith("u"):
        number = sign * float(numbers[0].text)
        return number if abs(number) <= _LARGEST else None
    if len(words) != 1:
        return None
    if tokens[0].kind == "string" and words[0][0] in "\"'" and "\\" not in words[0]:
        return words[0][1:-1]
    return words[0] == "true" if words[0] in ("true", "false") else None


def _list(tokens: Sequence[Token]) -> list[Constant] | None:
    if len(tokens) < 3 or tokens[0].text != "[" or _closing(tokens, 0) != len(tokens) - 1:
        return None
    found = [_constant(part) for part in _split(tokens[1:-1], ",")]
    known = [constant for constant in found if constant is not None]
    return known if len(known) == len(found) else None
