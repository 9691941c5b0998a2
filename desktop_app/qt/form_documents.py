"""The documents of a case as its form sees them: what people attached. Pure functions."""

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.evidence import Document
from desktop_app.domain.form import FieldType


def attached_counts(facts: CaseFacts) -> dict[str, int]:
    """How many documents each attachment field has."""
    counts = {field.field: 0 for field in facts.pack.form.fields if field.type is FieldType.ATTACHMENT}
    for document in facts.record.documents:
        if document.field in counts:
            counts[document.field] += 1
    return counts


def documents_of(facts: CaseFacts) -> tuple[Document, ...]:
    """What people attached; the documents of the pack itself are no answer."""
    fields = attached_counts(facts)
    return tuple(document for document in facts.record.documents if document.field in fields)
