"""A button of several parts: icons, words and figures beside each other, pressed as one."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from desktop_app.widgets.kit import Kit, Part, named, row


class PartedButton(QPushButton):
    """As large as its parts. A screen reader says its name."""

    def __init__(
        self, kit: Kit, name: str, kind: str, *parts: Part, gap: int, around: tuple[int, int, int, int]
    ) -> None:
        super().__init__()
        self.setProperty("kind", kind)
        self.setAutoDefault(True)
        named(self, name)
        row(*parts, gap=gap, around=around, into=self)
        self.least = kit.theme.size("control")
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:  # noqa: N802
        """What its parts need, and no less than any control."""
        layout = self.layout()
        needed = layout.sizeHint() if layout is not None else super().sizeHint()
        return needed.expandedTo(QSize(0, self.least))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """The same: words are never cut."""
        return self.sizeHint()
