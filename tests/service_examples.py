"""Services over a real store in a folder, a small pack, four people, and a case at any point of its way."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from fakes import FakeClock, FakeDrafter, Script, server_endpoint
from store_examples import KEY

from desktop_app.adapters.assembled_drafter import AssembledDrafter
from desktop_app.adapters.fts_index import FtsPassageIndex
from desktop_app.adapters.jinja_templates import SandboxedTemplates
from desktop_app.adapters.moderation_endpoint import ModerationEndpoint
from desktop_app.adapters.pack_files import PackFolders
from desktop_app.adapters.person_keys import PersonKeys
from desktop_app.adapters.secret_places import MemoryPlace, SecretPlaces
from desktop_app.adapters.sql_library import SqlLibraries
from desktop_app.adapters.sql_store import SqlStore
from desktop_app.adapters.system_clock import SystemChance
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.comment import ItemAnswer
from desktop_app.domain.draft import Delta, DrafterOutput, DraftRequest, Finished, PipelineEvent
from desktop_app.domain.endpoint import Endpoint, EndpointTest
from desktop_app.domain.evidence import DocumentKind, DocumentState, Reading, ReadPage, ReadPassage
from desktop_app.domain.pack import Pack
from desktop_app.domain.person import Acting, Role
from desktop_app.domain.section import Revision
from desktop_app.domain.support_score import SupportWeights
from desktop_app.domain.thread import threads_of, unanswered
from desktop_app.domain.usage import Price, Usage
from desktop_app.services.assigning import Assigning
from desktop_app.services.attaching import Attaching, Attachment
from desktop_app.services.budgeting import Budgeting
from desktop_app.services.carrying import Carrying
from desktop_app.services.case_keeping import CaseKeeping
from desktop_app.services.commenting import Commenting
from desktop_app.services.delegating import Delegating
from desktop_app.services.dispatching import Dispatching
from desktop_app.services.draft_asking import DraftAsking
from desktop_app.services.draft_caching import DraftCaching
from desktop_app.services.draft_recording import DraftRecording
from desktop_app.services.drafting import Drafting
from desktop_app.services.editing import Editing
from desktop_app.services.ending import Ending
from desktop_app.services.endpoint_standing import EndpointStanding
from desktop_app.services.enrolling import Enrolling
from desktop_app.services.escalating import Escalating
from desktop_app.services.grounding import Grounding
from desktop_app.services.guarding import Guarding
from desktop_app.services.key_keeping import KeyKeeping
from desktop_app.services.lane_watching import LaneWatching
from desktop_app.services.metering import Metering
from desktop_app.services.migrating import Migrating
from desktop_app.services.ports import Drafter
from desktop_app.services.prompting import Prompting
from desktop_app.services.reassigning import Reassigning
from desktop_app.services.recording import Recording
from desktop_app.services.reviewing import Reviewing
from desktop_app.services.revising import Revising
from desktop_app.services.run_recording import RunRecording
from desktop_app.services.signing import Signing
from desktop_app.services.staffing import Staffing
from desktop_app.services.voiding import Voiding

PASSPHRASE = "a good long passphrase"
VERSION = "1.0.0"
SERVER = server_endpoint()
FORM = r"""
form: fees
version: 1.0.0
title: Fee review
purpose:
  problem: Amounts are overlooked.
  user: An analyst
  outcome: A note
  success: {minutes: {at_most: 20}}
  volume: {cases_per_day: 4}
roles: {analyst: analyst, reviewer: reviewer, officer: approver}
pages:
  - page: contract
    title: Which contract?
    fields:
      - {field: contract, type: attachment, label: Contract, min_files: 1}
      - {field: fee, type: money, currency: EUR, label: Fee, required: true}
      - {field: total, type: money, currency: EUR, label: Total, calculation: "multiply(fee, 2.0)"}
      - {field: months, type: integer, label: Months}
      - {field: renews, type: boolean, label: Does it renew?}
      - {field: notice, type: integer, label: Days of notice, relevant: renews}
decisions:
  - decision: size
    title: Is it large?
    rows:
      - {when: "fee >= 50000.00", outcome: large, reason: It is a large contract}
      - {when: "true", outcome: small, reason: It is a small contract}
