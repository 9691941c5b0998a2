"""A few lines of words: why something is decided."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

from desktop_app.widgets.kit import Kit, named

LINES = 3


class ReasonField(QPlainTextEdit):
    """Plain text, three lines high; Tab goes on."""

    def __init__(self, kit: Kit, name: str) -> None:
        super().__init__()
        self._kit = kit
        named(self, name)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def words(self) -> str:
        """What was typed, in one line."""
        return " ".join(self.toPlainText().split())

    def sizeHint(self) -> QSize:  # noqa: N802
        """Three lines and the room around them."""
        theme = self._kit.theme
        return QSize(theme.px(200), LINES * theme.line("body") + theme.px(20))

    def event(self, event: QEvent) -> bool:
        """The style sheet gives fields one line; this one has three."""
        done = super().event(event)
        if event.type() == QEvent.Type.Polish:
            self.setMinimumHeight(self.sizeHint().height())
        return done
