"""What of a form can never be reached: pages, fields, rows of rule tables, stages, sections. Certain, or not said."""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from desktop_app.domain.bound_values import names_in
from desktop_app.domain.expression import Kind
from desktop_app.domain.form import FieldType, Form, FormField, RuleRow, RuleTable
from desktop_app.domain.form_rules import Place
from desktop_app.domain.formula import Compared, Formula, read_formula
from desktop_app.domain.pack_check_faults import FormFault
from desktop_app.domain.reachability import Domains, Patience, can_hold

_MOST_ROWS = 80
"""Rows above a row that are looked at with it; more of them could only make it less reachable."""

_MOST_ROUNDS = 6


@dataclass(frozen=True)
class Reach:
    """What can be reached, over all answers that there may be."""

    form: Form
    patience: Patience = dataclasses.field(default_factory=Patience)

    @cached_property
    def kinds(self) -> Mapping[str, Kind]:
        """What each name is."""
        return names_in(self.form)

    @cached_property
    def domains(self) -> Domains:
        """What names can be. A field that is never shown has no value, which may hide others: until nothing follows."""
        domains = self._domains(frozenset())
        for _ in range(_MOST_ROUNDS):
            never = frozenset(f.field for f in self._hidden(domains) if f.type is not FieldType.ATTACHMENT)
            if never == domains.never:
                break
            domains = self._domains(never)
        return domains

    def _domains(self, never: frozenset[str]) -> Domains:
        fields = self.form.fields
        words = {f.field: choice_words(f) for f in fields if f.type is FieldType.CHOICE}
        words |= {t.decision: self.form.outcomes_of(t) for t in self.form.decisions if t.hit == "first"}
        return Domains(
            words=words,
            whole=frozenset(name for name, kind in self.kinds.items() if kind is Kind.INT),
            counted=frozenset(f.field for f in fields if f.type is FieldType.ATTACHMENT),
            never=never,
            holding=self._holding,
        )

    @cached_property
    def _holding(self) -> Mapping[str, tuple[Formula, ...]]:
        """What holds where a field has a value: a hidden answer is blank, and a rating is on its scale."""
        found: dict[str, tuple[Formula, ...]] = {}
        for page in self.form.pages:
            for field in () if page.repeat else page.fields:
                if field.type is not FieldType.ATTACHMENT:  # files are counted, hidden ones too
                    rules = (self.formula(text) for text in (page.relevant, field.relevant) if text is not None)
                    found[field.field] = (*rules, *_on_scale(field))
        return found

    def _hidden(self, domains: Domains) -> Iterator[FormField]:
        for page in self.form.pages:
            shown = self._holds(domains, page.relevant)
            for field in () if page.repeat else page.fields:
                if not shown or not self._holds(domains, page.relevant, field.relevant):
                    yield field

    def _holds(self, domains: Domains, *texts: str | None) -> bool:
        return can_hold([self.formula(text) for text in texts if text is not None], domains, self.patience)

    def _can(self, formulas: list[Formula]) -> bool:
        return can_hold(formulas, self.domains, self.patience)

    def formula(self, text: str) -> Formula:
        """The logic of an expression of this form."""
        return read_formula(text, self.kinds)

    def unreachable(self) -> Iterator[FormFault]:
        """Each page, field, row, stage and section that no answers ever lead to."""
        yield from self._pages()
        for d, table in enumerate(self.form.decisions):
            yield from self._rows(table, ("decisions", d, "rows"))
        for s, stage in enumerate(self.form.stages):
            if stage.relevant is not None and not self._holds(self.domains, stage.relevant):
                what = f"The stage “{stage.stage}” is never asked for: its rule never holds."
                yield FormFault(("stages", s, "relevant"), what, "Correct the rule, or leave the stage out.")

        for s, section in enumerate(self.form.sections):
            if section.relevant is not None and not self._holds(self.domains, section.relevant):
                what = f"The section “{section.section}” is in no case: its rule never holds."
                yield FormFault(("sections", s, "relevant"), what, "Correct the rule, or leave the section out.")

    def _pages(self) -> Iterator[FormFault]:
        for p, page in enumerate(self.form.pages):
            if not self._holds(self.domains, page.relevant):
                what = f"The page “{page.title}” is never shown: its rule never holds."
                yield FormFault(("pages", p, "relevant"), what, "Correct the rule, or leave the page out.")
                continue
            for f, field in enumerate(() if page.repeat else page.fields):
                if not self._holds(self.domains, page.relevant, field.relevant):
                    what = f"“{field.field}” is never shown: its rule never holds on this page."
                    place: Place = ("pages", p, "fields", f, "relevant")
                    yield FormFault(place, what, "Correct the rule, or leave the field out.")

    def _rows(self, table: RuleTable, place: Place) -> Iterator[FormFault]:
        above: list[Formula] = []
        for r, row in enumerate(table.rows):
            formula = self.formula(row.when)
            if not self._can([formula]):
                what = f"This row of “{table.decision}” is never reached: its condition never holds."
                yield FormFault((*place, r, "when"), what, "Correct the condition, or leave the row out.")
            elif not _is_last(table, row) and not can_hold(
                [formula, *above[-_MOST_ROWS:]], self.domains, self.patience
            ):
                what = f"This row of “{table.decision}” is never reached: where it holds, a row above it decides."
                yield FormFault((*place, r, "when"), what, "Put it above that row, or leave it out.")
            above += [formula.opposite] if table.hit == "first" else []


def _on_scale(field: FormField) -> tuple[Formula, ...]:
    if field.type is not FieldType.RATING or field.calculation or field.default_calculation:
        return ()
    return tuple(Compared(field.field, sign, float(end)) for sign, end in zip((">=", "<="), field.scale, strict=True))


def _is_last(table: RuleTable, row: RuleRow) -> bool:
    """The last row has to be there, whether or not it is needed."""
    return row is table.rows[-1]


def choice_words(field: FormField) -> tuple[str, ...]:
    """What may be answered to a choice."""
    return field.choice_names
