"""What became of drafts of each band: how many sections were approved, and how many of them with the same facts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desktop_app.domain.case import CaseState
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.claim import find_claims
from desktop_app.domain.confidence import Band
from desktop_app.domain.section import Revision, RevisionKind

ENOUGH = 50
"""Sections below which nothing is said of a band: of fewer, one changes the share by more than 2 %."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Sections whose draft had a band and that were approved; `same` of them with no change of fact."""

    sections: int
    same: int

    @property
    def percent(self) -> int:
        """The share of those with no change of fact, rounded down: a change is never rounded away."""
        return 100 * self.same // self.sections if self.sections else 0


def tally(records: Iterable[CaseRecord]) -> Mapping[Band, Tally]:
    """Over the signed ones of these cases. A section counts by the band that its last draft was given; what only a
    person wrote does not count."""
    all_, same = Counter[Band](), Counter[Band]()
    for record in records:
        if record.file.state is CaseState.SIGNED:
            for section in record.heads:
                draft, head = _last_draft(record, section), record.head(section)
                if draft is not None and head is not None and draft.revision_id in record.routes:
                    band = record.routes[draft.revision_id].band
                    all_[band] += 1
                    same[band] += same_facts(draft.section_text.plain, head.section_text.plain)
    return {band: Tally(count, same[band]) for band, count in all_.items()}


def same_facts(before: str, after: str) -> bool:
    """Whether two texts name the same figures, dates, durations and names, each as often, in whatever words."""
    return before == after or _facts(before) == _facts(after)


def keeps_facts(part: str, whole: str) -> bool:
    """Whether all figures, dates, durations and names of a part are in a whole text, as often."""
    return _facts(part) <= _facts(whole)


def _facts(text: str) -> Counter[object]:
    return Counter((claim.kind, claim.values) for claim in find_claims(text))


def _last_draft(record: CaseRecord, section: str) -> Revision | None:
    drafts = [revision for revision in record.of_section(section) if revision.kind is RevisionKind.DRAFT]
    return drafts[-1] if drafts else None
