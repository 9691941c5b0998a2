"""A short word at the foot of the window that something was done, for ten seconds, with a way to take it back."""

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QWidget

from desktop_app.widgets.kit import Kit, named, row

SHOWN_FOR = 10_000
"""Milliseconds."""


class Toast(QFrame):
    """Over the page, in the middle of its foot; never for errors. The keyboard stays where it is."""

    undone = Signal()

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit, self._over = kit, parent
        self.setProperty("banner", "success")
        self._words = kit.words(wrapped=False)
        self._undo = kit.button(self.tr("Undo"), "soft", size="small")
        self._undo.setToolTip("Ctrl+Z")
        self._undo.clicked.connect(self._take_back)
        space = kit.theme.space
        row(kit.icon("circle-check", "success"), self._words, self._undo, gap=space("s"),
            around=(space("m"), space("xs"), space("m"), space("xs")), into=self)  # fmt: skip
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_FOR)
        self._timer.timeout.connect(self.hide)
        self._keys = QShortcut(QKeySequence("Ctrl+Z"), parent)
        self._keys.setEnabled(False)
        self._keys.activated.connect(self._take_back)
        parent.installEventFilter(self)
        self.hide()

    def say(self, words: str, *, can_undo: bool = False) -> None:
        """Show this."""
        self._words.setText(words)
        self._undo.setVisible(can_undo)
        self._keys.setEnabled(can_undo)
        named(self, words)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def end(self) -> None:
        """It is not needed any more."""
        self.hide()
        self._keys.deleteLater()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Stay at the foot of the window."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """What is not shown cannot be taken back."""
        super().hideEvent(event)
        self._keys.setEnabled(False)

    def _place(self) -> None:
        parent = self._over
        below = parent.height() - self.height() - self._kit.theme.px(76)
        self.move(QPoint((parent.width() - self.width()) // 2, below))

    def _take_back(self) -> None:
        self.hide()
        self.undone.emit()
