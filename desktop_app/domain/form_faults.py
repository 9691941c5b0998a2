"""What is wrong with a form whose parts are well written one by one: names that clash or are missing, rules, slots."""

import re
from collections.abc import Callable, Iterable, Iterator, Set
from graphlib import CycleError, TopologicalSorter
from typing import Any

import re2

from desktop_app.domain.expression_names import nearest_advice
from desktop_app.domain.expression_tokens import Tokens
from desktop_app.domain.field_faults import field_faults, total_faults
from desktop_app.domain.form import AgreeCheck, FieldType, Form, FormField, RuleRow, RuleTable, Section, Slot
from desktop_app.domain.form_rules import Place, is_worked_with, nodes_below, rules_of
from desktop_app.domain.formula import ALWAYS, read_formula
from desktop_app.domain.gate import AUTHOR_GATE
from desktop_app.domain.pack_check import FactsCheck
from desktop_app.domain.pack_check_faults import FormFault as FormFault
from desktop_app.domain.pack_check_faults import check_faults
from desktop_app.domain.rules import Rules
from desktop_app.domain.slot_finding import compiled
from desktop_app.domain.stage_faults import stage_faults
from desktop_app.domain.suggestion import FOUND_TYPES, prefill_slot

REFERENCE = "reference"
"""The folder of a pack's own documents, and its name as a source of evidence."""

_EXPRESSION_WORDS = (
    "true false null in as break const continue else for function if import let loop package namespace return var "
    "void while value blank type map int uint double bool string bytes list null_type timestamp duration dyn"
)
_TEMPLATE_WORDS = "items keys values get pop popitem update copy clear setdefault fromkeys"
RESERVED = frozenset((*_EXPRESSION_WORDS.split(), *_TEMPLATE_WORDS.split(), REFERENCE))
"""Words that expressions, templates or the sources of evidence already use."""

_NO_COLUMN = frozenset((FieldType.ATTACHMENT, FieldType.TABLE, FieldType.PARTY, FieldType.NOTE))
_RETENTION = re.compile(r"[1-9]\d{0,3}[dmy]")


def faults_of(form: Form, paths: Set[str]) -> tuple[FormFault, ...]:
    """Every fault of a form but those of its patterns; `paths` are the files of its pack."""
    rules = (FormFault(f.place, f.what, f.right, f.line, f.column) for f in Rules(form).faults)
    asked = (*_names(form), *_fields(form), *_lists(form), *_repeats(form))
    asked = (*asked, *_prefills(form))
    return (*asked, *rules, *_decisions(form), *_sections(form, paths), *_rest(form, paths))


def pattern_faults(form: Form) -> Iterator[FormFault]:
    """The faults of the patterns of its slots. Compiling them takes longer than all the rest, and megabytes."""
    for s, section in enumerate(form.sections):
        for n, slot in enumerate(section.slots):
            if slot.pattern or slot.source not in form.libraries:
                yield from _patterns(slot, ("sections", s, "slots", n))
    for place, field in _prefilled(form):
        own = prefill_slot(field)
        if own is not None:
            yield from _patterns(own, place)


def _prefilled(form: Form) -> Iterator[tuple[Place, FormField]]:
    for p, page in enumerate(form.pages):
        for f, field in enumerate(page.fields):
            if field.prefill is not None:
                yield ("pages", p, "fields", f, "prefill"), field


def _prefills(form: Form) -> Iterator[FormFault]:
    """Fields that are prefilled from what is no attachment field, or that documents cannot answer."""
    files = {field.field for field in form.fields if field.type is FieldType.ATTACHMENT}
    for place, field in _prefilled(form):
        if field.prefill is not None:
            yield from _unknown((*place, "from"), field.prefill.source, files)
        if field.type not in FOUND_TYPES:
            right = f"Use it at fields of the types {', '.join(sorted(FOUND_TYPES))}."
            yield FormFault(place, f"Documents give no answer of the type {field.type}.", right)


def _names(form: Form) -> Iterator[FormFault]:
    fields = [
        (("pages", p, "fields", f, "field"), field.field)
        for p, page in enumerate(form.pages)
        for f, field in enumerate(page.fields)
        if not page.repeat
    ]
    decisions = [(("decisions", d, "decision"), table.decision) for d, table in enumerate(form.decisions)]
    sections = [(("sections", s, "section"), section.section) for s, section in enumerate(form.sections)]
    yield from _twice([*fields, *decisions])
    yield from _twice(sections)
    yield from _twice([(("pages", p, "page"), page.page) for p, page in enumerate(form.pages)])
    yield from _twice([(("stages", s, "stage"), stage.stage) for s, stage in enumerate(form.stages)])
    libraries: list[tuple[Place, str]] = [(("libraries", n), name) for n, name in enumerate(form.libraries)]
    yield from _reserved([*fields, *decisions, *libraries])
    yield from _taken(libraries, [*fields, *decisions, *sections])


