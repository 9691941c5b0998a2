"""Once a case was sent, each change of it says why: by every way of the services, and at the store past them."""

import json
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from service_examples import CONTRACT, World, a_world, pack_with, scripted
from store_examples import database

from desktop_app.domain.audit import Entry, EventType
from desktop_app.domain.case import Answer, AnswerOrigin, BlankKind
from desktop_app.domain.change_reason import ChangeReason, ReasonCode
from desktop_app.domain.comment import items_about
from desktop_app.domain.content import Content
from desktop_app.domain.errors import Refused, UsageError
from desktop_app.domain.evidence import NO_FIELD, Document, DocumentKind, DocumentState
from desktop_app.domain.record_rows import WorkingText
from desktop_app.domain.section import Head
from desktop_app.domain.working_text import answer_place, base_of, section_place
from desktop_app.services.attaching import Attachment
from desktop_app.services.recording import Scribe
from desktop_app.services.resuming import Resuming

ASKED = ReasonCode.ASKED_IN_REVIEW
NEEDED = "needs a reason"
Way = Callable[..., Awaitable[object]]


async def edit(world: World, case_id: str, *why: Any) -> object:
    return await world.editing.edit(world["ana"], case_id, "term", "It runs for 24 months.", *why)


async def undo(world: World, case_id: str, *why: Any) -> object:
    """Back to the text that was there before the edit of the fee."""
    return await world.editing.edit(world["ana"], case_id, "fee", FEE, *why)


async def minimise(world: World, case_id: str, *why: Any) -> object:
    return await world.editing.edit(world["ana"], case_id, "fee", "Fee.", *why)


async def same_again(world: World, case_id: str, *why: Any) -> object:
    """The same text still holds, though what it stands on has changed."""
    return await world.editing.edit(world["ana"], case_id, "advice", "Sign it.", *why)


async def answer(world: World, case_id: str, *why: Any) -> object:
    said = dict(zip(("reason", "code"), why, strict=False))
    return await world.keeping.answer(world["ana"], case_id, {"months": 36}, **said)


async def clear(world: World, case_id: str, *why: Any) -> object:
    said = dict(zip(("reason", "code"), why, strict=False))
    return await world.keeping.answer(world["ana"], case_id, {"months": None}, **said)


async def attach(world: World, case_id: str, *why: Any) -> object:
    file = Attachment("letter.txt", b"The fee is lowered.")
    return await world.attaching.attach(world["ana"], pack_with().form, case_id, "contract", (file,), *why)


async def remove(world: World, case_id: str, *why: Any) -> object:
    document = (await world.facts(case_id)).record.documents[0].document_id
    return await world.attaching.remove(world["ana"], pack_with().form, case_id, document, *why)


async def type_text(world: World, case_id: str, *why: Any) -> object:
    """Typing that was left in the journal."""
    return await _typed(world, case_id, section_place("term"), "It runs on.", *why)


async def type_answer(world: World, case_id: str, *why: Any) -> object:
    return await _typed(world, case_id, answer_place("months"), "36", *why)


async def _typed(world: World, case_id: str, place: str, text: str, *why: Any) -> object:
    record, ana = (await world.facts(case_id)).record, world["ana"].person.person_id
    typed = WorkingText(case_id, place, ana, text, base_of(record, place), world.clock.now())
    return await Resuming(world.store, world.keeping, world.editing).close(world["ana"], typed, *why[:1])


WAYS: tuple[Way, ...] = (edit, undo, minimise, same_again, answer, clear, attach, remove, type_text, type_answer)
FEE = "The total fee is EUR 48,000 [E1].\n\nThis review counts on EUR 48,000."
CODED = tuple(way for way in WAYS if way not in (type_text, type_answer))


async def returned(world: World) -> str:
    """A case that was sent and is back: its fee was edited before, and the advice stands on an answer that changed."""
    case_id = await world.drafted()
    await world.editing.edit(world["ana"], case_id, "fee", "The total fee is EUR 48,000 [E1].")
    await world.draft(case_id, "rating")
    await world.send(case_id)
    await world.reviewing.return_(world["rob"], case_id, items_about("fee"), "Look again.")
    await world.keeping.answer(world["ana"], case_id, {"fee": "49000"}, reason="It was raised.")
    return case_id


async def reasons(world: World, case_id: str) -> list[tuple[str, str]]:
    """What was said, in order, but for the first, which made the case ready."""
    found = (await world.facts(case_id)).record.reasons
    return [(reason.code.value, reason.words.text if reason.words else "") for reason in found[1:]]


