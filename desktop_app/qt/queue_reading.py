"""What waits for a person, where a case stands in it, and what is usual among the cases of a form."""

from dataclasses import replace
from statistics import median

from desktop_app.domain.case import CaseFile, CaseState
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.change_author import drafted_before
from desktop_app.domain.redline import edited_share
from desktop_app.domain.review_queue import QueuePlace
from desktop_app.domain.text import Origin
from desktop_app.qt.review_state import ReviewState
from desktop_app.services.program import Program

MOST_CASES, LEAST_CASES = 8, 3
"""Signed cases that tell what is usual: no more, and no fewer."""


def in_queue(state: ReviewState, place: QueuePlace) -> ReviewState:
    """The case with its place in the queue, and the cases around it."""
    number = (place.number, place.count) if place.number else (0, 0)
    return replace(state, place=number, following=place.after, preceding=place.before)


async def read_usual_share(program: Program, file: CaseFile) -> tuple[str, float | None]:
    """What people usually write of a draft of this pack (the median of its newest signed cases); None where there are
    too few to say."""
    cases = [s.file for s in await program.keeping.listing() if s.file.pack_digest == file.pack_digest]
    signed = [f for f in cases if f.state is CaseState.SIGNED and f.case_id != file.case_id][:MOST_CASES]
    if len(signed) < LEAST_CASES:
        return file.pack_digest, None
    records = [await program.store.case(each.case_id) for each in signed]
    return file.pack_digest, median(_share(record) for record in records)


def _share(record: CaseRecord) -> float:
    heads = (record.revision(head) for head in record.heads.values())
    drafted = [head for head in heads if head and drafted_before(record, head)]
    spans = [span for head in drafted for span in record.spans.get(head.revision_id, ())]
    return edited_share(spans).get(Origin.PERSON, 0.0)
