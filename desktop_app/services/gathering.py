"""Gathering what a new text is held against: its passages, the answers, the documents and what was told of them."""

from collections.abc import Callable, Sequence

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.checked_text import (
    CheckedAnswer,
    CheckedText,
    TableReasons,
    Unread,
    hidden_suspects,
    speaking_suspects,
    suspects_of,
)
from desktop_app.domain.endpoint import EndpointKind
from desktop_app.domain.evidence import Document, DocumentState, EvidenceItem, Passage
from desktop_app.domain.form import RuleTable, Section
from desktop_app.domain.hidden_text import visible
from desktop_app.domain.new_text import NewText
from desktop_app.domain.quotation import has_quotations
from desktop_app.services.prompting import RULES
from desktop_app.services.sending import personal_answers


def gathered(facts: CaseFacts, section: Section, new: NewText, endpoint: EndpointKind | None) -> CheckedText:
    """Everything that the text is held against."""
    fields = {field.field: field for field in facts.pack.form.fields}
    names, documents, evaluated = facts.names, facts.documents_of(section), facts.evaluated
    held = facts.pack.rules.checks_held(section, evaluated.values, evaluated.today)
    pages = _pages(facts) if has_quotations(new.marked.text.plain) else {}
    return CheckedText(
        text=new.marked.text,
        section=facts.pack.form.checked(held),
        anchors=new.marked.anchors,
        passages={item.number: item.passage.text for item in new.evidence},
        spans=new.marked.spans,
        answers=tuple(
            CheckedAnswer(name, of.label, answer.text, answer.value, of.calculation is not None, of.choice_names)
            for name, answer in facts.answers.items()
            for of in (fields[name],)
        ),
        outcomes=(
            *(reason for _, reason in facts.evaluated.outcomes.values()),
            *(line for lines in facts.paths.values() for line in lines),
        ),
        tables=tuple(_reasons(table, facts) for table in facts.pack.form.decisions),
        slots=new.slots,
        known=(*names.values(), facts.record.file.title, facts.pack.form.title),
        unread=_unread(facts, frozenset(d.document_id for d in documents)),
        suspects=(
            *suspects_of(new.evidence),
            *hidden_suspects(_hidden(facts, documents)),
            *speaking_suspects(_not_offered(facts, documents, new.evidence)),
        ),
        left_out=new.left_out,
        missing=new.missing,
        miscounted=new.miscounted,
        cut_short=new.cut_short,
        endpoint=endpoint if new.endpoint else None,
        pages=tuple(text for texts in pages.values() for text in texts),
        pages_of={i.number: pages[i.passage.document_id] for i in new.evidence if i.passage.document_id in pages},
        language=facts.pack.form.language,
        told=_told(facts, section),
        personal=personal_answers(facts.pack.form, facts.answers),
        moderated=new.moderated,
    )


def _pages(facts: CaseFacts) -> dict[str, tuple[str, ...]]:
    """The texts of each document's pages."""
    texts: dict[str, list[str]] = {}
    for page in facts.pages:
        texts.setdefault(page.document_id, []).append(page.text.text)
    return {document_id: tuple(found) for document_id, found in texts.items()}


def _hidden(facts: CaseFacts, documents: tuple[Document, ...]) -> tuple[EvidenceItem, ...]:
    """What the section's documents hide from who reads them."""
    return _unnumbered(facts, documents, lambda passage: passage.hidden)


def _not_offered(
    facts: CaseFacts, documents: tuple[Document, ...], offered: Sequence[EvidenceItem]
) -> tuple[EvidenceItem, ...]:
    """What people attached and the section's drafter was not shown: who wrote one passage wrote the others."""
    attached = tuple(d for d in documents if facts.pack.form.field(d.field))
    known = {item.passage.passage_id for item in offered}
    return _unnumbered(facts, attached, lambda passage: passage.passage_id not in known and not passage.hidden)


def _unnumbered(
    facts: CaseFacts, documents: tuple[Document, ...], wanted: Callable[[Passage], bool]
) -> tuple[EvidenceItem, ...]:
    own, names = {d.document_id for d in documents}, facts.names
    found = (p for p in facts.passages if p.document_id in own and wanted(p))
    return tuple(EvidenceItem(0, passage, names[passage.document_id]) for passage in found)


def _told(facts: CaseFacts, section: Section) -> tuple[str, ...]:
    """What a drafter is told for the section: the rules, its instruction, and its presets."""
    instruction = facts.pack.text(section.prompt) if section.prompt else ""
    return tuple(filter(None, (RULES, instruction, *section.presets.values())))


def _reasons(table: RuleTable, facts: CaseFacts) -> TableReasons:
    decided = facts.evaluated.decided.get(table.decision)
    if decided is None or not decided.known:
        return TableReasons(table.title, "", tuple(row.reason for row in table.rows))
    held = {step.row.reason for step in decided.steps if step.held} | {decided.reason}
    others = tuple(row.reason for row in table.rows if row.reason not in held)
    return TableReasons(table.title, decided.reason, others, (*held, *facts.paths[table.decision]))


def _unread(facts: CaseFacts, documents: frozenset[str]) -> tuple[Unread, ...]:
    names = facts.names
    unread = [
        Unread(names[d.document_id], None, d.reason or f"The document is {d.state}.")
        for d in facts.record.documents
        if d.document_id in documents and d.state is not DocumentState.READ
    ]
    blank = [p for p in facts.pages if p.document_id in documents and not visible(p.text.text).strip()]
    read = {d.document_id for d in facts.record.documents if d.state is DocumentState.READ}
    return (*unread, *(Unread(names[p.document_id], p.number) for p in blank if p.document_id in read))
