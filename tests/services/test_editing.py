"""Editing: whose words they are, what becomes of citations and findings, and what waits for whom."""

from pathlib import Path

import pytest
from service_examples import GOOD, World, a_world, scripted

from desktop_app.domain.draft import Delta, Finished
from desktop_app.domain.errors import NotFound, Refused, UsageError
from desktop_app.domain.evidence import QuoteState
from desktop_app.domain.finding import Rule
from desktop_app.domain.markup import whole
from desktop_app.domain.section import RevisionKind
from desktop_app.domain.text import Origin, covers_once, unaccepted_writers
from desktop_app.domain.waiting_changes import waiting_changes
from desktop_app.services.revising import Added

DRAFT = "The total fee is EUR 48,000 [E1].\n\nThis review counts on EUR 48,000."
WRONG = (Delta("The total fee is EUR 84,000 for the work [E1]."), Finished("stop", "scripted-1"))


async def edit(world: World, case_id: str, markup: str, who: str = "ana", **more: str) -> Added:
    return await world.editing.edit(world[who], case_id, "fee", markup, **more)


async def origins(world: World, case_id: str) -> list[tuple[str, Origin, str | None]]:
    """The words of each origin, with who has accepted them."""
    record = (await world.facts(case_id)).record
    text, spans = await world.text(case_id, "fee"), record.spans[record.heads["fee"]]
    assert covers_once(spans, len(text))
    return [(text[s.start : s.end], s.origin, s.accepted_by) for s in spans]


async def test_kept_words_keep_their_origin_and_new_ones_are_the_editors(world: World) -> None:
    case_id = await world.drafted()
    await edit(world, case_id, DRAFT.replace("total fee", "whole fee"))
    found = await origins(world, case_id)
    assert [words for words, origin, _ in found if origin is Origin.PERSON] == ["whole"]
    assert ("EUR 48,000", Origin.EVIDENCE, None) in found


async def test_citations_of_unchanged_words_are_carried(world: World) -> None:
    case_id = await world.drafted()
    added = await edit(world, case_id, "The total fee is EUR 48,000.\n\nIt is due.")
    assert [c.quote_state for c in added.citations] == [QuoteState.VERIFIED]


async def test_a_text_that_says_that_it_cites_nothing_loses_its_last_citation(world: World) -> None:
    case_id = await world.drafted()
    added = await edit(world, case_id, whole("The total fee is EUR 48,000."))
    assert added.citations == ()
    assert added.revision.section_text.plain == "The total fee is EUR 48,000."


async def test_a_citation_that_a_person_types_resolves(world: World) -> None:
    case_id = await world.drafted()
    evidence = await world.editing.evidence(await world.facts(case_id), "fee")
    (number,) = (item.number for item in evidence if "24 months" in item.passage.text)
    added = await edit(world, case_id, f"It runs for 24 months [E{number}].")
    assert added.citations[0].quote_state is QuoteState.VERIFIED and added.findings == ()


async def test_a_number_that_leads_nowhere_is_a_finding_and_stays_one(world: World) -> None:
    case_id = await world.drafted()
    added = await edit(world, case_id, "The total fee is EUR 48,000 [E77].")
    assert [f.rule for f in added.findings] == [Rule.UNRESOLVED_CITATION] and added.route.band == "low"
    again = await edit(world, case_id, "The total fee is EUR 48,000 [E77]. Yes.")
    assert Rule.UNRESOLVED_CITATION in [f.rule for f in again.findings]


async def test_the_same_text_is_refused_unless_it_says_that_it_still_holds(world: World) -> None:
    case_id = await world.drafted()
    with pytest.raises(Refused, match="same"):
        await world.editing.edit(world["ana"], case_id, "advice", "Sign it.")
    await world.keeping.answer(world["ana"], case_id, {"fee": "49000"})
    added = await world.editing.edit(world["ana"], case_id, "advice", "Sign it.")
    assert added.revision.kind is RevisionKind.SETTLE and await world.state(case_id, "advice") == "yours"


async def test_an_empty_text_is_refused(world: World) -> None:
    with pytest.raises(UsageError, match="empty"):
        await edit(world, await world.drafted(), "  \n ")


async def proposed(world: World) -> str:
    case_id = await world.drafted()
    await edit(world, case_id, "I say: it runs for 24 months. The total fee is EUR 48,000 [E1].")
    await world.draft(case_id, "fee", chain=["server"])
    return case_id


async def test_an_accepted_proposal_becomes_the_text_with_its_own_citations(tmp_path: Path) -> None:
    script = (Delta("It runs for 24 months [E2]."), Finished("stop", "scripted-1"))
    async with a_world(tmp_path, scripted(script)) as world:
        case_id = await proposed(world)
        line = waiting_changes(await world.facts(case_id), "fee", world["ana"].person.person_id).line
        added = await world.editing.accept(world["ana"], case_id, "fee", [change.number for change in line.changes])
        assert added.revision.kind is RevisionKind.MERGE and "proposal.accepted" in await world.told(case_id)
        assert await world.text(case_id, "fee") == "It runs for 24 months."
        (citation,) = added.citations
        passages = {p.passage_id: p.text for p in (await world.facts(case_id)).passages}
        assert "24 months" in passages[citation.passage_id or ""] and citation.quote_state is QuoteState.VERIFIED


