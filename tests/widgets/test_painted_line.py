"""Words that are painted in one line."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.qt.theme import Theme
from desktop_app.widgets.painted_line import paint_line

HIGH = 24


@pytest.mark.parametrize("wide", range(150, 170, 4))
def test_a_line_that_is_too_long_ends_with_its_ellipsis_and_is_not_cut(qapp: QApplication, wide: int) -> None:
    theme = Theme(qapp, resources_folder())
    image = QImage(2 * wide, HIGH, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    paint_line(theme, painter, QRect(0, 0, wide, HIGH), "11-11-1111-ex-1-11-" * 4, "strong", "1")
    painter.end()
    last = max(x for x in range(image.width()) if ink(image, x, range(HIGH)))
    assert not any(ink(image, x, range(HIGH // 2)) for x in range(last - 6, last + 1))  # an ellipsis stands low


def ink(image: QImage, x: int, lines: range) -> bool:
    """Whether something is painted in this column of pixels."""
    return any(image.pixelColor(x, y).lightness() < 200 for y in lines)
