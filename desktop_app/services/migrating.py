"""Moving an open case to another version of its form: previewed, explicit and recorded. Nothing of it is lost."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace

from desktop_app.domain.answer_conversion import converted_answers
from desktop_app.domain.answers import load, show
from desktop_app.domain.audit import EventType
from desktop_app.domain.case import Answer, BlankKind, CaseState, CaseStep, after
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.case_life import LeftAnswer, LifeKind, VoidReason, stated_reason
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.change_reason import ReasonCode
from desktop_app.domain.errors import NotFound, Refusal, Refused, UsageError
from desktop_app.domain.evidence import NO_FIELD, Document
from desktop_app.domain.migration import (
    FormVersion,
    Migration,
    fits,
    gates_changed,
    left_answers,
    touched_sections,
    words_of_answer,
)
from desktop_app.domain.pack import Pack
from desktop_app.domain.person import Acting, Role
from desktop_app.domain.record_rows import StoredPack
from desktop_app.domain.route import RouteKind
from desktop_app.services.attaching import REFERENCE, Attaching, Attachment
from desktop_app.services.case_keeping import CaseKeeping
from desktop_app.services.ending import put_step, require_its_author
from desktop_app.services.pack_restoring import restore_pack
from desktop_app.services.ports import Packs
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording, Scribe
from desktop_app.services.refusing import told_if_refused
from desktop_app.services.withdrawing import stale_sections, withdraw


@dataclass(frozen=True, slots=True)
class _Moved:
    """The case as it is after the move, and what was moved."""

    facts: CaseFacts
    left: tuple[Answer, ...]
    converted: tuple[tuple[Answer, bytes], ...]
    back: tuple[LeftAnswer, ...]
    touched: tuple[str, ...]
    gone: tuple[str, ...]
    stale: frozenset[str]
    voided: frozenset[str]


class Migrating:
    """Only its author moves a case, and only while it is with them: a signed case stays on its form for ever."""

    def __init__(
        self, store: Store, keeping: CaseKeeping, attaching: Attaching, recording: Recording, packs: Packs
    ) -> None:
        self._store, self._keeping, self._attaching, self._recording = store, keeping, attaching, recording
        self._packs = packs

    async def versions(self, case_id: str) -> tuple[FormVersion, ...]:
        """The versions of its form: those that are installed, then those that the store keeps, the newest first."""
        record = await self._store.case(case_id)
        form = (await self._keeping.facts(case_id)).pack.form.form
        before = _before(record)
        found: dict[str, FormVersion] = {}
        offered = await asyncio.to_thread(self._packs.offered)
        installed = [(each.name, each.form.version, each.digest) for each in offered if each.form.form == form]
        kept = [("", version, digest) for digest, version in await self._store.pack_versions(form)]
        for name, version, digest in (*installed, *kept):
            current = digest == record.file.pack_digest
            found.setdefault(digest, FormVersion(version, digest, name, current, digest == before))
        return tuple(sorted(found.values(), key=lambda v: (not v.installed, *(-n for n in _numbers(v.version)))))

    async def has_other(self, record: CaseRecord) -> bool:
        """Whether there is another version of its form, installed or kept: found without a check of any."""
        known = await restore_pack(self._store, self._packs, record.file.pack_digest)
        form = known.form.form
        kept = {digest for digest, _ in await self._store.pack_versions(form)}
        return bool((kept | await asyncio.to_thread(self._packs.digests_of, form)) - {record.file.pack_digest})

    async def target(self, case_id: str, wanted: str = "", *, back: bool = False) -> Pack:
        """The pack that a case is to be moved to: a version or the beginning of a digest of its form, an installed pack
        or a folder; `back`: the one that it was on before its last move; nothing said: the newest that is installed.

        Raises NotFound, PackInvalid.
        """
        versions = await self.versions(case_id)
        if back:
            return await self._kept(next((v for v in versions if v.before), None), "an earlier version")
        if not wanted:
            newest = [v for v in versions if v.installed]
            return await self._kept(next((v for v in newest if not v.current), next(iter(newest), None)), "another one")
        named = [v for v in versions if wanted == v.version or (len(wanted) >= _DIGITS and v.digest.startswith(wanted))]
        if len(named) > 1:
            which = ", ".join(v.digest[:12] for v in named)
            raise UsageError(f"“{wanted}” is more than one pack.", next=f"Name one of them by its digest: {which}.")
        return await self._kept(named[0], wanted) if named else self._packs.load(wanted)

    async def _kept(self, version: FormVersion | None, wanted: str) -> Pack:
        if version is None:
            raise NotFound(f"There is no pack of this form that is {wanted}.", next="`countersign pack list`.")
        if version.installed:
            return self._packs.load(version.installed)
        return await restore_pack(self._store, self._packs, version.digest)

    async def preview(self, case_id: str, pack: Pack) -> Migration:
        """What the move would change; nothing is written. Raises Refused where it cannot be made."""
        facts, record = await self._keeping.facts(case_id), await self._store.case(case_id)
        after(record.file.state, CaseStep.MIGRATE)
        _require_other(facts, pack)
        moved = self._moved(facts, record, pack, await self._left_reference(record, pack))
        before, form = facts.pack, pack.form
        titles = {s.section: s.title for s in (*before.form.sections, *form.sections)}
        was = {problem.words for problem in facts.problems}
        return Migration(
            version_from=before.form.version,
            version_to=form.version,
            kept=sum(a.value is not None for a in record.answers) - len(moved.left) - len(moved.converted),
            converted=tuple(_converted_words(before, pack, *each) for each in moved.converted),
            left=tuple(words_of_answer(before, answer) for answer in moved.left),
            back=tuple(form.words_of(answer.path) for answer in moved.back),
            gone=moved.gone,
            new=tuple(s.section for s in form.sections if before.form.section(s.section) is None),
            stale=tuple(s.section for s in form.sections if s.section in moved.stale),
            voided=tuple(name for name in titles if name in moved.voided and _is_approved(record, name)),
            problems=tuple(p.words for p in moved.facts.problems if p.words not in was),
            titles=titles,
        )

    @told_if_refused(EventType.CASE_MIGRATED)
    async def migrate(
        self, acting: Acting, case_id: str, pack: Pack, reason: str, *, command_id: str | None = None
    ) -> CaseState:
        """Move the case to this version of its form.

        Answers that do not fit are kept aside. Texts of sections that the form asks for in another way are stale, and
        their approvals end; texts of sections that it has no more stay in the record.
        """
        actor = acting.as_one_of(Role.ANALYST)
        facts, record = await self._keeping.facts(case_id), await self._store.case(case_id)
        if await self._recording.is_applied(command_id):
            return record.file.state
        state = after(record.file.state, CaseStep.MIGRATE)
        require_its_author(acting, facts)
        _require_other(facts, pack)
        words = stated_reason(reason, "move")
        other = await self._left_reference(record, pack)
        moved, person_id = self._moved(facts, record, pack, other), acting.person.person_id
        scribe = self._recording.begin(actor, case_id, command_id)
        form, was = pack.form, facts.pack.digest
        scribe.put(StoredPack(pack.digest, form.form, form.version, pack.files))
        step = put_step(
            scribe, facts, LifeKind.MIGRATE, words, person_id, was=was, now=pack.digest, sections=moved.touched
        )
        scribe.because(replace(record.file, pack_digest=pack.digest), ReasonCode.OTHER, words)
        scribe.tell(
            EventType.CASE_MIGRATED,
            refs={"reason": step.words},
            data={"was": was, "now": pack.digest, "version": form.version},
            sections=moved.touched,
            left=[answer.path for answer in (*moved.left, *(answer for answer, _ in moved.converted))],
        )
        self._put_answers(scribe, record, moved)
        self._put_reference(scribe, record, pack, other)
        withdraw(scribe, record, moved.voided, VoidReason.MIGRATED)
        _leave_gone(scribe, record, moved.gone)
        await self._recording.write(scribe)
        await self._keeping.read_waiting(actor, case_id)
        return state

    async def _left_reference(self, record: CaseRecord, pack: Pack) -> tuple[Document, ...]:
        """The reference documents of the version before that the other one does not have as they are."""
        now = _reference(pack)
        known = [d for d in record.attached if d.field == REFERENCE]
        bodies = {d.document_id: await self._store.body(d.original) for d in known if d.name.text in now}
        return tuple(d for d in known if bodies.get(d.document_id) != now.get(d.name.text, b""))

    def _moved(self, facts: CaseFacts, record: CaseRecord, pack: Pack, other: tuple[Document, ...]) -> _Moved:
        """The case as it would be, all in mind."""
        converted, touched = converted_answers(record, facts.pack, pack), touched_sections(record, facts.pack, pack)
        bodies = {answer.path: body for answer, body in converted}
        left = tuple(a for a in left_answers(record, facts.pack, pack) if a.path not in bodies)
        names = {answer.path for answer in left}
        answers = tuple(
            replace(a, value=None, blank_kind=BlankKind.BLANK) if a.path in names else a for a in record.answers
        )
        answers = tuple(
            replace(a, value=replace(a.value, body=bodies[a.path])) if a.value and a.path in bodies else a
            for a in answers
        )
        back = _back(record, pack, {a.path for a in answers if a.value})
        values = {each.path: each.value for each in back}
        answers = tuple(replace(a, value=values.get(a.path, a.value)) for a in answers)
        file = replace(record.file, pack_digest=pack.digest)
        then = replace(record, file=file, answers=answers, documents=_without(record, other))
        then_facts = self._keeping.seen(then, pack, facts.pages, facts.passages)
        gone = tuple(name for name in record.heads if pack.form.section(name) is None and facts.pack.form.section(name))
        stale = stale_sections(then_facts) | set(touched)
        other_document = gates_changed(facts.pack, pack) or facts.evaluated.left_out != then_facts.evaluated.left_out
        voided = set(record.heads) if other_document else stale | set(gone)
        return _Moved(then_facts, left, converted, back, touched, gone, frozenset(stale), frozenset(voided))

    def _put_answers(self, scribe: Scribe, record: CaseRecord, moved: _Moved) -> None:
        version = record.file.lock_version + 1
        for answer in moved.left:
            if answer.value is not None:
                scribe.put(LeftAnswer(scribe.case_id, version, answer.path, answer.value))
            _put_answer(scribe, replace(answer, value=None, blank_kind=BlankKind.BLANK))
        for answer, body in moved.converted:
            if answer.value is not None:
                scribe.put(LeftAnswer(scribe.case_id, version, answer.path, answer.value))
            _put_answer(scribe, replace(answer, value=scribe.keep(body)))
        known = {answer.path: answer for answer in record.answers}
        for each in moved.back:
            _put_answer(scribe, replace(known[each.path], value=each.value, blank_kind=None))

    def _put_reference(self, scribe: Scribe, record: CaseRecord, pack: Pack, other: tuple[Document, ...]) -> None:
        """The pack's own documents are those of its version: others go, as removed documents do, and new ones come."""
        for document in other:
            scribe.put(replace(document, field=NO_FIELD))
            told = {"document": document.document_id, "field": REFERENCE}
            scribe.tell(EventType.DOCUMENT_REMOVED, refs={"name": document.name}, data=told)
        kept = {d.name.text for d in record.attached if d.field == REFERENCE and d not in other}
        for name, body in _reference(pack).items():
            if name not in kept:
                self._attaching.put(scribe, REFERENCE, Attachment(name, body))


