"""The reasons of a section say how it stands to the pass lane."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from form_examples import asked
from lane_examples import PASSING, SAMPLED, calibrating, drafted, labels_like, open_lane
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from review_examples import a_desk, prepared
from service_examples import World

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.qt.draft_reading import read_draft
from desktop_app.qt.draft_state import SectionDraft
from desktop_app.qt.review_reading import read_review
from desktop_app.qt.review_state import Marks
from desktop_app.qt.theme import Theme
from desktop_app.views.draft_words import route_words
from desktop_app.views.reason_words import details_of, reasons_of
from desktop_app.views.review_side import ReviewSide
from desktop_app.widgets.kit import Kit

pytestmark = pytest.mark.usefixtures("store_key")


def section_of(qtbot: QtBot, home: Path, work: Callable[[World], Awaitable[str]]) -> SectionDraft:
    """The section “fee” of the case that was made in this home, as its author sees it."""
    case_id = prepared(home, work)
    with a_desk(qtbot, home, "ana") as desk:
        state = asked(qtbot, desk, lambda program: read_draft(program, desk.acting, case_id))
    (found,) = [section for section in state.sections if section.section == "fee"]
    assert isinstance(found, SectionDraft)
    return found


def told_before_sending(qtbot: QtBot, home: Path, work: Callable[[World], Awaitable[str]]) -> str:
    case_id = prepared(home, work)
    with a_desk(qtbot, home, "ana") as desk:
        return route_words(asked(qtbot, desk, lambda program: read_draft(program, desk.acting, case_id)))


def said(section: SectionDraft) -> str:
    return "\n".join(reason.words for reason in reasons_of(section))


def test_a_closed_lane_says_how_far_the_evidence_is(qtbot: QtBot, tmp_path: Path) -> None:
    async def work(world: World) -> str:
        case_id = await drafted(world, PASSING, "fee")
        await calibrating(world).record(world["rob"], PASSING, "assembled", await labels_like(world, case_id, 40))
        return case_id

    section = section_of(qtbot, tmp_path, work)
    assert section.lane is not None and 20 < section.lane.evidence.clean < 35
    assert f"A reviewer looks at it: {section.lane.evidence.clean} of 45 clean sections" in said(section)
    assert "Chance" not in details_of(section)


def test_without_any_evidence_it_is_none_of_45(qtbot: QtBot, tmp_path: Path) -> None:
    section = section_of(qtbot, tmp_path, lambda world: drafted(world, PASSING, "fee"))
    assert "A reviewer looks at it: 0 of 45 clean sections" in said(section)


def test_a_section_that_passes_says_so_and_its_chance_stands_under_details(qtbot: QtBot, tmp_path: Path) -> None:
    async def work(world: World) -> str:
        await open_lane(world, PASSING)
        return await drafted(world, PASSING, "fee")

    section = section_of(qtbot, tmp_path, work)
    assert "Passed on: sections like this one were right often enough" in said(section)
    assert "Chance to be right: 0.9" in details_of(section)
    assert "at least 0.9" in details_of(section) and "Passed on" in details_of(section)


def test_a_section_that_was_drawn_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    async def work(world: World) -> str:
        await open_lane(world, SAMPLED)
        return await drafted(world, SAMPLED, "fee")

    section = section_of(qtbot, tmp_path, work)
    assert "It would pass, and was drawn for a sample." in said(section)
    assert "Flagged for review" in details_of(section)


@pytest.mark.usefixtures("counted_in_english")
def test_before_sending_it_is_said_what_passes_and_that_nobody_else_decides(qtbot: QtBot, tmp_path: Path) -> None:
    async def work(world: World) -> str:
        await open_lane(world, PASSING)
        return await drafted(world, PASSING)

    words = told_before_sending(qtbot, tmp_path, work)
    assert words == "3 sections are passed on without a reviewer. Your own signature is enough."


@pytest.mark.usefixtures("counted_in_english")
def test_a_lane_that_was_closed_meanwhile_is_known_before_sending(qtbot: QtBot, tmp_path: Path) -> None:
    async def work(world: World) -> str:
        lane = await open_lane(world, PASSING)
        case_id = await drafted(world, PASSING)
        await calibrating(world).close(world["rob"], lane.lane_id)
        return case_id

    assert "A reviewer will look at 3 sections." in told_before_sending(qtbot, tmp_path, work)


async def sampled_and_sent(world: World) -> str:
    await open_lane(world, SAMPLED)
    case_id = await drafted(world, SAMPLED)
    await world.send(case_id)
    return case_id


def test_who_reviews_a_sample_is_told_that_it_is_one(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    case_id = prepared(tmp_path, sampled_and_sent)
    with a_desk(qtbot, tmp_path, "rob") as desk:
        state = asked(qtbot, desk, lambda program: read_review(program, desk.acting, case_id))
    side = ReviewSide(Kit(Theme(qapp, resources_folder())))
    qtbot.addWidget(side)
    side.show_state(state, Marks(), "fee")
    assert [row.second for row in side._model.rows] == ["Sample: it would pass"] * 3
