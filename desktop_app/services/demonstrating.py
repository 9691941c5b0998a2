"""The sample case, from its answers to a verified record: fill, draft, correct, edit, review, sign, export, verify."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from functools import partial

from desktop_app.domain.audit import Verification
from desktop_app.domain.case import CaseState
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.draft import PipelineEvent
from desktop_app.domain.endpoint import ASSEMBLED
from desktop_app.domain.errors import Refused, UsageError
from desktop_app.domain.folding import fold
from desktop_app.domain.form import Stage
from desktop_app.domain.gate import program_role, sending_obstacles, stage_of, undecided_stages, waiting_sections
from desktop_app.domain.markup import write_markup
from desktop_app.domain.pack import Pack
from desktop_app.domain.person import Acting, Role
from desktop_app.domain.route import RouteKind
from desktop_app.domain.sample import Sample, SampleCorrection
from desktop_app.domain.section import SectionState
from desktop_app.services.attaching import Attaching, Attachment
from desktop_app.services.case_keeping import CaseKeeping
from desktop_app.services.drafting import Drafting
from desktop_app.services.editing import Editing
from desktop_app.services.enrolling import Enrolling
from desktop_app.services.exporting import Exporting
from desktop_app.services.record_ports import Store
from desktop_app.services.reviewing import Reviewing


@dataclass(frozen=True, slots=True)
class StepDone:
    """A step of the sample is done; `words` say what happened."""

    step: str
    words: str


@dataclass(frozen=True, slots=True)
class SampleDone:
    """The sample is signed and its record was read again."""

    case_id: str
    export: bytes
    verification: Verification


_SAMPLE = "sample"
"""Stands for the operating system's user with the people of samples: a home of theirs holds no real work."""

Told = PipelineEvent | StepDone | SampleDone


@dataclass(frozen=True, slots=True)
class _Player:
    """A person of the sample at work."""

    acting: Acting
    passphrase: str


