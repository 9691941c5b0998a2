"""A page before its first data: nothing at first, rows without words after a moment, then the page itself."""

from PySide6.QtCore import QCoreApplication, QEvent, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QWidget

from desktop_app.qt.theme import Theme
from desktop_app.widgets.kit import Kit, named

PATIENCE_MS = 200
"""What comes sooner is not announced."""
SHARES = ((34, 22), (46, 30), (40, 18), (52, 26), (30, 24), (44, 20))
"""How long the two lines of each row are, in percent of its width."""


class Skeleton(QWidget):
    """Rows without words, where rows will be."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        named(self, name)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        """Two soft lines a row."""
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("neutral_soft"))
        edge, high, thick = theme.space("xl"), theme.size("row"), theme.px(10)
        wide = self.width() - 2 * edge
        for number, shares in enumerate(SHARES):
            top = edge + number * high
            for line, share in enumerate(shares):
                place = QRectF(edge, top + line * 2 * thick, wide * share / 100, thick)
                painter.drawRoundedRect(place, thick / 2, thick / 2)
        painter.end()


class Arriving(QStackedWidget):
    """Shows the body once `arrived` is said; what is laid out then stays where it is."""

    def __init__(self, kit: Kit, body: QWidget) -> None:
        super().__init__()
        self._body, self._skeleton = body, Skeleton(kit.theme, self.tr("Reading"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PATIENCE_MS)
        self._timer.timeout.connect(self._show_skeleton)
        for part in (QWidget(), self._skeleton, body):
            self.addWidget(part)

    @property
    def has_arrived(self) -> bool:
        """Whether the body is shown."""
        return self.currentWidget() is self._body

    def wait(self) -> None:
        """Its data is asked for; what was shown before stays."""
        if not self.has_arrived:
            self._timer.start()

    def give_up(self) -> None:
        """It could not be read: nothing is claimed of it. What was read before stays."""
        self._timer.stop()
        if not self.has_arrived:
            self.setCurrentIndex(0)

    def arrived(self) -> None:
        """It is here."""
        self._timer.stop()
        if self.has_arrived:
            return
        self.setCurrentWidget(self._body)
        for area in self._body.findChildren(QScrollArea):
            inside = area.widget()
            if inside is not None:  # what was laid out while nobody saw it is laid out once more
                QCoreApplication.postEvent(inside, QEvent(QEvent.Type.LayoutRequest))

    def _show_skeleton(self) -> None:
        if not self.has_arrived:
            self.setCurrentWidget(self._skeleton)
