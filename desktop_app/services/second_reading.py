"""A second reader: an endpoint that reads each sentence of a section beside its passages, and is not believed further
than people have been found to agree with it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial

from desktop_app.domain.audit import EventType
from desktop_app.domain.budget import Reservation
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.draft import Asked, DraftRequest, Message
from desktop_app.domain.endpoint import Endpoint
from desktop_app.domain.entailment import (
    MOST_SENTENCES,
    READER_SETTING,
    READING_TOKENS,
    Question,
    ReadTry,
    ReadVerdict,
)
from desktop_app.domain.errors import EndpointFailed, NotFound, UsageError
from desktop_app.domain.finding import Finding, RaisedFinding, Rule, Severity
from desktop_app.domain.form import Section
from desktop_app.domain.person import Acting, Actor, Role
from desktop_app.domain.reader_agreement import Agreement, agreement_of
from desktop_app.domain.reader_file import ReaderFile, load_reader_file
from desktop_app.domain.record_rows import Setting
from desktop_app.domain.section import Revision
from desktop_app.domain.sent_messages import write_messages
from desktop_app.domain.slot_finding import flat
from desktop_app.domain.support import (
    WORDING,
    Reason,
    SentenceSupport,
    SupportState,
    Verdict,
    dump_reasons,
    of_reader,
)
from desktop_app.domain.usage import Run, RunOutcome
from desktop_app.services.anchoring import as_keeper
from desktop_app.services.budgeting import Budgeting, Purpose
from desktop_app.services.case_keeping import CaseKeeping
from desktop_app.services.connecting import Connecting
from desktop_app.services.metering import Metering, Tried, tell_call
from desktop_app.services.personal_history import personal_ever
from desktop_app.services.ports import Chance, Clock, Entailment, ReaderFiles
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording, Scribe, unbroken
from desktop_app.services.revising import Revising

CHOOSE = "Choose one with `countersign endpoint second-reader NAME`, or a model in a folder with `--folder`."

Readers = Callable[[str], Entailment]
"""Makes the reader of an endpoint that is ready to be asked."""


@dataclass(slots=True)
class _Reading:
    """A section while it is read: who asked, what has been said so far, and what the calls took."""

    actor: Actor
    facts: CaseFacts
    section: Section
    revision: Revision
    run_id: str
    reader: str
    started_ms: int
    verdicts: list[tuple[SentenceSupport, ReadVerdict]] = field(default_factory=list)
    tries: list[tuple[ReadTry, Reservation | None]] = field(default_factory=list)
    held: Reservation | None = None
    asked: tuple[Endpoint, tuple[Message, ...], int] | None = None
    """Who is being asked, what, and since when."""

    @property
    def is_begun(self) -> bool:
        """Whether something was taken for a call, so that what became of it has to be told."""
        return bool(self.tries or self.held)

    def hold(self, made: Reservation) -> None:
        """So much is taken from the budgets for the next call."""
        self.held = made

    def heard(self, told: ReadTry) -> None:
        """A call is over."""
        self.tries.append((told, self.held))
        self.held = self.asked = None

    def stop(self, now_ms: int) -> None:
        """A call that nobody waits for any more is a call all the same."""
        if self.asked:
            endpoint, sent, since = self.asked
            self.heard(ReadTry(endpoint, None, None, None, now_ms - since, sent))


@dataclass(frozen=True, slots=True)
class SecondRead:
    """What a second reading brought: the verdicts by sentence, how far the reader is agreed with, what stopped it."""

    reader: str
    verdicts: tuple[tuple[SentenceSupport, ReadVerdict], ...]
    agreement: Agreement
    failure: str = ""

    @property
    def counted(self) -> bool:
        """Whether its doubts became findings; otherwise they are shown and hold nothing up."""
        return self.agreement.counts


class SecondReading:
    """Has sections read a second time."""

    def __init__(
        self,
        store: Store,
        keeping: CaseKeeping,
        connecting: Connecting,
        readers: Readers,
        files: ReaderFiles,
        revising: Revising,
        metering: Metering,
        budgeting: Budgeting,
        recording: Recording,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self._store, self._keeping, self._connecting, self._readers = store, keeping, connecting, readers
        self._files = files
        self._revising, self._metering, self._budgeting = revising, metering, budgeting
        self._recording, self._clock, self._chance = recording, clock, chance

    async def chosen(self) -> str:
        """The name of the endpoint, or of the model in files, that reads as well; empty where none does."""
        setting = await self._store.setting(READER_SETTING) or ""
        file = load_reader_file(setting)
        return file.reader if file else setting

    async def chosen_file(self) -> ReaderFile | None:
        """The model in files that reads as well; None where an endpoint does, or nobody."""
        return load_reader_file(await self._store.setting(READER_SETTING) or "")

    async def choose(self, acting: Acting, name: str) -> None:
        """Have this endpoint read as well, or none. Raises NotFound, Refused."""
        known = [endpoint.name for endpoint in await self._connecting.listing() if endpoint.is_model]
        if name and name not in known:
            raise NotFound(f"There is no model “{name}”.", next=f"Use one of: {', '.join(known)}.")
        await self._set(acting, name, {"endpoint": name} if name else {})

    async def choose_folder(self, acting: Acting, folder: str) -> ReaderFile:
        """Have the model in this folder read as well, on this machine. Raises UsageError, Refused."""
        await as_keeper(self._store, acting)
        file = await self._files.look(folder)
        await self._set(acting, file.dump(), {"endpoint": file.reader, "digest": file.digest})
        return file

    async def _set(self, acting: Acting, value: str, told: dict[str, int | str | bool]) -> None:
        scribe = self._recording.begin(await as_keeper(self._store, acting))
        scribe.put(Setting(READER_SETTING, value))
        scribe.tell(EventType.SETTING_CHANGED, setting=READER_SETTING, data=told)
        await self._recording.write(scribe)

    async def agreement(self, reader: str) -> Agreement:
        """How far people agree with a reader, on the sentences that both judged."""
        return agreement_of(await self._store.read_and_judged(reader))

    async def read(self, acting: Acting, case_id: str, section: str) -> SecondRead:
        """Have the chosen endpoint read the section as it is now. Raises NotFound, UsageError, Refused.

        What does not stand in its passage word by word is read, at most forty sentences. A reader that fails is told;
        what it said before is kept, also where nobody waits for it any more.
        """
        actor = acting.as_one_of(Role.ANALYST, Role.REVIEWER, Role.APPROVER)
        name = await self.chosen()
        if not name:
            raise UsageError("No second reader is chosen.", next=CHOOSE)
        reading = self._begun(actor, await self._keeping.facts(case_id), section, name)
        reader, agreement, failure = await self._ready(name), await self.agreement(name), None
        try:
            failure = await self._ask(reading, reader)
        finally:
            reading.stop(self._clock.mono_ms())
            if failure is not None or reading.is_begun:
                await unbroken(self._record(reading, counted=agreement.counts))
        return SecondRead(name, tuple(reading.verdicts), agreement, failure)

    async def _ready(self, name: str) -> Entailment:
        """Who is chosen, ready to be asked. Raises UsageError, Refused."""
        file = await self.chosen_file()
        if file is not None:
            return await self._files.reader(file)
        await self._connecting.chain((name,), alone=True)
        return self._readers(name)

    def _begun(self, actor: Actor, facts: CaseFacts, name: str, reader: str) -> _Reading:
        section = facts.require_section(name)
        head = facts.record.head(name)
        if head is None:
            raise UsageError(f"“{section.title}” has no text yet.", next="Draft it first.")
        read = any(of_reader(facts.record.supports.get(head.revision_id, ()), reader))
        if read and not _to_read(facts, head, reader):
            way_on = "What it said stands beside each sentence."
            raise UsageError(f"“{reader}” has read this text already.", next=way_on)
        return _Reading(actor, facts, section, head, self._chance.new_id(), reader, self._clock.mono_ms())

    async def _ask(self, reading: _Reading, reader: Entailment) -> str:
        """Ask for each sentence; what stopped it, in words."""
        personal = await personal_ever(self._store, reading.facts)
        for sentence, passages in _to_read(reading.facts, reading.revision, reading.reader):
            plain = reading.revision.section_text.plain[sentence.start : sentence.end]
            question = Question(plain, passages, personal)
            try:
                verdict = await reader.judge(question, partial(self._admit, reading), reading.heard)
            except EndpointFailed as error:
                return error.what
            reading.verdicts.append((sentence, verdict))
        return ""

    async def _admit(self, reading: _Reading, asked: Asked, request: DraftRequest) -> None:
        """Have the call told and held against the budgets before it is made. Raises EndpointFailed (BUDGET)."""
        purpose = Purpose.of(reading.facts, reading.section.section, reading.actor)
        await self._budgeting.begin_call(reading.actor, purpose, reading.run_id, asked, request, reading.hold)
        reading.asked = asked.endpoint, request.messages, self._clock.mono_ms()

    async def _record(self, reading: _Reading, *, counted: bool) -> None:
        """The verdicts, the calls, and where the reader counts a finding for each doubt, with the route anew."""
        scribe = self._recording.begin(reading.actor, reading.facts.case_id)
        self._put_calls(scribe, reading)
        scribe.put(*(_kept(scribe, reading, sentence, verdict) for sentence, verdict in reading.verdicts))
        said = [verdict.verdict for _, verdict in reading.verdicts]
        scribe.tell(
            EventType.SUPPORT_READ,
            section=reading.section.section,
            run=reading.run_id,
            revision=reading.revision.revision_id,
            endpoint=reading.reader,
            counted=counted,
            data={verdict.value: said.count(verdict) for verdict in Verdict},
        )
        if counted:
            self._raise_doubts(scribe, reading)
        await self._recording.write(scribe)

    def _put_calls(self, scribe: Scribe, reading: _Reading) -> None:
        elapsed = timedelta(milliseconds=self._clock.mono_ms() - reading.started_ms)
        name, case_id, started = reading.section.section, reading.facts.case_id, scribe.now - elapsed
        scribe.put(Run(reading.run_id, case_id, name, reading.reader, started, scribe.now, RunOutcome.READ, None))
        for number, (told, made) in enumerate(reading.tries, start=1):
            tried = Tried(told.endpoint, told.finished, told.error_class, told.first_text_ms, told.total_ms)
            sent = scribe.keep(write_messages(told.sent))
            call = self._metering.call(reading.run_id, number, tried, sent, READING_TOKENS)
            scribe.put(call)
            tell_call(scribe, name, call)
            if made is not None:
                self._budgeting.settle(scribe, made, call)
        if reading.held is not None:
            self._budgeting.settle(scribe, reading.held, None)

    def _raise_doubts(self, scribe: Scribe, reading: _Reading) -> None:
        raised = tuple(
            self._revising.raise_finding(scribe, reading.section, reading.revision.revision_id, finding)
            for finding in _doubts(reading)
        )
        if raised:
            facts = _with_findings(reading.facts, reading.revision.revision_id, raised)
            self._revising.decide_route_again(scribe, facts, reading.section, reading.revision.revision_id, frozenset())


def _to_read(facts: CaseFacts, revision: Revision, reader: str) -> list[tuple[SentenceSupport, tuple[str, ...]]]:
    """The sentences that cite and do not stand in their passages word by word, with those passages; of them, those that
    this reader has not read yet: a reading that was stopped goes on where it was."""
    passages = {passage.passage_id: flat(passage.text) for passage in facts.passages}
    cited = facts.record.citations.get(revision.revision_id, ())
    wording = of_reader(facts.record.supports.get(revision.revision_id, ()), WORDING)
    found: list[tuple[SentenceSupport, tuple[str, ...]]] = []
    for each in sorted(wording, key=lambda s: (s.state == SupportState.CLOSE, s.start)):
        here = [passages[c.passage_id] for c in cited if c.passage_id in passages and _overlaps(c.start, c.end, each)]
        if here:
            found.append((each, tuple(dict.fromkeys(here))))
    read = {each.start for each in of_reader(facts.record.supports.get(revision.revision_id, ()), reader)}
    return [(each, here) for each, here in found[:MOST_SENTENCES] if each.start not in read]


def _overlaps(start: int, end: int, sentence: SentenceSupport) -> bool:
    return start < sentence.end and sentence.start < end


def _kept(scribe: Scribe, reading: _Reading, sentence: SentenceSupport, verdict: ReadVerdict) -> SentenceSupport:
    reason = scribe.keep(dump_reasons([Reason("second_reader", verdict.words)])) if verdict.words else None
    return SentenceSupport(
        reading.revision.revision_id, sentence.start, reading.reader, sentence.end, verdict.verdict.value, reason
    )


def _doubts(reading: _Reading) -> list[Finding]:
    """A finding for each doubt, but for those that the text has still from before an edit."""
    raised = reading.facts.record.findings.get(reading.revision.revision_id, ())
    told = {(r.start, r.end, r.finding.details.get("reader")) for r in raised if r.rule is Rule.SECOND_READER}
    return [
        Finding(
            Rule.SECOND_READER,
            Severity.WARNING,
            sentence.start,
            sentence.end,
            {"reader": reading.reader, "words": verdict.words, "verdict": verdict.verdict.value},
        )
        for sentence, verdict in reading.verdicts
        if verdict.verdict is not Verdict.SUPPORTED and (sentence.start, sentence.end, reading.reader) not in told
    ]


def _with_findings(facts: CaseFacts, revision_id: str, raised: tuple[RaisedFinding, ...]) -> CaseFacts:
    known = facts.record.findings.get(revision_id, ())
    findings = {**facts.record.findings, revision_id: (*known, *raised)}
    return replace(facts, record=replace(facts.record, findings=findings))
