"""What is to be seen to before a decision: the points of the form's checklist."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from desktop_app.widgets.kit import Kit, clear, column, held, named, row
from desktop_app.widgets.sight import bring_into_sight
from desktop_app.widgets.tick_box import TickBox


class CheckLine(QWidget):
    """A point: a box, and words that wrap and can be clicked too."""

    def __init__(self, kit: Kit, words: str) -> None:
        super().__init__()
        self.box = named(TickBox(kit.theme, ""), words)
        self.box.setFixedWidth(kit.theme.px(24))
        label = kit.words(words, wrapped=True)
        label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row(column(self.box, None, gap=0), (label, 1), gap=kit.theme.space("xs"), into=self)
        self.setMinimumHeight(kit.theme.px(24))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802, ARG002
        """The words are part of the box."""
        if self.box.isEnabled():
            self.box.toggle()


class ChecklistPanel(QWidget):
    """Points in the order of the form."""

    checked = Signal(int, bool)
    """A point was ticked, or not any more: its number, from 0."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._points: tuple[str, ...] = ()
        self._lines = QVBoxLayout()
        self._lines.setSpacing(kit.theme.space("xs"))
        column(kit.words(self.tr("Before you decide"), "subhead"), self._lines, gap=kit.theme.px(8), into=self)

    def show_points(self, points: tuple[str, ...], done: frozenset[int], *, enabled: bool) -> None:
        """These points, and which of them are seen to."""
        if points != self._points:
            self._points = points
            clear(self._lines)
            for number, words in enumerate(points):
                self._add(number, words)
        for number, line in enumerate(held(self._lines, CheckLine)):
            line.box.blockSignals(True)
            line.box.setChecked(number in done)
            line.box.blockSignals(False)
            line.box.setEnabled(enabled)
        self.setVisible(bool(points))

    @property
    def boxes(self) -> list[QCheckBox]:
        """The boxes, in order."""
        return [line.box for line in held(self._lines, CheckLine)]

    def take_focus(self) -> None:
        """The first point that is not seen to, in sight: in a narrow window it was not laid out before."""
        lines = held(self._lines, CheckLine)
        open_ = next((line for line in lines if not line.box.isChecked()), lines[0] if lines else None)
        if open_ is not None:
            open_.box.setFocus(Qt.FocusReason.OtherFocusReason)
            bring_into_sight(open_)

    def _add(self, number: int, words: str) -> None:
        line = CheckLine(self._kit, words)
        line.box.toggled.connect(lambda on: self.checked.emit(number, on))
        self._lines.addWidget(line)
