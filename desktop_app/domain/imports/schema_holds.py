"""Whether a JSON Schema holds for the answers of a form, as CEL: what `if`, `not`, `anyOf` and limits come to."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from desktop_app.domain.expression import Expression, Kind, Language, Surroundings
from desktop_app.domain.imports.cel_text import NUMBERS, quoted
from desktop_app.domain.imports.ecma_pattern import pattern_tests
from desktop_app.domain.imports.schema_fields import choice_name, types_of
from desktop_app.domain.imports.schema_nodes import Branch, Group, Leaf, Table, either, every, given, turned
from desktop_app.domain.imports.xpath import NotCarried

_MANY = 4
"""Values from which on they are listed."""

Whole = Callable[[Any, str], Mapping[str, Any]]
_TYPES = {
    Kind.INT: ("integer", "number"), Kind.DOUBLE: ("number",), Kind.BOOL: ("boolean",), Kind.STRINGS: ("array",),
    Kind.ROWS: ("array",),
}  # fmt: skip
_BOUNDS = (("minimum", ">="), ("maximum", "<="), ("exclusiveMinimum", ">"), ("exclusiveMaximum", "<"))
_ENDS = (("formatMinimum", ">="), ("formatMaximum", "<="), ("formatExclusiveMinimum", ">"),
         ("formatExclusiveMaximum", "<"))  # fmt: skip
_SIZES = (("minLength", ">="), ("maxLength", "<="), ("minItems", ">="), ("maxItems", "<="))


class Holds:
    """Tests of answers. `whole` makes one part of a schema with its references and `allOf`."""

    def __init__(self, whole: Whole) -> None:
        self._whole = whole

    def test(self, raw: Any, branch: Branch) -> str:
        """Whether the schema holds for what is answered there; what is blank is not there. Raises NotCarried."""
        if isinstance(raw, bool):
            return "true" if raw else turned(given(branch))
        schema = self._whole(raw, _place(branch))
        match branch:
            case Group():
                own = self._group(schema, branch)
            case Table():
                own = self._table(schema, branch)
            case Leaf():
                own = self._leaf(schema, branch)
        return every([own, *(self._rule(rule, branch) for rule in schema.get("rules", ()))])

    def _rule(self, rule: Mapping[str, Any], branch: Branch) -> str:
        tests = []
        if "not" in rule:
            tests.append(turned(self.test(rule["not"], branch)))
        if isinstance(rule.get("anyOf"), list):
            tests.append(either([_bracketed(self.test(part, branch)) for part in rule["anyOf"]]))
        if isinstance(rule.get("oneOf"), list):
            tests.append(exactly_one([self.test(part, branch) for part in rule["oneOf"]]))
        if "if" in rule:
            held = self.test(rule["if"], branch)
            tests += [implies(held, self.test(rule["then"], branch))] if "then" in rule else []
            tests += [implies(turned(held), self.test(rule["else"], branch))] if "else" in rule else []
        if any(key in rule for key in ("dependentRequired", "dependentSchemas", "dependencies")):
            raise NotCarried("what depends on another property stands inside a condition")
        return every(tests)

    def _group(self, schema: Mapping[str, Any], group: Group) -> str:
        tests = []
        needed = {str(each) for each in schema.get("required", ()) if isinstance(each, str)}
        properties = schema.get("properties")
        properties = properties if isinstance(properties, Mapping) else {}
        for name in dict.fromkeys((*needed, *properties)):
            child = group.children.get(str(name))
            if child is None and name not in needed and asks_nothing(properties[name]):
                continue
            if child is None:
                raise NotCarried(f"“{name}” is asked about, and is no question")
            tests += [given(child)] if name in needed else []
            if name in properties and properties[name] is not True:
                held = self.test(properties[name], child)
                tests.append(held if name in needed else either([turned(given(child)), _bracketed(held)]))
        if any(key in schema for key in ("patternProperties", "propertyNames")):
            raise NotCarried("properties are named by a pattern in a condition")
        tests += [counted(group, key, schema[key]) for key in ("minProperties", "maxProperties") if key in schema]
        return every(tests)

    def _table(self, schema: Mapping[str, Any], table: Table) -> str:
        name, tests = table.leaf.text, []
        for key, sign in (("minItems", ">="), ("maxItems", "<=")):
            if isinstance(schema.get(key), int):
                tests.append(f"count({name}) {sign} {schema[key]}")
        if "contains" in schema:
            held = in_rows(self.test(schema["contains"], self._row(table)))
            least, most = schema.get("minContains", 1), schema.get("maxContains")
            if least == 1 and most is None:
                tests.append(f"{name}.exists(row, {held})")
            else:
                count = f"{name}.filter(row, {held}).size()"
                tests += [f"{count} >= {least}"] + ([f"{count} <= {most}"] if most is not None else [])
        if isinstance(schema.get("items"), Mapping) and schema["items"]:
            tests.append(f"{name}.all(row, {in_rows(self.test(schema['items'], self._row(table)))})")
        return every(tests)

    @staticmethod
    def _row(table: Table) -> Branch:
        """What a row is: its only answer where items are plain values."""
        only = table.row.children.get("")
        return only if only is not None else table.row

    def _leaf(self, schema: Mapping[str, Any], leaf: Leaf) -> str:
        if schema.get("never"):
            return leaf.blank
        tests = [*limits(schema, leaf), *self._named(schema, leaf)]
        types = schema.get("type")
        if leaf.untold and ("properties" in schema or (types is not None and "string" not in types_of(schema))):
            raise NotCarried("the type is asked for of an answer that is a text")
        if types is not None:
            wanted = types if isinstance(types, list) else [types]
            fits = _TYPES.get(leaf.kind, ("string",))
            if not any(each in wanted for each in fits):
                return leaf.blank if "null" in wanted else "false"
        for key in ("properties", "items", "contains"):
            if key in schema and leaf.kind is not Kind.STRINGS:
                raise NotCarried("a value is asked about as if it were an object or a list")
        if leaf.kind is Kind.STRINGS:
            tests += self._members(schema, leaf)
        return every(tests)

    @staticmethod
    def _named(schema: Mapping[str, Any], leaf: Leaf) -> list[str]:
        tests = []
        if "const" in schema:
            tests.append(same(leaf, schema["const"]))
        if isinstance(schema.get("enum"), list) and leaf.kind is not Kind.STRINGS:
            tests.append(_one_of(leaf, schema["enum"]))
        return tests

    @staticmethod
    def _members(schema: Mapping[str, Any], leaf: Leaf) -> list[str]:
        tests = []
        inside, items = schema.get("contains"), schema.get("items")
        if isinstance(inside, Mapping):
            values = inside.get("enum", [inside["const"]] if "const" in inside else None)
            if not isinstance(values, list):
                raise NotCarried("what a list contains is asked about by more than its name")
            offered = [choice["choice"] for choice in leaf.field["choices"]]
            held = [f"{quoted(name)} in {leaf.text}" for name in map(choice_name, values) if name in offered]
            least, most = schema.get("minContains", 1), schema.get("maxContains", len(offered))
            tests.append(either(held) if least == 1 else "true")
            if least > 1 or most < len(offered):
                count = f"[{', '.join(held)}].filter(each, each).size()" if held else "0"
                tests.append(f"{count} >= {least} && {count} <= {most}")
        if isinstance(items, Mapping) and isinstance(items.get("enum"), list):
            named = ", ".join(quoted(choice_name(value)) for value in items["enum"])
            tests.append(f"{leaf.text}.all(each, each in [{named}])")
        return tests


def asks_nothing(raw: Any) -> bool:
    """Whether a part of a schema says nothing that an answer could break."""
    said = raw if isinstance(raw, Mapping) else {"not": {}} if raw is False else {}
    return not said.get("properties") and not set(said) - {"type", "title", "description", "properties", "$comment"}


def in_rows(test: str) -> str:
    """A test of a row where it is asked of every row from outside: a blank cell is no part of it."""
    return re.sub(r"!?\brow\.(\w+)\.blank\b", lambda m: ("" if m[0][0] == "!" else "!") + f"has(row.{m[1]})", test)


def counted(group: Group, key: str, count: int) -> str:
    """That so many properties of an object are given, at least or at most. Raises NotCarried."""
    if any(name.startswith("*") for name in group.children):
        raise NotCarried("properties of any name, or of several shapes, are counted")
    tests = [given(child) for name, child in group.children.items() if not name.startswith("?")]
    sign = ">=" if key == "minProperties" else "<="
    if (count <= 0 and sign == ">=") or (count >= len(tests) and sign == "<="):
        return "true"
    if count == 1 and sign == ">=":
        return either(tests)
    return f"[{', '.join(tests)}].filter(each, each).size() {sign} {count}"


def holds_of_nothing(test: str, leaves: list[Leaf]) -> bool:
    """Whether a condition certainly holds while all its answers are blank."""
    names = {leaf.text: leaf.kind for leaf in leaves} | {leaf.blank: Kind.BOOL for leaf in leaves}
    language = Language(names)
    found = language.compile(test, frozenset((Kind.BOOL,)))
    if not isinstance(found, Expression):
        return False
    blank = {leaf.blank: True for leaf in leaves}
    return language.bind(blank, Surroundings(date(2000, 1, 1))).result(found) is not False


def implies(held: str, then: str) -> str:
    """Where the first holds the second does."""
    if then == "true" or held == "false":
        return "true"
    return then if held == "true" else either([turned(held), _bracketed(then)])


def exactly_one(tests: list[str]) -> str:
    """One of the conditions holds and no other."""
    kept = [test for test in tests if test != "false"]
    if len(kept) < 2:
        return kept[0] if kept else "false"
    return f"[{', '.join(kept)}].filter(each, each).size() == 1"


def same(leaf: Leaf, value: Any) -> str:
    """That the answer is this value."""
    if value is None:
        return leaf.blank
    if leaf.kind is Kind.BOOL:
        return leaf.text if value is True else f"!{leaf.text}" if value is False else "false"
    if leaf.kind in NUMBERS:
        return f"{leaf.text} == {number(value, leaf.kind)}" if _is_number(value) else "false"
    if leaf.kind is Kind.STRING:
        word = choice_name(value) if leaf.field.get("choices") or isinstance(value, bool) else str(value)
        choices = [choice["choice"] for choice in leaf.field.get("choices", ())]
        if choices and word not in choices:
            return "false"
        return f"{leaf.text} == {quoted(word)}"
    if leaf.kind is Kind.TIMESTAMP and isinstance(value, str):
        return f"{leaf.text} == {moment(value)}"
    raise NotCarried("a value is held against a structure")


def _one_of(leaf: Leaf, values: list[Any]) -> str:
    """That the answer is one of these values; of the choices of a question the fewer are named."""
    tests = [test for test in dict.fromkeys(same(leaf, value) for value in values) if test != "false"]
    start = f"{leaf.text} == "
    named = [test.removeprefix(start) for test in tests if test.startswith(start)]
    if len(named) < _MANY:
        return either(tests)
    offered = [quoted(str(choice["choice"])) for choice in leaf.field.get("choices", ())]
    others = [name for name in offered if name not in named]
    few = leaf.kind is Kind.STRING and offered and len(others) < len(named)
    listed = f"!({leaf.text} in [{', '.join(others)}])" if few else f"{leaf.text} in [{', '.join(named)}]"
    return either([listed, *(test for test in tests if not test.startswith(start))])


def limits(schema: Mapping[str, Any], leaf: Leaf) -> list[str]:
    """Bounds, lengths, steps and patterns that an answer keeps to. Raises NotCarried."""
    tests = []
    for key, sign in _BOUNDS:
        bound = schema.get(key)
        strict = schema.get(f"exclusive{key.capitalize()}")
        if _is_number(bound) and leaf.kind in NUMBERS:
            tests.append(f"{leaf.text} {sign[0] if strict is True else sign} {number(bound, leaf.kind)}")
    for key, sign in _SIZES:
        size = schema.get(key)
        is_list = key.endswith("Items")
        fits = leaf.kind is (Kind.STRINGS if is_list else Kind.STRING)
        if fits and isinstance(size, int) and not isinstance(size, bool) and not (sign == ">=" and size <= 0):
            tests.append(f"size({leaf.text}) {sign} {size}")
    step = schema.get("multipleOf")
    if _is_number(step) and leaf.kind in NUMBERS and step:
        tests += _steps(leaf, step)
    tests += ends(schema, leaf)
    if leaf.kind is Kind.STRING and leaf.field["type"] != "attachment":
        patterns = schema.get("pattern")
        for pattern in patterns if isinstance(patterns, list) else [patterns] if isinstance(patterns, str) else []:
            tests.append(pattern_tests(leaf.text, str(pattern)))
    return tests


def ends(schema: Mapping[str, Any], leaf: Leaf) -> list[str]:
    """The first and last day or moment that may be given (Ajv's `formatMinimum` and the like). Raises NotCarried."""
    tests = []
    for key, sign in _ENDS:
        bound = schema.get(key)
        strict = schema.get(f"formatExclusive{key.removeprefix('format')}")
        if isinstance(bound, str):
            if leaf.kind is not Kind.TIMESTAMP:
                raise NotCarried(f"{key} stands at an answer that is no day")
            tests.append(f"{leaf.text} {sign[0] if strict is True else sign} {moment(bound)}")
    return tests


def moment(text: str) -> str:
    """A day or moment as CEL writes it; a clock's time is taken as it stands. Raises NotCarried."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise NotCarried(f"“{text[:40]}” is no day") from None
    return f'timestamp("{found.replace(tzinfo=None).isoformat(timespec="seconds")}Z")'


def _steps(leaf: Leaf, step: Any) -> list[str]:
    if leaf.kind is Kind.INT:
        whole = Fraction(str(step)).numerator  # of a whole number: a multiple of p/q in lowest terms is one of p
        return [] if whole == 1 else [f"{leaf.text} % {whole} == 0"]
    ratio = f"ratio({leaf.text}, {number(step, Kind.DOUBLE)})"
    return [f"round({ratio}, 0) == {ratio}"]


def number(value: Any, kind: Kind) -> str:
    """A number as CEL writes it. Raises NotCarried for one that is too large or no whole one."""
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite() or abs(exact) >= Decimal(10) ** 15:
        raise NotCarried("a number is too large")
    plain = format(exact.normalize(), "f")
    if kind is Kind.DOUBLE:
        return plain if "." in plain else f"{plain}.0"
    if "." in plain:
        raise NotCarried(f"a whole number is held against {plain}")
    return plain


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _bracketed(text: str) -> str:
    return f"({text})" if "||" in text or "?" in text else text


def _place(branch: Branch) -> str:
    return branch.leaf.place if isinstance(branch, Table) else branch.place
