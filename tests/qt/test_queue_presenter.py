"""The queue is read behind the window, for the person at work."""

from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from review_examples import (
    a_desk,
    edited_and_sent,
    prepared,
)
from service_examples import World, pack_with

from desktop_app.adapters.pack_files import PackFolders
from desktop_app.domain.comment import items_about
from desktop_app.domain.review import DecisionKind
from desktop_app.domain.review_marks import HeldDecision
from desktop_app.qt.held_decisions import HeldDecisions
from desktop_app.qt.queue_presenter import QueuePresenter

pytestmark = pytest.mark.usefixtures("store_key")


def test_what_waits_is_shown_and_its_author_sees_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    case_id = prepared(tmp_path, edited_and_sent)
    for user, expected in (("rob", [case_id]), ("ana", [])):
        with a_desk(qtbot, tmp_path, user) as desk:
            presenter = QueuePresenter(desk, HeldDecisions(desk))
            with qtbot.waitSignal(presenter.shown) as shown:
                presenter.look()
            assert [case.file.case_id for case in shown.args[0].cases] == expected  # type: ignore[index]


def test_the_queue_and_when_it_is_due_are_told_without_a_look_at_what_is_installed(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dated(world: World) -> str:
        return await edited_and_sent(world, pack_with(("  - stage: review\n", "  - stage: review\n    due: 2d\n")))

    prepared(tmp_path, dated)
    monkeypatch.setattr(PackFolders, "load", None)
    with a_desk(qtbot, tmp_path, "rob") as desk:
        presenter = QueuePresenter(desk, HeldDecisions(desk))
        with qtbot.waitSignal(presenter.shown) as shown:
            presenter.look()
    (case,) = shown.args[0].cases  # type: ignore[index]
    assert case.due - case.since == timedelta(days=2)


def test_a_preview_tells_the_largest_edits_of_the_analyst(qtbot: QtBot, tmp_path: Path) -> None:
    case_id = prepared(tmp_path, edited_and_sent)
    with a_desk(qtbot, tmp_path, "rob") as desk:
        presenter = QueuePresenter(desk, HeldDecisions(desk))
        with qtbot.waitSignal(presenter.previewed) as previewed:
            presenter.preview(case_id)
        preview = previewed.args[0]  # type: ignore[index]
        assert {(card.before, card.after) for card in preview.largest} == {("total", "whole"), ("counts", "relies")}
        assert {card.author for card in preview.largest} == {"ana"}


def test_only_the_last_case_that_was_chosen_is_previewed(qtbot: QtBot, tmp_path: Path) -> None:
    first, second = prepared(tmp_path, edited_and_sent), prepared(tmp_path, edited_and_sent)
    with a_desk(qtbot, tmp_path, "rob") as desk:
        presenter = QueuePresenter(desk, HeldDecisions(desk))
        told: list[str] = []
        presenter.previewed.connect(lambda preview: told.append(preview.review.file.case_id))
        presenter.preview(first)
        presenter.preview(second)
        qtbot.waitUntil(lambda: desk.runner.busy == 0)
        assert told == [second]


def test_a_case_that_is_decided_is_out_of_the_queue_until_it_is_taken_back(qtbot: QtBot, tmp_path: Path) -> None:
    case_id = prepared(tmp_path, edited_and_sent)
    with a_desk(qtbot, tmp_path, "rob") as desk:
        held = HeldDecisions(desk)
        presenter = QueuePresenter(desk, held)
        held.hold(HeldDecision("c1", DecisionKind.RETURN, case_id, "A contract", "Look again.", items_about("fee")))
        with qtbot.waitSignal(presenter.shown) as shown:
            presenter.look()
        assert shown.args[0].cases == ()  # type: ignore[index]
        with qtbot.waitSignal(presenter.shown) as again:
            held.undo()
        assert len(again.args[0].cases) == 1  # type: ignore[index]
