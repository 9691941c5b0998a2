"""The foot of the form: Back, what drafting takes, and Continue."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_app.qt.form_state import CHECK, FormState
from desktop_app.widgets.kit import Kit, column, named


class FormFoot(QWidget):
    """Continue says what it does on the step that is shown."""

    back_asked = Signal()
    onward_asked = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._back = kit.button(self.tr("Back"), "ghost", "arrow-left")
        self._onward = kit.button(self.tr("Save and continue"), "primary")
        self._price = kit.words(style="small", tone="2", wrapped=True)
        self._price.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._keys = kit.hint("continue")
        self._back.clicked.connect(self.back_asked)
        self._onward.clicked.connect(self.onward_asked)
        gap, edge = kit.theme.space("s"), kit.theme.px(40)
        side = edge - kit.theme.px(12)  # a button without a ground begins with the words above it
        self._above: bool | None = None
        self._grid = QGridLayout()
        self._grid.setContentsMargins(side, gap, edge, gap)
        self._grid.setSpacing(gap)
        self._grid.setColumnStretch(1, 1)
        for at, part in ((0, self._back), (2, self._keys), (3, self._onward)):
            self._grid.addWidget(part, 1, at)
        self._fit()
        column(kit.region("footer", self._grid), gap=0, into=self)

    def show_state(self, state: FormState, act: str) -> None:
        """`act` is what Continue does on the last step."""
        last, locked = state.step == CHECK, bool(state.read.locked)
        self._back.setVisible(bool(state.steps) and state.step != state.steps[0].name)
        onward = self.tr("Continue") if locked else self.tr("Save and continue")
        self._onward.setText(act if last else onward)
        named(self._onward, self._onward.text())
        self._kit.show_icon(self._onward, "pen-line" if last else "")
        self._price.setText(state.price if last and not locked else "")
        self._price.setVisible(last)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """There is more room for the price, or less."""
        super().resizeEvent(event)
        self._fit()

    def take_focus(self) -> None:
        """At Continue."""
        self._onward.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        """The price stands between the buttons where its words fit into one line there, else above them."""
        others = [part for part in (self._back, self._keys, self._onward) if not part.isHidden()]
        words = self._price.fontMetrics().horizontalAdvance(self._price.text())
        margins, gap = self._grid.contentsMargins(), self._grid.spacing()
        needed = words + sum(part.sizeHint().width() + gap for part in others) + margins.left() + margins.right()
        above = needed > self.width()
        if above != self._above:
            self._above = above
            self._grid.removeWidget(self._price)
            self._grid.addWidget(self._price, *((0, 0, 1, 4) if above else (1, 1)))
