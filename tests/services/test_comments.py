"""Comments on words of a text: where they stand, what they hold up, and who may resolve them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from service_examples import World, a_world, scripted

from desktop_app.domain.case import CaseState
from desktop_app.domain.comment import CommentKind, ItemAnswer, ItemCode, ReturnItem, items_about
from desktop_app.domain.errors import Refusal, Refused, StoreFailed, UsageError
from desktop_app.domain.text import Span
from desktop_app.domain.thread import Thread, threads_of

MUST_FIX = CommentKind.MUST_FIX


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path, scripted()) as world:
        yield world


async def threads(world: World, case_id: str) -> tuple[Thread, ...]:
    return threads_of((await world.facts(case_id)).record)


async def commented(
    world: World, case_id: str, quote: str = "EUR 48,000", who: str = "rob", **more: CommentKind
) -> str:
    """A thread on words of the section `fee`; which one."""
    at = (await world.text(case_id, "fee")).index(quote)
    place = Span(at, at + len(quote))
    await world.commenting.comment(world[who], case_id, "fee", "Is it net?", place, **more)
    return (await threads(world, case_id))[-1].first.thread_id


async def test_a_comment_stays_with_its_words_when_what_stands_before_them_changes(world: World) -> None:
    case_id = await world.drafted()
    await commented(world, case_id, who="ana")
    text = await world.text(case_id, "fee")
    await world.editing.edit(world["ana"], case_id, "fee", f"First of all, this. {text}")
    (thread,) = await threads(world, case_id)
    assert thread.place is not None
    assert (await world.text(case_id, "fee"))[thread.place.start : thread.place.end] == "EUR 48,000" == thread.quote


async def test_a_comment_whose_words_are_gone_still_says_what_they_were(world: World) -> None:
    case_id = await world.drafted()
    await commented(world, case_id, who="ana")
    await world.editing.edit(world["ana"], case_id, "fee", "Nothing of it is left here.")
    (thread,) = await threads(world, case_id)
    assert (thread.place, thread.quote) == (None, "EUR 48,000")


async def test_words_that_are_no_part_of_the_text_take_no_comment(world: World) -> None:
    case_id = await world.drafted()
    with pytest.raises(UsageError, match="no words of the section"):
        await world.commenting.comment(world["ana"], case_id, "fee", "Why?", Span(0, 10**6))


async def test_what_must_be_fixed_holds_up_the_approval_until_it_is_resolved(world: World) -> None:
    case_id = await world.sent()
    thread = await commented(world, case_id, kind=MUST_FIX)
    with pytest.raises(Refused, match="must be fixed first") as refused:
        await world.approve(case_id)
    assert refused.value.refusal is Refusal.OPEN_COMMENT
    await world.commenting.resolve(world["rob"], case_id, thread)
    assert await world.approve(case_id) is CaseState.SIGN_OFF


async def test_a_thread_that_was_opened_again_holds_it_up_again(world: World) -> None:
    case_id = await world.sent()
    thread = await commented(world, case_id, kind=MUST_FIX)
    await world.commenting.resolve(world["rob"], case_id, thread)
    await world.commenting.reopen(world["rob"], case_id, thread)
    with pytest.raises(Refused, match="must be fixed first"):
        await world.approve(case_id)


async def test_the_database_too_refuses_an_approval_over_an_open_comment(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = await world.sent()
    await commented(world, case_id, kind=MUST_FIX)
    monkeypatch.setattr("desktop_app.services.reviewing.open_must_fix", lambda *_: ())
    with pytest.raises((StoreFailed, Refused), match="must be fixed first"):
        await world.approve(case_id)


@pytest.mark.parametrize("who", ["ana", "ola"])
async def test_only_who_decides_there_says_what_must_be_fixed(world: World, who: str) -> None:
    case_id = await world.sent()
    with pytest.raises(Refused):
        await commented(world, case_id, who=who, kind=MUST_FIX)
    assert await threads(world, case_id) == ()


async def test_the_author_of_a_case_does_not_resolve_what_another_asked_for(world: World) -> None:
    case_id = await world.sent()
    thread = await commented(world, case_id, kind=MUST_FIX)
    with pytest.raises(Refused, match="does not decide what must be fixed"):
        await world.commenting.resolve(world["ana"], case_id, thread)


async def test_a_command_that_is_given_twice_makes_one_comment(world: World) -> None:
    case_id = await world.drafted()
    command = "0f0e0d0c-0b0a-4908-8706-050403020100"
    for _ in range(2):
        await world.commenting.comment(world["ana"], case_id, "fee", "Why?", command_id=command)
    assert len(await threads(world, case_id)) == 1


# What a case is returned for


async def test_a_returned_case_is_sent_again_only_when_each_item_is_answered(world: World) -> None:
    case_id = await world.sent()
    await world.reviewing.return_(world["rob"], case_id, items_about("fee", code=ItemCode.FIGURE), "Is it net?")
    with pytest.raises(Refused, match="what the case was returned for has no answer yet"):
        await world.send(case_id)
    (thread,) = await threads(world, case_id)
    await world.commenting.reply(world["ana"], case_id, thread.first.thread_id, "It is.", ItemAnswer.KEPT)
    assert await world.send(case_id) is CaseState.REVIEW


async def test_other_words_in_the_section_are_an_answer_too(world: World) -> None:
    case_id = await world.sent()
    await world.reviewing.return_(world["rob"], case_id, items_about("advice"), "Say more.")
    await world.editing.edit(world["ana"], case_id, "advice", "Sign it soon.", "Asked for.")
    assert await world.send(case_id) is CaseState.REVIEW


async def test_who_returned_it_looks_at_the_answer_before_the_section_is_approved(world: World) -> None:
    case_id = await world.sent()
    item = ReturnItem("fee", ItemCode.FIGURE, "Is it net?", 4, 13)
    await world.reviewing.return_(world["rob"], case_id, [item], "One question.")
    (thread,) = await threads(world, case_id)
    assert (thread.first.words.text, thread.quote) == ("Is it net?", "total fee")
    await world.commenting.reply(world["ana"], case_id, thread.first.thread_id, "It is.", ItemAnswer.DONE)
    await world.send(case_id)
    with pytest.raises(Refused, match="must be fixed first"):
        await world.approve(case_id)
    await world.commenting.resolve(world["rob"], case_id, thread.first.thread_id)
    assert await world.approve(case_id) is CaseState.SIGN_OFF


async def test_only_the_author_answers_an_item(world: World) -> None:
    case_id = await world.sent()
    await world.reviewing.return_(world["rob"], case_id, items_about("fee"), "Is it net?")
    (thread,) = await threads(world, case_id)
    with pytest.raises(Refused, match="Only the author"):
        await world.commenting.reply(world["rob"], case_id, thread.first.thread_id, "It is.", ItemAnswer.DONE)
