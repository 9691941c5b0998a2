"""What waits for whom, counted by the store."""

from service_examples import World, pack_with

from desktop_app.domain.comment import items_about
from desktop_app.domain.review_queue import Cause, QueuedCase

TWICE = ("role: reviewer\n", "role: reviewer\n    approvals: 2\n")


async def waiting(world: World, who: str) -> tuple[QueuedCase, ...]:
    return await world.store.queue(world.assigning.query(world[who]))


async def test_a_sent_case_waits_for_a_reviewer_and_not_for_its_author(world: World) -> None:
    case_id = await world.sent()
    (found,) = await waiting(world, "rob")
    assert (found.file.case_id, found.cause, found.author) == (case_id, Cause.FLAGGED, "ana")
    assert await waiting(world, "ana") == await waiting(world, "ola") == ()


async def test_the_queue_counts_what_is_left_to_approve(world: World) -> None:
    case_id = await world.sent()
    before = (await waiting(world, "rob"))[0].flagged
    await world.approve(case_id, "fee")
    assert (await waiting(world, "rob"))[0].flagged == before - 1


async def test_a_case_that_somebody_approved_waits_for_a_second_person_alone(world: World) -> None:
    case_id = await world.sent(pack_with(TWICE))
    await world.approve(case_id)
    (found,) = await waiting(world, "amy")
    assert (found.cause, found.flagged) == (Cause.SECOND_APPROVAL, 0)
    assert await waiting(world, "rob") == ()


async def test_blocked_cases_come_first_then_the_oldest(world: World) -> None:
    flagged = await world.sent()
    await world.clock.sleep(60)
    blocked = await world.case()
    await world.attach(blocked, "The total fee is EUR 52,000 for the work.", name="later.txt")
    await world.draft(blocked)
    await world.editing.edit(world["ana"], blocked, "advice", "Sign it for EUR 1 [E9].")
    facts = await world.facts(blocked)
    for raised in facts.record.open_blockers(facts.record.heads["fee"]):
        await world.editing.explain(world["ana"], blocked, raised.finding_id, "It is the newer one.")
    await world.send(blocked)
    await world.clock.sleep(60)
    later = await world.sent()
    found = await waiting(world, "rob")
    assert [case.file.case_id for case in found] == [blocked, flagged, later]
    assert [case.cause for case in found] == [Cause.BLOCKED, Cause.FLAGGED, Cause.FLAGGED]


async def test_an_escalated_case_waits_for_an_approver(world: World) -> None:
    case_id = await world.sent()
    await world.reviewing.escalate(world["rob"], case_id, "It is beyond me.")
    (found,) = await waiting(world, "ola")
    assert found.cause is Cause.ESCALATED
    assert await waiting(world, "rob") == ()


async def test_a_returned_case_tells_that_it_was_returned(world: World) -> None:
    case_id = await world.sent()
    await world.reviewing.return_(world["rob"], case_id, items_about("fee"), "Look again.")
    assert await waiting(world, "rob") == ()
    await world.send_again(case_id)
    assert (await waiting(world, "rob"))[0].returned == 1
