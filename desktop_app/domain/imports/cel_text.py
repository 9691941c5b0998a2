"""Texts of CEL expressions that are put together from parts: what each gives, how tight it binds, what it needs."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from desktop_app.domain.expression import Kind
from desktop_app.domain.imports.xpath import NotCarried

TERNARY, OR, AND, RELATION, SUM, PRODUCT, UNARY, WHOLE = range(8)
"""How tight a text binds, as CEL's grammar has it."""

NUMBERS = frozenset((Kind.INT, Kind.DOUBLE))
LISTS = {
    Kind.DOUBLES: Kind.DOUBLE,
    Kind.STRINGS: Kind.STRING,
    Kind.BOOLS: Kind.BOOL,
    Kind.TIMESTAMPS: Kind.TIMESTAMP,
}


@dataclass(frozen=True, slots=True)
class Cel:
    """A part of an expression.

    `needs` are the texts that say of an answer in it that it is blank; while one of them is true it has no value.
    `choices` are the texts that it can be; none where it can be any. `literal` is a number or text that is written out.
    `clock` is `time` or `datetime` for an answer that knows the time of day.
    """

    text: str
    kind: Kind
    binds: int = WHOLE
    needs: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    literal: bool = False
    clock: str = ""

    def within(self, binds: int) -> str:
        """The text where something that binds so tight stands around it."""
        return self.text if self.binds >= binds else f"({self.text})"


def quoted(text: str) -> str:
    """A text as CEL writes it. Raises NotCarried for one that no expression can hold."""
    if not text.replace("\n", "").replace("\t", "").isprintable():
        raise NotCarried("a text in the expression holds control characters")
    return json.dumps(text, ensure_ascii=False)


def text_literal(text: str) -> Cel:
    """A text that is written out."""
    return Cel(quoted(text), Kind.STRING, literal=True)


def number_literal(text: str) -> Cel:
    """A number that is written out. Raises NotCarried for one that is too large."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise NotCarried(f"{text[:40]} is no number") from None
    if not number.is_finite():
        raise NotCarried(f"{text[:40]} is no number")
    if abs(number) >= Decimal(10) ** 15:
        raise NotCarried(f"the number {text[:40]} is too large")
    if number == number.to_integral_value() and "." not in text:
        return Cel(str(int(number)), Kind.INT, literal=True)
    plain = format(number, "f")
    return Cel(plain if "." in plain else f"{plain}.0", Kind.DOUBLE, literal=True)


_FAULTING = re.compile(r"matches\(|count\(| in ")
_NOTHING = {
    Kind.DOUBLE: "min([])", Kind.INT: "int(min([]))", Kind.TIMESTAMP: "earliest([])", Kind.BOOL: "min([]) > 0.0",
    Kind.STRING: "string(min([]))",
}  # fmt: skip


def nothing(kind: Kind) -> Cel:
    """A blank of that kind: the least of nothing. Raises NotCarried for a kind that has none."""
    if kind not in _NOTHING:
        raise NotCarried(f"a {kind} is left blank by a condition")
    return Cel(_NOTHING[kind], kind, RELATION if kind is Kind.BOOL else WHOLE, needs=("true",))


TRUE, FALSE = Cel("true", Kind.BOOL, literal=True), Cel("false", Kind.BOOL, literal=True)


def call(name: str, kind: Kind, *arguments: Cel) -> Cel:
    """A function called with these."""
    return Cel(f"{name}({', '.join(a.text for a in arguments)})", kind, needs=needs_of(*arguments))


def needs_of(*parts: Cel) -> tuple[str, ...]:
    """What any of these needs."""
    return tuple(dict.fromkeys(need for part in parts for need in part.needs))


def both(sign: str, left: Cel, right: Cel) -> Cel:
    """Two conditions joined by `&&` or `||`; one that is always true or false is taken out."""
    absorbing, neutral = (FALSE, TRUE) if sign == "&&" else (TRUE, FALSE)
    if absorbing in (left, right):
        return absorbing
    if neutral in (left, right):
        return right if left == neutral else left
    binds = AND if sign == "&&" else OR
    return Cel(f"{left.within(binds)} {sign} {right.within(binds)}", Kind.BOOL, binds)


def all_of(conditions: Iterable[Cel]) -> Cel:
    """Conditions that must all hold."""
    whole = TRUE
    for condition in dict.fromkeys(conditions):
        whole = both("&&", whole, condition)
    return whole


def negated(condition: Cel) -> Cel:
    """The condition turned round."""
    if condition in (TRUE, FALSE):
        return FALSE if condition == TRUE else TRUE
    if condition.binds == UNARY and condition.text.startswith("!"):
        return Cel(condition.text[1:], Kind.BOOL)
    return Cel(f"!{condition.within(UNARY)}", Kind.BOOL, UNARY)


def blank(need: str) -> Cel:
    """The condition that an answer is blank."""
    if need == TRUE.text:
        return TRUE
    if " " in need and not need.startswith(("(", "!")):
        return Cel(need, Kind.BOOL, RELATION)
    return Cel(need, Kind.BOOL, UNARY if need.startswith("!") else WHOLE)


def sure(value: Cel) -> Cel:
    """The value, blank where it would be a fault: of a text that is no number or day, of a row that is not there."""
    for need in reversed(value.needs):
        if _FAULTING.search(need):
            value = replace(chosen(blank(need), nothing(value.kind), value), needs=value.needs)
    return value


def given(condition: Cel) -> Cel:
    """The condition, false and not unknown while an answer that it needs is blank."""
    guards = [negated(blank(need)) for need in condition.needs]
    return all_of((*guards, replace(condition, needs=())))


def relation(left: Cel, sign: str, right: Cel) -> Cel:
    """A comparison of two parts of one kind."""
    text = f"{left.within(SUM)} {sign} {right.within(SUM)}"
    return Cel(text, Kind.BOOL, RELATION, needs_of(left, right))


def chosen(condition: Cel, yes: Cel, no: Cel) -> Cel:
    """The one where the condition holds, else the other."""
    text = f"{condition.within(OR)} ? {yes.within(OR)} : {no.within(TERNARY)}"
    return Cel(text, yes.kind, TERNARY, needs_of(condition, yes, no))
