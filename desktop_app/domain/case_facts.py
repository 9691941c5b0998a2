"""A case as its sections see it: the record, its pack, its evaluated answers and its documents' passages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from desktop_app.domain.answers import Evaluated, Problem
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.decision_path import path_words
from desktop_app.domain.dependency import Inputs, inputs_of, sources_of
from desktop_app.domain.draft import QuotedAnswer
from desktop_app.domain.errors import Refusal, Refused
from desktop_app.domain.evidence import Document, EvidenceItem, Page, Passage
from desktop_app.domain.finding import RaisedFinding
from desktop_app.domain.form import Section
from desktop_app.domain.pack import Pack
from desktop_app.domain.paragraph_label import label_at
from desktop_app.domain.section import RevisionKind, SectionFacts, SectionState, state_of
from desktop_app.domain.usage import RunOutcome


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Everything that drafting, checking and deciding look at, as it was at one moment."""

    record: CaseRecord
    pack: Pack
    evaluated: Evaluated
    problems: tuple[Problem, ...]
    answers: Mapping[str, QuotedAnswer]
    pages: tuple[Page, ...]
    passages: tuple[Passage, ...]

    @property
    def case_id(self) -> str:
        """The case."""
        return self.record.file.case_id

    @property
    def paths(self) -> dict[str, tuple[str, ...]]:
        """The way to each decision that could be made, as a draft may say it: without the answers that it stands on."""
        decided = self.evaluated.decided.items()
        return {name: path_words(self.pack.form, each) for name, each in decided if each.known}

    def path_with_answers(self, decision: str, read: Mapping[str, str] | None = None) -> tuple[str, ...]:
        """The way to a decision, with the answers of each row: which is missing, where it cannot be made yet.

        `read` are the answers by name as people read them, where they do not read them as drafts do.
        """
        shown = {name: answer.text for name, answer in self.answers.items()} if read is None else dict(read)
        shown |= {name: outcome for name, (outcome, _) in self.evaluated.outcomes.items()}
        decided = self.evaluated.decided.get(decision)
        return path_words(self.pack.form, decided, shown) if decided else ()

    def section(self, name: str) -> Section | None:
        """The section of the form."""
        return self.pack.form.section(name)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections of the form that are part of this case."""
        left_out = self.evaluated.left_out
        return tuple(section for section in self.pack.form.sections if section.section not in left_out)

    @property
    def drafted(self) -> tuple[Section, ...]:
        """Those of them that a drafter writes."""
        return tuple(section for section in self.sections if section.author == "drafter")

    def require_section(self, name: str) -> Section:
        """The section of that name. Raises NotFound, and Refused where it is no part of this case."""
        section = self.pack.form.require_section(name)
        if name in self.evaluated.left_out:
            raise Refused(
                f"“{section.title}” is no part of this case: its rule does not hold with these answers.",
                next="Change the answers that it follows from; what was written in it before is kept.",
                refusal=Refusal.LEFT_OUT,
                section=name,
            )
        return section

    @property
    def names(self) -> dict[str, str]:
        """The documents' names, by document."""
        return {d.document_id: d.name.text for d in self.record.documents}

    def evidence_items(self, numbers: Mapping[int, str]) -> tuple[EvidenceItem, ...]:
        """These passages (number to passage) as evidence, by number; what is no longer there is left out."""
        known = {p.passage_id: p for p in self.passages}
        names = self.names
        return tuple(
            EvidenceItem(number, found, names.get(found.document_id, ""), self.label_of(found))
            for number, passage in sorted(numbers.items())
            if (found := known.get(passage))
        )

    def taken_from(self, path: str) -> tuple[Passage, Document] | None:
        """The passage that the answer to a question was taken from, and its document, which may be removed by now."""
        passage_id = next((a.passage_id for a in self.record.answers if a.path == path and a.value), None)
        passage = next((each for each in self.passages if each.passage_id == passage_id), None)
        documents = (d for d in self.record.documents if passage and d.document_id == passage.document_id)
        document = next(documents, None)
        return (passage, document) if passage and document else None

    def label_of(self, passage: Passage) -> str:
        """The id of the paragraph that a passage stands in; empty where its page has none."""
        texts = (p.text.text for p in self.pages if (p.document_id, p.number) == (passage.document_id, passage.page))
        return label_at(next(texts, ""), passage.start)

    def with_head(self, section: str, revision_id: str) -> "CaseFacts":
        """The same case where this is the section's current revision."""
        return replace(self, record=replace(self.record, heads={**self.record.heads, section: revision_id}))

    def documents_of(self, section: Section) -> tuple[Document, ...]:
        """The documents that a section's evidence comes from."""
        return self.documents_from(sources_of(section))

    def documents_from(self, sources: Sequence[str]) -> tuple[Document, ...]:
        """The documents of these attachment fields, `reference` and libraries; those of a field that is not relevant
        are kept and not used."""
        unused = {f.field for f in self.pack.form.fields if not f.answerable} - self.evaluated.relevant
        return tuple(d for d in self.record.documents if d.field in sources and d.field not in unused)

    def inputs_of(self, section: Section) -> Inputs:
        """What the section stands on now."""
        return inputs_of(section, self.pack.form, self.record, self.evaluated)

    def changed_inputs(self, section: Section) -> tuple[str, ...]:
        """What has changed since the section's current revision was made: names of fields, decisions, documents and
        sections. Empty where there is no revision."""
        if section.section not in self.record.heads:
            return ()
        then = self.inputs_then(self.record.heads[section.section])
        now = self.inputs_of(section)
        changed = {each for each in then.keys() | now.keys() if then.get(each, "") != now.get(each, "")}
        return tuple(sorted({self.names.get(key, key) for _, key in changed}))

    def changed_words(self, section: Section) -> tuple[str, ...]:
        """The same in the words that people know them by."""
        return tuple(self.pack.form.words_of(name) for name in self.changed_inputs(section))

    def is_outdated(self, section: Section, raised: RaisedFinding) -> bool:
        """Whether a finding is about an answer that is another one by now: the section is stale instead."""
        return raised.finding.details.get("field", "") in self.changed_inputs(section)

    def inputs_then(self, revision_id: str) -> Inputs:
        """What a revision stands on, as it was when it was made."""
        return {(i.kind, i.key): i.value for i in self.record.inputs.get(revision_id, ())}

    def state_of(self, section: Section) -> SectionState:
        """Where the section stands."""
        head = self.record.head(section.section)
        runs = self.record.runs_of(section.section)
        return state_of(
            SectionFacts(
                author_is_person=section.author == "person",
                head_kind=head.kind if head else None,
                stale=bool(self.changed_inputs(section)),
                approved=any(
                    len(self.approvers(section.section, stage.stage)) >= stage.approvals
                    for stage in self.pack.form.stages
                ),
                interrupted=bool(runs) and runs[-1].outcome is not RunOutcome.FINISHED,
            )
        )

    def approvers(self, section: str, gate: str) -> frozenset[str]:
        """The persons whose approval of the section counts at a gate."""
        return frozenset(d.person_id for d in self.record.approvals(section, gate))

    def heard(self, section: str, gate: str) -> frozenset[str]:
        """The persons who have approved the section at a gate, or for whom a delegate has: none is heard twice."""
        return frozenset(p for d in self.record.approvals(section, gate) for p in self.record.voices(d))

    def holds_persons_text(self, section: str) -> bool:
        """Whether a person has worked on the section, so that a redraft must wait beside it as a proposal."""
        head = self.record.head(section)
        return head is not None and head.kind is not RevisionKind.DRAFT
