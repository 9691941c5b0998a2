"""What a section stands on: the map from answers, documents, outcomes and other sections to a text."""

import re
from collections.abc import Iterator, Mapping

from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.form import FieldType, Form, Section
from desktop_app.domain.section import InputKind

_NAME = re.compile(r"[a-z][a-z0-9_]*")

Inputs = Mapping[tuple[InputKind, str], str]


def inputs_of(section: Section, form: Form, record: CaseRecord, outcomes: Mapping[str, tuple[str, str]]) -> Inputs:
    """What the section stands on now. A name of `uses` is a field, an attachment, a decision or another section."""
    found: dict[tuple[InputKind, str], str] = {}
    sources = section.retrieve.source if section.retrieve else ()
    for name in dict.fromkeys((*section.uses, *sources, *section.after)):
        found.update(_inputs_named(name, form, record, outcomes))
    return found


def _inputs_named(
    name: str, form: Form, record: CaseRecord, outcomes: Mapping[str, tuple[str, str]]
) -> Iterator[tuple[tuple[InputKind, str], str]]:
    field = form.field(name)
    if field and field.type is FieldType.ATTACHMENT:
        for document in record.documents:
            if document.field == name:
                yield (InputKind.DOCUMENT, document.document_id), document.original.commitment
    elif field:
        for path in _answers_behind(name, form, frozenset()):
            yield (InputKind.ANSWER, path), _answer_value(record, path)
    elif form.section(name):
        yield (InputKind.SECTION, name), record.heads.get(name, "")
    else:
        yield (InputKind.OUTCOME, name), _outcome_value(name, form, outcomes)


def _answers_behind(name: str, form: Form, seen: frozenset[str]) -> Iterator[str]:
    """The field itself, or for a calculated one the fields that its expression names."""
    field = form.field(name)
    if field is None or name in seen:
        return
    if field.calculation is None:
        yield name
        return
    for named in _NAME.findall(field.calculation):
        yield from _answers_behind(named, form, seen | {name})


def _answer_value(record: CaseRecord, path: str) -> str:
    answer = next((a for a in record.answers if a.path == path), None)
    if answer is None:
        return ""
    return answer.value.commitment if answer.value else str(answer.blank_kind or "")


def _outcome_value(name: str, form: Form, outcomes: Mapping[str, tuple[str, str]]) -> str:
    """The row of the rule table that decided: its reason is part of what a text says."""
    table = next((t for t in form.decisions if t.decision == name), None)
    if table is None or name not in outcomes:
        return ""
    rows = [i for i, row in enumerate(table.rows) if (row.outcome, row.reason) == outcomes[name]]
    return f"{outcomes[name][0]}:{rows[0] if rows else 0}"


def stands_on(section: Section, form: Form, keys: frozenset[str]) -> bool:
    """Whether one of these answers, attachment fields or sections is among what the section stands on."""
    sources = section.retrieve.source if section.retrieve else ()
    named = {path for name in (*section.uses, *sources, *section.after) for path in (name, *_behind(name, form))}
    return bool(named & keys)


def _behind(name: str, form: Form) -> Iterator[str]:
    yield from _answers_behind(name, form, frozenset())
    for table in form.decisions:
        if table.decision == name:
            for row in table.rows:
                for named in _NAME.findall(row.when):
                    yield from _answers_behind(named, form, frozenset())