def _taken(libraries: Iterable[tuple[Place, str]], others: Iterable[tuple[Place, str]]) -> Iterator[FormFault]:
    """A library stands beside fields as a source, so that it may not be called as one of them."""
    names = [name for _, name in others]
    for place, name in libraries:
        if name in names:
            yield FormFault(place, f"The name “{name}” is given a second time.", "Rename the field or the section.")
        names.append(name)


def _twice(named: Iterable[tuple[Place, str]]) -> Iterator[FormFault]:
    seen: set[str] = set()
    for place, name in named:
        if name in seen:
            yield FormFault(place, f"The name “{name}” is given a second time.", "Give it another name.")
        seen.add(name)


def _reserved(named: Iterable[tuple[Place, str]]) -> Iterator[FormFault]:
    for place, name in named:
        if name in RESERVED:
            yield FormFault(place, f"“{name}” is a reserved word.", f"Use another name, such as {name}_given.")


def _fields(form: Form) -> Iterator[FormFault]:
    for p, page in enumerate(form.pages):
        for f, field in enumerate(page.fields):
            place: Place = ("pages", p, "fields", f)
            if page.repeat:
                yield from _column(field, place, repeated=True)
            else:
                yield from field_faults(field, place)
                yield from _columns(field, place)


def _lists(form: Form) -> Iterator[FormFault]:
    """Lists of choices that nobody gives, and lists given beside choices."""
    for p, page in enumerate(form.pages):
        for f, field in enumerate(page.fields):
            place: Place = ("pages", p, "fields", f)
            each = [(place, field), *(((*place, "columns", c), column) for c, column in enumerate(field.columns))]
            for at, one in each:
                if one.choice_list is not None and one.choices != form.choice_lists.get(one.choice_list):
                    yield from _list_fault(form, one, one.choice_list, (*at, "choice_list"))


def _list_fault(form: Form, field: FormField, name: str, place: Place) -> Iterator[FormFault]:
    if name in form.choice_lists:
        yield FormFault(place, f"“{field.field}” has a list and choices of its own.", "Leave one of them out.")
    else:
        yield FormFault(place, f"There is no list “{name}”.", nearest_advice(name, form.choice_lists))


def _repeats(form: Form) -> Iterator[FormFault]:
    """Pages repeated over what is no table of an earlier page, and their columns."""
    tables: set[str] = set()
    for p, page in enumerate(form.pages):
        if page.repeat is not None and page.repeat not in tables:
            what = f"No page before this one has a table “{page.repeat}”."
            yield FormFault(("pages", p, "repeat"), what, nearest_advice(page.repeat, tables))
        elif not page.repeat:
            tables |= {field.field for field in page.fields if field.type is FieldType.TABLE}
    for table in tables:
        columns: list[tuple[Place, str]] = [
            (("pages", p, "fields", f, "field"), field.field)
            for p, page in enumerate(form.pages)
            if page.repeat == table
            for f, field in enumerate(page.fields)
        ]
        asked = (field for page in form.pages if not page.repeat for field in page.fields if field.field == table)
        own: list[tuple[Place, str]] = [((), column.field) for field in asked for column in field.columns]
        yield from _twice([*own, *columns])
        yield from _reserved(columns)


def _columns(field: FormField, place: Place) -> Iterator[FormFault]:
    if field.type is FieldType.TABLE and not field.columns:
        yield FormFault(place, f"The table “{field.field}” has no columns.", "Add “columns:” with fields.")
    named: list[tuple[Place, str]] = [
        ((*place, "columns", c, "field"), column.field) for c, column in enumerate(field.columns)
    ]
    yield from _twice(named)
    yield from _reserved(named)
    for c, column in enumerate(field.columns):
        yield from _column(column, (*place, "columns", c))


def _column(column: FormField, place: Place, *, repeated: bool = False) -> Iterator[FormFault]:
    if column.type in _NO_COLUMN and repeated:
        what = f"A page that repeats cannot ask for type “{column.type}”: what it asks for are columns of its table."
        yield FormFault((*place, "type"), what, "Ask for it on a page of its own, once for the case.")
    elif column.type in _NO_COLUMN:
        what = f"The type “{column.type}” cannot be a column."
        yield FormFault((*place, "type"), what, "Ask for it outside of the table.")
    if column.type not in _NO_COLUMN:
        yield from field_faults(column, place)
        yield from total_faults(column, place)


