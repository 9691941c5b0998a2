"""Currencies in an expression: two of them meet only through `convert`, with a stated rate."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from desktop_app.domain.expression import ExpressionFault
from desktop_app.domain.expression_tokens import Token, Tokens

ANY = "any currency"
"""Of an amount whose field has no fixed currency."""

CurrenciesOf = Callable[[Token, Token | None], set[str]]
"""The currencies that a name, or a part of it, may be in."""

_CONVERT = 'convert(amount, "EUR", "USD", 1.08)'


@dataclass(frozen=True, slots=True)
class _Conversion:
    """A call of `convert`: where its amount stands in the expression, and from which currency to which."""

    at: Token
    start: int
    end: int
    before: str
    after: str


def currency_faults(tokens: Tokens, currencies: CurrenciesOf, unit: str) -> Iterator[ExpressionFault]:
    """Amounts of two currencies, amounts converted from another than they are in, and a value in another currency than
    the field's (`unit`, where it has one)."""
    conversions = tuple(_conversions(tokens))
    found: dict[str, str] = {unit: ""} if unit else {}
    for token, part in tokens.names():
        within = next((c for c in conversions if c.start <= token.at < c.end), None)
        for currency in currencies(token, part):
            if within is not None and within.before and currency not in (within.before, ANY):
                what = f"“{token.text}” is in {currency}, and is converted from {within.before}."
                yield ExpressionFault(*tokens.place(within.at.at), what, f"Write {currency} there.")
            found.setdefault(within.after if within else _own(currency, token, part), token.text)
    for conversion in conversions:
        if not conversion.before or not conversion.after:
            what = "A conversion names its currencies."
            yield ExpressionFault(*tokens.place(conversion.at.at), what, f"Write {_CONVERT}.")
    if len(found) > 1:
        (one, first), (other, second) = list(found.items())[:2]
        yield ExpressionFault(1, 1, _two(one, first, other, second), f"Give both one currency, or use {_CONVERT}.")


def _own(currency: str, token: Token, part: Token | None) -> str:
    """Two amounts without a fixed currency need not be in one: each is in its own."""
    return f"{ANY} of {token.text}{'.' + part.text if part else ''}" if currency == ANY else currency


def _two(one: str, first: str, other: str, second: str) -> str:
    one, other = (ANY if currency.startswith(ANY) else currency for currency in (one, other))
    if not first:
        return f"“{second}” is in {other}, and the field in {one}."
    return f"“{first}” is in {one} and “{second}” in {other}; two currencies cannot be compared."


def _conversions(tokens: Tokens) -> Iterator[_Conversion]:
    for i, token in enumerate(tokens.all):
        if token.text == "convert" and i + 1 < len(tokens.all) and tokens.all[i + 1].text == "(":
            arguments = _arguments(tokens, i + 2)
            currency = [_currency(argument) for argument in arguments[1:3]]
            currency += [""] * (2 - len(currency))
            amount = arguments[0] if arguments else []
            start = amount[0].at if amount else token.at
            end = amount[-1].at + 1 if amount else token.at
            yield _Conversion(token, start, end, *currency)


def _arguments(tokens: Tokens, at: int) -> list[list[Token]]:
    """The tokens of each argument of the call whose bracket opens before this one."""
    found: list[list[Token]] = [[]]
    depth = 0
    for token in tokens.all[at:]:
        if token.text in (")", "]", "}") and depth == 0:
            return found
        depth += (token.text in ("(", "[", "{")) - (token.text in (")", "]", "}"))
        if token.text == "," and depth == 0:
            found.append([])
        else:
            found[-1].append(token)
    return found


def _currency(argument: list[Token]) -> str:
    text = argument[0].text[1:-1] if len(argument) == 1 and argument[0].kind == "string" else ""
    return text if len(text) == 3 and text.isascii() and text.isupper() else ""