@pytest.mark.parametrize("way", WAYS)
async def test_no_change_after_sending_goes_without_a_reason(world: World, way: Way) -> None:
    case_id = await returned(world)
    before = await world.told(case_id)
    with pytest.raises(UsageError, match=NEEDED) as refused:
        await way(world, case_id)
    assert "--reason" in refused.value.next
    assert await world.told(case_id) == before and await reasons(world, case_id) == []


@pytest.mark.parametrize("way", WAYS)
async def test_each_change_is_kept_and_told_with_its_reason(world: World, way: Way) -> None:
    case_id = await returned(world)
    await way(world, case_id, "  It was wrong. ")
    code = "new_evidence" if way is attach else "correction"
    assert await reasons(world, case_id) == [(code, "It was wrong.")]
    reason = (await world.facts(case_id)).record.reasons[-1]
    bodies = [json.loads(event.body) for event in await world.store.events(case_id)]
    (told,) = [body for body in bodies if body["refs"].get("reason") == _commitment(reason)]
    assert told["data"]["code"] == code and (await world.store.verify()).verified


@pytest.mark.parametrize("way", CODED)
async def test_another_code_goes_with_words_and_never_without(world: World, way: Way) -> None:
    case_id = await returned(world)
    for words, code in (("", ASKED), (" \n ", ASKED), ("", ReasonCode.REDRAFT), ("Why not", ReasonCode.SETTLED)):
        with pytest.raises(UsageError, match=NEEDED):
            await way(world, case_id, words, code)
    await way(world, case_id, "The reviewer asked.", ASKED)
    assert await reasons(world, case_id) == [("asked_in_review", "The reviewer asked.")]


@pytest.mark.parametrize("way", [edit, answer, attach, clear])
async def test_before_sending_no_reason_is_needed_and_one_may_be_given(world: World, way: Way) -> None:
    case_id = await world.drafted()
    await way(world, case_id)
    assert (await world.facts(case_id)).record.reasons == ()
    await world.editing.edit(world["ana"], case_id, "advice", "Sign it now.", "To be clear.")
    (reason,) = (await world.facts(case_id)).record.reasons
    assert (await world.head(case_id, "advice")).reason == reason.words


async def test_a_reviewers_edit_before_any_decision_needs_one_too(world: World) -> None:
    case_id = await world.sent()
    with pytest.raises(UsageError, match=NEEDED):
        await world.editing.edit(world["rob"], case_id, "term", "It runs on.")


async def test_a_redraft_and_its_settling_say_why_by_themselves(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted()) as world:
        case_id = await returned(world)
        await world.draft(case_id, "term")
        await world.draft(case_id, "fee", chain=["server"])
        await world.editing.reject(world["ana"], case_id, "fee")
        await world.draft(case_id, "fee", chain=["server"])
        await world.editing.accept(world["ana"], case_id, "fee")
        said = ["redraft", "redraft", "settled", "redraft", "settled"]
        assert await reasons(world, case_id) == [(code, "") for code in said]
        assert (await world.store.verify()).verified


@pytest.mark.parametrize("verb", ["accept", "reject"])
async def test_settling_a_reviewers_words_needs_no_words(world: World, verb: str) -> None:
    case_id = await world.sent()
    await world.editing.edit(world["rob"], case_id, "term", "It runs on.", "Shorter.")
    await getattr(world.editing, verb)(world["ana"], case_id, "term")
    assert await reasons(world, case_id) == [("settled", "")]


async def test_what_was_typed_waits_where_it_lacks_a_reason(world: World) -> None:
    case_id = await returned(world)
    place, ana = section_place("term"), world["ana"].person.person_id
    base = base_of((await world.facts(case_id)).record, place)
    typed = WorkingText(case_id, place, ana, "It runs on.", base, world.clock.now())
    await world.store.commit(Entry(None, (typed,)))
    recovered = await Resuming(world.store, world.keeping, world.editing).recover(world["ana"])
    (offered,) = recovered.offered
    assert NEEDED in offered.why and len(await world.store.working_texts(case_id)) == 1


async def test_a_waiting_document_is_read_without_a_reason(world: World) -> None:
    case_id = await returned(world)
    actor = world["ana"].as_one_of(*world["ana"].profile.roles)
    file = Attachment("letter.txt", b"One line.")
    why = (ReasonCode.NEW_EVIDENCE, "It came today.")
    await world.attaching._keep(actor, pack_with().form, case_id, "contract", file, why, None)
    await world.keeping.read_waiting(actor, case_id)
    assert (await world.facts(case_id)).record.documents[-1].state is DocumentState.READ
    assert len(await reasons(world, case_id)) == 1


def _commitment(reason: ChangeReason) -> str:
    assert reason.words
    return reason.words.commitment


# At the store


async def put_answer(world: World, case_id: str, scribe: Scribe) -> Any:
    return Answer(case_id, "months", None, BlankKind.BLANK, AnswerOrigin.TYPED, None, "ana", 2)


