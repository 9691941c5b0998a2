"""How long a person has had the case before them, beside how long they usually have one of its form."""

from collections.abc import Collection
from dataclasses import dataclass

from desktop_app.domain.case import CaseFile, CaseState
from desktop_app.domain.person import Acting
from desktop_app.domain.reading_pace import ReadingPace, decided_pace, opened_at, usual_seconds, words_of
from desktop_app.domain.told_event import told_event
from desktop_app.services.program import Program

MOST_CASES = 8
"""Newest decided cases of the form that are looked at."""


@dataclass(frozen=True, slots=True)
class ShownPace:
    """The words that were read, how long the case has been open, and how long as many usually take this person (None:
    too little is known)."""

    case_id: str
    now: ReadingPace
    usual_s: int | None


async def read_pace(
    program: Program, acting: Acting, file: CaseFile, read: Collection[str], known: tuple[ReadingPace, ...] | None
) -> tuple[ShownPace, tuple[ReadingPace, ...]] | None:
    """With what was `known` of this person and form before, or is found now. Nothing of it is kept."""
    person_id, now = acting.person.person_id, program.recording.now()
    record = await program.store.case(file.case_id)
    began = opened_at([told_event(each) for each in await program.store.events(file.case_id)], person_id, now)
    if began is None:
        return None
    past = await _past(program, file, person_id) if known is None else known
    words = sum(words_of(record, head) for section, head in record.heads.items() if section in read)
    pace = ReadingPace(words, round((now - began).total_seconds()))
    return ShownPace(file.case_id, pace, usual_seconds(words, past)), past


async def _past(program: Program, file: CaseFile, person_id: str) -> tuple[ReadingPace, ...]:
    cases = [s.file for s in await program.keeping.listing() if s.file.pack_digest == file.pack_digest]
    ended = [f for f in cases if f.state is CaseState.SIGNED and f.case_id != file.case_id][:MOST_CASES]
    found = []
    for each in ended:
        events = [told_event(event) for event in await program.store.events(each.case_id)]
        found.append(decided_pace(await program.store.case(each.case_id), events, person_id))
    return tuple(pace for pace in found if pace)
