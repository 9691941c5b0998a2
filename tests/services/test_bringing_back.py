"""Changes that were made in an exported document come back as a person's own edits, through every gate."""

import pytest
from bringing_examples import bringing, changed, exported
from service_examples import World

from desktop_app.domain.errors import Refusal, Refused, UsageError
from desktop_app.domain.person import Role
from desktop_app.domain.text import unaccepted_writers
from desktop_app.domain.told_event import told_event

COMMAND = "0a1b2c3d-0000-4000-8000-000000000001"


def dearer(words: str) -> str:
    return words.replace("48,000", "52,000")


@pytest.mark.parametrize("marked", [False, True])
async def test_an_edit_outside_is_an_edit_of_who_brings_it(world: World, marked: bool) -> None:
    case_id = await world.drafted()
    cited = (await world.facts(case_id)).record.anchors_of(await world.head(case_id, "fee"))
    body = changed(await exported(world, case_id, marked=marked), lambda words: words.replace("total", "whole"))
    brought = await bringing(world).bring(world["ana"], case_id, body)
    facts, head = await world.facts(case_id), await world.head(case_id, "fee")
    assert "whole fee" in head.section_text.plain
    assert head.person_id == world["ana"].person.person_id
    assert [each.section for each in brought.changes.sections] == ["fee"]
    assert len(facts.record.anchors_of(head)) == len(cited) > 0


async def test_it_is_checked_like_what_is_typed(world: World) -> None:
    case_id = await world.drafted()
    body = changed(await exported(world, case_id), dearer)
    (added,) = (await bringing(world).bring(world["ana"], case_id, body)).added
    assert added.findings


async def test_only_looking_changes_nothing(world: World) -> None:
    case_id = await world.drafted()
    before, body = await world.told(case_id), changed(await exported(world, case_id), dearer)
    found = await bringing(world).look(world["ana"], case_id, body)
    assert (found.count, await world.told(case_id)) == (2, before)


async def test_the_record_tells_of_the_edit_and_of_where_it_came_from(world: World) -> None:
    case_id = await world.drafted()
    body = changed(await exported(world, case_id), dearer)
    await bringing(world).bring(world["ana"], case_id, body, command_id=COMMAND)
    told = [e for e in await world.store.events(case_id) if e.type in ("edit.recorded", "changes.imported")]
    assert [event.type for event in told[-2:]] == ["edit.recorded", "changes.imported"]
    event = told_event(told[-1])
    assert (event.listed("sections"), event.data["untracked"]) == (("fee",), 2)
    await bringing(world).bring(world["ana"], case_id, body, command_id=COMMAND)
    assert (await world.told(case_id)).count("changes.imported") == 1


async def test_a_document_that_is_brought_twice_changes_nothing_again(world: World) -> None:
    case_id = await world.drafted()
    body = changed(await exported(world, case_id), dearer)
    await bringing(world).bring(world["ana"], case_id, body)
    with pytest.raises(Refused, match="changes nothing") as refused:
        await bringing(world).bring(world["ana"], case_id, body)
    assert refused.value.refusal is Refusal.UNCHANGED


async def test_what_was_changed_here_since_is_never_overwritten(world: World) -> None:
    case_id = await world.drafted()
    body = changed(await exported(world, case_id), lambda words: dearer(words).replace("Sign it", "Do not sign it"))
    await world.editing.edit(world["ana"], case_id, "fee", "The fee is another one.")
    with pytest.raises(Refused) as refused:
        await bringing(world).bring(world["ana"], case_id, body)
    assert refused.value.refusal is Refusal.STALE
    assert await world.text(case_id, "fee") == "The fee is another one."
    assert await world.text(case_id, "advice") == "Sign it."


async def test_a_reviewers_words_from_outside_wait_for_another_person(world: World) -> None:
    case_id = await world.sent()
    body = changed(await exported(world, case_id), lambda words: words.replace("Sign it", "Do sign it"))
    await bringing(world).bring(world["rob"], case_id, body, "As agreed on the telephone.")
    head = await world.head(case_id, "advice")
    spans = (await world.facts(case_id)).record.spans[head.revision_id]
    assert world["rob"].person.person_id in unaccepted_writers(spans)
    with pytest.raises(Refused):
        await world.approve(case_id, "advice")


async def test_approvals_of_a_section_that_it_changes_are_withdrawn(world: World) -> None:
    case_id = await world.sent()
    await world.approve(case_id, "fee")
    body = changed(await exported(world, case_id), dearer)
    await bringing(world).bring(world["ana"], case_id, body, "The side letter says so.")
    assert not (await world.facts(case_id)).record.approvals("fee", "review")


async def test_after_the_case_was_sent_a_reason_is_needed(world: World) -> None:
    case_id = await world.sent()
    body = changed(await exported(world, case_id), dearer)
    with pytest.raises(UsageError, match="reason"):
        await bringing(world).bring(world["ana"], case_id, body)
    assert "48,000" in await world.text(case_id, "fee")


async def test_who_only_reads_brings_nothing_and_the_record_says_so(world: World) -> None:
    case_id = await world.drafted()
    await world.enrol("eve", Role.AUDITOR)
    with pytest.raises(Refused):
        await bringing(world).bring(world["eve"], case_id, b"")
    assert (await world.told(case_id))[-1] == "changes.imported"
