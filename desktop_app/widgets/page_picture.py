"""A page of a document as a picture, with the passage marked where it stands."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop_app.domain.evidence import Rect
from desktop_app.qt.theme import Theme
from desktop_app.widgets.kit import named

RING = 2
"""Pixels around a page in which its focus is seen."""


class PageArea(QScrollArea):
    """Scrolls a page by keys and the wheel, and shows that it has the focus around it."""

    def __init__(self) -> None:
        super().__init__()
        self.setViewportMargins(RING, RING, RING, RING)


class PagePicture(QWidget):
    """As wide as there is room; what scrolls it brings the passage into sight."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._image: QImage | None = None
        self._size, self._rects, self._zoom = (0.0, 0.0), (), 1.0  # type: tuple[float, float], tuple[Rect, ...], float
        named(self, name)

    def show_page(self, image: QImage, size: tuple[float, float], rects: tuple[Rect, ...], room: int) -> None:
        """A page of this size in points, with these rectangles marked, where there are `room` pixels of width."""
        self._image, self._size, self._rects = image, size, rects
        self._zoom = room / size[0]
        self.setFixedSize(QSize(round(size[0] * self._zoom), round(size[1] * self._zoom)))
        self.update()

    @property
    def marked(self) -> tuple[QRectF, ...]:
        """Where the passage is on this widget."""
        high, zoom = self._size[1], self._zoom
        return tuple(
            QRectF(left * zoom, (high - top) * zoom, (right - left) * zoom, (top - bottom) * zoom)
            for left, bottom, right, top in self._rects
        )

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The picture, and the marker over it: paper is light in both themes, so that the marker is too."""
        if self._image is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setClipRect(event.rect())
        painter.drawImage(QRectF(self.rect()), self._image)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.paper_colour("mark"))
        for rect in self.marked:
            painter.drawRect(rect.adjusted(-2, -1, 2, 1))
        painter.end()
