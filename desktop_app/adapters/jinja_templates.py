"""Templates of packs: Jinja2, of which a pack may use what only shows and chooses.

Allowed: text, `{{ value }}`, `{% if %}` with comparisons, `and`, `or`, `not`, `in`, `{% for %}`, comments, `raw`, and
the filters of FILTERS. There is no arithmetic (form fields calculate), no `set`, no macros, no includes, no calls but
`.items()`, `.keys()` and `.values()` of a value. An unknown name is a fault. Loops, sizes and the time are bounded.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, UndefinedError, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from desktop_app.domain.errors import UsageError

LONGEST_TEMPLATE = 64_000
LONGEST_OUTPUT = 400_000
MOST_STEPS = 20_000
"""Turns of all loops together."""

LONGEST_TIME_S = 2.0

FILTERS = frozenset((
    "capitalize", "count", "default", "d", "first", "join", "last", "length", "list", "lower", "sort", "title", "trim",
    "unique", "upper",
))  # fmt: skip
_CALLS = frozenset(("items", "keys", "values"))
_NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Slice,
    nodes.Const, nodes.List, nodes.Tuple, nodes.If, nodes.For, nodes.CondExpr, nodes.Filter, nodes.Test, nodes.Call,
    nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Neg,
)  # fmt: skip
_ATTRIBUTE = re.compile(r"has no attribute '(\w+)'$")
_STEPS = "_steps"  # templates cannot name what begins with a line

_WORDS = {
    "Assign": "“set”", "AssignBlock": "“set”", "Call": "calls", "Macro": "macros", "Filter": "this filter",
    "Include": "“include”", "Import": "“import”", "FromImport": "“import”", "Extends": "“extends”", "Block": "“block”",
    "Add": "arithmetic", "Sub": "arithmetic", "Mul": "arithmetic", "Div": "arithmetic", "Concat": "“~”",
    "Dict": "mappings", "Test": "this test",
}  # fmt: skip
"""What authors of templates call what they may not use."""

_FAULTS = (
    TemplateError, TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError, SyntaxError,
    MemoryError,
)  # fmt: skip
_NEXT = "Correct the template in the form pack."


class SandboxedTemplates:
    """Renders templates that come from outside."""

    def __init__(self) -> None:
        self._environment = _Environment(
            undefined=StrictUndefined, autoescape=False, finalize=_shown, extensions=(), loader=None
        )
        self._compiled: Callable[[str], Template] = lru_cache(maxsize=128)(self._compile)

    def render(self, template: str, values: Mapping[str, Any]) -> str:
        """The text. Raises UsageError where the template cannot be rendered within its bounds."""
        try:
            return _joined(self._compiled(template).generate(**values, **{_STEPS: _Steps()}))
        except _FAULTS as error:
            raise _fault(error) from None

    def check(self, template: str) -> None:
        """Raises UsageError where the template uses what packs may not use, or is none."""
        try:
            self._compiled(template)
        except _FAULTS as error:
            raise _fault(error) from None

    @staticmethod
    def require_short(template: str) -> None:
        """Raises UsageError where the template is longer than any may be."""
        if len(template) > LONGEST_TEMPLATE:
            raise _fault(_TooMuch(f"is longer than {LONGEST_TEMPLATE} characters"))

    def _compile(self, template: str) -> Template:
        self.require_short(template)
        return self._environment.from_string(template)


class _TooMuch(TemplateError):
    """A bound is passed."""


class _Environment(ImmutableSandboxedEnvironment):
    """The sandbox with an own short list of what may be used; each loop takes its turns from one account."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS} | {"join": _join}

    def _generate(self, source: nodes.Template, name: Any, filename: Any, defer_init: bool = False) -> str:
        for node in source.find_all(nodes.Node):
            _require_allowed(node)
        for loop in list(source.find_all(nodes.For)):
            counted = nodes.Name(_STEPS, "load", lineno=loop.lineno)
            loop.iter = nodes.Call(counted, [loop.iter], [], None, None, lineno=loop.lineno)
        return super()._generate(source, name, filename, defer_init)


def _require_allowed(node: nodes.Node) -> None:
    if isinstance(node, nodes.Helper | nodes.Keyword | nodes.Pair):
        return
    allowed = isinstance(node, _NODES)
    if isinstance(node, nodes.Call):
        called = node.node
        allowed = isinstance(called, nodes.Getattr) and called.attr in _CALLS and not node.args
    if isinstance(node, nodes.Name):
        allowed = not node.name.startswith("_")
    if isinstance(node, nodes.For):
        allowed = not node.recursive
    if not allowed:
        kind = type(node).__name__
        raise TemplateSyntaxError(f"packs may not use {_WORDS.get(kind, f'“{kind}”')}", node.lineno)


class _Steps:
    """Lets loops turn until steps or time are used up."""

    def __init__(self) -> None:
        self._left, self._until = MOST_STEPS, time.monotonic() + LONGEST_TIME_S

    def __call__(self, values: Iterable[Any]) -> Iterator[Any]:
        for value in values:
            self._left -= 1
            if self._left < 0 or time.monotonic() > self._until:
                raise _TooMuch("turns its loops too often")
            yield value


def _shown(value: Any) -> str:
    """What is printed of a value: nothing of None."""
    return "" if value is None else str(value)


def _join(values: Iterable[Any], between: str = "") -> str:
    """Jinja's `join` within the bounds of an output."""
    return _joined(part for i, value in enumerate(values) for part in ((str(between),) if i else ()) + (str(value),))


def _joined(parts: Iterable[str]) -> str:
    kept: list[str] = []
    length = 0
    for part in parts:
        length += len(part)
        if length > LONGEST_OUTPUT:
            raise _TooMuch(f"gives more than {LONGEST_OUTPUT} characters")
        kept.append(part)
    return "".join(kept)


def _fault(error: BaseException) -> UsageError:
    """The fault in words; only messages that cannot hold text of a case are passed on."""
    if isinstance(error, TemplateSyntaxError):
        return UsageError(f"The template has a fault in line {error.lineno}: {error.message}.", next=_NEXT)
    if isinstance(error, _TooMuch):
        return UsageError(f"The template {error.message}.", next=_NEXT)
    if isinstance(error, SecurityError):
        return UsageError("The template reaches for what packs may not use.", next=_NEXT)
    if isinstance(error, UndefinedError):
        missing = _ATTRIBUTE.search(error.message or "")
        named = f"“{missing[1]}” of a value that has none" if missing else error.message
        return UsageError(f"The template names what is not there: {named}.", next=_NEXT)
    return UsageError("The template uses a value in a way that does not suit it.", next=_NEXT)