async def test_a_rejected_proposal_leaves_the_text_and_its_citations(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted()) as world:
        case_id = await proposed(world)
        before = await world.text(case_id, "fee")
        added = await world.editing.reject(world["ana"], case_id, "fee")
        assert await world.text(case_id, "fee") == before and added.revision.kind is RevisionKind.SETTLE
        assert [c.quote_state for c in added.citations] == [QuoteState.VERIFIED]
        assert (await world.facts(case_id)).record.proposal("fee") is None
        assert "proposal.discarded" in await world.told(case_id)


async def test_rejecting_a_redraft_does_not_say_that_the_old_text_still_holds(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted()) as world:
        case_id = await world.drafted()
        await edit(world, case_id, "The fee is as agreed.")
        await world.keeping.answer(world["ana"], case_id, {"fee": "45000"})
        await world.draft(case_id, "fee", chain=["server"])
        await world.editing.reject(world["ana"], case_id, "fee")
        assert await world.state(case_id, "fee") == "stale"


async def test_an_edit_beside_a_proposal_discards_it_and_says_so(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted()) as world:
        case_id = await proposed(world)
        await edit(world, case_id, "Quite other words.")
        assert (await world.facts(case_id)).record.proposal("fee") is None
        assert "proposal.discarded" in await world.told(case_id)


async def reviewed(world: World) -> str:
    """The reviewer has changed two words of the fee."""
    case_id = await world.sent()
    await edit(world, case_id, DRAFT.replace("total", "whole").replace("review", "note"), who="rob", reason="Clearer.")
    return case_id


async def test_what_a_reviewer_changed_waits_for_the_analyst_and_not_for_the_reviewer(world: World) -> None:
    case_id = await reviewed(world)
    facts = await world.facts(case_id)
    line = waiting_changes(facts, "fee", world["ana"].person.person_id).line
    assert [(c.before_text, c.after_text) for c in line.changes] == [("total", "whole"), ("review", "note")]
    with pytest.raises(Refused, match="No change waits"):
        waiting_changes(facts, "fee", world["rob"].person.person_id)


@pytest.mark.parametrize(
    ("verb", "changes", "text"),
    [
        ("accept", None, "The whole fee is EUR 48,000.\nThis note counts on EUR 48,000."),
        ("accept", [1], "The whole fee is EUR 48,000.\nThis review counts on EUR 48,000."),
        ("reject", [1], "The total fee is EUR 48,000.\nThis note counts on EUR 48,000."),
        ("reject", None, "The total fee is EUR 48,000.\nThis review counts on EUR 48,000."),
    ],
)
async def test_changes_are_taken_or_left_all_or_some(
    world: World, verb: str, changes: list[int] | None, text: str
) -> None:
    case_id = await reviewed(world)
    added = await getattr(world.editing, verb)(world["ana"], case_id, "fee", changes)
    assert await world.text(case_id, "fee") == text and added.revision.kind is RevisionKind.SETTLE
    assert [c.quote_state for c in added.citations] == [QuoteState.VERIFIED]


async def test_nobody_becomes_author_by_settling_and_taken_words_are_accepted(world: World) -> None:
    case_id = await reviewed(world)
    ana = world["ana"].person.person_id
    await world.editing.accept(world["ana"], case_id, "fee", [1])
    written = [found for found in await origins(world, case_id) if found[1] is Origin.PERSON]
    assert written == [("whole", Origin.PERSON, ana)]
    with pytest.raises(Refused, match="No change waits"):
        waiting_changes(await world.facts(case_id), "fee", ana)


async def test_settling_a_redraft_accepts_nobody_elses_words_beside_it(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted(GOOD)) as world:
        case_id = await world.drafted()
        await edit(world, case_id, "Amy says this. The total fee is EUR 48,000 [E1].", who="amy")
        await world.draft(case_id, "fee", chain=["server"])
        await world.editing.reject(world["ana"], case_id, "fee")
        record = (await world.facts(case_id)).record
        assert world["amy"].person.person_id in unaccepted_writers(record.spans[record.heads["fee"]])


async def test_words_that_were_taken_out_and_typed_again_are_their_first_writers_once_more(world: World) -> None:
    case_id = await world.sent()
    await edit(
        world, case_id, "The fee is EUR 48,000 [E1].\n\nThis review counts on EUR 48,000.", who="rob", reason="Short."
    )
    await edit(world, case_id, DRAFT, who="rob", reason="It was better.")
    record = (await world.facts(case_id)).record
    rob, drafted = world["rob"].person.person_id, record.of_section("fee")[0]
    assert rob not in unaccepted_writers(record.spans[record.heads["fee"]])
    assert record.spans[record.heads["fee"]] == record.spans[drafted.revision_id]


