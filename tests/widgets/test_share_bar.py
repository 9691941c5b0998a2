import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.qt.theme import Theme
from desktop_app.widgets.share_bar import ShareBar


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, resources_folder())


@pytest.fixture
def bar(qtbot: QtBot, theme: Theme) -> ShareBar:
    made = ShareBar(theme)
    qtbot.addWidget(made)
    made.resize(200, 6)
    return made


def colours(bar: ShareBar) -> set[str]:
    image = bar.grab().toImage()
    return {QColor(image.pixel(x, image.height() // 2)).name() for x in range(image.width())}


def test_each_part_is_seen_however_small_its_share(bar: ShareBar, theme: Theme) -> None:
    bar.show_parts((1, "accent"), (9_999, "danger"))
    assert {theme.colour("accent").name(), theme.colour("danger").name()} <= colours(bar)


def test_what_is_nothing_has_no_part(bar: ShareBar, theme: Theme) -> None:
    bar.show_parts((0, "accent"), (3, "danger"))
    assert bar.parts == ((3, "danger"),)
    assert theme.colour("accent").name() not in colours(bar)


def test_a_bar_of_nothing_is_painted_all_the_same(bar: ShareBar) -> None:
    bar.show_parts()
    assert colours(bar)
