"""What the names in the expressions of an XLSForm stand for."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from desktop_app.domain.expression import Kind
from desktop_app.domain.imports.cel_text import LISTS, Cel
from desktop_app.domain.imports.xlsform_lists import ChoiceList
from desktop_app.domain.imports.xpath import NotCarried
from desktop_app.domain.imports.xpath_scope import ListItem

CLOCKS = frozenset(("time", "datetime"))
"""Types of answers that know the time of day."""

_MANY = {one: many for many, one in LISTS.items()} | {Kind.INT: Kind.DOUBLES}


@dataclass(slots=True)
class Known:
    """A question that expressions can name: its field, the repeat that it is asked in, and what it holds.

    `kind` is None where a calculation has yet to show it. `type` is its type of field, `row` where it stands in the
    source; `may_be_left` says that it is not asked in every row of its repeat.
    """

    field: str
    repeat: str
    kind: Kind | None
    choices: ChoiceList | None = None
    lost: str = ""
    type: str = ""
    row: int = 0
    other: bool = False
    may_be_left: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """What can be chosen; none where it can be anything."""
        own = tuple(item.name for item in self.choices.items) if self.choices else ()
        return (*own, "other") if own and self.other else own


@dataclass(slots=True)
class Register:
    """Every question and repeat by its name in the source. `typed` finds the kind of a calculated question.

    `paths` are the questions by the names on the way to them, `tables` the repeats in that way, `rows` the questions by
    their rows in the sheet; `several` are names that more than one question has.
    """

    lists: Mapping[str, ChoiceList]
    typed: Callable[[Known], Kind]
    questions: dict[str, Known] = field(default_factory=dict)
    repeats: dict[str, Known] = field(default_factory=dict)
    paths: dict[tuple[str, ...], Known] = field(default_factory=dict)
    tables: dict[tuple[str, ...], str] = field(default_factory=dict)
    rows: dict[int, Known] = field(default_factory=dict)
    several: set[str] = field(default_factory=set)

    def add(self, name: str, path: tuple[str, ...], known: Known) -> bool:
        """Note a question; False where its name has been given before."""
        self.rows[known.row] = known
        if not name:
            return True
        self.paths.setdefault(path, known)
        if name in self.questions:
            self.several.add(name)
            return False
        self.questions[name] = known
        return True

    def outermost(self, repeat: str) -> str:
        """The repeat that this one is in, with all around it; empty for none."""
        while repeat and self.repeats[repeat].repeat:
            repeat = self.repeats[repeat].repeat
        return repeat


@dataclass(frozen=True, slots=True)
class SurveyScope:
    """The names around the expressions of one question. `repeat` is the one that it is asked in, empty: none.

    `own` is the question itself, `path` where it stands; `given` says that it is known to have an answer (in a
    constraint).
    """

    register: Register
    repeat: str = ""
    own: Known | None = None
    given: bool = False
    filtered: ChoiceList | None = None
    path: tuple[str, ...] = ()

    def answer(self, name: str) -> Cel:
        """The answer to a question."""
        return self._said(self.question(name), name)

    def question(self, name: str) -> Known:
        """The only question of that name. Raises NotCarried."""
        if name not in self.register.questions:
            raise NotCarried(f"there is no question “{name}”")
        if name in self.register.several:
            raise NotCarried(f"several questions are called “{name}”")
        return self.register.questions[name]

    def _said(self, known: Known, name: str) -> Cel:
        if known.lost:
            raise NotCarried(f"“{name}” is not carried over: {known.lost}")
        kind = known.kind if known.kind is not None else self.register.typed(known)
        cel = replace(self._placed(known, kind), choices=known.names)
        return replace(cel, clock=known.type) if known.type in CLOCKS else cel

    def child(self, name: str) -> Cel:
        """A column of the list where choices are filtered. Raises NotCarried elsewhere: a name alone is no question."""
        column = " ".join(re.split(r"[\s_:-]+", name.lower()))
        if self.filtered is not None and column in (*self.filtered.columns, "name"):
            return self._column(self.filtered, column)
        if self.filtered is not None:
            raise NotCarried(f"the list has no column “{name}”")
        if (*self.path, name) in self.register.paths:
            return self._said(self.register.paths[*self.path, name], name)
        raise NotCarried(f"“{name}” stands without ${{}} and names nothing")

    def at(self, steps: Sequence[str]) -> Cel:
        """The answer that a path leads to: from the form (a blank step first), or from the question itself."""
        path = self._way(steps)
        if path in self.register.paths:
            return self._said(self.register.paths[path], path[-1])
        raise NotCarried(f"the path “{'/'.join(steps)}” leads to no question")

    def _way(self, steps: Sequence[str]) -> tuple[str, ...]:
        if steps[:1] == ("",):
            return tuple(steps[2:])
        at = self.path
        for step in steps:
            if step == ".." and not at:
                raise NotCarried("a path leads out of the form")
            at = at[:-1] if step == ".." else at if step == "." else (*at, step)
        return at

    def table_at(self, steps: Sequence[str]) -> str:
        """The name of the repeat that a path leads to; empty for none."""
        return self.register.tables.get(self._way(steps), "")

    def _placed(self, known: Known, kind: Kind) -> Cel:
        if not known.repeat:
            return Cel(known.field, kind, needs=_blanks(known, known.field, kind))
        if known.repeat == self.repeat:
            return Cel(f"row.{known.field}", kind, needs=_blanks(known, f"row.{known.field}", kind))
        self._require_all_rows(known)
        table = self.register.repeats[known.repeat].field
        if kind not in _MANY:
            raise NotCarried(f"the answers “{known.field}” of all rows are used at once")
        return Cel(f"{table}.{known.field}", _MANY[kind], needs=(f"{table}.blank",))

    def _require_all_rows(self, known: Known) -> None:
        """In a source, a name that stands in the same row of an outer repeat means what belongs to that row alone.
        Raises NotCarried for it: rows of the two tables are joined by no expression."""
        if self.register.outermost(self.repeat) == self.register.outermost(known.repeat) != "":
            raise NotCarried(f"“{known.field}” means the rows that belong to one row of “{self._around(known)}”")

    def _around(self, known: Known) -> str:
        """The outermost repeat, by the name that it has in the pack."""
        return self.register.repeats[self.register.outermost(known.repeat)].field

    @staticmethod
    def _column(filtered: ChoiceList, name: str) -> Cel:
        if name == "name":
            return Cel("choice.name", Kind.STRING, choices=tuple(item.name for item in filtered.items))
        values = tuple(dict.fromkeys(item.attributes.get(name, "") for item in filtered.items))
        text = f"choice.{filtered.columns[name]}"
        return Cel(text, Kind.STRING, choices=values, needs=(f'{text} == ""',) if "" in values else ())

    def itself(self) -> Cel:
        """The answer that the expression is about."""
        if self.own is None:
            raise NotCarried("“.” stands where there is no answer of its own")
        cel = self._said(self.own, self.own.field)
        return replace(cel, needs=()) if self.given else cel

    def rows(self, name: str) -> Cel:
        """The rows of a repeat."""
        known = self.register.repeats.get(name)
        if known is None or known.lost:
            raise NotCarried(f"there is no repeat “{name}”")
        if known.repeat and name != self.repeat:
            self._require_all_rows(known)
        return Cel(known.field, Kind.ROWS, needs=(f"{known.field}.blank",))

    def cell(self, repeat: str, number: Cel, name: str) -> Cel:
        """The answer in the row of that number."""
        rows, known = self.rows(repeat), self.question(name)
        kind = known.kind if known.kind is not None else self.register.typed(known)
        if known.lost or known.repeat != repeat or kind in LISTS:
            raise NotCarried(f"“{name}” of one row of “{repeat}” is used")
        at = str(int(number.text) - 1) if number.literal else f"subtract({number.text}, 1)"
        convert = {Kind.DOUBLE: "double", Kind.INT: "int", Kind.STRING: "string"}.get(kind)
        row = f"{rows.text}[{at}]"
        cell = f"{row}.{known.field}"
        outside = (f"({number.text} < 1 || {number.text} > count({rows.text}))", f'!("{known.field}" in {row})')
        needs = (*rows.needs, *number.needs, *outside)
        return Cel(f"{convert}({cell})" if convert else cell, kind, needs=needs, choices=known.names)

    def counted(self, name: str) -> Cel:
        """The rows of the repeat that a question is asked in, where it is asked in each of them."""
        known = self.question(name)
        if not known.repeat or known.repeat == self.repeat or known.may_be_left:
            raise NotCarried(f"“{name}” is counted, which is not asked in each row of a repeat")
        return self.rows(known.repeat)

    def items(self, name: str) -> Sequence[ListItem]:
        """The list of that name."""
        if name not in self.register.lists:
            raise NotCarried(f"the list “{name}” is not in the workbook")
        return self.register.lists[name].items

    def items_of(self, question: str) -> Sequence[ListItem]:
        """What may be chosen at a question."""
        known = self.question(question)
        if known.choices is None:
            raise NotCarried(f"“{question}” has no choices")
        other = (ListItem("other", "Other"),) if known.other else ()
        return (*known.choices.items, *other)


def _blanks(known: Known, text: str, kind: Kind) -> tuple[str, ...]:
    """When an answer is blank. A text that is calculated is so too where it comes out empty."""
    empty = known.type == "calculate" and kind is Kind.STRING
    return (f'({text}.blank || {text} == "")' if empty else f"{text}.blank",)
