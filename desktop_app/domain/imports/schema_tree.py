"""A JSON Schema as a tree of answers, tables and groups."""

from collections.abc import Iterator, Mapping
from typing import Any

from desktop_app.domain.errors import UsageError
from desktop_app.domain.expression import Kind
from desktop_app.domain.imports.ecma_pattern import pattern_tests
from desktop_app.domain.imports.pack_draft import Names, PackDraft
from desktop_app.domain.imports.schema_alike import shape_of, shared, told_apart
from desktop_app.domain.imports.schema_fields import Fields, kind_of, types_of, words_of
from desktop_app.domain.imports.schema_holds import limits
from desktop_app.domain.imports.schema_nodes import Branch, Group, Leaf, Table, leaves_of
from desktop_app.domain.imports.schema_parts import Parts
from desktop_app.domain.imports.schema_variants import Variants
from desktop_app.domain.imports.word_set import word_set
from desktop_app.domain.imports.xpath import NotCarried

MOST_ANSWERS = 2_000
_DEEPEST_RULE = 5
_SHAPELESS: tuple[Any, ...] = ({}, True, {"type": "object"}, {"type": "array"})
"""What says nothing of how a property looks, where a condition may say it."""
_SCALAR = ("string", "integer", "number", "boolean")
_CONTAINS = ("contains", "minContains", "maxContains")
_PLAIN = word_set("type title description examples $comment")
_WRITTEN = {"date": (10, 10), "datetime": (20, 25), "time": (8, 14), "phone": (8, 16)}
"""The fewest and most characters of an answer as JSON writes it."""
Trail = tuple[str, ...]


