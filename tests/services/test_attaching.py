"""Documents: kept first, read after, read once."""

import asyncio
from pathlib import Path

import pytest
from service_examples import CONTRACT, World, a_world, pack_with

from desktop_app.adapters.pack_files import PackFolders
from desktop_app.domain.change_reason import ReasonCode
from desktop_app.domain.errors import NotFound, UsageError
from desktop_app.domain.evidence import DocumentState
from desktop_app.domain.person import Actor, Role
from desktop_app.services.attaching import LARGEST_DOCUMENT, Attachment


async def test_a_document_is_read_into_passages_with_their_words(world: World) -> None:
    case_id = await world.case()
    facts = await world.facts(case_id)
    assert [p.text for p in facts.passages] == CONTRACT.split("\n")
    assert [p.text.text[q.start : q.end] for p in facts.pages for q in facts.passages] == CONTRACT.split("\n")


async def test_a_document_that_cannot_be_read_is_kept_with_its_state(world: World) -> None:
    case_id = await world.case()
    await world.attach(case_id, "locked away", "secret.pdf")
    document = (await world.facts(case_id)).record.documents[-1]
    assert (document.state, document.reason) == (DocumentState.LOCKED, "It needs a password.")
    assert await world.store.body(document.original) == b"locked away"


async def test_a_document_that_is_too_large_is_named_and_not_read(world: World) -> None:
    case_id = await world.case()
    await world.attach(case_id, "x" * (LARGEST_DOCUMENT + 1), "large.txt")
    assert (await world.facts(case_id)).record.documents[-1].state is DocumentState.TOO_LARGE
    assert "large.txt" not in world.reader.read_names


async def test_a_file_that_is_larger_than_its_field_takes_is_refused_before_it_is_kept(world: World) -> None:
    form = pack_with().form
    small = tuple(f.model_copy(update={"max_megabytes": 1}) for f in form.pages[0].fields)
    form = form.model_copy(update={"pages": (form.pages[0].model_copy(update={"fields": small}), *form.pages[1:])})
    case_id = await world.case()
    before = len((await world.facts(case_id)).record.documents)
    with pytest.raises(UsageError, match="takes at most 1 MB"):
        await world.attaching.attach(world["ana"], form, case_id, "contract", (Attachment("a", b"a" * 1_048_577),))
    assert len((await world.facts(case_id)).record.documents) == before


async def test_a_document_is_not_attached_to_what_is_no_attachment_field(world: World) -> None:
    case_id = await world.case()
    with pytest.raises(NotFound):
        await world.attaching.attach(world["ana"], pack_with().form, case_id, "fee", (Attachment("a", b"a"),))


async def test_documents_that_are_attached_at_the_same_time_are_each_read_once(world: World) -> None:
    case_id = await world.case()
    await asyncio.gather(*(world.attach(case_id, f"Line {i}.", f"{i}.txt") for i in range(4)))
    facts = await world.facts(case_id)
    assert sorted(p.text for p in facts.passages if p.text.startswith("Line")) == [f"Line {i}." for i in range(4)]
    assert (await world.told(case_id)).count("document.read") == 5


async def test_a_document_that_was_kept_and_not_read_is_read_before_drafting(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        case_id = await world.keeping.open(world["ana"], pack_with(), title="A contract")
        form, keep = pack_with().form, world.attaching._keep
        actor = world["ana"].as_one_of(Role.ANALYST)
        file, why = Attachment("contract.txt", CONTRACT.encode()), (ReasonCode.NEW_EVIDENCE, "")
        await keep(actor, form, case_id, "contract", file, why, None)
    async with a_world(tmp_path) as world:
        await world.draft(case_id, "fee")
        assert "EUR 48,000" in await world.text(case_id, "fee")


async def test_a_case_never_lacks_its_packs_reference_documents(world: World) -> None:
    pack = PackFolders([]).restore({**pack_with().files, "reference/policy.md": b"Fees above EUR 9 are large."})
    case_id = await world.keeping.open(world["ana"], pack, title="A contract")
    opened = (await world.store.events(case_id))[:2]
    assert [event.type for event in opened] == ["case.opened", "document.attached"]
    assert [p.text for p in (await world.facts(case_id)).passages] == ["Fees above EUR 9 are large."]


async def test_reading_again_finds_nothing_to_read(world: World) -> None:
    case_id = await world.case()
    before = await world.told(case_id)
    await world.attaching.read_waiting(Actor.program(), case_id)
    assert await world.told(case_id) == before
