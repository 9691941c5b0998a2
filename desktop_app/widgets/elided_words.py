"""Words in one line that give way where there is little room: their middle is left out, and the tool tip says all."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from desktop_app.widgets.kit import Kit, named


class ElidedWords(QLabel):
    """A label as wide as there is room, and no wider than its words."""

    def __init__(self, kit: Kit, words: str = "", style: str = "body", tone: str = "1") -> None:
        super().__init__()
        self._kit, self._style, self._words = kit, style, words
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(kit.theme.font(style))
        self.setProperty("tone", tone)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.show_words(words)

    def show_words(self, words: str) -> None:
        """These now."""
        self._words = words
        self.setToolTip(words)
        named(self, words)
        self._fit()
        self.updateGeometry()

    @property
    def words(self) -> str:
        """All of them."""
        return self._words

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """There is more room, or less."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics = self._kit.theme.metrics(self._style)
        shown = metrics.elidedText(self._words, Qt.TextElideMode.ElideMiddle, max(self.width() - 2, 0))
        if shown != self.text():
            self.setText(shown)