class Tree:
    """Builds the tree. `names` of columns are those of their table, all others those of the pack."""

    def __init__(self, parts: Parts, draft: PackDraft) -> None:
        self._parts, self._draft, self._fields = parts, draft, Fields(draft)
        self._variants = Variants(self, draft)
        self._made = 0
        self.only_then: set[str] = set()
        self.differing: set[str] = set()

    def whole(self, raw: Any, place: str, trail: Trail = ()) -> tuple[dict[str, Any], Trail]:
        """What holds at a place, references and `allOf` made one."""
        return self._parts.whole(raw, place, trail)

    def branch(
        self, raw: Any, key: str, place: str, trail: Trail = (), names: Names | None = None, prefix: str = ""
    ) -> Branch | None:
        """What stands at a place; None where nothing is asked there. `names` are those of a table, in its rows."""
        schema, trail = self._parts.whole(raw, place, trail)
        if schema.get("never") or schema.get("cut"):
            return None
        if types_of(schema) == ["null"] or schema.get("maxLength") == 0 or schema.get("maxItems") == 0:
            self._draft.change("value that is always blank", place, "Nothing is asked there.")
            return None
        schema, nullable = self._variants.settled(schema, place, trail)
        types = [kind for kind in types_of(schema) if kind != "null"]
        if nullable or "null" in types_of(schema) or schema.get("nullable") is True:
            schema["null"] = True
            self._draft.carried["null"] += 1
        if "variants" in schema:
            return self._variants.branch(schema, key, place, trail, names, prefix)
        if len(types) > 1:
            return self._variants.mixed(schema, types, key, place, trail, names, prefix)
        kind = types[0] if types else "object" if self._has_shape(schema) else ""
        self._fields.unread(schema, place)
        if kind not in ("object", "array"):
            return self.leaf(schema, kind, key, place, names, prefix)
        whole = self.group if kind == "object" else self._array
        made = whole(schema, key, place, trail, names, prefix)
        if made is not None:
            self._for_all(schema, made, place)
        return made

    def _for_all(self, schema: Mapping[str, Any], made: Branch, place: str) -> None:
        """What is said of an object or a list, and holds for all answers in it."""
        leaves = leaves_of(made)
        if schema.get("readOnly") is True:
            self._draft.carried["readOnly"] += 1
            for leaf in leaves:
                leaf.field["read_only"] = True
        is_given = isinstance(made, Leaf) and "default" in made.field
        if schema.get("default") not in (None, "", [], {}) and not is_given:
            self._draft.lose("default", place, "Only single answers have a default.")

    @staticmethod
    def _has_shape(schema: Mapping[str, Any]) -> bool:
        parts = (part for rule in schema.get("rules", ()) for part in _parts_of(rule))
        return any(isinstance(part, Mapping) and "properties" in part for part in parts)

    def named(self, key: str, names: Names | None, prefix: str) -> str:
        """A name for the answer, with the group that it belongs to where it stands in one."""
        return (names or self._draft.fields).take(f"{prefix} {key}" if prefix else key, "answer")

    def leaf(
        self, schema: Mapping[str, Any], kind: str, key: str, place: str, names: Names | None, prefix: str
    ) -> Leaf:
        """One answer."""
        self._made += 1
        if self._made > MOST_ANSWERS:
            raise UsageError(
                f"The schema asks for more than {MOST_ANSWERS:,} answers.",
                kept="Nothing was written.",
                next="Import a part of it.",
            )
        untold = kind not in _SCALAR
        if untold:
            kind = "string"
            if not schema.get("enum") and "const" not in schema:
                self._draft.change("value of any type", place, "It is a text.")
        name = self.named(key, names, prefix)
        label, hint = words_of(schema, key)
        field: dict[str, Any] = {"field": name, "type": "", "label": label, "hint": hint}
        choices = self._fields.choices(schema, place) if kind != "boolean" else None
        if "" in schema.get("enum", ()):
            schema = {**schema, "null": True}
        patterns: list[str] = []
        if choices is not None:
            field |= {"type": "choice", "choices": choices}
            idle = (k for k in ("minLength", "maxLength", "format", "contentEncoding") if k in schema)
            self._draft.looks.update(f"keyword {key_} beside choices" for key_ in idle)
        else:
            typed, patterns = self._fields.typed(schema, kind, place)
            field |= typed
        found = Leaf(field, kind_of(field), place, in_row=names is not None, untold=untold)
        if schema.get("null"):
            field["nullable"] = True
        found.rules = list(schema.get("rules", ()))
        self._limits(schema, found, patterns, is_choice=choices is not None)
        self._settings(schema, found)
        if names is None:
            self._draft.sources[name] = place
        return found

    def _limits(self, schema: Mapping[str, Any], leaf: Leaf, patterns: list[str], *, is_choice: bool) -> None:
        kept = {k: v for k, v in schema.items() if k not in ("minLength", "maxLength")}
        try:
            leaf.constraints += limits(kept, leaf)
            leaf.constraints += [pattern_tests(leaf.text, pattern) for pattern in patterns]
        except NotCarried as fault:
            self._draft.lose("limit of an answer", leaf.place, f"{str(fault).capitalize()}.")
        if leaf.kind is Kind.BOOL and (schema.get("const") is not None or schema.get("enum")):
            allowed = schema.get("enum", [schema.get("const")])
            leaf.constraints += [leaf.text if allowed == [True] else f"!{leaf.text}"] if len(allowed) == 1 else []
        for key in ("minLength", "maxLength"):
            self._length(key, schema.get(key), leaf, is_choice=is_choice)
        for key in ("pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"):
            self._draft.carried[key] += key in schema

    def _length(self, key: str, value: object, leaf: Leaf, *, is_choice: bool) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or is_choice or value < 0:
            return
        if leaf.field["type"] == "attachment":
            self._draft.lose(key, leaf.place, "The size of a file is not counted in characters.")
            return
        self._draft.carried[key] += 1
        if leaf.field["type"] in ("text", "paragraph", "email", "url", "address"):
            leaf.field["min_length" if key == "minLength" else "max_length"] = value or None
        elif leaf.field["type"] in _WRITTEN:
            shortest, longest = _WRITTEN[leaf.field["type"]]
            if value > shortest if key == "minLength" else value < longest:
                self._draft.lose(key, leaf.place, f"A {leaf.field['type']} is written in one way only.")

    def _settings(self, schema: Mapping[str, Any], leaf: Leaf) -> None:
        default = schema.get("default")
        if "const" in schema and leaf.field["type"] == "choice":
            leaf.field["constant"] = True
            leaf.field["default"] = leaf.field["choices"][0]["choice"]
        elif default not in (None, "", [], {}) and leaf.field["type"] not in ("attachment", "table"):
            plain = str(default) if leaf.field["type"] == "choice" and not isinstance(default, bool) else default
            leaf.field["default"] = ("true" if default else "false") if leaf.field["type"] == "choice" and isinstance(
                default, bool) else plain  # fmt: skip
            self._draft.carried["default"] += 1
        elif default not in (None, "", [], {}) and leaf.field["type"] == "attachment":
            self._draft.lose("default", leaf.place, "A file is given by people.")
        if schema.get("readOnly") is True:
            leaf.field["read_only"] = True
            self._draft.carried["readOnly"] += 1
        if str(schema.get("ui:widget")) == "hidden":
            leaf.field["hidden"] = True

    def group(
        self, schema: Mapping[str, Any], key: str, place: str, trail: Trail, names: Names | None, prefix: str
    ) -> Branch | None:
        """The properties of an object; a table of names and values where any property may stand there."""
        label, hint = words_of(schema, key)
        found = Group(label, hint, place, rules=list(schema.get("rules", ())))
        found.needed = {str(each) for each in schema.get("required", ()) if isinstance(each, str)}
        properties = self._all_properties(schema, place, trail)
        below = "" if not key else f"{prefix} {key}".strip() if names is None or prefix else key
        self._draft.carried["type object"] += 1
        for name in _ordered(properties, schema.get("ui:order")):
            child = self.branch(properties[name], name, f"{place}/{name}", trail, names, _short(below))
            if child is not None:
                found.children[name] = child
        self._open(schema, found, key, place, trail, names, prefix)
        found.rules += [{k: schema[k]} for k in ("minProperties", "maxProperties") if k in schema]
        for key_ in ("const", "enum"):
            if key_ in schema and properties:
                self._draft.lose(key_, place, "A group of answers is not held against a whole structure.")
        if isinstance(schema.get("unevaluatedProperties"), Mapping):
            self._draft.lose("unevaluatedProperties", place, "Only the properties that are described are asked for.")
        missing = found.needed - found.children.keys()
        for name in sorted(missing):
            if properties.get(name) is None and not schema.get("never"):
                self._draft.change("required", place, f"“{name}” is needed and nowhere described; it is a text.")
                found.children[name] = self.leaf({}, "string", name, f"{place}/{name}", names, _short(below))
        return found if found.children else self._bare(schema, key, place, names, prefix)

    def _bare(self, schema: Mapping[str, Any], key: str, place: str, names: Names | None, prefix: str) -> Leaf | None:
        if schema.get("additionalProperties") is False or "properties" in schema or not key:
            self._draft.change("object without properties", place, "Nothing is asked there.")
            return None
        self._draft.change("object without properties", place, "It is a text.")
        for key_ in ("minProperties", "maxProperties"):
            if key_ in schema:
                self._draft.lose(key_, place, "What stands in a text is not counted.")
        found = self.leaf({**schema, "type": "string", "format": "textarea"}, "string", key, place, names, prefix)
        found.untold = True
        return found

    def _all_properties(self, schema: Mapping[str, Any], place: str, trail: Trail) -> dict[str, Any]:
        """Properties, and those that stand only in a condition's consequence."""
        found = dict(schema["properties"]) if isinstance(schema.get("properties"), Mapping) else {}
        only: dict[str, list[Any]] = {}
        shapes: dict[str, list[Any]] = {}
        for name, value in self._in_rules(schema, place, trail):
            if name not in found and isinstance(value, Mapping) and value not in only.setdefault(name, []):
                only[name].append(value)
            elif name in found and found[name] in _SHAPELESS and isinstance(value, Mapping):
                shapes.setdefault(name, []).append(self.whole(value, place, trail)[0])
        for name, values in only.items():
            found[name] = values[0] if len(values) == 1 else shared([self.whole(v, place, trail)[0] for v in values])
            self.only_then.add(f"{place}/{name}")
            self.differing |= {f"{place}/{name}"} if len(values) > 1 else set()
        return {**found, **{name: shape_of(values) for name, values in shapes.items()}}

    def _in_rules(
        self, schema: Mapping[str, Any], place: str, trail: Trail, depth: int = 0
    ) -> Iterator[tuple[str, Any]]:
        """The properties of consequences, and of consequences in them."""
        for rule in schema.get("rules", ()) if depth < _DEEPEST_RULE else ():
            for part in _parts_of(rule):
                inner, on = self._parts.whole(part, place, trail)
                yield from (inner.get("properties") or {}).items()
                yield from self._in_rules(inner, place, on, depth + 1)

    def _open(
        self,
        schema: Mapping[str, Any],
        group: Group,
        key: str,
        place: str,
        trail: Trail,
        names: Names | None,
        prefix: str,
    ) -> None:
        """Properties of any name: a table with a row for each."""
        patterns = schema.get("patternProperties")
        more = dict(patterns) if isinstance(patterns, Mapping) else {}
        if isinstance(schema.get("additionalProperties"), Mapping) and schema["additionalProperties"]:
            more[".*"] = schema["additionalProperties"]
        if not more and "propertyNames" in schema:
            self._draft.looks["keyword propertyNames without an effect"] += 1
        for pattern, value in more.items():
            label = f"{group.title}: further entries" if group.children else group.title or "Entries"
            name = {"type": "string", **({} if pattern == ".*" else {"pattern": pattern})}
            if isinstance(schema.get("propertyNames"), Mapping):
                name = {"type": "string", "allOf": [name, schema["propertyNames"]]}
                self._draft.carried["propertyNames"] += 1
            item = {"type": "object", "properties": {"name": name, "value": value}, "required": ["name", "value"]}
            about = "" if group.children else group.hint
            rows = {"items": item, "title": label, "description": about}
            table = self._array(rows, f"{key or 'form'} entries", place, trail, names, prefix)
            if table is not None:
                group.children[f"*{pattern}"] = table
                self._named_once(table)
                self._draft.carried["properties of any name"] += 1

    @staticmethod
    def _named_once(branch: Branch) -> None:
        """No two properties of an object have one name."""
        if isinstance(branch, Table) and isinstance(name := branch.row.children.get("name"), Leaf):
            rows, each = branch.leaf.name, f"each.{name.name} == row.{name.name}"
            branch.leaf.constraints.append(f"{rows}.all(row, {rows}.filter(each, {each}).size() == 1)")

    def _array(
        self, schema: Mapping[str, Any], key: str, place: str, trail: Trail, names: Names | None, prefix: str
    ) -> Branch | None:
        """Several of a list of choices, or a table."""
        self._draft.carried["type array"] += 1
        for key_ in ("const", "enum"):
            if key_ in schema:
                self._draft.lose(key_, place, "A list is not held against a whole list.")
        places = schema.get("prefixItems", schema["items"] if isinstance(schema.get("items"), list) else None)
        if isinstance(places, list) and places:
            return self._tuple(places, schema, key, place, trail, names, prefix)
        items, inner = self._parts.whole(schema.get("items", {}), f"{place}/items", trail)
        items, _ = self._variants.settled(items, place, inner)
        if isinstance(items.get("enum"), list) and "properties" not in items:
            return self._several(schema, items, key, place, names, prefix)
        if names is not None:
            return self._inner_table(schema, key, place, trail, names, prefix)
        return self.table(schema, key, place, trail, prefix)

    def _several(
        self,
        schema: Mapping[str, Any],
        items: Mapping[str, Any],
        key: str,
        place: str,
        names: Names | None,
        prefix: str,
    ) -> Leaf:
        label, hint = words_of({**items, **schema}, key)
        field = {"field": self.named(key, names, prefix), "type": "choices", "label": label, "hint": hint,
                 "choices": self._fields.choices(items, place) or [{"choice": "none"}]}  # fmt: skip
        found = Leaf(field, Kind.STRINGS, place, in_row=names is not None)
        found.rules = list(schema.get("rules", ()))
        found.constraints += limits({k: v for k, v in schema.items() if not (k == "minItems" and v == 0)}, found)
        if isinstance(schema.get("contains"), Mapping):
            found.rules.append({k: schema[k] for k in _CONTAINS if k in schema})
        if not schema.get("uniqueItems"):
            self._draft.change("array of choices", place, "Each is chosen once.")
        if isinstance(schema.get("default"), list):
            field["default"] = [str(each) for each in schema["default"]]
        return found

    def _tuple(
        self,
        places: list[Any],
        schema: Mapping[str, Any],
        key: str,
        place: str,
        trail: Trail,
        names: Names | None,
        prefix: str,
    ) -> Group:
        label, hint = words_of(schema, key)
        found = Group(label, hint, place)
        least = schema.get("minItems", 0)
        for number, item in enumerate(places[:50], 1):
            child = self.branch(item, f"{key} {number}", f"{place}/{number}", trail, names, prefix)
            if child is not None:
                found.children[str(number)] = child
                found.needed |= {str(number)} if isinstance(least, int) and number <= least else set()
        rest = schema.get("items") if "prefixItems" in schema else schema.get("additionalItems")
        if isinstance(rest, Mapping) and rest:
            self._draft.lose("items behind the first ones", place, "Only the places that are described are asked for.")
        told = [key for key in ("uniqueItems", "contains") if schema.get(key)]
        for key_ in (*told, *(key for rule in schema.get("rules", ()) for key in rule)):
            self._draft.lose(key_, place, "A list whose places differ is not looked at as a whole.")
        self._draft.carried["prefixItems"] += 1
        return found

    def _inner_table(
        self, schema: Mapping[str, Any], key: str, place: str, trail: Trail, names: Names, prefix: str
    ) -> Branch | None:
        """A list in a row: a text of several lines, or a table of its own whose rows name the row they belong to."""
        items, _ = self._parts.whole(schema.get("items", {}), place, trail)
        if types_of(items) not in ([], ["string"]) or set(items) - _PLAIN:
            self._draft.change("list in a row", place, "A table of its own; each row names the row it belongs to.")
            return self.table(schema, key, place, trail, prefix)
        self._draft.change("list in a row", place, "It is a text, with a line for each.")
        for key_ in ("minItems", "maxItems", "uniqueItems", "contains"):
            if schema.get(key_):
                self._draft.lose(f"{key_} in a row", place, "The lines of a text are not looked at one by one.")
        label, hint = words_of(schema, key)
        text = {"type": "string", "format": "textarea", "title": label, "description": hint}
        return self.leaf(text, "string", key, place, names, prefix)

    def table(self, schema: Mapping[str, Any], key: str, place: str, trail: Trail, prefix: str) -> Table | None:
        """Rows, each with the same answers."""
        label, hint = words_of(schema, key)
        name, columns = self.named(key, None, prefix), Names()
        leaf = Leaf(
            {"field": name, "type": "table", "label": label, "hint": hint, "min_rows": schema.get("minItems") or None,
             "max_rows": schema.get("maxItems") or None},
            Kind.ROWS, place,
        )  # fmt: skip
        one = self.branch(schema.get("items", {}), "", f"{place}/items", trail, columns)
        if one is None:
            self._draft.lose("array", place, "Its items are nothing that can be asked for.")
            return None
        if isinstance(one, Leaf):
            one.field["label"] = one.field["label"] if one.field["label"].strip() else label
            one.field["required"] = True
        row = one if isinstance(one, Group) else Group(label, "", place, {"": one}, {""})
        if not any(True for _ in row.leaves()):
            self._draft.lose("array", place, "Its items are nothing that a row can hold.")
            return None
        leaf.rules = list(schema.get("rules", ()))
        found = Table(leaf, row)
        for inner in _tables(row):
            inner.parent = leaf
        self._draft.sources[name] = place
        for key_ in ("minItems", "maxItems"):
            self._draft.carried[key_] += key_ in schema
        if schema.get("uniqueItems") is True:
            leaf.constraints.append(f"{name}.all(row, {name}.filter(each, each == row).size() == 1)")
            self._draft.carried["uniqueItems"] += 1
        if "contains" in schema:
            leaf.field["contains"] = {k: schema[k] for k in _CONTAINS if k in schema}
        return found


