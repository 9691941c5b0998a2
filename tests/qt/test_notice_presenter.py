"""Notices in the window: read at once and again and again, told once, and held back in quiet hours."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from form_examples import Heard, Kept, a_desk, asked, opened
from pytestqt.qtbot import QtBot

from desktop_app.domain.case import CaseFile, CaseState
from desktop_app.domain.notice import Notice, NoticeKind, Notices, NoticeState, QuietHours
from desktop_app.domain.person import Role
from desktop_app.qt.desk import Desk
from desktop_app.qt.notice_presenter import NoticePresenter, NoticesShown
from desktop_app.services.program import Program

NOW = datetime.now(UTC)
FILE = CaseFile("c1", "p", "R1", "A contract", CaseState.REVIEW, "review", 3, "ana", NOW)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with a_desk(qtbot, tmp_path / "home") as desk:
        yield desk


def shown(*keys: str, state: NoticeState | None = None, target: timedelta | None = timedelta(0)) -> NoticesShown:
    """As if these were read."""
    found = tuple(Notice(k, NoticeKind.TO_DECIDE, FILE, NOW, int(k), target=target) for k in keys)
    return NoticesShown(Notices(found, frozenset(keys), state or NoticeState("me")), {}, len(keys))


@contextmanager
def presenting(desk: Desk, *first: str) -> Iterator[tuple[NoticePresenter, dict[str, list[Any]]]]:
    """A presenter that has shown these when its person came."""
    presenter = NoticePresenter(desk)
    kept = {name: Kept() for name in ("arrived", "pressing")}
    for name, each in kept.items():
        getattr(presenter, name).connect(each.take)
    presenter._show(shown(*first))
    yield presenter, {name: each.values for name, each in kept.items()}


def told(values: list[Any]) -> list[list[str]]:
    return [[notice.key for notice in each] for each in values]


def test_what_was_there_when_a_person_came_is_not_told_again(desk: Desk) -> None:
    with presenting(desk, "1", "2") as (_, kept):
        assert kept == {"arrived": [], "pressing": []}


def test_what_comes_later_is_told_once(desk: Desk) -> None:
    with presenting(desk, "1") as (presenter, kept):
        for _ in range(3):
            presenter._show(shown("1", "2"))
        assert told(kept["arrived"]) == told(kept["pressing"]) == [["2"]]


def test_what_is_for_the_digest_is_shown_and_not_told_in_the_tray(desk: Desk) -> None:
    with presenting(desk) as (presenter, kept):
        presenter._show(shown("1", target=None))
        assert told(kept["arrived"]) == [["1"]] and kept["pressing"] == []


def test_quiet_hours_hold_back_what_is_pressing_until_they_are_over(desk: Desk) -> None:
    here = datetime.now().astimezone()
    quiet = QuietHours((here - timedelta(hours=1)).time(), (here + timedelta(hours=1)).time())
    with presenting(desk) as (presenter, kept):
        presenter._show(shown("1", state=NoticeState("me", quiet=quiet)))
        assert told(kept["arrived"]) == [["1"]] and kept["pressing"] == []
        presenter._show(shown("1", state=NoticeState("me", quiet=None)))
        assert told(kept["pressing"]) == [["1"]]


def test_what_was_seen_in_quiet_hours_is_not_told_after_them(desk: Desk) -> None:
    here = datetime.now().astimezone()
    quiet = QuietHours((here - timedelta(hours=1)).time(), (here + timedelta(hours=1)).time())
    with presenting(desk) as (presenter, kept):
        presenter._show(shown("1", state=NoticeState("me", quiet=quiet)))
        seen = shown("1")
        presenter._show(NoticesShown(Notices(seen.notices.all, frozenset(), NoticeState("me", ("1",))), {}, 1))
        assert kept["pressing"] == []


def test_another_person_begins_with_their_own_digest(desk: Desk) -> None:
    with presenting(desk, "1") as (presenter, kept):
        presenter._known, presenter._told = None, set()
        presenter._show(shown("7"))
        assert kept == {"arrived": [], "pressing": []}


def test_the_newest_event_alone_is_looked_at_where_nothing_was_recorded(qtbot: QtBot, desk: Desk) -> None:
    presenter = NoticePresenter(desk)
    heard = Heard(qtbot, presenter, "shown")
    heard.next("shown", presenter.look)
    presenter._glance()
    qtbot.waitUntil(lambda: not desk.runner.busy)
    assert len(heard.told["shown"].values) == 1


def test_quiet_hours_are_chosen_here_and_kept(qtbot: QtBot, desk: Desk) -> None:
    presenter, quiet = NoticePresenter(desk), QuietHours(time(21), time(6))
    heard = Heard(qtbot, presenter, "shown")
    assert heard.next("shown", lambda: presenter.tell_as(quiet=quiet, tray=False)).notices.state.quiet == quiet
    assert asked(qtbot, desk, lambda program: program.noticing.look(desk.acting)).state.tray is False


def test_a_comment_of_another_person_arrives_at_the_next_glance(qtbot: QtBot, desk: Desk) -> None:
    case_id = opened(qtbot, desk)
    presenter = NoticePresenter(desk)
    heard = Heard(qtbot, presenter, "shown", "arrived")
    heard.next("shown", presenter.look)

    async def comments(program: Program) -> None:
        zoe = await program.enrolling.add("Zoe", [Role.REVIEWER], "zoe", "a good long passphrase")
        me = desk.acting
        await program.editing.edit(me, case_id, "advice", "Sign it.")
        await program.commenting.comment(zoe, case_id, "advice", "Why?")

    asked(qtbot, desk, comments)
    (notice,) = heard.next("arrived", presenter._glance)
    assert (notice.kind, heard.told["shown"].values[-1].who(notice)) == (NoticeKind.COMMENTED, "Zoe")