sections:
  - section: fee
    title: Fee
    uses: [contract, fee]
    retrieve: {from: [contract], top: 6, find: fee contract runs months interest}
    prompt: prompts/fee.md
    assembled: assembled/fee.md
    slots:
      - slot: amount
        type: money
        from: contract
        find: total fee
        pattern: 'total fee is (?P<value>EUR [0-9,]+)'
        absent: No fee was found.
    checks:
      - grounded_figures
      - citations_resolve
      - agree: {field: fee, slot: amount, finding: blocker}
      - forbid: {words: [guaranteed], finding: warning}
  - section: term
    title: Term
    uses: [months, notice, size]
    retrieve: {from: [contract], top: 6, find: term months runs}
    prompt: prompts/short.md
    assembled: assembled/term.md
    checks: [grounded_figures, citations_resolve, every_sentence_cited]
  - section: rating
    title: Rating
    after: [fee, term]
    uses: [total]
    prompt: prompts/short.md
    assembled: assembled/rating.md
    output: {rating: [low, high], reasons: list}
    checks: [grounded_figures]
  - section: advice
    title: Advice
    author: person
    uses: [fee]
    checks: [grounded_figures]
bar: {facts: 1.0}
promise: {escaped_errors_at_most: 0.05, certainty: 0.90, sample: 0.10}
stages:
  - stage: review
    role: reviewer
    relevant: "any_section('flag', 'block')"
    checklist: [Amounts agree]
    escalate_to: approver
  - {stage: sign_off, role: officer, relevant: "fee >= 50000.00"}
budget:
  case_cost: 0.25 USD
  section_tokens: {input: 6000, output: 500}
