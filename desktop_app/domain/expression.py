"""Expressions of a form pack (CEL), compiled once and evaluated to a value, to unknown or to a fault.

The only file that knows the CEL library, which does not raise when an evaluation fails: it gives an error as a value.
"""

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any, TypeAlias

from cel_expr_python import cel

from desktop_app.domain import arithmetic
from desktop_app.domain.rule_functions import business_days, convert, unique


class Kind(StrEnum):
    """What an expression computes with."""

    BOOL = "yes or no"
    INT = "whole number"
    DOUBLE = "number"
    STRING = "text"
    TIMESTAMP = "date"
    STRINGS = "list of texts"
    DOUBLES = "list of numbers"
    BOOLS = "list of yes or no"
    TIMESTAMPS = "list of dates"
    ROWS = "table"
    ANY = "anything"
    OTHER = "something that no answer is"


class Undecided(StrEnum):
    """Why there is no value: a blank answer is needed, or the expression itself cannot be computed."""

    UNKNOWN = "unknown"
    FAULT = "fault"


Plain: TypeAlias = bool | int | float | str | datetime | list[Any]
Result: TypeAlias = Plain | Undecided


@dataclass(frozen=True, slots=True)
class ExpressionFault:
    """What is wrong with an expression, at which line and column of it (from 1), and what would be right."""

    line: int
    column: int
    what: str
    right: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an expression can ask for besides names: today, and the routes of the sections (None: not known yet)."""

    today: date
    routes: Mapping[str, str] | None = None


_TYPES: Mapping[Kind, Any] = {
    Kind.BOOL: cel.Type.BOOL,
    Kind.INT: cel.Type.INT,
    Kind.DOUBLE: cel.Type.DOUBLE,
    Kind.STRING: cel.Type.STRING,
    Kind.TIMESTAMP: cel.Type.TIMESTAMP,
    Kind.STRINGS: cel.Type.List(cel.Type.STRING),
    Kind.DOUBLES: cel.Type.List(cel.Type.DOUBLE),
    Kind.BOOLS: cel.Type.List(cel.Type.BOOL),
    Kind.TIMESTAMPS: cel.Type.List(cel.Type.TIMESTAMP),
    Kind.ROWS: cel.Type.List(cel.Type.Map(cel.Type.STRING, cel.Type.DYN)),
}
_BLANK = "no such number"
_UNKNOWN = re.compile(rf"No value with name|Key not found|{_BLANK}")
_ERROR = re.compile(r"ERROR: <input>:(-?\d+):(-?\d+): (.*)")
_UNDECLARED = re.compile(r"undeclared reference to '([^']*)'")
_CLASH = re.compile(r"no matching overload for '([^']*)' applied to '\((.*)\)'")
LONGEST = 2_000
"""Characters of an expression."""

FUNCTIONS = frozenset(
    ("sum", "count", "min", "max", "add", "subtract", "multiply", "ratio", "round", "today", "days_between")
) | {"any_section", "earliest", "latest", "convert", "business_days", "unique", "join", "part"}


def midnight(day: date) -> datetime:
    """A date as expressions hold it."""
    return datetime.combine(day, time.min, UTC)


class Language:
    """Expressions over these names. Thread-safe: what surrounds an evaluation belongs to its thread."""

    def __init__(self, names: Mapping[str, Kind]) -> None:
        self._now = threading.local()
        variables = {name: _TYPES[kind] for name, kind in names.items()}
        self._env = cel.NewEnv(variables=variables, functions=_functions(self._now))

    def compile(self, text: str, wanted: frozenset[Kind]) -> "Expression | tuple[ExpressionFault, ...]":
        """The expression, which gives one of the wanted kinds, or everything that is wrong with it."""
        if len(text) > LONGEST or not text.replace("\n", "").isprintable():
            return (ExpressionFault(1, 1, "The expression is too long or holds control characters.", "Shorten it."),)
        try:
            compiled = self._env.compile(text)
        except (RuntimeError, TypeError, ValueError) as error:
            return _faults(text, str(error))
        kind = _kind(compiled.return_type())
        if kind not in wanted and kind is not Kind.ANY:
            what = f"The expression gives {_article(kind)}."
            return (ExpressionFault(1, 1, what, f"It has to give {' or '.join(sorted(map(_article, wanted)))}."),)
        return Expression(compiled)

    def bind(self, values: Mapping[str, object], surroundings: Surroundings) -> "Binding":
        """Names bound to their values once, for many evaluations. What is blank is left out."""
        return Binding(self._env.Activation(dict(values)), self._now, surroundings)


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression."""

    compiled: Any


@dataclass(frozen=True, slots=True)
class Binding:
    """Names with their values, and what surrounds them."""

    activation: Any
    now: Any
    surroundings: Surroundings

    def result(self, expression: Expression) -> Result:
        """The value of the expression. The text of an error may hold an answer: it is looked at and thrown away."""
        self.now.surroundings = self.surroundings
        try:
            value = expression.compiled.eval(self.activation)
        except (RuntimeError, ValueError):
            return Undecided.FAULT
        if value.type() == cel.Type.ERROR:
            return Undecided.UNKNOWN if _UNKNOWN.search(str(value.value())) else Undecided.FAULT
        plain: Plain = value.plain_value()
        return plain


