"""Repeats of an XLSForm as tables: their questions are columns, and what holds in a row holds in every row."""

from typing import Any

from desktop_app.domain.expression import Kind
from desktop_app.domain.imports.cel_text import TRUE, number_literal, relation
from desktop_app.domain.imports.pack_draft import PackDraft, conjunction, tidy
from desktop_app.domain.imports.xlsform_questions import Questions
from desktop_app.domain.imports.xlsform_scope import Register, SurveyScope
from desktop_app.domain.imports.xlsform_tree import Asking, Branch, Group
from desktop_app.domain.imports.xpath import NotCarried
from desktop_app.domain.imports.xpath_cel import Translator


class Repeats:
    """Makes tables of repeats. `keys` are their names by the rows that they begin in."""

    def __init__(self, draft: PackDraft, register: Register, questions: Questions, base: str) -> None:
        self._draft, self._register, self._questions, self._base = draft, register, questions, base
        self.keys: dict[int, str] = {}
        self._files: list[dict[str, Any]] = []

    def add(self, group: Group, above: tuple[str | None, ...], parent: tuple[str, str] | None = None) -> None:
        """The page of a repeat, and those of repeats in it."""
        key = self.keys[group.number]
        name, title = self._register.repeats[key].field, self._questions.words(group.row, "label", group.place)
        self._draft.carried["repeat"] += 1
        table: dict[str, Any] = {"field": name, "type": "table", "label": title or group.name or "Rows", "columns": []}
        if parent:
            self._link(table, *parent, group)
        inner: list[tuple[Group, tuple[str | None, ...]]] = []
        self._columns(group.children, key, table, inner, ())
        page = self._draft.page(table["label"], conjunction(above), name=name)
        if title:
            self._questions.translate_page(group, page["page"])
        self._counted(group, table)
        self._questions.untold(group)
        if table["columns"]:
            page["fields"].append(tidy(table))
        else:
            self._draft.lose("repeat", group.place, "It asks for nothing that a table can hold.")
            self._register.repeats[key].lost = "it has no columns"
        page["fields"] += self._files
        self._files.clear()
        for child, around in inner:
            self.add(child, (*above, self._inner_relevant(child, around)), (table["field"], table["label"]))
        if title:
            self._questions.translate_table(group, table["field"])

    def _inner_relevant(self, child: Group, around: tuple[str | None, ...]) -> str | None:
        """When a repeat in a repeat is asked at all; what only holds of one row around it is lost."""
        if any(around):
            why = "Its group is asked in some rows only; the table of the inner repeat is always asked."
            self._draft.lose("relevant", child.place, why)
        return self._questions.relevant(child, SurveyScope(self._register, self.keys[child.number], path=child.path))

    def _link(self, table: dict[str, Any], parent: str, label: str, group: Group) -> None:
        """A repeat in a repeat is a table of its own, whose rows say which row they belong to."""
        name = f"{parent[:30]}_row"
        table["columns"].append(
            {"field": name, "type": "integer", "label": f"Row of “{label}” that it belongs to", "required": True,
             "constraint": f"row.{name} >= 1 && row.{name} <= count({parent})",
             "constraint_message": "There is no such row."}
        )  # fmt: skip
        self._draft.change(
            "repeat in a repeat", group.place, "A table of its own; each row names the row it belongs to."
        )

    def _columns(
        self,
        branches: list[Branch],
        key: str,
        table: dict[str, Any],
        inner: list[tuple[Group, tuple[str | None, ...]]],
        above: tuple[str | None, ...],
    ) -> None:
        for branch in branches:
            if isinstance(branch, Group) and branch.kind == "repeat":
                inner.append((branch, above))
            elif isinstance(branch, Group):
                self._draft.carried["group"] += 1
                relevant = self._questions.relevant(branch, SurveyScope(self._register, key, path=branch.path))
                if self._hint(table, branch, "label"):
                    self._draft.change("group in a repeat", branch.place, "Its label stands in the hint of the table.")
                self._questions.untold(branch)
                self._columns(branch.children, key, table, inner, (*above, relevant))
            elif branch.asked.type != "recorded":
                self._column(branch, table, above)

    def _column(self, asking: Asking, table: dict[str, Any], above: tuple[str | None, ...]) -> None:
        if asking.asked.type == "note":
            for said in ("label", "hint", "guidance_hint"):
                self._hint(table, asking, said)
            if asking.cell("default"):
                self._draft.lose("default", asking.place, "A note has no default.")
            self._draft.carried["type note"] += 1
            self._draft.change("note in a repeat", asking.place, "It stands in the hint of the table.")
            if asking.cell("relevant"):
                self._draft.lose("relevant", asking.place, "Its words stand in the hint of the table, always.")
            self._questions.untold(asking)
            return
        if asking.asked.type == "attachment":
            self._attachment(asking)
            return
        for column in self._questions.fields(asking):
            if relevant := conjunction((*above, column.get("relevant"))):
                column["relevant"] = relevant
            table["columns"].append(column)

    def _hint(self, table: dict[str, Any], said: Asking | Group, column: str) -> str:
        """Add what a column says to the hint of the table, in each language."""
        words = self._questions.words(said.row, column, said.place)
        before = table.get("hint", "")
        if words:
            table["hint"] = f"{before}\n{words}" if before else words
        self._questions.translate_hint(table["field"], said, column, (before, words))
        return words

    def _attachment(self, asking: Asking) -> None:
        self._draft.lose("file in a repeat", asking.place, "Files are asked for once and not for each row.")
        for field in self._questions.fields(asking):
            self._files.append({key: value for key, value in field.items() if "row." not in str(value)})
        self._register.rows[asking.number].lost = "files are asked for once and not for each row"

    def _counted(self, group: Group, table: dict[str, Any]) -> None:
        """`repeat_count`: as many rows as it says."""
        text = group.cell("repeat_count")
        if not text:
            return
        t = Translator(SurveyScope(self._register, path=group.path))
        try:
            count = t.as_kind(t.number(t.value_of(text)), Kind.INT)
        except NotCarried as fault:
            self._draft.lose("repeat_count", group.place, f"{text[:120]}: {fault}.")
            return
        self._draft.carried["repeat_count"] += 1
        if count.literal and 0 < int(count.text) <= 1_000:
            table |= {"min_rows": int(count.text), "max_rows": int(count.text)}
        elif count != TRUE:
            guards = " || ".join((*count.needs, f"count({table['field']}) == {count.text}"))
            table["required"] = relation(count, ">", number_literal("0")).text
            table["constraint"] = conjunction((table.get("constraint"), guards))
            words = "There must be as many rows as was answered before."
            table["constraint_message"] = " ".join(w for w in (table.get("constraint_message"), words) if w)
