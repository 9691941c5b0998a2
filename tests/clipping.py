"""Words that are not shown whole: labels, buttons, fields, rows of lists, heads of tables, what is covered.

A row is painted onto a device that hears its words.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import combinations
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPaintDevice, QPaintEngine, QPaintEngineState, QPainter, QTextItem
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QScrollArea,
    QSizeGrip,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QTableView,
    QTextEdit,
    QWidget,
)

PACKAGE = Path(__file__).parents[1] / "desktop_app"


@cache
def own_words() -> frozenset[str]:
    """Words of the program that end so: Saving… All other words with this end were cut."""
    paths = (path for floor in ("views", "widgets", "qt") for path in (PACKAGE / floor).glob("*.py"))
    return frozenset(words for path in paths for words in re.findall(r'"([^"{}\n]+…)"', path.read_text("utf-8")))


def visible(root: QWidget, *kinds: type[QWidget]) -> list:
    """Widgets that can be seen, without the inner parts that Qt makes itself."""
    found = [root, *root.findChildren(QWidget)]
    return [
        w for w in found if isinstance(w, kinds or QWidget) and w.isVisible() and not w.objectName().startswith("qt_")
    ]


def told(widget: QWidget) -> str:
    """What it is, for a failure."""
    text = getattr(widget, "text", str)()
    return f"{type(widget).__name__} “{text}” in {type(widget.parentWidget()).__name__}"


def clipped(root: QWidget) -> list[str]:
    """Words that are not shown whole: what is given to them is less than they need, or something covers them."""
    checks: dict[type[QWidget], Callable[..., Iterator[str]]] = {
        QLabel: _in_label,
        QAbstractButton: _in_button,
        QComboBox: _in_choice,
        QLineEdit: _in_line,
        QAbstractItemView: _in_rows,
        QHeaderView: _in_heads,
        QTextEdit: _in_text,
        QPlainTextEdit: _in_text,
    }
    for _ in range(3):  # a text that has just changed asks what holds it for room, and that in turn
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    seen = visible(root, *checks)
    return [
        f"{told(widget)}: {why}" for widget in seen for kind, lost in checks.items() if isinstance(widget, kind)
        for why in lost(widget)
    ]  # fmt: skip


def _in_label(label: QLabel) -> Iterator[str]:
    if not label.text() or not label.pixmap().isNull():
        return
    if label.wordWrap():
        longest = max(label.fontMetrics().horizontalAdvance(word) for word in [*label.text().split(), ""])
        yield from _too_small(label, longest, label.heightForWidth(label.width()))
    else:
        yield from _too_small(label, label.sizeHint().width(), label.sizeHint().height())
    yield from _cut(label, label.text())
    yield from _placed(label)


def _in_button(button: QAbstractButton) -> Iterator[str]:
    if button.text():
        ticks = isinstance(button, QCheckBox | QRadioButton)
        need = button.minimumSizeHint() if ticks else button.sizeHint()
        yield from _too_small(button, need.width(), need.height())
        yield from _cut(button, button.text())
        yield from _placed(button)


def _in_choice(choice: QComboBox) -> Iterator[str]:
    option = QStyleOptionComboBox()
    choice.initStyleOption(option)
    part = QStyle.SubControl.SC_ComboBoxEditField
    room = choice.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, choice).width()
    need = choice.fontMetrics().horizontalAdvance(choice.currentText())
    if need > room:
        yield f"needs {need} px of width, has {room}"
    yield from _placed(choice)


def _in_line(line: QLineEdit) -> Iterator[str]:
    """What is typed scrolls; what stands in an empty field, and what cannot be typed in, is read as it stands."""
    words = line.text() if line.isReadOnly() else line.placeholderText() if not line.text() else ""
    need, margins = line.fontMetrics().horizontalAdvance(words), line.textMargins()
    room = line.contentsRect().width() - margins.left() - margins.right() - 4
    if need > room:
        yield f"needs {need} px of width for “{words}”, has {room}"
    if line.fontMetrics().height() > line.contentsRect().height():
        yield f"needs {line.fontMetrics().height()} px of height, has {line.contentsRect().height()}"
    yield from _placed(line)


def _in_text(area: QTextEdit | QPlainTextEdit) -> Iterator[str]:
    """Text that can be scrolled to is not lost, other text is."""
    never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    size = area.document().size() if isinstance(area, QTextEdit) else area.viewport().size()
    if area.verticalScrollBarPolicy() is never and size.height() > area.viewport().height() + 1:
        yield f"needs {size.height():.0f} px of height, has {area.viewport().height()}"
    words = area.placeholderText() if not area.toPlainText() else ""
    room = area.viewport().width() - 2 * int(area.document().documentMargin())
    need = area.fontMetrics().boundingRect(QRect(0, 0, room, 10_000), Qt.TextFlag.TextWordWrap, words)
    if words and (need.width() > room or need.height() > area.viewport().height()):
        yield f"needs {need.width()} x {need.height()} px for “{words}”"


def _in_heads(heads: QHeaderView) -> Iterator[str]:
    for number in range(heads.count()):
        words = heads.model().headerData(number, heads.orientation())
        need, has = heads.fontMetrics().horizontalAdvance(str(words or "")), heads.sectionSize(number)
        if (
            words
            and not heads.isSectionHidden(number)
            and need > has
            and heads.orientation() is Qt.Orientation.Horizontal
        ):
            yield f"the head “{words}” needs {need} px of width, has {has}"


def _in_rows(view: QAbstractItemView) -> Iterator[str]:
    """Rows as their delegate paints them: all words inside of the row, and none of them cut without another place."""
    model = view.model()
    if model is None or isinstance(view, QHeaderView):
        return
    columns = view.horizontalHeader().count() if isinstance(view, QTableView) else 1
    for at in range(model.rowCount(view.rootIndex())):
        for column in range(columns):
            index = model.index(at, column, view.rootIndex())
            rect = view.visualRect(index)
            if rect.intersects(view.viewport().rect()) and not rect.isEmpty():
                yield from _in_row(view, index, rect)


def _in_row(view: QAbstractItemView, index: QModelIndex, rect: QRect) -> Iterator[str]:
    option = QStyleOptionViewItem()
    view.initViewItemOption(option)
    option.rect = rect
    delegate = view.itemDelegateForIndex(index)
    need = delegate.sizeHint(option, index).height()
    if need > rect.height():
        yield f"row {index.row()} needs {need} px of height, has {rect.height()}"
    device = Listener()
    painter = QPainter(device)
    delegate.paint(painter, option, index)
    painter.end()
    hint = str(index.data(Qt.ItemDataRole.ToolTipRole) or "")
    for words, place in device.heard:
        if words.endswith("…") and words not in own_words() and words[:-1].strip() not in hint:
            yield f"row {index.row()} shows “{words}”"
        if not QRectF(rect).adjusted(-1, -1, 1, 1).contains(place):
            yield f"row {index.row()} has “{words}” outside of it"
    for (words, place), (others, over) in combinations(device.heard, 2):
        if (place & over).width() > 1 and (place & over).height() > 1:
            yield f"row {index.row()} has “{words}” over “{others}”"
    if (
        view.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        and rect.right() > view.viewport().width()
    ):
        yield f"row {index.row()} needs {rect.width()} px of width, has {view.viewport().width()}"


class Listener(QPaintDevice):
    """Hears which words are painted, and where."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[str, QRectF]] = []
        self._engine = _Engine(self.heard)

    def paintEngine(self) -> QPaintEngine:  # noqa: N802
        return self._engine

    def metric(self, metric: QPaintDevice.PaintDeviceMetric) -> int:
        name = QPaintDevice.PaintDeviceMetric
        lengths = {name.PdmWidth: 10_000, name.PdmHeight: 100_000, name.PdmDevicePixelRatio: 1, name.PdmDepth: 32}
        return lengths.get(metric, 96)