@pytest.mark.parametrize("changes", [None, [1], []])
async def test_what_was_settled_is_taken_back_and_waits_again_with_both_on_the_record(
    world: World, changes: list[int] | None
) -> None:
    case_id = await reviewed(world)
    ana = world["ana"].person.person_id
    before, were = await world.facts(case_id), await origins(world, case_id)
    await world.editing.accept(world["ana"], case_id, "fee", changes)
    settled = (await world.facts(case_id)).record.heads["fee"]
    restored = (await world.editing.take_back(world["ana"], case_id, "fee")).revision
    facts = await world.facts(case_id)
    assert (restored.kind, restored.parent_id) == (RevisionKind.RESTORE, settled)
    assert await origins(world, case_id) == were
    assert waiting_changes(facts, "fee", ana).line == waiting_changes(before, "fee", ana).line
    assert (await world.store.verify()).verified
    await world.editing.accept(world["ana"], case_id, "fee", [2])
    assert await world.text(case_id, "fee") == "The total fee is EUR 48,000.\nThis note counts on EUR 48,000."


async def test_a_settled_text_that_another_has_changed_is_not_taken_back(world: World) -> None:
    case_id = await reviewed(world)
    await world.editing.accept(world["ana"], case_id, "fee")
    await edit(world, case_id, DRAFT, who="rob", reason="It was better.")
    for who in ("ana", "rob"):
        with pytest.raises(Refused, match="can be taken back"):
            await world.editing.take_back(world[who], case_id, "fee")


async def test_a_number_that_is_no_change_is_refused(world: World) -> None:
    case_id = await reviewed(world)
    with pytest.raises(UsageError, match="no change 7"):
        await world.editing.accept(world["ana"], case_id, "fee", [7])


async def test_a_signed_case_is_neither_edited_nor_explained(world: World) -> None:
    case_id = await world.sent()
    await world.approve(case_id)
    await world.sign(case_id)
    with pytest.raises(Refused, match="signed"):
        await edit(world, case_id, "Too late.", reason="x")
    with pytest.raises(Refused, match="signed"):
        await world.editing.explain(world["ana"], case_id, "0", "Too late.")


async def wrong(world: World) -> tuple[str, list[str]]:
    """A drafted case with a wrong amount, and its blockers: the figure, and the citation that does not hold it."""
    case_id = await world.drafted()
    await world.draft(case_id, "fee", chain=["server"])
    record = (await world.facts(case_id)).record
    return case_id, [blocker.finding_id for blocker in record.open_blockers(record.heads["fee"])]


async def explain(world: World, case_id: str, blockers: list[str]) -> None:
    for blocker in blockers:
        await world.editing.explain(world["ana"], case_id, blocker[:8], "The amendment says so.")


async def test_an_explained_blocker_counts_as_a_warning(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted(WRONG)) as world:
        case_id, blockers = await wrong(world)
        await explain(world, case_id, blockers)
        record = (await world.facts(case_id)).record
        decided = record.routes[record.heads["fee"]]
        assert (decided.band, decided.route) == ("medium", "flag") and not record.open_blockers(record.heads["fee"])
        await world.draft(case_id, "rating")
        assert await world.send(case_id) == "review"


@pytest.mark.parametrize(
    ("markup", "carried"),
    [
        ("The total fee is EUR 84,000 for the work [E1]. More is said.", True),
        ("The total fee is EUR 84,000 for other work [E1].", False),
    ],
)
async def test_an_explanation_is_carried_only_for_the_same_words(tmp_path: Path, markup: str, carried: bool) -> None:
    async with a_world(tmp_path, scripted(WRONG)) as world:
        case_id, blockers = await wrong(world)
        await explain(world, case_id, blockers)
        added = await edit(world, case_id, markup)
        record = (await world.facts(case_id)).record
        assert (not record.open_blockers(added.revision.revision_id)) is carried
        assert (await world.told(case_id)).count("finding.answered") == len(blockers) * (1 + carried)


async def test_an_explanation_needs_words_and_a_finding_of_its_own_name(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted(WRONG)) as world:
        case_id, blockers = await wrong(world)
        for too_little in (" ", "x", "a b c d", "Certainly.......", "It is. "):
            with pytest.raises(UsageError, match="says too little"):
                await world.editing.explain(world["ana"], case_id, blockers[0], too_little)
        assert "finding.answered" not in await world.told(case_id)
        for name in ("", "zz"):
            with pytest.raises(NotFound):
                await world.editing.explain(world["ana"], case_id, name, "x")


async def test_a_draft_section_is_not_edited_before_the_case_is_drafted_but_a_persons_own_is(world: World) -> None:
    case_id = await world.case()
    with pytest.raises(Refused, match="Draft the case first"):
        await edit(world, case_id, "Early.")
    await world.editing.edit(world["ana"], case_id, "advice", "Early advice.")
    assert await world.state(case_id, "advice") == "yours"