def _decisions(form: Form) -> Iterator[FormFault]:
    tables = {table.decision for table in form.decisions}
    for d, table in enumerate(form.decisions):
        if table.hit == "first" and read_formula(table.rows[-1].when, {}) != ALWAYS:
            place = ("decisions", d, "rows", len(table.rows) - 1, "when")
            what = f"The last row of “{table.decision}” may not hold, and then there is no outcome."
            yield FormFault(place, what, 'Add a last row with “when: "true"”.')
        for r, row in enumerate(table.rows):
            yield from _row(table, row, ("decisions", d, "rows", r), tables)


def _row(table: RuleTable, row: RuleRow, place: Place, tables: Set[str]) -> Iterator[FormFault]:
    if bool(row.outcome) == bool(row.then):
        what = "A row gives an outcome, or goes on to another table."
        yield FormFault(place, what, "Write either “outcome:” or “then:”.")
    if row.then is not None:
        yield from _unknown((*place, "then"), row.then, tables - {table.decision})
        if table.hit == "collect":
            what = "A table that collects does not go on to another one."
            yield FormFault((*place, "then"), what, "Write “outcome:”, or “hit: first”.")


def _sections(form: Form, paths: Set[str]) -> Iterator[FormFault]:
    for s, section in enumerate(form.sections):
        place: Place = ("sections", s)
        yield from _section_names(form, section, place)
        yield from _section_files(section, place, paths)
        yield from _slots(form, section, place)
        yield from _by_day(form, section, place)
        if section.words and not 0 <= section.words[0] <= section.words[1]:
            yield FormFault((*place, "words"), "The least is more than the most.", "Write [least, most].")
    yield from _circle(form)


def _by_day(form: Form, section: Section, place: Place) -> Iterator[FormFault]:
    """What is signed may not gain or lose a section because a day has passed."""
    if section.relevant is None:
        return
    below = nodes_below(form, section.relevant)
    texts = [rule.text for rule in rules_of(form) if is_worked_with(rule, below)]
    if any(call.text == "today" for text in (section.relevant, *texts) for call in Tokens(text).calls()):
        what = f"Whether “{section.section}” is part of a case would change with the day: its rule asks for today()."
        yield FormFault((*place, "relevant"), what, "Let it stand on answers and documents alone.")


def _section_names(form: Form, section: Section, place: Place) -> Iterator[FormFault]:
    sections = {each.section for each in form.sections} - {section.section}
    fields = {field.field for field in form.fields if field.type is not FieldType.NOTE}
    usable = fields | sections | {table.decision for table in form.decisions}
    yield from _unknown((*place, "uses"), section.uses, usable)
    yield from _unknown((*place, "after"), section.after, sections)
    if section.retrieve:
        yield from _unknown((*place, "retrieve", "from"), section.retrieve.source, _sources(form))
    for c, check in enumerate(section.checks):
        yield from check_faults(form, section, check, (*place, "checks", c))
        if isinstance(check, AgreeCheck):
            agree = (*place, "checks", c, "agree")
            yield from _unknown((*agree, "field"), check.agree.field, fields)
            yield from _unknown((*agree, "slot"), check.agree.slot, {slot.slot for slot in section.slots})
            field = form.field(check.agree.field)
            if field and check.agree.choice:
                yield from _unknown((*agree, "choice"), check.agree.choice, set(field.choice_names))


def _unknown(place: Place, named: str | tuple[str, ...], known: Set[str]) -> Iterator[FormFault]:
    for at, name in enumerate((named,) if isinstance(named, str) else named):
        if name not in known:
            where = place if isinstance(named, str) else (*place, at)
            yield FormFault(where, f"Nothing that can stand here has the name “{name}”.", nearest_advice(name, known))


def _sources(form: Form) -> set[str]:
    attached = {field.field for field in form.fields if field.type is FieldType.ATTACHMENT}
    return attached | {REFERENCE, *form.libraries}


def _section_files(section: Section, place: Place, paths: Set[str]) -> Iterator[FormFault]:
    for part in ("prompt", "assembled"):
        yield from _file((*place, part), getattr(section, part), paths)
    if section.author == "drafter" and not section.prompt and not section.assembled:
        what = f"Nothing says how “{section.section}” is drafted."
        yield FormFault(place, what, "Add “assembled: assembled/NAME.md” or “author: person”.")