class Demonstrating:
    """Plays a pack's sample through the same services as real work."""

    def __init__(
        self,
        store: Store,
        keeping: CaseKeeping,
        attaching: Attaching,
        drafting: Drafting,
        editing: Editing,
        reviewing: Reviewing,
        exporting: Exporting,
        enrolling: Enrolling,
    ) -> None:
        self._store, self._keeping, self._attaching = store, keeping, attaching
        self._drafting, self._editing, self._reviewing = drafting, editing, reviewing
        self._exporting, self._enrolling = exporting, enrolling

    async def play(self, pack: Pack, sample: Sample, chain: Sequence[str]) -> AsyncIterator[Told]:
        """Everything that happens, as it happens. Raises Refused in a store that holds other work."""
        players = await self._people(sample)
        analyst = players[0].acting
        case_id = await self._fill(analyst, pack, sample)
        yield StepDone("fill", f"{len(sample.answers)} answers, {sum(map(len, sample.attach.values()))} documents")
        async for event in self._drafting.draft(analyst, case_id, chain):
            yield event
        left = _undrafted(await self._keeping.facts(case_id))
        words = f"no draft came of {_listed(left)}" if left else "all sections are drafted"
        yield StepDone("draft", f"{words}; what the checks found stands beside them")
        async for event in self._correct(analyst, case_id, chain, sample.correction):
            yield event
        for section, text in sample.written.items():
            await self._editing.edit(analyst, case_id, section, text)
        written = (
            [f"{_listed([pack.form.words_of(name) for name in sample.written])} written"] if sample.written else []
        )
        yield StepDone("edit", ", ".join(("an answer corrected, a section edited by hand", *written)))
        async for told in self._replace_unfit(analyst, case_id):
            yield told
        state = await self._reviewing.send(analyst, case_id, read_through=True)
        if state is CaseState.REVIEW:
            yield StepDone("review", await self._review(players, case_id, sample))
        yield StepDone("sign", await self._sign(players, case_id))
        export = await self._exporting.export(analyst, case_id)
        yield StepDone("export", f"a document of {len(export)} bytes")
        verification = await self._store.verify()
        yield StepDone("verify", f"{verification.events} events, {'verified' if verification.verified else 'BROKEN'}")
        yield SampleDone(case_id, export, verification)

    async def begin(self, pack: Pack, sample: Sample) -> str:
        """The sample's people and its case as a person takes it up; one that is under way is gone on with.

        Raises Refused in a store that holds other work.
        """
        players = await self._people(sample)
        analyst = players[0].acting
        for case in await self._store.cases():
            if case.file.reference == sample.reference and not case.file.state.ended:
                return case.file.case_id
        return await self._fill(analyst, pack, sample)

    async def _people(self, sample: Sample) -> list[_Player]:
        """The sample's people, in a store of their own or one that holds nothing but earlier samples."""
        people = [person for person, _ in await self._enrolling.listing()]
        known = {person.name for person in people}
        if any(p.os_user != _SAMPLE for p in people) or (await self._store.cases() and not known):
            raise Refused(
                "This home holds real work, and the sample is kept apart from it.",
                next="Give another folder with `--home`, or none: the sample then has its own.",
            )
        players = []
        for person in sample.people:
            if person.name not in known:
                await self._enrolling.add(person.name, person.roles, _SAMPLE, person.passphrase)
            acting = await self._enrolling.switch(person.name, person.passphrase)
            players.append(_Player(acting, person.passphrase))
        return players

    async def _fill(self, analyst: Acting, pack: Pack, sample: Sample) -> str:
        case_id = await self._keeping.open(analyst, pack, title=sample.title, reference=sample.reference)
        await self._keeping.answer(analyst, case_id, sample.answers)
        for field, names in sample.attach.items():
            files = tuple(Attachment(name, pack.files[f"sample/{name}"]) for name in names)
            await self._attaching.attach(analyst, pack.form, case_id, field, files)
        return case_id

    async def _correct(
        self, analyst: Acting, case_id: str, chain: Sequence[str], correction: SampleCorrection
    ) -> AsyncIterator[PipelineEvent]:
        """Put the answer right and edit the section that showed it; what stands on either is drafted again."""
        await self._keeping.answer(analyst, case_id, correction.answers)
        async for event in self._redraft(analyst, case_id, chain):
            yield event
        if await self._replaced(case_id, correction) is None:  # a model used other words than the sample's author
            async for event in self._put_together(analyst, case_id, [correction.section]):
                yield event
        markup = await self._replaced(case_id, correction)
        if markup is None:
            raise UsageError(
                f"The sample edits words that “{correction.section}” does not hold: “{correction.edit.replace}”.",
                kept="The case is kept as far as it came.",
                next="Correct the sample in the form pack.",
            )
        await self._editing.edit(analyst, case_id, correction.section, markup)
        async for event in self._redraft(analyst, case_id, chain):
            yield event

    async def _put_together(
        self, analyst: Acting, case_id: str, sections: Sequence[str]
    ) -> AsyncIterator[PipelineEvent]:
        """The assembled draft of these sections, as a person takes it where no model's is of use."""
        if sections:
            async for event in self._drafting.draft(analyst, case_id, (ASSEMBLED.name,), sections):
                yield event

    async def _replace_unfit(self, analyst: Acting, case_id: str) -> AsyncIterator[Told]:
        """A model's sections that keep the case from being sent, and that no person has worked on, are put together."""
        done: list[str] = []
        while left := [name for name in _unfit(await self._keeping.facts(case_id)) if name not in done]:
            async for event in self._put_together(analyst, case_id, left):
                yield event
            done += left
        if done:
            yield StepDone("replace", f"put together, since a model's text could not be sent: {_listed(done)}")

    async def _redraft(self, analyst: Acting, case_id: str, chain: Sequence[str]) -> AsyncIterator[PipelineEvent]:
        facts = await self._keeping.facts(case_id)
        stale = [s.section for s in facts.sections if facts.state_of(s) is SectionState.STALE]
        if stale:
            async for event in self._drafting.draft(analyst, case_id, chain, stale):
                yield event

    async def _replaced(self, case_id: str, correction: SampleCorrection) -> str | None:
        """The section's draft with other words, and a citation of the passage that holds them; None: it has others."""
        facts, edit, section = await self._keeping.facts(case_id), correction.edit, correction.section
        head = facts.record.head(section)
        if head is None:
            return None
        markup = write_markup(head.section_text, facts.record.anchors_of(head))
        if edit.replace not in markup:
            return None
        evidence = await self._editing.evidence(facts, section)
        source = next((item for item in evidence if edit.cite and edit.cite in fold(item.passage.text)), None)
        by = f"{edit.by} [E{source.number}]" if source else edit.by
        return markup.replace(edit.replace, by)

    async def _review(self, players: Sequence[_Player], case_id: str, sample: Sample) -> str:
        """In each stage of the review: blocked sections one by one with a reason, then the flagged ones together."""
        told = []
        while (facts := await self._keeping.facts(case_id)).record.file.state is CaseState.REVIEW:
            stage = next(iter(undecided_stages(facts)), None)
            if stage is None:
                raise Refused("The sample case waits in no stage.", next="Check the sample.")
            told.append(await self._approve(players, facts, stage, sample.review.reason))
        return "; ".join(told)

    async def _approve(self, players: Sequence[_Player], facts: CaseFacts, stage: Stage, reason: str) -> str:
        reviewer, case_id = _player(players[1:], program_role(facts.pack.form, stage)), facts.record.file.case_id
        waiting = waiting_sections(facts, stage)
        blocked = [name for name, route in waiting.items() if route is RouteKind.BLOCK]
        approve = partial(
            self._reviewing.approve, reviewer.acting, reviewer.passphrase, case_id, checklist=True, stage=stage.stage
        )
        for name in blocked:
            await approve([name], reason=reason)
        if len(blocked) < len(waiting):
            await approve()
        return f"{reviewer.acting.person.name} approves {len(waiting)} sections, {len(blocked)} of them blocked"

    async def _sign(self, players: Sequence[_Player], case_id: str) -> str:
        """Each remaining sign-off stage, or the author's confirmation."""
        signers = []
        while (facts := await self._keeping.facts(case_id)).record.file.state is CaseState.SIGN_OFF:
            stage = stage_of(facts)
            role = program_role(facts.pack.form, stage) if stage else Role.ANALYST
            signer = _player(players[1:] if stage else players, role)
            await self._reviewing.sign(signer.acting, signer.passphrase, case_id, checklist=True)
            signers.append(signer.acting.person.name)
        return f"signed by {', '.join(signers)}"


def _undrafted(facts: CaseFacts) -> list[str]:
    """The sections that a drafter writes, and that have no text."""
    return [s.section for s in facts.drafted if facts.record.head(s.section) is None]


def _unfit(facts: CaseFacts) -> list[str]:
    """The sections that keep the case from being sent, and that another draft may put right."""
    held = {obstacle.section for obstacle in sending_obstacles(facts)}
    drafted = (s.section for s in facts.drafted)
    return [section for section in drafted if section in held and not facts.holds_persons_text(section)]


def _listed(sections: Sequence[str]) -> str:
    return ", ".join(f"“{section}”" for section in sections)


def _player(players: Sequence[_Player], role: Role) -> _Player:
    for player in players:
        if role in player.acting.profile.roles:
            return player
    raise UsageError(f"The sample has no {role}.", next="Add a person with that role to it.")
