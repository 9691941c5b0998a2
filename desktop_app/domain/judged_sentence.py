"""What people made of the sentences of a draft, as far as the text that a reviewer approves shows it.

A sentence that stands in the approved text word by word was let stand. One whose figures, dates or names are not in
it any more, or of which a duty, a limit or a “not” was changed, was not. One that was only worded anew says nothing.
Nor does a section that was returned as a whole: nobody knows which sentence was meant.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.claim_check import ClaimStatus
from desktop_app.domain.difference import DifferenceKind, differences
from desktop_app.domain.evidence_words import evidence_words
from desktop_app.domain.folding import fold
from desktop_app.domain.label import judged_draft
from desktop_app.domain.section import Revision
from desktop_app.domain.sentence import sentences
from desktop_app.domain.support import OWN_READERS, PEOPLE, WORDING, SentenceSupport, of_reader
from desktop_app.domain.track_record import keeps_facts


@dataclass(frozen=True)
class ApprovedText:
    """The text of a section that is approved."""

    plain: str

    @cached_property
    def _parts(self) -> tuple[str, ...]:
        """Its sentences."""
        return tuple(self.plain[place.start : place.end] for place in sentences(self.plain))

    def lets_stand(self, sentence: str) -> bool | None:
        """Whether it keeps a sentence of its draft as it is (True) or not (False); None where it cannot be told."""
        if fold(sentence).text in fold(self.plain).text:
            return True
        if not keeps_facts(sentence, self.plain):
            return False
        changed = differences(sentence, evidence_words(self._parts), self._parts)
        return False if any(each.kind is not DifferenceKind.REPLACED for each in changed) else None


def judged_sentences(record: CaseRecord, section: str) -> tuple[SentenceSupport, ...]:
    """People's verdicts on the sentences of the section's draft and its edits, where the section is approved as it is
    now: of those texts that a second reader has read and that nobody has judged."""
    head = record.head(section)
    if head is None:
        return ()
    approved = ApprovedText(head.section_text.plain)
    return tuple(verdict for text in _read_texts(record, head) for verdict in _verdicts(record, text, approved))


def _read_texts(record: CaseRecord, head: Revision) -> Iterator[Revision]:
    """The texts from the approved one back to the draft that it came from."""
    draft, found = judged_draft(record, head.section), head
    while draft is not None:
        readers = {each.reader for each in record.supports.get(found.revision_id, ())}
        if readers - OWN_READERS and PEOPLE not in readers:
            yield found
        before = record.revision(found.parent_id or "") if found != draft else None
        if before is None:
            return
        found = before


def _verdicts(record: CaseRecord, text: Revision, approved: ApprovedText) -> Iterator[SentenceSupport]:
    plain = text.section_text.plain
    for each in of_reader(record.supports.get(text.revision_id, ()), WORDING):
        stands = approved.lets_stand(plain[each.start : each.end])
        if stands is not None:
            state = ClaimStatus.SUPPORTED if stands else ClaimStatus.UNSUPPORTED
            yield SentenceSupport(text.revision_id, each.start, PEOPLE, each.end, state.value)
