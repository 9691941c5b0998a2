"""Alternatives of a JSON Schema (`oneOf`, `anyOf`, several types): choices, limits, or shapes to choose between."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from desktop_app.domain.expression import Kind
from desktop_app.domain.imports.cel_text import quoted
from desktop_app.domain.imports.pack_draft import Names, PackDraft
from desktop_app.domain.imports.plain_words import plain_words
from desktop_app.domain.imports.schema_alike import nearly_tag_of, said_of_tag
from desktop_app.domain.imports.schema_fields import choice_name, types_of
from desktop_app.domain.imports.schema_nodes import Branch, Group, Leaf, Table, leaves_of
from desktop_app.domain.imports.schema_parts import joined
from desktop_app.domain.imports.spoken_names import humanised
from desktop_app.domain.imports.word_set import word_set

if TYPE_CHECKING:
    from desktop_app.domain.imports.schema_tree import Trail, Tree

_LIMITS = word_set(
    "required minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength pattern enum const type "
    "title description format minItems maxItems rules contains properties not $comment minProperties maxProperties"
)
_MOST_VARIANTS = 20


class Variants:
    """Settles alternatives. `tree` builds what each of them asks for."""

    def __init__(self, tree: "Tree", draft: PackDraft) -> None:
        self._tree, self._draft = tree, draft

    def settled(self, schema: dict[str, Any], place: str, trail: "Trail") -> tuple[dict[str, Any], bool]:
        """The schema with its alternatives as choices, as limits (they stay rules) or as `variants`; and whether one of
        them is that there is nothing."""
        nullable, rules = False, []
        for rule in schema.get("rules", ()):
            rest = dict(rule)
            for key in ("oneOf", "anyOf"):
                if isinstance(rest.get(key), list) and rest[key]:
                    schema, kept, empty = self._alternatives(schema, key, rest.pop(key), place, trail)
                    nullable = nullable or empty
                    rest |= {key: kept} if kept else {}
            rules += [rest] if rest else []
        return {**{k: v for k, v in schema.items() if k != "rules"}, **({"rules": rules} if rules else {})}, nullable

    def _alternatives(
        self, schema: dict[str, Any], key: str, raw: list[Any], place: str, trail: "Trail"
    ) -> tuple[dict[str, Any], list[Any], bool]:
        self._draft.carried[key] += 1
        whole = [(part, *self._tree.whole(part, place, trail)) for part in raw]
        kept = [(part, found, on) for part, found, on in whole if not _is_null(found)]
        empty = len(kept) < len(whole)
        if len(kept) == 1:
            return joined(schema, kept[0][1]), [], empty
        if kept and all(_is_named(found) for _, found, _ in kept):
            return joined(schema, _as_enum([found for _, found, _ in kept])), [], empty
        if self._only_limits(schema, [found for _, found, _ in kept]):
            shared = {t for _, found, _ in kept for t in types_of(found)}
            typed = {"type": shared.pop()} if "type" not in schema and len(shared) == 1 else {}
            return {**schema, **typed}, [part for part, _, _ in kept], empty
        if len(kept) > _MOST_VARIANTS:
            self._draft.lose(key, place, f"Of {len(kept)} shapes only the first {_MOST_VARIANTS} can be chosen.")
        return {**schema, "variants": [(found, on) for _, found, on in kept[:_MOST_VARIANTS]]}, [], empty

    @staticmethod
    def _only_limits(schema: Mapping[str, Any], parts: list[dict[str, Any]]) -> bool:
        """Whether all alternatives are about one shape, so that they are conditions of it."""
        own = {kind for kind in types_of(schema) if kind != "null"}
        shapes = [set(types_of(part)) for part in parts]
        if any(set(part) - _LIMITS for part in parts):
            return False
        if own == {"object"} or "properties" in schema:
            known = schema.get("properties") or {}
            return all(set(part.get("properties") or {}) <= set(known) for part in parts)
        scalar = {"string", "integer", "number", "boolean"}
        joint = set().union(*shapes) | own
        return (len(joint) == 1 or joint == {"integer", "number"}) and joint <= scalar

    def branch(
        self, schema: dict[str, Any], key: str, place: str, trail: "Trail", names: Names | None, prefix: str
    ) -> Branch | None:
        """Shapes to choose between: a choice of which, and the answers of each where it is chosen."""
        variants = schema.pop("variants")
        objects = all("object" in types_of(found) or "properties" in found for found, _ in variants)
        tag = self._discriminator(schema, [found for found, _ in variants]) if objects else None
        nearly = nearly_tag_of([found for found, _ in variants]) if objects and tag is None else None
        titles = _distinct([_title(found, n, tag, nearly) for n, (found, _) in enumerate(variants, 1)])
        choice = self._choice(tag, titles, key, place, names, prefix, schema)
        schema = _without(schema, tag)
        found = Group(humanised(key) if key else "", "", place)
        if objects and "properties" in schema:
            own = self._tree.group(schema, key, place, trail, names, prefix)
            if isinstance(own, Group):
                found = own
        found.children = {tag or "*": choice, **found.children}
        found.needed = found.needed | {tag or "*"}
        for title, (part, on) in zip(titles, variants, strict=True):
            inner = {**part, **({"title": schema.get("title")} if "title" in schema and "title" not in part else {})}
            if tag is not None:
                inner = _without(inner, tag)
            if nearly is not None:
                inner["required"] = [*inner.get("required", ()), nearly]
            self._variant(found, inner, title["choice"], choice, key, place, on, names, prefix)
        return found

    def _variant(
        self,
        group: Group,
        part: dict[str, Any],
        title: str,
        choice: Leaf,
        key: str,
        place: str,
        trail: "Trail",
        names: Names | None,
        prefix: str,
    ) -> None:
        if not part.get("properties") and set(types_of(part)) == {"object"}:
            return
        child = self._tree.branch(part, key or title, f"{place} ({title})", trail, names, prefix)
        if child is None:
            return
        held = f"{choice.text} == {quoted(title)}"
        for leaf in leaves_of(child):
            leaf.relevant.append(held)
        if not isinstance(child, Group):
            _needed(child, held)
        group.children[f"*{title}"] = child
        if isinstance(child, Group):
            child.relevant.append(held)
            group.needed = group.needed | {f"*{title}"}

    def _choice(
        self,
        tag: str | None,
        titles: list[dict[str, str]],
        key: str,
        place: str,
        names: Names | None,
        prefix: str,
        schema: Mapping[str, Any],
    ) -> Leaf:
        name = self._tree.named(tag or f"{key} kind".strip(), names, f"{prefix} {key}".strip() if tag else prefix)
        label = humanised(tag) if tag else plain_words(schema.get("title"), one_line=True) or humanised(f"{key} kind")
        field = {"field": name, "type": "choice", "label": label, "choices": titles,
                 "hint": plain_words(schema.get("description"))}  # fmt: skip
        if tag is None:
            self._draft.change("oneOf", place, "Which of the shapes is meant is a question of its own.")
        return Leaf(field, Kind.STRING, place, in_row=names is not None)

    def _discriminator(self, schema: Mapping[str, Any], parts: list[dict[str, Any]]) -> str | None:
        """The property that says which shape it is: of one fixed value in each, another one each time."""
        named = schema.get("discriminator")
        candidates = [named["propertyName"]] if isinstance(named, Mapping) and "propertyName" in named else []
        first = parts[0].get("properties") if parts else None
        candidates += list(first) if isinstance(first, Mapping) else []
        for name in candidates:
            values = [_fixed((part.get("properties") or {}).get(name)) for part in parts]
            if None not in values and len(set(values)) == len(values):
                return str(name)
        return None

    def mixed(
        self,
        schema: dict[str, Any],
        types: list[str],
        key: str,
        place: str,
        trail: "Trail",
        names: Names | None,
        prefix: str,
    ) -> Branch | None:
        """A value of one of several types: a text where all are plain values, else shapes to choose between."""
        if set(types) == {"integer", "number"}:
            return self._tree.leaf(schema, "number", key, place, names, prefix)
        if not set(types) & {"object", "array"}:
            self._draft.change("several types", place, f"It is a text: {', '.join(types)}.")
            return self._tree.leaf({**schema, "type": "string"}, "string", key, place, names, prefix)
        shapes = [({**schema, "type": kind, "title": humanised(kind)}, trail) for kind in types]
        return self.branch({"variants": shapes}, key, place, trail, names, prefix)


def _without(schema: Mapping[str, Any], tag: str | None) -> dict[str, Any]:
    """The schema without the property that tells the shapes apart: it is asked once, before them."""
    kept = dict(schema)
    if tag is not None and "properties" in schema:
        kept["properties"] = {name: inner for name, inner in schema["properties"].items() if name != tag}
    if tag is not None and isinstance(schema.get("required"), list):
        kept["required"] = [name for name in schema["required"] if name != tag]
    return kept


def _needed(child: Leaf | Table, held: str) -> None:
    leaf = child.leaf if isinstance(child, Table) else child
    if not isinstance(child, Table):
        leaf.needed.append(held)


def _is_null(schema: Mapping[str, Any]) -> bool:
    return (
        types_of(schema) == ["null"] or schema.get("enum") == [None] or ("const" in schema and schema["const"] is None)
    )


def _is_named(schema: Mapping[str, Any]) -> bool:
    """Whether it stands for fixed values."""
    has = "const" in schema or isinstance(schema.get("enum"), list)
    return has and not set(schema) - {
        "const",
        "enum",
        "title",
        "description",
        "type",
        "enumNames",
        "$comment",
        "deprecated",
    }


def _as_enum(parts: list[dict[str, Any]]) -> dict[str, Any]:
    values: list[Any] = []
    titles: list[str] = []
    for part in parts:
        each = part["enum"] if isinstance(part.get("enum"), list) else [part.get("const")]
        words = str(part.get("title") or "")
        description = str(part.get("description") or "")
        for number, value in enumerate(each):
            names = part.get("enumNames")
            own = (
                str(names[number])
                if isinstance(names, list) and number < len(names)
                else words
                if len(each) == 1
                else ""
            )
            values.append(value)
            titles.append(own or description if len(each) == 1 else own)
    return {"enum": values, "enumNames": [title or str(value) for title, value in zip(titles, values, strict=True)]}


def _fixed(raw: Any) -> str | None:
    if not isinstance(raw, Mapping):
        return None
    if "const" in raw:
        return choice_name(raw["const"])
    values = raw.get("enum")
    return choice_name(values[0]) if isinstance(values, list) and len(values) == 1 else None


def _distinct(titles: list[dict[str, str]]) -> list[dict[str, str]]:
    """The choices with labels that differ."""
    labels = [title.get("label") for title in titles]
    return [
        {**title, "label": f"{title['label']} ({title['choice']})"}
        if title.get("label") and labels.count(title["label"]) > 1 else title
        for title in titles
    ]  # fmt: skip


def _title(part: Mapping[str, Any], number: int, tag: str | None, nearly: str | None) -> dict[str, str]:
    """A choice for a shape: the value of the property that tells it, or its title, or its properties."""
    title = plain_words(part.get("title"), one_line=True)
    if tag is not None:
        fixed = _fixed((part.get("properties") or {}).get(tag)) or str(number)
        title = title or {"true": "Yes", "false": "No"}.get(fixed, "")
        return {"choice": fixed, "label": title} if title and title != fixed else {"choice": fixed}
    if nearly is not None and not title:
        title = f"{humanised(nearly)}: {said_of_tag(part, nearly)}"
    names = [humanised(str(name)) for name in list(part.get("properties") or {})[:3]]
    words = title or ", ".join(names) or humanised(str((types_of(part) or ["shape"])[0]))
    return {"choice": f"{number}", "label": words}
