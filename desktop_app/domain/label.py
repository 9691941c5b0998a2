"""Labels: drafted sections of which it is known whether they were right, and what they are counted for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from uuid import NAMESPACE_URL, uuid5

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.confidence import MEASURED, Factor, factors_of
from desktop_app.domain.endpoint import ASSEMBLED, EndpointKind
from desktop_app.domain.evaluation import Score, Verdict
from desktop_app.domain.finding import Rule
from desktop_app.domain.lane import LaneKey
from desktop_app.domain.section import Revision, RevisionKind
from desktop_app.domain.track_record import same_facts

LEARNED_OF = 3
"""One case of so many is learned from; the others decide."""


class LabelSource(StrEnum):
    """Who says whether it was right: an evaluation case of the pack, gold answers from outside it, the reviewer of a
    flagged section, or the reviewer of one that would have passed and was drawn for the sample."""

    EVALUATION = "evaluation"
    GOLD = "gold"
    REVIEW = "review"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class Label:
    """A drafted section, what drafted it, its factors, and whether it was right.

    `of_case` is the case, or a digest of an evaluation case's name; `revision_id` is None where the store was thrown
    away.
    """

    label_id: str
    form: str
    pack_digest: str
    section: str
    endpoint: str
    model: str
    fingerprint: str | None
    instruction: str
    source: LabelSource
    of_case: str
    revision_id: str | None
    factors: tuple[Factor, ...]
    is_right: bool
    at: datetime

    @property
    def key(self) -> LaneKey:
        """What drafted it."""
        return LaneKey(self.pack_digest, self.endpoint, self.model, self.fingerprint, self.instruction)

    @property
    def could_pass(self) -> bool:
        """Whether no hard rule holds it back: only such sections say what errors would escape."""
        return not any(factor.limits for factor in self.factors)

    @property
    def decides(self) -> bool:
        """Whether it decides about the threshold, or is learned from. All sections of a case are on the same side, and
        on which one follows from the case alone."""
        return int.from_bytes(sha256(self.of_case.encode()).digest()[:8]) % LEARNED_OF != 0


def latest(labels: Iterable[Label]) -> tuple[Label, ...]:
    """The last word about each section of each case, in the order in which they were first labelled."""
    return tuple({(label.of_case, label.section): label for label in labels}.values())


def judged_draft(record: CaseRecord, section: str) -> Revision | None:
    """The draft that the section's current text came from; None where it did not come from a draft alone."""
    found = record.head(section)
    while found is not None and found.kind not in (RevisionKind.DRAFT, RevisionKind.MERGE):
        found = record.revision(found.parent_id or "")
    return found if found is not None and found.kind is RevisionKind.DRAFT else None


def is_unchanged(record: CaseRecord, draft: Revision) -> bool:
    """Whether the section's current text names the same figures, dates and names as its draft: wording may differ."""
    head = record.head(draft.section)
    return head is not None and same_facts(draft.section_text.plain, head.section_text.plain)


def meets_expectations(scores: Iterable[Score]) -> bool:
    """Whether nothing that was expected of a section of an evaluation case was missed."""
    return all(score.right == score.judged for score in scores)


def gold_says(verdicts: Iterable[Verdict]) -> bool | None:
    """Whether a section answers all that gold data can judge of it; None where it can judge nothing."""
    known = [verdict for verdict in verdicts if verdict is not Verdict.NOT_COMPARABLE]
    return all(verdict in (Verdict.RIGHT, Verdict.RIGHTLY_ABSENT) for verdict in known) if known else None


def factors_when_answered(record: CaseRecord, revision_id: str, kind: EndpointKind) -> tuple[Factor, ...]:
    """The factors of a draft as they are where every question is answered: no case without that is ever sent, while
    evaluation cases and gold data answer few."""
    findings = [
        (raised.finding, record.answer_to(raised.finding_id))
        for raised in record.findings.get(revision_id, ())
        if raised.rule is not Rule.MISSING_ANSWER
    ]
    quotes = [citation.quote_state for citation in record.citations.get(revision_id, ())]
    measured = [factor for factor in record.routes[revision_id].factors if factor.name in MEASURED]
    return factors_of(findings, quotes, kind, measured)


def evaluated_label(
    facts: CaseFacts, section: str, name: str, source: LabelSource, *, right: bool, at: datetime
) -> Label | None:
    """The label of a section of an evaluation case of this name; None where nothing drafted it."""
    record, revision_id = facts.record, facts.record.heads.get(section, "")
    standing = record.standings.get(revision_id)
    if standing is None:
        return None
    kind = EndpointKind.ASSEMBLED if standing.endpoint == ASSEMBLED.name else EndpointKind.OPENAI
    of_case = sha256(f"{facts.pack.form.form} {source} {name}".encode()).hexdigest()[:32]
    return Label(
        label_id=str(uuid5(NAMESPACE_URL, f"{of_case} {section} {revision_id}")),
        form=facts.pack.form.form,
        pack_digest=facts.pack.digest,
        section=section,
        endpoint=standing.endpoint,
        model=standing.model,
        fingerprint=standing.fingerprint,
        instruction=standing.instruction,
        source=source,
        of_case=of_case,
        revision_id=None,
        factors=factors_when_answered(record, revision_id, kind),
        is_right=right,
        at=at,
    )
