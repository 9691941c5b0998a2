"""What waits for a person, where a case stands in it, and what is usual among the cases of a form."""

from dataclasses import replace
from statistics import median

from desktop_app.domain.case import CaseFile, CaseState
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.change_author import drafted_before
from desktop_app.domain.person import Acting
from desktop_app.domain.redline import edited_share
from desktop_app.domain.review_queue import QueuedCase, due_at, queue_of
from desktop_app.domain.text import Origin
from desktop_app.qt.kept_forms import forms_of
from desktop_app.qt.review_state import ReviewState
from desktop_app.services.program import Program

MOST_CASES, LEAST_CASES = 8, 3
"""Signed cases that tell what is usual: no more, and no fewer."""


async def read_queue(program: Program, acting: Acting) -> tuple[QueuedCase, ...]:
    """What waits for this person."""
    cases = await program.store.queue(acting.person.person_id)
    return queue_of(cases, acting.person, acting.profile.roles)


async def read_dated_queue(program: Program, acting: Acting) -> tuple[QueuedCase, ...]:
    """The same, each with when it is due by its own form."""
    cases = await read_queue(program, acting)
    forms = await forms_of(program, (case.file for case in cases))
    within = {(digest, stage.stage): stage.due for digest, form in forms.items() for stage in form.stages}
    times = (within.get((case.file.pack_digest, case.file.stage or "")) for case in cases)
    return tuple(replace(case, due=due_at(case.since, time)) for case, time in zip(cases, times, strict=True))


def in_queue(state: ReviewState, queue: tuple[QueuedCase, ...]) -> ReviewState:
    """The case with its place in a queue, and the case that comes after it."""
    names = [case.file.case_id for case in queue]
    if state.file.case_id not in names:
        return replace(state, following=names[0] if names else "")
    at = names.index(state.file.case_id)
    others = [*names[at + 1 :], *names[:at]]
    first, last = (others[0], others[-1]) if others else ("", "")
    return replace(state, place=(at + 1, len(names)), following=first, preceding=last)


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