def _functions(now: threading.local) -> list[Any]:
    """What expressions can call. None of them holds the language: a circle through the library is never collected."""

    def today() -> datetime:
        return midnight(now.surroundings.today)

    def any_section(*wanted: str) -> bool:
        routes = now.surroundings.routes
        if routes is None:
            raise ValueError(_BLANK)
        return any(route in wanted for route in routes.values())

    t = cel.Type
    return [
        _declared("today", ([], t.TIMESTAMP, today)),
        _declared("any_section", *(([t.STRING] * n, t.BOOL, any_section) for n in (1, 2, 3))),
        _declared("days_between", ([t.TIMESTAMP] * 2, t.INT, lambda start, end: (end - start).days)),
        _declared("count", ([t.List(t.DYN)], t.INT, len)),
        _declared("sum", ([t.List(t.DOUBLE)], t.DOUBLE, arithmetic.total)),
        _declared("min", ([t.List(t.DOUBLE)], t.DOUBLE, arithmetic.least), *_pairs(min)),
        _declared("max", ([t.List(t.DOUBLE)], t.DOUBLE, arithmetic.greatest), *_pairs(max)),
        _declared("earliest", ([t.List(t.TIMESTAMP)], t.TIMESTAMP, arithmetic.least)),
        _declared("latest", ([t.List(t.TIMESTAMP)], t.TIMESTAMP, arithmetic.greatest)),
        _declared("add", *_pairs(arithmetic.add)),
        _declared("subtract", *_pairs(arithmetic.subtract)),
        _declared("multiply", *_pairs(arithmetic.multiply)),
        _declared("ratio", *_pairs(arithmetic.ratio)[:3], ([t.INT] * 2, t.DOUBLE, arithmetic.ratio)),
        _declared("convert", ([t.DOUBLE, t.STRING, t.STRING, t.DOUBLE], t.DOUBLE, convert)),
        _declared("business_days", ([t.TIMESTAMP] * 2, t.INT, business_days)),
        _declared("unique", ([t.List(t.DYN)], t.BOOL, unique)),
        _declared("join", ([t.List(t.STRING), t.STRING], t.STRING, lambda texts, between: between.join(texts))),
        _declared("part", ([t.STRING, t.INT, t.INT], t.STRING, lambda text, start, end: text[start:end])),
        _declared("round", ([t.DOUBLE, t.INT], t.DOUBLE, arithmetic.rounded)),
    ]


def _pairs(compute: Callable[[float, float], float]) -> list[tuple[list[Any], Any, Callable[..., Any]]]:
    """The function for each mix of numbers; of two whole numbers comes a whole number."""
    t = cel.Type
    mixes = ([t.DOUBLE, t.DOUBLE], [t.DOUBLE, t.INT], [t.INT, t.DOUBLE])
    mixed = [(mix, t.DOUBLE, lambda left, right: compute(float(left), float(right))) for mix in mixes]
    return [*mixed, ([t.INT, t.INT], t.INT, lambda left, right: int(compute(float(left), float(right))))]


def _declared(name: str, *overloads: tuple[Sequence[Any], Any, Callable[..., Any]]) -> Any:
    return cel.FunctionDecl(
        name,
        [
            cel.Overload(f"{name}_{n}", return_type=gives, parameters=list(takes), impl=_guarded(function))
            for n, (takes, gives, function) in enumerate(overloads)
        ],
    )


def _guarded(function: Callable[..., Any]) -> Callable[..., Any]:
    """Nothing that a function raises reaches the library with its words: they may hold an answer."""

    def call(*arguments: Any) -> Any:
        try:
            return function(*arguments)
        except arithmetic.Undefined:
            raise ValueError(_BLANK) from None
        except (ArithmeticError, TypeError):
            raise ValueError("fault") from None

    return call


def _kind(of: Any) -> Kind:
    if of in (cel.Type.DYN, cel.Type.List(cel.Type.DYN)):
        return Kind.ANY
    return next((kind for kind, known in _TYPES.items() if known == of), Kind.OTHER)


def _article(kind: Kind) -> str:
    return kind.value if kind in (Kind.BOOL, Kind.ANY, Kind.OTHER) else f"a {kind.value}"


def _faults(text: str, error: str) -> tuple[ExpressionFault, ...]:
    found = [_fault(text, max(int(m[1]), 1), max(int(m[2]), 1), m[3]) for m in _ERROR.finditer(error)]
    return tuple(found) or (
        ExpressionFault(1, 1, "The expression cannot be read.", "Use at most 32 levels of brackets."),
    )


def _fault(text: str, line: int, column: int, message: str) -> ExpressionFault:
    if named := _UNDECLARED.match(message.strip()):
        return ExpressionFault(line, column, f"Nothing has the name “{named[1]}”.", "Use the name of a field.")
    if clash := _CLASH.search(message):
        operator = clash[1].strip("_") or clash[1]
        what = f"“{operator.replace('_', ' ')}” does not go with {_words(clash[2])}."
        return ExpressionFault(line, column, what, _match_advice(text, clash[2]))
    if message.startswith("Syntax error"):
        return ExpressionFault(line, column, "The expression breaks off or has a stray sign here.", "Complete it.")
    if message.startswith("reserved identifier"):
        return ExpressionFault(line, column, "This word is reserved.", "Use the name of a field.")
    return ExpressionFault(line, column, f"The expression cannot be used: {message[:120]}.", "Change it.")


def _words(types: str) -> str:
    named = {"double": "number", "int": "whole number", "string": "text", "bool": "yes or no", "timestamp": "date"}
    plain = types.replace("google.protobuf.Timestamp", "timestamp")
    return re.sub(r"\w+", lambda m: named.get(m[0], m[0]), plain).replace(", ", " and ")


def _match_advice(text: str, types: str) -> str:
    whole = re.search(r"(?<![\w.\"'])\d+(?![\w.])", text)
    if "double" in types and "int" in types and whole:
        return f"Write the amount with a point: {whole[0]}.00."
    if "Timestamp" in types and "string" in types:
        return 'Write a date as timestamp("2026-01-12T00:00:00Z").'
    return "Compare things of one kind only."
