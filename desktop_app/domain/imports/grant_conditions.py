"""Conditions of UK grant forms (the digital form builder's condition model) as CEL and as functions of a diagram."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from desktop_app.domain.expression import Kind
from desktop_app.domain.imports.cel_text import (
    RELATION,
    Cel,
    both,
    call,
    negated,
    number_literal,
    relation,
    text_literal,
)
from desktop_app.domain.imports.grant_lists import named_choice
from desktop_app.domain.imports.page_flow import Diagram, Term
from desktop_app.domain.imports.xpath import NotCarried, parse_xpath
from desktop_app.domain.imports.xpath_cel import Translator

_COMPARISONS = {
    "is at least": ">=", "is at most": "<=", "is less than": "<", "is more than": ">",
    "is before": "<", "is after": ">", "is longer than": ">", "is shorter than": "<", "has length": "==",
}  # fmt: skip
_UNITS = {"years": 12, "year": 12, "months": 1, "month": 1}
_DEEPEST = 20
_NAMES = {"true": "true()", "false": "false()"}


@dataclass(frozen=True, slots=True)
class Variable:
    """A condition that holds or not: as CEL, and as CEL when it does not; of one answer where `single`."""

    held: str
    not_held: str
    answer: str
    single: bool = False


class Conditions:
    """The conditions of a form by their names. `answers` are its questions by their names in the source."""

    def __init__(self, raw: Any, answers: Callable[[str], tuple[Cel, bool]]) -> None:
        """`answers` gives a question as CEL and whether it is always answered; it raises NotCarried."""
        known = raw if isinstance(raw, list) else []
        self._raw = {str(c.get("name")): c.get("value") for c in known if isinstance(c, Mapping)}
        self._answers = answers
        self._apart = False
        self._known: dict[tuple[str, bool], int] = {}
        self.diagram = Diagram()

    def function(self, name: str, depth: int = 0) -> int:
        """The condition of that name as a function of the diagram. Raises NotCarried."""
        if name not in self._raw:
            raise NotCarried(f"there is no condition “{name}”")
        if depth > _DEEPEST:
            raise NotCarried("conditions stand on each other without end")
        key = (name, self._apart)
        if key not in self._known:
            self._known[key] = self._model(self._raw[name], depth)
        return self._known[key]

    def alone(self, name: str) -> int:
        """The condition where no way led to the question that it asks about: blank is neither yes nor no.

        Raises NotCarried.
        """
        self._apart = True
        try:
            return self.function(name)
        finally:
            self._apart = False

    def text(self, name: str) -> str:
        """The condition of that name as CEL. Raises NotCarried."""
        found = self.written(self.alone(name))
        return "true" if found is None else found

    def written(self, function: int) -> str | None:
        """A function as CEL; None where it always holds, or hangs on what could not be carried over.

        Raises NotCarried where it never does, or is too long.
        """
        terms = self.diagram.terms(function)
        if terms is None:
            raise NotCarried("the ways to it are too many")
        if not terms:
            raise NotCarried("it is never reached")
        if frozenset() in terms:
            return None
        products = sorted((_product(term) for term in terms), key=len)
        return " || ".join(products) if all(products) else None

    def _model(self, value: Any, depth: int) -> int:
        if isinstance(value, str):
            return self._expression(value)
        if not isinstance(value, Mapping) or not isinstance(value.get("conditions"), list) or depth > _DEEPEST:
            raise NotCarried("the condition is written in a way that is not known")
        return self._joined(value["conditions"], depth)

    def _joined(self, parts: list[Any], depth: int) -> int:
        """“And” binds tighter than “or”."""
        whole: int | None = None
        product: int | None = None
        for part in parts:
            held = self._part(part, depth)
            if product is None:
                product = held
            elif str(part.get("coordinator", "and")).lower() == "or":
                whole = product if whole is None else self.diagram.either(whole, product)
                product = held
            else:
                product = self.diagram.both(product, held)
        if product is None:
            raise NotCarried("the condition is empty")
        return product if whole is None else self.diagram.either(whole, product)

    def _part(self, part: Any, depth: int) -> int:
        if not isinstance(part, Mapping):
            raise NotCarried("the condition is written in a way that is not known")
        if "conditionName" in part:
            return self.function(str(part["conditionName"]), depth + 1)
        if "conditions" in part:
            return self._model(part, depth + 1)
        field, value = part.get("field"), part.get("value")
        if not isinstance(field, Mapping) or value is None:
            raise NotCarried("the condition names no question")
        return self._comparison(str(field.get("name", "")), str(part.get("operator", "is")), value)

    def _comparison(self, name: str, operator: str, value: Any) -> int:
        answer, required = self._answers(name)
        turned = operator in ("is not", "does not contain")
        if isinstance(value, Mapping) and value.get("type") == "RelativeTime":
            held = _relative(answer, operator, value)
        else:
            raw = value.get("value") if isinstance(value, Mapping) else value
            raw = ("true" if raw else "false") if isinstance(raw, bool) else raw
            held = _held(answer, operator.replace("is not", "is").replace("does not contain", "contains"), str(raw))
        if answer.kind is Kind.BOOL and held.text.startswith("!") and (required or not self._apart):
            held, turned = negated(held), not turned
        function = self._variable(replace(held, needs=()), answer, required=required)
        return self.diagram.negated(function) if turned else function

    def _variable(self, held: Cel, answer: Cel, *, required: bool) -> int:
        not_held = _turned(held)
        if not required and answer.needs:
            not_held = both("||", Cel(answer.needs[0], Kind.BOOL), not_held)
        single = answer.kind is Kind.STRING and held.text.startswith(f"{answer.text} == ")
        return self.diagram.variable(Variable(held.text, not_held.within(RELATION), answer.text, single))

    def _expression(self, text: str) -> int:
        """An expression of the older way to write conditions: `section.question == "x" and other > 5`."""
        plain = re.sub(r"(?<![=!<>])==(?!=)", "=", text)
        plain = re.sub(r"\b(true|false)\b(?!\()", lambda m: _NAMES[m[0]], plain)
        condition = Translator(_Answers(self._answers)).condition(parse_xpath(plain), exact=False)
        return self.diagram.variable(Variable(condition.within(RELATION), f"!({condition.text})", ""))


def _product(term: Term) -> str:
    """The variables of a product; where an answer is one choice, that it is no other needs no saying."""
    variables = sorted(((v, so) for v, so in term if isinstance(v, Variable)), key=lambda pair: pair[0].held)
    chosen = {v.answer for v, so in variables if so and v.single}
    parts = [v.held if so else v.not_held for v, so in variables if so or not (v.single and v.answer in chosen)]
    return " && ".join(parts)


def _turned(held: Cel) -> Cel:
    if held.binds == RELATION and " == " in held.text and held.text.count(" == ") == 1 and " in " not in held.text:
        return replace(held, text=held.text.replace(" == ", " != "))
    return negated(held)


def _held(answer: Cel, operator: str, raw: str) -> Cel:
    t = Translator(_Answers(lambda _: (answer, True)))
    raw = named_choice(raw) if answer.choices else raw
    value = text_literal(raw)
    if answer.kind is Kind.BOOL:
        return answer if t.as_kind(value, Kind.BOOL).text == "true" else negated(answer)
    if answer.kind is Kind.STRINGS:
        return _among(answer, operator, raw)
    if operator == "contains":
        return Cel(f"{answer.text}.contains({value.text})", Kind.BOOL)
    if operator in ("is longer than", "is shorter than", "has length"):
        return relation(call("size", Kind.INT, answer), _COMPARISONS[operator], number_literal(raw))
    sign = "==" if operator == "is" else _COMPARISONS.get(operator)
    if sign is None:
        raise NotCarried(f"“{operator}” has no counterpart")
    if answer.choices and sign == "==" and raw not in answer.choices:
        raise NotCarried(f"“{raw[:60]}” is none of the choices")
    kind = Kind.DOUBLE if answer.kind is Kind.STRING and sign != "==" else answer.kind
    return relation(t.as_kind(answer, kind), sign, t.as_kind(value, kind))


def _among(answer: Cel, operator: str, raw: str) -> Cel:
    value = text_literal(raw)
    if raw not in answer.choices:
        raise NotCarried(f"“{raw[:60]}” is none of the choices")
    if operator == "contains":
        return Cel(f"{value.text} in {answer.text}", Kind.BOOL, RELATION)
    if operator == "is":
        return Cel(f"{answer.text} == [{value.text}]", Kind.BOOL, RELATION)
    raise NotCarried(f"“{operator}” has no counterpart for several choices")


def _relative(answer: Cel, operator: str, value: Mapping[str, Any]) -> Cel:
    """So long ago or ahead, in days, or in whole months of the calendar."""
    if answer.kind is not Kind.TIMESTAMP or value.get("timeOnly"):
        raise NotCarried("a time of day is compared with now")
    past = str(value.get("direction", "in the past")) == "in the past"
    earlier, later = (answer.text, "today()") if past else ("today()", answer.text)
    period, unit = number_literal(str(value.get("period", ""))), str(value.get("unit", "")).lower()
    sign = _COMPARISONS.get(operator)
    if sign is None or unit not in (*_UNITS, "day", "days"):
        raise NotCarried(f"“{operator}” a number of {unit or 'units'} has no counterpart")
    if unit in ("day", "days"):
        return relation(Cel(f"days_between({earlier}, {later})", Kind.INT), sign, period)
    months = (
        f"({later}.getFullYear() - {earlier}.getFullYear()) * 12 + {later}.getMonth() - {earlier}.getMonth()"
        f" - ({later}.getDate() < {earlier}.getDate() ? 1 : 0)"
    )
    return relation(Cel(months, Kind.INT, RELATION + 1), sign, number_literal(str(int(period.text) * _UNITS[unit])))


class _Answers:
    """The names of a condition's expression."""

    def __init__(self, answers: Callable[[str], tuple[Cel, bool]]) -> None:
        self._answers = answers

    def answer(self, name: str) -> Cel:
        return self._answers(name)[0]

    def child(self, name: str) -> Cel:
        return self.answer(name)

    def at(self, steps: Sequence[str]) -> Cel:
        return self.answer(steps[-1])

    def table_at(self, _steps: Sequence[str]) -> str:
        return ""

    def counted(self, name: str) -> Cel:
        raise NotCarried(f"the rows of “{name}” are counted")

    def itself(self) -> Cel:
        raise NotCarried("a condition of a page has no answer of its own")

    def rows(self, name: str) -> Cel:
        raise NotCarried(f"the rows of “{name}” are counted")

    def cell(self, repeat: str, number: Cel, name: str) -> Cel:
        raise NotCarried(f"row {number.text} of “{repeat}” is asked for “{name}”")

    def items(self, name: str) -> list[Any]:
        raise NotCarried(f"the list “{name}” is looked up")

    def items_of(self, question: str) -> list[Any]:
        raise NotCarried(f"the list of “{question}” is looked up")