"""
FILES = {
    "prompts/fee.md": "Write about the fee of {{ answers.fee }}.",
    "prompts/short.md": "Write it in short.",
    "assembled/fee.md": "The total fee is {{ slots.amount }}.\n\nThis review counts on {{ answers.fee }}.",
    "assembled/term.md": "{% if decisions.size %}{{ decisions.size.reason }}.{% endif %} It is given in months.",
    "assembled/rating.md": "**Rating:** low\n\n- {{ answers.total }} is at stake.",
    "README.md": "A small pack for tests.",
}
CONTRACT = """The total fee is EUR 48,000 for the work.
The contract runs for 24 months from 12 January 2026.
Late payment bears interest of 5% a year."""
ANSWERS: Mapping[str, object] = {"fee": "48000", "months": 24, "renews": False}
GOOD = (
    Delta("The total fee is EUR 48,000 for the work [E1]."),
    Finished("stop", "scripted-1", usage=Usage(90, 12, 0)),
)


@cache
def pack_with(*changes: tuple[str, str]) -> Pack:
    """The small pack, with words of its form replaced."""
    form = FORM
    for old, new in changes:
        assert old in form
        form = form.replace(old, new)
    files = {name: text.encode() for name, text in FILES.items()}
    return PackFolders([]).restore({"form.yaml": form.encode(), **files})


class PlainReader:
    """A document reader for texts: a page, a passage a line. Texts that begin with “locked” are."""

    def __init__(self) -> None:
        self.read_names: list[str] = []

    async def read(self, name: str, body: bytes) -> Reading:
        self.read_names.append(name)
        text = body.decode()
        if text.startswith("locked"):
            return Reading(DocumentKind.PDF, DocumentState.LOCKED, reason="It needs a password.")
        passages, at = [], 0
        for line in text.split("\n"):
            passages += [ReadPassage(at, at + len(line))] if line.strip() else []
            at += len(line) + 1
        return Reading(DocumentKind.TEXT, DocumentState.READ, (ReadPage(1, text, tuple(passages)),))


class CentPrices:
    """A cent for each call whose tokens are known."""

    def price(self, endpoint: Endpoint, usage: Usage, at: datetime) -> Price:
        return Price(None if usage.tokens_out is None else Decimal("0.01"), at.date())


@dataclass
class WaitingDrafter:
    """Streams its words, then waits until it is let go on."""

    endpoint: Endpoint = SERVER
    words: str = "The total fee is EUR 48,000 [E1]. And"
    streaming: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    open_streams: int = 0

    async def draft(self, request: DraftRequest) -> AsyncGenerator[DrafterOutput, None]:
        self.open_streams += 1
        try:
            yield Delta(self.words + " ")
            self.streaming.set()
            await self.go_on.wait()
            yield Delta("so on.")
            yield Finished("stop", "scripted-1", usage=Usage(90, 12, 0))
        finally:
            self.open_streams -= 1

    async def test(self) -> EndpointTest:
        return EndpointTest("fake", 0, 0, usage=False, json_schema=False)

    async def close(self) -> None:
        """Nothing is held."""


@dataclass
class World:
    """All services over one store."""

    store: SqlStore
    clock: FakeClock
    recording: Recording
    reader: PlainReader
    attaching: Attaching
    keeping: CaseKeeping
    grounding: Grounding
    dispatching: Dispatching
    budgeting: Budgeting
    guarding: Guarding
    asking: DraftAsking
    runs: RunRecording
    drafting: Drafting
    caching: DraftCaching
    editing: Editing
    reviewing: Reviewing
    delegating: Delegating
    escalating: Escalating
    commenting: Commenting
    ending: Ending
    reassigning: Reassigning
    carrying: Carrying
    migrating: Migrating
    assigning: Assigning
    enrolling: Enrolling
    key_keeping: KeyKeeping
    staffing: Staffing
    voiding: Voiding
    people: dict[str, Acting] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Acting:
        return self.people[name]

    async def enrol(self, name: str, *roles: Role) -> Acting:
        self.people[name] = await self.enrolling.add(name, roles, name, PASSPHRASE)
        return self.people[name]

    async def case(self, pack: Pack | None = None, answers: Mapping[str, object] = ANSWERS) -> str:
        """A case with its answers and its contract."""
        pack = pack or pack_with()
        case_id = await self.keeping.open(self["ana"], pack, title="A contract", reference="R1")
        await self.keeping.answer(self["ana"], case_id, answers)
        await self.attach(case_id, CONTRACT)
        return case_id

    async def attach(self, case_id: str, text: str, name: str = "contract.txt", reason: str = "") -> None:
        form = (await self.facts(case_id)).pack.form
        await self.attaching.attach(self["ana"], form, case_id, "contract", (Attachment(name, text.encode()),), reason)

    async def remove(self, case_id: str, reason: str = "") -> str:
        """Remove the newest document of the case; which one it was."""
        facts = await self.facts(case_id)
        document = facts.record.attached[-1].document_id if facts.record.attached else ""
        await self.attaching.remove(self["ana"], facts.pack.form, case_id, document, reason)
        return document

    async def put_back(self, case_id: str, reason: str = "") -> None:
        """Put the document back that was removed first."""
        facts = await self.facts(case_id)
        document = next((d.document_id for d in facts.record.documents if d.removed), "")
        await self.attaching.put_back(self["ana"], facts.pack.form, case_id, document, "contract", reason)

    async def draft(
        self, case_id: str, *sections: str, chain: Sequence[str] = ("assembled",), added: str = ""
    ) -> tuple[PipelineEvent, ...]:
        """Draft, and all that is told."""
        run = self.drafting.draft(self["ana"], case_id, chain, sections or None, added=added)
        return tuple([event async for event in run])

    async def drafted(self, pack: Pack | None = None, answers: Mapping[str, object] = ANSWERS) -> str:
        """A case that can be sent: all drafted, the advice written."""
        case_id = await self.case(pack, answers)
        await self.draft(case_id)
        await self.editing.edit(self["ana"], case_id, "advice", "Sign it.")
        return case_id

    async def sent(self, pack: Pack | None = None, answers: Mapping[str, object] = ANSWERS) -> str:
        """A case under review."""
        case_id = await self.drafted(pack, answers)
        await self.send(case_id)
        return case_id

    async def send(self, case_id: str, **more: Any) -> Any:
        return await self.reviewing.send(self["ana"], case_id, read_through=True, **more)

    async def send_again(self, case_id: str) -> Any:
        """Each item of a return is answered, in words, and the case is sent."""
        for thread in unanswered((await self.facts(case_id)).record):
            await self.commenting.reply(self["ana"], case_id, thread.first.thread_id, "It is right.", ItemAnswer.KEPT)
        return await self.send(case_id)

    async def resolve(self, case_id: str, who: str = "rob") -> None:
        """All that must be fixed is."""
        for thread in threads_of((await self.facts(case_id)).record):
            await self.commenting.resolve(self[who], case_id, thread.first.thread_id)

    async def approve(self, case_id: str, *sections: str, who: str = "rob", **more: Any) -> Any:
        more = {"checklist": True, **more}
        return await self.reviewing.approve(self[who], PASSPHRASE, case_id, sections or None, **more)

    async def sign(self, case_id: str, who: str = "ana", **more: Any) -> Any:
        return await self.reviewing.sign(self[who], PASSPHRASE, case_id, **more)

    async def facts(self, case_id: str) -> CaseFacts:
        return await self.keeping.facts(case_id)

    async def state(self, case_id: str, section: str) -> str:
        facts = await self.facts(case_id)
        found = facts.section(section)
        assert found
        return facts.state_of(found).value

    async def head(self, case_id: str, section: str) -> Revision:
        head = (await self.facts(case_id)).record.head(section)
        assert head
        return head

    async def text(self, case_id: str, section: str) -> str:
        return (await self.head(case_id, section)).section_text.plain

    async def told(self, case_id: str) -> list[str]:
        """The types of the case's events."""
        return [event.type for event in await self.store.events(case_id)]