class _Engine(QPaintEngine):
    def __init__(self, heard: list[tuple[str, QRectF]]) -> None:
        super().__init__(QPaintEngine.PaintEngineFeature.AllFeatures)
        self._heard = heard

    def begin(self, _: QPaintDevice) -> bool:
        return True

    def end(self) -> bool:
        return True

    def updateState(self, _: QPaintEngineState) -> None:  # noqa: N802
        """Only words count."""

    def _draw_nothing(self, *_: object) -> None:
        """Only words count."""

    drawPixmap = drawTiledPixmap = drawImage = drawPath = drawPolygon = _draw_nothing  # noqa: N815
    drawRects = drawLines = drawEllipse = drawPoints = _draw_nothing  # noqa: N815

    def drawTextItem(self, at: QPointF, item: QTextItem) -> None:  # noqa: N802
        place = QRectF(at.x(), at.y() - item.ascent(), item.width(), item.ascent())
        self._heard.append((item.text(), self.painter().worldTransform().mapRect(place)))

    def type(self) -> QPaintEngine.Type:
        return QPaintEngine.Type.User


def _cut(widget: QWidget, words: str) -> Iterator[str]:
    """Words that were shortened have another place where all of them are."""
    if words.endswith("…") and words not in own_words() and not widget.toolTip():
        yield "was shortened"


