"""JSON Schemas (drafts 4 to 2020-12) as packs: properties are questions, arrays of objects are tables."""

import re
from collections.abc import Mapping
from typing import Any

from desktop_app.domain.errors import UsageError
from desktop_app.domain.expression import LONGEST, Kind
from desktop_app.domain.imports.ecma_pattern import written_so
from desktop_app.domain.imports.imported import Imported
from desktop_app.domain.imports.pack_draft import PackDraft, conjunction, tidy
from desktop_app.domain.imports.plain_words import plain_words
from desktop_app.domain.imports.schema_nodes import Branch, Group, Leaf, Table, every, leaves_of
from desktop_app.domain.imports.schema_parts import Parts
from desktop_app.domain.imports.schema_rules import Rules
from desktop_app.domain.imports.schema_tree import Tree

_OWN_PAGE = 4
"""Answers of a group from which on it has a page of its own."""


def is_schema(raw: Any) -> bool:
    """Whether a JSON document is such a schema."""
    keys = ("$schema", "properties", "$ref", "definitions", "$defs", "oneOf", "anyOf", "allOf")
    return isinstance(raw, Mapping) and (any(key in raw for key in keys) or isinstance(raw.get("type"), str | list))


def import_schema(raw: Mapping[str, Any], name: str) -> Imported:
    """The schema as a pack. Raises UsageError where it asks for nothing, or spreads without end."""
    return _SchemaForm(_with_hints(raw)).imported(name)


