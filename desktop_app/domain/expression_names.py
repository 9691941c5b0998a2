"""What the words of an expression name. CEL gives no syntax tree, so this looks at its tokens."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from desktop_app.domain.expression import FUNCTIONS, ExpressionFault
from desktop_app.domain.form import FieldType, Form, FormField

_TOKEN = re.compile(
    r"""(?P<string>[rRbB]{0,2}(?:\"(?:[^"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'))"""
    r"|(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?u?)|(?P<name>[A-Za-z_]\w*)|(?P<sign>&&|\|\||[=!<>]=|[^\s\w])"
)
_WORDS = frozenset(("true", "false", "null", "in"))
_STANDARD = frozenset(
    ("size", "has", "all", "exists", "exists_one", "filter", "map", "contains", "startsWith", "endsWith", "matches")
) | frozenset(("int", "double", "string", "timestamp", "duration", "getFullYear", "getMonth", "getDayOfWeek"))
_MACROS = frozenset(("all", "exists", "exists_one", "filter", "map"))
_SIGNS = {"+": "add(a, b)", "-": "subtract(a, b)", "*": "multiply(a, b)", "/": "ratio(a, b)", "%": "ratio(a, b)"}
DECIMAL_TYPES = frozenset((FieldType.DECIMAL, FieldType.MONEY, FieldType.PERCENT))
PARTY_PARTS = ("name", "kind", "identifiers", "address")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that looks most like this one, where one does."""
    from rapidfuzz import process  # takes 2 MB, and most forms have no fault

    found = process.extractOne(word, sorted(known), score_cutoff=60)
    return str(found[0]) if found else None


def nearest_advice(word: str, known: Iterable[str]) -> str:
    """What to write instead."""
    known = sorted(known)
    near = nearest(word, known)
    if near or not known:
        return f"Did you mean “{near}”?" if near else "Leave it out."
    return f"Use one of: {', '.join(known[:12])}."


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
            if token.kind != "name" or self._text(i - 1) == "." or self._text(i + 1) == "(" or token.text in _WORDS:
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
            if token.text in _SIGNS and not (token.text == "-" and self._opens(i - 1) and self._is_number(i + 1)):
                yield token

    def _opens(self, index: int) -> bool:
        return index < 0 or (self.all[index].kind == "sign" and self._text(index) not in (")", "]"))

    def _is_number(self, index: int) -> bool:
        return index < len(self.all) and self.all[index].kind == "number"

    def place(self, at: int) -> tuple[int, int]:
        """Line and column, from 1."""
        before = self.text[:at]
        return before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1


def named(text: str) -> frozenset[str]:
    """The names that an expression needs."""
    tokens = Tokens(text)
    return frozenset(token.text for token, _ in tokens.names() if token.text not in tokens.variables)


class Glossary:
    """The names that expressions of a form may use, and the faults of expressions that tokens show."""

    def __init__(self, form: Form) -> None:
        self._fields = {f.field: f for f in form.fields if f.type is not FieldType.NOTE}
        self._names = frozenset(self._fields) | {table.decision for table in form.decisions}
        self._texts = {name: field.choices for name, field in self._fields.items() if field.choices}
        self._texts |= {table.decision: tuple(row.outcome for row in table.rows) for table in form.decisions}

    def faults(self, text: str) -> tuple[ExpressionFault, ...]:
        """What the tokens show: unknown names, functions and choices, arithmetic beside amounts, two currencies."""
        tokens = Tokens(text)
        found = [*self._unknown(tokens), *self._unknown_calls(tokens), *self._unknown_texts(tokens)]
        return tuple(found or [*self._arithmetic(tokens), *self._currencies(tokens)])

    def _unknown(self, tokens: Tokens) -> Iterator[ExpressionFault]:
        for token, part in tokens.names():
            name = tokens.variables.get(token.text, token.text)
            if name not in self._names and token.text not in tokens.variables:
                what = f"Nothing has the name “{token.text}”."
                yield ExpressionFault(*tokens.place(token.at), what, nearest_advice(token.text, self._names))
            elif name in self._fields:
                yield from self._unknown_part(tokens, token, part, name)

    def _unknown_part(self, tokens: Tokens, token: Token, part: Token | None, name: str) -> Iterator[ExpressionFault]:
        field = self._fields[name]
        parts = (*_parts(field), *(() if token.text in tokens.variables else ("blank",)))
        if part is None and field.type is FieldType.PARTY:
            yield ExpressionFault(*tokens.place(token.at), f"“{name}” is a party.", f"Use {name}.name.")
        if part is not None and part.text not in parts and (_parts(field) or token.text not in tokens.variables):
            what = f"“{name}” has no “{part.text}”."
            yield ExpressionFault(*tokens.place(part.at), what, nearest_advice(part.text, parts))

    def _unknown_calls(self, tokens: Tokens) -> Iterator[ExpressionFault]:
        for token in tokens.calls():
            if token.text not in FUNCTIONS | _STANDARD | _WORDS:
                what = f"There is no function “{token.text}”."
                yield ExpressionFault(*tokens.place(token.at), what, nearest_advice(token.text, FUNCTIONS))

    def _unknown_texts(self, tokens: Tokens) -> Iterator[ExpressionFault]:
        for name, literal in tokens.comparisons():
            text = literal.text[1:-1]
            if name in self._texts and literal.text[0] in "\"'" and text not in self._texts[name]:
                what = f"“{name}” is never “{text}”."
                yield ExpressionFault(*tokens.place(literal.at), what, nearest_advice(text, self._texts[name]))

    def _arithmetic(self, tokens: Tokens) -> Iterator[ExpressionFault]:
        amounts = [token.text for token, part in tokens.names() if self._is_amount(tokens, token, part)]
        for sign in tokens.signs() if amounts else ():
            what = f"“{sign.text}” stands in an expression with “{amounts[0]}”, and would lose cents."
            yield ExpressionFault(*tokens.place(sign.at), what, f"Use {_SIGNS[sign.text]}, which computes in decimals.")

    def _is_amount(self, tokens: Tokens, token: Token, part: Token | None) -> bool:
        field = self._fields.get(tokens.variables.get(token.text, token.text))
        if field is None or (part is not None and part.text == "blank"):
            return False
        return field.type in DECIMAL_TYPES or any(column.type in DECIMAL_TYPES for column in field.columns)

    def _currencies(self, tokens: Tokens) -> Iterator[ExpressionFault]:
        found: dict[str, str] = {}
        for token, part in tokens.names():
            field = self._fields.get(tokens.variables.get(token.text, token.text))
            for currency in _currencies(field, part) if field else ():
                found.setdefault(currency, token.text)
        if len(found) > 1:
            (one, first), (other, second) = list(found.items())[:2]
            what = f"“{first}” is in {one} and “{second}” in {other}; two currencies cannot be compared."
            yield ExpressionFault(1, 1, what, "Give both fields one currency, or use two rules.")


def _parts(field: FormField) -> Sequence[str]:
    if field.type is FieldType.PARTY:
        return PARTY_PARTS
    return tuple(column.field for column in field.columns)


def _currencies(field: FormField, part: Token | None) -> set[str]:
    """The currencies of what is named; a field without a fixed one may hold any."""
    if part is not None and part.text == "blank":
        return set()
    money = [f for f in (field, *field.columns) if f.type is FieldType.MONEY]
    asked = [f for f in money if part is None or f is field or f.field == part.text]
    return {f.currency or field.currency or "any currency" for f in asked}
