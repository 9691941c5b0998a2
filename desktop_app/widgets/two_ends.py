"""Two parts at the two ends of a line; where they do not fit beside each other, one below the other."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget


class TwoEnds(QWidget):
    """As wide as it may be; it needs no more than its wider part does."""

    def __init__(self, first: QWidget, last: QWidget, gap: int) -> None:
        super().__init__()
        self._first, self._last = first, last
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(gap)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for part, stretch in ((first, 1), (last, 0)):
            self._line.addWidget(part, stretch, left)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """The wider part alone."""
        wide = max(self._first.minimumSizeHint().width(), self._last.minimumSizeHint().width())
        return QSize(wide, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Beside each other, or not."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """A part needs another size."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        needed = self._first.sizeHint().width() + self._line.spacing() + self._last.sizeHint().width()
        below = needed > self.width()
        direction = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        if direction != self._line.direction():
            self._line.setDirection(direction)
            self.updateGeometry()
