"""XPath expressions of ODK forms as CEL expressions of packs.

In XPath a blank answer is an empty text: it equals nothing that is written out, and no number compares with it. In a
pack it is absent, and what needs it is unknown. Where unknown counts as false anyway (relevant, required) the CEL is
written plainly; where it would not (below `not`, in constraints and calculations) blanks are asked for, so that both
say the same.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from desktop_app.domain.expression import LONGEST as MOST_CHARACTERS
from desktop_app.domain.expression import Kind
from desktop_app.domain.imports.cel_text import (
    FALSE,
    LISTS,
    NUMBERS,
    SUM,
    TRUE,
    UNARY,
    Cel,
    all_of,
    blank,
    both,
    call,
    chosen,
    given,
    needs_of,
    negated,
    number_literal,
    quoted,
    relation,
    text_literal,
)
from desktop_app.domain.imports.xpath import (
    Binary,
    Call,
    Negative,
    Node,
    NotCarried,
    Number,
    Path,
    Ref,
    Text,
    parse_xpath,
)
from desktop_app.domain.imports.xpath_scope import Scope

_SIGNS = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_NUMBER = re.compile(r"-?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_WRITTEN_DAY = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
_ARITHMETIC = {"+": "add", "-": "subtract", "*": "multiply", "div": "ratio"}
NOT_A_NUMBER = Text("NaN")
"""What a blank answer is as a number, written out: forms ask so whether a number is there."""
YES_WORDS, NO_WORDS = frozenset(("true", "yes", "ok", "1")), frozenset(("false", "no", "0"))


class Translator:
    """Carries expressions over in one scope.

    `exact` says that unknown does not count as false around an expression. `functions` and `conditions` are what the
    named functions give, as a value and as a condition.
    """

    def __init__(self, scope: Scope) -> None:
        from desktop_app.domain.imports.xpath_functions import CONDITIONS, FUNCTIONS

        self.scope = scope
        self._functions: Mapping[str, Callable[[Translator, tuple[Node, ...]], Cel]] = FUNCTIONS
        self._conditions: Mapping[str, Callable[[Translator, tuple[Node, ...], bool], Cel]] = CONDITIONS

    def condition_of(self, xpath: str, *, exact: bool = False) -> Cel:
        """An expression that holds or not. Raises NotCarried."""
        return self.condition(parse_xpath(xpath), exact)

    def value_of(self, xpath: str) -> Cel:
        """An expression that gives a value. Raises NotCarried."""
        return self.value(parse_xpath(xpath))

    def condition(self, node: Node, exact: bool) -> Cel:
        """Whether it holds."""
        return _brief(self._condition(node, exact))

    def _condition(self, node: Node, exact: bool) -> Cel:
        match node:
            case Binary(sign="and" | "or" as sign):
                joint = "&&" if sign == "and" else "||"
                return both(joint, self.condition(node.left, exact), self.condition(node.right, exact))
            case Binary(sign=sign) if sign in _SIGNS:
                return self._comparison(_SIGNS[sign], node.left, node.right, exact)
            case Call(name=name) if name in self._conditions:
                return self._conditions[name](self, node.arguments, exact)
            case _:
                return self._truth(self.value(node), exact)

    def guarded(self, condition: Cel, exact: bool) -> Cel:
        """Without needs: asked for where unknown would not count as false, left to be unknown elsewhere."""
        return given(condition) if exact else replace(condition, needs=())

    def _truth(self, value: Cel, exact: bool) -> Cel:
        if value.kind is Kind.BOOL:
            return self.guarded(value, exact)
        if value.kind in NUMBERS:
            return self.guarded(relation(value, "!=", self.as_kind(number_literal("0"), value.kind)), exact)
        if value.needs:
            return all_of(negated(blank(need)) for need in value.needs)
        if value.kind is Kind.STRING:
            return relation(value, "!=", text_literal(""))
        raise NotCarried(f"a {value.kind} is no condition")

    def _comparison(self, sign: str, one: Node, other: Node, exact: bool) -> Cel:
        for empty, rest in ((one, other), (other, one)):
            if empty in (Text(""), NOT_A_NUMBER) and sign in ("==", "!="):
                value = self.value(rest)
                if empty == Text("") or value.kind in NUMBERS:
                    return self._emptiness(value, is_blank=sign == "==")
        for side, rest, turned in ((other, one, sign), (one, other, _TURNED[sign])):
            if side == Call("now", ()):
                return self._against_now(self.value(rest), turned, exact)
        left, right = self.value(one), self.value(other)
        if right.kind in LISTS and left.kind not in LISTS:
            left, right, sign = right, left, _TURNED[sign]
        return self._compared(left, sign, right, exact)

    def _against_now(self, day: Cel, sign: str, exact: bool) -> Cel:
        """A day is before now from its first moment on: held against this moment as against today."""
        if day.kind is not Kind.TIMESTAMP or day.clock or sign in ("==", "!="):
            raise NotCarried("now() has no counterpart: rules know the day and no time of day")
        held = relation(day, "<=" if sign.startswith("<") else ">", Cel("today()", Kind.TIMESTAMP))
        return self.guarded(held, exact)

    def _emptiness(self, value: Cel, *, is_blank: bool) -> Cel:
        if not value.needs:
            found = relation(value, "==", text_literal("")) if value.kind is Kind.STRING else FALSE
        else:
            found = FALSE
            for need in value.needs:
                found = both("||", found, blank(need))
            if value.kind is Kind.STRING and not _is_answer(value):
                found = both("||", found, relation(replace(value, needs=()), "==", text_literal("")))
        return found if is_blank else negated(found)

    def _compared(self, left: Cel, sign: str, right: Cel, exact: bool) -> Cel:
        if left.kind in LISTS:
            return self.guarded(self._any(left, sign, right), exact)
        if self._never(left, right) or self._never(right, left):
            return TRUE if sign == "!=" else FALSE
        neither = _both_blank(left, right)
        left, right = self._alike(left, right, ordered=sign not in ("==", "!="))
        held = relation(left, sign, right)
        if neither is not None and sign in ("==", "!="):
            equal = both("||", neither, given(replace(held, text=f"{left.within(SUM)} == {right.within(SUM)}")))
            return equal if sign == "==" else negated(equal)
        if sign != "!=":
            return self.guarded(held, exact)
        unlike = replace(held, needs=())
        for need in reversed(held.needs):
            unlike = both("||", blank(need), unlike)
        return unlike

    @staticmethod
    def _never(one: Cel, other: Cel) -> bool:
        """Whether a choice is held against a word that it can never be."""
        if not one.choices or not other.literal or other.kind not in (Kind.STRING, Kind.INT):
            return False
        return other.text.strip('"') not in one.choices and quoted(other.text) not in one.choices

    def _any(self, many: Cel, sign: str, one: Cel) -> Cel:
        """Whether one of many compares so: how XPath compares a set of nodes; the answers of one question are equal to
        a text that lists them."""
        if many.choices and one.literal and sign in ("==", "!="):
            listed = ", ".join(quoted(word) for word in one.text.strip('"').split())
            return relation(many, sign, Cel(f"[{listed}]", many.kind))
        each = Cel("each", LISTS[many.kind])
        left, right = self._alike(each, one, ordered=sign not in ("==", "!="))
        inner = relation(left, sign, right).text
        return Cel(f"{many.within(UNARY + 1)}.exists(each, {inner})", Kind.BOOL, needs=needs_of(many, one))

    def _alike(self, left: Cel, right: Cel, *, ordered: bool) -> tuple[Cel, Cel]:
        """Both as one kind: days where one is a day, numbers where one is a number or where order counts."""
        kinds = {left.kind, right.kind}
        if left.clock == right.clock == "time":
            return left, right
        if Kind.TIMESTAMP in kinds:
            return self.as_kind(left, Kind.TIMESTAMP), self.as_kind(right, Kind.TIMESTAMP)
        if Kind.BOOL in kinds:
            return self.as_kind(left, Kind.BOOL), self.as_kind(right, Kind.BOOL)
        if kinds == {Kind.STRING} and not ordered:
            return left, right
        if Kind.STRING in kinds and not ordered and (left.choices or right.choices):
            return self.as_kind(left, Kind.STRING), self.as_kind(right, Kind.STRING)
        left, right = self.number(left), self.number(right)
        kind = Kind.DOUBLE if Kind.DOUBLE in (left.kind, right.kind) else Kind.INT
        return self.as_kind(left, kind), self.as_kind(right, kind)

    def number(self, value: Cel) -> Cel:
        """The value as a number. Raises NotCarried where it is none."""
        if value.kind in NUMBERS:
            return value
        if value.kind is Kind.STRING and value.literal:
            return number_literal(_digits(value.text.strip('"')))
        if value.clock == "time":
            raise NotCarried("a time of day is used as a number")
        if value.kind is Kind.STRING:
            return _text_number(value)
        if value.kind is Kind.BOOL:
            return chosen(value, number_literal("1"), number_literal("0"))
        if value.kind is Kind.TIMESTAMP:
            from desktop_app.domain.imports.xpath_dates import days_since

            return days_since(value)
        raise NotCarried(f"a {value.kind} is used as a number")

    def as_kind(self, value: Cel, kind: Kind) -> Cel:
        """The value as that kind. Raises NotCarried where it cannot be."""
        if value.kind is kind:
            return value
        if kind is Kind.DOUBLE and value.kind is Kind.INT:
            return number_literal(f"{value.text}.0") if value.literal else call("double", kind, value)
        if kind is Kind.INT and value.kind is Kind.DOUBLE:
            return call("int", kind, value)
        if kind in NUMBERS:
            return self.as_kind(self.number(value), kind)
        if kind is Kind.STRING and value.kind is Kind.TIMESTAMP:
            from desktop_app.domain.imports.xpath_dates import written_day

            return written_day(value)
        if kind is Kind.STRING and value.kind is Kind.STRINGS and value.needs == (f"{value.text}.blank",):
            return replace(call("join", kind, value, text_literal(" ")), needs=value.needs)
        if kind is Kind.STRING and value.kind in (Kind.INT, Kind.DOUBLE, Kind.BOOL):
            return text_literal(value.text) if value.literal else call("string", kind, value)
        if kind is Kind.TIMESTAMP and value.kind is Kind.STRING:
            if value.clock:
                raise NotCarried("a time of day is used as a day")
            return _day(value)
        if kind is Kind.TIMESTAMP and value.kind in NUMBERS:
            from desktop_app.domain.imports.xpath_dates import EPOCH

            return self.arithmetic("+", EPOCH, value)
        if kind is Kind.BOOL and value.literal and value.text.strip('"').lower() in YES_WORDS | NO_WORDS:
            return TRUE if value.text.strip('"').lower() in YES_WORDS else FALSE
        raise NotCarried(f"a {value.kind} is used as a {kind}")

    def value(self, node: Node) -> Cel:
        """What it gives."""
        return _brief(self._value(node))

    def _value(self, node: Node) -> Cel:
        match node:
            case Number(text=text):
                return number_literal(text)
            case Text(text=text):
                return text_literal(text)
            case Ref(name=name):
                return self.scope.answer(name)
            case Path():
                return self._path(node)
            case Negative(of=of):
                return self._negative(self.number(self.value(of)))
            case Binary(sign=sign) if sign in _ARITHMETIC or sign == "mod":
                return self.arithmetic(sign, self.value(node.left), self.value(node.right))
            case Call(name=name) if name in self._functions:
                return self._functions[name](self, node.arguments)
            case Call(name=name) if name not in self._conditions:
                raise NotCarried(f"the function {name}() has no counterpart")
            case _:
                return self.condition(node, exact=True)

    @staticmethod
    def _negative(value: Cel) -> Cel:
        if value.literal:
            return replace(value, text=f"-{value.text}", binds=UNARY)
        return call("subtract", value.kind, number_literal("0"), value)

    def arithmetic(self, sign: str, left: Cel, right: Cel) -> Cel:
        """Two numbers, two days, or a day and a number of days. Raises NotCarried."""
        if sign == "-" and left.kind is right.kind is Kind.TIMESTAMP:
            from desktop_app.domain.imports.xpath_dates import elapsed

            if left.clock or right.clock:
                return elapsed(right, left)
            return call("days_between", Kind.INT, right, left)
        if left.kind is Kind.TIMESTAMP and sign in ("+", "-"):
            hours = Cel(_hours(self.number(right)), Kind.ANY, needs=right.needs)
            return Cel(f"{left.text} {sign} {hours.text}", Kind.TIMESTAMP, UNARY - 2, needs_of(left, right))
        left, right = self.number(left), self.number(right)
        kind = Kind.INT if {left.kind, right.kind} == {Kind.INT} else Kind.DOUBLE
        if sign == "mod" and kind is Kind.INT and right.literal and right.text.strip("-0"):
            return Cel(f"{left.within(UNARY)} % {right.within(UNARY)}", kind, UNARY - 1, needs_of(left, right))
        if sign == "mod":
            times = call("int", Kind.INT, call("ratio", Kind.DOUBLE, left, right))
            return call("subtract", kind, left, call("multiply", kind, right, times))
        return call(_ARITHMETIC[sign], Kind.DOUBLE if sign == "div" else kind, left, right)

    def _path(self, path: Path) -> Cel:
        from desktop_app.domain.imports.xpath_lookups import looked_up, row_of

        match path:
            case Path(steps=(".",), start=None, tests=()) | Path(steps=(), start=Call(name="current"), tests=()):
                return self.scope.itself()
            case Path(steps=(".",), start=Call(name="current"), tests=()):
                return self.scope.itself()
            case Path(start=Call(name="instance")):
                return looked_up(self, path)
            case Path(steps=(step,), start=None, tests=()) if _is_name(step):
                return self.scope.child(step)
            case Path(start=None | Call(name="current"), tests=()) if all(map(_is_way, path.steps)):
                return self.scope.at(path.steps)
            case Path(tests=((_, test),)):
                return row_of(self, path, test)
        raise NotCarried("a path through the form has no counterpart")


def _brief(found: Cel) -> Cel:
    """The same. Raises NotCarried for what grows far beyond what a pack may hold."""
    if len(found.text) + sum(map(len, found.needs)) > 10 * MOST_CHARACTERS:
        raise NotCarried(f"it would be far longer than the {MOST_CHARACTERS} characters that a rule may have")
    return found


def _is_name(step: str) -> bool:
    return step not in ("", ".", "..", "*", "//") and not step.startswith("@")


def _is_way(step: str) -> bool:
    return _is_name(step) or step in ("", ".", "..")


def _is_answer(value: Cel) -> bool:
    """Whether it is an answer alone, which is never an empty text: that is a blank."""
    return len(value.needs) == 1 and re.search(rf"(?<![\w.]){re.escape(value.text)}\.blank", value.needs[0]) is not None


def _both_blank(left: Cel, right: Cel) -> Cel | None:
    """That two answers are both blank, which makes them equal; None where one of the sides is no answer alone."""
    sides = (left, right)
    if any(not _is_answer(side) or side.kind in LISTS for side in sides):
        return None
    return both("&&", *(blank(side.needs[0]) for side in sides))


def _text_number(value: Cel) -> Cel:
    """A text as a number. One that is none compares as a blank answer does: it equals nothing."""
    number = call("double", Kind.DOUBLE, value)
    if value.choices and all(_NUMBER.fullmatch(choice) for choice in value.choices):
        return number
    is_none = f"!{value.within(UNARY + 1)}.matches({quoted(f'^{_NUMBER.pattern}$')})"
    return replace(number, needs=(*value.needs, is_none))


def _digits(text: str) -> str:
    try:
        float(text)
    except ValueError:
        raise NotCarried(f"“{text[:40]}” is used as a number") from None
    return text.strip()


def _day(value: Cel) -> Cel:
    """A text as a day: one that is written out at once, another when it is known."""
    if value.literal:
        from datetime import date

        try:
            day = date.fromisoformat(value.text.strip('"').strip()[:10])
        except ValueError:
            raise NotCarried(f"{value.text[:40]} is used as a day") from None
        return Cel(f'timestamp("{day.isoformat()}T00:00:00Z")', Kind.TIMESTAMP, literal=True)
    is_none = f"!{value.within(UNARY + 1)}.matches({quoted(_WRITTEN_DAY)})"
    return Cel(f'timestamp({value.within(SUM)} + "T00:00:00Z")', Kind.TIMESTAMP, needs=(*value.needs, is_none))


def _hours(days: Cel) -> str:
    if days.literal:
        return f'duration("{int(float(days.text) * 24)}h")'
    whole = days.text if days.kind is Kind.INT else f"int({days.text})"
    return f'duration(string(multiply({whole}, 24)) + "h")'
