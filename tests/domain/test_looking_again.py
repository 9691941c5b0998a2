"""When somebody last had to do with a case that comes back to them, and what it said then."""

from pathlib import Path

from service_examples import World, a_world

from desktop_app.domain.comment import items_about
from desktop_app.domain.looking_again import last_looked, text_at


async def returned(world: World) -> tuple[str, str]:
    """A case that was returned and rewritten, and the revision that was returned."""
    case_id = await world.sent()
    seen = (await world.facts(case_id)).record.heads["fee"]
    await world.clock.sleep(60)
    await world.reviewing.return_(world["rob"], case_id, items_about("fee"), "It is too short.")
    await world.clock.sleep(60)
    await world.editing.edit(world["ana"], case_id, "fee", "The fee is EUR 48,000.", "Asked for.")
    return case_id, seen


async def test_who_returned_a_case_is_shown_what_is_new_since(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        case_id, seen = await returned(world)
        record = (await world.facts(case_id)).record
        at = last_looked(record, world["rob"].person.person_id)
        assert at == record.decisions[-1].at
        then = text_at(record, "fee", at)
        assert then is not None and then.revision_id == seen != record.heads["fee"]


async def test_who_never_had_to_do_with_it_looks_for_the_first_time(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        case_id, _ = await returned(world)
        record = (await world.facts(case_id)).record
        assert last_looked(record, world["ola"].person.person_id) is None


async def test_a_case_that_was_not_returned_has_nothing_new(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        record = (await world.facts(await world.sent())).record
        assert last_looked(record, world["ana"].person.person_id) is None
