"""Parts side by side, in as many lines as they need."""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

_CHANGES = {QEvent.Type.ShowToParent, QEvent.Type.HideToParent}


class FlowRow(QWidget):
    """Like words in a paragraph. What is hidden takes no room.

    It places its parts itself: the items of a layout that is written in Python do not outlive its first pass.
    """

    def __init__(self, *parts: QWidget, gap: int) -> None:
        super().__init__()
        self._parts, self._gap = parts, gap
        for part in parts:
            part.setParent(self)
            part.installEventFilter(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def parts(self) -> tuple[QWidget, ...]:
        """What stands in it, in order."""
        return self._parts

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """What it needs at that width."""
        lines = [max(size.height() for _, size in line) for line in self._lines(width)]
        return sum(lines) + self._gap * max(0, len(lines) - 1)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Its widest part alone in a line, and as high as it is at the width that it has."""
        widest = max((_size(part).width() for part in self._parts), default=0)
        return QSize(widest, self.heightForWidth(max(self.width(), widest)))

    def sizeHint(self) -> QSize:  # noqa: N802
        """All in one line, as high as it is at the width that it has."""
        shown = [_size(part) for part in self._parts if not part.isHidden()]
        wide = sum(size.width() for size in shown) + self._gap * max(0, len(shown) - 1)
        return QSize(wide, self.heightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Put them in their places."""
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        """A part needs another size."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.LayoutDirectionChange):
            self._place()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002, N802
        """A part came or went."""
        if event.type() in _CHANGES:
            self._place()
        return False

    def _place(self) -> None:
        for part, rect in self._places(self.width()):
            part.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), rect))
        self.updateGeometry()

    def _places(self, width: int) -> Iterator[tuple[QWidget, QRect]]:
        """Line by line, each part in the middle of its line."""
        y = 0
        for line in self._lines(width):
            high, x = max(size.height() for _, size in line), 0
            for part, size in line:
                yield part, QRect(x, y + (high - size.height()) // 2, size.width(), size.height())
                x += size.width() + self._gap
            y += high + self._gap

    def _lines(self, width: int) -> Iterator[list[tuple[QWidget, QSize]]]:
        """The parts that are seen, as many in a line as fit."""
        line: list[tuple[QWidget, QSize]] = []
        x = 0
        for part in self._parts:
            if part.isHidden():
                continue
            size = _size(part)
            if line and x + size.width() > width:
                yield line
                line, x = [], 0
            line.append((part, size))
            x += size.width() + self._gap
        if line:
            yield line


def _size(part: QWidget) -> QSize:
    least = part.minimumSizeHint().expandedTo(part.minimumSize())
    return part.sizeHint().expandedTo(least).boundedTo(part.maximumSize())
