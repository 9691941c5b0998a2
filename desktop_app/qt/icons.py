"""Icons: SVG files drawn in the colours of the tokens at any size and pixel ratio."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

if TYPE_CHECKING:
    from desktop_app.qt.theme import Theme

STROKE = b'stroke-width="1.75"'


class TokenIcons:
    """The icons of a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, bytes] = {}
        self._renderers: dict[tuple[str, str], QSvgRenderer] = {}

    def icon(self, name: str, theme: "Theme", tone: str) -> QIcon:
        """An icon that takes its colour from the theme whenever it is painted."""
        return QIcon(_Engine(self, name, theme, tone))

    def renderer(self, name: str, colour: QColor) -> QSvgRenderer:
        """What draws an icon in a colour; read once, for icons are painted whenever what is behind them is."""
        key = name, colour.name()
        if key not in self._renderers:
            self._renderers[key] = QSvgRenderer(self.svg(name, colour))
        return self._renderers[key]

    def svg(self, name: str, colour: QColor) -> QByteArray:
        """The drawing of an icon in a colour."""
        if name not in self._files:
            drawn = (self._folder / f"{name}.svg").read_bytes()
            self._files[name] = drawn.replace(b'stroke-width="2"', STROKE)
        return QByteArray(self._files[name].replace(b"currentColor", colour.name().encode()))


class _Engine(QIconEngine):
    def __init__(self, icons: TokenIcons, name: str, theme: "Theme", tone: str) -> None:
        super().__init__()
        self._icons, self._name, self._theme, self._tone = icons, name, theme, tone

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:  # noqa: ARG002
        """A rectangle that is wider than high has room at the right, between the icon and the words beside it."""
        tone = "text3" if mode is QIcon.Mode.Disabled else self._tone
        square = QRectF(rect.x(), rect.y(), min(rect.width(), rect.height()), rect.height())
        self._icons.renderer(self._name, self._theme.colour(tone)).render(painter, square)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _Engine(self._icons, self._name, self._theme, self._tone)
