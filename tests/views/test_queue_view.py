"""The queue by keyboard: assigned, put off, filtered, and on to the next case."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from review_examples import K, Reviewer, a_window, edited_and_sent, prepared
from service_examples import World

from desktop_app.domain.review_queue import Whose

pytestmark = pytest.mark.usefixtures("store_key")


async def two(world: World) -> list[str]:
    first = await edited_and_sent(world)
    await world.clock.sleep(60)
    return [first, await edited_and_sent(world)]


@pytest.fixture
def rob(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Reviewer]:
    prepared(tmp_path, two)
    with a_window(qtbot, qapp, tmp_path, "rob") as reviewer:
        reviewer.goes_to_queue(2)
        yield reviewer


def test_a_case_is_assigned_by_two_keys_and_the_list_goes_on(rob: Reviewer) -> None:
    rob.press(K.Key_J)
    rob.press(K.Key_M)
    rob.dialog()
    rob.press(K.Key_Return)
    rob.until(lambda: [case.assigned_to for case in rob.queue._state.cases] == ["", "rob"])
    assert rob.queue._list.currentIndex().row() == 1 and rob.focus is rob.queue._list


def test_a_case_is_put_off_by_two_keys_and_is_found_again(rob: Reviewer) -> None:
    rob.press(K.Key_S)
    rob.dialog()
    rob.press(K.Key_Return)
    rob.until(lambda: rob.queue.count == 1)
    rob.queue._filters._change(whose=Whose.SNOOZED)
    rob.until(lambda: [bool(case.snoozed_until) for case in rob.queue._state.cases] == [True])


def test_words_filter_the_list_and_escape_ends_that(rob: Reviewer) -> None:
    rob.press(K.Key_Slash)
    rob.types("zzz")
    rob.until(lambda: rob.queue.count == 0)
    rob.press(K.Key_Escape)
    rob.until(lambda: rob.queue.count == 2)
