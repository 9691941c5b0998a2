"""Practice cases: begun, reviewed, told what was wrong in them, and counted for the person. None of it is real work."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace

from pydantic import ValidationError

from desktop_app.domain.audit import EventType
from desktop_app.domain.errors import CountersignError, NotFound, Refusal, Refused, UsageError
from desktop_app.domain.pack import Pack
from desktop_app.domain.person import Acting, Role
from desktop_app.domain.practice import (
    PRACTISING,
    SETTING,
    PracticeCase,
    PracticeMark,
    PracticePolicy,
    PracticeResult,
    PracticeSet,
)
from desktop_app.domain.practice_score import score
from desktop_app.domain.practice_sheet import PracticeOffer, PracticeSheet, PracticeStanding
from desktop_app.domain.record_rows import Setting, StoredPack
from desktop_app.services.pack_restoring import restore_pack
from desktop_app.services.ports import Chance, Clock, Packs, PracticeFiles
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording
from desktop_app.services.refusing import told_if_refused


class Practising:
    """Everybody sees their own. A command that is given twice under one `command_id` is applied once."""

    def __init__(
        self, store: Store, recording: Recording, packs: Packs, files: PracticeFiles, clock: Clock, chance: Chance
    ) -> None:
        self._store, self._recording, self._packs = store, recording, packs
        self._files, self._clock, self._chance = files, clock, chance
        self._known: dict[str, tuple[PracticeOffer, ...]] = {}

    async def standing(self, acting: Acting) -> PracticeStanding:
        """What the person can practise, and has. Nothing is offered to who decides about nothing."""
        kept = await self._store.practised(acting.person.person_id)
        done = tuple((case, result) for case, result in kept if result is not None)
        begun = tuple(case for case, result in kept if result is None)
        practises = not acting.profile.roles.isdisjoint(PRACTISING)
        offers = await self._offers([case.form + "/" + case.name for case, _ in done]) if practises else ()
        policy = await self.policy()
        last = max((result.at for _, result in done), default=None)
        is_due = bool(offers) and not begun and policy.is_due(last, self._clock.now())
        return PracticeStanding(offers, begun, done, policy, is_due)

    @told_if_refused(EventType.PRACTICE_STARTED)
    async def start(self, acting: Acting, form: str, name: str, *, command_id: str | None = None) -> str:
        """Begin a practice case of an installed form; its identifier. Raises Refused, NotFound."""
        actor = acting.as_one_of(*PRACTISING)
        pack = await asyncio.to_thread(self._packs.load, form)
        practice = self._set(pack, name)
        practice_id = self._chance.new_id()
        scribe = self._recording.begin(actor, None, command_id)
        scribe.put(
            StoredPack(pack.digest, pack.form.form, pack.form.version, pack.files),
            PracticeCase(practice_id, acting.person.person_id, pack.form.form, pack.digest, name, scribe.now),
        )
        known = len(practice.errors)
        scribe.tell(EventType.PRACTICE_STARTED, practice=practice_id, pack=pack.digest, set=name, known=known)
        receipt = await self._recording.write(scribe)
        if receipt.applied:
            return practice_id
        return (await self._store.practised(acting.person.person_id))[-1][0].practice_id

    async def sheet(self, acting: Acting, practice_id: str) -> PracticeSheet:
        """A practice case of the person's own. Raises NotFound."""
        case, result = await self._own(acting, practice_id)
        pack = await restore_pack(self._store, self._packs, case.pack_digest)
        practice = self._set(pack, case.name)
        pages = tuple((name, self._files.pages(pack, name)) for name in practice.documents)
        judged = score(practice, result.marks) if result else None
        return PracticeSheet(case, practice, pack.form, pages, result, judged)

    @told_if_refused(EventType.PRACTICE_FINISHED)
    async def finish(
        self, acting: Acting, practice_id: str, marks: Sequence[PracticeMark], *, command_id: str | None = None
    ) -> PracticeSheet:
        """These are wrong, the reviewer says; from now on it is told what was. Raises Refused, NotFound, UsageError."""
        actor = acting.as_one_of(*PRACTISING)
        sheet = await self.sheet(acting, practice_id)
        if await self._recording.is_applied(command_id):
            return sheet
        if sheet.result is not None:
            raise Refused("This practice case is finished.", next="Begin another one.", refusal=Refusal.STATE)
        _require_places(sheet.practice, marks)
        judged, now = score(sheet.practice, marks), self._clock.now()
        result = PracticeResult(
            practice_id, tuple(marks), len(judged.errors), judged.found, len(judged.extra), now
        )  # fmt: skip
        scribe = self._recording.begin(actor, None, command_id)
        scribe.put(result)
        scribe.tell(
            EventType.PRACTICE_FINISHED,
            practice=practice_id,
            known=result.known,
            found=result.found,
            extra=result.extra,
        )
        await self._recording.write(scribe)
        return await self.sheet(acting, practice_id)

    async def policy(self) -> PracticePolicy:
        """How often, and who sees what. Everybody may know."""
        try:
            return PracticePolicy.model_validate(json.loads(await self._store.setting(SETTING) or "{}"))
        except (ValueError, ValidationError):
            return PracticePolicy()

    @told_if_refused(EventType.SETTING_CHANGED)
    async def declare(self, acting: Acting, policy: PracticePolicy) -> None:
        """An administrator says how it is from now on."""
        actor = acting.as_one_of(Role.ADMINISTRATOR)
        scribe = self._recording.begin(actor)
        scribe.put(Setting(SETTING, policy.model_dump_json()))
        days, on = policy.every_days, policy.administrator_sees
        scribe.tell(EventType.SETTING_CHANGED, setting=SETTING, days=days, on=on)
        await self._recording.write(scribe)

    async def of_everybody(self, acting: Acting) -> tuple[tuple[PracticeCase, PracticeResult], ...]:
        """What all people found, for an administrator, where the policy says so. Raises Refused."""
        acting.as_one_of(Role.ADMINISTRATOR)
        if not (await self.policy()).administrator_sees:
            raise Refused(
                "The policy on practice cases keeps what single people found to themselves.",
                next="Declare another policy first: everybody sees it.",
                refusal=Refusal.POLICY,
            )
        kept = await self._store.practised(None)
        return tuple((case, result) for case, result in kept if result is not None)

    async def _offers(self, done: Sequence[str]) -> tuple[PracticeOffer, ...]:
        """Forms are read once while the program is open, and away from the services: who closes waits for one only."""
        for form in self._packs.names():
            if form not in self._known:
                self._known[form] = await asyncio.to_thread(self._sets_of, form)
        offers = [offer for form in self._packs.names() for offer in self._known.get(form, ())]
        found = [replace(offer, done=done.count(f"{offer.form}/{offer.name}")) for offer in offers]
        return tuple(sorted(found, key=lambda offer: (offer.done, offer.form, offer.name)))

    def _sets_of(self, form: str) -> tuple[PracticeOffer, ...]:
        try:
            pack = self._packs.read(form)
            return tuple(PracticeOffer(pack.form.form, s.practice, s.title, s.about, 0) for s in self._files.sets(pack))
        except CountersignError:
            return ()

    def _set(self, pack: Pack, name: str) -> PracticeSet:
        sets = self._files.sets(pack)
        found = next((each for each in sets if each.practice == name), None)
        if found is None:
            known = ", ".join(each.practice for each in sets) or "none"
            raise NotFound(f"The form {pack.form.form} has no practice case “{name}”.", next=f"It has: {known}.")
        return found

    async def _own(self, acting: Acting, practice_id: str) -> tuple[PracticeCase, PracticeResult | None]:
        kept = await self._store.practised(acting.person.person_id)
        found = next((each for each in kept if each[0].practice_id == practice_id), None)
        if found is None:
            raise NotFound("There is no such practice case of yours.", next="`countersign practice list` lists them.")
        return found


def _require_places(practice: PracticeSet, marks: Sequence[PracticeMark]) -> None:
    """Raises UsageError where a mark stands nowhere."""
    texts = {section.section: section.text for section in practice.sections}
    for mark in marks:
        if not 0 <= mark.start <= mark.end <= len(texts.get(mark.section, "")) or mark.section not in texts:
            raise UsageError("A mark stands outside of the texts of this practice case.", next="Mark words of it.")
