"""The functions of ODK's XPath, each with what it is in a pack: getodk's XForms specification, “XPath functions”."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from desktop_app.domain.expression import Kind
from desktop_app.domain.imports.cel_text import (
    FALSE,
    LISTS,
    NUMBERS,
    RELATION,
    TRUE,
    UNARY,
    Cel,
    blank,
    both,
    call,
    chosen,
    needs_of,
    negated,
    nothing,
    number_literal,
    quoted,
    relation,
    text_literal,
)
from desktop_app.domain.imports.xpath import Node, NotCarried, Number, Path, Ref, Text
from desktop_app.domain.imports.xpath_cel import Translator
from desktop_app.domain.imports.xpath_dates import DATES, written_day
from desktop_app.domain.imports.xpath_lookups import LOOKUPS
from desktop_app.domain.slot_finding import compiled

Nodes = tuple[Node, ...]
_MOST_FACTORS = 8


def needed(nodes: Nodes, least: int, most: int | None = None) -> Nodes:
    """The arguments. Raises NotCarried where there are too few or too many."""
    if not least <= len(nodes) <= (least if most is None else most):
        raise NotCarried(f"a function is called with {len(nodes)} values")
    return nodes


def words(t: Translator, node: Node) -> Cel:
    """A value as a text, empty where it is blank."""
    value = t.value(node)
    if value.kind is Kind.TIMESTAMP:
        value = written_day(value)
    if value.kind is Kind.STRINGS:
        value = t.as_kind(value, Kind.STRING)
    if value.kind in LISTS:
        raise NotCarried("several answers are used as one text")
    text = t.as_kind(replace(value, needs=()), Kind.STRING)
    for need in reversed(value.needs):
        text = chosen(blank(need), text_literal(""), text)
    return text


def counted(t: Translator, node: Node) -> Cel:
    """How many are chosen; none where nothing is."""
    value = t.value(node)
    if value.kind is not Kind.STRINGS:
        raise NotCarried("what cannot be several is counted")
    size = Cel(f"size({value.text})", Kind.INT)
    for need in reversed(value.needs):
        size = chosen(blank(need), number_literal("0"), size)
    return size


def _not(t: Translator, nodes: Nodes, _exact: bool) -> Cel:
    (node,) = needed(nodes, 1)
    return negated(t.condition(node, exact=True))


def _selected(t: Translator, nodes: Nodes, exact: bool) -> Cel:
    many, one = (t.value(node) for node in needed(nodes, 2))
    one = t.as_kind(one, Kind.STRING)
    if many.kind is not Kind.STRINGS and (many.choices or many.kind is not Kind.STRING):
        return t._compared(t.as_kind(many, Kind.STRING), "==", one, exact)
    if many.kind is Kind.STRING:
        word = quoted(f" {one.text[1:-1]} ") if one.literal else f'" " + {one.within(UNARY)} + " "'
        held = Cel(f'(" " + {many.within(UNARY)} + " ").contains({word})', Kind.BOOL, needs=needs_of(many, one))
        return t.guarded(held, exact)
    if t._never(many, one):
        return FALSE
    held = Cel(f"{one.within(RELATION + 1)} in {many.text}", Kind.BOOL, RELATION, needs_of(many, one))
    return t.guarded(held, exact)


def _regex(t: Translator, nodes: Nodes, exact: bool) -> Cel:
    """ODK holds the whole text against the expression; CEL looks for it anywhere."""
    text, expression = needed(nodes, 2)
    if not isinstance(expression, Text):
        raise NotCarried("a regular expression is put together while answering")
    value = t.as_kind(t.value(text), Kind.STRING)
    held = matching(value, f"^(?:{expression.text})$")
    if value.needs and compiled(f"^(?:{expression.text})$").search(""):
        return both("||", t._emptiness(value, is_blank=True), t.guarded(held, exact=True))
    return t.guarded(held, exact)


def matching(value: Cel, expression: str) -> Cel:
    """Whether a text matches. Raises NotCarried for what RE2 does not know."""
    import re2

    if len(expression) > 1_000:
        raise NotCarried("a regular expression is longer than 1000 characters")
    try:
        compiled(expression)
    except (re2.error, UnicodeError):
        raise NotCarried(f"RE2 does not know the regular expression {expression[:80]}") from None
    return Cel(f"{value.within(UNARY + 1)}.matches({quoted(expression)})", Kind.BOOL, needs=value.needs)


def _text_test(method: str) -> Callable[[Translator, Nodes, bool], Cel]:
    def test(t: Translator, nodes: Nodes, exact: bool) -> Cel:
        text, part = (t.as_kind(t.value(node), Kind.STRING) for node in needed(nodes, 2))
        held = Cel(f"{text.within(UNARY + 1)}.{method}({part.text})", Kind.BOOL, needs=needs_of(text, part))
        return t.guarded(held, exact)

    return test


def _boolean(t: Translator, nodes: Nodes, exact: bool) -> Cel:
    (node,) = needed(nodes, 1)
    return t.condition(node, exact)


def _boolean_from_string(t: Translator, nodes: Nodes, exact: bool) -> Cel:
    (node,) = needed(nodes, 1)
    value = t.value(node)
    if value.kind is Kind.BOOL:
        return t.guarded(value, exact)
    text = t.as_kind(value, Kind.STRING)
    held = both("||", relation(text, "==", text_literal("1")), relation(text, "==", text_literal("true")))
    return t.guarded(replace(held, needs=text.needs), exact)


def _checklist(t: Translator, nodes: Nodes, _exact: bool) -> Cel:
    """Whether at least so many and at most so many of the conditions hold (-1: no limit)."""
    limits, rest = nodes[:2], nodes[2:]
    least, most = (t.value(node) for node in needed(limits, 2))
    held = ", ".join(t.condition(node, exact=True).text for node in rest)
    count = Cel(f"[{held}].filter(each, each).size()", Kind.INT)
    bounds = [relation(count, ">=", least)] if least.text != "-1" else []
    bounds += [relation(count, "<=", most)] if most.text != "-1" else []
    whole = TRUE
    for bound in bounds:
        whole = both("&&", whole, bound)
    return whole


def _always(condition: Cel) -> Callable[[Translator, Nodes, bool], Cel]:
    def always(_t: Translator, nodes: Nodes, _exact: bool) -> Cel:
        needed(nodes, 0)
        return condition

    return always


CONDITIONS: Mapping[str, Callable[[Translator, Nodes, bool], Cel]] = {
    "not": _not,
    "selected": _selected,
    "regex": _regex,
    "contains": _text_test("contains"),
    "starts-with": _text_test("startsWith"),
    "ends-with": _text_test("endsWith"),
    "boolean": _boolean,
    "boolean-from-string": _boolean_from_string,
    "true": _always(TRUE),
    "false": _always(FALSE),
    "checklist": _checklist,
}


def _if(t: Translator, nodes: Nodes) -> Cel:
    held, yes, no = needed(nodes, 3)
    condition = t.condition(held, exact=True)
    if condition in (TRUE, FALSE):
        return t.value(yes if condition == TRUE else no)
    one, other = _same(t, t.value(yes), t.value(no))
    needs = (*_needed_where(condition, one), *_needed_where(negated(condition), other))
    return replace(chosen(condition, one, other), needs=needs)


def _needed_where(condition: Cel, value: Cel) -> tuple[str, ...]:
    """What a value needs where the condition holds; a condition that asks for a blank itself rules it out."""
    asked = {condition.text} if "||" in condition.text else set(condition.text.split(" && "))
    wanted = [need for need in value.needs if negated(blank(need)).text not in asked]
    return tuple(f"({both('&&', condition, blank(need)).text})" for need in wanted)


_NEITHER = (text_literal(""), text_literal("NaN"))
"""What a condition gives where it leaves a number blank."""


def _same(t: Translator, one: Cel, other: Cel) -> tuple[Cel, Cel]:
    for empty, rest in ((one, other), (other, one)):
        if empty in _NEITHER and rest.kind is not Kind.STRING:
            return (nothing(rest.kind), rest) if empty is one else (rest, nothing(rest.kind))
    if one.kind is other.kind and one.kind is not Kind.STRINGS:
        return one, other
    if {one.kind, other.kind} <= NUMBERS:
        return t.as_kind(one, Kind.DOUBLE), t.as_kind(other, Kind.DOUBLE)
    if Kind.TIMESTAMP in (one.kind, other.kind):
        return t.as_kind(one, Kind.TIMESTAMP), t.as_kind(other, Kind.TIMESTAMP)
    return t.as_kind(one, Kind.STRING), t.as_kind(other, Kind.STRING)


def _coalesce(t: Translator, nodes: Nodes) -> Cel:
    *rest, last = needed(nodes, 1, 20)
    value = t.value(last)
    for node in reversed(rest):
        first, value = _same(t, t.value(node), value)
        kept = replace(first, needs=())
        for need in reversed(first.needs):
            kept = chosen(blank(need), value, kept)
        value = replace(kept, needs=value.needs if first.needs else ())
    return value


def _concat(t: Translator, nodes: Nodes) -> Cel:
    parts = [words(t, node) for node in nodes]
    if not parts:
        return text_literal("")
    text = " + ".join(part.within(UNARY) for part in parts)
    return Cel(text, Kind.STRING, UNARY - 2 if len(parts) > 1 else parts[0].binds)


def _length(t: Translator, nodes: Nodes) -> Cel:
    (node,) = needed(nodes or (Path((".",)),), 1)
    return call("size", Kind.INT, words(t, node))


def _number(t: Translator, nodes: Nodes) -> Cel:
    (node,) = needed(nodes or (Path((".",)),), 1)
    return t.number(t.value(node))


def _int(t: Translator, nodes: Nodes) -> Cel:
    (node,) = needed(nodes, 1)
    return t.as_kind(t.number(t.value(node)), Kind.INT)


def _round(t: Translator, nodes: Nodes) -> Cel:
    number, *places = needed(nodes, 1, 2)
    digits = t.as_kind(t.number(t.value(places[0])), Kind.INT) if places else number_literal("0")
    rounded = call("round", Kind.DOUBLE, t.as_kind(t.number(t.value(number)), Kind.DOUBLE), digits)
    return rounded if places else call("int", Kind.INT, rounded)


def _abs(t: Translator, nodes: Nodes) -> Cel:
    (node,) = needed(nodes, 1)
    value = t.number(t.value(node))
    zero = t.as_kind(number_literal("0"), value.kind)
    return chosen(relation(value, "<", zero), call("subtract", value.kind, zero, value), value)


def _whole(*, up: bool) -> Callable[[Translator, Nodes], Cel]:
    """The next whole number above or below: `int` cuts towards zero, so that one side needs one more."""

    def next_whole(t: Translator, nodes: Nodes) -> Cel:
        (node,) = needed(nodes, 1)
        value = t.number(t.value(node))
        if value.kind is Kind.INT:
            return value
        cut = call("int", Kind.INT, value)
        beyond = relation(call("double", Kind.DOUBLE, cut), "<" if up else ">", value)
        step = call("add" if up else "subtract", Kind.INT, cut, number_literal("1"))
        return chosen(beyond, step, cut)

    return next_whole


def _power(t: Translator, nodes: Nodes) -> Cel:
    base, exponent = needed(nodes, 2)
    if not isinstance(exponent, Number) or exponent.text not in map(str, range(1, _MOST_FACTORS + 1)):
        raise NotCarried("the function pow() has a counterpart for whole numbers up to 8 only")
    value = product = t.number(t.value(base))
    for _ in range(int(exponent.text) - 1):
        product = call("multiply", value.kind, product, value)
    return product


def _total(t: Translator, nodes: Nodes) -> Cel:
    (node,) = needed(nodes, 1)
    many = _numbers(t, node)
    total = call("sum", Kind.DOUBLE, replace(many, needs=()))
    for need in reversed(many.needs):
        total = chosen(blank(need), number_literal("0.0"), total)
    return total


def _numbers(t: Translator, node: Node) -> Cel:
    many = t.value(node)
    if many.kind is not Kind.DOUBLES:
        raise NotCarried("what is no list of numbers is added up")
    return many


def _extreme(name: str) -> Callable[[Translator, Nodes], Cel]:
    def extreme(t: Translator, nodes: Nodes) -> Cel:
        if len(needed(nodes, 1, 20)) == 1:
            return call(name, Kind.DOUBLE, _numbers(t, nodes[0]))
        whole, *rest = (t.number(t.value(node)) for node in nodes)
        for value in rest:
            kind = Kind.INT if {whole.kind, value.kind} == {Kind.INT} else Kind.DOUBLE
            whole = call(name, kind, whole, value)
        return whole

    return extreme


def _count(t: Translator, nodes: Nodes) -> Cel:
    (node,) = needed(nodes, 1)
    if isinstance(node, Ref | Path):
        name = node.name if isinstance(node, Ref) else "" if node.tests or node.start else t.scope.table_at(node.steps)
        try:
            rows = t.scope.rows(name)
        except NotCarried:
            if not isinstance(node, Ref):
                raise
            rows = t.scope.counted(name)
        size = call("count", Kind.INT, replace(rows, needs=()))
        for need in rows.needs:
            size = chosen(blank(need), number_literal("0"), size)
        return size
    raise NotCarried("what is no repeat is counted")


def _count_given(t: Translator, nodes: Nodes) -> Cel:
    (node,) = needed(nodes, 1)
    many = t.value(node)
    if many.kind not in LISTS:
        raise NotCarried("what is asked once is counted")
    return call("count", Kind.INT, many)


def _string(t: Translator, nodes: Nodes) -> Cel:
    (node,) = needed(nodes, 1)
    return words(t, node)


def _joined(t: Translator, nodes: Nodes) -> Cel:
    """The texts of all rows. ODK leaves a gap for a row without one, a pack passes over it."""
    between, node = needed(nodes, 2)
    many = t.value(node)
    if many.kind is not Kind.STRINGS:
        raise NotCarried("what is no list of texts is joined")
    text = call("join", Kind.STRING, replace(many, needs=()), words(t, between))
    for need in reversed(many.needs):
        text = chosen(blank(need), text_literal(""), text)
    return text


def _part(t: Translator, nodes: Nodes) -> Cel:
    """`substr(text, start, end)`: from 0, without the end."""
    text, start, *end = needed(nodes, 2, 3)
    of = words(t, text)
    numbers = [t.as_kind(t.number(t.value(node)), Kind.INT) for node in (start, *end)]
    return call("part", Kind.STRING, of, *numbers, *(() if end else (call("size", Kind.INT, of),)))


def _same_value(t: Translator, nodes: Nodes) -> Cel:
    """Texts are kept without blanks at their ends and with single ones between words anyway."""
    (node,) = needed(nodes or (Path((".",)),), 1)
    return t.as_kind(t.value(node), Kind.STRING)


def _once(t: Translator, nodes: Nodes) -> Cel:
    (node,) = needed(nodes, 1)
    return t.value(node)


def _constant(value: str) -> Callable[[Translator, Nodes], Cel]:
    def constant(_t: Translator, nodes: Nodes) -> Cel:
        needed(nodes, 0)
        return number_literal(value)

    return constant


FUNCTIONS: Mapping[str, Callable[[Translator, Nodes], Cel]] = {
    "if": _if,
    "coalesce": _coalesce,
    "concat": _concat,
    "string-length": _length,
    "normalize-space": _same_value,
    "string": _string,
    "number": _number,
    "int": _int,
    "round": _round,
    "abs": _abs,
    "floor": _whole(up=False),
    "ceiling": _whole(up=True),
    "pow": _power,
    "pi": _constant("3.14159265358979"),
    "sum": _total,
    "min": _extreme("min"),
    "max": _extreme("max"),
    "count": _count,
    "count-non-empty": _count_given,
    "count-selected": lambda t, nodes: counted(t, needed(nodes, 1)[0]),
    "once": _once,
    "join": _joined,
    "substr": _part,
    **DATES,
    **LOOKUPS,
}