def _too_small(widget: QWidget, wide: int, high: int) -> Iterator[str]:
    if wide > widget.width():
        yield f"needs {wide} px of width, has {widget.width()}"
    if high > widget.height():
        yield f"needs {high} px of height, has {widget.height()}"


def _placed(widget: QWidget) -> Iterator[str]:
    """Where it stands outside of what holds it, or under another; what can be scrolled to is not outside."""
    inner, holder = widget, widget.parentWidget()
    while holder is not None and not inner.isWindow():
        area = holder.parentWidget()
        scrolls = (
            _scrolls(area) if isinstance(area, QAbstractScrollArea) and area.viewport() is holder else (False,) * 2
        )
        yield from _beyond(widget, holder, scrolls)
        yield from _covered(widget, inner, holder)
        if any(scrolls):
            return
        inner, holder = holder, area


def _scrolls(area: QAbstractScrollArea) -> tuple[bool, bool]:
    never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    over = not isinstance(area, QScrollArea) or area.horizontalScrollBarPolicy() is not never
    return over, not isinstance(area, QScrollArea) or area.verticalScrollBarPolicy() is not never


def _beyond(widget: QWidget, holder: QWidget, scrolls: Sequence[bool]) -> Iterator[str]:
    corner = widget.mapTo(holder, widget.rect().topLeft())
    right, bottom = corner.x() + widget.width(), corner.y() + widget.height()
    who = f"{type(holder).__name__} {holder.objectName()}".strip()
    if not scrolls[0] and (corner.x() < 0 or right > holder.width()):
        yield f"reaches from {corner.x()} to {right} px of {holder.width()} of {who}"
    if not scrolls[1] and (corner.y() < 0 or bottom > holder.height()):
        yield f"reaches from {corner.y()} to {bottom} px of {holder.height()} in height of {who}"


def _covered(widget: QWidget, inner: QWidget, holder: QWidget) -> Iterator[str]:
    """What lies over it in the same holder."""
    place = QRect(widget.mapTo(holder, widget.rect().topLeft()), widget.size())
    children = [child for child in holder.children() if isinstance(child, QWidget)]
    for other in children[children.index(inner) + 1 :] if inner in children else ():
        over = other.geometry() & place
        passes = not other.isVisible() or other.isWindow() or isinstance(other, QSizeGrip)
        if not passes and over.width() > 1 and over.height() > 1:
            yield f"lies under {type(other).__name__} {other.objectName()}".strip()
