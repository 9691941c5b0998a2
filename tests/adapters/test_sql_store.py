"""What is put is what is read, once, whole or not at all."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from store_examples import (
    FILE_1,
    PACK,
    a_store,
    approval,
    entry,
    everything,
    kept,
    next_version,
    people,
    told,
    with_case,
    written,
)

from desktop_app.domain.audit import EventType
from desktop_app.domain.case import Answer, CaseState
from desktop_app.domain.content import Content
from desktop_app.domain.endpoint import Endpoint, EndpointKind
from desktop_app.domain.errors import Conflict, NotFound, Refused, StoreFailed
from desktop_app.domain.evidence import Page, Passage
from desktop_app.domain.record_rows import RevisionSpans, Setting
from desktop_app.domain.review import Supersession
from desktop_app.domain.section import Head, Revision


async def test_every_kind_of_row_is_read_as_it_was_put(tmp_path: Path) -> None:
    puts = everything()
    async with a_store(tmp_path) as store:
        await with_case(store)
        await store.commit(entry(*puts))
        record = await store.case("c1")
    seen = (
        *record.answers,
        *record.documents,
        *record.runs,
        *record.calls,
        *record.revisions,
        *(Head("c1", section, revision_id) for section, revision_id in record.heads.items()),
        *(RevisionSpans(revision_id, "c1", spans) for revision_id, spans in record.spans.items()),
        *(
            row
            for rows in (record.inputs, record.citations, record.findings)
            for group in rows.values()
            for row in group
        ),
        *record.finding_answers,
        *record.routes.values(),
    )
    assert record.file == FILE_1
    assert [
        p for p in puts if p not in seen and type(p).__name__ not in ("Content", "Page", "Passage", "OfferedEvidence")
    ] == []
    assert len(seen) == len(puts) - 4


async def test_pages_and_passages_are_read_with_their_text(tmp_path: Path) -> None:
    puts = everything()
    async with a_store(tmp_path) as store:
        await with_case(store)
        await store.commit(entry(*puts))
        assert await store.pages("c1") == tuple(p for p in puts if isinstance(p, Page))
        (passage,) = await store.passages("c1")
        (offered,) = await store.offered("r1")
        (original,) = (p for p in puts if isinstance(p, Content))
        assert await store.body(original.ref) == original.body
    assert passage == replace(
        next(p for p in puts if isinstance(p, Passage)), text="Zebrafish Holdings pays 84,000 euro"
    )
    assert offered in puts


async def test_people_packs_endpoints_and_settings_are_read_as_they_were_put(tmp_path: Path) -> None:
    endpoint = Endpoint("server", EndpointKind.OPENAI, model="m", secret="server")
    async with a_store(tmp_path) as store:
        ada, ben, first, _, second = people()
        await store.commit(entry(*people(), PACK, PACK, endpoint, Setting("theme", "dark"), events=()))
        assert await store.people() == ((ada, first), (ben, second))
        assert await store.pack_files("digest-1") == PACK.files
        assert await store.pack_files("another") is None
        assert await store.endpoints() == (endpoint,)
        assert (await store.setting("theme"), await store.setting("other")) == ("dark", None)


async def test_what_is_put_again_replaces_what_was_there(tmp_path: Path) -> None:
    async with a_store(tmp_path) as store:
        await store.commit(entry(Setting("theme", "dark"), events=()))
        await store.commit(entry(Setting("theme", "light"), events=()))
        assert await store.setting("theme") == "light"


async def test_a_command_that_comes_twice_applies_once(tmp_path: Path) -> None:
    async with a_store(tmp_path) as store:
        first = await store.commit(entry(Setting("theme", "dark"), command_id="one"))
        second = await store.commit(entry(Setting("theme", "light"), command_id="one"))
        assert (first.applied, second.applied, second.last_seq) == (True, False, first.last_seq)
        assert await store.setting("theme") == "dark"
        assert len(await store.events("c1")) == 1


async def test_a_command_is_known_after_the_store_was_closed(tmp_path: Path) -> None:
    async with a_store(tmp_path) as store:
        first = await store.commit(entry(command_id="one"))
    async with a_store(tmp_path) as store:
        assert await store.commit(entry(command_id="one")) == replace(first, applied=False)


async def test_an_entry_that_fails_leaves_nothing(tmp_path: Path) -> None:
    bad = replace(everything()[0], case_id="no such case")
    async with a_store(tmp_path) as store:
        await with_case(store)
        before = await store.events()
        with pytest.raises(Refused):
            await store.commit(entry(Setting("theme", "dark"), bad, command_id="one"))
        assert await store.setting("theme") is None
        assert await store.events() == before
        assert (await store.commit(entry(command_id="one"))).applied
        assert (await store.verify()).verified


async def test_one_refused_entry_of_a_batch_does_not_harm_the_others(tmp_path: Path) -> None:
    def put(number: int) -> Answer | Setting:
        return replace(everything()[0], case_id="gone") if number % 3 == 0 else Setting(f"s{number}", "x")

    async with a_store(tmp_path) as store:
        entries = [store.commit(entry(put(number))) for number in range(30)]
        outcomes = await asyncio.gather(*entries, return_exceptions=True)
        assert [isinstance(o, Refused) for o in outcomes] == [number % 3 == 0 for number in range(30)]
        assert len(await store.events("c1")) == 20
        assert (await store.verify()).verified


async def test_a_case_that_changed_meanwhile_is_a_conflict(tmp_path: Path) -> None:
    async with a_store(tmp_path) as store:
        await with_case(store)
        await store.commit(entry(next_version(state=CaseState.DRAFT)))
        with pytest.raises(Conflict):
            await store.commit(entry(next_version(state=CaseState.REVIEW)))
        assert (await store.case("c1")).file == next_version(state=CaseState.DRAFT)


async def test_two_revisions_of_one_number_are_a_conflict(tmp_path: Path) -> None:
    made, *_ = written()
    async with a_store(tmp_path) as store:
        await with_case(store)
        await store.commit(entry(made))
        with pytest.raises(Conflict):
            await store.commit(entry(replace(made, revision_id="another")))


async def test_an_event_with_free_text_is_refused(tmp_path: Path) -> None:
    async with a_store(tmp_path) as store:
        before = await store.events()
        with pytest.raises(Refused, match="data that is none of"):
            await store.commit(entry(events=(told(data={"title": "Ada owes Ben 5 euros"}),)))
        assert await store.events() == before


async def test_a_value_that_no_table_keeps_is_an_error_of_the_caller(tmp_path: Path) -> None:
    async with a_store(tmp_path) as store:
        with pytest.raises(TypeError, match="Path"):
            await store.commit(entry(tmp_path))


async def test_an_unchanged_content_may_be_put_again(tmp_path: Path) -> None:
    answer = everything()[0]
    async with a_store(tmp_path) as store:
        await with_case(store)
        await store.commit(entry(answer))
        await store.commit(entry(replace(answer, lock_version=2)))
        assert (await store.case("c1")).answers == (replace(answer, lock_version=2),)


async def test_a_list_of_cases_counts_texts_and_the_approvals_that_count(tmp_path: Path) -> None:
    first, second = written(), written(section="fees")
    async with a_store(tmp_path) as store:
        await with_case(store)
        await store.commit(entry(*first, *second))
        await store.commit(approval("ben", first[0]))
        await store.commit(approval("ben", second[0], "approve-2"))
        lapsed = Supersession("approve-2", "c1", "fees", FILE_1.created_at)
        await store.commit(entry(lapsed, events=(told(EventType.SIGNATURE_SUPERSEDED),)))
        (summary,) = await store.cases()
    assert (summary.file, summary.form, summary.sections, summary.approved) == (FILE_1, "contract_review", 2, 1)


async def test_names_that_nothing_has_are_not_found(tmp_path: Path) -> None:
    async with a_store(tmp_path) as store:
        with pytest.raises(NotFound):
            await store.case("c9")
        with pytest.raises(NotFound):
            await store.body(kept("never put", "c9").ref)


async def test_a_closed_store_says_so(tmp_path: Path) -> None:
    async with a_store(tmp_path) as store:
        pass
    with pytest.raises(StoreFailed, match="closed"):
        await store.commit(entry())
    with pytest.raises(StoreFailed, match="closed"):
        await store.cases()
    await store.close()


async def test_a_question_sees_one_state_of_a_case_while_it_is_written(tmp_path: Path) -> None:
    async with a_store(tmp_path) as store:
        await with_case(store)

        async def write() -> None:
            for seq in range(1, 40):
                await store.commit(entry(*written(seq=seq)))

        writing = asyncio.create_task(write())
        while not writing.done():
            record = await store.case("c1")
            assert record.heads.get("term") == (record.revisions[-1].revision_id if record.revisions else None)
            assert all(isinstance(r, Revision) and r.revision_id in record.spans for r in record.revisions)
        await writing
