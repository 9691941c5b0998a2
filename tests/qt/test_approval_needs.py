"""Author and reviewer read the same approvals, and that nobody is there to give one."""

from pathlib import Path

from review_examples import edited_and_sent, prepared
from service_examples import World

from desktop_app.qt.approval_needs import approval_needs
from desktop_app.qt.meter_reading import way_on
from desktop_app.qt.review_reading import review_of
from desktop_app.views.review_words import approvals_words, missing_words


def test_author_and_reviewer_read_the_same_approvals(tmp_path: Path) -> None:
    async def read(world: World) -> None:
        facts, people = await world.facts(await edited_and_sent(world)), await world.enrolling.listing()
        needs = way_on(facts, people).needs
        assert review_of(facts, world["rob"], people).needs == needs
        assert approvals_words(needs) == "Approvals needed: 1 as reviewer"
        assert missing_words(needs) == []

    prepared(tmp_path, read)


def test_a_role_that_nobody_but_the_author_has_is_named_before_a_case_is_sent(tmp_path: Path) -> None:
    async def read(world: World) -> None:
        facts, people = await world.facts(await edited_and_sent(world)), await world.enrolling.listing()
        needs = approval_needs(facts, [each for each in people if each[0].name == "ana"])
        assert missing_words(needs) == ["Nobody else here has the role “reviewer”: add a person in Settings, People."]

    prepared(tmp_path, read)
