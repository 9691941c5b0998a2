"""What a JSON Schema asks for, as a tree of answers, tables and groups, before it becomes pages."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from desktop_app.domain.expression import Kind
from desktop_app.domain.imports.cel_text import Cel
from desktop_app.domain.imports.pack_draft import conjunction


@dataclass(slots=True, eq=False)
class Leaf:
    """One answer. `in_row` says that it is a column, which expressions of its table name as `row.NAME`; `untold` that
    the schema does not tell of which type it is, or that it is a structure."""

    field: dict[str, Any]
    kind: Kind
    place: str
    in_row: bool = False
    untold: bool = False
    rules: list[Any] = dataclasses.field(default_factory=list)
    constraints: list[str] = dataclasses.field(default_factory=list)
    needed: list[str] = dataclasses.field(default_factory=list)
    relevant: list[str] = dataclasses.field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of its field."""
        return str(self.field["field"])

    @property
    def text(self) -> str:
        """As expressions name it."""
        return f"row.{self.name}" if self.in_row else self.name

    @property
    def blank(self) -> str:
        """The condition that it has no answer."""
        return f"{self.text}.blank"

    @property
    def cel(self) -> Cel:
        """The answer in an expression."""
        choices = tuple(choice["choice"] for choice in self.field.get("choices", ()))
        return Cel(self.text, self.kind, needs=(self.blank,), choices=choices)


@dataclass(slots=True, eq=False)
class Table:
    """Rows, each with the same answers. `parent` is the table in whose rows it stood, where it did."""

    leaf: Leaf
    row: "Group"
    parent: Leaf | None = None


@dataclass(slots=True, eq=False)
class Group:
    """Answers that belong together: the properties of an object. `needed` are those that it must have, `there` is the
    condition that there is such an object at all, `asked` the question whether there is, where that is one."""

    title: str
    hint: str
    place: str
    children: dict[str, "Branch"] = dataclasses.field(default_factory=dict)
    needed: set[str] = dataclasses.field(default_factory=set)
    rules: list[Any] = dataclasses.field(default_factory=list)
    relevant: list[str] = dataclasses.field(default_factory=list)
    there: str = "true"
    asked: Leaf | None = None

    def leaves(self) -> Iterator[Leaf]:
        """Every answer below, a table as one; one that stood in rows is no answer of a row."""
        for child in self.children.values():
            if isinstance(child, Group):
                yield from child.leaves()
            elif isinstance(child, Leaf):
                yield child
            elif child.parent is None:
                yield child.leaf


Branch: TypeAlias = Leaf | Table | Group


def given(branch: Branch) -> str:
    """The condition that something is answered below."""
    if isinstance(branch, Group) and branch.asked is not None:
        return f"!{branch.asked.blank} && {branch.asked.text}"
    leaves = leaves_of(branch)
    if len(leaves) == 1:
        return turned(leaves[0].blank)
    return f"!({' && '.join(leaf.blank for leaf in leaves)})" if leaves else "false"


def musts(group: Group) -> list[Leaf]:
    """The answers that there are whenever the object is."""
    found: list[Leaf] = []
    for name, child in group.children.items():
        if name in group.needed and isinstance(child, Group):
            found += musts(child)
        elif name in group.needed and not (isinstance(child, Table) and child.parent):
            found += leaves_of(child)
    return found


def leaves_of(branch: Branch) -> list[Leaf]:
    """The answers of a branch."""
    if isinstance(branch, Group):
        return list(branch.leaves())
    return [branch.leaf if isinstance(branch, Table) else branch]


def turned(condition: str) -> str:
    """The condition the other way round."""
    if condition in ("true", "false"):
        return "false" if condition == "true" else "true"
    if condition.startswith("!") and condition.count("!") == 1 and not any(c in condition for c in "&|= "):
        return condition[1:]
    return f"!({condition})" if any(c in condition for c in " &|=!") else f"!{condition}"


def every(parts: list[str]) -> str:
    """All of these conditions."""
    kept = [part for part in parts if part != "true"]
    return "false" if "false" in kept else conjunction(kept) or "true"


def either(parts: list[str]) -> str:
    """One of these conditions."""
    kept = list(dict.fromkeys(part for part in parts if part != "false"))
    if "true" in kept:
        return "true"
    return " || ".join(f"({part})" if "?" in part else part for part in kept) or "false"
