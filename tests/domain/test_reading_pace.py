"""How long a case was open until it was decided, and how long as many words usually take."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from service_examples import a_world

from desktop_app.domain.reading_pace import ReadingPace, decided_pace, opened_at, usual_seconds
from desktop_app.domain.told_event import told_event


async def test_the_time_runs_from_opening_the_case_to_the_approval(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        case_id, rob = await world.sent(), world["rob"].person.person_id
        await world.keeping.viewed(world["rob"], case_id)
        world.clock.passes(20)
        await world.keeping.viewed(world["amy"], case_id)
        world.clock.passes(20)
        await world.approve(case_id)
        record = (await world.facts(case_id)).record
        events = [told_event(each) for each in await world.store.events(case_id)]
        pace = decided_pace(record, events, rob)
        words = sum(len(record.head(s).section_text.plain.split()) for s in record.heads)  # type: ignore[union-attr]
        assert pace == ReadingPace(words, 40)
        assert decided_pace(record, events, world["ana"].person.person_id) is None
        assert opened_at(events, rob, datetime(2000, 1, 1, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("seconds", "usual"), [([60, 120, 240], 240), ([60, 60], None), ([], None), ([10, 200, 200, 200], 400)]
)
def test_what_is_usual_is_the_median_for_as_many_words(seconds: list[int], usual: int | None) -> None:
    assert usual_seconds(200, [ReadingPace(100, each) for each in seconds]) == usual
