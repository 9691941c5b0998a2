"""Cases: opened on a pack, filled with answers, read back with everything that follows from them."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from desktop_app.domain.answers import Evaluated, Problem, Value, dump, load, parse, show
from desktop_app.domain.audit import Entry, EventType
from desktop_app.domain.batch import BatchCase, BatchRow
from desktop_app.domain.case import Answer, AnswerOrigin, BlankKind, CaseFile, CaseState
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.case_life import VoidReason
from desktop_app.domain.case_record import CaseRecord, CaseSummary
from desktop_app.domain.change_reason import ReasonCode
from desktop_app.domain.consequences import Consequences
from desktop_app.domain.draft import QuotedAnswer
from desktop_app.domain.errors import NotFound, Refusal, Refused, UsageError
from desktop_app.domain.evidence import Page, Passage
from desktop_app.domain.form import Absence, FieldType, Form, FormField
from desktop_app.domain.pack import Pack
from desktop_app.domain.person import READERS, Acting, Actor, Role
from desktop_app.domain.record_rows import StoredPack, WorkingText
from desktop_app.domain.value_text import rows_shown
from desktop_app.domain.working_text import dropped, require_base
from desktop_app.services.attaching import Attaching
from desktop_app.services.pack_restoring import restore_pack
from desktop_app.services.ports import Chance, Clock, Packs
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording, Scribe
from desktop_app.services.refusing import told_if_refused
from desktop_app.services.withdrawing import touched_sections, withdraw

LONGEST_NAME = 200
MOST_KEPT = 16
"""Cases of which it is kept in mind what follows from their answers, as long as nothing of those changes."""


MOST_VALUES = 2_000
"""Kept answers that are read once."""


@dataclass(frozen=True, slots=True)
class AsKept:
    """A value that was an answer before, to be one again as it is."""

    value: Value


@dataclass(frozen=True, slots=True)
class _Follows:
    """What follows from the answers of a case on a day."""

    evaluated: Evaluated
    problems: tuple[Problem, ...]
    quoted: Mapping[str, QuotedAnswer]


class CaseKeeping:
    """Opens cases, keeps their answers and reads them."""

    def __init__(
        self, store: Store, recording: Recording, packs: Packs, attaching: Attaching, clock: Clock, chance: Chance
    ) -> None:
        self._store, self._recording, self._packs, self._attaching = store, recording, packs, attaching
        self._clock, self._chance = clock, chance
        self._loaded: dict[str, Pack] = {}
        self._viewed: set[tuple[str, str]] = set()
        self._follows = lru_cache(MOST_KEPT)(self._following)
        self._last: OrderedDict[tuple[str, str], Consequences] = OrderedDict()
        self._value = lru_cache(MOST_VALUES)(self._load)

    @told_if_refused(EventType.CASE_OPENED)
    async def open(
        self,
        acting: Acting,
        pack: Pack,
        *,
        title: str,
        reference: str = "",
        command_id: str | None = None,
        of_row: BatchRow | None = None,
    ) -> str:
        """Open a case on this pack; its identifier. The pack's files are kept, so that the case never loses them.

        The same command again gives the same case. `of_row` is the row of a batch that it is opened for.
        """
        actor = acting.as_one_of(Role.ANALYST)
        title, reference = " ".join(title.split()), " ".join(reference.split())
        if not title or max(len(title), len(reference)) > LONGEST_NAME:
            raise UsageError(
                f"A case has a title, and neither it nor its reference is longer than {LONGEST_NAME} characters.",
                next="Give a shorter one.",
            )
        case_id = self._chance.new_id()
        self._loaded[pack.digest] = pack
        scribe = self._recording.begin(actor, case_id, command_id)
        scribe.put(
            StoredPack(pack.digest, pack.form.form, pack.form.version, pack.files),
            CaseFile(
                case_id=case_id,
                pack_digest=pack.digest,
                reference=reference,
                title=title,
                state=CaseState.FORM,
                stage=None,
                lock_version=1,
                created_by=acting.person.person_id,
                created_at=scribe.now,
            ),
        )
        told: dict[str, int | str] = {}
        if of_row is not None:
            scribe.put(BatchCase(of_row.batch_id, of_row.number, case_id))
            told = {"batch": of_row.batch_id, "row": of_row.number}
        form = pack.form
        scribe.tell(EventType.CASE_OPENED, data=told, pack=pack.digest, form=form.form, version=form.version)
        self._attaching.put_reference(scribe, pack)
        receipt = await self._recording.write(scribe)
        case_id = case_id if receipt.applied else await self._recording.case_of(receipt)
        await self.read_waiting(actor, case_id)
        return case_id

    async def read_waiting(self, actor: Actor, case_id: str) -> None:
        """Read the documents that still wait for it, as after a crash."""
        await self._attaching.read_waiting(actor, case_id)

    @told_if_refused(EventType.ANSWER_SET)
    async def answer(
        self,
        acting: Acting,
        case_id: str,
        answers: Mapping[str, object],
        origin: AnswerOrigin = AnswerOrigin.TYPED,
        *,
        reason: str = "",
        code: ReasonCode = ReasonCode.CORRECTION,
        typed: WorkingText | None = None,
        passages: Mapping[str, str] | None = None,
        command_id: str | None = None,
    ) -> tuple[str, ...]:
        """Keep these answers; the names of those that changed. None of them is kept if one cannot be understood.

        A None clears the answer. Sections that stand on a changed answer become stale and lose their approvals. After
        the case has first been sent, a change needs a reason. The same command again changes nothing.
        `typed` is the journal that ends with it, in the same entry; it is refused where the answer that the typing
        began from does not stand any more. `passages` are those that answers were taken from, by question.
        """
        actor = acting.as_one_of(Role.ANALYST)
        facts = await self.facts(case_id)
        if await self._recording.is_applied(command_id):
            return ()
        if not facts.record.file.state.editable:
            raise Refused(
                "Answers cannot be changed while the case is under review or signed.",
                next=facts.record.file.state.way_on,
                refusal=Refusal.STATE,
            )
        form = facts.pack.form
        values = {path: _parsed(form, path, raw) for path, raw in answers.items()}
        known = {answer.path: answer for answer in facts.record.answers}
        given = _values(form, facts.record.answers)
        changed = {path: value for path, value in values.items() if given.get(path) != value}
        ends = (dropped(typed),) if typed else ()
        if not changed:
            if ends:
                await self._store.commit(Entry(None, ends, ()))
            return ()
        if typed:
            require_base(facts.record, typed)
        scribe = self._recording.begin(actor, case_id, command_id)
        scribe.because(facts.record.file, code, reason)
        scribe.put(*ends)
        kept, person_id = dict(known), acting.person.person_id
        for path, value in changed.items():
            source = (origin, (passages or {}).get(path))
            kept[path] = _put_answer(scribe, known.get(path), path, value, person_id, source)
        then = replace(facts.record, answers=tuple(kept.values()))
        touched = touched_sections(facts, self.seen(then, facts.pack, facts.pages, facts.passages))
        withdraw(scribe, then, touched, VoidReason.ANSWER)
        return tuple(changed) if (await self._recording.write(scribe)).applied else ()

    async def facts(self, case_id: str, *, as_is: bool = False) -> CaseFacts:
        """The case with its pack, evaluated answers and documents, as it is now.

        With `as_is` also one with texts that are not what was recorded, for who shows that and changes nothing.
        """
        record, pages, passages = await self._store.case_with_text(case_id, as_is=as_is)
        pack = await self._pack(record.file.pack_digest)
        return self.seen(record, pack, pages, passages)

    async def answers_of(self, case_id: str) -> CaseFacts:
        """The case with what follows from its answers, without the text of its documents."""
        record = await self._store.case(case_id)
        return self.seen(record, await self._pack(record.file.pack_digest), (), ())

    async def form_of(self, file: CaseFile) -> Form:
        """The form of the version that the case was opened with."""
        return (await self._pack(file.pack_digest)).form

    async def facts_again(self, facts: CaseFacts) -> CaseFacts:
        """The same case as it is now; documents that are the same are not read again."""
        record = await self._store.case(facts.case_id)
        if record.documents != facts.record.documents:
            return await self.facts(facts.case_id)
        return self.seen(record, facts.pack, facts.pages, facts.passages)

    def seen(self, record: CaseRecord, pack: Pack, pages: tuple[Page, ...], passages: tuple[Passage, ...]) -> CaseFacts:
        """The record with what follows from it today. Texts of sections that the form has no more, or that its
        answers leave out, stay in the record and are no part of the case."""
        self._loaded.setdefault(pack.digest, pack)
        files = tuple(sorted(document.field for document in record.attached))
        follows = self._follows(pack.digest, record.file.case_id, record.answers, files, self._clock.now().date())
        known = {section.section for section in pack.form.sections} - follows.evaluated.left_out
        if not record.heads.keys() <= known:
            record = replace(record, heads={name: head for name, head in record.heads.items() if name in known})
        return CaseFacts(record, pack, follows.evaluated, follows.problems, follows.quoted, pages, passages)

    def _following(
        self, digest: str, case_id: str, answers: tuple[Answer, ...], files: tuple[str, ...], today: date
    ) -> "_Follows":
        """What follows from these answers; `files` names the field of each attached document.

        Only what differs from what was last known of the case is worked out.
        """
        rules = self._loaded[digest].rules
        values = {
            a.path: self._value(digest, a.path, a.value.body) for a in answers if a.value and a.path in rules.fields
        }
        attached = {name: files.count(name) for name, f in rules.fields.items() if f.type is FieldType.ATTACHMENT}
        last = self._last.pop((digest, case_id), None)
        now = last.after(values, today, attached) if last else Consequences.of(rules, values, today, attached)
        self._last[digest, case_id] = now
        while len(self._last) > MOST_KEPT:
            self._last.popitem(last=False)
        return _Follows(now.evaluated, now.problems, _quoted(rules.fields, now.evaluated.values, answers))

    def _load(self, digest: str, path: str, body: bytes) -> Value:
        return load(self._loaded[digest].rules.fields[path], body)

    @told_if_refused(EventType.CASE_VIEWED)
    async def require_reader(self, acting: Acting, case_id: str) -> None:  # noqa: ARG002 which case is told
        """Raises Refused for who may not read what cases hold: an administrator may not by that role alone."""
        if acting.profile.roles.isdisjoint(READERS):
            raise Refused(
                f"{acting.person.name} looks after people and settings, and reads no case by that role.",
                next="An analyst, a reviewer, an approver or an auditor can read it.",
                refusal=Refusal.ROLE,
            )

    async def viewed(self, acting: Acting, case_id: str) -> None:
        """Tell that a person who is not its author has looked at the case; once while the store is open."""
        actor, view = acting.as_one_of(*Role), (case_id, acting.person.person_id)
        if view in self._viewed or (await self._store.case_file(case_id)).created_by == acting.person.person_id:
            return
        scribe = self._recording.begin(actor, case_id)
        scribe.tell(EventType.CASE_VIEWED)
        await self._recording.note(scribe)
        self._viewed.add(view)

    async def find(self, reference: str) -> str:
        """The case of this identifier, the start of one, or this reference. Raises NotFound."""
        found = await self._store.cases_named(reference) if reference else ()
        if len(found) == 1:
            return found[0]
        what = "No case has" if not found else f"{len(found)} cases have"
        raise NotFound(f"{what} the name “{reference}”.", next="`countersign case list` names them all.")

    async def listing(self) -> tuple[CaseSummary, ...]:
        """All cases, newest first."""
        return await self._store.cases()

    async def _pack(self, digest: str) -> Pack:
        if digest not in self._loaded:
            self._loaded[digest] = await restore_pack(self._store, self._packs, digest)
        return self._loaded[digest]


def _parsed(form: Form, path: str, raw: object) -> Value | None:
    field = form.field(path)
    if field is None or not field.answerable:
        known = ", ".join(f.field for f in form.fields if f.answerable)
        raise NotFound(f"The form has no question “{path}”.", next=f"Use one of: {known}.")
    if field.calculation is not None:
        way_on = "Change the answers that it is calculated from."
        raise Refused(f"“{field.label or path}” is calculated.", next=way_on, refusal=Refusal.CALCULATED)
    if field.read_only:
        raise Refused(f"“{field.label or path}” is only read.", next="Leave it out.", refusal=Refusal.CALCULATED)
    if isinstance(raw, AsKept):
        return raw.value
    value = None if raw is None or raw == "" else parse(field, raw)
    return (
        None if value == () and field.type is not FieldType.TABLE else value
    )  # nothing chosen is a blank, no rows not


def _put_answer(
    scribe: Scribe,
    known: Answer | None,
    path: str,
    value: Value | None,
    person_id: str,
    source: tuple[AnswerOrigin, str | None],
) -> Answer:
    origin, passage_id = source
    content = None if value is None else scribe.keep(dump(value))
    answer = Answer(
        case_id=scribe.case_id,
        path=path,
        value=content,
        blank_kind=BlankKind.BLANK if value is None else None,
        origin=origin,
        passage_id=passage_id,
        person_id=person_id,
        lock_version=known.lock_version + 1 if known else 1,
    )
    scribe.put(answer)
    refs = {"value": content} if content else {}
    taken = {"passage": passage_id} if passage_id else {}
    scribe.tell(EventType.ANSWER_SET, refs=refs, data=taken, path=path, origin=origin.value, blank=value is None)
    return answer


def _values(form: Form, answers: Sequence[Answer]) -> dict[str, Value]:
    fields = {field.field: field for field in form.fields}
    return {a.path: load(fields[a.path], a.value.body) for a in answers if a.value and a.path in fields}


def _quoted(
    fields: Mapping[str, FormField], values: Mapping[str, Value], answers: Sequence[Answer]
) -> dict[str, QuotedAnswer]:
    """Relevant answers as templates see them, each with the person who gave it."""
    givers = {answer.path: answer.person_id for answer in answers}
    bare = {name: None if isinstance(value, Absence) else value for name, value in values.items()}
    return {
        name: QuotedAnswer(show(fields[name], value), givers.get(name), bare[name], rows_shown(fields[name], value))
        for name, value in values.items()
    }
