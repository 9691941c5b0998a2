"""What an administrator has said of text that leaves and of text that comes: personal data, and a moderation service.

Both are settings of the store, and each change of one is told by an event.
"""

import asyncio
from dataclasses import replace

from desktop_app.domain.audit import EventType, Outcome
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.draft import DraftRequest
from desktop_app.domain.endpoint import FORBIDDEN, HOSTED_SETTING, Endpoint, EndpointKind, Residency
from desktop_app.domain.errors import EndpointFailed, NotFound, Refused, SecretUnavailable
from desktop_app.domain.guard import MODERATION_SETTING, NOT_ASKED, OFF, ON, STAND_INS_SETTING
from desktop_app.domain.person import Acting
from desktop_app.domain.record_rows import Setting
from desktop_app.domain.stand_in import StandIns, stand_ins
from desktop_app.services.anchoring import as_keeper
from desktop_app.services.draft_run import RunContext
from desktop_app.services.personal_history import personal_ever
from desktop_app.services.ports import Clock, ModeratorMaker, Secrets
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording


class Guarding:
    """Keeps both settings, and asks the moderation service where there is one."""

    def __init__(
        self, store: Store, recording: Recording, secrets: Secrets, make: ModeratorMaker, clock: Clock
    ) -> None:
        self._store, self._recording, self._secrets = store, recording, secrets
        self._make, self._clock = make, clock

    async def hides_personal(self) -> bool:
        """Whether hosted models are told no personal data: so it is until an administrator says otherwise."""
        return await self._store.setting(STAND_INS_SETTING) != OFF

    async def hide_personal(self, acting: Acting, *, on: bool) -> None:
        """Tell hosted models no personal data from now on, or tell them. Raises Refused."""
        await self._change(acting, Setting(STAND_INS_SETTING, ON if on else OFF), on=on)

    async def guarded(self, request: DraftRequest, facts: CaseFacts) -> DraftRequest:
        """The request of this case, with what has been said of personal data, and what of it the case has ever had."""
        personal = await personal_ever(self._store, facts)
        return replace(request, reveals=not await self.hides_personal(), personal=personal)

    async def moderator(self) -> str:
        """The endpoint that is asked about drafts of models; empty where none is."""
        return await self._store.setting(MODERATION_SETTING) or ""

    async def moderate_with(self, acting: Acting, name: str) -> None:
        """Ask this endpoint about each draft of a model from now on; none where the name is empty.

        Raises Refused, NotFound.
        """
        if name:
            await self._endpoint(name)
        await self._change(acting, Setting(MODERATION_SETTING, name), on=bool(name), endpoint=name)

    async def verdict(
        self, context: RunContext, request: DraftRequest, plain: str, writer: Endpoint
    ) -> tuple[str, ...]:
        """The kinds of harm that the moderation service names in a model's draft; that it was asked is told.

        A hosted service is not asked about what was written inside. One that cannot be asked is told of as well: that
        flags the draft, and loses nothing.
        """
        name = await self.moderator()
        if not name or not writer.is_model:
            return ()
        try:
            endpoint = await self._endpoint(name)
        except NotFound:
            return (NOT_ASKED,)
        hosted = endpoint.residency is Residency.HOSTED
        if hosted and (writer.residency is Residency.LOCAL or not await self._allows_hosted()):
            return ()
        hides = hosted and not request.reveals
        texts = [plain, *(message.text for message in request.messages)]
        found = (stand_ins(texts, request.personal) if hides else StandIns({})).within(plain)
        return await self._ask(context, endpoint, found.put_in(plain), len(found.texts))

    async def _allows_hosted(self) -> bool:
        return await self._store.setting(HOSTED_SETTING) != FORBIDDEN

    async def may_change(self, acting: Acting) -> bool:
        """Whether this person may change either."""
        try:
            await as_keeper(self._store, acting)
        except Refused:
            return False
        return self._store.read_only is None

    async def _ask(self, context: RunContext, endpoint: Endpoint, text: str, replaced: int) -> tuple[str, ...]:
        started, outcome = self._clock.mono_ms(), Outcome.DONE
        kinds: tuple[str, ...] = (NOT_ASKED,)
        try:
            key = await asyncio.to_thread(self._secrets.get, endpoint.secret) if endpoint.secret else None
            kinds = await self._make(endpoint, key).moderate(text)
        except (EndpointFailed, SecretUnavailable):
            outcome = Outcome.FAILED
        scribe = self._recording.begin(context.actor, context.facts.case_id)
        scribe.tell(
            EventType.TEXT_MODERATED,
            section=context.section.section,
            outcome=outcome,
            run=context.run_id,
            endpoint=endpoint.name,
            marks=len(kinds) if outcome is Outcome.DONE else 0,
            ms=self._clock.mono_ms() - started,
            data={"stand_ins": replaced} if replaced else None,
        )
        await self._recording.write(scribe)
        return kinds

    async def _endpoint(self, name: str) -> Endpoint:
        known = {e.name: e for e in await self._store.endpoints() if e.kind is EndpointKind.OPENAI}
        if name not in known:
            told = ", ".join(known) or "none yet"
            raise NotFound(f"There is no server “{name}”.", next=f"Add it as an endpoint first; known are: {told}.")
        return known[name]

    async def _change(self, acting: Acting, setting: Setting, *, on: bool, endpoint: str = "") -> None:
        scribe = self._recording.begin(await as_keeper(self._store, acting))
        scribe.put(setting)
        told = {"endpoint": endpoint} if endpoint else None
        scribe.tell(EventType.SETTING_CHANGED, setting=setting.name, on=on, data=told)
        await self._recording.write(scribe)