_DIGITS = 6
"""Characters of a digest that are enough to name a pack."""


def _before(record: CaseRecord) -> str | None:
    """The pack that the case was on until its last move."""
    return next((step.was for step in reversed(record.life) if step.kind is LifeKind.MIGRATE), None)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _converted_words(before: Pack, after: Pack, answer: Answer, body: bytes) -> tuple[str, str, str]:
    question, words = words_of_answer(before, answer)
    field = after.form.field(answer.path)
    return question, words, show(field, load(field, body)) if field else ""


def _without(record: CaseRecord, other: tuple[Document, ...]) -> tuple[Document, ...]:
    return tuple(replace(d, field=NO_FIELD) if d in other else d for d in record.documents)


def _require_other(facts: CaseFacts, pack: Pack) -> None:
    if pack.form.form != facts.pack.form.form:
        raise Refused(
            f"This is a case of “{facts.pack.form.form}”, and no other form can take its place.",
            next="Open a new case of that form.",
            refusal=Refusal.RULE,
        )
    if pack.digest == facts.pack.digest:
        raise Refused(
            "The case is on this version of its form already.", next="Go on with it.", refusal=Refusal.UNCHANGED
        )


def _back(record: CaseRecord, pack: Pack, given: Iterable[str]) -> tuple[LeftAnswer, ...]:
    """Answers that were kept aside, whose question is there again and not answered otherwise: the newest of each."""
    newest = {each.path: each for each in record.left if each.path not in set(given)}
    known = {answer.path: answer for answer in record.answers}
    return tuple(
        each
        for each in newest.values()
        if each.path in known and fits(pack.form.field(each.path), replace(known[each.path], value=each.value))
    )


def _put_answer(scribe: Scribe, answer: Answer) -> None:
    scribe.put(replace(answer, lock_version=answer.lock_version + 1))
    scribe.tell(
        EventType.ANSWER_SET,
        refs={"value": answer.value} if answer.value else {},
        path=answer.path,
        origin=answer.origin.value,
        blank=answer.value is None,
    )


def _reference(pack: Pack) -> dict[str, bytes]:
    start = REFERENCE + "/"
    return {path.rsplit("/", 1)[-1]: body for path, body in sorted(pack.files.items()) if path.startswith(start)}


def _leave_gone(scribe: Scribe, record: CaseRecord, gone: Iterable[str]) -> None:
    """Nothing waits for a section that the form has no more. Where it comes back its route is decided anew."""
    for name in gone:
        head = record.heads[name]
        decided = record.routes.get(head)
        if decided is not None:
            scribe.put(replace(decided, route=RouteKind.PASS, reasons=()))


def _is_approved(record: CaseRecord, section: str) -> bool:
    lapsed = {(s.command_id, s.section) for s in record.superseded}
    return any(d.section == section and (d.command_id, d.section) not in lapsed for d in record.decided)