async def put_document(world: World, case_id: str, scribe: Scribe) -> Any:
    name, original = scribe.keep("letter.txt"), scribe.keep(CONTRACT)
    scribe.put(original)
    kind, state = DocumentKind.UNKNOWN, DocumentState.READING
    return Document("new", case_id, "contract", name, original.ref, kind, state, 0, "")


async def put_other_document(world: World, case_id: str, scribe: Scribe) -> Any:
    """Another file in the place of one that was attached."""
    original = scribe.keep("Quite another contract.")
    scribe.put(original)
    return replace((await world.facts(case_id)).record.documents[0], original=original.ref)


async def put_removed_document(world: World, case_id: str, scribe: Scribe) -> Any:
    return replace((await world.facts(case_id)).record.documents[0], field=NO_FIELD)


async def put_revision(world: World, case_id: str, scribe: Scribe) -> Any:
    head = await world.head(case_id, "fee")
    text = Content(case_id, "text", bytes(32), head.text.body)
    return replace(head, revision_id="new", seq=99, parent_id=head.revision_id, text=text)


async def put_head(world: World, case_id: str, scribe: Scribe) -> Any:
    """An undo that makes an earlier text the current one again."""
    first, *_ = (await world.facts(case_id)).record.of_section("fee")
    return Head(case_id, "fee", first.revision_id)


PUTS = (put_answer, put_document, put_other_document, put_removed_document, put_revision, put_head)


@pytest.mark.parametrize("put", PUTS)
async def test_the_store_refuses_a_change_without_a_reason_of_its_own(world: World, put: Way) -> None:
    case_id = await returned(world)
    file = (await world.facts(case_id)).record.file
    for counted in (True, False):  # the second would pass with the reason of the change before
        scribe = world.recording.begin(world["ana"].as_one_of(*world["ana"].profile.roles), case_id)
        scribe.put(*([file.touched()] if counted else []), await put(world, case_id, scribe))
        scribe.tell(EventType.EDIT_RECORDED)
        with pytest.raises(Refused, match=NEEDED):
            await world.recording.write(scribe)
    scribe = world.recording.begin(world["ana"].as_one_of(*world["ana"].profile.roles), case_id)
    scribe.because(file, ReasonCode.OTHER, "So that it is seen.")
    scribe.put(await put(world, case_id, scribe))
    scribe.tell(EventType.EDIT_RECORDED)
    assert (await world.recording.write(scribe)).applied


def test_a_reason_that_says_nothing_is_no_reason() -> None:
    blank, at = Content("c", "i", bytes(32), b" \n"), timedelta()
    for words in (None, blank):
        with pytest.raises(ValueError, match="needs words"):
            ChangeReason("c", 2, ReasonCode.OTHER, words, "ana", at)  # type: ignore[arg-type]


STATEMENTS = (
    "UPDATE answer SET value_ref = NULL, blank_kind = 'blank' WHERE path = 'months'",
    "INSERT OR REPLACE INTO answer SELECT case_id, path, NULL, 'blank', origin, passage_id, person_id, lock_version"
    " FROM answer WHERE path = 'months'",
    "DELETE FROM answer",
    "INSERT INTO document SELECT 'new', case_id, field, name_ref, original_ref, kind, state, pages, reason"
    " FROM document",
    "REPLACE INTO document SELECT document_id, case_id, field, original_ref, name_ref, kind, state, pages, reason"
    " FROM document",
    "UPDATE document SET original_ref = name_ref",
    "DELETE FROM document",
    "INSERT INTO revision SELECT 'new', case_id, section, 99, kind, parent_id, text_ref, run_id, person_id, NULL,"
    " created_at FROM revision WHERE section = 'fee' AND seq = 1",
    "UPDATE head SET revision_id = (SELECT revision_id FROM revision WHERE section = 'fee' AND seq = 1)"
    " WHERE section = 'fee'",
    "DELETE FROM head",
)


async def test_the_file_itself_refuses_it_whoever_opens_it(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        case_id = await returned(world)
    with closing(sqlite3.connect(database(tmp_path))) as other:
        other.execute("UPDATE case_file SET lock_version = lock_version + 1")
        for statement in STATEMENTS:
            with pytest.raises(sqlite3.IntegrityError, match=NEEDED):
                other.execute(statement)
        with pytest.raises(sqlite3.IntegrityError, match="needs words"):
            other.execute("INSERT INTO change_reason VALUES (?, 99, 'other', NULL, NULL, 'now')", (case_id,))
        reason = "INSERT INTO change_reason SELECT case_id, lock_version, 'redraft', NULL, NULL, 'now' FROM case_file"
        other.execute(reason)
        other.execute(STATEMENTS[0])
