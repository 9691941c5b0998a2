"""A case that begins from another: the next version of a signed one, or a copy."""

from dataclasses import dataclass, replace

from desktop_app.domain.audit import EventType
from desktop_app.domain.case import CaseFile, CaseState, CaseStep, after
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.case_life import CaseOrigin, LifeKind, LifeStep, OriginKind, stated_reason
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.errors import Refusal, Refused, UsageError
from desktop_app.domain.person import Acting, Actor, Role
from desktop_app.domain.record_rows import StoredPack
from desktop_app.domain.version_name import version_name
from desktop_app.services.attaching import Attaching
from desktop_app.services.carried_parts import CarriedParts
from desktop_app.services.case_keeping import CaseKeeping
from desktop_app.services.grounding import Grounding
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording, Scribe
from desktop_app.services.refusing import told_if_refused
from desktop_app.services.revising import Revising


@dataclass(frozen=True, slots=True)
class _Begun:
    """The case to begin, and what of the other one goes with it."""

    file: CaseFile
    origin: CaseOrigin
    documents: bool
    texts: bool


class Carrying:
    """Everything of the new case is written in one entry: it is there whole, or not at all. No decision, signature or
    comment goes with it; who wrote each word does."""

    def __init__(
        self,
        store: Store,
        keeping: CaseKeeping,
        attaching: Attaching,
        grounding: Grounding,
        revising: Revising,
        recording: Recording,
    ) -> None:
        self._store, self._keeping, self._attaching = store, keeping, attaching
        self._grounding, self._revising, self._recording = grounding, revising, recording

    @told_if_refused(EventType.CASE_AMENDED)
    async def amend(self, acting: Acting, case_id: str, reason: str, *, command_id: str | None = None) -> str:
        """Open the next version of a signed case, with all that it holds; the identifier of the new case.

        The signed one stays as it is. Every approval of the new version is its own.
        """
        actor = acting.as_one_of(Role.ANALYST)
        facts = await self._keeping.facts(case_id)
        if await self._recording.is_applied(command_id):
            return await self._begun_by(command_id)
        after(facts.record.file.state, CaseStep.AMEND)
        _require_newest(facts.record)
        words = stated_reason(reason, "amend")
        scribe, new_id = self._begin(actor, command_id)
        version = facts.record.version + 1
        file = _file(facts, scribe, acting, facts.record.file.title, version_name(facts.record.file.reference, version))
        begun = _Begun(file, CaseOrigin(new_id, case_id, OriginKind.AMENDS, version), documents=True, texts=True)
        scribe.tell(EventType.CASE_AMENDED, of_case=case_id, by=new_id, number=version)
        step = LifeStep(
            new_id, 1, LifeKind.AMEND, scribe.keep(words), acting.person.person_id, None, None, (), scribe.now
        )
        return await self._carry(actor, scribe, facts, begun, step)

    @told_if_refused(EventType.CASE_OPENED)
    async def copy(
        self,
        acting: Acting,
        case_id: str,
        *,
        title: str = "",
        reference: str = "",
        documents: bool = False,
        texts: bool = False,
        command_id: str | None = None,
    ) -> str:
        """Open a case of the same form with the answers of this one, with its documents and texts only where that is
        asked for; the identifier of the new case. Texts cite documents, so they go together.
        """
        actor = acting.as_one_of(Role.ANALYST)
        facts = await self._keeping.facts(case_id)
        if await self._recording.is_applied(command_id):
            return await self._begun_by(command_id)
        if texts and not documents:
            raise UsageError("Texts cite documents.", next="Copy the documents too, or neither.")
        scribe, new_id = self._begin(actor, command_id)
        file = _file(facts, scribe, acting, title.strip() or facts.record.file.title, reference.strip(), drafted=texts)
        origin = CaseOrigin(new_id, case_id, OriginKind.COPIES, 1)
        return await self._carry(actor, scribe, facts, _Begun(file, origin, documents, texts), None)

    def _begin(self, actor: Actor, command_id: str | None) -> tuple[Scribe, str]:
        scribe = self._recording.begin(actor, None, command_id)
        new_id = scribe.new_id()
        return self._recording.begin(actor, new_id, scribe.command_id), new_id

    async def _begun_by(self, command_id: str | None) -> str:
        receipt = await self._store.receipt(command_id or "")
        if receipt is None:
            raise ValueError("this command was not applied")
        return await self._recording.case_of(receipt)

    async def _carry(self, actor: Actor, scribe: Scribe, facts: CaseFacts, begun: _Begun, step: LifeStep | None) -> str:
        form, pack = facts.pack.form, facts.pack
        scribe.put(StoredPack(pack.digest, form.form, form.version, pack.files), begun.file, begun.origin)
        scribe.put(*((step,) if step else ()))
        origin = begun.origin
        led = {origin.kind.value: origin.of_case}
        told = {"pack": pack.digest, "form": form.form, "version": form.version}
        scribe.tell(EventType.CASE_OPENED, data={**told, **led}, number=origin.version)
        parts = CarriedParts(scribe, facts)
        record = CaseRecord(file=begun.file, life=(step,) if step else (), origin=origin)
        if begun.documents:
            await parts.put_documents(self._store)
        else:
            self._attaching.put_reference(scribe, pack)
        record = replace(record, documents=parts.documents, answers=parts.put_answers())
        if begun.texts:
            await self._put_texts(scribe, facts, parts, record)
        receipt = await self._recording.write(scribe)
        new_id = begun.file.case_id if receipt.applied else await self._recording.case_of(receipt)
        await self._keeping.read_waiting(actor, new_id)
        return new_id

    async def _put_texts(self, scribe: Scribe, facts: CaseFacts, parts: CarriedParts, record: CaseRecord) -> None:
        """The current texts, checked anew: each is as stale as it was."""
        stale = {s.section for s in facts.sections if facts.changed_inputs(s)}
        heads = {name: scribe.new_id() for name in facts.record.heads}
        record = replace(record, runs=await parts.put_runs(self._store))
        for section in facts.sections:
            if section.section in heads:
                others = {name: head for name, head in heads.items() if name != section.section}
                now = self._keeping.seen(replace(record, heads=others), facts.pack, parts.pages, parts.passages)
                slots = self._grounding.ground(now, section).slots
                by = record.file.created_by
                new = parts.text(section.section, heads[section.section], slots, by, stale=section.section in stale)
                parts.put_text(scribe, self._revising.add(scribe, now, section, new).revision)


def _file(
    facts: CaseFacts, scribe: Scribe, acting: Acting, title: str, reference: str, *, drafted: bool = True
) -> CaseFile:
    return CaseFile(
        case_id=scribe.case_id,
        pack_digest=facts.pack.digest,
        reference=reference,
        title=title,
        state=CaseState.DRAFT if drafted else CaseState.FORM,
        stage=None,
        lock_version=1,
        created_by=acting.person.person_id,
        created_at=scribe.now,
    )


def _require_newest(record: CaseRecord) -> None:
    """Raises Refused where a version that amends it is there already."""
    if record.amendment and not record.amendment.abandoned:
        raise Refused(
            f"Version {record.amendment.version} of this case exists already.",
            next=f"Go on with that one: {record.amendment.case_id}.",
            refusal=Refusal.AMENDED,
        )
