"""A bar of parts that make a whole. What it shows is said in words beside it."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.qt.theme import Theme

HIGH, GAP, LEAST = 6, 2, 4
"""Pixels at 100 %: how high it is, what lies between two parts, and what the smallest part is wide."""

Part = tuple[int, str]
"""How much, and its tone."""


class ShareBar(QWidget):
    """Parts side by side, each as wide as its share; none at all where nothing is shared."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._parts: tuple[Part, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def parts(self) -> tuple[Part, ...]:
        """What it shows, without parts of nothing."""
        return self._parts

    def show_parts(self, *parts: Part) -> None:
        """Show these instead."""
        self._parts = tuple(part for part in parts if part[0] > 0)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """As high as the bar."""
        return QSize(self._theme.px(10 * HIGH), self._theme.px(HIGH))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        """The parts, round at the ends of the whole."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole, radius = QPainterPath(), self.height() / 2
        whole.addRoundedRect(QRectF(self.rect()), radius, radius)
        painter.setClipPath(whole)
        for rect, tone in self._rects():
            painter.fillRect(rect, self._theme.colour(tone))
        painter.end()

    def _rects(self) -> list[tuple[QRectF, str]]:
        """Where each part is: no part is too small to be seen."""
        whole, gap = sum(count for count, _ in self._parts), self._theme.px(GAP)
        room = self.width() - gap * (len(self._parts) - 1) - self._theme.px(LEAST) * len(self._parts)
        rects, at = [], 0.0
        for count, tone in self._parts:
            wide = self._theme.px(LEAST) + max(room, 0) * count / whole
            rects.append((QRectF(at, 0, wide, self.height()), tone))
            at += wide + gap
        return rects
