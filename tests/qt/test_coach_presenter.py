"""The line under the sample names the next step at every point of its way, and who takes it."""

import asyncio
from unittest.mock import patch

import pytest

from desktop_app.adapters.person_keys import PersonKeys
from desktop_app.assembly import sample_of, scratch_program
from desktop_app.domain.person import Acting
from desktop_app.qt.coach_steps import Coaching, Standing, Step, coaching, next_step

ENDPOINTS = ("assembled",)


async def _walked() -> list[Coaching]:
    """The sample as the line leads through it; what it said each time."""
    said: list[Coaching] = []
    async with scratch_program() as program:
        pack = program.packs.load("contract_review")
        sample = sample_of(pack)
        await program.chain(ENDPOINTS)
        case_id = await program.demonstrating.begin(pack, sample)
        assert await program.demonstrating.begin(pack, sample) == case_id
        ana, ben = [await program.enrolling.switch(p.name, p.passphrase) for p in sample.people]
        words = {ana.person.name: sample.people[0].passphrase, ben.person.name: sample.people[1].passphrase}

        async def look(acting: Acting) -> Coaching:
            said.append(coaching(await program.keeping.facts(case_id), acting, sample))
            return said[-1]

        async def draft(*sections: str) -> None:
            async for _ in program.drafting.draft(ana, case_id, ENDPOINTS, sections or None):
                pass

        assert (await look(ben)).step is Step.SWITCH
        await look(ana)
        await draft()
        await look(ana)
        await program.keeping.answer(ana, case_id, sample.correction.answers)
        while (await look(ana)).step is Step.REDO:
            form = (await program.keeping.facts(case_id)).pack.form
            await draft(next(s.section for s in form.sections if s.title == said[-1].what))
        for section, text in sample.written.items():
            await program.editing.edit(ana, case_id, section, text)
        await look(ana)
        await program.reviewing.send(ana, case_id, read_through=True)
        await look(ana)
        await look(ben)
        await program.reviewing.approve(ben, words[ben.person.name], case_id, checklist=True)
        assert (await look(ben)).step is Step.SWITCH
        await look(ana)
        await program.reviewing.sign(ana, words[ana.person.name], case_id, checklist=True)
        await look(ana)
    return said


@pytest.fixture(scope="module")
def said() -> list[Coaching]:
    with patch("desktop_app.assembly.PersonKeys", lambda: PersonKeys(cost=4)):
        return asyncio.run(_walked())


def test_it_leads_from_the_draft_to_the_verified_record(said: list[Coaching]) -> None:
    steps = list(dict.fromkeys(each.step for each in said if each.step is not Step.SWITCH))
    assert steps == [
        Step.DRAFT, Step.CORRECT, Step.REDO, Step.WRITE, Step.SEND, Step.APPROVE, Step.SIGN, Step.VERIFY
    ]  # fmt: skip


def test_the_answer_to_correct_is_named_with_its_value_and_reason(said: list[Coaching]) -> None:
    correct = next(each for each in said if each.step is Step.CORRECT)
    assert correct.what == "Liability cap"
    assert correct.to == "EUR 45,000"
    assert "side letter" in correct.why


def test_who_takes_over_is_named_with_their_passphrase(said: list[Coaching]) -> None:
    assert [(each.person, each.passphrase) for each in said if each.step is Step.SWITCH] == [
        ("Ana Lindqvist", "harbour light seven"),
        ("Ben Achterberg", "copper field nine"),
        ("Ana Lindqvist", "harbour light seven"),
    ]


@pytest.mark.parametrize(
    ("standing", "step", "section"),
    [
        (Standing(unanswered=True, begun=False), Step.ANSWER, ""),
        (Standing(begun=False, empty=("a",)), Step.DRAFT, ""),
        (Standing(blocked=("a",), stale=("b",), waiting=("a", "b")), Step.SETTLE, "a"),
        (Standing(stale=("b", "c"), empty=("a",), waiting=("a", "b", "c")), Step.REDO, "b"),
        (Standing(empty=("a",), unwritten=("d",)), Step.FINISH, "a"),
        (Standing(unwritten=("d",), waiting=("b", "d")), Step.WRITE, "d"),
        (Standing(waiting=("b",)), Step.CHOOSE, "b"),
        (Standing(), Step.SEND, ""),
    ],
)
def test_what_blocks_comes_first_and_sending_last(standing: Standing, step: Step, section: str) -> None:
    assert next_step(standing) == (step, section)
