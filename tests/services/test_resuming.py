"""Typing that had not become an edit when the program ended: it becomes one where it fits, and is offered where not."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from journal_examples import ADVICE, Typist, a_typist

from desktop_app.domain.audit import Entry
from desktop_app.domain.errors import NotFound, UsageError
from desktop_app.domain.record_rows import WorkingText
from desktop_app.domain.working_text import Recovered, answer_place


@pytest.fixture
async def typist(tmp_path: Path) -> AsyncIterator[Typist]:
    async with a_typist(tmp_path) as typist:
        yield typist


async def orphan(typist: Typist, text: str, place: str = ADVICE, who: str = "ana") -> WorkingText:
    """What a person typed at the place as it is now, before the program was killed."""
    person_id = typist.world[who].person.person_id
    typed = WorkingText(typist.case_id, place, person_id, text, await typist.base(place), typist.clock.now())
    await typist.world.store.commit(Entry(None, (typed,), ()))
    return typed


async def recover(typist: Typist, who: str = "ana") -> Recovered:
    return await typist.resuming.recover(typist.world[who])


async def advice(typist: Typist) -> str:
    return await typist.world.text(typist.case_id, "advice")


async def test_typing_on_the_current_text_becomes_an_edit_by_its_person(typist: Typist) -> None:
    typed = await orphan(typist, "Sign it now.")
    assert await recover(typist) == Recovered((typed,), ())
    assert (await typist.world.head(typist.case_id, "advice")).person_id == typed.person_id
    assert await advice(typist) == "Sign it now." and await typist.kept() == []


async def test_recovering_again_changes_nothing(typist: Typist) -> None:
    await orphan(typist, "Sign it now.")
    await recover(typist)
    told = await typist.world.told(typist.case_id)
    assert await recover(typist) == Recovered((), ()) and await typist.world.told(typist.case_id) == told


async def test_typing_of_an_answer_becomes_that_answer(typist: Typist) -> None:
    await orphan(typist, "49000", answer_place("fee"))
    await orphan(typist, "7", answer_place("notice"))
    assert len((await recover(typist)).adopted) == 2
    answered = {answer.path for answer in (await typist.world.facts(typist.case_id)).record.answers}
    assert {"fee", "notice"} <= answered and await typist.kept() == []


async def test_typing_on_a_text_that_has_changed_is_offered_and_overwrites_nothing(typist: Typist) -> None:
    typed = await orphan(typist, "Sign it now.")
    await typist.world.editing.edit(typist.world["amy"], typist.case_id, "advice", "Wait.")
    (offered,) = (await recover(typist)).offered
    assert offered.typed == typed and "changed" in offered.why
    assert await advice(typist) == "Wait." and await typist.kept() == ["Sign it now."]


async def test_an_answer_that_has_changed_meanwhile_is_offered(typist: Typist) -> None:
    await orphan(typist, "49000", answer_place("fee"))
    await typist.world.keeping.answer(typist.world["amy"], typist.case_id, {"fee": "50000"})
    assert len((await recover(typist)).offered) == 1
    assert (await typist.world.facts(typist.case_id)).answers["fee"].text == "EUR 50,000"


@pytest.mark.parametrize(
    ("place", "text", "why"),
    [
        (ADVICE, " ", "deleted"),
        (answer_place("fee"), "", "deleted"),
        (answer_place("fee"), "a lot", "“a lot”"),
        ("section:gone", "Words.", "no section"),
        ("answer:gone", "Words.", "no question"),
    ],
)
async def test_what_cannot_be_an_edit_is_offered_with_the_reason(
    typist: Typist, place: str, text: str, why: str
) -> None:
    await orphan(typist, text, place)
    (offered,) = (await recover(typist)).offered
    assert why in offered.why and await typist.kept() == [text]


async def test_typing_that_says_what_stands_there_is_let_go(typist: Typist) -> None:
    await orphan(typist, "Sign it.")
    assert len((await recover(typist)).adopted) == 1 and await typist.kept() == []
    assert len((await typist.world.facts(typist.case_id)).record.of_section("advice")) == 1


async def test_another_persons_typing_is_not_touched(typist: Typist) -> None:
    await orphan(typist, "Sign it now.")
    assert await recover(typist, "amy") == Recovered((), ())
    assert await typist.kept() == ["Sign it now."] and await advice(typist) == "Sign it."


async def test_its_person_may_take_it_over_what_stands_there(typist: Typist) -> None:
    await orphan(typist, "Sign it now.")
    await typist.world.editing.edit(typist.world["amy"], typist.case_id, "advice", "Wait.")
    await typist.resuming.adopt(typist.world["ana"], typist.case_id, "advice")
    texts = [r.section_text.plain for r in (await typist.world.facts(typist.case_id)).record.of_section("advice")]
    assert texts == ["Sign it.", "Wait.", "Sign it now."] and await typist.kept() == []


async def test_taking_what_cannot_be_an_edit_is_refused_and_keeps_it(typist: Typist) -> None:
    await orphan(typist, " ")
    with pytest.raises(UsageError, match="empty"):
        await typist.resuming.adopt(typist.world["ana"], typist.case_id, ADVICE)
    assert await typist.kept() == [" "]


async def test_discarding_leaves_no_trace(typist: Typist) -> None:
    told = await typist.world.told(typist.case_id)
    await orphan(typist, "Sign it now.")
    assert (await typist.resuming.discard(typist.world["ana"], typist.case_id, "advice")).text == "Sign it now."
    assert await typist.kept() == [] and await typist.world.told(typist.case_id) == told


async def test_nobody_takes_or_discards_anothers_typing(typist: Typist) -> None:
    await orphan(typist, "Sign it now.")
    with pytest.raises(NotFound):
        await typist.resuming.adopt(typist.world["amy"], typist.case_id, "advice")
    with pytest.raises(NotFound):
        await typist.resuming.discard(typist.world["amy"], typist.case_id, "advice")


async def test_typing_after_signing_is_offered(typist: Typist) -> None:
    case_id = typist.case_id = await typist.world.sent()
    await orphan(typist, "Sign it now.")
    await typist.world.approve(case_id)
    assert await typist.world.sign(case_id) == "signed"
    (offered,) = (await recover(typist)).offered
    assert "signed" in offered.why and await typist.kept() == ["Sign it now."]