def _tables(group: Group) -> Iterator[Table]:
    """The tables that stand in the rows of another."""
    for child in group.children.values():
        if isinstance(child, Table):
            yield child
        elif isinstance(child, Group):
            yield from _tables(child)


def _short(prefix: str) -> str:
    """The last two words of a long prefix: names have 40 letters."""
    words = prefix.replace("_", " ").split()
    return " ".join(words[-2:])


def _ordered(properties: Mapping[str, Any], order: Any) -> list[str]:
    names = list(properties)
    if isinstance(order, list):
        first = [name for name in order if name in properties]
        return [*first, *(name for name in names if name not in first)]
    numbers = {n: p.get("propertyOrder") for n, p in properties.items() if isinstance(p, Mapping)}
    if all(isinstance(number, int | float) for number in numbers.values()) and numbers:
        return sorted(names, key=lambda name: float(numbers.get(name) or 0))
    return names


def _parts_of(rule: Mapping[str, Any]) -> list[Any]:
    """The consequences of a rule: what holds where its condition does."""
    found = [rule[key] for key in ("then", "else") if key in rule]
    for key in ("oneOf", "anyOf"):
        found += [each["then"] for each in told_apart(rule[key]) or ()] if key in rule else []
    for key in ("dependentSchemas", "dependencies"):
        parts = rule.get(key)
        found += [p for p in parts.values() if isinstance(p, Mapping)] if isinstance(parts, Mapping) else []
    return found
