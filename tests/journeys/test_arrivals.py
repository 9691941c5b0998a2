"""The review queue lists what other machines sent on top: it is taken there by Enter."""

import asyncio
from pathlib import Path

import pytest
from handover_examples import a_desk, two_desks
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from review_examples import K, Reviewer, a_window

from desktop_app.qt.place import Place, Visit
from desktop_app.views.arrivals_card import ArrivalsCard

pytestmark = pytest.mark.usefixtures("store_key")


def card_of(person: Reviewer, place: Place) -> ArrivalsCard:
    """The card of a page, once something is on it."""
    person.window.go(Visit(place))
    card: ArrivalsCard = person.window.page(place).arrivals
    person.until(lambda: card.isVisible() and bool(card.list.rows))
    return card


def presses_enter(person: Reviewer, card: ArrivalsCard, words: str) -> None:
    """Enter on the row that does this."""
    person.until(lambda: card.act.text() == words)
    assert card.take_focus()
    person.press(K.Key_Return)


def test_a_case_that_came_is_taken_by_enter_and_waits_in_the_queue(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNTERSIGN_HANDOVER_FOLDER", str(tmp_path / "exchange"))

    async def prepare() -> str:
        async with two_desks(tmp_path) as (here, _):
            case_id = await here.world.sent()
            await here.send(case_id)
            return case_id

    async def states(case_id: str) -> list[str]:
        async with a_desk(tmp_path / "b", tmp_path / "exchange", "there") as there:
            return await there.states(case_id)

    case_id = asyncio.run(prepare())
    with a_window(qtbot, qapp, tmp_path / "b", "rob") as rob:
        card = card_of(rob, Place.QUEUE)
        assert [row.state for row in card.list.rows] == ["Waits"] and "from here" in card.list.rows[0].second
        presses_enter(rob, card, "Take")
        rob.until(lambda: card.isHidden() and any(c.file.case_id == case_id for c in rob.queue._state.cases))
    assert asyncio.run(states(case_id)) == ["taken"]
