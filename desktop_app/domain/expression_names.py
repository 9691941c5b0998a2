"""What the words of an expression name. CEL gives no syntax tree, so this looks at its tokens."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from desktop_app.domain.expression import FUNCTIONS, ExpressionFault
from desktop_app.domain.expression_currency import ANY, currency_faults
from desktop_app.domain.expression_tokens import SIGNS, WORDS, Token, Tokens
from desktop_app.domain.expression_tokens import named as named
from desktop_app.domain.form import Absence, FieldType, Form, FormField

_STANDARD = (
    frozenset(
        ("size", "has", "all", "exists", "exists_one", "filter", "map", "contains", "startsWith", "endsWith", "matches")
    )
    | frozenset(
        ("int", "double", "string", "timestamp", "duration", "getFullYear", "getMonth", "getDate", "getDayOfWeek")
    )
    | frozenset(("getHours", "getMinutes", "getSeconds"))
)
DECIMAL_TYPES = frozenset((FieldType.DECIMAL, FieldType.MONEY, FieldType.PERCENT))
ASKED = ("blank", *(absence.value for absence in Absence))
_DAYS = frozenset((FieldType.DATE, FieldType.DATETIME))
_NONE: Mapping[str, FormField] = {}
PARTY_PARTS = ("name", "kind", "identifiers", "address")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that looks most like this one, where one does."""
    from rapidfuzz import process  # takes 2 MB, and most forms have no fault

    found = process.extractOne(word, sorted(known), score_cutoff=60)
    return str(found[0]) if found else None


_MOST_NAMED = 20
"""Names that an advice lists: all functions are."""


def nearest_advice(word: str, known: Iterable[str]) -> str:
    """What to write instead."""
    known = sorted(known)
    near = nearest(word, known)
    if near or not known:
        return f"Did you mean “{near}”?" if near else "Leave it out."
    return f"Use one of: {', '.join(known[:_MOST_NAMED])}{'…' if len(known) > _MOST_NAMED else ''}."


class Glossary:
    """The names that expressions of a form may use, and the faults of expressions that tokens show.

    `more` are names that only some expressions know, each with a table whose columns are its parts: the `row` that a
    column is in, and the `choice` that is asked about.
    """

    def __init__(self, form: Form, more: Mapping[str, FormField] = _NONE) -> None:
        self._fields = {f.field: f for f in form.fields if f.type is not FieldType.NOTE} | dict(more)
        self._names = frozenset(self._fields) | {table.decision for table in form.decisions}
        self._more = frozenset(more)
        self._texts = {name: field.choice_names for name, field in self._fields.items() if field.choices}
        self._texts |= {table.decision: form.outcomes_of(table) for table in form.decisions}

    def faults(self, text: str, unit: str = "") -> tuple[ExpressionFault, ...]:
        """What the tokens show: unknown names, functions and choices, arithmetic beside amounts, two currencies.

        `unit` is the currency of what the expression gives, where that is money.
        """
        tokens = Tokens(text)
        found = [*self._unknown(tokens), *self._unknown_calls(tokens), *self._unknown_texts(tokens)]
        return tuple(found or [*self._arithmetic(tokens), *currency_faults(tokens, self._currencies(tokens), unit)])

    def in_rows(self, text: str) -> str:
        """The expression with each date of a row (`row.day`) read from the text that rows hold of it."""
        tokens, at, parts = Tokens(text), 0, list[str]()
        for token, part in tokens.names():
            if part is not None and self._is_date_of_row(tokens, token, part):
                parts += [text[at : token.at], "timestamp(", text[token.at : part.at + len(part.text)], ")"]
                at = part.at + len(part.text)
        return "".join((*parts, text[at:]))

    def _is_date_of_row(self, tokens: Tokens, token: Token, part: Token) -> bool:
        """Whether it is a date in a map; of rows that were chosen first, one of any table."""
        of = tokens.variables.get(token.text)
        tables = [self._fields[of]] if of in self._fields else self._fields.values() if of else ()
        dates = {column.field for table in tables for column in table.columns if column.type in _DAYS}
        return part.text in dates and not re.search(r"\bhas\s*\(\s*\Z", tokens.text[: token.at])

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
        asked = ("blank", *(absence.value for absence in field.allow)) if name not in self._more else ()
        parts = (*_parts(field), *(() if token.text in tokens.variables else asked))
        if part is None and field.type is FieldType.PARTY:
            yield ExpressionFault(*tokens.place(token.at), f"“{name}” is a party.", f"Use {name}.name.")
        if part is not None and part.text not in parts and (_parts(field) or token.text not in tokens.variables):
            what = f"“{name}” has no “{part.text}”."
            yield ExpressionFault(*tokens.place(part.at), what, nearest_advice(part.text, parts))

    def _unknown_calls(self, tokens: Tokens) -> Iterator[ExpressionFault]:
        for token in tokens.calls():
            if token.text not in FUNCTIONS | _STANDARD | WORDS:
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
            yield ExpressionFault(*tokens.place(sign.at), what, f"Use {SIGNS[sign.text]}, which computes in decimals.")

    def _is_amount(self, tokens: Tokens, token: Token, part: Token | None) -> bool:
        field = self._fields.get(tokens.variables.get(token.text, token.text))
        if field is None or (part is not None and part.text in ASKED) or token.at in tokens.cast:
            return False
        named_part = [column for column in field.columns if part is not None and column.field == part.text]
        return field.type in DECIMAL_TYPES or any(c.type in DECIMAL_TYPES for c in named_part or field.columns)

    def _currencies(self, tokens: Tokens) -> Callable[[Token, Token | None], set[str]]:
        def currencies(token: Token, part: Token | None) -> set[str]:
            field = self._fields.get(tokens.variables.get(token.text, token.text))
            return _currencies(field, part) if field else set()

        return currencies


def _parts(field: FormField) -> Sequence[str]:
    if field.type is FieldType.PARTY:
        return PARTY_PARTS
    return tuple(column.field for column in field.columns)


def _currencies(field: FormField, part: Token | None) -> set[str]:
    """The currencies of what is named; a field without a fixed one may hold any."""
    if part is not None and part.text in ASKED:
        return set()
    money = [f for f in (field, *field.columns) if f.type is FieldType.MONEY]
    asked = [f for f in money if part is None or f is field or f.field == part.text]
    return {f.currency or field.currency or ANY for f in asked}
