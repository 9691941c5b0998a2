"""The decisions about a case, and what is left before the one that signs."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from desktop_app.qt.review_state import Left, ReviewState, Step
from desktop_app.views.review_words import act_words, left_count, left_words, who_can
from desktop_app.widgets.kit import Kit, named, restyled


class DecisionBar(QWidget):
    """At the foot of the workspace. What is left is a button that leads there."""

    returned = Signal()
    escalated = Signal()
    signed = Signal()
    led = Signal(object)
    """Lead to what is left: a Left."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("footer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        named(self, self.tr("Decision"))
        self._left: tuple[Left, ...] = ()
        self._return = kit.button(self.tr("Return to analyst"), icon="corner-up-left")
        self._escalate = kit.button(self.tr("Escalate"), icon="flag")
        self._kit = kit
        self._why = kit.button("", "link", size="small", name=self.tr("What is left"))
        self._why.setProperty("at", "end")
        self._why.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._said = kit.words(tone="success", style="small", wrapped=True)
        self._sign = kit.button(act_words(Step.APPROVE), "primary", "pen-line")
        for button, command in ((self._return, "return"), (self._escalate, "escalate"), (self._sign, "sign")):
            kit.with_key(button, command)
        self._keys = kit.hint("return"), kit.hint("escalate"), kit.hint("sign")
        self._return.clicked.connect(self.returned)
        self._escalate.clicked.connect(self.escalated)
        self._sign.clicked.connect(self.signed)
        self._why.clicked.connect(self.lead)
        edge, px = kit.theme.space("m"), kit.theme.px
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(edge, px(10), edge, px(10))
        self._grid.setHorizontalSpacing(px(8))
        self._narrow: bool | None = None
        self.set_narrow(False)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._press)

    def set_narrow(self, narrow: bool) -> None:
        """Whether what is left stands above the buttons, where it has no room beside them."""
        if narrow == self._narrow:
            return
        self._narrow, grid = narrow, self._grid
        first, second, third = self._keys
        buttons: tuple[QWidget, ...] = (self._return, first, self._escalate, second, self._sign, third)
        for part in (*buttons, self._said, self._why):
            grid.removeWidget(part)
        for number, part in zip((0, 1, 2, 3, 5, 6), buttons, strict=True):
            if not (narrow and part in self._keys):
                grid.addWidget(part, 1, number)
        for said in (self._said, self._why):  # one of them at a time
            grid.addWidget(said, *((0, 0, 1, 6) if narrow else (1, 4)))
        grid.setColumnStretch(4, 1)
        self._show_keys()

    def show_state(self, state: ReviewState, left: tuple[Left, ...], *, held: bool) -> None:
        """What the person can decide now."""
        self._left = left if not held else ()
        decides = state.can_decide and not held
        self._return.setVisible(decides)
        self._return.setText(self.tr("Return to draft") if state.mine else self.tr("Return to analyst"))
        self._return.setAccessibleName(self._return.text())
        self._escalate.setVisible(decides and (state.can_escalate or state.is_escalated))
        self._escalate.setEnabled(bool(state.escalates_to) or state.is_escalated)
        self._escalate.setText(self.tr("Hand back") if state.is_escalated else self.tr("Escalate"))
        self._escalate.setAccessibleName(self._escalate.text())
        self._show_keys()
        words = act_words(state.step)
        self._sign.setText(words)
        self._sign.setAccessibleName(words)
        self._sign.setVisible(decides)
        self._sign.setEnabled(not self._left)
        self._why.setVisible(bool(self._left) and decides)
        self._fit_why()
        self._why.setAccessibleDescription(left_words(self._left))
        done = self.tr("All checks done, all changes settled") if decides and not self._left else ""
        self._said.setText(who_can(state) if not state.can_decide else done)
        restyled(self._said, tone="success" if decides else "2")
        self.setVisible(decides or bool(self._said.text()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """There is more room for what is left, or less."""
        super().resizeEvent(event)
        self._fit_why()

    def lead(self) -> None:
        """To the first thing that is left."""
        if self._left:
            self.led.emit(self._left[0])

    def _show_keys(self) -> None:
        """Keys stand beside their buttons where there is room."""
        for key, button in zip(self._keys, (self._return, self._escalate, self._sign), strict=True):
            key.setVisible(not self._narrow and not button.isHidden() and key.parent() is not None)

    def _fit_why(self) -> None:
        """All that is left where it has room, else how much it is."""
        words, count = left_words(self._left), left_count(self._left) if self._left else ""
        hint = self._keys[-1]
        others = (self._return, self._escalate, *self._keys[:-1], self._sign)
        beside = [] if self._narrow else [part for part in others if not part.isHidden()]
        taken = sum(part.sizeHint().width() + self._grid.horizontalSpacing() for part in beside)
        around = 2 * self._grid.contentsMargins().left() + self._kit.theme.px(16)
        metrics = self._why.fontMetrics()
        free = self.width() - metrics.horizontalAdvance(words) - taken - around
        hint.setVisible(not self._narrow and not self._sign.isHidden() and free > hint.sizeHint().width() + around)
        fits = free >= 0
        self._why.setText(words if fits else count)
        self._why.setToolTip("" if fits else words)
        self._why.setMinimumWidth(metrics.horizontalAdvance(count) + self._kit.theme.px(16))

    def _press(self) -> None:
        if self._sign.isVisible() and self._sign.isEnabled():
            self.signed.emit()
        else:
            self.lead()
