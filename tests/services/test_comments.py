"""Comments on words of a text: where they stand, what they hold up, and who may resolve them."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from service_examples import World, a_world, scripted

from desktop_app.adapters.pack_files import PackFolders
from desktop_app.domain.audit import EventType
from desktop_app.domain.case import CaseState
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.comment import ItemAnswer, ItemCode, ReturnItem, items_about
from desktop_app.domain.errors import Conflict, Refusal, Refused, StoreFailed, UsageError
from desktop_app.domain.person import Role
from desktop_app.domain.text import Span
from desktop_app.domain.thread import Thread, place_now, quote_of, text_changed, threads_of
from desktop_app.services.recounting import Recounting


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path, scripted()) as world:
        yield world


async def threads(world: World, case_id: str) -> tuple[Thread, ...]:
    return threads_of((await world.facts(case_id)).record)


async def stands(world: World, case_id: str, thread: Thread) -> tuple[Span | None, str]:
    """Where its words stand now, and which they were."""
    record = (await world.facts(case_id)).record
    return place_now(record, thread.first), quote_of(record, thread.first)


async def commented(world: World, case_id: str, quote: str = "EUR 48,000", who: str = "rob", **more: ItemCode) -> str:
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
    place, quote = await stands(world, case_id, thread)
    assert place is not None
    assert (await world.text(case_id, "fee"))[place.start : place.end] == "EUR 48,000" == quote


async def test_a_comment_whose_words_are_gone_still_says_what_they_were(world: World) -> None:
    case_id = await world.drafted()
    await commented(world, case_id, who="ana")
    await world.editing.edit(world["ana"], case_id, "fee", "Nothing of it is left here.")
    (thread,) = await threads(world, case_id)
    assert await stands(world, case_id, thread) == (None, "EUR 48,000")


async def test_words_that_are_no_part_of_the_text_take_no_comment(world: World) -> None:
    case_id = await world.drafted()
    with pytest.raises(UsageError, match="no words of the section"):
        await world.commenting.comment(world["ana"], case_id, "fee", "Why?", Span(0, 10**6))


async def test_what_must_be_fixed_holds_up_the_approval_until_it_is_resolved(world: World) -> None:
    case_id = await world.sent()
    thread = await commented(world, case_id, code=ItemCode.FIGURE)
    with pytest.raises(Refused, match="must be fixed first") as refused:
        await world.approve(case_id)
    assert refused.value.refusal is Refusal.OPEN_COMMENT
    await world.commenting.resolve(world["rob"], case_id, thread)
    assert await world.approve(case_id) is CaseState.SIGN_OFF


async def test_a_thread_that_was_opened_again_holds_it_up_again(world: World) -> None:
    case_id = await world.sent()
    thread = await commented(world, case_id, code=ItemCode.FIGURE)
    await world.commenting.resolve(world["rob"], case_id, thread)
    await world.commenting.reopen(world["rob"], case_id, thread)
    with pytest.raises(Refused, match="must be fixed first"):
        await world.approve(case_id)


async def test_the_database_too_refuses_an_approval_over_an_open_comment(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = await world.sent()
    await commented(world, case_id, code=ItemCode.FIGURE)
    monkeypatch.setattr("desktop_app.services.reviewing.open_must_fix", lambda *_: ())
    with pytest.raises((StoreFailed, Refused), match="must be fixed first"):
        await world.approve(case_id)


@pytest.mark.parametrize("who", ["ana", "ola"])
async def test_only_who_decides_there_says_what_must_be_fixed(world: World, who: str) -> None:
    case_id = await world.sent()
    with pytest.raises(Refused):
        await commented(world, case_id, who=who, code=ItemCode.FIGURE)
    assert await threads(world, case_id) == ()


async def test_the_author_of_a_case_does_not_resolve_what_another_asked_for(world: World) -> None:
    case_id = await world.sent()
    thread = await commented(world, case_id, code=ItemCode.FIGURE)
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
    with pytest.raises(Refused, match="what must be fixed has no answer yet"):
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
    assert (thread.first.words.text, (await stands(world, case_id, thread))[1]) == ("Is it net?", "total fee")
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


async def test_what_must_be_fixed_already_is_an_item_of_the_return(world: World) -> None:
    case_id = await world.sent()
    await commented(world, case_id, code=ItemCode.SOURCE)
    await world.reviewing.return_(world["rob"], case_id, (), "See the comment.")
    with pytest.raises(Refused, match="what must be fixed has no answer yet"):
        await world.send(case_id)
    assert len(await threads(world, case_id)) == 1


async def test_an_answer_from_before_it_was_opened_again_is_none(world: World) -> None:
    case_id = await world.sent()
    await world.reviewing.return_(world["rob"], case_id, items_about("fee"), "Is it net?")
    thread = (await threads(world, case_id))[0].first.thread_id
    await world.commenting.reply(world["ana"], case_id, thread, "It is.", ItemAnswer.KEPT)
    await world.commenting.resolve(world["rob"], case_id, thread)
    await world.commenting.reopen(world["rob"], case_id, thread)
    with pytest.raises(Refused, match="what must be fixed has no answer yet"):
        await world.send(case_id)


async def test_an_item_about_words_that_are_not_there_is_refused(world: World) -> None:
    case_id = await world.sent()
    with pytest.raises(UsageError, match="no words of the section"):
        item = ReturnItem("fee", ItemCode.FIGURE, "Is it net?", 4, 10**6)
        await world.reviewing.return_(world["rob"], case_id, [item], "One question.")
    assert await threads(world, case_id) == ()


# Against what else goes on


async def test_of_a_comment_and_a_signature_at_the_same_time_one_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = await world.sent()
    await world.approve(case_id)
    facts = await world.facts(case_id)
    await world.sign(case_id)

    async def as_it_was(_: str) -> CaseFacts:
        return facts

    monkeypatch.setattr(world.keeping, "facts", as_it_was)
    with pytest.raises(Conflict):
        await world.commenting.comment(world["ola"], case_id, "fee", "Wait.", code=ItemCode.FIGURE)


async def test_nothing_more_is_said_about_a_signed_case(world: World) -> None:
    case_id = await world.sent()
    await commented(world, case_id)
    await world.approve(case_id)
    await world.sign(case_id)
    with pytest.raises(Refused, match="Nothing more is said"):
        await commented(world, case_id)


async def test_the_same_command_given_again_after_the_case_ended_says_that_it_is_done(world: World) -> None:
    case_id = await world.sent()
    command = "0f0e0d0c-0b0a-4908-8706-050403020100"
    await world.commenting.comment(world["ana"], case_id, "fee", "Why?", command_id=command)
    await world.approve(case_id)
    await world.sign(case_id)
    await world.commenting.comment(world["ana"], case_id, "fee", "Why?", command_id=command)
    assert len(await threads(world, case_id)) == 1


async def test_an_author_who_reviews_too_does_not_resolve_what_must_be_fixed(world: World) -> None:
    case_id = await world.sent()
    thread = await commented(world, case_id, code=ItemCode.FIGURE)
    both = replace(world["ana"], profile=replace(world["ana"].profile, roles=frozenset((Role.ANALYST, Role.REVIEWER))))
    with pytest.raises(Refused, match="does not decide what must be fixed"):
        await world.commenting.resolve(both, case_id, thread)


async def test_the_database_too_refuses_the_author_who_resolves_what_must_be_fixed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = await world.sent()
    thread = await commented(world, case_id, code=ItemCode.FIGURE)
    monkeypatch.setattr("desktop_app.services.commenting._is_author", lambda *_: False)
    monkeypatch.setattr("desktop_app.services.commenting._deciding", lambda *_: (Role.ANALYST,))
    with pytest.raises((StoreFailed, Refused), match="the author of a case does not decide"):
        await world.commenting.resolve(world["ana"], case_id, thread)


async def test_the_database_too_refuses_to_sign_over_an_open_comment(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = await world.sent()
    await world.approve(case_id)
    await commented(world, case_id, who="ola", code=ItemCode.FIGURE)
    monkeypatch.setattr("desktop_app.services.reviewing.open_must_fix", lambda *_: ())
    with pytest.raises((StoreFailed, Refused), match="must be fixed first"):
        await world.sign(case_id)


async def test_accepting_what_the_reviewer_wrote_is_an_answer_until_it_is_taken_back(world: World) -> None:
    case_id = await world.sent()
    text = await world.text(case_id, "fee")
    await world.editing.edit(world["rob"], case_id, "fee", f"{text} It is net.", "For clarity.")
    await world.reviewing.return_(world["rob"], case_id, items_about("fee"), "See my words.")
    (thread,) = await threads(world, case_id)
    await world.editing.accept(world["ana"], case_id, "fee")
    assert text_changed((await world.facts(case_id)).record, thread)
    await world.editing.take_back(world["ana"], case_id, "fee")
    assert not text_changed((await world.facts(case_id)).record, thread)


async def test_an_author_who_took_the_case_back_resolves_what_they_asked_of_themselves(world: World) -> None:
    case_id = await world.sent()
    await world.approve(case_id)
    await world.reviewing.return_(world["ana"], case_id, items_about("fee"), "I saw something.")
    (thread,) = await threads(world, case_id)
    await world.commenting.resolve(world["ana"], case_id, thread.first.thread_id)
    assert not (await threads(world, case_id))[0].is_open


async def test_the_record_shows_the_words_of_a_comment(world: World) -> None:
    case_id = await world.sent()
    await commented(world, case_id)
    recounting = Recounting(world.store, PackFolders([]))
    told = (await recounting.page(world["rob"], case_id)).entries
    line = next(entry for entry in told if entry.type == EventType.COMMENT_MADE)
    assert (await recounting.event(world["rob"], line.number, case_id)).said == {"comment": "Is it net?"}
