"""What a section stands on: the map from answers, documents, outcomes and other sections to a text."""

from collections.abc import Iterator, Mapping

from desktop_app.domain.answers import Evaluated
from desktop_app.domain.case_life import LifeKind
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.expression_names import named
from desktop_app.domain.form import FieldType, Form, Section
from desktop_app.domain.form_rules import names_below
from desktop_app.domain.section import InputKind, RevisionKind

Inputs = Mapping[tuple[InputKind, str], str]
"""What a text stands on (kind and name), and what each of it was then."""

FORM = "form"
"""Stands for the form itself, where a case was moved to another version of it."""

DEFAULT = "default"
"""Stands for the value of a field that nobody has answered and that the form gives an answer."""


def inputs_of(section: Section, form: Form, record: CaseRecord, evaluated: Evaluated) -> Inputs:
    """What the section stands on now: what its `uses` name, its documents, and the sections it comes after.

    A name of `uses` is a field, an attachment, a decision or another section. A section may have the name of another
    of them, which is then meant: the section itself is named by `after`.
    """
    found = {(InputKind.SECTION, name): _text_value(record, name) for name in section.after}
    for name in dict.fromkeys((*section.uses, *sources_of(section))):
        found.update(_inputs_named(name, form, record, evaluated))
    found.update(_form_moved(section, record))
    return found


def _form_moved(section: Section, record: CaseRecord) -> Inputs:
    """The newest change of the case's form that touched the section; a text from before that is stale."""
    moves = [s.lock_version for s in record.life if s.kind is LifeKind.MIGRATE and section.section in s.sections]
    return {(InputKind.FORM, FORM): str(moves[-1])} if moves else {}


def sources_of(section: Section) -> tuple[str, ...]:
    """The attachment fields (or `reference`) that a section's evidence comes from."""
    retrieved = section.retrieve.source if section.retrieve else ()
    return tuple(dict.fromkeys((*retrieved, *(slot.source for slot in section.slots))))


def standing_on_documents(form: Form, field: str) -> frozenset[str]:
    """The sections that a further document of this attachment field makes stale; all of them, where it may decide which
    sections a case has."""
    if any(field in names_below(form, s.relevant) for s in form.sections if s.relevant):
        return frozenset(s.section for s in form.sections)
    return frozenset(s.section for s in form.sections if field in (*s.uses, *sources_of(s)))


def _inputs_named(
    name: str, form: Form, record: CaseRecord, evaluated: Evaluated
) -> Iterator[tuple[tuple[InputKind, str], str]]:
    field = form.field(name)
    if field and field.type is not FieldType.ATTACHMENT:
        yield (InputKind.ANSWER, name), _answer_value(record, name, evaluated)
        for source in sorted(named(field.calculation)) if field.calculation else ():
            yield from _inputs_named(source, form, record, evaluated)
    elif field is None and form.decision(name):
        yield (InputKind.OUTCOME, name), _outcome_value(name, form, evaluated)
    elif field is None and form.section(name):
        yield (InputKind.SECTION, name), _text_value(record, name)
    elif name not in form.libraries:  # what a case keeps of a library grows with its drafts, and changes nothing
        for document in record.documents:
            if document.field == name and (field is None or name in evaluated.relevant):
                yield (InputKind.DOCUMENT, document.document_id), document.original.commitment


def _text_value(record: CaseRecord, section: str) -> str:
    """The revision of the section's text; to accept changes as they stand is no other text."""
    head = record.head(section)
    head = head and record.original(head)
    while head and head.kind is RevisionKind.SETTLE and head.parent_id:
        before = record.revision(head.parent_id)
        if before is None or before.text.body != head.text.body:
            break
        head = record.original(before)
    return head.revision_id if head else record.heads.get(section, "")


def _answer_value(record: CaseRecord, path: str, evaluated: Evaluated) -> str:
    """The answer's commitment; nothing where it is blank or hidden, since a text then cannot use it."""
    if path not in evaluated.values:
        return ""
    kept = next((a.value for a in record.answers if a.path == path), None)
    return kept.commitment if kept else DEFAULT


def _outcome_value(name: str, form: Form, evaluated: Evaluated) -> str:
    """The row of the rule table that decided, or the rows: their reasons are part of what a text says."""
    table, decided = form.decision(name), evaluated.decided.get(name)
    if table is None or decided is None or not decided.known:
        return ""
    rows = [(row.outcome, row.reason) for row in table.rows]
    told = (decided.outcome, decided.reason)
    at = rows.index(told) if table.hit == "first" and told in rows else decided.place
    return f"{decided.outcome}:{at}"