@asynccontextmanager
async def a_world(home: Path, *drafters: Drafter, weights: SupportWeights | None = None) -> AsyncIterator[World]:
    """All services over the store of a folder, with these drafters and the assembled one."""
    world = await open_world(home, *drafters, weights=weights)
    try:
        yield world
    finally:
        await world.store.close()


async def open_world(home: Path, *drafters: Drafter, weights: SupportWeights | None = None) -> World:
    """The same, for who closes the store by hand. A store without people gets ana, rob, ola and amy."""
    clock, chance, keys = FakeClock(), SystemChance(), PersonKeys(cost=4)
    store = SqlStore.open(home, clock, chance, KEY)
    recording, reader = Recording(store, clock, chance), PlainReader()
    attaching = Attaching(store, recording, chance, reader)
    keeping = CaseKeeping(store, recording, PackFolders([]), attaching, clock, chance)
    grounding, revising = Grounding(FtsPassageIndex, SqlLibraries(home)), Revising(chance, VERSION, weights)
    stands = EndpointStanding(clock, store, recording)
    dispatching = Dispatching([AssembledDrafter(), *drafters], clock, clock.sleep, stands)
    caching = DraftCaching(store)
    prompting, metering = Prompting(SandboxedTemplates(), chance), Metering(CentPrices(), clock, chance)
    budgeting = Budgeting(store, recording, CentPrices(), stands, clock, chance)
    secrets = SecretPlaces((), (MemoryPlace(),))
    guarding = Guarding(store, recording, secrets, ModerationEndpoint, clock)
    asking = DraftAsking(prompting, dispatching, budgeting, recording, clock)
    runs = RunRecording(metering, budgeting, clock)
    drafts = DraftRecording(keeping, revising, runs, caching, recording, clock)
    delegating = Delegating(store, recording, clock)
    enrolling = Enrolling(store, recording, keys, chance)
    voiding = Voiding(store, recording, keeping)
    world = World(
        store=store,
        clock=clock,
        recording=recording,
        reader=reader,
        attaching=attaching,
        keeping=keeping,
        grounding=grounding,
        dispatching=dispatching,
        budgeting=budgeting,
        guarding=guarding,
        asking=asking,
        runs=runs,
        drafting=Drafting(keeping, grounding, dispatching, asking, guarding, caching, drafts, recording, clock, chance),
        caching=caching,
        editing=Editing(keeping, grounding, revising, recording, store, chance),
        reviewing=Reviewing(keeping, recording, Signing(recording, keys), revising, LaneWatching(store), delegating),
        delegating=delegating,
        escalating=Escalating(store, keeping, recording, delegating, clock),
        assigning=Assigning(store, recording, delegating, clock),
        commenting=Commenting(keeping, recording),
        ending=Ending(keeping, recording),
        reassigning=Reassigning(store, keeping, recording),
        carrying=Carrying(store, keeping, attaching, grounding, revising, recording),
        migrating=Migrating(store, keeping, attaching, recording, PackFolders([])),
        enrolling=enrolling,
        key_keeping=KeyKeeping(store, recording, keys, chance, enrolling, voiding),
        staffing=Staffing(store, recording, chance, enrolling),
        voiding=voiding,
    )
    if not await store.people():
        await world.enrol("ana", Role.ANALYST)
        await world.enrol("rob", Role.REVIEWER)
        await world.enrol("ola", Role.APPROVER)
        await world.enrol("amy", Role.ANALYST, Role.REVIEWER, Role.APPROVER)
    else:
        for person, _ in await store.people():
            world.people[person.name] = await world.enrolling.switch(person.name, PASSPHRASE)
    return world


def scripted(*scripts: Script, endpoint: Endpoint = SERVER) -> FakeDrafter:
    """A server that plays these scripts."""
    return FakeDrafter(endpoint, scripts or (GOOD,))