def _file(place: Place, path: str | None, paths: Set[str]) -> Iterator[FormFault]:
    if path is not None and path not in paths:
        yield FormFault(place, f"The pack has no file “{path}”.", nearest_advice(path, paths))


def _slots(form: Form, section: Section, place: Place) -> Iterator[FormFault]:
    named: list[tuple[Place, str]] = [((*place, "slots", n, "slot"), slot.slot) for n, slot in enumerate(section.slots)]
    yield from _twice(named)
    yield from _reserved(named)
    for n, slot in enumerate(section.slots):
        at = (*place, "slots", n)
        yield from _unknown((*at, "from"), slot.source, _sources(form))
        if slot.source in form.libraries and not slot.find:
            what = f"Nothing says what the slot “{slot.slot}” looks for in the library."
            yield FormFault(at, what, "Add “find:” with the words of the question.")


def _patterns(slot: Slot, place: Place) -> Iterator[FormFault]:
    if not slot.pattern:
        yield FormFault(place, f"The slot “{slot.slot}” has no pattern.", "Add one with a group (?P<value>…).")
    for at, expression in enumerate(slot.pattern):
        yield from _pattern((*place, "pattern", at), expression, lambda groups: any(map(_is_value, groups)))
    for at, expression in enumerate(slot.also):
        yield from _pattern((*place, "also", at), expression, lambda groups: any(map(_is_value, groups)))
    for part in ("within", "unless"):
        for at, expression in enumerate(getattr(slot, part)):
            yield from _pattern((*place, part, at), expression, lambda _: True)
    if slot.also and slot.most == 1:
        what = f"The slot “{slot.slot}” cites one passage, so that “also” finds no room."
        yield FormFault((*place, "also"), what, "Add “most:” with how many passages it may cite.")


def _is_value(group: str) -> bool:
    return group.startswith("value")


def _pattern(place: Place, expression: str, fits: Callable[[Any], bool]) -> Iterator[FormFault]:
    if missing := re.search(r"\(\?&(\w*)\)", expression):
        yield FormFault(place, f"There is no fragment “{missing[1]}”.", "Add it to “fragments:”, or correct its name.")
        return
    try:
        groups = compiled(expression).groupindex
    except (re2.error, UnicodeError) as error:
        yield FormFault(
            place, f"The pattern is no RE2 expression: {_reason(error)}.", "Correct it, or write it simpler."
        )
        return
    if not fits(groups):
        yield FormFault(place, "The pattern has no group that takes the value.", "Put (?P<value>…) around the value.")


def _reason(error: Exception) -> str:
    reason = error.args[0] if error.args else ""
    return reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)


def _circle(form: Form) -> Iterator[FormFault]:
    try:
        TopologicalSorter({s.section: set(s.after) - {s.section} for s in form.sections}).prepare()
    except CycleError as error:
        circle = list(dict.fromkeys(error.args[1]))
        at = next(s for s, section in enumerate(form.sections) if section.section in circle)
        what = f"These sections wait for each other: {', '.join(circle)}."
        yield FormFault(("sections", at, "after"), what, "Let one of them not wait.")


def _checks(form: Form) -> Iterator[FormFault]:
    """The faults of the checks that hold for every section: none of them can ask for a slot of one."""
    for c, check in enumerate(form.checks):
        if isinstance(check, AgreeCheck | FactsCheck):
            what = "This check stands on a slot, and slots belong to one section."
            yield FormFault(("checks", c), what, "Move it to the checks of that section.")
        else:
            yield from check_faults(form, form.sections[0], check, ("checks", c))


def _rest(form: Form, paths: Set[str]) -> Iterator[FormFault]:
    for s, stage in enumerate(form.stages):
        yield from _unknown(("stages", s, "role"), stage.role, form.roles.keys())
        if stage.stage == AUTHOR_GATE:
            yield FormFault(("stages", s, "stage"), f"“{AUTHOR_GATE}” is a reserved word.", "Give it another name.")
    yield from stage_faults(form)
    yield from _checks(form)
    yield from _file(("export", "docx"), form.export.docx, paths)
    if not _RETENTION.fullmatch(form.retention):
        yield FormFault(
            ("retention",), f"“{form.retention}” is no length of time.", "Write a time such as 5y, 18m or 90d."
        )
    if not any(path.startswith(f"{REFERENCE}/") for path in paths):
        for s, section in enumerate(form.sections):
            if section.retrieve and REFERENCE in section.retrieve.source:
                what = "The pack has no reference documents."
                yield FormFault(("sections", s, "retrieve", "from"), what, f"Put them in {REFERENCE}/.")
