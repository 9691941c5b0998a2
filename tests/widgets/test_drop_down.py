"""A field to choose from: what it opens is wholly there, wherever on the screen it stands."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.qt.theme import Appearance, Theme
from desktop_app.widgets.drop_down import DropDown

WHERE = (("Outside your organisation", 1), ("Stays inside", 2), ("Nowhere", 3))


@pytest.mark.parametrize("from_foot", [700, 90, 10])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_every_choice_is_seen_when_it_opens(qapp: QApplication, qtbot: QtBot, from_foot: int, scale: float) -> None:
    theme = Theme(qapp, resources_folder())
    theme.apply(Appearance.LIGHT, scale)
    field = DropDown(theme, "Where text goes", WHERE)
    qtbot.addWidget(field)
    field.show()
    screen = field.screen().availableGeometry()
    field.move(10, screen.bottom() - from_foot - field.height())
    field.choose(1)
    field.showPopup()
    view = field.view()
    assert view.viewport().height() >= len(WHERE) * view.sizeHintForRow(0)
    assert view.verticalScrollBar().maximum() == 0
    assert screen.contains(view.window().geometry())
    field.hidePopup()


def test_the_wheel_takes_no_focus(qapp: QApplication, qtbot: QtBot) -> None:
    field = DropDown(Theme(qapp, resources_folder()), "Where text goes", WHERE)
    qtbot.addWidget(field)
    assert field.focusPolicy() is Qt.FocusPolicy.StrongFocus
