"""The timeline page by page, one event expanded, and the record read again."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.assembly import open_program
from desktop_app.domain.audit import EventType
from desktop_app.domain.person import Role
from desktop_app.domain.timeline import PAGE, Filter
from desktop_app.openings import opening_of
from desktop_app.qt.audit_presenter import AuditPresenter, Paged
from desktop_app.qt.desk import Desk
from desktop_app.qt.timeline_model import ROOT, DayRow, DetailRow, LineRow, TimelineModel

CASES = PAGE + 10


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with more lines than a page, and an administrator."""
    folder = tmp_path_factory.mktemp("audit") / "home"
    with pytest.MonkeyPatch.context() as patch:
        _given_key(patch)
        asyncio.run(_filled(folder))
    return folder


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    _given_key(monkeypatch)


def _given_key(patch: pytest.MonkeyPatch) -> None:
    patch.setenv("COUNTERSIGN_SECRET_STORE_KEY", "5a" * 32)
    patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")


async def _filled(folder: Path) -> None:
    async with open_program(folder, lambda _: None, lambda _: None) as program:
        ana = await program.enrolling.current("ana")
        await program.enrolling.add("Ada", [Role.ADMINISTRATOR], "ada", None)
        pack = program.packs.load("contract_review")
        for number in range(CASES):
            await program.keeping.open(ana, pack, title=f"Case {number}", reference=f"C-{number}")


Opened = Callable[[str], tuple[AuditPresenter, Desk, list[Any]]]


@pytest.fixture
def audit(qtbot: QtBot, home: Path) -> Iterator[Opened]:
    """A presenter over the store for a user, and all that it tells, in order."""
    desks: list[Desk] = []

    def opened(user: str) -> tuple[AuditPresenter, Desk, list[Any]]:
        desk = Desk(opening_of(home), user)
        desks.append(desk)
        with qtbot.waitSignal(desk.opened, timeout=15_000):
            desk.open()
        presenter, told = AuditPresenter(desk), list[Any]()
        for signal in (presenter.headed, presenter.paged, presenter.detailed, presenter.stated, presenter.verified,
                       presenter.failed):  # fmt: skip
            signal.connect(told.append)
        return presenter, desk, told

    yield opened
    for desk in desks:
        desk.close()


def test_the_next_page_begins_below_the_last(audit: Opened, qtbot: QtBot) -> None:
    presenter, desk, told = audit("ana")
    model = TimelineModel()
    presenter.paged.connect(lambda paged: model.begin(paged.page) if paged.is_fresh else model.append(paged.page))
    model.more_wanted.connect(presenter.more)
    presenter.look()
    qtbot.waitUntil(lambda: desk.runner.busy == 0 and model.rowCount() > 0)
    while model.canFetchMore(ROOT):
        model.fetchMore(ROOT)
        qtbot.waitUntil(lambda: desk.runner.busy == 0)
    lines = [row for at in range(model.rowCount()) if isinstance(row := model.row_at(model.index(at)), LineRow)]
    days = [row for at in range(model.rowCount()) if isinstance(row := model.row_at(model.index(at)), DayRow)]
    events = [number for line in lines for number in range(line.entry.number, line.entry.first - 1, -1)]
    state = next(each for each in told if hasattr(each, "anchored"))
    assert events == list(range(state.events, 0, -1))
    assert len(days) == len({day.day for day in days})


def test_what_was_asked_before_another_filter_is_not_shown(audit: Opened, qtbot: QtBot) -> None:
    presenter, desk, told = audit("ana")
    presenter.look()
    presenter.filter(Filter.DECISIONS)
    qtbot.waitUntil(lambda: desk.runner.busy == 0)
    pages = [each.page for each in told if hasattr(each, "is_fresh")]
    assert [page.shown for page in pages] == [Filter.DECISIONS]
    assert pages[0].entries == ()


def test_an_event_is_expanded_until_its_line_is_closed(audit: Opened, qtbot: QtBot) -> None:
    presenter, _, _ = audit("ana")
    model = TimelineModel()
    presenter.paged.connect(lambda paged: model.begin(paged.page))
    presenter.detailed.connect(model.put_detail)
    model.detail_wanted.connect(presenter.expand)
    presenter.look()
    qtbot.waitUntil(lambda: model.rowCount() > 2)
    at = next(
        at
        for at in range(model.rowCount())
        if isinstance(row := model.row_at(model.index(at)), LineRow) and not row.entry.folded
    )
    rows = model.rowCount()
    with qtbot.waitSignal(model.detail_shown):
        model.toggle(model.index(at))
    shown = model.row_at(model.index(at + 1))
    assert isinstance(shown, DetailRow)
    assert shown.detail is not None
    model.toggle(model.index(at))
    assert model.rowCount() == rows


def test_the_record_is_read_again_and_found_whole(audit: Opened, qtbot: QtBot) -> None:
    presenter, _, _ = audit("ana")
    with qtbot.waitSignal(presenter.verified, timeout=15_000) as verified:
        presenter.verify()
    assert verified.args[0].found.verified


def test_that_it_was_read_again_is_told_with_who_did_so(audit: Opened, qtbot: QtBot) -> None:
    presenter, desk, told = audit("ana")
    with qtbot.waitSignal(presenter.paged, timeout=15_000):
        presenter.look()
    with qtbot.waitSignals([presenter.verified, presenter.paged], timeout=15_000):
        presenter.verify()
    newest = [each for each in told if isinstance(each, Paged)][-1].page.entries[0]
    assert newest.type == EventType.STORE_VERIFIED
    assert newest.who.name == desk.acting.person.name


def test_reading_again_can_be_stopped(audit: Opened, qtbot: QtBot) -> None:
    presenter, desk, told = audit("ana")
    presenter.verify()
    with qtbot.waitSignal(presenter.stopped):
        presenter.stop()
    qtbot.waitUntil(lambda: desk.runner.busy == 0)
    assert not [each for each in told if hasattr(each, "found")]


def test_an_administrator_is_offered_no_document(audit: Opened, qtbot: QtBot) -> None:
    presenter, desk, told = audit("ada")
    presenter.look()
    qtbot.waitUntil(lambda: desk.runner.busy == 0)
    case_id = next(each for each in told if hasattr(each, "choices")).choices[0][0]
    presenter.look(case_id)
    qtbot.waitUntil(lambda: desk.runner.busy == 0)
    head = [each for each in told if hasattr(each, "choices")][-1]
    assert head.case_id == case_id
    assert not head.may_export