def _with_hints(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema beside its hints of how it looks (`schema` and `uiSchema`) as one."""
    if isinstance(raw.get("schema"), Mapping) and isinstance(raw.get("uiSchema"), Mapping):
        return _hinted(raw["schema"], raw["uiSchema"], 0)
    return raw


def _hinted(schema: Mapping[str, Any], hints: Mapping[str, Any], depth: int) -> dict[str, Any]:
    found = {**schema, **{key: value for key, value in hints.items() if key.startswith("ui:")}}
    properties = schema.get("properties")
    if isinstance(properties, Mapping) and depth < 30:
        found["properties"] = {
            name: _hinted(part, hints[name], depth + 1)
            if isinstance(part, Mapping) and isinstance(hints.get(name), Mapping) else part
            for name, part in properties.items()
        }  # fmt: skip
    return found


class _SchemaForm:
    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._raw, self._draft = raw, PackDraft()
        self._tree = Tree(Parts(raw, self._draft), self._draft)
        self._rules = Rules(self._tree, self._draft)

    def imported(self, name: str) -> Imported:
        title = plain_words(self._raw.get("title"), one_line=True)
        root = self._tree.branch(self._raw, "", "#")
        if root is None or not leaves_of(root):
            raise UsageError(
                "The schema asks for nothing.",
                kept="Nothing was written.",
                next="Import a schema of an object with properties.",
            )
        if not isinstance(root, Group):
            leaf = root.leaf if isinstance(root, Table) else root
            leaf.field["label"] = leaf.field["label"].strip() or title or name
            root = Group(title, "", "#", {"value": root}, {"value"})
        self._rules.settle(root)
        self._pages(root, title or "Questions")
        draft = self._draft
        about = plain_words(self._raw.get("description"))
        if about and draft.pages and root.hint == about:
            note = {"field": draft.fields.take("about"), "type": "note", "label": about}
            next(page for page in draft.pages if page["fields"])["fields"].insert(0, note)
        for key in ("definitions", "$defs"):
            draft.carried[key] += isinstance(self._raw.get(key), Mapping)
        return draft.finish(name, title, "a JSON Schema")

    def _pages(self, root: Group, title: str) -> None:
        """The answers at the top on a first page, each group of several on a page of its own."""
        first = self._draft.page(title)
        for child in root.children.values():
            if isinstance(child, Group) and self._is_page(child):
                self._page(child)
            else:
                first["fields"] += self._fields(child, "")

    @staticmethod
    def _is_page(group: Group) -> bool:
        return len(list(group.leaves())) >= _OWN_PAGE

    def _page(self, group: Group, around: str | None = None, within: str = "") -> None:
        """A page of a group, and of its own large groups after it; they wait for what the page `around` them does."""
        relevant = conjunction((around, self._shared(group)))
        title = _prefixed(within, group.title or "Questions")
        page = self._draft.page(title, relevant)
        if group.hint:
            name = self._draft.fields.take(f"{page['page']}_about"[:40])
            page["fields"].append({"field": name, "type": "note", "label": group.hint})
        notes = len(page["fields"])
        for child in group.children.values():
            if isinstance(child, Group) and self._is_page(child) and len(list(group.leaves())) > 3 * _OWN_PAGE:
                self._page(child, relevant, title)
            else:
                page["fields"] += self._fields(child, "")
        if len(page["fields"]) == notes:
            page["fields"].clear()

    @staticmethod
    def _shared(group: Group) -> str | None:
        """What all answers of a page wait for is when the page is relevant."""
        leaves = list(group.leaves())
        shared = [c for c in leaves[0].relevant if all(c in leaf.relevant for leaf in leaves)] if leaves else []
        for leaf in leaves:
            leaf.relevant = [c for c in leaf.relevant if c not in shared]
        return conjunction(shared)

    def _fields(self, branch: Branch, prefix: str) -> list[dict[str, Any]]:
        if isinstance(branch, Group):
            label = f"{prefix}: {branch.title}" if prefix else branch.title
            made = [field for child in branch.children.values() for field in self._fields(child, label)]
            return _introduced(made, branch.hint)
        if isinstance(branch, Table):
            return self._tables(branch, prefix)
        return [self._field(branch, prefix)]

    def _field(self, leaf: Leaf, prefix: str) -> dict[str, Any]:
        """A field with its rules as texts."""
        field = {**leaf.field, "label": _prefixed(prefix, leaf.field["label"])}
        constant, nullable = field.pop("constant", False), field.pop("nullable", False)
        field.pop("contains", None)
        required: bool | str = False
        if "true" in leaf.needed and not nullable:
            required = True
        elif leaf.needed and not nullable:
            required = " || ".join(f"({n})" if "&&" not in n and "||" in n else n for n in dict.fromkeys(leaf.needed))
        if field["type"] == "table":
            required = required and bool(field.get("min_rows")) and required
            if not required and (
                least := field.pop("min_rows", None)
            ):  # a list that need not be there is counted if so
                leaf.constraints.append(f"size({leaf.name}) >= {least}")
        if constant and required is True:
            field |= {"hidden": True}
            required = False
        elif constant:
            field.pop("default", None)
        field["required"] = self._short(required, "required", leaf)
        field["relevant"] = self._short(conjunction(leaf.relevant), "relevant", leaf)
        constraint = every(list(dict.fromkeys(leaf.constraints)))
        field["constraint"] = self._short(None if constraint == "true" else constraint, "constraint", leaf)
        if field["constraint"]:
            field["constraint_message"] = _message(leaf)
        found: dict[str, Any] = tidy(field)
        return found

    def _short(self, rule: Any, part: str, leaf: Leaf) -> Any:
        if isinstance(rule, str) and len(rule) > LONGEST:
            self._draft.lose(part, leaf.place, "Its rule is longer than an expression may be.")
            return None
        return rule

    def _tables(self, table: Table, prefix: str) -> list[dict[str, Any]]:
        """A table, and behind it those that stood in its rows."""
        if table.parent is not None:
            self._link(table, table.parent)
        made = [self._table(table, prefix)]
        for inner in _inner(table.row):
            made += self._tables(inner, made[0]["label"])
        return made

    @staticmethod
    def _link(table: Table, parent: Leaf) -> None:
        """Its first column names the row of the other table that each row belongs to."""
        label = parent.field["label"]
        field = {"field": f"{parent.name[:32]}_row", "type": "integer", "label": f"Row of “{label}”", "required": True}
        link = Leaf(field, Kind.INT, table.leaf.place, in_row=True, needed=["true"])
        link.constraints.append(f"{link.text} >= 1 && {link.text} <= count({parent.name})")
        table.row.children = {"*row": link, **table.row.children}

    def _table(self, table: Table, prefix: str) -> dict[str, Any]:
        """A table; its columns have rules of their own, about the row that they are in."""
        table.leaf.field["columns"] = self._columns(table.row, "")
        return self._field(table.leaf, prefix)

    def _columns(self, row: Group, prefix: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for child in row.children.values():
            if isinstance(child, Group):
                found += self._columns(child, f"{prefix}: {child.title}" if prefix else child.title)
            elif isinstance(child, Leaf):
                found.append(self._field(child, prefix))
        return _introduced(found, row.hint)


def _inner(row: Group) -> list[Table]:
    found: list[Table] = []
    for child in row.children.values():
        found += _inner(child) if isinstance(child, Group) else [child] if isinstance(child, Table) else []
    return found


def _introduced(fields: list[dict[str, Any]], hint: str) -> list[dict[str, Any]]:
    """What is said of answers together stands in the hint of the first of them."""
    if fields and hint:
        fields[0]["hint"] = "\n".join(dict.fromkeys(words for words in (hint, fields[0].get("hint", "")) if words))
    return fields


def _prefixed(prefix: str, label: str) -> str:
    return f"{prefix}: {label[:1].lower() + label[1:] if not label[:2].isupper() else label}" if prefix else label


def _message(leaf: Leaf) -> str:
    """What is said of an answer that is not allowed."""
    whole = " ".join(leaf.constraints)
    if "matches(" in whole:
        hint = leaf.field.get("hint", "")
        return hint if hint and len(hint) < 200 else written_so(whole)
    bounds = re.findall(r"(>=|<=|>|<) (-?[\d.]+)\b", whole)
    if bounds and "size(" not in whole and len(bounds) <= 2:
        words = {">=": "at least", "<=": "at most", ">": "more than", "<": "less than"}
        said = (f"{words[sign]} {number.removesuffix('.0')}" for sign, number in bounds)
        return f"Give {' and '.join(said)}."
    return "The answer does not agree with the others, or is not allowed."
