"""What a reviewer has done and nobody has recorded yet: marks on a case, and decisions that can still be taken back.

Both are notes of one person beside a case. They survive the end of the program, and are no part of the record.
"""

from collections.abc import Mapping

from desktop_app.domain.audit import Entry
from desktop_app.domain.errors import Refused
from desktop_app.domain.person import Acting
from desktop_app.domain.record_rows import DropWorkingText, WorkingText
from desktop_app.domain.review import DecisionKind
from desktop_app.domain.review_marks import (
    HELD_PLACE,
    MARKS_PLACE,
    HeldDecision,
    Marks,
    dump_held,
    dump_marks,
    load_held,
    load_marks,
)
from desktop_app.services.ports import Clock
from desktop_app.services.record_ports import Store
from desktop_app.services.reviewing import Reviewing


class Holding:
    """Keeps a person's marks and held decisions, and records a decision exactly once."""

    def __init__(self, store: Store, reviewing: Reviewing, clock: Clock) -> None:
        self._store, self._reviewing, self._clock = store, reviewing, clock

    async def mark(self, acting: Acting, case_id: str, marks: Marks, heads: Mapping[str, str]) -> None:
        """Keep what the person has done about the texts with these revisions; nothing is kept of no marks."""
        if self._store.read_only:
            return
        words = dump_marks(marks, heads) if marks != Marks() else ""
        await self._keep(acting, case_id, MARKS_PLACE, words)

    async def marks(self, acting: Acting, case_id: str, heads: Mapping[str, str]) -> Marks:
        """What is kept of the texts that stand there now."""
        kept = await self._kept(acting, MARKS_PLACE, case_id)
        return load_marks(kept[0].text, heads) if kept else Marks()

    async def hold(self, acting: Acting, held: HeldDecision) -> None:
        """Keep a decision that is not recorded yet."""
        await self._keep(acting, held.case_id, HELD_PLACE, dump_held(held))

    async def take_back(self, acting: Acting, case_id: str) -> None:
        """The decision was never made."""
        await self._keep(acting, case_id, HELD_PLACE, "")

    async def waiting(self, acting: Acting) -> tuple[HeldDecision, ...]:
        """The person's decisions that are not recorded yet, oldest first."""
        return tuple(load_held(kept.text, kept.case_id) for kept in await self._kept(acting, HELD_PLACE))

    async def record(self, acting: Acting, held: HeldDecision) -> HeldDecision:
        """Record the decision; given again, nothing more happens. One that is refused is not tried another time."""
        try:
            await self._decide(acting, held)
        except Refused:
            await self.take_back(acting, held.case_id)
            raise
        await self.take_back(acting, held.case_id)
        await self._keep(acting, held.case_id, MARKS_PLACE, "")
        return held

    async def _decide(self, acting: Acting, held: HeldDecision) -> None:
        case_id, command_id = held.case_id, held.command_id
        if held.kind is DecisionKind.RETURN:
            await self._reviewing.return_(acting, case_id, held.items, held.reason, command_id=command_id)
        else:
            await self._reviewing.escalate(acting, case_id, held.reason, command_id=command_id)

    async def _kept(self, acting: Acting, place: str, case_id: str | None = None) -> list[WorkingText]:
        notes = await self._store.working_texts(case_id)
        return [note for note in notes if (note.place, note.person_id) == (place, acting.person.person_id)]

    async def _keep(self, acting: Acting, case_id: str, place: str, words: str) -> None:
        """Put these words there; without words, what was there goes."""
        person_id = acting.person.person_id
        row = (
            WorkingText(case_id, place, person_id, words, None, self._clock.now())
            if words
            else DropWorkingText(case_id, place, person_id)
        )
        await self._store.commit(Entry(None, (row,), ()))
