"""The rules of a JSON Schema's objects: what is required, conditions, dependencies, alternatives, what must not be."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from desktop_app.domain.expression import Kind
from desktop_app.domain.expression_names import named
from desktop_app.domain.imports.pack_draft import PackDraft
from desktop_app.domain.imports.schema_alike import told_apart
from desktop_app.domain.imports.schema_holds import Holds, asks_nothing, counted, exactly_one, holds_of_nothing, implies
from desktop_app.domain.imports.schema_nodes import (
    Branch,
    Group,
    Leaf,
    Table,
    either,
    every,
    given,
    leaves_of,
    musts,
    turned,
)
from desktop_app.domain.imports.xpath import NotCarried

if TYPE_CHECKING:
    from desktop_app.domain.imports.schema_tree import Tree


_MOST_NAMED = 8
"""Answers that a rule of an object names at most; the others hang on a question of their own."""


class Rules:
    """Writes what holds between answers to the answers."""

    def __init__(self, tree: "Tree", draft: PackDraft) -> None:
        self._tree, self._draft = tree, draft
        self._holds = Holds(lambda raw, place: tree.whole(raw, place)[0])

    def settle(self, root: Group) -> None:
        """All rules of a tree whose top is always there."""
        self._needed(root, "true")
        self._below(root)

    def _needed(self, group: Group, when: str) -> None:
        """What an object must have is needed while the object is there: always, or once something of it is answered."""
        for name, child in list(group.children.items()):
            needed = name in group.needed
            self._draft.carried["required"] += needed
            if isinstance(child, Group) and not needed and self._is_large(child):
                self._needed(child, "true")
                self._ask_first(group, name, child)
            elif isinstance(child, Group):
                child.there = when if needed else given(child)
                self._needed(child, child.there)
            else:
                leaf = child.leaf if isinstance(child, Table) else child
                if isinstance(child, Table) and child.parent is not None:
                    if needed and leaf.field.get("min_rows"):
                        self._draft.lose("minItems in a row", leaf.place, "Rows that belong to a row are not counted.")
                    leaf.field["min_rows"] = None
                elif needed:
                    leaf.needed.append(self._without(when, leaf, group))
                if isinstance(child, Table):
                    self._needed(child.row, "true")

    @staticmethod
    def _is_large(group: Group) -> bool:
        """Whether what it must have would hang on more answers than an expression should name."""
        leaves = list(group.leaves())
        return len(leaves) > _MOST_NAMED and not any(leaf.in_row for leaf in leaves) and _must(group)

    def _ask_first(self, parent: Group, name: str, group: Group) -> None:
        """Whether there is such an object at all is a question of its own, and the rest hangs on it."""
        field = {"field": self._tree.named(f"has {group.title}", None, ""), "type": "boolean"}
        field["label"] = f"Is there anything to say under “{group.title}”?"
        asked = Leaf(field, Kind.BOOL, group.place)
        group.there, group.asked = asked.name, asked
        for leaf in group.leaves():
            leaf.relevant.append(asked.name)
        parent.children = {
            key: value
            for old, child in parent.children.items()
            for key, value in (((f"?{name}", asked), (old, child)) if old == name else ((old, child),))
        }
        self._draft.change("optional object", group.place, "Whether there is one is a question of its own.")

    @staticmethod
    def _without(when: str, leaf: Leaf, group: Group) -> str:
        """The condition that something of the group is answered, without the answer that is needed itself."""
        if when == "true":
            return when
        others = [one for one in group.leaves() if one is not leaf]
        if leaf.blank not in when or not others:
            return "false" if not others and leaf.blank in when else when
        return when.replace(f" && {leaf.blank}", "").replace(f"{leaf.blank} && ", "")

    def _below(self, branch: Branch) -> None:
        if isinstance(branch, Table):
            self._contains(branch)
            self._own(branch, branch.leaf)
            self._below(branch.row)
        elif isinstance(branch, Leaf):
            self._own(branch, branch)
        elif isinstance(branch, Group):
            for rule in branch.rules:
                self._rule(rule, branch, "true")
            for child in branch.children.values():
                self._below(child)

    def _own(self, branch: Leaf | Table, leaf: Leaf) -> None:
        """What must hold for one answer besides its limits."""
        for rule in leaf.rules:
            try:
                test = self._holds.test(rule, branch)
            except NotCarried as fault:
                for key in rule:
                    self._draft.lose(key, leaf.place, f"{str(fault).capitalize()}.")
                continue
            leaf.constraints += [test] if test != "true" else []
            for key in rule:
                self._draft.carried[key] += 1

    def _contains(self, table: Table) -> None:
        schema = table.leaf.field.get("contains")
        if schema:
            try:
                table.leaf.constraints.append(self._holds.test(schema, table))
                self._draft.carried["contains"] += 1
            except NotCarried as fault:
                self._draft.lose("contains", table.leaf.place, f"{str(fault).capitalize()}.")

    def _rule(self, rule: Mapping[str, Any], group: Group, when: str) -> None:
        for key, settle in (
            ("if", self._condition),
            ("dependentRequired", self._dependent),
            ("dependentSchemas", self._dependent),
            ("dependencies", self._dependent),
            ("anyOf", self._alternatives),
            ("oneOf", self._alternatives),
            ("not", self._not),
            ("minProperties", self._count),
            ("maxProperties", self._count),
        ):
            if key not in rule:
                continue
            try:
                settle(rule, key, group, when)
                self._draft.carried[key] += 1
            except NotCarried as fault:
                self._draft.lose(key, group.place, f"{str(fault).capitalize()}.")

    def _condition(self, rule: Mapping[str, Any], _key: str, group: Group, when: str) -> None:
        held = self._holds.test(rule["if"], group)
        if "then" in rule:
            self._consequence(rule["then"], group, _and(when, held))
        if "else" in rule:
            self._consequence(rule["else"], group, _and(when, turned(held)))

    def _dependent(self, rule: Mapping[str, Any], key: str, group: Group, when: str) -> None:
        parts = rule[key]
        for name, then in parts.items() if isinstance(parts, Mapping) else ():
            child = group.children.get(name)
            if child is None:
                raise NotCarried(f"“{name}” is no question")
            part = {"required": then} if isinstance(then, list) else then
            self._consequence(part, group, _and(when, given(child)))

    def _consequence(self, raw: Any, group: Group, when: str) -> None:
        """What holds for the answers of a group while a condition does."""
        if raw is True or when == "false":
            return
        schema = self._tree.whole(raw, group.place)[0]
        if schema.get("never"):
            self._constrain(group, turned(when))
            return
        for name in schema.get("required", ()):
            child = group.children.get(str(name))
            if child is None:
                raise NotCarried(f"“{name}” is needed, and is no question")
            self._need(child, _and(group.there, when))
        properties = schema.get("properties")
        for name, part in properties.items() if isinstance(properties, Mapping) else ():
            place = f"{group.place}/{name}"
            new, differs = place in self._tree.only_then, place in self._tree.differing
            self._property(part, group.children.get(name), when, only=new, differs=differs)
        for rule in schema.get("rules", ()):
            self._rule(rule, group, when)

    def _property(self, part: Any, child: Branch | None, when: str, *, only: bool, differs: bool) -> None:
        if child is None:
            if part is not False and not asks_nothing(part):
                raise NotCarried("a property of a condition is no question")
            return
        if part is False:
            for leaf in leaves_of(child):
                leaf.relevant.append(turned(when))
            return
        if only:
            for leaf in leaves_of(child):
                leaf.relevant = [either([*([every(leaf.relevant)] if leaf.relevant else []), when])]
            if not differs:
                return
        if isinstance(child, Group):
            self._consequence(part, child, when)
            return
        held = self._holds.test(part, child)
        leaf = child.leaf if isinstance(child, Table) else child
        if held != "true":
            leaf.constraints.append(implies(when, held))

    @staticmethod
    def _need(child: Branch, when: str) -> None:
        """A group is needed: what it must have is, and something of it where it need have nothing."""
        if isinstance(child, Group) and child.asked is not None:
            child.asked.needed.append(when)
            child.asked.constraints.append(implies(when, child.asked.text))
            return
        must = musts(child) if isinstance(child, Group) else leaves_of(child)
        for leaf in must:
            leaf.needed.append(when)
        if not must and (leaves := leaves_of(child)):
            leaves[0].needed.append(_and(when, turned(given(child))))

    def _alternatives(self, rule: Mapping[str, Any], key: str, group: Group, when: str) -> None:
        """Alternatives that only ask for answers: each is needed while no other is whole; else a condition of all."""
        if self._told_apart(rule, key, group, when):
            return
        wanted = [self._only_required(part, group) for part in rule[key]]
        if all(each is not None for each in wanted):
            whole = [every([given(child) for child in each or ()]) for each in wanted]
            for number, each in enumerate(wanted):
                others = [test for n, test in enumerate(whole) if n != number]
                for child in each or ():
                    self._need(child, _and(_and(group.there, when), turned(either(others))))
            if key == "oneOf":
                self._constrain(group, implies(when, turned(_two(whole))))
            return
        tests = [self._holds.test(part, group) for part in rule[key]]
        self._constrain(group, implies(when, either(tests) if key == "anyOf" else exactly_one(tests)))

    def _told_apart(self, rule: Mapping[str, Any], key: str, group: Group, when: str) -> bool:
        """Alternatives that one property tells apart are conditions on it; whether they are."""
        rules = told_apart(rule[key])
        tag = next(iter(rules[0]["if"]["properties"])) if rules else ""
        child = group.children.get(tag)
        if rules is None or child is None or isinstance(child, Group):
            return False
        for each in rules:
            self._condition(each, "if", group, when)
        values = [value for each in rules for value in each["if"]["properties"][tag]["enum"]]
        self._constrain(group, implies(when, self._holds.test({"properties": {tag: {"enum": values}}}, group)))
        without = sum(tag not in each["then"].get("required", ()) for each in rules)
        if without == 0 or (key == "oneOf" and without > 1):
            self._need(child, _and(group.there, when))
        return True

    def _only_required(self, raw: Any, group: Group) -> list[Branch] | None:
        schema = self._tree.whole(raw, group.place)[0]
        if set(schema) - {"required", "type", "title", "description"} or "required" not in schema:
            return None
        children = [group.children.get(str(name)) for name in schema["required"]]
        if any(child is None for child in children):
            raise NotCarried("an alternative needs what is no question")
        return [child for child in children if child is not None]

    def _not(self, rule: Mapping[str, Any], _key: str, group: Group, when: str) -> None:
        self._constrain(group, implies(when, turned(self._holds.test(rule["not"], group))))

    def _count(self, rule: Mapping[str, Any], key: str, group: Group, when: str) -> None:
        self._constrain(group, implies(when, counted(group, key, rule[key])))

    @staticmethod
    def _constrain(group: Group, test: str) -> None:
        """A condition of several answers stands at each of them. It is looked at where one of them is given; while none
        is, each is needed where the condition does not hold."""
        if test == "true":
            return
        names = {name.removeprefix("row.") for name in named(test)}
        leaves = [leaf for leaf in group.leaves() if leaf.name in names or f"row.{leaf.name}" in test]
        if not leaves:
            raise NotCarried("it can never hold")
        for leaf in leaves:
            leaf.constraints.append(test)
        if not holds_of_nothing(test, leaves):
            blank = every([leaf.blank for leaf in leaves])
            for leaf in leaves:
                leaf.needed.append(_and(_and(group.there, blank), turned(test)))


def _must(group: Group) -> bool:
    """Whether anything in it is needed once it is there."""
    return any(
        name in group.needed and (not isinstance(child, Group) or _must(child))
        for name, child in group.children.items()
    )


def _two(tests: list[str]) -> str:
    """Two of the conditions hold, or more."""
    return f"[{', '.join(tests)}].filter(each, each).size() > 1"


def _and(one: str, other: str) -> str:
    return every([_bracketed(one), _bracketed(other)])


def _bracketed(text: str) -> str:
    return f"({text})" if "||" in text or "?" in text else text
