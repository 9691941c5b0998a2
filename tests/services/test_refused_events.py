"""What a rule forbids stands in the record: once, by the rule's code, by whom, and with no word of anybody."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from service_examples import PASSPHRASE, WaitingDrafter, World, a_world, pack_with

from desktop_app.domain.audit import Entry, EventType, Receipt
from desktop_app.domain.comment import items_about
from desktop_app.domain.errors import Conflict, Locked, NotFound, Refused, StoreFailed, UsageError
from desktop_app.services.attaching import Attachment

Step = Callable[[World, str], Awaitable[object]]


async def told_of(world: World) -> list[dict[str, Any]]:
    """The bodies of the events, in order."""
    return [json.loads(event.body) for event in await world.store.events()]


async def refused(world: World) -> list[dict[str, Any]]:
    """The bodies of the events that tell of a refusal, in order."""
    return [body for body in await told_of(world) if body["outcome"] == "refused"]


async def send(world: World, case_id: str) -> object:
    return await world.send(case_id)


async def approve_unsent(world: World, case_id: str) -> object:
    return await world.approve(case_id)


async def sign_unsent(world: World, case_id: str) -> object:
    return await world.sign(case_id)


async def return_unsent(world: World, case_id: str) -> object:
    return await world.reviewing.return_(world["rob"], case_id, items_about("fee"), "Secret words.")


async def escalate_unsent(world: World, case_id: str) -> object:
    return await world.reviewing.escalate(world["rob"], case_id, "Secret words.")


async def answer_as_reviewer(world: World, case_id: str) -> object:
    return await world.keeping.answer(world["rob"], case_id, {"fee": "1"})


async def answer_calculated(world: World, case_id: str) -> object:
    return await world.keeping.answer(world["ana"], case_id, {"total": "1"})


async def attach_as_reviewer(world: World, case_id: str) -> object:
    form = pack_with().form
    return await world.attaching.attach(world["rob"], form, case_id, "contract", (Attachment("secret", b"words"),))


async def draft_as_reviewer(world: World, case_id: str) -> object:
    return [event async for event in world.drafting.draft(world["rob"], case_id, ["assembled"])]


async def open_as_reviewer(world: World, _case_id: str) -> object:
    return await world.keeping.open(world["rob"], pack_with(), title="Secret words")


async def edit_form(world: World, case_id: str) -> object:
    return await world.editing.edit(world["ana"], case_id, "fee", "Secret words.")


async def explain_as_reviewer(world: World, case_id: str) -> object:
    return await world.editing.explain(world["rob"], case_id, "x", "Secret words.")


async def remove_as_reviewer(world: World, case_id: str) -> object:
    facts = await world.facts(case_id)
    document = facts.record.documents[0].document_id
    return await world.attaching.remove(world["rob"], facts.pack.form, case_id, document)


async def accept_nothing(world: World, case_id: str) -> object:
    return await world.editing.accept(world["ana"], case_id, "fee")


async def reject_nothing(world: World, case_id: str) -> object:
    return await world.editing.reject(world["ana"], case_id, "fee")


@pytest.mark.parametrize(
    ("step", "kind", "refusal", "section"),
    [
        (send, "case.advanced", "state", None),
        (approve_unsent, "decision.approved", "state", None),
        (sign_unsent, "signature.made", "state", None),
        (return_unsent, "decision.returned", "state", None),
        (escalate_unsent, "decision.escalated", "state", None),
        (answer_as_reviewer, "answer.set", "role", None),
        (answer_calculated, "answer.set", "calculated", None),
        (attach_as_reviewer, "document.attached", "role", None),
        (remove_as_reviewer, "document.removed", "role", None),
        (draft_as_reviewer, "draft.recorded", "role", None),
        (open_as_reviewer, "case.opened", "role", None),
        (edit_form, "edit.recorded", "state", "fee"),
        (explain_as_reviewer, "finding.answered", "role", None),
        (accept_nothing, "text.settled", "not_waiting", "fee"),
        (reject_nothing, "text.settled", "not_waiting", "fee"),
    ],
)
async def test_each_step_that_a_rule_forbids_is_told_once(
    world: World, step: Step, kind: str, refusal: str, section: str | None
) -> None:
    case_id = await world.case()
    before, facts = await told_of(world), await world.facts(case_id)
    with pytest.raises(Refused):
        await step(world, case_id)
    *earlier, told = await told_of(world)
    assert earlier == before and await world.facts(case_id) == facts
    assert (told["type"], told["data"], told["section"]) == (kind, {"refusal": refusal}, section)
    assert told["refs"] == {} and told["case"] == (None if step is open_as_reviewer else case_id)
    assert told["actor"]["person"] in {world["ana"].person.person_id, world["rob"].person.person_id}


async def test_a_wrong_passphrase_four_eyes_and_an_unmet_gate_are_told_by_their_rule(world: World) -> None:
    case_id = await world.drafted()
    await world.keeping.answer(world["ana"], case_id, {"fee": "49000"})
    with pytest.raises(Refused):
        await world.send(case_id)
    case_id = await world.sent()
    with pytest.raises(Locked):
        await world.reviewing.approve(world["rob"], "a wrong passphrase", case_id, checklist=True)
    await world.editing.edit(world["amy"], case_id, "advice", "Do not sign it.", reason="It is too dear.")
    with pytest.raises(Refused, match="words of your own"):
        await world.approve(case_id, "advice", who="amy")
    told = [(body["type"], body["data"]["refusal"], body["section"]) for body in await refused(world)]
    assert told == [
        ("case.advanced", "obstacles", None),
        ("decision.approved", "passphrase", None),
        ("decision.approved", "four_eyes", "advice"),
    ]


async def test_what_the_database_forbids_is_told_by_its_rule(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case_id = await world.sent()
    await world.editing.edit(world["amy"], case_id, "advice", "Do not sign it.", reason="It is too dear.")
    monkeypatch.setattr("desktop_app.services.reviewing.require_four_eyes", lambda *_: None)
    with pytest.raises(Refused, match="The store refused"):
        await world.approve(case_id, "advice", who="amy")
    (told,) = await refused(world)
    assert (told["type"], told["data"]) == ("decision.approved", {"refusal": "four_eyes"})


async def test_a_refused_command_can_be_given_again_and_is_then_done(world: World) -> None:
    case_id, command = await world.sent(), "00000000-0000-4000-8000-000000000001"
    with pytest.raises(Locked):
        await world.reviewing.approve(world["rob"], "wrong words", case_id, checklist=True, command_id=command)
    await world.approve(case_id, command_id=command)
    outcomes = [b["outcome"] for b in await told_of(world) if b["type"] == "decision.approved"]
    assert outcomes == ["refused", "done"] and (await world.store.verify()).verified


async def test_a_refused_sending_does_not_make_the_case_one_that_was_sent(world: World) -> None:
    case_id = await world.case()
    with pytest.raises(Refused):
        await world.send(case_id)
    await world.keeping.answer(world["ana"], case_id, {"fee": "49000"})
    assert "case.sent" not in await world.told(case_id)


@pytest.mark.parametrize("error", [StoreFailed("The disk is full.", next="Make room."), OSError("gone")])
async def test_a_refusal_reaches_its_caller_unchanged_where_it_cannot_be_told(
    world: World, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    case_id = await world.case()

    async def commit(_entry: Entry) -> Receipt:
        raise error

    monkeypatch.setattr(world.store, "commit", commit)
    with pytest.raises(Refused, match="rob is no analyst"):
        await world.keeping.answer(world["rob"], case_id, {"fee": "1"})


async def test_wrong_use_and_a_conflict_are_no_events(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case_id = await world.sent()
    before = await told_of(world)
    with pytest.raises(NotFound):
        await world.approve(case_id, "no such section")
    with pytest.raises(UsageError):
        await world.reviewing.escalate(world["rob"], case_id, "")

    async def commit(_entry: Entry) -> Receipt:
        raise Conflict("Someone else.", next="Again.")

    monkeypatch.setattr(world.store, "commit", commit)
    with pytest.raises(Conflict):
        await world.approve(case_id)
    monkeypatch.undo()
    assert await told_of(world) == before


async def test_a_second_draft_of_a_section_that_is_being_drafted_is_told(tmp_path: Any) -> None:
    waiting = WaitingDrafter()
    async with a_world(tmp_path, waiting) as world:
        case_id = await world.case()
        stream = world.drafting.draft(world["ana"], case_id, ["server"], ["fee"])
        async for _ in stream:
            if waiting.streaming.is_set():
                break
        with pytest.raises(Refused, match="already"):
            await world.draft(case_id, "fee")
        (told,) = await refused(world)
        assert (told["type"], told["data"], told["section"]) == ("draft.recorded", {"refusal": "drafting"}, "fee")
        await stream.aclose()


async def test_signing_in_is_told_and_so_is_a_wrong_passphrase(world: World) -> None:
    profile = world["rob"].profile.profile_id
    with pytest.raises(Locked):
        await world.enrolling.switch("rob", "not the passphrase")
    for _ in range(2):
        await world.enrolling.switch("rob", PASSPHRASE)
    told = [b for b in await told_of(world) if b["type"] == EventType.PERSON_SWITCHED]
    assert [(b["outcome"], b["actor"]["auth"]) for b in told] == [("refused", "os_user"), ("done", "passphrase")]
    assert all(b["data"]["profile"] == profile for b in told) and told[0]["actor"]["person"] is None


async def test_a_person_known_by_the_computer_alone_and_a_guest_are_told_as_such(world: World) -> None:
    await world.enrolling.current("ana")
    await world.enrolling.current("stranger")
    told = [(b["actor"], b["data"]) for b in await told_of(world) if b["type"] == EventType.PERSON_SWITCHED]
    ana = world["ana"]
    known = {"role": None, "auth": "os_user"}
    assert told == [
        ({"person": ana.person.person_id, **known}, {"profile": ana.profile.profile_id}),
        ({"person": "guest", **known}, {"profile": "guest"}),
    ]


async def test_looking_at_anothers_case_is_told_once(world: World) -> None:
    case_id = await world.case()
    for who in ("ana", "rob", "rob", "ola"):
        await world.keeping.viewed(world[who], case_id)
    told = [b["actor"]["person"] for b in await told_of(world) if b["type"] == EventType.CASE_VIEWED]
    assert told == [world["rob"].person.person_id, world["ola"].person.person_id]


async def test_a_name_in_the_place_of_a_case_is_not_told(world: World) -> None:
    nobody = replace(world["rob"])
    with pytest.raises(Refused):
        await world.keeping.answer(nobody, "mueller", {"fee": "1"})
    (told,) = await refused(world)
    assert told["case"] is None
