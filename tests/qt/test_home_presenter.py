"""My work, read in the background: pages, words that are looked for, the case to continue, and what is new."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from form_examples import WAIT_MS, a_desk, opened
from pytestqt.qtbot import QtBot
from service_examples import pack_with

from desktop_app.domain.audit import EventType, Outcome
from desktop_app.domain.person import Actor
from desktop_app.domain.told_event import ToldEvent
from desktop_app.domain.work import Turn
from desktop_app.qt.appearance import PreferencesFile
from desktop_app.qt.desk import Desk
from desktop_app.qt.home_presenter import HomePresenter
from desktop_app.qt.home_reading import decided
from desktop_app.views.home_words import my_words


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with a_desk(qtbot, tmp_path / "home") as desk:
        yield desk


def told(qtbot: QtBot, signal: Any, act: Any) -> Any:
    with qtbot.waitSignal(signal, timeout=WAIT_MS) as came:
        act()
    return came.args[0]


def test_the_page_knows_forms_and_how_many_sections_they_have(qtbot: QtBot, desk: Desk) -> None:
    case_id = opened(qtbot, desk)
    presenter = HomePresenter(desk, PreferencesFile())
    state = told(qtbot, presenter.shown, presenter.look)
    (case,) = state.mine.cases
    assert (case.file.case_id, case.sections, state.titles[case.file.pack_digest]) == (case_id, 4, "Fee review")


def test_drafts_say_what_is_missing_and_wrong_on_each_page(qtbot: QtBot, desk: Desk) -> None:
    page = "  - page: more\n    title: More\n    fields: [{field: start, type: date, label: Start, required: true}]\n"
    field = "      - {field: months, type: integer, label: Months, constraint: months > 6}\n"
    pack = pack_with(
        ("      - {field: months, type: integer, label: Months}\n", field), ("decisions:\n", f"{page}decisions:\n")
    )
    opened(qtbot, desk, pack, months=3, fee="45000")
    presenter = HomePresenter(desk, PreferencesFile())
    presenter.look()
    states: list[Any] = []
    presenter.shown.connect(states.append)
    qtbot.waitUntil(lambda: bool(states) and bool(states[-1].mine.cases[0].pages), timeout=WAIT_MS)
    (case,) = states[-1].mine.cases
    assert [(p.title, p.missing, p.invalid) for p in case.pages] == [("Which contract?", 1, 1), ("More", 1, 0)]
    words = my_words(case, "Fee review")
    assert words.stands == "Form, 2 missing, 1 wrong"
    assert words.more == "“Which contract?” 1 missing, 1 wrong; “More” 1 missing"


def test_words_narrow_the_lists_until_they_are_taken_back(qtbot: QtBot, desk: Desk) -> None:
    opened(qtbot, desk)
    presenter = HomePresenter(desk, PreferencesFile())
    assert told(qtbot, presenter.shown, lambda: presenter.search("harbour")).mine.count == 0
    assert told(qtbot, presenter.shown, lambda: presenter.search("")).mine.count == 1


def test_more_goes_on_behind_the_last_row(qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_app.adapters.sql_cases.PAGE", 2)
    known = {opened(qtbot, desk) for _ in range(3)}
    presenter = HomePresenter(desk, PreferencesFile())
    assert len(told(qtbot, presenter.shown, presenter.look).mine.cases) == 2
    cases = told(qtbot, presenter.shown, lambda: presenter.show_more(Turn.MINE)).mine.cases
    assert {case.file.case_id for case in cases} == known


def test_the_case_to_continue_is_the_one_worked_on_last_and_says_what_is_left(qtbot: QtBot, desk: Desk) -> None:
    case_id = opened(qtbot, desk)
    presenter = HomePresenter(desk, PreferencesFile())
    going_on = told(qtbot, presenter.beside, presenter.look).going_on
    assert going_on.file.case_id == case_id
    assert going_on.left > 0
    assert going_on.blocker


def test_without_a_case_nothing_is_continued_and_no_figure_is_told(qtbot: QtBot, desk: Desk) -> None:
    presenter = HomePresenter(desk, PreferencesFile())
    aside = told(qtbot, presenter.beside, presenter.look)
    assert (aside.going_on, aside.news) == (None, ())
    assert (aside.figures.signed_ever, aside.figures.drafted.sections) == (0, 0)


def test_the_last_look_is_kept_for_the_next_start(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    person_id, file = desk.acting.person.person_id, tmp_path / "window.ini"
    presenter = HomePresenter(desk, preferences := PreferencesFile(file))
    newest = told(qtbot, presenter.beside, presenter.look).newest
    assert preferences.last_seen(person_id) == 0
    assert PreferencesFile(file).last_seen(person_id) == newest > 0


def test_a_decision_and_its_signature_are_one_piece_of_news() -> None:
    def event(kind: EventType, command: str) -> ToldEvent:
        return ToldEvent(1, kind, kind, None, Actor.program(), "c", None, command, {}, {}, Outcome.DONE, "", "")

    approved, signed = event(EventType.DECISION_APPROVED, "a"), event(EventType.SIGNATURE_MADE, "a")
    alone = event(EventType.SIGNATURE_MADE, "b")
    assert decided([signed, approved, alone]) == decided([approved, signed, alone]) == [approved, alone]
    again = event(EventType.DECISION_APPROVED, "c")
    assert decided([again, approved]) == [again]
