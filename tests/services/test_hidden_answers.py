"""Answers and documents of questions that are not asked now are kept, and never reach a draft."""

from pathlib import Path

import pytest
from fakes import FakeDrafter, server_endpoint
from service_examples import CONTRACT, GOOD, World, a_world, pack_with

from desktop_app.adapters.document_kind import kind_of
from desktop_app.adapters.system_clock import SystemChance
from desktop_app.domain.errors import UsageError
from desktop_app.domain.page_count import PageCount, page_counts
from desktop_app.services.attaching import Attaching, Attachment

SECRET = "917"
ASKED = (
    ("label: Contract, min_files: 1}", "label: Contract, accept: [pdf, txt], relevant: renews}"),
    ("uses: [contract, fee]", "uses: [contract, fee, notice]"),
)
GIVEN = {"fee": "48000", "months": 24, "renews": True, "notice": SECRET}


async def hidden(world: World) -> str:
    """A case whose contract and notice were given, and are not asked for any more."""
    case_id = await world.case(pack_with(*ASKED), GIVEN)
    await world.keeping.answer(world["ana"], case_id, {"renews": False})
    return case_id


async def test_neither_a_hidden_answer_nor_a_hidden_document_is_sent(tmp_path: Path) -> None:
    drafter = FakeDrafter(server_endpoint("team"), [GOOD])
    async with a_world(tmp_path, drafter) as world:
        case_id = await hidden(world)
        await world.draft(case_id, "fee", chain=("team",))
        kept = {a.path for a in (await world.facts(case_id)).record.answers if a.value}
    sent = " ".join(message.text for message in drafter.asked[0].messages)
    assert SECRET not in sent and "interest" not in sent
    assert not drafter.asked[0].evidence and "notice" not in drafter.asked[0].answers
    assert "notice" in kept


async def test_a_document_that_is_not_asked_for_is_no_evidence_and_comes_back(world: World) -> None:
    case_id = await hidden(world)
    await world.draft(case_id, "fee")
    assert "No fee was found" in await world.text(case_id, "fee")
    await world.keeping.answer(world["ana"], case_id, {"renews": True})
    assert await world.state(case_id, "fee") == "stale"
    await world.draft(case_id, "fee")
    assert "EUR 48,000" in await world.text(case_id, "fee")


@pytest.mark.parametrize(("name", "body"), [("a.txt", b"\x89PNG\r\n\x1a\n"), ("b.pdf", b"PK\x03\x04word/")])
async def test_a_file_of_another_kind_is_refused_by_what_it_is(world: World, name: str, body: bytes) -> None:
    case_id = await world.case(pack_with(*ASKED), GIVEN)
    attaching = Attaching(world.store, world.recording, SystemChance(), world.reader, kind_of)
    files = (Attachment("good.txt", CONTRACT.encode()), Attachment(name, body))
    form = (await world.facts(case_id)).pack.form
    with pytest.raises(UsageError, match=f"does not take “{name}”: it is no PDF or TXT. Nothing was attached"):
        await attaching.attach(world["ana"], form, case_id, "contract", files)
    assert len((await world.facts(case_id)).record.attached) == 1


async def test_pages_count_what_is_missing_and_what_is_wrong(world: World) -> None:
    case_id = await world.case(pack_with(), {"months": 24})
    assert page_counts(await world.facts(case_id)) == (PageCount("contract", "Which contract?", 1, 0),)
    await world.remove(case_id)
    assert page_counts(await world.facts(case_id)) == (PageCount("contract", "Which contract?", 2, 0),)
