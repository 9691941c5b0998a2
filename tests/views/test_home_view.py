"""My work by keyboard: the focus is where the work is."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from form_examples import WAIT_MS, a_window, opened
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from window_examples import settle

from desktop_app.app import WindowedProgram
from desktop_app.domain.work import Drafted, ModelCost, WorkFigures
from desktop_app.qt.home_state import HomeAside, HomeState
from desktop_app.qt.new_case_presenter import NewCasePresenter
from desktop_app.qt.place import Place, Visit
from desktop_app.views.home_aside import HomeAsidePanel
from desktop_app.views.home_figures import HomeFigures
from desktop_app.views.home_view import HomeView
from desktop_app.widgets.key_list import KeyList


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[WindowedProgram]:
    with a_window(qtbot, qapp, tmp_path) as program:
        yield program


def test_an_empty_page_leads_to_a_new_case(qtbot: QtBot, program: WindowedProgram) -> None:
    program.window.go(Visit(Place.HOME))
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QPushButton), timeout=WAIT_MS)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert program.window.visit.place is Place.NEW_CASE


def test_enter_opens_the_case_that_waits(qtbot: QtBot, program: WindowedProgram) -> None:
    presenter = NewCasePresenter(program.desk)
    with qtbot.waitSignal(presenter.opened, timeout=WAIT_MS) as made:
        presenter.open("contract_review", "Harbour Lane", "")
    program.window.go(Visit(Place.HOME))
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), KeyList), timeout=WAIT_MS)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert program.window.visit == Visit(Place.FORM, made.args[0])


def with_case(qtbot: QtBot, program: WindowedProgram, title: str = "Harbour Lane") -> HomeView:
    opened(qtbot, program.desk)
    presenter = NewCasePresenter(program.desk)
    with qtbot.waitSignal(presenter.opened, timeout=WAIT_MS):
        presenter.open("contract_review", title, "")
    program.window.go(Visit(Place.HOME))
    page = program.window.page(Place.HOME)
    assert isinstance(page, HomeView)
    qtbot.waitUntil(lambda: len(page.mine.cases) == 2, timeout=WAIT_MS)
    return page


def says(page: HomeView, words: str) -> bool:
    return any(label.text() == words and label.isVisible() for label in page.findChildren(QLabel))


def test_the_headline_says_how_many_in_words_and_the_rail_beside_its_place(
    qtbot: QtBot, program: WindowedProgram
) -> None:
    page = with_case(qtbot, program)
    assert says(page, "Two cases need you")
    qtbot.waitUntil(
        lambda: any(b.accessibleDescription() == "2 waiting" for b in program.window.findChildren(QPushButton)),
        timeout=WAIT_MS,
    )


def test_a_slash_filters_and_escape_shows_all_again(qtbot: QtBot, program: WindowedProgram) -> None:
    page = with_case(qtbot, program)
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), KeyList), timeout=WAIT_MS)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Slash)
    assert QApplication.focusWidget() is page.filter
    QTest.keyClicks(page.filter, "harb")
    qtbot.waitUntil(lambda: [c.file.title for c in page.mine.cases] == ["Harbour Lane"], timeout=WAIT_MS)
    assert says(page, "Two cases need you")
    QTest.keyClick(page.filter, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(page.mine.cases) == 2, timeout=WAIT_MS)


def test_the_case_worked_on_last_is_one_click_away(qtbot: QtBot, program: WindowedProgram) -> None:
    page = with_case(qtbot, program)
    qtbot.waitUntil(lambda: says(page, "Continue"), timeout=WAIT_MS)
    button = next(b for b in page.aside.findChildren(QPushButton) if b.text() == "Open form")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert program.window.visit.place is Place.FORM


def test_where_it_is_narrow_the_right_column_goes_below(qtbot: QtBot, program: WindowedProgram) -> None:
    page = with_case(qtbot, program)
    qtbot.waitUntil(page.aside.isVisible, timeout=WAIT_MS)
    program.window.resize(1440, 900)
    qtbot.waitUntil(lambda: page.width() > program.window.minimumWidth(), timeout=WAIT_MS)
    assert page.aside.x() > page.mine.geometry().right()
    page.setMaximumWidth(900)
    qtbot.waitUntil(lambda: page.aside.y() > page.mine.geometry().bottom(), timeout=WAIT_MS)


def _words(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel)]


@pytest.mark.parametrize(
    ("unknown", "shown"), [(3, "Price unknown"), (0, "$1.25"), (1, "$1.25")], ids=["none", "all", "some"]
)
def test_a_price_that_is_not_known_is_never_a_zero(
    program: WindowedProgram, qtbot: QtBot, unknown: int, shown: str
) -> None:
    panel = HomeAsidePanel(program.kit)
    qtbot.addWidget(panel)
    cost = ModelCost(calls=3, dollars=Decimal(0) if unknown == 3 else Decimal("1.25"), unknown=unknown)
    panel.show_aside(HomeAside(None, (), WorkFigures(cost=cost), 0))
    assert shown in _words(panel) and not any("$0.00" in words for words in _words(panel))


def test_where_every_section_is_flagged_it_is_said_why(program: WindowedProgram, qtbot: QtBot) -> None:
    figures = HomeFigures(program.kit)
    qtbot.addWidget(figures)
    figures.show_figures(WorkFigures(drafted=Drafted(9, 9)), None)
    assert any("once enough of their form were right" in words for words in _words(figures))
    settle()
    figures.show_figures(WorkFigures(drafted=Drafted(9, 2)), None)
    settle()
    assert not any("once enough" in words for words in _words(figures))


def test_who_neither_writes_nor_decides_is_told_that_no_case_waits_for_them(program: WindowedProgram) -> None:
    page = program.window.page(Place.HOME)
    assert isinstance(page, HomeView)
    page._show(HomeState())
    assert any("By your role no case waits for you" in words for words in _words(page))
