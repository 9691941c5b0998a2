"""Notices for a person: read from the record, with what they have seen of them. Nobody sees those of another."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import replace

from desktop_app.domain.audit import Entry
from desktop_app.domain.case import CaseFile
from desktop_app.domain.errors import CountersignError, ReadOnly, UsageError
from desktop_app.domain.form import Form
from desktop_app.domain.notice import Notices, NoticeState, QuietHours, unseen_of
from desktop_app.domain.notice_rules import NoticedCase, NoticeReader, notices_of
from desktop_app.domain.person import Acting
from desktop_app.domain.told_event import told_event
from desktop_app.services.case_keeping import CaseKeeping
from desktop_app.services.delegating import Delegating
from desktop_app.services.ports import Clock
from desktop_app.services.record_ports import Store


class Noticing:
    """Tells a person what others did, and keeps what they have seen. That is no change of the record: no event tells of
    it."""

    def __init__(self, store: Store, keeping: CaseKeeping, delegating: Delegating, clock: Clock) -> None:
        self._store, self._keeping = store, keeping
        self._delegating, self._clock = delegating, clock

    async def look(self, acting: Acting) -> Notices:
        """What the person has to know now."""
        person_id, now = acting.person.person_id, self._clock.now()
        events, known = await self._store.noticed(person_id)
        cases = {case.file.case_id: await self._with_form(case) for case in known}
        reader = NoticeReader(person_id, await self._delegating.roles(acting))
        found = notices_of(map(told_event, events), reader, cases, now)
        state = await self._store.notice_state(person_id)
        return Notices(found, unseen_of(found, state), state)

    async def see(self, acting: Acting, keys: Collection[str] | None = None) -> Notices:
        """The person has seen these; without keys all that there is. Raises UsageError, ReadOnly."""
        notices = await self.look(acting)
        known = [notice.key for notice in notices.all]
        for key in keys or ():
            if key not in known:
                raise UsageError(f"There is no notice {key}.", next="`countersign notices` lists them.")
        return await self._seen(notices, known if keys is None else keys)

    async def see_case(self, acting: Acting, case_id: str) -> Notices:
        """The person has opened the case, and with it what they were told of it, as far as that can be kept."""
        notices = await self.look(acting)
        about = [notice.key for notice in notices.all if notice.file.case_id == case_id]
        with suppress(ReadOnly):
            return await self._seen(notices, about)
        return notices

    async def tell_as(self, acting: Acting, *, quiet: QuietHours | None, tray: bool) -> NoticeState:
        """From now on: no message between these hours, and none at all in the system's tray without `tray`."""
        state = await self._store.notice_state(acting.person.person_id)
        changed = replace(state, quiet=quiet, tray=tray)
        if changed != state:
            await self._keep(changed)
        return changed

    async def _seen(self, notices: Notices, keys: Iterable[str]) -> Notices:
        new = [key for key in keys if key in notices.unseen]
        if not new:
            return notices
        state = notices.state.after(reversed(new))
        await self._keep(state)
        return replace(notices, unseen=unseen_of(notices.all, state), state=state)

    async def _keep(self, state: NoticeState) -> None:
        await self._store.commit(Entry(None, (state,), ()))

    async def _with_form(self, case: NoticedCase) -> NoticedCase:
        form = await self._form(case.file)
        if form is None:
            return case
        roles = {stage.stage: form.roles[stage.role] for stage in form.stages}
        return replace(case, targets=form.notices, roles=roles)

    async def _form(self, file: CaseFile) -> Form | None:
        """What cannot be restored any more declares nothing."""
        try:
            return await self._keeping.form_of(file)
        except CountersignError:
            return None
