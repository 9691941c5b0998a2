from pathlib import Path

from service_examples import World, a_world, scripted

from desktop_app.domain.draft import Delta, Finished
from desktop_app.domain.finding import Rule, Severity
from desktop_app.domain.route import RouteKind
from desktop_app.domain.usage import Usage


def answer(tokens_in: int) -> tuple[Delta, Finished]:
    return (
        Delta("The total fee is EUR 48,000 for the work [E1]."),
        Finished("stop", "scripted-1", usage=Usage(tokens_in, 12, 0)),
    )


async def found(world: World) -> dict[Rule, Severity]:
    case_id = await world.case()
    await world.draft(case_id, "fee", chain=("server",))
    record = (await world.facts(case_id)).record
    head = record.heads["fee"]
    assert record.routes[head].route is not RouteKind.PASS
    return {finding.rule: finding.severity for finding in record.findings.get(head, ())}


async def test_a_server_that_counted_far_fewer_tokens_than_it_was_sent_flags_the_draft(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted(answer(60))) as world:
        assert (await found(world))[Rule.TOKENS_DIFFER] is Severity.WARNING


async def test_a_server_that_counted_as_expected_does_not(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted(answer(400))) as world:
        assert Rule.TOKENS_DIFFER not in await found(world)


async def test_where_a_server_counts_nothing_nothing_is_said(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted(answer(0))) as world:
        assert Rule.TOKENS_DIFFER not in await found(world)


async def test_what_was_found_of_a_call_is_found_where_its_answer_comes_from_the_cache(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted(answer(60))) as world:
        case_id = await world.case()
        for _ in range(2):
            await world.draft(case_id, "fee", chain=("server",))
        record = (await world.facts(case_id)).record
        head = record.head("fee")
        assert head and record.cached_from(head.run_id or "")
        assert Rule.TOKENS_DIFFER in {f.rule for f in record.findings.get(head.revision_id, ())}
