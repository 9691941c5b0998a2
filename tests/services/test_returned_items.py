"""What a returned case came back for counts as changed once its words are other ones."""

from service_examples import World

from desktop_app.domain.comment import items_about
from desktop_app.qt.returned_items import returned_items


async def test_the_same_words_drafted_again_are_no_change(world: World) -> None:
    case_id = await world.sent()
    await world.reviewing.return_(world["rob"], case_id, items_about("term", "advice"), "Look again.")
    await world.editing.edit(world["ana"], case_id, "advice", "Do not sign it.", "Asked for.")
    await world.draft(case_id, "term")
    facts = await world.facts(case_id)
    assert [(item.section, item.changed) for item in returned_items(facts)] == [("term", False), ("advice", True)]
    assert len(facts.record.of_section("term")) > 1
