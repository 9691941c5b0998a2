"""A box to tick: what is ticked is told by a shape, and not by a colour alone."""

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionButton
from pytestqt.qtbot import QtBot

import desktop_app
from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.qt.theme import Appearance, Theme
from desktop_app.widgets.tick_box import TickBox


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, resources_folder())


def _painted(box: TickBox, ground: QColor, sign: QColor) -> tuple[int, int]:
    """Pixels within the box that are rather of the ground, and those that are rather of the sign."""
    option = QStyleOptionButton()
    box.initStyleOption(option)
    place = box.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, box)
    image = box.grab(place.adjusted(2, 2, -2, -2)).toImage()
    colours = [QColor(image.pixel(x, y)) for x in range(image.width()) for y in range(image.height())]
    signs = sum(_far(colour, sign) < _far(colour, ground) for colour in colours)
    return len(colours) - signs, signs


def _far(one: QColor, other: QColor) -> int:
    return sum(abs(a - b) for a, b in zip(one.getRgb(), other.getRgb(), strict=True))


@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_a_ticked_box_shows_a_tick_and_not_a_colour_alone(
    qtbot: QtBot, theme: Theme, appearance: Appearance, scale: float
) -> None:
    theme.apply(appearance, scale)
    box = TickBox(theme, "Reviewer")
    box.setFont(theme.font())
    qtbot.addWidget(box)
    box.show()
    box.setChecked(True)
    ground, tick = _painted(box, theme.colour("accent"), theme.colour("on_accent"))
    assert ground > 2 * tick > 30 * scale


def test_no_part_of_the_window_has_a_box_that_shows_no_tick() -> None:
    folder = Path(desktop_app.__file__).parent
    plain = [path.name for path in folder.rglob("*.py") if re.search(r"\bQCheckBox\(", path.read_text())]
    assert plain == []
