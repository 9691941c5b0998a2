"""The survey of an XLSForm as a tree: questions, groups and repeats, each at its row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from desktop_app.domain.imports.pack_draft import PackDraft
from desktop_app.domain.imports.word_set import word_set
from desktop_app.domain.imports.xlsform_columns import Row
from desktop_app.domain.imports.xlsform_types import Asked, asked, grouping

_DEEPEST = 30
_ASKING = word_set(
    "name label hint relevant required constraint calculation default choice_filter repeat_count image audio video"
)


@dataclass(slots=True)
class _Rowed:
    row: Row
    number: int
    path: tuple[str, ...] = field(default=(), kw_only=True)
    """The names on the way to it from the form, its own last."""

    @property
    def name(self) -> str:
        """Its name in the source."""
        return self.row.get(("name", ""), "").strip()

    def cell(self, column: str) -> str:
        """What stands in a column of no language."""
        return self.row.get((column, ""), "").strip()


@dataclass(slots=True)
class Asking(_Rowed):
    """A question at its row of the sheet."""

    asked: Asked

    @property
    def place(self) -> str:
        """Where it stands, for people."""
        return f"survey row {self.number}, {self.name or self.asked.source}"


@dataclass(slots=True)
class Group(_Rowed):
    """Questions that belong together; asked again and again where it is a repeat."""

    kind: str
    children: list["Branch"] = field(default_factory=list)

    @property
    def place(self) -> str:
        """Where it stands, for people."""
        return f"survey row {self.number}, {self.kind} {self.name}"


Branch: TypeAlias = Asking | Group


def grow(rows: Sequence[tuple[int, Row]], draft: PackDraft) -> list[Branch]:
    """The tree of a survey; what cannot stand where it does is told."""
    root = Group({}, 0, "form")
    open_ = [root]
    for number, row in rows:
        kind = row.get(("type", ""), "").strip()
        if row.get(("disabled", ""), "").lower() in ("yes", "true"):
            draft.looks["disabled row"] += 1
        elif not kind:
            if any(column in _ASKING for column, _ in row):
                draft.lose("row without a type", f"survey row {number}", "Nothing says what it asks for.")
        elif edge := grouping(kind):
            _bracket(edge, row, number, open_, draft)
        else:
            _question(kind, row, number, open_[-1], draft)
    for group in open_[1:]:
        draft.change("group without an end", group.place, "It ends with the form.")
    return root.children


def _bracket(edge: tuple[str, str], row: Row, number: int, open_: list[Group], draft: PackDraft) -> None:
    which, kind = edge
    if which == "end":
        if len(open_) > 1:
            open_.pop()
        else:
            draft.change("end without a beginning", f"survey row {number}", "It is passed over.")
        return
    group = Group(row, number, kind)
    group.path = (*open_[-1].path, group.name)
    open_[-1].children.append(group)
    if len(open_) > _DEEPEST:
        draft.lose(f"begin {kind}", group.place, f"It is more than {_DEEPEST} levels deep.")
    open_.append(group)


def _question(kind: str, row: Row, number: int, into: Group, draft: PackDraft) -> None:
    found = asked(kind)
    if found is None and (row.get(("name", "")) or row.get(("label", ""))) and not kind.startswith("include"):
        draft.lose(f"type {kind[:40]}", f"survey row {number}", "There is no such type; the answer is a text.")
        found = Asked("text", kind[:40])
    elif found is None:
        draft.lose(f"type {kind[:40]}", f"survey row {number}", "There is no such type of question.")
        return
    if row.get(("calculation", ""), "").strip() == ".":
        row = {key: text for key, text in row.items() if key != ("calculation", "")}
        draft.change("calculation .", f"survey row {number}", "It keeps its answer; nothing calculates it.")
    if found.type == "note" and row.get(("calculation", "")):
        found = replace(found, type="text")
        row = {**row, ("read_only", ""): "yes"}
    asking = Asking(row, number, found)
    asking.path = (*into.path, asking.name)
    into.children.append(asking)


def questions(branches: Sequence[Branch]) -> Iterator[Asking]:
    """All questions below."""
    for branch in branches:
        if isinstance(branch, Group):
            yield from questions(branch.children)
        else:
            yield branch
