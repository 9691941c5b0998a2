"""What an export template may name: words of the case, its answers and what follows from them (in English).

Inline names stand anywhere in a line; a part stands in a paragraph of its own and becomes many: sections, a table of
the form, all answers, the record.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.finished import FinishedCase, followed
from desktop_app.domain.form import FieldType, Form
from desktop_app.domain.form_field import FormField
from desktop_app.domain.pack import Pack
from desktop_app.domain.provenance import person_name
from desktop_app.domain.slot_finding import flat
from desktop_app.domain.standing import Standing
from desktop_app.domain.value import Value
from desktop_app.domain.value_text import rows_shown, show

SECTIONS, ANSWERS, RECORD = "sections", "answers", "record"
_CASE = ("title", "reference", "state", "standing", "author", "code", "signed_by", "signed_on")
_FORM = ("title", "version", "fingerprint")


def inline_names(form: Form) -> frozenset[str]:
    """What may stand within a line."""
    fields = (f"answers.{f.field}" for f in form.fields if f.type is not FieldType.NOTE)
    tables = (f"decisions.{table.decision}" for table in form.decisions)
    outcomes = (name for table in tables for name in (table, f"{table}.reason"))
    return frozenset((*(f"case.{n}" for n in _CASE), *(f"form.{n}" for n in _FORM), *fields, *outcomes))


def part_names(form: Form) -> frozenset[str]:
    """What stands in a paragraph of its own, and is a part of the document."""
    return frozenset((SECTIONS, ANSWERS, RECORD, *(f"section.{section.section}" for section in form.sections)))


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """Rows of cells below their headings."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class AnsweredPage:
    """A page of the form: its questions with their answers, and its tables with their labels."""

    title: str
    answers: tuple[tuple[str, str], ...]
    tables: tuple[tuple[str, PrintedTable], ...]


@dataclass(frozen=True, slots=True)
class DocumentWords:
    """`inline` has every name of `inline_names`, blank where there is nothing to say; `tables` are the tables of the
    form by the name of their answer."""

    inline: Mapping[str, str]
    tables: Mapping[str, PrintedTable]
    pages: tuple[AnsweredPage, ...]


def document_words(record: CaseRecord, pack: Pack, said: FinishedCase, names: Mapping[str, str]) -> DocumentWords:
    """The words of a case as it is now; rules that ask for today are given the day on which it was last changed."""
    form, fields = pack.form, {field.field: field for field in pack.form.fields}
    follows = followed(record, pack, said.latest.date())
    values = follows.values
    shown = {name: show(fields[name], value) for name, value in values.items() if name in fields}
    shown |= {f.field: _files(record, f) for f in form.fields if f.type is FieldType.ATTACHMENT}
    tables = {
        name: PrintedTable(tuple(c.label or c.field for c in field.columns), _cells(field, values[name]))
        for name, field in fields.items()
        if field.type is FieldType.TABLE and name in values
    }
    inline = dict.fromkeys(inline_names(form), "") | _case_words(record, pack, said, names)
    inline |= {f"answers.{name}": text for name, text in shown.items()}
    for name, (outcome, reason) in follows.outcomes.items():
        inline |= {f"decisions.{name}": outcome.replace("_", " "), f"decisions.{name}.reason": reason}
    return DocumentWords(inline, tables, tuple(_pages(form, shown, tables)))


def _case_words(record: CaseRecord, pack: Pack, said: FinishedCase, names: Mapping[str, str]) -> dict[str, str]:
    valid = [each for each in said.standings if each.standing is Standing.VALID and each.at]
    last = max((each.at for each in valid if each.at), default=None)
    return {
        "case.title": said.title,
        "case.reference": said.reference,
        "case.state": record.file.state.replace("_", " "),
        "case.standing": said.banner or "Signed",
        "case.author": flat(person_name(record.file.created_by, names)),
        "case.code": said.code,
        "case.signed_by": "; ".join(f"{each.name} ({each.role})" for each in valid),
        "case.signed_on": f"{last:%Y-%m-%d}" if last else "",
        "form.title": pack.form.title,
        "form.version": pack.form.version,
        "form.fingerprint": pack.digest[:16],
    }


def _files(record: CaseRecord, field: FormField) -> str:
    return ", ".join(flat(document.name.text) for document in record.attached if document.field == field.field)


def _cells(field: FormField, value: Value) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row[column.field] for column in field.columns) for row in rows_shown(field, value))


def _pages(form: Form, shown: Mapping[str, str], tables: Mapping[str, PrintedTable]) -> Iterator[AnsweredPage]:
    """The pages that have an answer; a question without one is left out."""
    for page in form.pages:
        asked = [field for field in page.fields if field.type is not FieldType.HIDDEN]
        own = [f for f in asked if f.field in tables] if not page.repeat else []
        answers = tuple(
            (f.label or f.field, shown[f.field]) for f in asked if shown.get(f.field) and f.field not in tables
        )
        if answers or own:
            yield AnsweredPage(page.title, answers, tuple((f.label or f.field, tables[f.field]) for f in own))
