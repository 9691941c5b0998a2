"""Which expressions a form has: where each stands, what it has to give, and what must be known before it."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import TypeAlias

from desktop_app.domain.expression import Kind
from desktop_app.domain.expression_tokens import Tokens, named
from desktop_app.domain.form import FieldType, Form, FormField, FormPage, Section
from desktop_app.domain.pack_check import condition_of

Place: TypeAlias = tuple[str | int, ...]
"""Where something stands in a form: keys and positions from its top."""

Key: TypeAlias = tuple[str, str, str]
"""Which rule: of a `field`, `page`, `decision`, `stage`, `section` or `check` (by its section), or of a
`column` (`table.column`); its name; which rule of it."""

Node: TypeAlias = tuple[str, str]
"""What is worked out: a `page`, a `field` or a `decision`, by name."""

_KINDS: Mapping[FieldType, Kind] = {
    FieldType.INTEGER: Kind.INT,
    FieldType.RATING: Kind.INT,
    FieldType.ATTACHMENT: Kind.INT,
    FieldType.DECIMAL: Kind.DOUBLE,
    FieldType.PERCENT: Kind.DOUBLE,
    FieldType.MONEY: Kind.DOUBLE,
    FieldType.DATE: Kind.TIMESTAMP,
    FieldType.DATETIME: Kind.TIMESTAMP,
    FieldType.BOOLEAN: Kind.BOOL,
    FieldType.CHOICES: Kind.STRINGS,
    FieldType.RANK: Kind.STRINGS,
    FieldType.TABLE: Kind.ROWS,
}
_WHOLE = frozenset((Kind.INT, Kind.DOUBLE))
_TRUTH = frozenset((Kind.BOOL,))
TRUTHS = ("relevant", "required", "constraint")
"""Rules of a field that hold or do not; `choice_filter` does so for each choice."""
VALUES = ("calculation", "default_calculation")
"""Rules of a field that give its answer."""
WORKING = ("relevant", *VALUES)
"""Rules that others may stand on; the rest only checks."""
CHOICE, ROW = "choice", "row"
"""What an expression calls the choice that a `choice_filter` asks about, and the row that a column is in."""


@dataclass(frozen=True, slots=True)
class RuleText:
    """An expression of a form; `table` is the table whose rows it is about, where it is a column's.

    `sees_choice`: it is asked of each choice.
    """

    key: Key
    place: Place
    text: str
    wanted: frozenset[Kind]
    table: str = ""
    currency: str = ""
    sees_choice: bool = False


def kind_of(field: FormField) -> Kind:
    """What a field is in an expression. Numbers in a column are numbers with a point."""
    return _KINDS.get(field.type, Kind.STRING)


def rules_of(form: Form) -> Iterator[RuleText]:
    """Every expression of a form, with its place."""
    for p, page in enumerate(form.pages):
        yield from _page_rules(form, page, ("pages", p))
    for d, table in enumerate(form.decisions):
        for r, row in enumerate(table.rows):
            place = ("decisions", d, "rows", r, "when")
            yield RuleText(("decision", table.decision, str(r)), place, row.when, _TRUTH)
    for s, stage in enumerate(form.stages):
        if stage.relevant is not None:
            yield RuleText(("stage", stage.stage, "relevant"), ("stages", s, "relevant"), stage.relevant, _TRUTH)
    for s, section in enumerate(form.sections):
        if section.relevant is not None:
            at = ("sections", s, "relevant")
            yield RuleText(("section", section.section, "relevant"), at, section.relevant, _TRUTH)
        yield from _check_rules(section, ("sections", s))


def _check_rules(section: Section, place: Place) -> Iterator[RuleText]:
    for c, check in enumerate(section.checks):
        if condition := condition_of(check):
            at = (*place, "checks", c, condition[0], "relevant")
            yield RuleText(("check", section.section, str(c)), at, condition[1], _TRUTH)


def expressions_of(form: Form) -> Iterator[tuple[Place, str]]:
    """Every expression of a form with its place."""
    return ((rule.place, rule.text) for rule in rules_of(form))


def _page_rules(form: Form, page: FormPage, place: Place) -> Iterator[RuleText]:
    table = form.field(page.repeat) if page.repeat else None
    if page.relevant is not None:
        yield RuleText(("page", page.page, "relevant"), (*place, "relevant"), page.relevant, _TRUTH, page.repeat or "")
    for f, field in enumerate(page.fields):
        at = (*place, "fields", f)
        if page.repeat:
            yield from _field_rules(field, at, page.repeat, (table and table.currency) or "")
            continue
        yield from _field_rules(field, at)
        for c, column in enumerate(field.columns):
            yield from _field_rules(column, (*at, "columns", c), field.field, field.currency or "")


def _field_rules(field: FormField, place: Place, table: str = "", currency: str = "") -> Iterator[RuleText]:
    kind, name = ("column", f"{table}.{field.field}") if table else ("field", field.field)
    money = (field.currency or currency) if field.type is FieldType.MONEY else ""
    gives = kind_of(field)
    values = _WHOLE if gives in _WHOLE else frozenset((gives,))
    for part in (*TRUTHS, "choice_filter", *VALUES):
        text = getattr(field, part)
        if isinstance(text, str):
            wanted = values if part in VALUES else _TRUTH
            unit = money if part in VALUES else ""
            yield RuleText((kind, name, part), (*place, part), text, wanted, table, unit, part == "choice_filter")


def needs_of(form: Form) -> dict[Node, frozenset[Node]]:
    """What must be known before a page, field or decision is.

    A table needs what its columns ask for, but not the cells of its own rows, which go by the name of `row`.
    """
    nodes = {field.field: ("field", field.field) for field in form.fields}
    nodes |= {table.decision: ("decision", table.decision) for table in form.decisions}
    needs: dict[Node, frozenset[Node]] = {}
    for page in form.pages:
        if page.repeat:
            continue
        needs["page", page.page] = _nodes(nodes, page.relevant)
        for field in page.fields:
            own = _nodes(nodes, field.relevant, field.calculation, field.default_calculation)
            needs["field", field.field] = own | {("page", page.page)}
    for table in form.decisions:
        nexts = {("decision", row.then) for row in table.rows if row.then in nodes}
        needs["decision", table.decision] = _nodes(nodes, *(row.when for row in table.rows)) | nexts
    outer = {name: node for name, node in nodes.items() if name != ROW}
    for rule in rules_of(form):
        if rule.table and rule.key[2] in WORKING and ("field", rule.table) in needs:
            needs["field", rule.table] |= _nodes(outer, rule.text)
    return needs


def nodes_below(form: Form, text: str) -> frozenset[Node]:
    """All that an expression stands on: what it names, what that is worked out from, and so on."""
    needs = needs_of(form)
    waiting = [node for node in needs if node[0] != "page" and node[1] in named(text)]
    found: set[Node] = set()
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += needs.get(node, ())
    return frozenset(found)


def is_worked_with(rule: RuleText, nodes: Set[Node]) -> bool:
    """Whether one of these pages, fields or decisions is worked out with the rule: what only checks it is none."""
    kind, name, part = rule.key
    if rule.table and ("field", rule.table) in nodes:
        return part in WORKING
    return (kind, name) in nodes and (kind == "decision" or part in WORKING)


def names_below(form: Form, text: str) -> frozenset[str]:
    """The fields and decisions among them."""
    return frozenset(name for kind, name in nodes_below(form, text) if kind != "page")


def checks_of(form: Form) -> dict[str, frozenset[str]]:
    """What must be looked at again when a name's value changes: for each name, the fields whose checks ask for it."""
    found: dict[str, set[str]] = {}
    for rule in rules_of(form):
        if rule.key[0] in ("field", "column") and rule.key[2] not in WORKING:
            for name in named(rule.text):
                found.setdefault(name, set()).add(rule.table or rule.key[1])
    return {name: frozenset(fields) for name, fields in found.items()}


def column_order(form: Form, table: FormField) -> tuple[FormField, ...]:
    """The columns of a table in the order in which a row can be worked out. Raises CycleError."""
    columns = {column.field: column for column in table.columns}
    needs: dict[str, set[str]] = {name: set() for name in columns}
    for rule in rules_of(form):
        if rule.table == table.field and rule.key[2] in WORKING:
            cells = {part.text for token, part in Tokens(rule.text).names() if token.text == ROW and part}
            kind, name, _ = rule.key
            of = [name.split(".", 1)[1]] if kind == "column" else _columns_of(form, name)
            for column in of:
                needs[column] |= cells & columns.keys()
    return tuple(columns[name] for name in TopologicalSorter(needs).static_order())


def _columns_of(form: Form, page: str) -> list[str]:
    return [field.field for each in form.pages if each.page == page for field in each.fields]


def _nodes(nodes: Mapping[str, Node], *texts: str | None) -> frozenset[Node]:
    wanted: set[str] = set()
    for text in texts:
        wanted |= named(text) if text else frozenset()
    return frozenset(nodes[name] for name in wanted if name in nodes)
