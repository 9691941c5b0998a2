"""Signatures: what they are over, what breaks them, and what a later change makes of them."""

import json
import sqlite3
from pathlib import Path

import pytest
from service_examples import PASSPHRASE, World, a_world
from store_examples import database

from desktop_app.adapters.person_keys import PersonKeys
from desktop_app.domain.audit import BreakKind
from desktop_app.domain.errors import Locked, Refusal, Refused, UsageError
from desktop_app.domain.person import Role
from desktop_app.domain.standing import Standing, standing_of

KEYS = PersonKeys(cost=12)


async def signed(world: World) -> str:
    case_id = await world.sent()
    await world.approve(case_id)
    await world.sign(case_id)
    return case_id


async def test_a_signature_verifies_over_its_manifest_and_over_nothing_else(world: World) -> None:
    case_id = await signed(world)
    signatures = (await world.facts(case_id)).record.signatures
    assert len(signatures) == 2
    for each in signatures:
        assert KEYS.verifies(each.public_key, each.manifest.body, each.signature)
        assert not KEYS.verifies(each.public_key, each.manifest.body + b" ", each.signature)


async def test_a_manifest_names_texts_findings_answers_documents_pack_and_person(world: World) -> None:
    case_id = await signed(world)
    record = (await world.facts(case_id)).record
    manifest = json.loads(record.signatures[-1].manifest.body)
    texts = {s["section"]: s["text"] for s in manifest["sections"]}
    heads = (record.head(name) for name in record.heads)
    assert texts == {head.section: head.text.commitment for head in heads if head}
    assert manifest["answers"] == sorted([a.path, a.value.commitment] for a in record.answers if a.value)
    assert manifest["documents"] == [[d.document_id, d.original.commitment] for d in record.documents]
    assert (manifest["name"], manifest["role"], manifest["meaning"]) == ("ana", "analyst", "confirmed by the author")
    assert (manifest["pack"], manifest["gate"]) == (record.file.pack_digest, "author")


async def test_a_flipped_byte_in_a_manifest_is_named(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        case_id = await signed(world)
        item = (await world.facts(case_id)).record.signatures[0].manifest.item_id
    with sqlite3.connect(database(tmp_path)) as other:
        for (name,) in other.execute("SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='content'"):
            other.execute(f'DROP TRIGGER "{name}"')
        (body,) = other.execute("SELECT body FROM content WHERE item_id = ?", (item,)).fetchone()
        flipped = body[:40] + bytes([body[40] ^ 1]) + body[41:]
        other.execute("UPDATE content SET body = ? WHERE item_id = ?", (flipped, item))
    async with a_world(tmp_path) as world:
        verification = await world.store.verify()
    assert any(b.kind is BreakKind.CONTENT and item in b.words for b in verification.breaks)


async def test_a_wrong_passphrase_signs_nothing(world: World) -> None:
    case_id = await world.sent()
    await world.approve(case_id)
    before = await world.facts(case_id)
    with pytest.raises(Locked):
        await world.reviewing.sign(world["ana"], "another passphrase", case_id)
    assert await world.facts(case_id) == before and len(before.record.signatures) == 1


async def test_a_change_after_a_signature_supersedes_it_visibly(world: World) -> None:
    case_id = await world.sent()
    await world.approve(case_id, "term")
    await world.editing.edit(world["amy"], case_id, "term", "It runs on.", reason="Clearer.")
    record = (await world.facts(case_id)).record
    standing = standing_of(record.signatures[0], record)
    assert (standing.standing, standing.lapsed) == (Standing.SUPERSEDED, ("term",))
    assert "signature.superseded" in await world.told(case_id) and (await world.store.verify()).verified


async def test_the_first_signature_makes_a_key_and_the_next_one_uses_it(world: World) -> None:
    world.people["ada"] = await world.enrolling.add("ada", [Role.REVIEWER], "ada", None)
    case_id = await world.sent()
    await world.approve(case_id, "fee", who="ada")
    await world.approve(case_id, "term", who="ada")
    one, other = (await world.facts(case_id)).record.signatures
    assert one.public_key == other.public_key and (await world.store.verify()).verified
    assert [event.type for event in await world.store.events()].count("key.made") == 1


async def test_a_key_is_never_sealed_by_a_short_passphrase(world: World) -> None:
    world.people["ada"] = await world.enrolling.add("ada", [Role.REVIEWER], "ada", None)
    case_id = await world.sent()
    with pytest.raises(UsageError, match="8 characters"):
        await world.reviewing.approve(world["ada"], "short", case_id, checklist=True)
    assert (await world.facts(case_id)).record.decisions == ()


async def test_two_profiles_have_two_keys(world: World) -> None:
    assert world["ana"].profile.public_key != world["rob"].profile.public_key
    assert PASSPHRASE.encode() not in (world["ana"].profile.sealed_key or b"")


async def test_three_wrong_passphrases_lock_signing_whatever_program_asks(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        case_id = await world.sent()
        for _ in range(3):
            with pytest.raises(Locked):
                await world.reviewing.approve(world["rob"], "not the passphrase", case_id, checklist=True)
    async with a_world(tmp_path) as again:
        with pytest.raises(Refused) as refused:
            await again.approve(case_id)
        assert refused.value.refusal is Refusal.LOCKED
        assert refused.value.next == "Try again in 5 minutes."
        again.clock.passes(5 * 60 + 60)
        await again.approve(case_id)
