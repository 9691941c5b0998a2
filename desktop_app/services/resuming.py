"""Typing that becomes an edit or an answer, now or at the next start. It is never lost, and never overwrites."""

from dataclasses import replace

from desktop_app.domain.audit import Entry
from desktop_app.domain.change_reason import ReasonCode
from desktop_app.domain.errors import CountersignError, NotFound
from desktop_app.domain.person import Acting
from desktop_app.domain.record_rows import DropWorkingText, WorkingText
from desktop_app.domain.working_text import (
    Offered,
    PlaceKind,
    Recovered,
    aside_place,
    base_of,
    dropped,
    is_typing,
    next_answer,
    on_top,
    read_place,
)
from desktop_app.services.case_keeping import CaseKeeping
from desktop_app.services.editing import Editing
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import repeated


class Resuming:
    """Ends journals of typing: each becomes one edit, or is offered to its person."""

    def __init__(self, store: Store, keeping: CaseKeeping, editing: Editing) -> None:
        self._store, self._keeping, self._editing = store, keeping, editing

    async def close(
        self, acting: Acting, typed: WorkingText, reason: str = "", code: ReasonCode = ReasonCode.CORRECTION
    ) -> str | None:
        """Make what was typed an edit or an answer, and end its journal in the same entry. What stands there then.

        Raises Refused where something else stands there than what the typing began from, and whatever the edit or
        the answer raises; the journal is then as it was.
        """
        return await repeated(lambda: self._close(acting, typed, reason, code))

    async def _close(self, acting: Acting, typed: WorkingText, reason: str, code: ReasonCode) -> str | None:
        kind, name = read_place(typed.place)
        if kind is PlaceKind.SECTION:
            added = await self._editing.close(acting, typed, reason, code)
            became = added.revision.revision_id if added else None
        else:
            answer = {name: typed.text}
            changed = await self._keeping.answer(acting, typed.case_id, answer, reason=reason, code=code, typed=typed)
            became = next_answer(typed.base_revision) if changed else None
        return became or base_of(await self._store.case(typed.case_id), typed.place)

    async def aside(self, typed: WorkingText) -> tuple[DropWorkingText | WorkingText, ...]:
        """What to write so that this typing does not replace other typing that waits at its place."""
        waiting = await self._store.working_texts(typed.case_id)
        mine = [each for each in waiting if each.person_id == typed.person_id]
        older = [each for each in mine if each.place == typed.place and each.text != typed.text]
        places = {each.place for each in mine}
        moved = (replace(each, place=aside_place(each.place, places)) for each in older)
        return tuple(row for each in zip(map(dropped, older), moved, strict=True) for row in each)

    async def waiting(self, acting: Acting, case_id: str | None = None) -> tuple[WorkingText, ...]:
        """What this person typed that is no edit yet, in one case or in all, oldest first."""
        kept = await self._store.working_texts(case_id)
        return tuple(typed for typed in kept if typed.person_id == acting.person.person_id and is_typing(typed.place))

    async def recover(self, acting: Acting) -> Recovered:
        """After a start: what can become this person's edit becomes one, all else is offered."""
        adopted, offered = [], []
        for typed in await self.waiting(acting):
            why = await self._adopted_or_why(acting, typed)
            if why:
                offered.append(Offered(typed, why))
            else:
                adopted.append(typed)
        return Recovered(tuple(adopted), tuple(offered))

    async def _adopted_or_why(self, acting: Acting, typed: WorkingText) -> str:
        if typed.base_revision is not None and not typed.text.strip():
            return "All words were deleted. Take it, or keep what stands there."
        try:
            await self.close(acting, typed)
        except CountersignError as error:
            return f"{error.what} {error.next}"
        return ""

    async def adopt(
        self, acting: Acting, case_id: str, place: str, reason: str = "", code: ReasonCode = ReasonCode.CORRECTION
    ) -> WorkingText:
        """Make what the person typed the text, over what stands there now: they have looked at both. What it was."""
        typed = await self._found(acting, case_id, place)
        record = await self._store.case(case_id)
        await self.close(acting, on_top(record, typed), reason, code)
        return typed

    async def discard(self, acting: Acting, case_id: str, place: str) -> WorkingText:
        """Give up what the person typed. What it was."""
        typed = await self._found(acting, case_id, place)
        await self._store.commit(Entry(None, (dropped(typed),), ()))
        return typed

    async def _found(self, acting: Acting, case_id: str, place: str) -> WorkingText:
        """By its place, or by the name of its section or question."""
        waiting = await self.waiting(acting, case_id)
        found = [typed for typed in waiting if place in (typed.place, read_place(typed.place)[1])]
        if len(found) == 1:
            return found[0]
        raise NotFound(
            f"{len(found) or 'No'} texts that you typed at “{place}” wait in this case.",
            next="`countersign case typing list` names what waits; write section:NAME or answer:NAME.",
        )
